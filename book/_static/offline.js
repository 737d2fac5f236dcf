// Opened as a file, a page may not read other pages: the search then shows titles without excerpts, and no error.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

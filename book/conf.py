"""The book: Sphinx and myst-nb over notebooks that tools/book.py has executed. Nothing here reaches for the network."""

import sys
from pathlib import Path

# jsonschema does without this, and the build is a second or more faster.
sys.modules.setdefault("rfc3987_syntax", None)
sys.path.insert(0, str(Path(__file__).resolve().parent / "_ext"))

project = "Ten or Twelve?"
html_title = project
language = "en"
extensions = ["myst_nb", "collection"]
exclude_patterns = ["_fragments", "_ext"]

# What the reader's notebooks are rendered from is what was executed and tested; nothing runs here.
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
myst_heading_anchors = 3
# Links to the words of a report: links.py writes them, `evidence:R2#R2-q03` is the page R2.html at that place.
myst_url_schemes = {
    "http": None,
    "https": None,
    "mailto": None,
    "evidence": {"url": "{{path}}.html#{{fragment}}", "classes": ["evidence"]},
}

html_theme = "sphinx_book_theme"
html_theme_options = {
    "navbar_persistent": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "home_page_in_toc": True,
    "show_navbar_depth": 1,
    "search_bar_text": "Search the book",
    "toc_title": "On this page",
    "footer_content_items": [],
}
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_js_files = ["offline.js"]
templates_path = ["_templates"]
html_sidebars = {"**": ["book-title", "search-button-field", "sbt-sidebar-nav"]}
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
html_context = {"default_mode": "auto"}

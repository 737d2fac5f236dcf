"""Sentences and tables that are computed, as Markdown that reads the same in a notebook, on a code host and in a book.

Words that come from a report or a table are escaped before they meet Markdown, which may hold HTML.
"""

import re
from textwrap import dedent

__all__ = ["Prose", "cite", "count", "escape", "here", "link", "listing", "missing", "say", "table"]

_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~$&])")
READER = "00_reports.ipynb"


class Prose(str):
    """Markdown that shows itself rendered in a notebook and as its own text elsewhere."""

    def _repr_markdown_(self):
        return str(self)

    def __repr__(self):
        return str(self)


def say(text):
    """A sentence or paragraph as Markdown, indentation and outer white space taken off.

    >>> say('''
    ...     Two of five.
    ... ''')
    Two of five.
    """
    return Prose(dedent(text).strip())


def escape(text):
    """Text made harmless inside Markdown: nothing in it is read as markup or HTML.

    >>> print(escape("<b>5*3</b>"))
    \\<b\\>5\\*3\\</b\\>
    """
    return _SPECIAL.sub(r"\\\1", text)


def count(number, noun, plural=None):
    """A number of things in words up to twelve, in figures beyond, with the noun in the right form.

    >>> count(1, "report"), count(5, "report"), count(0, "inquiry", "inquiries"), count(1200, "word")
    ('one report', 'five reports', 'no inquiries', '1,200 words')
    """
    shown = _WORDS[number] if number < len(_WORDS) else f"{number:,}"
    return f"{shown} {noun if number == 1 else plural or noun + 's'}"


def listing(items, last="and"):
    """Items as running text: commas, and a word before the last.

    >>> listing(["R0", "R1", "R3"]), listing(["R0"]), listing([])
    ('R0, R1 and R3', 'R0', 'none')
    """
    items = [str(item) for item in items]
    if len(items) < 2:
        return items[0] if items else "none"
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def link(name, text=None):
    """A link to the words a row stands for, in the reading room of the collection.

    >>> link("R2-q03")
    [R2-q03](00_reports.ipynb#R2-q03)
    """
    return Prose(f"[{text or name}]({READER}#{name})")


def here(case, names):
    """The ids, of a list of ids, that the case holds: what is left of a list when a report has been left out."""
    return [name for name in names if name in case]


def missing(case):
    """A sentence on what a case lacks, and an empty text for a whole case (see Case.without)."""
    if case.lost.empty:
        return Prose("")
    reports = listing(case.lost.loc[case.lost["table"] == "reports", "id"])
    gone = case.lost.loc[case.lost["table"] != "reports", "table"].value_counts()
    rows = listing(f"{number} of {table.replace('_', ' ')}" for table, number in gone.items())
    return Prose(
        f"**This run leaves {reports} out.** With it went these rows: {rows}. What still stands below stands without "
        f"them; a sentence that quotes {reports} quotes words that are not in this run."
    )


def cite(case, name):
    """The words of a row in quotation marks, linked to their place, with the report's name behind.

    A row that went with a report (see Case.without) is named as gone. Raises KeyError for an id nobody knows.
    """
    if name not in case and name in set(case.lost["id"]):
        return Prose(f"*{name}, which this run leaves out*")
    return Prose(f"{link(name, f'“{escape(_line(case.words(name)))}”')} ({case.row(name)['report']})")


def _line(words):
    """Words on one line."""
    return " ".join(words.split())


def table(frame, caption=None):
    """A frame as a Markdown table, its columns as heads, its cells as they are written; a caption beneath.

    Cells are escaped, but for those that are Prose already. Raises ValueError for a frame without columns.
    """
    if not len(frame.columns):
        raise ValueError("a table needs at least one column")
    heads = [escape(str(column)) for column in frame.columns]
    lines = [_cells(heads), _cells(["---"] * len(heads))]
    lines += [_cells(_shown(cell) for cell in row) for row in frame.itertuples(index=False)]
    return Prose("\n".join(lines) + (f"\n\n*{caption}*" if caption else ""))


def _cells(cells):
    """One line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def _shown(cell):
    """One cell: Prose as it is, everything else escaped and on one line."""
    return _line(str(cell)) if isinstance(cell, Prose) else escape(_line(str(cell)))

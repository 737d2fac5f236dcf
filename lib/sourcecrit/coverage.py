"""Exhaustive means exhaustive: each word of a kind that ought to be read lies in a row of a table, or is dismissed.

Digits, number words, months, weekdays, deictic words, words of order, places, words of saying and of harm are looked
for in every text. The word lists are plain English (`lexicon/coverage_words.csv`); the places are the case's own names.
"""

import re
from functools import cache

from sourcecrit.corpus import Span, listed

__all__ = ["LAYERS", "finds", "rows", "uncovered"]

# What may hold a word of each layer. A clause such as "after he sent 10 men last year" orders two events; it reads
# neither its number nor its date, so it counts for words of order alone.
LAYERS = {
    "digits": ("quantities", "dates", "dismissed"),
    "number words": ("quantities", "firsts", "dismissed"),
    "ordinals": ("firsts", "dismissed"),
    "months": ("dates", "times", "dismissed"),
    "weekdays": ("dates", "dismissed"),
    "deictics": ("dates", "times", "dismissed"),
    "words of order": ("dates", "times", "order", "dismissed"),
    "places": ("place_mentions", "dismissed"),
    "words of saying": ("attributions",),
    "words of harm": ("outcomes",),
}
TABLES = ("quantities", "times", "place_mentions", "firsts", "attributions", "outcomes", "dismissed")
_TIMES = {"day": "dates", "order": "order"}
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def one_of(words, ignore_case=True):
    """A pattern for any of some words standing alone, the longest first.

    >>> one_of(["two", "twenty two"]).findall("Twenty two, two, twofold")
    ['Twenty two', 'two']
    """
    ordered = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ordered})(?!\w)", re.IGNORECASE if ignore_case else 0)


@cache
def _listed():
    """The patterns of the listed layers."""
    layers = {}
    for row in listed("coverage_words"):
        layers.setdefault((row["layer"], row["capitals"] == "any"), []).append(row["word"])
    return {layer: one_of(words, ignore_case) for (layer, ignore_case), words in layers.items()}


def finds(case):
    """Every word that ought to be read: (layer, report, Span), layer by layer in reading order."""
    names = set(case.frames["place_names"]["name"])
    patterns = {"digits": _DIGITS, **_listed()} | ({"places": one_of(names, False)} if names else {})
    return [
        (layer, report, Span(*match.span()))
        for layer, pattern in patterns.items()
        for report, text in case.texts.items()
        for match in pattern.finditer(text.content)
    ]


def rows(case):
    """Every row that can hold such a word, as {table: {id: (report, Span)}}, times parted in three."""
    held = {name: {} for tables in LAYERS.values() for name in tables}
    for table in TABLES:
        for row in case.frames[table].itertuples():
            name = _TIMES.get(row.kind, "times") if table == "times" else table
            held[name][row.id] = (row.report, Span(row.start, row.end))
    return held


def uncovered(case, held=None):
    """The words that lie in no row of the tables meant for them: (layer, report, Span)."""
    held = rows(case) if held is None else held
    return [
        (layer, report, span)
        for layer, report, span in finds(case)
        if not any(where == report and row.holds(span) for name in LAYERS[layer] for where, row in held[name].values())
    ]

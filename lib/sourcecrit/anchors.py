"""From words to places in a text: a quotation and its context give one span, or an error that helps.

Offsets are never typed by hand; they are derived here. A quotation must stand in the text exactly once, given the
words before and after it. The selectors are those of the Web Annotation Data Model (W3C Recommendation, 2017).
"""

from dataclasses import dataclass

import edlib

from sourcecrit.corpus import Span, words

__all__ = ["AnchorError", "Selector", "describe", "find", "nearest", "occurrences", "selectors"]

_SAME = [("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("–", "-"), ("—", "-"), ("\u00a0", " "), ("\n", " ")]


class AnchorError(ValueError):
    """A quotation that does not stand in the text exactly once; `found` counts the places."""

    def __init__(self, message, found=0):
        super().__init__(message)
        self.found = found


@dataclass(frozen=True)
class Selector:
    """Words and as much of their context as makes them unique: the three columns of a stand-off table."""

    quote: str
    before: str = ""
    after: str = ""


def occurrences(content, quote, before="", after=""):
    """Every span of the quotation that has the given words directly before and after it (white space apart).

    >>> occurrences("up to 12, then 12 more", "12", after="more")
    [Span(start=15, end=17)]
    """
    if not quote:
        return []
    found, start = [], content.find(quote)
    while start >= 0:
        left, right = content[:start].rstrip(), content[start + len(quote) :].lstrip()
        if left.endswith(before.strip()) and right.startswith(after.strip()):
            found.append(Span(start, start + len(quote)))
        start = content.find(quote, start + 1)
    return found


def find(content, quote, before="", after=""):
    """The one span of a quotation in a text.

    Raises AnchorError where it stands nowhere (with the nearest words that do) or more than once (with the
    shortest context that would settle it).

    >>> find("Up to 12 missiles were launched.", "12 missiles")
    Span(start=6, end=17)
    """
    found = occurrences(content, quote, before, after)
    if len(found) == 1:
        return found[0]
    raise _twice(content, quote, before, after, found) if found else _missing(content, quote, before, after)


def _twice(content, quote, before, after, found):
    """The error for words that stand in several places."""
    choices = [describe(content, span) for span in found[:3]]
    hints = "; ".join(f"before={choice.before!r} after={choice.after!r}" for choice in choices)
    return AnchorError(
        f"{quote!r} with before={before!r} and after={after!r} stands {len(found)} times; "
        f"say which by the words beside it, for example {hints}",
        found=len(found),
    )


def _missing(content, quote, before, after):
    """The error for words that stand nowhere, or nowhere with that context."""
    if alone := occurrences(content, quote):
        there = describe(content, alone[0], least=3)
        hint = f"the words are there, but between {there.before!r} and {there.after!r}"
        return AnchorError(f"{quote!r} does not stand with before={before!r} and after={after!r}; {hint}")
    close = nearest(content, quote)
    hint = f"the nearest words are {content[close.start : close.end]!r}" if close else "nothing like it stands there"
    return AnchorError(f"{quote!r} does not stand in the text; {hint}")


def nearest(content, quote, most=0.3):
    """The span most like the quotation within a share of edits, or None; curly and straight quotes count as same.

    Infix alignment by edit distance: M. Šošić, M. Šikić, "Edlib", Bioinformatics 33 (2017).

    >>> content = "They fired “at least 10” missiles."
    >>> span = nearest(content, '"at least ten"'); content[span.start:span.end]
    '“at least 10”'
    """
    budget = int(len(quote) * most)
    if not quote or not content or not budget:
        return None
    result = edlib.align(
        quote.lower(), content.lower(), mode="HW", task="locations", k=budget, additionalEqualities=_SAME
    )
    if not result["locations"] or len(content.lower()) != len(content):
        return None
    start, end = result["locations"][0]
    return Span(start, end + 1)


def describe(content, span, least=0):
    """The selector of a span with the shortest context, in whole words, that makes it unique in the text.

    `least` asks for at least so many words on each side. Raises AnchorError for an empty span.

    >>> describe("up to 12, then 12 more", Span(15, 17))
    Selector(quote='12', before='then', after='')
    """
    quote = content[span.start : span.end]
    if not quote.strip():
        raise AnchorError(f"characters {span.start} to {span.end} hold no words")
    starts = [w.start for w in words(content) if w.end <= span.start]
    ends = [w.end for w in words(content) if w.start >= span.end]
    for size in range(least, max(len(starts), len(ends)) + 1):
        for left, right in {(size, least), (least, size), (size, size)} if size > least else [(size, size)]:
            choice = Selector(quote, _left(content, span, starts, left), _right(content, span, ends, right))
            if len(occurrences(content, choice.quote, choice.before, choice.after)) == 1:
                return choice
    raise AnchorError(f"{quote!r} cannot be told apart from its other places", found=2)


def _left(content, span, starts, count):
    """So many words directly before the span, as they stand."""
    return content[starts[max(0, len(starts) - count)] : span.start].strip() if count and starts else ""


def _right(content, span, ends, count):
    """So many words directly after the span, as they stand."""
    return content[span.end : ends[min(count, len(ends)) - 1]].strip() if count and ends else ""


def selectors(content, span, context=32):
    """The span as Web Annotation selectors: a TextQuoteSelector and a TextPositionSelector.

    Positions count code points from the start, half open; prefix and suffix hold up to `context` characters.
    """
    return [
        {
            "type": "TextQuoteSelector",
            "exact": content[span.start : span.end],
            "prefix": content[max(0, span.start - context) : span.start],
            "suffix": content[span.end : span.end + context],
        },
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]

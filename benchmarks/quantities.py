"""Our reader of quantities beside its installable peers, on the phrase book and on the news that gensim ships.

    python benchmarks/quantities.py

Peers come from `requirements-quantities.txt`, in an environment of their own; one that is not installed is left out in
one line. Every peer is given what favours it: spans, units and nouns are not asked for, and of several readings the
best counts. On the news there is no reading by hand, so the yardstick is independent and narrow: each place where one
of a few plain hedges stands directly before a number in digits. Results carry the digest of the code measured.
"""

import csv
import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path

import peers

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "lib" / "sourcecrit"
CODE = [LIBRARY / f"{name}.py" for name in ("corpus", "numerals", "phrases", "quantities")]
MEASURED = [*CODE, *sorted((LIBRARY / "lexicon").glob("quantity_*.csv"))]
PHRASES = ROOT / "tests" / "phrases_quantities.csv"
LENGTH = 3600
SHARE = 0.1

LOWER = ("more than", "at least", "over", "no fewer than", "no less than", "in excess of")
UPPER = ("less than", "fewer than", "under", "up to", "as many as", "as much as", "no more than", "at most")
NEAR = ("about", "around", "approximately", "roughly", "some", "nearly", "almost", "close to", "an estimated")
DIGITS = r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?: (million|billion))?\b(?![-:/.]?\d)(?!st|nd|rd|th|am|pm)"
HEDGED = re.compile(rf"\b({'|'.join((*LOWER, *UPPER, *NEAR))}) [$£]?{DIGITS}", re.IGNORECASE)
PLAIN = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")
RESULTS = ("right", "hedge lost", "inverted", "otherwise wrong", "not found")


def ours():
    """Our reader: the bounds of every quantity."""
    from sourcecrit.quantities import read

    return lambda text: [(one.low, one.high) for one in read(text)]


def quantulum():
    """quantulum3 without its classifier; a range is a value with an uncertainty."""
    from quantulum3 import parser

    def answers(text):
        found = parser.parse(text)
        return [(one.value - (one.uncertainty or 0), one.value + (one.uncertainty or 0)) for one in found]

    return answers


def recognizers():
    """The recognizers' number model; the Python port has no number ranges."""
    from ms_recognizers_number import recognize_number
    from ms_recognizers_text import Culture

    def answers(text):
        values = [one.resolution["value"] for one in recognize_number(text, Culture.English) if one.resolution]
        return [(float(value), float(value)) for value in values if value and PLAIN.fullmatch(value)]

    return answers


def written_out(rewrite):
    """A reader out of a function that writes number words as digits."""

    def answers(text):
        values = [float(match.group().replace(",", "")) for match in PLAIN.finditer(rewrite(text))]
        return [(value, value) for value in values]

    return answers


def text2num():
    """text2num, which rewrites number words in a text."""
    from text_to_num import alpha2digit

    return written_out(lambda text: alpha2digit(text, "en"))


def number_parser():
    """number-parser, which rewrites number words in a text."""
    from number_parser import parse

    return written_out(parse)


READERS = {
    "sourcecrit": (ours, "sourcecrit"),
    "quantulum3": (quantulum, "quantulum3"),
    "recognizers": (recognizers, "ms_recognizers_number"),
    "text2num": (text2num, "text_to_num"),
    "number-parser": (number_parser, "number_parser"),
}


def phrases():
    """The phrase book as texts with the bounds wanted; approximate ones are marked."""
    with open(PHRASES, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (row["text"], row["quote"] and (_end(row["low"]), _end(row["high"]), row["approximate"] == "yes"))
        for row in rows
    ]


def _end(cell):
    """One end as a number, or None where it is open."""
    return None if cell == "open" else float(cell)


def news():
    """Articles of about 3,600 characters cut from the two news corpora that gensim ships."""
    folder = Path(importlib.util.find_spec("gensim").origin).parent / "test" / "test_data"
    names = ("lee_background.cor", "lee.cor")
    text = " ".join((folder / name).read_text(encoding="utf-8", errors="replace").replace("\n", " ") for name in names)
    return [text[start : start + LENGTH] for start in range(0, len(text), LENGTH)]


def yardstick(articles):
    """Sentences of the news with one plain hedge before digits, and the bounds that sets."""
    found = []
    for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", " ".join(articles)):
        matches = list(HEDGED.finditer(sentence))
        if len(matches) == 1:
            hedge, digits, scale = matches[0].groups()
            value = float(digits.replace(",", "")) * {"million": 1e6, "billion": 1e9}.get((scale or "").lower(), 1)
            found.append((sentence, _wanted(hedge.lower(), value)))
    return found


def _wanted(hedge, value):
    """The bounds a plain hedge sets on a value."""
    if hedge in LOWER:
        return value, None, False
    if hedge in UPPER:
        return None, value, False
    return value * (1 - SHARE), value if hedge in ("nearly", "almost", "close to") else value * (1 + SHARE), True


def judge(answers, wanted):
    """The best that one of the answers does with the bounds wanted."""
    return min((_verdict(answer, wanted) for answer in answers), key=RESULTS.index, default="not found")


def _verdict(answer, wanted):
    """What one answer makes of the bounds wanted."""
    low, high, approximate = wanted
    if _equal(answer[0], low) and _equal(answer[1], high):
        return "right"
    point = answer[0] is not None and answer[0] == answer[1]
    if approximate and not point:
        return "right" if _within(answer, low, high) else "not found"
    if point:
        inside = (low is None or answer[0] >= low * 0.999999) and (high is None or answer[0] <= high * 1.000001)
        near = any(_equal(answer[0], end) for end in (low, high)) or (inside and None not in (low, high))
        return "hedge lost" if near else "not found"
    if _equal(answer[0], high) and answer[1] is None or _equal(answer[1], low) and answer[0] is None:
        return "inverted"
    return "otherwise wrong" if _equal(answer[0], low) or _equal(answer[1], high) else "not found"


def _equal(one, other):
    """Whether two ends are the same, an open end only as an open one."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other), 1e-9)


def _within(answer, low, high):
    """Whether both ends of an answer lie inside the bounds wanted."""
    return None not in answer and low <= answer[0] * 1.000001 and answer[1] <= high * 1.000001


def score(read, cases):
    """Counts of the results over the cases with a quantity, and of texts without one in which something is read."""
    results = Counter(judge(read(text), wanted) for text, wanted in cases if wanted)
    return results, sum(bool(read(text)) for text, wanted in cases if not wanted)


def main():
    """Print the table."""
    sys.path.insert(0, str(ROOT / "lib"))
    book, articles = phrases(), news()
    texts = {"phrase book": book, "news": yardstick(articles)}
    print(f"digest {peers.digest(MEASURED)}")
    for name, cases in texts.items():
        held = sum(1 for _, wanted in cases if wanted)
        print(f"{name}: {held} with a quantity, {len(cases) - held} without")

    def measured(read):
        pace = f"{peers.rate(read, articles):.0f}"
        for text, cases in texts.items():
            results, false = score(read, cases)
            yield (text, *(results[each] for each in RESULTS), false, pace)

    peers.table(("reader", "text", *RESULTS, "false readings", "articles a second"), READERS, measured)


if __name__ == "__main__":
    main()

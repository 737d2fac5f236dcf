"""Our reader of temporal wording beside its installable peers, on the project's own phrase book.

    python benchmarks/times.py

Peers come from `requirements-times.txt`, in an environment of their own; one that is not installed is left out in one
line. Every peer is given what favours it: an instant counts as right anywhere inside the bounds wanted, an open end
counts as open in any answer, and of two readings the past one is taken. Ours and any peer that returns a range must
give the first day exactly and the last within a day. Results carry the digest of the code they were measured on.
"""

import csv
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import peers

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "lib" / "sourcecrit"
CODE = [LIBRARY / f"{name}.py" for name in ("corpus", "timerules", "times")]
MEASURED = [*CODE, *sorted((LIBRARY / "lexicon").glob("time_*.csv"))]
PHRASES = ROOT / "tests" / "phrases_times.csv"
COUNTS = ("correct", "wrong", "wrong side", "refused", "false")


def ours():
    """Our reader: quote and bounds of every expression that sets a bound."""
    from sourcecrit.times import read

    def answers(text, published):
        found = [(one.quote, *one.days(published)) for one in read(text)]
        return [answer for answer in found if answer[1] or answer[2]]

    return answers


def dateparser_search():
    """dateparser's search, told to prefer the past; each answer an instant."""
    from dateparser.search import search_dates

    def answers(text, published):
        base = datetime(published.year, published.month, published.day, 12)
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
        found = search_dates(text, languages=["en"], settings=settings) or []
        return [(quote, when.date(), "instant") for quote, when in found]

    return answers


def parsedatetime_nlp():
    """parsedatetime's search; each answer an instant, clock times left out."""
    import parsedatetime

    reader = parsedatetime.Calendar()

    def answers(text, published):
        base = datetime(published.year, published.month, published.day, 12)
        found = reader.nlp(text, sourceTime=base) or ()
        return [(quote, when.date(), "instant") for when, flags, _, _, quote in found if flags != 2]

    return answers


def recognizers():
    """The recognizers' date and time model: dates and ranges of dates, the past reading where there are two."""
    from ms_recognizers_date_time import recognize_datetime
    from ms_recognizers_text import Culture

    def answers(text, published):
        base = datetime(published.year, published.month, published.day, 12)
        found = recognize_datetime(text, Culture.English, reference=base)
        readings = [(one.text, _recognized(one.resolution, published)) for one in found]
        return [(quote, *bounds) for quote, bounds in readings if bounds]

    return answers


def _recognized(resolution, published):
    """First and last day of the reading chosen, or None where it is a clock time, a duration or a frequency."""
    bounds = [_bounds(value) for value in (resolution or {}).get("values", [])]
    bounds = [pair for pair in bounds if pair]
    past = [pair for pair in bounds if (pair[0] or pair[1]) <= published]
    return (past or bounds or [None])[0]


def _bounds(value):
    """First and last day of one value; the end of a range is exclusive."""
    if value.get("type") in ("date", "datetime") and "value" in value:
        day = _day(value["value"])
        return day and (day, day)
    if value.get("type") in ("daterange", "datetimerange"):
        first, last = _day(value.get("start")), _day(value.get("end"))
        return (first, last and last - timedelta(days=1)) if first or last else None
    return None


def _day(cell):
    """A date from the front of a cell, or None."""
    try:
        return date.fromisoformat((cell or "")[:10])
    except ValueError:
        return None


READERS = {
    "sourcecrit": (ours, "sourcecrit"),
    "dateparser": (dateparser_search, "dateparser"),
    "parsedatetime": (parsedatetime_nlp, "parsedatetime"),
    "recognizers": (recognizers, "ms_recognizers_date_time"),
}


def rows():
    """The phrase book, its dates read; rows that set no bound (durations, words of order) are left out."""
    with open(PHRASES, encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    for row in found:
        row["published"] = date.fromisoformat(row["published"])
        row["earliest"], row["latest"] = _day(row["earliest"]), _day(row["latest"])
    return [row for row in found if not row["quote"] or row["earliest"] or row["latest"]]


def judged(answers, row):
    """How one reader did on one row: correct, wrong, wrong side (of the publication day) or refused."""
    quote = row["quote"].lower()
    near = [answer for answer in answers if answer[0].lower() in quote or quote in answer[0].lower()] or answers
    if not near:
        return "refused"
    if any(_right(answer, row) for answer in near):
        return "correct"
    return "wrong side" if any(_other_side(answer, row) for answer in near) else "wrong"


def _right(answer, row):
    """Whether an answer gives the bounds wanted."""
    _, first, last = answer
    low, high = row["earliest"], row["latest"]
    if last == "instant":
        return (low is None or low <= first) and (high is None or first <= high)
    open_ends = (first is None) == (low is None), (last is None) == (high is None)
    since = last is None and low and high == row["published"]
    return first == low and (since or all(open_ends)) and (since or high is None or abs(last - high).days <= 1)


def _other_side(answer, row):
    """Whether an answer lies after publication where the truth lies before it, or before where it lies after."""
    first, last = (day if isinstance(day, date) else None for day in answer[1:])
    published, low, high = row["published"], row["earliest"], row["latest"]
    after, before = (first or last) > published, (last or first) < published
    return (after and high is not None and high <= published) or (before and low is not None and low >= published)


def measure(reader):
    """The counts of one reader over the phrase book, its false readings, and whole articles a second."""
    counts = dict.fromkeys(COUNTS, 0)
    for row in rows():
        answers = reader(row["text"], row["published"])
        if row["quote"]:
            counts[judged(answers, row)] += 1
        else:
            counts["false"] += bool(answers)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    return [(*counts.values(), f"{peers.rate(lambda text: reader(text, date(2024, 11, 22)), texts):.1f}")]


def main():
    """Print the table."""
    book = rows()
    read = sum(bool(row["quote"]) for row in book)
    print(f"{read} dated phrases, {len(book) - read} phrases without a date; code {peers.digest([*MEASURED, PHRASES])}")
    peers.table(("reader", *COUNTS, "articles a second"), READERS, measure)


if __name__ == "__main__":
    sys.exit(main())

"""Exhaustive means exhaustive: every numeral, time word and place name in the texts lies in a table or is dismissed,
and every word of saying or of harm in an attribution or an outcome.

The word lists are plain English and know nothing of the case; the place names are those of `data/place_names.csv`.
"""

import csv
import re
from pathlib import Path

import pytest

from sourcecrit import anchors
from sourcecrit.corpus import Span

ROOT = Path(__file__).resolve().parents[1]
TABLES = ("quantities", "times", "place_mentions", "firsts", "attributions", "outcomes", "dismissed")


def _words(listed):
    """The words of a list."""
    return listed.split()


NUMBERS = _words("""
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million
millions billion billions trillion trillions dozen dozens score scores tens half halves third thirds quarter
quarters couple several some many handful numerous both either neither once twice thrice double triple percent
""")
ORDINALS = _words("""
first second fourth fifth sixth seventh eighth ninth tenth only largest closest
""")
MONTHS = _words("""
january february march april june july august september october november december jan feb mar apr jun jul aug sep
sept oct nov dec
""")
WEEKDAYS = _words("""
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
""")
DEICTICS = _words("""
yesterday today tonight tomorrow now nowadays currently recent recently previously formerly lately latest already
still ago earlier later soon simultaneously meanwhile last next week weeks weekend month months year years day days
decade decades hour hours minute minutes moment morning afternoon evening night noon midnight spring summer autumn
winter
""")
ORDER = ["since", "before", "after", "afterwards", "afterward", "until", "following", "shortly", "in response"]

SAYING = [
    *_words("""
said says stated states told informed reportedly reported claimed alleged denied dismissed declined declining refused
suggested suggests suggest suggesting believed noted revealed asserted warned accused pledging wrote cites quoting
warning threatening emphasized
"""),
    "according to",
]
HARM = _words("""
killed killing wounded wounds injured injury injuries hurt casualty casualties death deaths dead perished died missing
captured
""")

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
TIMES = {"day": "dates", "order": "order"}


def read(name):
    """The rows of one table, every cell a string."""
    with open(ROOT / "data" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def texts():
    """Every report's characters, by its name."""
    return {row["report"]: (ROOT / "seeds" / row["file"]).read_bytes().decode() for row in read("reports")}


@pytest.fixture(scope="module")
def spans(texts):
    """Every row's report and span, by table and id; the times are parted into dates, words of order and the rest."""
    found = {name: {} for names in LAYERS.values() for name in names}
    for table in TABLES:
        for row in read(table):
            span = anchors.find(texts[row["report"]], row["quote"], row["before"], row["after"])
            name = TIMES.get(row["kind"], "times") if table == "times" else table
            found[name][row["id"]] = (row["report"], span)
    return found


def one_of(choices, ignore_case=True):
    """A pattern for any of some words standing alone, the longest first; months and weekdays need a capital."""
    ordered = "|".join(re.escape(word) for word in sorted(choices, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ordered})(?!\w)", re.IGNORECASE if ignore_case else 0)


def patterns():
    """What is looked for in each layer."""
    names = {row["name"] for row in read("place_names")}
    return {
        "digits": re.compile(r"\d+(?:[.,]\d+)*"),
        "number words": one_of(NUMBERS),
        "ordinals": one_of(ORDINALS),
        "months": one_of({m.capitalize() for m in [*MONTHS, "may"]}, ignore_case=False),
        "weekdays": one_of({d.capitalize() for d in WEEKDAYS}, ignore_case=False),
        "deictics": one_of(DEICTICS),
        "words of order": one_of(ORDER),
        "places": one_of(names, ignore_case=False),
        "words of saying": one_of(SAYING),
        "words of harm": one_of(HARM),
    }


def finds(texts):
    """Every word looked for: layer, report and span, in reading order."""
    return [
        (layer, report, Span(*match.span()))
        for layer, pattern in patterns().items()
        for report, content in texts.items()
        for match in pattern.finditer(content)
    ]


def uncovered(texts, spans):
    """The words that lie in no row of the tables meant for them."""
    return [
        (layer, report, texts[report][span.start : span.end], texts[report][max(0, span.start - 30) : span.end + 20])
        for layer, report, span in finds(texts)
        if not any(
            where == report and row.holds(span) for table in LAYERS[layer] for where, row in spans[table].values()
        )
    ]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_word_is_read_or_dismissed(texts, spans, layer):
    assert [miss for miss in uncovered(texts, spans) if miss[0] == layer] == []


def test_the_walk_finds_something_in_every_layer_of_the_reading(texts):
    found = {layer for layer, _, _ in finds(texts)}
    assert found == set(LAYERS)
    assert len(finds(texts)) > 250


# One row of each table whose words nothing else covers, found by its words and not by its id.
DROPPED = [
    ("quantities", "R2", "at least 10 British-supplied Storm Shadow missiles"),
    ("quantities", "R0", "Up to 12 missiles"),
    ("quantities", "R3", "as many as 12 British Storm Shadow missiles"),
    ("quantities", "R4", "roughly half of the larger-caliber ammunition"),
    ("quantities", "R0", "both nations"),
    ("times", "R2", "yesterday"),
    ("times", "R1", "Wednesday"),
    ("times", "R1", "Last month"),
    ("times", "R3", "since early August"),
    ("times", "R4", "March"),
    ("times", "R1", "October 22, 2024"),
    ("place_mentions", "R2", "Maryino"),
    ("place_mentions", "R3", "Maryno"),
    ("place_mentions", "R1", "Kiev"),
    ("place_mentions", "R4", "Donetsk"),
    ("firsts", "R3", "the first acknowledgment from U.S. authorities"),
    ("firsts", "R2", "one of the largest standing armies in the world"),
    ("attributions", "R0", "Western officials declined to name the wounded officer"),
    ("attributions", "R0", "which reportedly involved British Storm Shadow missiles"),
    ("attributions", "R3", "a site reportedly utilized by North Korean and Russian military officials"),
    ("outcomes", "R3", "the death of a high-ranking North Korean official"),
    ("outcomes", "R4", "some had perished"),
    ("dismissed", "R1", "BUsDxCt2jc"),
    ("dismissed", "R4", "KN-23"),
]


@pytest.mark.parametrize(("table", "report", "quote"), DROPPED)
def test_a_dropped_row_is_missed(texts, spans, table, report, quote):
    gone = {row["id"] for row in read(table) if row["report"] == report and row["quote"] == quote}
    assert gone
    kept = {name: {i: span for i, span in rows.items() if i not in gone} for name, rows in spans.items()}
    assert uncovered(texts, kept) != []


def test_most_rows_cannot_be_dropped_unnoticed(texts, spans):
    """Drops each row in turn from a copy in memory and counts how often the walk notices."""
    words = finds(texts)
    noticed = {table: [] for table in ("quantities", "dates", "times", "order", "place_mentions", "outcomes")}
    for table, seen in noticed.items():
        others = [layer for layer, tables in LAYERS.items() if table in tables]
        for row, (report, span) in spans[table].items():
            inside = [(layer, word) for layer, where, word in words if where == report and span.holds(word)]
            seen.append(
                any(
                    layer in others
                    and not any(
                        where == report and other.holds(word)
                        for name in LAYERS[layer]
                        for i, (where, other) in spans[name].items()
                        if i != row
                    )
                    for layer, word in inside
                )
            )
    shares = {table: sum(seen) / len(seen) for table, seen in noticed.items()}
    assert all(share > 0.8 for share in shares.values()), shares

"""Hedged quantities: the phrase book, the five texts, the lexicon's own examples, properties and hostile input."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rendering import render
from sourcecrit import quantities
from sourcecrit.numerals import Lexicon, shipped
from sourcecrit.quantities import KINDS, bounds, convert, read

HERE = Path(__file__).parent
SEEDS = HERE.parent / "seeds"
LEXICON = Path(quantities.__file__).parent / "lexicon"


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def phrase_book():
    """The phrase book by text: what stands in it, or nothing."""
    by_text = defaultdict(list)
    for row in rows(HERE / "phrases_quantities.csv"):
        by_text[row.pop("text")] += [row] if row["quote"] else []
    return by_text


def cells(quantity):
    """A quantity as a row of the phrase book."""
    ends = {"low": quantity.low, "high": quantity.high}
    flags = {name: getattr(quantity, name) for name in ("low_closed", "high_closed", "approximate")}
    words = {name: getattr(quantity, name) for name in ("quote", "kind", "unit", "of_what")}
    shown = {name: "open" if value is None else str(value) for name, value in ends.items()}
    return words | shown | {name: "yes" if flag else "no" for name, flag in flags.items()}


def by_quote(found):
    return sorted(found, key=lambda row: row["quote"])


@pytest.mark.parametrize(("text", "expected"), phrase_book().items())
def test_phrase_book(text, expected):
    assert by_quote(cells(quantity) for quantity in read(text)) == by_quote(expected)


def test_phrase_book_is_large_and_has_a_negative_part():
    book = phrase_book()
    assert sum(map(len, book.values())) > 250
    assert sum(1 for expected in book.values() if not expected) > 100


HEDGED = [
    ("000", "approximately 10,000 troops", "approximate", "", "troops"),
    ("000", "Up to 12 missiles", "at_most", "", "missiles"),
    ("000", "more than 10,000 soldiers", "more_than", "", "soldiers"),
    ("000", "TWO WEEKS", "exact", "week", ""),
    ("000", "thousands of troops", "vague", "", "troops"),
    ("001", "thousands of North Korean troops", "vague", "", "North Korean troops"),
    ("001", "hundreds of square kilometers", "vague", "square kilometre", "territory"),
    ("001", "about 20 miles", "approximate", "mile", ""),
    ("001", "two weeks", "exact", "week", ""),
    (
        "002",
        "at least 10 British-supplied Storm Shadow missiles",
        "at_least",
        "",
        "British-supplied Storm Shadow missiles",
    ),
    (
        "002",
        "one of ten most prominent military leaders",
        "exact",
        "",
        "ten most prominent military leaders",
    ),
    ("002", "1.2 million soldiers", "exact", "", "soldiers"),
    ("002", "thousands of troops", "vague", "", "troops"),
    ("003", "500 deaths", "exact", "", "deaths"),
    ("003", "500 North Korean deaths", "exact", "", "North Korean deaths"),
    (
        "003",
        "as many as 12 British Storm Shadow missiles",
        "at_most",
        "",
        "British Storm Shadow missiles",
    ),
    ("003", "over 10,000 North Korean soldiers", "more_than", "", "North Korean soldiers"),
    ("003", "two nations", "exact", "", "nations"),
    ("004", "75 miles", "exact", "mile", ""),
    ("004", "roughly half of the larger-caliber ammunition", "approximate", "share", "larger-caliber ammunition"),
    ("004", "over two million rounds", "more_than", "", "rounds"),
]


def test_the_five_texts_hold_these_and_no_others():
    found = []
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        found += [(path.name[:3], q.quote, q.kind, q.unit, q.of_what) for q in read(text)]
    assert found == HEDGED


@pytest.mark.parametrize("row", rows(LEXICON / "quantity_cues.csv"), ids=lambda row: row["cue"] + " " + row["position"])
def test_every_cue_is_read_in_its_own_example(row):
    (found,) = read(row["example"])
    assert found.kind == row["kind"] or (row["kind"] == "approximate" and found.approximate)
    assert found.cue.lower().lstrip("-, ") == row["cue"]


@pytest.mark.parametrize("row", rows(LEXICON / "quantity_units.csv"), ids=lambda row: row["word"])
def test_every_unit_is_read(row):
    text = {"before": "{}12", "after": "12 {}", "glued": "12{}"}[row["place"]].format(row["word"])
    assert [(q.unit, q.low, q.quote) for q in read(text)] == [(row["unit"], 12, text)]


def test_no_phrase_with_no_or_not_is_inverted():
    for row in rows(LEXICON / "quantity_cues.csv"):
        words = row["cue"].split()
        if words[0] in ("no", "not", "never") and words[-1] == "than" and row["kind"] != "approximate":
            more = bool(
                {"more", "greater", "larger", "bigger", "higher", "longer", "farther", "further", "older"} & set(words)
            )
            assert row["kind"] == ("at_most" if more else "at_least"), row["cue"]


def test_conventions_each_have_a_source_and_one_standard():
    table = rows(LEXICON / "quantity_conventions.csv")
    assert all(row["source"] and row["note"] for row in table)
    for term in {row["term"] for row in table}:
        assert [row["standard"] for row in table if row["term"] == term].count("yes") == 1


@pytest.mark.parametrize(
    ("text", "sets", "low", "high"),
    [
        ("thousands of people", {}, 2000, None),
        ("thousands of people", {"plural": "one"}, 1000, 10000),
        ("a few dozen eggs", {"few": "three"}, 36, None),
        ("about 10,000 people", {"about": "place"}, 5000, 15000),
        ("about 12,500 people", {"about": "place"}, 12450, 12550),
        ("nearly 200 people", {"nearly": "quarter"}, 150, 200),
        ("10,000 people", {"bare": "rounded"}, 5000, 15000),
        ("several hundred people", {"several": "two"}, 200, 1000),
    ],
)
def test_another_convention_gives_another_reading(text, sets, low, high):
    (found,) = read(text, lexicon=shipped().using(**sets))
    assert (found.low, found.high) == (low, high)
    assert read(text)[0] == read(text, shipped())[0]


def test_an_unknown_convention_names_those_there_are():
    with pytest.raises(ValueError, match="no convention 'wild' for 'about'; the table has: tenth, quarter"):
        shipped().using(about="wild")


def test_another_lexicon_is_another_folder(tmp_path):
    for name in ("cues", "conventions", "numerals", "units", "words"):
        (tmp_path / f"quantity_{name}.csv").write_bytes((LEXICON / f"quantity_{name}.csv").read_bytes())
    with open(tmp_path / "quantity_cues.csv", "a", encoding="utf-8") as file:
        file.write("a good,at_least,before,,,a good 20 boats\n")
    assert read("a good 20 boats", Lexicon.load(tmp_path))[0].kind == "at_least"
    assert read("a good 20 boats")[0].kind == "exact"
    with pytest.raises(FileNotFoundError):
        Lexicon.load(tmp_path / "elsewhere")


@pytest.mark.parametrize(
    ("text", "unit", "low", "high"),
    [
        ("about 20 miles", "kilometre", 28.97, 35.41),
        ("at least 3 days", "hour", 72, None),
        ("hundreds of square kilometres", "square mile", 77.22, None),
        ("half of the crop", "percent", 50, 50),
        ("20 degrees Celsius", "degree Fahrenheit", 68, 68),
    ],
)
def test_units_are_converted(text, unit, low, high):
    found = convert(read(text)[0], unit)
    assert (found.unit, found.low, found.high) == (
        unit,
        pytest.approx(low, abs=0.01),
        high and pytest.approx(high, abs=0.01),
    )


@pytest.mark.parametrize(
    ("text", "unit"), [("12 boats", "mile"), ("$5", "euro"), ("12 miles", "day"), ("12 miles", "cubit")]
)
def test_what_has_no_factor_is_refused(text, unit):
    with pytest.raises(ValueError):
        convert(read(text)[0], unit)


def test_bounds_are_intervals():
    assert 10 in bounds(read("at least 10 boats")[0])
    assert 10 not in bounds(read("more than 10 boats")[0])
    assert bounds(read("up to 12 boats")[0]) & bounds(read("at least 10 boats")[0]) == bounds(
        read("between 10 and 12 boats")[0]
    )


VALUES = st.one_of(
    st.integers(2, 999), st.integers(1, 10**9).map(lambda n: n * 1000), st.decimals(2, 10**6, places=2).map(float)
)
WORDS = ["{}", "at least {}", "no fewer than {}", "more than {}", "up to {}", "no more than {}", "under {}", "about {}"]
WORDS += ["nearly {}", "some {}", "at least about {}", "up to nearly {}", "{} or more", "{} or so"]
THINGS = ["", " boats", " red fishing boats", " miles", " square kilometres", " euros", " per cent", " weeks"]


def spoken(value):
    return f"{value:,}"


@given(VALUES, st.sampled_from(WORDS), st.sampled_from(THINGS))
def test_a_rendered_quantity_is_read_back(value, hedge, thing):
    text = hedge.format(spoken(value)) + thing
    (found,) = read(f"They say {text}.")
    again = read(f"They say {render(found)}.")
    assert [same(one) for one in again] == [same(found)]


def same(quantity):
    """What a rendering keeps: everything but the words and their place."""
    return tuple(getattr(quantity, name) for name in KEPT)


KEPT = ("kind", "low", "high", "low_closed", "high_closed", "approximate", "unit", "of_what", "stated")


@given(
    st.integers(1, 999),
    st.integers(1, 999),
    st.sampled_from(
        [
            "between {} and {}",
            "{} to {}",
            "more than {} but fewer than {}",
            "about {} to {}",
            "at least {} and up to {}",
        ]
    ),
)
def test_a_rendered_range_is_read_back(low, width, words):
    found = read(words.format(low, low + width) + " boats")[0]
    assert same(read(render(found))[0]) == same(found)


@pytest.mark.parametrize("text", [text for text, expected in phrase_book().items() if len(expected) == 1])
def test_a_rendered_phrase_is_read_back(text):
    (found,) = read(text)
    assert [same(one) for one in read(render(found))] == [same(found)]


@given(VALUES, st.sampled_from(["about", "around", "roughly", "nearly", "almost", "some"]))
def test_an_approximate_one_keeps_the_stated_value(value, hedge):
    (found,) = read(f"{hedge} {spoken(value)} boats")
    assert found.approximate
    assert value in bounds(found)


@given(
    VALUES, st.floats(0.5, 1000), st.sampled_from(["at least {} miles", "about {} miles", "under {} miles", "{} miles"])
)
def test_units_scale(value, _, words):
    far = read(words.format(spoken(value)))[0]
    there = convert(far, "kilometre")
    back = convert(there, "mile")
    for end in ("low", "high"):
        before, between, after = (getattr(one, end) for one in (far, there, back))
        assert (before is None) == (between is None) == (after is None)
        if before is not None:
            assert between == pytest.approx(before * 1.609344)
            assert after == pytest.approx(before)


PIECES = """up to|at least|no fewer than|between|and|or|more|from|12|1,000|1.2|million|a|an|half|of|the|third|dozen
dozens|hundreds|several|few|couple|one|two|twenty|-|–|—|$|£|%|km|miles|per cent|in|out|ten|2024|May|October|:|/|.|,|+|~
≥|plus|odd|umpteen|people|boats|’|“|'|\u00a0|½|not|n't|isn't|zero|minus|−|U.S.|K|KN|st|th|m|bn|²|٣|  """
PIECES = st.sampled_from(["\n", "\n\n", *PIECES.replace("\n", "|").split("|")])


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)))
@example("9" * 5000)
@example("\u0130 at least 12 boats")
@example("1/2/")
@example("$")
@example("a")
@example("-")
@example("seven eur dozen")
@example("-dozens of boats at -9")
@example("minus " + "9" * 30)
@example("-" + "9" * 30)
def test_any_text_is_read_without_error(text):
    end = 0
    for quantity in read(text):
        assert text[quantity.start : quantity.end] == quantity.quote != ""
        assert quantity.start >= end
        assert quantity.kind in KINDS
        assert quantity.low is not None or not quantity.low_closed
        assert quantity.high is not None or not quantity.high_closed
        assert (quantity.kind == "unread") == (quantity.low is None and quantity.high is None)
        bounds(quantity)
        render(quantity)
        end = quantity.end


HEDGES = [(row["cue"], row["kind"]) for row in rows(LEXICON / "quantity_cues.csv") if row["position"] == "before"]
HEDGES = [
    (cue, kind) for cue, kind in HEDGES if kind in KINDS[1:6] and cue.replace(" ", "").isalpha() and cue != "north of"
]


@given(st.integers(2, 999), st.sampled_from(HEDGES), st.sampled_from(["miles", "minutes"]))
def test_no_hedge_is_lost(value, hedge, unit):
    cue, kind = hedge
    (found,) = read(f"It took {cue} {value} {unit} then.")
    assert found.quote == f"{cue} {value} {unit}"
    assert found.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "9" * 1_000_000,
        "up to " * 100_000,
        "-" * 200_000,
        " " * 1_000_000,
        "\n" * 200_000,
        "1 000 " * 50_000,
        "1." * 200_000,
    ],
)
def test_hostile_input_yields_nothing_that_was_not_there(text):
    found = read(text)
    assert len(found) <= 1
    assert all(quantity.kind == "unread" for quantity in found)

"""Temporal wording: the phrase book, the examples in the tables, the reports, conventions, properties, hostile text."""

import csv
import dataclasses
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcecrit.timerules import FOLDER, rows
from sourcecrit.times import Conventions, Lexicon, read

HERE = Path(__file__).parent
FRIDAY = date(2024, 11, 22)


def phrases():
    """The rows of the phrase book."""
    with open(HERE / "phrases_times.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(expression, published):
    """One expression as a row of the phrase book has it."""
    days = ["" if day is None else day.isoformat() for day in expression.days(published)]
    return (expression.quote, expression.kind, "yes" if expression.vague else "no", *days)


def quotes(text):
    """The quotes found in a text."""
    return [expression.quote for expression in read(text)]


def days(text, published=FRIDAY, **changed):
    """The days of the first expression in a text, under the shipped conventions less those changed."""
    conventions = dataclasses.replace(Conventions.load(), **changed)
    return read(text, conventions=conventions)[0].days(published)


READ = [row for row in phrases() if row["quote"]]
PASSED_OVER = [row for row in phrases() if not row["quote"]]


@pytest.mark.parametrize("row", READ, ids=lambda row: f"{row['text'][:50]}-{row['published']}")
def test_phrase_book(row):
    published = date.fromisoformat(row["published"])
    wanted = tuple(row[name] for name in ("quote", "kind", "vague", "earliest", "latest"))
    assert wanted in [shown(expression, published) for expression in read(row["text"])]


@pytest.mark.parametrize("row", PASSED_OVER, ids=lambda row: row["text"][:50])
def test_phrases_without_time(row):
    assert quotes(row["text"]) == []


def test_phrase_book_is_large_and_holds_both_parts():
    assert len(READ) >= 300
    assert len(PASSED_OVER) >= 60
    assert len({(row["text"], row["quote"], row["published"]) for row in READ}) == len(READ)


@pytest.mark.parametrize("row", rows("forms"), ids=lambda row: row["form"])
def test_each_form_reads_its_example(row):
    found = read(row["example"])
    assert [(one.senses[0].rule, one.vague) for one in found] == [(row["rule"], row["vague"] == "yes")]


@pytest.mark.parametrize("row", rows("skip"), ids=lambda row: row["pattern"][:40])
def test_each_skipped_wording_is_skipped(row):
    assert quotes(row["example"]) == []


@pytest.mark.parametrize("row", rows("phrases"), ids=lambda row: row["phrase"])
def test_each_phrase_is_found_whole(row):
    phrase = row["phrase"].split("(")[0]
    assert [(one.quote.lower(), one.kind) for one in read(row["example"])] == [(phrase, row["kind"])]


@pytest.mark.parametrize("row", rows("tense"), ids=lambda row: row["cue"][:40])
def test_each_verb_cue_matches_its_example(row):
    lexicon = Lexicon.load()
    tenses = [lexicon.tenses[int(match.lastgroup[1:])] for match in lexicon.cues.finditer(row["example"].lower())]
    assert row["tense"] in tenses


SEEDS = {
    "000": ["recently", "TWO WEEKS", "June", "previously", "earlier this year", "previously"],
    "001": [
        *["recently", "Recent", "August", "Last month", "more recently", "recent", "days ago", "Wednesday", "Recent"],
        *["two weeks ago", "now", "October 22, 2024", "this summer"],
    ],
    "002": [
        *["recent", "yesterday", "Wednesday", "last month", "shortly after", "last year", "this year"],
        *["Friday", "Friday"],
    ],
    "003": ["Now", "recent", "Recent", "last week", "Simultaneously", "since early August", "recent"],
    "004": ["last year", "now", "recent", "Meanwhile", "recent months", "recent", "March"],
}


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_all_expressions_of_the_reports_are_found(name):
    path = next((HERE.parent / "seeds").glob(f"{name}_*.txt"))
    assert quotes(path.read_text(encoding="utf-8")) == SEEDS[name]


def test_a_since_clause_keeps_its_own_window():
    (found,) = read("They have fought since early August.")
    assert (found.relation, found.kind) == ("since", "span")
    assert found.window(FRIDAY) == (date(2024, 8, 1), date(2024, 8, 10))
    assert found.days(FRIDAY) == (date(2024, 8, 1), FRIDAY)


def test_the_same_words_under_two_publication_days():
    (found,) = read("The strike came on Wednesday.")
    assert found.days(date(2024, 11, 20)) == (date(2024, 11, 20),) * 2
    assert found.days(date(2024, 11, 26)) == (date(2024, 11, 20),) * 2
    assert found.days(date(2024, 11, 27)) == (date(2024, 11, 27),) * 2


CHANGED = [
    ("It was on Friday.", {"bare_weekday": "without_today"}, "2024-11-15", "2024-11-15"),
    ("It will be on Friday.", {"future_weekday": "without_today"}, "2024-11-29", "2024-11-29"),
    ("It was last Wednesday.", {"last_weekday": "last_week"}, "2024-11-13", "2024-11-13"),
    ("It is next Saturday.", {"next_weekday": "next_week"}, "2024-11-30", "2024-11-30"),
    ("It was last week.", {"week": "seven_days"}, "2024-11-15", "2024-11-21"),
    ("It was last week.", {"week_starts": 6}, "2024-11-10", "2024-11-16"),
    ("It was over the weekend.", {"weekend_starts": 4}, "2024-11-22", "2024-11-24"),
    ("It was last month.", {"last_month": "thirty_days"}, "2024-10-23", "2024-11-21"),
    ("It was last year.", {"last_year": "year_long"}, "2023-11-23", "2024-11-21"),
    ("It was two weeks ago.", {"ago": "day"}, "2024-11-08", "2024-11-08"),
    ("It was two weeks ago.", {"ago": "day", "ago_slack": 2}, "2024-11-06", "2024-11-10"),
    ("It was days ago.", {"few_days": 4}, "2024-11-18", "2024-11-20"),
    ("It was days ago.", {"least_plural": 3}, "2024-11-16", "2024-11-19"),
    ("It was weeks ago.", {"few_weeks": 4}, "2024-10-25", "2024-11-08"),
    ("It was months ago.", {"few_months": 11}, "2023-12-22", "2024-09-22"),
    ("It was years ago.", {"few_years": 5}, "2019-11-22", "2022-11-22"),
    ("It was recently so.", {"recent_days": 30}, "2024-10-23", "2024-11-22"),
    ("It was this summer.", {"seasons": "astronomical"}, "2024-06-21", "2024-09-20"),
    ("It was last summer.", {"hemisphere": "southern"}, "2023-12-01", "2024-02-29"),
    ("It was last summer.", {"last_season": "last_year"}, "2023-06-01", "2023-08-31"),
    ("It was last March.", {"last_named_month": "last_year"}, "2023-03-01", "2023-03-31"),
    ("It was in early August.", {"early_month_ends": 15}, "2024-08-01", "2024-08-15"),
    ("It was in late August.", {"late_month_begins": 25}, "2024-08-25", "2024-08-31"),
    ("It was in early 2023.", {"early_year_ends": 3}, "2023-01-01", "2023-03-31"),
    ("It was in late 2023.", {"late_year_begins": 10}, "2023-10-01", "2023-12-31"),
    ("It was at the end of August.", {"month_edge": 5}, "2024-08-27", "2024-08-31"),
    ("It was at the end of 2023.", {"year_edge": 1}, "2023-12-01", "2023-12-31"),
    ("It was on 05/11/2024.", {"day_first": "no"}, "2024-05-11", "2024-05-11"),
    ("It was on 05/11/70.", {"century_pivot": 71}, "2070-11-05", "2070-11-05"),
    ("The December 14 talks", {"nearer_future": 99}, "2023-12-14", "2023-12-14"),
    ("It opened on December 14.", {"against_verb": 99}, "2023-12-14", "2023-12-14"),
]


@pytest.mark.parametrize(("text", "changed", "low", "high"), CHANGED)
def test_each_convention_changes_its_answer(text, changed, low, high):
    assert days(text, **changed) == (date.fromisoformat(low), date.fromisoformat(high))
    assert days(text) != days(text, **changed)


def test_every_convention_is_tried_and_sourced():
    tried = {name for _, changed, _, _ in CHANGED for name in changed}
    assert {row["name"] for row in rows("conventions")} == tried
    assert tried == {field.name for field in dataclasses.fields(Conventions)}
    assert all(row["source"] and row["meaning"] for row in rows("conventions"))


def test_a_convention_that_the_table_does_not_know_is_refused():
    with pytest.raises(ValueError, match="week cannot be 'lunar'; choose calendar|seven_days"):
        dataclasses.replace(Conventions.load(), week="lunar")


def test_another_lexicon_can_be_given(tmp_path):
    for path in FOLDER.glob("time_*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    table = tmp_path / "time_words.csv"
    table.write_text(table.read_text(encoding="utf-8") + "weekday,woensdag,2\n", encoding="utf-8")
    assert [one.quote for one in read("It was on woensdag.", lexicon=Lexicon.load(tmp_path))] == ["woensdag"]
    assert quotes("It was on woensdag.") == []


PIECES = st.sampled_from(
    sorted({word for row in phrases() for word in re.findall(r"\w+|[^\w\s]", row["text"])} | {"\n", "’s", "–", "İ"})
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join))
DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))


@given(TEXTS, DAYS)
@settings(max_examples=400, deadline=None)
def test_reading_never_fails_and_spans_stand_in_the_text(text, published):
    found = read(text)
    assert found == read(text)
    place = 0
    for one in found:
        assert place <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.quote
        assert one.kind in ("day", "span", "duration", "order", "vague")
        low, high = one.days(published)
        assert low is None or high is None or low <= high
        place = one.end


@pytest.mark.parametrize("published", [date.min, date(1, 3, 1), date(9999, 11, 30), date.max])
def test_the_ends_of_the_calendar_leave_bounds_open(published):
    for row in READ:
        for one in read(row["text"]):
            low, high = one.days(published)
            assert low is None or high is None or low <= high


WEEKLY = [row for row in READ if re.search(r"day|weekend|week|ago", row["quote"], re.I)]
WEEKLY = [row for row in WEEKLY if not re.search(r"\d|month|year|decade|century|Day|October|March", row["quote"])]


@pytest.mark.parametrize("row", WEEKLY, ids=lambda row: row["text"][:50])
@given(weeks=st.integers(-500, 500))
@settings(max_examples=8, deadline=None)
def test_a_week_later_every_answer_is_a_week_later(row, weeks):
    published, step = date.fromisoformat(row["published"]), timedelta(days=7 * weeks)
    for one in read(row["text"]):
        moved = tuple(day and day + step for day in one.days(published))
        assert one.kind in ("order", "duration") or one.days(published + step) == moved


@pytest.mark.parametrize("text", ["1", "since between from ", "the a few ", "May 3 to ", "Mr. ", "\n ", "last ", "20/"])
def test_a_long_hostile_text_is_read(text):
    assert all(one.quote for one in read(text * (100_000 // len(text))))

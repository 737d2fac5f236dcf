"""Grades that are no numbers, a ceiling that retelling cannot lift, rival answers, and days on which less was known."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import plant
from sourcecrit import grading, sourcing
from sourcecrit.case import Case
from sourcecrit.grading import Grade

NA = "not_applicable"
GRADING = ["id", "subject", "axis", "grade", "evidence", "known_at", "rests_on", "lifted_by"]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory):
    """The planted case: R2 copies R0 and credits it, R1 is an independent witness."""
    return Case.open(plant(tmp_path_factory.mktemp("graded") / "case"))


def graded(case, *rows):
    """The case with these gradings: subject, axis, grade, known_at, rests_on, lifted_by."""
    rows = [(f"K{n:02}", s, a, g, "Planted.", pd.Timestamp(d), r, b) for n, (s, a, g, d, r, b) in enumerate(rows, 1)]
    return replace(case, frames=case.frames | {"gradings": pd.DataFrame(rows, columns=GRADING)})


def weighed(case, answers, cells):
    """The case with these rival answers to Q01 and, for each claim, how it sits with each of them."""
    rivals = pd.DataFrame(
        [(a, a, "Q01", "Planted.") for a in answers], columns=["id", "hypothesis", "question", "statement"]
    )
    rows = [(a, claim, kind) for claim, kinds in cells.items() for a, kind in zip(answers, kinds, strict=True)]
    rows = [(f"G{n:03}", *row, "Planted.") for n, row in enumerate(rows, 1)]
    columns = ["id", "hypothesis", "claim", "consistency", "why"]
    return replace(case, frames=case.frames | {"hypotheses": rivals, "weighings": pd.DataFrame(rows, columns=columns)})


UNJUDGED = [Grade("reliability", "F"), Grade("credibility", "6"), Grade("faithfulness", "untestable")]
ALL = [Grade(*pair) for pair in grading._marks()]


@pytest.mark.parametrize("grade", ALL, ids=str)
@pytest.mark.parametrize(
    "turn",
    [int, float, complex, round, abs, range, sum, lambda g: g + 1, lambda g: 2 * g, lambda g: -g, lambda g: [0][g]]
    + [lambda g: np.mean([g, g]), lambda g: np.asarray([g], dtype=float), lambda g: pd.Series([g]).mean()]
    + [lambda g: pd.to_numeric(pd.Series([g])), lambda g: int(str(g)), lambda g: float(repr(g)), lambda g: g < 3],
)
def test_no_grade_turns_into_a_number(grade, turn):
    with pytest.raises((TypeError, ValueError)):
        turn(grade)


@pytest.mark.parametrize("grade", UNJUDGED, ids=str)
def test_what_cannot_be_judged_has_no_place_in_any_order(grade):
    others = [other for other in ALL if other.axis == grade.axis]
    for other in others:
        for compare in (lambda a, b: a < b, lambda a, b: a > b, lambda a, b: a <= b, lambda a, b: max(a, b)):
            if other != grade:
                with pytest.raises(TypeError):
                    compare(grade, other)
    with pytest.raises(TypeError):
        sorted(others)
    assert not grade.judged


def test_grades_of_one_axis_compare_the_better_is_the_greater():
    reliable = [Grade("reliability", mark) for mark in "ABCDE"]
    assert sorted(reliable, reverse=True) == reliable and max(reliable) == Grade("reliability", "A")
    with pytest.raises(TypeError):
        max(Grade("reliability", "A"), Grade("credibility", "1"))
    with pytest.raises(ValueError, match="no grade 'G' on the axis 'reliability'; it has A, B"):
        Grade("reliability", "G")
    with pytest.raises(ValueError, match="it has none"):
        Grade("beauty", "A")


def test_the_latest_grading_is_in_force(harbour):
    rows = [
        ("R0-c01", "credibility", grade, day, "R0-c01", NA) for grade, day in [("4", "2024-01-09"), ("3", "2024-01-03")]
    ]
    assert grading.grades(graded(harbour, *rows)).loc[("R0-c01", "credibility"), "grade"].mark == "4"


def test_gradings_from_outside_can_be_switched_off(harbour):
    rows = [("R0-c01", "credibility", "4", EARLY, "R0-c01", NA), ("R0-c01", "credibility", "1", LATE, "R0-c01", "X02")]
    case = graded(harbour, *rows)
    assert [grading.grades(case, outside)["grade"].iloc[0].mark for outside in (True, False)] == ["1", "4"]


@pytest.mark.parametrize(
    ("claim", "lifted_by", "best"),
    [
        ("R0-c01", NA, "3"),
        ("R0-c01", "R2-c01", "3"),  # the copy
        ("R2-c01", "R0-c01", "3"),  # what it copies
        ("R0-c01", "R1-c01", "1"),  # the witness
        ("R2-c01", "R0-c01 R1-c01", "1"),
        ("R2-c01", "X01", "3"),  # an outside fact about the copy's own line
        ("R0-c01", "X02", "1"),  # one about the matter
        ("R0-c01", "R2-c02", "2"),  # nobody named: perhaps apart, perhaps not
    ],
)
def test_only_an_independent_origin_lifts_a_claim(harbour, claim, lifted_by, best):
    case = graded(harbour, (claim, "credibility", "3", "2024-01-05", claim, lifted_by))
    assert grading.ceiling(case, "K01").mark == best


EARLY, LATE = "2024-01-03", "2024-01-09"


@pytest.mark.parametrize(
    ("rows", "rules"),
    [
        ([("R0-c01", "credibility", "3", EARLY, "R0-c01", NA), ("R2-c01", "credibility", "3", LATE, "R0-c01", NA)], []),
        ([("R0-c01", "credibility", "2", EARLY, "R2-c01", "R2-c01")], ["above its ceiling of 3"]),
        ([("R0-c01", "credibility", "1", EARLY, "R1-c01", "R1-c01")], []),
        (
            [("R0-c01", "credibility", "5", EARLY, "R0-c01", NA), ("R2-c01", "credibility", "3", LATE, "R0-c01", NA)],
            ["better than K01 on the claim it retells"],
        ),
        (
            [("R0-c01", "credibility", "4", EARLY, "R0-c01", NA), ("R0-c01", "credibility", "3", LATE, "R2-c01", NA)],
            ["better than K01 before it"],
        ),
        (
            [
                ("R0-c01", "credibility", "4", EARLY, "R0-c01", NA),
                ("R0-c01", "credibility", "1", LATE, "R1-c01", "R1-c01"),
            ],
            [],
        ),
        ([("R0-c01", "credibility", "6", EARLY, "R0-c01", NA), ("R0-c01", "credibility", "3", LATE, "R2-c01", NA)], []),
        ([("S01", "reliability", "F", EARLY, "R0-a01", NA)], []),
        ([("S01", "reliability", "B", EARLY, "R0-a01", NA)], ["without a track record"]),
        ([("S01", "reliability", "B", EARLY, "R0-a01 X02", NA)], []),
        ([("W02", "faithfulness", "exact", EARLY, "R2-s02", NA)], []),
    ],
)
def test_each_rule_of_grading_is_kept_or_named(harbour, rows, rules):
    found = grading.breaches(graded(harbour, *rows))
    assert len(found) == len(rules) and all(rule in " ".join(found["rule"]) for rule in rules)


def test_no_grading_of_the_case_breaks_a_rule(case):
    assert grading.breaches(case).empty


def test_any_grade_of_the_case_made_better_without_ground_is_caught(case):
    """Every grade of a claim set one above its ceiling, and every unknown source judged: each is a breach."""
    rows, scale = case.gradings.set_index("id", drop=False), list("12345")
    for row in rows.itertuples():
        best = grading.ceiling(case, row.id).mark if row.axis == "credibility" else "1"
        if row.axis == "faithfulness" or best == "1" and row.axis == "credibility":
            continue
        spoilt = rows.copy()
        spoilt.loc[row.id, "grade"] = "C" if row.axis == "reliability" else scale[scale.index(best) - 1]
        spoilt.loc[row.id, "rests_on"] = " ".join(n for n in row.rests_on.split() if n[0] != "X") or row.rests_on
        found = grading.breaches(replace(case, frames=case.frames | {"gradings": spoilt.reset_index(drop=True)}))
        assert row.id in set(found["grading"]) or "X" in spoilt.loc[row.id, "rests_on"], row


@pytest.mark.parametrize(
    ("marks", "warns"),
    [("A1 B2 C3", True), ("A1 B2", False), ("A1 B2 C5 D2", False), ("A1 B2 C3 A5 B5", True), ("F1 F2 F3 A6", False)],
)
def test_grades_that_crowd_the_diagonal_give_a_warning(harbour, marks, warns):
    claims, sources = harbour.claims, harbour.attributions
    names = marks.split()
    said = pd.concat([sources.head(1)] * len(names)).assign(id=[f"R0-a9{n}" for n in range(len(names))])
    said = said.assign(speaker=[f"S9{n}" for n in range(len(names))], within=NA)
    told = pd.concat([claims.head(1)] * len(names)).assign(id=[f"R0-c9{n}" for n in range(len(names))])
    told = told.assign(attribution=said["id"].to_numpy())
    people = pd.concat([harbour.speakers.head(1)] * len(names)).assign(id=said["speaker"].to_numpy(), kind="person")
    case = replace(harbour, frames=harbour.frames | {"attributions": said, "claims": told, "speakers": people})
    rows = [(f"S9{n}", "reliability", mark[0], EARLY, NA, NA) for n, mark in enumerate(names)]
    rows += [(f"R0-c9{n}", "credibility", mark[1], EARLY, NA, NA) for n, mark in enumerate(names)]
    found = grading.crowding(graded(case, *rows))
    assert found.warns == warns and found.judged + found.unjudged == len(names)


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        (None, "3", "first judged"),
        ("6", "3", "first judged"),
        ("3", "2", "strengthens"),
        ("3", "4", "weakens"),
        ("3", "3", "stays"),
    ]
    + [("3", "6", "opens"), (None, None, "stays open"), ("6", "6", "stays open")],
)
def test_what_became_of_a_grade(before, after, word):
    assert grading.moved(*(mark and Grade("credibility", mark) for mark in (before, after))) == word


BAD, FLAT, GOOD = "inconsistent", "neutral", "consistent"


def test_an_origin_counts_once_however_often_it_is_printed(harbour):
    once = weighed(harbour, ["H01", "H02"], {"R0-c01": [BAD, GOOD], "R1-c01": [GOOD, BAD]})
    twice = weighed(harbour, ["H01", "H02"], {"R0-c01": [BAD, GOOD], "R2-c01": [BAD, GOOD], "R1-c01": [GOOD, BAD]})
    for case in (once, twice):
        assert len(grading.items(case, "Q01", "widest")) == 2
        assert grading.verdict(case, "Q01") == "the evidence does not discriminate"
        assert grading.standing(case, "Q01").levels == [("H01", "H02")]


def test_inconsistency_comes_first(harbour):
    case = weighed(harbour, ["H01", "H02", "H03"], {"R0-c01": [GOOD, FLAT, BAD], "R1-c01": [FLAT, FLAT, FLAT]})
    assert grading.standing(case, "Q01").levels == [("H01", "H02"), ("H03",)]
    assert grading.verdict(case, "Q01") == "the evidence speaks against H03"
    assert list(grading.diagnosticity(case, "Q01")["tells"]) == ["against some", "nothing"]


def test_an_origin_told_both_ways_weighs_on_neither_side_unless_taken_at_its_worst(harbour):
    case = weighed(harbour, ["H01", "H02"], {"R0-c01": [GOOD, FLAT], "R2-c01": [BAD, FLAT]})
    assert list(grading.items(case, "Q01")["H01"]) == ["divided"]
    assert grading.verdict(case, "Q01") == "the evidence does not discriminate"
    assert grading.verdict(case, "Q01", divided="against") == "the evidence speaks against H01"


def test_what_fits_all_is_nothing_to_weigh(harbour):
    case = weighed(harbour, ["H01", "H02"], {"R0-c01": [GOOD, GOOD]})
    assert grading.verdict(case, "Q01") == "there is nothing to weigh"
    assert grading.verdict(harbour, "Q01") == "there is nothing to weigh"


def test_what_stands_against_one_and_what_against_the_other_are_not_added_up(harbour):
    case = weighed(harbour, ["H01", "H02"], {"R0-c01": [BAD, FLAT], "R1-c01": [FLAT, BAD], "R2-c02": [BAD, FLAT]})
    assert grading.standing(case, "Q01", "widest").levels == [("H01", "H02")]


def test_leaving_out_shows_what_the_verdict_hangs_on(harbour):
    case = weighed(harbour, ["H01", "H02"], {"R0-c01": [GOOD, FLAT], "R2-c01": [GOOD, FLAT], "R1-c01": [BAD, FLAT]})
    found = grading.leave_one_out(case, "Q01").set_index("left")
    assert set(found.index[found["changes"]]) == {"R1", "R1-c01"}


def test_leaving_out_the_claims_of_a_report_is_leaving_out_the_report(case):
    found = grading.leave_one_out(case, "Q03").set_index("left")["verdict"]
    for report in case.texts:
        assert grading.verdict(case.without(report), "Q03") == found[report]


def test_the_planted_grades_break_the_rules_where_they_were_planted_to(harbour):
    assert set(grading.breaches(harbour)["grading"]) == {"K04", "K09"}
    assert not grading.crowding(harbour).warns


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["R0-c01", "R1-c01", "R2-c02"]),
        st.tuples(*[st.sampled_from([BAD, FLAT, GOOD])] * 3),
        min_size=1,
    )
)
def test_a_copy_that_says_the_same_changes_nothing(harbour, cells):
    copied = cells | ({"R2-c01": cells["R0-c01"]} if "R0-c01" in cells else {})
    plain, more = (weighed(harbour, ["H01", "H02", "H03"], dict(sorted(one.items()))) for one in (cells, copied))
    for grouping in ("closest", "widest"):
        assert grading.standing(plain, "Q01", grouping).levels == grading.standing(more, "Q01", grouping).levels


def test_levels_hold_every_answer_once_and_a_later_one_is_worse_than_some_before(case):
    for divided in ("neither", "against"):
        for grouping in ("closest", "widest"):
            found = grading.standing(case, "Q03", grouping, divided=divided)
            assert sorted(sum(found.levels, ())) == sorted(case.hypotheses.query("question == 'Q03'")["id"])
            for before, level in zip(found.levels, found.levels[1:], strict=False):
                assert all(any(found.against[a] < found.against[b] for a in before) for b in level)


def test_every_answer_is_weighed_once_against_every_claim_that_is_weighed(case):
    rows = case.weighings
    pairs = set(zip(rows["hypothesis"], rows["claim"], strict=True))
    assert len(pairs) == len(rows) == len(set(rows["claim"])) * len(case.hypotheses)


def test_no_claim_is_called_consistent_with_every_answer(case):
    """What fits every rival is neutral: the codebook says so."""
    kinds = case.weighings.groupby("claim")["consistency"].agg(set)
    assert not [claim for claim, kind in kinds.items() if kind == {GOOD}]


# What was known when


DAYS = [
    date(2024, 10, 9),
    date(2024, 10, 20),
    date(2024, 11, 21),
    date(2024, 11, 22),
    date(2024, 11, 27),
    date(2025, 8, 31),
]


@pytest.fixture(scope="module")
def windows(case):
    """When each report was printed, by the outside facts that date it."""
    rows = case.references[case.references["low"].str.fullmatch(r"\d{4}-\d\d-\d\d")]
    rows = rows[rows["subject"].isin([*case.events["id"], *case.texts])]
    dating = rows["used_for"].str.startswith(("An outside anchor", "A day before which", "Who printed"))
    return grading.printed(case, rows.loc[dating, "id"])


@pytest.fixture(scope="module")
def seen(case, windows):
    """The case on a day, each looked up once."""
    return cache(lambda day, surely=False: grading.as_of(case, day, windows, surely))


def state(case):
    """All that 06 computes from a case."""
    found = {q: str(sourcing.origins(case, q)) for q in sorted(set(case.claims["question"]))}
    held = {key: str(grade) for key, grade in grading.grades(case)["grade"].items()}
    items = [grading.items(case, "Q03", one).to_dict() for one in ("closest", "widest")]
    return found, held, items, grading.verdict(case, "Q03"), grading.breaches(case).to_dict(), grading.crowding(case)


def later(cell, day):
    """Whether a day, a month or not_stated lies after a day; by hand."""
    year, month, *rest = map(int, cell.split("-")) if cell != "not_stated" else (9999, 12, 31)
    last = date(year, month, *rest) if rest else date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last > day


def removed(case, day, windows, folder):
    """A case from which everything known later was removed, row by row in its files."""
    for report, window in windows.items():
        case = case.without(report) if window.low and window.low > day else case
    case.write(folder)
    gone = set()
    for _ in range(3):
        for name, path in ((name, folder / "data" / table.path) for name, table in case.package.tables.items()):
            with path.open(encoding="utf-8", newline="") as file:
                head, *rows = csv.reader(file)
            kept = []
            for cells in rows:
                row = dict(zip(head, cells, strict=True))
                late = later(row.get("known_on") or row.get("known_at") or "2000-01-01", day)
                late = late or row.get("outside") in gone or row.get("row", "-") in gone
                if "reference" in row and name != "references":
                    row["reference"] = " ".join(set(row["reference"].split()) - gone) or NA
                for column in ("row", "rests_on"):
                    if column in row:
                        row[column] = " ".join(one for one in row[column].split() if one not in gone)
                        late = late or not row[column]
                gone |= {row["id"]} if late else set()
                kept += [] if late else [list(row.values())]
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([head, *kept])
    return Case.open(folder)


@pytest.mark.parametrize("day", DAYS[1:], ids=str)
def test_later_facts_never_leak_back(case, windows, seen, day, tmp_path):
    """Evaluated on a day, the case gives what a case gives from which everything known later was removed."""
    assert state(seen(day)) == state(removed(case, day, windows, tmp_path / "removed"))


@pytest.mark.parametrize("day", DAYS[2:5], ids=str)
def test_whatever_becomes_of_later_rows_changes_nothing(case, windows, seen, day):
    """Later facts, grades and weighings turned round: what is said of the day before them stays as it was."""
    view, frames = seen(day), dict(case.frames)
    late = ~frames["references"]["id"].isin(view.references["id"])
    frames["references"] = frames["references"].assign(
        statement=frames["references"]["statement"].mask(late, "Turned round.")
    )
    late = pd.to_datetime(frames["gradings"]["known_at"]) > pd.Timestamp(day)
    other = frames["gradings"]["axis"].map({"reliability": "A", "credibility": "1", "faithfulness": "exact"})
    frames["gradings"] = frames["gradings"].assign(grade=frames["gradings"]["grade"].mask(late, other))
    late = ~frames["weighings"]["claim"].str[:2].isin(view.texts)
    frames["weighings"] = frames["weighings"].assign(consistency=frames["weighings"]["consistency"].mask(late, BAD))
    late = ~frames["claims"]["report"].isin(view.texts)
    frames["claims"] = frames["claims"].assign(question=frames["claims"]["question"].mask(late, "Q03"))
    assert late.any() or set(view.texts) == set(case.texts)
    assert state(grading.as_of(replace(case, frames=frames), day, windows)) == state(view)


def test_what_could_be_known_only_grows(case, seen):
    views = [seen(day) for day in DAYS]
    for table in ("claims", "references", "gradings", "dependences"):
        names = [set(view.frames[table]["id"]) for view in views]
        assert all(first <= then for first, then in zip(names, names[1:], strict=False))
    assert not views[0].texts and set(views[-1].texts) == set(case.texts)


@pytest.mark.parametrize("day", DAYS[1:4], ids=str)
def test_a_view_is_a_valid_case_and_a_second_look_changes_nothing(windows, seen, day, tmp_path):
    view = seen(day)
    view.write(tmp_path / "view")
    assert state(Case.open(tmp_path / "view")) == state(view) == state(grading.as_of(view, day, windows))


def test_a_day_before_everything_gives_a_case_with_empty_tables(case, windows):
    view = grading.as_of(case.without("R4"), date(2024, 10, 1), windows)
    assert grading.grades(view).empty and grading.breaches(view).empty and grading.verdict(view, "Q03")
    assert view.gradings.dtypes.equals(case.gradings.dtypes)


def test_surely_printed_is_never_more_than_perhaps_printed(seen):
    for day in DAYS[3:5]:
        sure, could = (set(seen(day, surely).texts) for surely in (True, False))
        assert sure <= could


def test_each_grading_rests_on_rows_that_could_be_known_by_its_day(case, seen):
    for row in case.gradings.itertuples():
        held = seen(pd.Timestamp(row.known_at).date()).gradings.set_index("id").loc[row.id]
        assert (held["rests_on"], held["lifted_by"]) == (row.rests_on, row.lifted_by), row.id


def test_sources_are_graded_by_origin_not_by_brand(case):
    graded_sources = set(case.gradings.query("axis == 'reliability'")["subject"])
    assert graded_sources <= set(sourcing.chains(case)["origin"])


def test_no_fact_is_known_before_the_day_it_tells_of(case):
    days = case.references.query("kind == 'day'")
    days = days[days["known_on"].str.len() == 10]
    assert (days["known_on"] >= days["low"]).all()
    assert (case.references["known_on"] != "").all()


def test_where_nothing_is_graded_there_are_no_grades(case):
    bare = replace(case, frames=case.frames | {"gradings": case.frames["gradings"].iloc[:0]})
    assert grading.grades(bare).empty and grading.grades(bare, outside=False).empty

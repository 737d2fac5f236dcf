"""What the case says twice agrees, and a change to either side is noticed, kind by kind."""

import sys

import pandas as pd
import pytest

from conftest import ROOT
from sourcecrit import bounds, crosschecks, redundancy
from sourcecrit.case import Case
from sourcecrit.corpus import listed

sys.path.insert(0, str(ROOT / "benchmarks"))
import corruption  # noqa: E402

CHECKS = redundancy.CHECKS | crosschecks.CHECKS


@pytest.mark.parametrize("name", CHECKS)
def test_the_case_agrees_with_itself(case, name):
    assert redundancy.complaints(case, {name: CHECKS[name]})[name] == []


@pytest.mark.parametrize("rule", listed("check_rules"), ids=lambda rule: f"{rule['table']}.{rule['column']}")
def test_each_rule_of_the_table_has_its_reason_and_its_columns(case, rule):
    assert rule["check"] in crosschecks.CHECKS and rule["found"] and rule["todo"] and rule["why"]
    for table in rule["table"].split(" "):
        assert {rule["column"], rule["via"]} <= {*case.package.tables[table].columns, "span", ""}


# One cell changed, and the check that must see it: table, row, column, new cell, check.
SPOILED = [
    ("quantities", "R2-q03", "cue", "up to", "cue in quote"),
    ("quantities", "R2-q03", "low", "11", "quantity against reader"),
    ("quantities", "R0-q03", "kind", "at_least", "quantity against reader"),
    ("times", "R2-t04", "earliest", "-2", "time against reader"),
    ("times", "R2-t04", "kind", "span", "second reading"),
    ("times", "R2-t04", "anchor", "R2-e04", "anchors"),
    ("attributions", "R0-a01", "cue_class", "neutral", "label against words"),
    ("attributions", "R0-a07", "attested", "verbatim", "labels that follow"),
    ("outcomes", "R3-o08", "outcome", "wounded", "label against words"),
    ("claims", "R3-c04", "attribution", "R3-a20", "rows that point"),
    ("claims", "R2-c26", "answer", "R2-o02", "answers"),
    ("place_mentions", "R0-l01", "metonym", True, "labels that follow"),
    ("place_names", "N01", "script", "hangul", "places"),
    ("places", "P31", "lat", "50.0", "places"),
    ("references", "X11", "low", "2024-11-19", "outside facts"),
    ("works", "W07", "status", "held", "labels that follow"),
    ("passages", "R0-p05", "paratext", False, "kinds that follow"),
    ("second_reading", "R2-r05", "label", "range", "second reading"),
    ("weighings", "G001", "hypothesis", "H02", "weighings"),
]


@pytest.mark.parametrize(("table", "row", "column", "cell", "check"), SPOILED)
def test_a_changed_cell_is_seen(case, table, row, column, cell, check):
    frame = case.frames[table].copy()
    assert (frame["id"] == row).sum() == 1 and frame.loc[frame["id"] == row, column].iloc[0] != cell
    frame.loc[frame["id"] == row, column] = cell
    if "bounds" in frame:
        ends = frame[["low", "high", "low_closed", "high_closed"]].itertuples(index=False)
        frame["bounds"] = pd.Series([bounds.read(*end) for end in ends], index=frame.index, dtype=object)
    spoiled = Case(case.texts, case.package, case.frames | {table: frame}, case.lost)
    assert redundancy.complaints(spoiled, {check: CHECKS[check]})[check]


def test_a_decision_excuses_one_column_of_one_row(case):
    kept = case.decisions[case.decisions["id"] != "D108"]
    less = Case(case.texts, case.package, case.frames | {"decisions": kept}, case.lost)
    found = redundancy.complaints(less, {"time against reader": redundancy.time_read})["time against reader"]
    assert [problem.column for problem in found] == ["earliest"]


def test_a_sample_of_seeded_changes_is_mostly_noticed(case):
    """The full run of a thousand is `make bench`'s; this one is small and only guards against a check gone blind."""
    found = corruption.run(case, 36, seed=7)
    kinds = {change.kind for change, _ in found}
    counted = [by for change, by in found if change.kind != corruption.FREE]
    assert kinds == set(corruption.KINDS)
    assert sum(by is not None for by in counted) >= 0.75 * len(counted)
    certain = {"byte of a text", "digit of a quotation", "hedge dropped"}
    assert all(by for change, by in found if change.kind in certain)

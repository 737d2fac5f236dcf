"""The tables agree with their description, with the texts and with each other."""

import re

import pytest
from frictionless import Package, system

from conftest import ROOT
from sourcecrit.case import Case
from sourcecrit.tables import Package as Description

DESCRIPTION = Description.read(ROOT / "data" / "datapackage.json")
FIELDS = [(table.name, field) for table in DESCRIPTION.tables.values() for field in table.fields]
FROM_TEXT = re.compile(r"(R\d): (.+)")


@pytest.mark.parametrize("folder", ["data", "planted"])
def test_frictionless_finds_nothing_wrong(folder, planted):
    """A second reader of the same schema, written by others, agrees that the tables keep it."""
    path = ROOT / "data" if folder == "data" else planted / "data"
    with system.use_context(trusted=True):
        report = Package(str(path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "note"])[:10]


def test_frictionless_does_find_what_is_wrong(planted):
    path = planted / "data" / "claims.csv"
    path.write_bytes(path.read_bytes().replace(b",Q02,", b",Q77,", 1))
    with system.use_context(trusted=True):
        assert not Package(str(planted / "data" / "datapackage.json")).validate().valid


def test_all_tables_of_the_design_are_declared():
    wanted = {
        *("passages", "quantities", "times", "place_mentions", "distances", "attributions", "claims", "outcomes"),
        *("firsts", "exhibits", "dependences", "dismissed", "second_reading", "reports", "works", "events", "speakers"),
        *("identities", "places", "place_names", "questions", "retellings", "hypotheses", "weighings", "gradings"),
        *("references", "decisions"),
    }
    assert wanted == set(DESCRIPTION.tables)


@pytest.mark.parametrize(("table", "field"), FIELDS, ids=[f"{table}.{field.name}" for table, field in FIELDS])
def test_every_column_is_described(case, table, field):
    assert field.spec["description"].endswith(".") and "example" in field.spec
    for value in field.spec.get("values", []):
        assert value["means"], value
    assert [value["value"] for value in field.spec.get("values", [])] == field.rules.get("enum", [])


def examples():
    """Every example and counter-example that claims to be words of a report."""
    for table, field in FIELDS:
        for spec in [field.spec, *field.spec.get("values", [])]:
            for key in ("example", "counterExample"):
                if match := FROM_TEXT.match(spec.get(key, "")):
                    yield f"{table}.{field.name} {spec.get('value', '')} {key}", *match.groups()


@pytest.mark.parametrize(("where", "report", "words"), list(examples()), ids=lambda value: str(value)[:40])
def test_examples_are_verbatim(case, where, report, words):
    words = re.sub(r" \([^)]*\)$", "", words)
    assert words in case.texts[report].content, where


def test_every_pointing_column_names_tables_there_are():
    for table, field in FIELDS:
        into = set(field.refers["tables"]) - {"*"} if field.refers else set()
        assert into <= set(DESCRIPTION.tables), (table, field.name)


def test_sameness_of_events_leads_back_to_the_first_of_each_group(case):
    events = case.events.set_index("id")
    pointing = events[events["same_as"] != "not_applicable"]
    heads = events.loc[pointing["same_as"]]
    assert (heads["report"].to_numpy() <= pointing["report"].to_numpy()).all()
    assert (heads["kind"].to_numpy() == pointing["kind"].to_numpy()).all()
    assert ((events["same_as"] == "not_applicable") == (events["certainty"] == "not_applicable")).all()


def test_every_report_is_a_work_we_hold_and_has_a_printing(case):
    held = case.works.query("status == 'held'")
    assert list(held["report"]) == list(case.reports["id"])
    printed = case.events.query("kind == 'printing'")["report"]
    assert set(case.reports["id"]) <= set(printed)


def test_opening_the_whole_case_is_deterministic(case):
    again = Case.open(ROOT)
    assert all(again.frames[name].equals(frame) for name, frame in case.frames.items())


def test_words_that_point_to_a_publisher_are_in_the_file(case):
    for row in case.reports.itertuples():
        assert row.publisher_words == "not_stated" or row.publisher_words in case.texts[row.report].content

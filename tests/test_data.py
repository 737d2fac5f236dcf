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
WITHOUT_REMARK = re.compile(r" \([^)]*\)$")


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
        *("references", "decisions", "readings"),
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


def described():
    """Every column and every allowed value with its description, by name."""
    for table, field in FIELDS:
        yield f"{table}.{field.name}", field.spec
        for value in field.spec.get("values", []):
            yield f"{table}.{field.name}={value['value']}", value


@pytest.mark.parametrize("spec", [pytest.param(spec, id=name) for name, spec in described()])
def test_every_column_and_every_value_has_an_example_and_a_counter_example(spec):
    assert spec.get("example", "").strip() and spec.get("counterExample", "").strip()
    assert spec["example"] != spec["counterExample"]


def worded_values():
    """Allowed values of stretches whose example is words of a report."""
    for table, field in FIELDS:
        for value in field.spec.get("values", []) if DESCRIPTION.tables[table].standoff else []:
            if match := FROM_TEXT.match(value["example"]):
                yield table, field.name, value["value"], match[1], WITHOUT_REMARK.sub("", match[2])


@pytest.mark.parametrize(("table", "field", "value", "report", "words"), list(worded_values()))
def test_the_example_of_a_value_stands_in_a_row_that_holds_it(case, table, field, value, report, words):
    frame, content = case.frames[table], case.texts[report].content
    if frame.empty:
        pytest.skip("not yet filled")
    ends = [(match.start(), match.end()) for match in re.finditer(re.escape(words), content)]
    rows = frame[(frame["report"] == report) & (frame[field] == value)]
    assert any(row.start < end and start < row.end for row in rows.itertuples() for start, end in ends)


def test_a_value_without_a_row_says_so(case):
    for table, field in FIELDS:
        held = set(case.frames[table][field.name])
        for value in field.spec.get("values", []) if held else []:
            assert (value["value"] in held) == ("no case" not in value["means"]), (table, field.name, value["value"])


@pytest.mark.parametrize(("where", "report", "words"), list(examples()), ids=lambda value: str(value)[:40])
def test_examples_are_verbatim(case, where, report, words):
    assert WITHOUT_REMARK.sub("", words) in case.texts[report].content, where


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

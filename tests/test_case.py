"""A case opens whole or says what is wrong; it can lose a report and be written."""

import json

import pytest

from conftest import ROOT
from sourcecrit import bounds, cards
from sourcecrit.case import Case, CaseError


def spoil(path, old, new):
    """Change words in a file of a planted case."""
    raw = path.read_bytes()
    assert old in raw, "the test would change nothing"
    path.write_bytes(raw.replace(old, new, 1))


BAD = {
    "a missing seed": (
        "seeds/courier.txt",
        None,
        "seeds/courier.txt: reports.csv line 3 names this file, and it is missing",
    ),
    "a changed seed": ("seeds/courier.txt", (b"dawn", b"noon"), "seeds/courier.txt: its bytes have changed"),
    "a seed in another encoding": ("seeds/courier.txt", (b"dawn", b"d\xe4wn"), "courier.txt is not UTF-8 text: byte"),
    "a quote not in the text": (
        "data/quantities.csv",
        (b"Up to 7 containers", b"Up to 9 containers"),
        "quantities.csv, line 3, column quote: in R1 (row R1-q01) 'Up to 9 containers' does not stand in the text; "
        "the nearest words are 'Up to 7 containers'",
    ),
    "a quote there twice": (
        "data/times.csv",
        (b"R0,Tuesday", b"R0,e"),
        "times.csv, line 2, column quote: in R0 (row R0-t01) 'e' with before='' and after='' stands",
    ),
    "an unknown column": ("data/times.csv", (b"basis", b"bases"), "times.csv, line 1, column bases: an unknown column"),
    "a missing column": ("data/times.csv", (b",basis", b",bases"), "times.csv, line 1, column basis: no such column"),
    "columns in another order": (
        "data/identities.csv",
        (b"speaker_a,speaker_b", b"speaker_b,speaker_a"),
        "write them once each, in this order: id, speaker_a",
    ),
    "a wrong type": (
        "data/quantities.csv",
        (b",At least,at_least,5,yes", b",At least,at_least,5,maybe"),
        "quantities.csv, line 2, column low_closed: 'maybe'; write yes or no",
    ),
    "a word not allowed": (
        "data/quantities.csv",
        (b"at_most", b"atmost"),
        "column kind: 'atmost'; write one of: exact",
    ),
    "a number that is none": (
        "data/quantities.csv",
        (b"at_least,5,", b"at_least,five,"),
        "column low: 'five'; write it as in",
    ),
    "ends the wrong way round": (
        "data/quantities.csv",
        (b"exact,2,yes,2", b"exact,3,yes,2"),
        "low end 3 lies above high end 2",
    ),
    "an empty cell": (
        "data/events.csv",
        (b"certain,Planted.", b"certain,"),
        "column basis: an empty cell; write a value",
    ),
    "white space at an end": ("data/events.csv", (b"certain,Planted.", b"certain,Planted. "), "white space at an end"),
    "a dangling key": (
        "data/claims.csv",
        (b"asserts,certain,neutral,R0-a01", b"asserts,certain,neutral,R0-a77"),
        "claims.csv, line 2, column attribution: 'R0-a77', which is not in attributions; write an id that is",
    ),
    "a dangling key in a list": (
        "data/decisions.csv",
        (b"R1-e01 R2-e01", b"R1-e01 R2-e99"),
        "'R2-e99', which is not in any table",
    ),
    "an id twice": ("data/quantities.csv", (b"R1-q02", b"R1-q01"), "column id: 'R1-q01' a second time"),
    "an id in two tables": ("data/firsts.csv", (b"R2-f01,R2", b"R2-c01,R2"), "column id: 'R2-c0"),
    "rows out of order": (
        "data/questions.csv",
        (b"Q02,Q02", b"Q04,Q04"),
        "questions.csv, line 4, column id: 'Q03' after 'Q04'",
    ),
    "an id and a report at odds": (
        "data/quantities.csv",
        (b"R2-q01,R2", b"R2-q01,R1"),
        "column report: 'R1' in the row 'R2-q01'",
    ),
    "a name that is not the id": (
        "data/questions.csv",
        (b"Q02,Q02", b"Q02,Q01"),
        "column question: 'Q01'; repeat the id, 'Q02'",
    ),
    "a byte order mark": ("data/events.csv", (b"id,", b"\xef\xbb\xbfid,"), "events.csv, line 1: a byte order mark"),
    "CRLF line ends": ("data/events.csv", (b"\n", b"\r\n"), "events.csv, line 1: a carriage return (CRLF)"),
    "a table in another encoding": (
        "data/events.csv",
        (b"The printing", b"Th\xe9 printing"),
        "events.csv, line 2: byte 0xe9, which is not UTF-8; save the table as UTF-8",
    ),
    "a row too long": (
        "data/questions.csv",
        (b"yes_no,", b"yes_no,,"),
        "7 cells where the header has 6",
    ),
    "a line break in a cell": ("data/questions.csv", (b"Is it the", b'"Is it\nthe'), "a line break inside a cell"),
    "words in no passage": (
        "data/passages.csv",
        (b"he added.", b"master said."),
        "'No one was hurt, he added.' in R0 stands in no passage",
    ),
    "passages that overlap": (
        "data/passages.csv",
        (b"R0,MORE NEWS:", b"R0,he added."),
        "R0-p03 begins before the passage above it",
    ),
    "closing words not there": (
        "data/passages.csv",
        (b"he added.", b"she added."),
        "column until: 'she added.' does not stand after",
    ),
    "a description that is no JSON": (
        "data/datapackage.json",
        (b"{", b"["),
        "datapackage.json: it cannot be read as a description of tables (JSONDecodeError",
    ),
    "a description that is JSON and no description": (
        "data/datapackage.json",
        (b'"resources"', b'"sources"'),
        "datapackage.json: it cannot be read as a description of tables (KeyError",
    ),
    "a missing table": ("data/claims.csv", None, "claims.csv: no such file, for the table claims; restore it"),
}


@pytest.mark.parametrize(("path", "change", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_named_and_nothing_opens(planted, path, change, message):
    if change is None:
        (planted / path).unlink()
    else:
        spoil(planted / path, *change)
    with pytest.raises(CaseError) as caught:
        Case.open(planted)
    assert message in str(caught.value)


def test_a_folder_that_is_not_a_case_says_what_a_case_is(tmp_path):
    with pytest.raises(CaseError, match="no data/datapackage.json there; a case is a folder with seeds/ and data/"):
        Case.open(tmp_path)
    with pytest.raises(CaseError, match="no such folder"):
        Case.open(tmp_path / "nowhere")


def test_a_file_no_row_names_is_a_problem(planted):
    (planted / "seeds" / "stray.txt").write_text("What is this?")
    with pytest.raises(CaseError, match="seeds/stray.txt: no row of reports names this file"):
        Case.open(planted)


def test_every_problem_of_a_kind_is_told_at_once(planted):
    spoil(planted / "data" / "quantities.csv", b"at_most", b"atmost")
    spoil(planted / "data" / "claims.csv", b"asserts", b"shouts")
    with pytest.raises(CaseError, match="2 problems") as caught:
        Case.open(planted)
    assert {problem.file for problem in caught.value.problems} == {"quantities.csv", "claims.csv"}


def test_the_folder_comes_from_the_argument_then_the_environment_never_the_working_directory(
    planted, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCECRIT_CASE", raising=False)
    assert Case.open().label("R2") == Case.open(ROOT).label("R2")
    monkeypatch.setenv("SOURCECRIT_CASE", str(planted))
    assert Case.open().label("R2") == "R2 · Amber Online"
    assert Case.open(ROOT).label("R2") == "R2 · The Independent"


def test_spans_parts_and_bounds_come_with_the_tables(planted):
    quantities = Case.open(planted).quantities.set_index("id")
    assert bounds.show(quantities.loc["R1-q01", "bounds"]) == "(open, 7]"
    assert quantities.loc["R0-q01", ["start", "part", "paratext"]].tolist() == [34, "lead", False]


def test_a_table_handed_out_is_a_copy(planted):
    case = Case.open(planted)
    mine = case.quantities
    mine["low"] = "99"
    assert "99" not in set(case.quantities["low"])


def test_an_unknown_table_or_row_is_named(planted):
    case = Case.open(planted)
    with pytest.raises(AttributeError, match="no table 'rumours'; it has reports, works"):
        case.rumours  # noqa: B018
    with pytest.raises(KeyError, match="no table of this case has a row 'R9-q01'"):
        case.row("R9-q01")


def test_joint_bounds_of_the_planted_claims_are_as_planted(planted):
    counted = Case.open(planted).quantities.query("question == 'Q01'")
    assert bounds.show(bounds.meet(counted["bounds"])) == "[5, 7]"


@pytest.mark.parametrize("report", [f"R{number}" for number in range(8)])
def test_a_case_less_one_report_is_whole_and_says_what_went(planted, tmp_path, report):
    less = Case.open(planted).without(report)
    less.write(tmp_path / "less")
    again = Case.open(tmp_path / "less")
    assert report not in again.texts and len(again.texts) == 7
    assert all(again.frames[name].values.tolist() == frame.values.tolist() for name, frame in less.frames.items())
    assert not any(again.frames[name]["id"].isin(less.lost["id"]).any() for name in again.frames)


def test_what_points_to_a_lost_report_goes_or_regroups(planted):
    less = Case.open(planted).without("R0")
    events = less.events.set_index("id")["same_as"]
    assert (events["R1-e01"], events["R2-e01"]) == ("not_applicable", "R1-e01")
    lost = less.lost.set_index("id")
    assert {"R0-q01", "W00"} <= set(lost.index) and "R1-q01" not in lost.index


def test_leaving_out_twice_adds_up(planted):
    assert set(Case.open(planted).without("R0").without("R2").lost["id"]) >= {"R0", "R2", "R2-f01", "X01"}


def test_a_written_case_still_knows_what_it_lost(planted, tmp_path):
    less = Case.open(planted).without("R0")
    less.write(tmp_path / "less")
    again = Case.open(tmp_path / "less")
    assert again.lost.equals(less.lost) and "R0" not in again and "R1" in again
    again.without("R2").write(tmp_path / "least")
    assert {"R0", "R2"} <= set(Case.open(tmp_path / "least").lost["id"])


def test_leaving_out_an_unknown_report_is_refused(planted):
    with pytest.raises(KeyError, match="no report 'R77'; it has R0, R1, R2"):
        Case.open(planted).without("R77")


@pytest.mark.parametrize("report", ["R0", "R1", "R2", "R3", "R4"])
def test_the_real_case_can_lose_each_report(case, report):
    assert report not in case.without(report).texts


def test_writing_gives_back_the_same_bytes(case, tmp_path):
    case.write(tmp_path / "copy")
    for path in (tmp_path / "copy").rglob("*.*"):
        original = ROOT / path.relative_to(tmp_path / "copy")
        same = json.loads if path.suffix == ".json" else lambda raw: raw
        assert same(path.read_bytes()) == same(original.read_bytes()), path.name


def test_writing_never_overwrites(case, tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(FileExistsError, match="is not empty, and nothing was written to it"):
        case.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_failed_write_leaves_nothing(planted, tmp_path, monkeypatch):
    case = Case.open(planted)
    monkeypatch.setattr("sourcecrit.case.dump", lambda frame, table: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        case.write(tmp_path / "half")
    assert not (tmp_path / "half").exists() and [path.name for path in tmp_path.iterdir()] == ["planted"]


def test_markup_in_a_report_is_shown_not_run(planted):
    card = cards.report(Case.open(planted), "R2")
    assert "&lt;script&gt;window.planted = true&lt;/script&gt;" in card and "<script" not in card

"""Windows in words, as frames, as EDTF and as TimelineJS: read back by libraries that did not write them."""

import json
import re
from datetime import date

import jsonschema
import pytest
from edtf import parse_edtf, struct_time_to_date
from hypothesis import given
from hypothesis import strategies as st

from sourcecrit import calendars, dating, figures
from sourcecrit.case import Case
from sourcecrit.dating import Step, Window
from sourcecrit.statements import CERTAINTIES, Statement

# The shape that TimelineJS documents for its JSON: https://timeline.knightlab.com/docs/json-format.html
DAY = {
    "type": "object",
    "required": ["year"],
    "additionalProperties": False,
    "properties": {
        "year": {"type": "integer"},
        "month": {"type": "integer", "minimum": 1, "maximum": 12},
        "day": {"type": "integer", "minimum": 1, "maximum": 31},
    },
}
TEXT = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"headline": {"type": "string"}, "text": {"type": "string"}},
}
SLIDE = {
    "type": "object",
    "required": ["start_date", "unique_id", "text"],
    "additionalProperties": False,
    "properties": {
        "start_date": DAY,
        "end_date": DAY,
        "text": TEXT,
        "group": {"enum": ["happened", "said", "printed", "kept"]},
        "display_date": {"type": "string"},
        "unique_id": {"type": "string"},
        "edtf": {"type": "string"},
    },
}
TIMELINE = {
    "type": "object",
    "required": ["events"],
    "additionalProperties": False,
    "properties": {
        "title": {"type": "object", "properties": {"text": TEXT}, "required": ["text"]},
        "events": {"type": "array", "minItems": 1, "items": SLIDE},
    },
}
ANCHORS = ["X11", "X12", "X13", "X17"]
FIRST = date(2024, 3, 4)


def proved(*holds):
    """Steps whose statements hold as named."""
    return tuple(
        Step(Statement(f"s{number}", "words", "e", None, 1, 1, hold=hold), "e", FIRST)
        for number, hold in enumerate(holds)
    )


@pytest.fixture(scope="module")
def solved(case):
    """The windows of the texts, alone and with outside days."""
    return {"alone": dating.solve(dating.gather(case)), "dated": dating.solve(dating.gather(case, ANCHORS))}


@pytest.mark.parametrize(
    ("low", "high", "words", "written"),
    [
        (FIRST, FIRST, "4 March 2024", "2024-03-04"),
        (FIRST, date(2024, 3, 9), "4 to 9 March 2024", "2024-03-04/2024-03-09"),
        (FIRST, date(2024, 4, 1), "4 March to 1 April 2024", "2024-03-04/2024-04-01"),
        (FIRST, date(2025, 3, 4), "4 March 2024 to 4 March 2025", "2024-03-04/2025-03-04"),
        (FIRST, None, "not before 4 March 2024", "2024-03-04/.."),
        (None, FIRST, "not after 4 March 2024", "../2024-03-04"),
        (None, None, "any day", None),
    ],
)
def test_windows_in_words_and_as_edtf(low, high, words, written):
    window = Window("e", low, high)
    assert calendars.span(window) == words and calendars.edtf(window) == written


@pytest.mark.parametrize(
    ("holds", "uncertain", "approximate", "sign"),
    [
        (["firm"], False, False, ""),
        (["firm", "uncertain"], True, False, "?"),
        (["approximate", "firm"], False, True, "~"),
        (["approximate", "uncertain"], True, True, "%"),
    ],
)
def test_uncertain_and_approximate_are_told_apart(holds, uncertain, approximate, sign):
    written = calendars.edtf(Window("e", FIRST, FIRST, proved(*holds), proved("firm")))
    assert written == f"2024-03-04{sign}"
    read = parse_edtf(written)
    both = uncertain and approximate
    assert (read.is_uncertain, read.is_approximate) == (uncertain and not both, approximate and not both)
    assert not both or read.is_uncertain_and_approximate


def test_each_end_has_its_own_qualifier():
    written = calendars.edtf(Window("e", FIRST, date(2024, 3, 9), proved("approximate"), proved("uncertain")))
    assert written == "2024-03-04~/2024-03-09?"


@given(st.dates(date(1000, 1, 1)), st.dates(date(1000, 1, 1)), st.sampled_from(["firm", "uncertain", "approximate"]))
def test_a_library_reads_the_same_days_back(one, two, hold):
    low, high = min(one, two), max(one, two)
    read = parse_edtf(calendars.edtf(Window("e", low, high, proved(hold), proved(hold))))
    assert (struct_time_to_date(read.lower_strict()), struct_time_to_date(read.upper_strict())) == (low, high)


@pytest.mark.parametrize("how", ["alone", "dated"])
def test_every_window_of_the_texts_is_edtf_and_says_its_own_days(solved, how):
    for window in solved[how].values():
        if written := calendars.edtf(window):
            read = parse_edtf(written)
            for end, stated in ((read.lower_strict(), window.low), (read.upper_strict(), window.high)):
                assert isinstance(end, float) if stated is None else struct_time_to_date(end) == stated


def test_the_day_of_a_saying_taken_for_another_is_uncertain(solved):
    assert calendars.edtf(solved["dated"]["R2-e01"]) == "2024-11-22?"
    assert calendars.edtf(solved["dated"]["R1-e11"]) == "2024-10-22"
    assert calendars.edtf(solved["dated"]["R1-e12"]) == "2024-10-05~/2024-10-11~"
    assert calendars.edtf(solved["dated"]["R1-e01"]) == "2024-11-22%/2024-11-30?"


def test_the_timeline_has_the_shape_that_timelinejs_reads(case, solved):
    made = calendars.timeline(case, solved["dated"], case.events["event"], "When")
    made = json.loads(json.dumps(made))
    jsonschema.validate(made, TIMELINE)
    with_ends = {window.event for window in solved["dated"].values() if window.low or window.high}
    assert {slide["unique_id"] for slide in made["events"]} == with_ends & set(case.events["event"])
    for slide in made["events"]:
        parse_edtf(slide["edtf"])


def test_a_slide_says_its_days_and_what_proves_them(case, solved):
    made = calendars.timeline(case, solved["dated"], ["R1-e01", "R0-e02"], "When")
    first, second = made["events"]
    assert first["start_date"] == {"year": 2024, "month": 11, "day": 22} and first["end_date"]["day"] == 30
    assert "“Last month” (R1)" in first["text"]["text"] and first["group"] == "printed"
    assert "end_date" not in second and second["group"] == "kept" and second["display_date"].startswith("not before")


def test_clocks_are_four_and_pages_are_kept(case):
    clocks = calendars.clocks(case)
    assert set(clocks.values()) == {"happened", "said", "printed", "kept"}
    assert {event for event, clock in clocks.items() if clock == "kept"} == {"R0-e02", "R2-e02", "R3-e02", "R4-e02"}


def test_bands_draw_and_leave_out_what_nothing_bounds(case, solved):
    labels = {event: event for event in ("R1-e01", "R4-e05", "R1-e11")}
    frame = calendars.bands(case, solved["alone"], labels)
    assert frame["label"].tolist() == ["R1-e01", "R1-e11"] and frame["report"].tolist() == ["R1", "R1"]
    assert frame.loc[0, "high"] is None and "“October 22, 2024” (R1)" in frame.loc[0, "note"]
    assert figures.windows(frame, "The post is dated.", "A band that is open and a day.").plotly


def test_a_proof_is_a_table_that_ends_in_the_bound(case, solved):
    steps = calendars.proof(case, solved["dated"]["R2-e01"], "high")
    assert list(steps.columns) == ["Row", "Statement", "Therefore"]
    assert steps["Therefore"].iloc[-1] == "The printing of R2: not after Friday 22 November 2024"
    assert "1 day before the printing of R2" in steps["Statement"].iloc[-1]
    assert re.fullmatch(r"\[R2-t04\]\(.*#R2-t04\)", steps["Row"].iloc[-1])


def test_an_open_end_has_no_proof(case, solved):
    with pytest.raises(ValueError, match="nothing bounds the high end"):
        calendars.proof(case, solved["alone"]["R2-e01"], "high")
    with pytest.raises(KeyError):
        calendars.proof(case, solved["alone"]["R2-e01"], "middle")


def test_a_contradiction_in_words(planted):
    path = planted / "data" / "references.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-01-02,2024-01-02", "2024-01-03,2024-01-03"), "utf-8")
    case = Case.open(planted)
    said = calendars.conflict(dating.contradiction(dating.gather(case, ["X02"], same=CERTAINTIES)))
    assert said["Kind"].tolist() == ["words", "outside"]
    assert (
        said["Statement"]
        .iloc[0]
        .startswith("“Tuesday” (R0) puts this 0 to 6 days before the printing of R0, by the calendar")
    )

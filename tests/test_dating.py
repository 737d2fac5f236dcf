"""Windows, proofs, lags and smallest contradictions: against brute force, on the planted case, and on the texts."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sourcecrit import dating, statements, times
from sourcecrit.case import Case
from sourcecrit.dating import contradiction, gather, lag, solve
from sourcecrit.statements import Statement

MONDAY = date(2024, 3, 4).toordinal()
WORDS = {words: statements._as_read(times.read(f"They met {words}.")[0]) for words in ("on Wednesday", "last week")}
WORDS |= {words: statements._as_read(times.read(f"They met {words}.")[0]) for words in ("last month", "in June")}
REACH = {"on Wednesday": (-6, 0), "last week": (-13, -1), "last month": (-61, -1), "in June": (-365, 0)}


def apart(name, event, anchor, low, high, words=None):
    """Days from one event to another."""
    return Statement(name, "words", event, anchor, low, high, calendar=words and WORDS[words])


def worded(name, event, anchor, words):
    """What words of the calendar say, counted from an anchor."""
    return apart(name, event, anchor, *REACH[words], words)


def dated(name, event, first, last=None):
    """A stated day, or the days from one to another, counted from a certain Monday."""
    last = first if last is None else last
    return Statement(name, "outside", event, None, MONDAY + first, MONDAY + last)


def feasible(told, event):
    """The days of an event's window, from that Monday, on which it can lie."""
    low, high = days(solve(told)[event])
    return [day for day in range(low, high + 1) if not contradiction([*told, dated("pin", event, day)])]


def days(window):
    """A window in days from that Monday."""
    return tuple(end and end.toordinal() - MONDAY for end in (window.low, window.high))


def names(found):
    return {one.name for one in found}


# --- single statements, pairs, chains ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "printed", "window"),
    [
        ("on Wednesday", 2, (2, 2)),
        ("on Wednesday", 1, (-5, -5)),
        ("on Wednesday", 8, (2, 2)),
        ("last week", 0, (-7, -1)),
        ("last week", 6, (-7, -1)),
        ("last week", 7, (0, 6)),
        ("last month", 0, (-32, -4)),
        ("in June", 0, (-277, -248)),
    ],
)
def test_words_of_the_calendar_bind_from_the_day_of_printing(words, printed, window):
    solved = solve([worded("t", "e", "p", words), dated("x", "p", printed)])
    assert days(solved["e"]) == window


@pytest.mark.parametrize(
    ("words", "happened", "window"),
    [
        ("on Wednesday", 2, (2, 8)),
        ("last week", 2, (7, 13)),
        ("last month", 2, (28, 57)),
        ("last month", -4, (-3, 27)),
    ],
)
def test_and_bind_the_printing_from_the_day_of_the_event(words, happened, window):
    solved = solve([worded("t", "e", "p", words), dated("x", "e", happened)])
    assert days(solved["p"]) == window


def test_a_weekday_rules_out_days_inside_a_window():
    told = [worded("t", "e", "p", "on Wednesday"), dated("x", "e", 0, 20)]
    assert feasible(told, "e") == [2, 9, 16]


def test_a_weekday_that_cannot_be_is_a_contradiction():
    told = [worded("t", "e", "p", "on Wednesday"), dated("x", "e", 0, 1), dated("y", "p", 0, 60)]
    assert names(contradiction(told)) == {"t", "x"}
    with pytest.raises(ValueError, match="contradict each other: t, x"):
        solve(told)


def test_nothing_stated_leaves_every_window_open():
    solved = solve([apart("a", "x", "y", -1, -1), worded("b", "y", "p", "on Wednesday")])
    assert {days(window) for window in solved.values()} == {(None, None)}
    assert all(window.after == window.before == () for window in solved.values())


def test_a_half_open_chain_gives_one_end_and_its_proof():
    told = [
        dated("post", "post", 0),
        apart("told", "post", "report", None, 0),
        apart("ago", "strike", "report", None, -2),
    ]
    solved = solve(told)
    assert days(solved["report"]) == (0, None) and days(solved["strike"]) == (None, None)
    assert [step.statement.name for step in solved["report"].after] == ["post", "told"]
    assert [step.day.toordinal() - MONDAY for step in solved["report"].after] == [0, 0]


def test_no_statements_no_windows():
    assert solve([]) == {} and contradiction([]) == ()


def test_a_circle_of_orders_contradicts_itself_without_any_date():
    told = [apart("a", "x", "y", 1, None), apart("b", "y", "z", 1, None), apart("c", "z", "x", 0, None)]
    assert names(contradiction([*told, dated("d", "x", 2), worded("e", "x", "p", "on Wednesday")])) == {"a", "b", "c"}


def test_an_event_after_itself_contradicts():
    assert names(contradiction([apart("a", "x", "x", 1, 2)])) == {"a"}


def test_ends_the_wrong_way_round_are_refused():
    with pytest.raises(ValueError, match="the earliest day 3 lies after the latest, 2"):
        apart("a", "x", "y", 3, 2)
    with pytest.raises(ValueError, match="need an anchor and two stated ends"):
        apart("a", "x", "y", None, 0, "on Wednesday")


@pytest.mark.parametrize(
    ("told", "bounds"),
    [
        ([apart("a", "e", "p", -6, -2)], (2, 6)),
        ([apart("a", "e", "p", None, -2)], (2, None)),
        ([worded("a", "e", "p", "on Wednesday"), worded("b", "e", "p", "last week")], (5, 6)),
        ([worded("a", "e", "p", "on Wednesday"), dated("x", "p", 0, 1)], (5, 6)),
        ([dated("x", "e", 0, 1), dated("y", "p", 5, 8)], (4, 8)),
        ([apart("a", "q", "p", 0, 0)], (None, None)),
    ],
)
def test_lags(told, bounds):
    assert lag(told, "e", "p") == bounds


def test_an_unknown_event_of_a_lag_is_unbounded():
    assert lag([dated("x", "e", 0)], "e", "nothing") == (None, None)


# --- against brute force, and what must hold for any statements -------------------------------------------------------

EVENTS = ["a", "b", "c", "p"]


def holds(statement, at):
    """Whether one statement holds when events lie on these days."""
    low, high = statement.window(at[statement.anchor]) if statement.anchor else (statement.low, statement.high)
    return (low is None or low <= at[statement.event]) and (high is None or at[statement.event] <= high)


@st.composite
def one_statement(draw, number, weekly=True):
    """A difference, a stated span, or a weekday or week."""
    sort = draw(
        st.sampled_from(["apart", "apart", "order", "dated", "on Wednesday", "last week"][: 6 if weekly else 4])
    )
    event, anchor = draw(st.permutations(EVENTS))[:2]
    if sort == "dated":
        first = draw(st.integers(-2, 7))
        return dated(f"s{number}", event, first, first + draw(st.integers(0, 5)))
    if sort in WORDS:
        return worded(f"s{number}", event, anchor, sort)
    low = draw(st.integers(-4, 3))
    return apart(f"s{number}", event, anchor, low, None if sort == "order" else low + draw(st.integers(0, 3)))


@st.composite
def networks(draw, least=0, most=7):
    """A few statements."""
    return [draw(one_statement(number)) for number in range(draw(st.integers(least, most)))]


@st.composite
def boxed(draw, most=4):
    """A few statements about events that all lie in one week, so that every way to lay them can be tried."""
    box = [dated(f"box{event}", event, 0, 6) for event in EVENTS]
    return box + [draw(one_statement(number)) for number in range(draw(st.integers(1, most)))]


def in_box(told):
    """Every way to lay the events on the days of the box."""
    ways = itertools.product(range(MONDAY, MONDAY + 7), repeat=len(EVENTS))
    return [at for way in ways if all(holds(s, at := dict(zip(EVENTS, way, strict=True))) for s in told)]


@settings(max_examples=40, deadline=None)
@given(boxed())
def test_windows_are_exactly_those_of_every_solution_tried_out(told):
    ways = in_box(told)
    assert bool(contradiction(told)) == (not ways)
    for event in EVENTS if ways else []:
        reached = sorted({at[event] for at in ways})
        window = solve(told)[event]
        assert (window.low.toordinal(), window.high.toordinal()) == (reached[0], reached[-1])
        assert [MONDAY + day for day in feasible(told, event)] == reached


@settings(max_examples=25, deadline=None)
@given(boxed(6))
def test_no_smaller_set_contradicts_itself(told):
    found = contradiction(told)
    assume(found)
    assert contradiction(found) == found
    for smaller in itertools.combinations(told, len(found) - 1):
        assert not contradiction(smaller)


@settings(max_examples=60, deadline=None)
@given(networks(1), st.data())
def test_adding_a_statement_never_widens_a_window(told, data):
    more = [*told, replace(data.draw(one_statement(99)), name="more")]
    assume(not contradiction(more))
    before, after = solve(told), solve(more)
    for event, window in before.items():
        assert window.low is None or after[event].low >= window.low
        assert window.high is None or after[event].high <= window.high


@settings(max_examples=60, deadline=None)
@given(networks(1), st.randoms())
def test_shuffling_the_statements_changes_nothing(told, chance):
    mixed = chance.sample(told, len(told))
    assert contradiction(told) == contradiction(mixed)
    if not contradiction(told):
        assert solve(told) == solve(mixed)


@settings(max_examples=60, deadline=None)
@given(networks(1), st.integers(-60, 60))
def test_shifting_every_date_by_weeks_shifts_every_answer_by_as_much(told, weeks):
    def moved(s):
        return s if s.anchor else replace(s, low=s.low + 7 * weeks, high=s.high + 7 * weeks)

    shifted = [moved(s) for s in told]
    assert names(contradiction(told)) == names(contradiction(shifted))
    if not contradiction(told):
        by, later = timedelta(days=7 * weeks), solve(shifted)
        for event, window in solve(told).items():
            assert later[event].low == (window.low and window.low + by)
            assert later[event].high == (window.high and window.high + by)


@settings(max_examples=60, deadline=None)
@given(networks(1))
def test_each_proof_proves_its_bound_by_itself(told):
    assume(not contradiction(told))
    for event, window in solve(told).items():
        for steps, end in ((window.after, "low"), (window.before, "high")):
            assert bool(steps) == (getattr(window, end) is not None)
            if steps:
                alone = solve({step.statement.name: step.statement for step in steps}.values())[event]
                assert getattr(alone, end) == getattr(window, end) == steps[-1].day


# --- the planted case: an outside day on a Tuesday, a printing within the week, a retelling after it ------------------


def test_the_planted_case_comes_out_as_planted(planted):
    case = Case.open(planted)
    inside, with_day = solve(gather(case)), solve(gather(case, ["X02"]))
    assert (inside["R0-e01"].low, inside["R0-e01"].high) == (None, None)
    assert (with_day["R0-e01"].low, with_day["R0-e01"].high) == (date(2024, 1, 2), date(2024, 1, 8))
    assert (with_day["R2-e02"].low, with_day["R2-e02"].high) == (date(2024, 1, 2), None)
    assert [s.statement.name for s in with_day["R2-e02"].after] == ["X02", "R2-e01 same", "R2-e01 told"]


def test_a_planted_day_that_is_no_tuesday_contradicts_the_tuesday(planted):
    path = planted / "data" / "references.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-01-02,2024-01-02", "2024-01-03,2024-01-03"), "utf-8")
    assert names(contradiction(gather(Case.open(planted), ["X02"]))) == {"X02", "R0-t01"}


def test_the_planted_anachronism_is_found_by_the_day_of_printing(planted):
    case = Case.open(planted)
    assert not contradiction(gather(case)), "without the day of printing nothing speaks against it"
    assert names(contradiction(gather(case, ["X03"]))) == {"X03", "R7-t01", "R7-e04 told"}


def test_sameness_is_a_switch(planted):
    case = Case.open(planted)
    assert len([s for s in gather(case) if s.kind == "same"]) == 13
    assert not [s for s in gather(case, same=()) if s.kind == "same"]
    assert solve(gather(case, ["X02"], same=()))["R2-e02"].low is None


@pytest.mark.parametrize(
    ("switches", "complaint"),
    [
        ({"outside": ["X77"]}, "X77"),
        ({"outside": ["X01"]}, "X01 gives no day of an event"),
        ({"same": ["sure"]}, "no certainty 'sure'; there are certain, probable, possible"),
        ({"readings": ["none such"]}, "no reading named 'none such'"),
    ],
)
def test_unknown_switches_are_refused(planted, switches, complaint):
    with pytest.raises(KeyError, match=complaint):
        gather(Case.open(planted), **switches)


# --- the texts --------------------------------------------------------------------------------------------------------

ANCHORS = ["X11", "X12", "X13", "X17"]


def window(case, event, *outside, **switches):
    """The window of an event as text, open ends as dots."""
    found = solve(gather(case, outside, **switches))[event]
    return f"{found.low or '..'}/{found.high or '..'}"


def test_from_inside_the_texts_do_not_contradict_each_other(case):
    assert contradiction(gather(case, same=statements.CERTAINTIES)) == ()


@pytest.mark.parametrize("outside", ANCHORS)
def test_a_single_outside_day_contradicts_nothing(case, outside):
    assert contradiction(gather(case, [outside])) == ()


def test_outside_days_date_the_printings(case):
    assert window(case, "R2-e01", *ANCHORS) == "2024-11-22/2024-11-22"
    assert window(case, "R1-e01", *ANCHORS) == "2024-11-22/2024-11-30"
    assert window(case, "R3-e01", *ANCHORS) == "2024-11-27/2024-12-01"
    assert window(case, "R0-e01", *ANCHORS) == "2024-11-22/2025-05-31"


def test_from_inside_only_the_post_gives_a_day_and_it_is_a_lower_bound(case):
    solved = solve(gather(case))
    assert {found.high for found in solved.values() if found.event not in ("R1-e11", "R1-e12")} == {None}
    assert {found.after[0].statement.name for found in solved.values() if found.after} == {"R1-t13"}
    assert solved["R1-e01"].low == date(2024, 10, 22)


def test_words_count_from_their_own_now(case):
    """The newspaper's Wednesday counts from the newspaper, the post's two weeks from the post."""
    by_row = {s.name: s for s in gather(case)}
    assert by_row["R1-t09"].anchor == "R1-e02" and by_row["R1-t11"].anchor == "R1-e11"
    assert by_row["R1-t05"].anchor == "R1-e01"


def test_two_weeks_in_two_texts_have_nothing_to_do_with_each_other(case):
    told = gather(case, ANCHORS)
    assert "R0-t06" not in names(told)
    proof = solve(told)["R1-e12"]
    assert {step.statement.name for step in proof.after} == {"R1-t13", "R1-t11"}
    assert names(contradiction(gather(case, ["X12"], readings=["fortnight from the report"]))) >= {"R1-t13", "X12"}


def test_the_earlier_strike_of_r4_is_not_the_strike(case):
    """Its own outside day lies seven weeks before the other, and the network has no quarrel with that."""
    assert contradiction(gather(case, [*ANCHORS, "X38", "X42"])) == ()
    assert window(case, "R4-e05", *ANCHORS, "X38") == "2024-10-03/2024-10-03"
    assert window(case, "R4-e05", *ANCHORS) == "../2024-12-31"


def test_early_august_conflicts_only_under_the_named_reading(case):
    known = [*ANCHORS, "X15"]
    assert contradiction(gather(case, known)) == ()
    found = names(contradiction(gather(case, known, readings=["not yet in October"])))
    assert {"R3-t06", "R3-t04"} <= found and {"V01", "V02"} & found
    assert not {"R1-t13", "R1-e11 told", "R1-t11"} & found, "the post of October has no part in it"


def test_without_outside_days_even_that_reading_only_moves_r3(case):
    told = gather(case, readings=["not yet in October"])
    assert contradiction(told) == ()
    assert solve(told)["R3-e01"].low > solve(gather(case))["R3-e01"].low


def test_an_outside_day_for_the_fighting_contradicts_early_august(case):
    assert names(contradiction(gather(case, [*ANCHORS, "X25"]))) >= {"R3-t06", "X25"}


def test_a_reply_to_something_later_is_found(case):
    """In response: the warning lies before the meeting, so it cannot answer words spoken at it."""
    known = ["X17", "X19"]
    assert contradiction(gather(case, known)) == ()
    found = contradiction(gather(case, known, readings=["words at the meeting"]))
    assert names(found) == {"R3-t07", "V03", "X17", "X19"}
    assert any("In response" in one.says for one in found)
    assert contradiction(gather(case, known, readings=["words at the meeting", "in response to talk"])) == ()


def test_each_reading_of_the_table_can_be_switched_on(case):
    for name in case.readings["name"].unique():
        told = gather(case, readings=[name])
        rows = case.readings[case.readings["name"] == name]
        assert set(rows["id"]) <= names(told) and not set(rows["replaces"]) & names(told)


def test_leaving_a_report_out_never_narrows(case):
    whole = solve(gather(case, ANCHORS))
    for report in ("R1", "R3"):
        left = case.without(report)
        kept = [one for one in ANCHORS if case.row(one)["subject"] in set(left.events["id"])]
        less = solve(gather(left, kept))
        for event, found in less.items():
            assert found.low is None or found.low <= whole[event].low
            assert found.high is None or found.high >= whole[event].high


def test_lags_between_happening_and_printing(case):
    assert lag(gather(case), "R2-e06", "R2-e01") == (0, 6)
    assert lag(gather(case, ANCHORS), "R2-e06", "R2-e01") == (2, 2)
    assert lag(gather(case), "R1-e05", "R1-e01")[0] == 2


def test_calendar_words_narrow_and_never_contradict_the_tables(case):
    """Every day that words can mean lies within the signed days of their row."""
    plain, full = solve(gather(case, ANCHORS, calendar=False)), solve(gather(case, ANCHORS))
    for event, found in full.items():
        assert plain[event].low is None or plain[event].low <= found.low
        assert plain[event].high is None or plain[event].high >= found.high
    assert plain["R1-e01"].high > full["R1-e01"].high


@pytest.mark.parametrize("words", sorted(WORDS))
def test_what_words_mean_only_moves_on_as_the_day_moves_on(words):
    """The bounds are exact because no later day of printing means an earlier day of the event."""
    told = worded("t", "e", "p", words)
    windows = [told.window(MONDAY + day) for day in range(800)]
    assert all(one[0] <= two[0] and one[1] <= two[1] for one, two in itertools.pairwise(windows))


def test_and_so_do_all_the_words_of_the_texts(case):
    for told in gather(case):
        if told.calendar:
            windows = [told.window(MONDAY + day) for day in range(800)]
            assert all(one[0] <= two[0] and one[1] <= two[1] for one, two in itertools.pairwise(windows)), told.says


def test_gather_is_the_same_from_either_module():
    assert dating.gather is statements.gather

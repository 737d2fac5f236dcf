"""Agreement: five answers, scope before arithmetic, nothing resolved by force."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pandas as pd
import portion
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from conftest import plant
from sourcecrit import agreement, bounds, quantities
from sourcecrit.agreement import Claim, compare, joint
from sourcecrit.case import Case
from sourcecrit.numerals import shipped

WOUNDED, KILLED = frozenset(["wounded"]), frozenset(["killed"])
CASUALTY = frozenset(["killed", "wounded", "missing", "captured"])
SAME = {"e1": {"e1": 3}, "e2": {"e2": 3, "e1": 2}, "e3": {"e3": 3, "e1": 1}, "e4": {"e4": 3}}


def claim(states, name="A", **fields):
    """A claim of a report of its own; a text is read as a quantity, a pair as two dates."""
    if isinstance(states, str):
        states = quantities.bounds(quantities.read(states)[0])
    if isinstance(states, tuple):
        states = portion.closed(*states)
    return Claim(**{"name": name, "report": name, "states": states, "question": "Q1", "event": "e1"} | fields)


def two(first, second, **fields):
    return claim(first, "A"), claim(second, "B", **fields)


@pytest.mark.parametrize(
    ("first", "second", "verdict", "reason"),
    [
        ("at least 10 boats", "up to 12 boats", "compatible", "[10, open) and (open, 12] have [10, 12] in common"),
        ("at least 10 boats", "as many as 9 boats", "conflict", "nothing lies in both [10, open) and (open, 9]"),
        ("more than 500 men", "over 500 men", "agree", "both allow (500, open) and nothing else"),
        ("more than 500 men", "up to 500 men", "conflict", "nothing lies in both"),
        ("about 500 men", "more than 500 men", "compatible", "have (500, 550] in common"),
        ("500 men", "500 men", "agree", "[500, 500]"),
        (WOUNDED, KILLED, "conflict", "nothing lies in both wounded and killed"),
        (CASUALTY, WOUNDED, "compatible", "have wounded in common"),
        (WOUNDED, WOUNDED, "agree", "both allow wounded"),
        (
            (date(2021, 3, 1), date(2021, 3, 3)),
            (date(2021, 3, 3), date(2021, 3, 9)),
            "compatible",
            "2021-03-03 to 2021",
        ),
        (
            (date(2021, 3, 1), date(2021, 3, 2)),
            (date(2021, 3, 3), date(2021, 3, 9)),
            "conflict",
            "nothing lies in both",
        ),
        (frozenset(["quay", "pier"]), frozenset(["pier"]), "compatible", "have pier in common"),
        (Point(0, 0).buffer(2), Point(3, 0).buffer(2), "compatible", "an area and an area"),
        (Point(0, 0).buffer(1), Point(3, 0).buffer(1), "conflict", "nothing lies in both"),
        ("about 500 men", WOUNDED, "not_comparable", "one is a number or a day, the other is not"),
    ],
)
def test_numbers_days_places_and_outcomes_are_compared_alike(first, second, verdict, reason):
    result = compare(*two(first, second))
    assert result.verdict == verdict
    assert reason in result.reason


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"question": "Q2", "asks": "How many fought?"}, "different questions: Q1 / How many fought?"),
        ({"event": "e4"}, "different events"),
        ({"scope": "at the building"}, "different scopes: in the region / at the building"),
        ({"unit": "kilogram"}, "no fixed factor between their units: none / kilogram"),
        ({"counted": "dead"}, "different things counted: casualties / dead"),
    ],
)
def test_scope_comes_before_arithmetic(fields, reason):
    """The numbers would conflict; but they are never put side by side."""
    first = claim("at least 10 boats", scope="in the region", counted="casualties")
    other = claim("up to 3 boats", "B", scope="in the region", counted="casualties")
    assert compare(first, other).verdict == "conflict"
    result = compare(first, replace(other, **fields), SAME)
    assert (result.verdict, result.common) == ("not_comparable", None)
    assert reason in result.reason


@pytest.mark.parametrize(
    ("event", "taken", "compatible", "conflict"),
    [
        ("e1", "probable", "compatible", "conflict"),
        ("e2", "probable", "compatible", "undecidable"),
        ("e2", "certain", "undecidable", "undecidable"),
        ("e2", "possible", "compatible", "undecidable"),
        ("e3", "probable", "undecidable", "undecidable"),
        ("e3", "possible", "compatible", "undecidable"),
        ("e4", "possible", "not_comparable", "not_comparable"),
        ("not_applicable", "probable", "undecidable", "undecidable"),
    ],
)
def test_an_open_sameness_of_events_is_never_forced(event, taken, compatible, conflict):
    """A conflict needs certainty; the rest needs the certainty asked for, and says what it rests on."""
    for second, verdict in (("up to 12 boats", compatible), ("up to 9 boats", conflict)):
        result = compare(*two("at least 10 boats", second, event=event), SAME, taken)
        assert result.verdict == verdict
        if event not in ("e1", "e4"):
            assert "if they tell of one event, which is p" in result.reason


def test_events_are_the_same_as_surely_as_the_weakest_link():
    rows = [("a", "not_applicable", "not_applicable"), ("b", "a", "certain"), ("c", "b", "probable")]
    rows += [("d", "a", "possible"), ("x", "y", "certain"), ("y", "x", "certain"), ("z", "z", "probable")]
    same = agreement.groups(pd.DataFrame(rows, columns=["id", "same_as", "certainty"]))
    found = {pair: agreement.sameness(*pair, same) for pair in [*combinations("abcd", 2), ("x", "y"), ("a", "x")]}
    assert found == {
        ("a", "b"): "certain",
        ("a", "c"): "probable",
        ("a", "d"): "possible",
        ("b", "c"): "probable",
        ("b", "d"): "possible",
        ("c", "d"): "possible",
        ("x", "y"): "certain",
        ("a", "x"): "none",
    }


def test_things_counted_come_whole():
    whole = {"counted": "boat", "whole": True}
    assert compare(claim("more than 9 boats", **whole), claim("at least 10 boats", "B", **whole)).verdict == "agree"
    assert compare(claim("more than 11 boats", **whole), claim("under 12 boats", "B", **whole)).verdict == "conflict"
    assert compare(*two("more than 11 miles", "under 12 miles")).verdict == "compatible"


def test_a_claim_allows_something():
    with pytest.raises(ValueError, match="A: a claim allows one state at least; found no state"):
        claim(frozenset())
    with pytest.raises(ValueError, match="found .11, 12."):
        claim(portion.open(11, 12), whole=True)


@pytest.mark.parametrize("terms", [{"taken": "sure"}, {"tolerance": -1}])
def test_a_wrong_parameter_is_refused(terms):
    with pytest.raises(ValueError, match="taken is one of none, possible"):
        compare(*two("10 boats", "12 boats"), **terms)


def test_a_tolerance_is_seen_and_says_so():
    pair = two("10 boats", "12 boats")
    assert compare(*pair).verdict == "conflict"
    assert compare(*pair, tolerance=0.1).reason == "[10, 10] and [12, 12] meet only within a tolerance of 0.1"
    days = two((date(2021, 3, 1),) * 2, (date(2021, 3, 3),) * 2)
    assert [compare(*days, tolerance=days_off).verdict for days_off in (0, 1)] == ["conflict", "compatible"]


def test_units_are_converted_by_their_factor():
    miles, km = claim("about 20 miles", unit="mile"), claim("32 kilometres", "B", unit="kilometre")
    assert compare(miles, km).verdict == "compatible"
    assert compare(miles, replace(km, states=bounds.between(40, 45))).verdict == "conflict"


def test_independence_is_printed_as_far_as_known():
    pair = two("at least 10 boats", "up to 12 boats")
    assert str(compare(*pair)) == "compatible, independence not examined here"
    assert str(compare(*pair, origins={"A": "the crew", "B": "the crew"})) == "compatible, same origin"
    assert str(compare(*pair, origins={"A": "the crew"})) == "compatible, origins not all known"
    said = str(compare(*pair, origins={"A": "the crew", "B": "the harbour"}))
    assert said == "compatible, different origins named, independence not shown"
    assert "one report" in compare(pair[0], replace(pair[1], report="A")).independence
    assert agreement.independence([replace(pair[0], report="B"), pair[1]], {"A": "x", "B": "y"}).endswith("not shown")


@pytest.mark.parametrize(
    ("claims", "verdict", "common", "dissolving"),
    [
        (["at least 10 boats", "up to 12 boats", "about 11 boats"], "compatible", "[10, 12]", ()),
        (["at least 10 boats", "up to 12 boats", "20 boats"], "conflict", "no value", ("B", "C")),
        (["10 to 12 boats", "11 boats", "20 boats"], "conflict", "no value", ("C",)),
        (["10 boats", "20 boats", "30 boats"], "conflict", "no value", ()),
        (["over 10 boats", "more than 10 boats"], "agree", "(10, open)", ()),
        (["10 boats"], "agree", "[10, 10]", ()),
    ],
)
def test_many_claims_have_bounds_together_and_a_culprit_if_one_alone_is_to_blame(claims, verdict, common, dissolving):
    found = joint([claim(words, name) for words, name in zip(claims, "ABC", strict=False)])
    assert (found.verdict, bounds.show(found.common), found.dissolving) == (verdict, common, dissolving)


def test_joint_bounds_are_never_forced_either():
    pair = two("at least 10 boats", "up to 12 boats", question="Q2")
    assert joint(pair).verdict == "not_comparable"
    assert bounds.show(joint(pair).common) == "[10, 12]", "what would hold if they counted the same thing"
    assert joint(two("at least 10 boats", "up to 9 boats", event="e2"), same=SAME).verdict == "undecidable"
    with pytest.raises(ValueError, match="do not go together"):
        joint(two("at least 10 boats", WOUNDED))
    with pytest.raises(ValueError, match="no claim"):
        joint([])


def test_a_verdict_that_changes_with_a_reading_is_undecidable():
    words = {"A": "thousands of men", "B": "more than 10,000 men"}

    def under(**sets):
        read = {name: quantities.read(text, shipped().using(**sets))[0] for name, text in words.items()}
        return {name: claim(quantities.bounds(one), name) for name, one in read.items()}

    named = {"as read": under(), "thousands: one": under(plural="one"), "about: quarter": under(about="quarter")}
    result = agreement.over("A", "B", named)
    assert result.verdict == "undecidable"
    assert result.reason == "compatible as read, but conflict under thousands: one"
    assert (
        agreement.over("A", "B", {"as read": under(), "about: quarter": under(about="quarter")}).verdict == "compatible"
    )
    assert [one.names for one in agreement.pairs(named)] == [("A", "B")]


def test_a_revision_leaves_the_claims_as_they_were():
    claims = {"A": claim("10 boats")}
    assert agreement.revise(claims, {"A": {"question": "Q9"}})["A"].question == "Q9"
    assert claims["A"].question == "Q1"
    with pytest.raises(KeyError):
        agreement.revise(claims, {"B": {"question": "Q9"}})


ENDS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)
INTERVALS = st.builds(
    lambda ends, left, right, kind: bounds.read(
        None if kind == 1 else ends[0], None if kind == 2 else ends[1] + 2, left, right
    ),
    ENDS,
    st.booleans(),
    st.booleans(),
    st.integers(0, 2),
)
SETS = st.frozensets(st.sampled_from(sorted(CASUALTY)), min_size=1)
STATES = st.one_of(INTERVALS, SETS)
CLAIMS = st.builds(
    lambda states, event, question, whole: claim(states, event=event, question=question, whole=whole),
    STATES,
    st.sampled_from(["e1", "e2", "e3", "e4", "not_applicable"]),
    st.sampled_from(["Q1", "Q1", "Q2"]),
    st.booleans(),
)
TERMS = st.fixed_dictionaries({"taken": st.sampled_from(agreement.CERTAINTIES), "tolerance": st.sampled_from([0, 0.1])})


@settings(deadline=None)
@given(CLAIMS, CLAIMS, TERMS)
def test_comparison_is_symmetric(first, second, terms):
    one, two = compare(first, second, SAME, **terms), compare(second, first, SAME, **terms)
    assert (one.verdict, one.common) == (two.verdict, two.common)
    assert one.verdict in agreement.VERDICTS and one.reason


@settings(deadline=None)
@given(CLAIMS, CLAIMS, STATES, TERMS)
def test_widening_never_creates_a_conflict(first, second, more, terms):
    if type(more) is not type(first.states):
        return
    wider = compare(replace(first, states=first.states | more), second, SAME, **terms).verdict
    before = compare(first, second, SAME, **terms).verdict
    assert wider != "conflict" or before == "conflict"
    if before in ("agree", "compatible"):
        assert wider in ("agree", "compatible")


@settings(deadline=None)
@given(INTERVALS, INTERVALS, st.sampled_from([0, 0.1]))
def test_units_scale(first, second, tolerance):
    """Miles against miles, and the same miles in kilometres against kilometres: one verdict."""
    miles = [claim(states, name, unit="mile") for states, name in ((first, "A"), (second, "B"))]
    km = [replace(one, states=bounds.scale(one.states, 4), unit="kilometre") for one in miles]
    verdict = compare(*miles, tolerance=tolerance).verdict
    assert compare(*km, tolerance=tolerance).verdict == verdict


@settings(deadline=None)
@given(st.lists(INTERVALS, min_size=2, max_size=5))
def test_a_dissolving_claim_dissolves(states):
    claims = [claim(one, str(at)) for at, one in enumerate(states)]
    found = joint(claims)
    assert (found.verdict == "conflict") == found.common.empty
    for name in found.dissolving:
        assert joint([one for one in claims if one.name != name]).verdict != "conflict"


@settings(deadline=None)
@given(CLAIMS, CLAIMS, st.sampled_from(["certain", "probable"]))
def test_an_open_sameness_turns_no_verdict_into_a_conflict(first, second, taken):
    if agreement.sameness(first.event, second.event, SAME) != "certain":
        assert compare(first, second, SAME, taken).verdict != "conflict"


def test_the_planted_pair_that_looks_like_a_conflict_is_none(tmp_path):
    """At least 5 and up to 7: five to seven; and the third report, a copy, is of one origin with the first."""
    case = Case.open(plant(tmp_path / "case"))
    told, same = agreement.numbers(case), agreement.groups(case.events)
    claims = {name: told[name] for name in ("R0-q01", "R1-q01", "R2-q01")}
    origins = {"R0": "the harbour master", "R2": "the harbour master", "R1": "two of the crew"}
    found = joint(claims.values(), same=same, origins=origins)
    assert (found.verdict, bounds.show(found.common), found.dissolving) == ("compatible", "[5, 7]", ())
    verdicts = [str(one) for one in agreement.pairs({"as read": claims}, same=same, origins=origins)]
    assert verdicts == [
        "compatible, different origins named, independence not shown",
        "agree, same origin",
        "compatible, different origins named, independence not shown",
    ]
    assert agreement.compare(told["R3-q01"], told["R4-q01"], same).verdict == "conflict", "40 and 14 passengers"


def test_a_case_is_read_again_under_other_conventions(case):
    named = agreement.readings(case)
    approximate = [row.id for row in case.quantities.itertuples() if row.cue == "approximately"]
    for share, reading in ((0.25, "about: quarter"), (0.05, "about: twentieth")):
        for name in approximate:
            old, new = named["as read"][name].states, named[reading][name].states
            middle = (bounds.low(old) + bounds.high(old)) / 2
            assert (bounds.low(new), bounds.high(new)) == pytest.approx((middle * (1 - share), middle * (1 + share)))
    changed = {name for name, one in named["about: quarter"].items() if one != named["as read"][name]}
    assert changed == {row.id for row in case.quantities.query("kind == 'approximate'").itertuples()}
    assert set(named["as read"]) == set(case.quantities.query("question != 'not_applicable'")["id"])


def test_killed_and_casualties_are_two_questions_and_two_sets(case):
    claims = agreement.outcomes(case)
    dead = [one for one in claims.values() if one.states == KILLED and one.question == "Q15"]
    hurt = [one for one in claims.values() if one.states == CASUALTY and one.question == "Q16"]
    same = agreement.groups(case.events)
    assert dead and hurt
    assert {compare(one, other, same).verdict for one in dead for other in hurt} == {"not_comparable"}

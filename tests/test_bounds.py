"""Intervals: the word open, the ends, and what several allow together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcecrit import bounds

NUMBERS = st.integers(-1000, 1000)
INTERVALS = st.builds(
    lambda a, b, left, right: bounds.read(min(a, b), max(a, b) + (a == b and not (left and right)), left, right),
    NUMBERS,
    NUMBERS,
    st.booleans(),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("low", "high", "low_closed", "high_closed", "shown"),
    [
        ("10", "open", True, False, "[10, open)"),
        ("open", "12", False, True, "(open, 12]"),
        ("10000", "open", False, False, "(10,000, open)"),
        ("0.5", "0.5", True, True, "[0.5, 0.5]"),
        (None, float("inf"), True, True, "(open, open)"),
        (3, 4, False, False, "(3, 4)"),
    ],
)
def test_a_reading_is_shown_as_the_tables_write_it(low, high, low_closed, high_closed, shown):
    assert bounds.show(bounds.read(low, high, low_closed, high_closed)) == shown


@pytest.mark.parametrize(("low", "high"), [("12", "10"), ("ten", "open"), ("", "3")])
def test_ends_that_make_no_interval_are_refused(low, high):
    with pytest.raises(ValueError, match="swap them|neither a number"):
        bounds.read(low, high)


def test_at_least_ten_and_up_to_twelve_leave_ten_to_twelve():
    both = bounds.meet([bounds.read("10", "open"), bounds.read("open", "12")])
    assert (bounds.low(both), bounds.high(both)) == (10, 12)


def test_an_end_not_included_does_not_meet_the_same_end_included():
    assert not bounds.fits(bounds.read("10", "open", False), bounds.read("open", "10"))


@given(INTERVALS, INTERVALS)
def test_fitting_is_symmetric(first, second):
    assert bounds.fits(first, second) == bounds.fits(second, first)


@given(INTERVALS, INTERVALS, NUMBERS)
def test_widening_never_makes_a_misfit(first, second, further):
    if bounds.fits(first, second):
        assert bounds.fits(bounds.span([first, bounds.read(further, further)]), second)


@given(INTERVALS, st.integers(1, 50))
def test_scaling_moves_both_ends(interval, factor):
    scaled = bounds.scale(interval, factor)
    assert (bounds.low(scaled), bounds.high(scaled)) == (bounds.low(interval) * factor, bounds.high(interval) * factor)

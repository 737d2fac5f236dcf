"""What a number may be: intervals whose ends are closed, not included, or open without limit.

The arithmetic is portion's; this module adds the word `open`, as it stands in the tables, and the few
operations that claims need. A value nobody stated is `anything()`, never zero.
"""

import math
from functools import reduce

import portion
from portion import Interval

OPEN = "open"

__all__ = ["OPEN", "Interval", "anything", "between", "fits", "high", "low", "meet", "read", "scale", "show", "span"]


def read(low, high, low_closed=True, high_closed=True):
    """The interval between two table cells: numbers, numerals, or the word `open` (or None) for no limit.

    Raises ValueError where an end is neither a number nor `open`, or where the ends are the wrong way round.

    >>> read("10", "open")
    [10,+inf)
    >>> read(12, 10)
    Traceback (most recent call last):
    ValueError: low end 12 lies above high end 10; swap them, or write `open` for an end without limit
    """
    bottom, top = _end(low, -portion.inf), _end(high, portion.inf)
    if bottom > top:
        raise ValueError(
            f"low end {low} lies above high end {high}; swap them, or write `open` for an end without limit"
        )
    left = portion.CLOSED if low_closed and bottom != -portion.inf else portion.OPEN
    right = portion.CLOSED if high_closed and top != portion.inf else portion.OPEN
    return Interval.from_atomic(left, bottom, top, right)


def _end(cell, infinite):
    """One end as a number (int where it is whole), or the infinity given for `open`."""
    if cell is None or cell == OPEN or (isinstance(cell, float) and math.isinf(cell)):
        return infinite
    try:
        value = float(cell)
    except (TypeError, ValueError):
        raise ValueError(f"{cell!r} is neither a number nor the word `open`") from None
    return int(value) if value.is_integer() else value


def between(low, high):
    """The closed interval of two numbers; None for an end without limit.

    >>> between(10, None)
    [10,+inf)
    """
    return read(low, high)


def anything():
    """The interval that rules nothing out.

    >>> anything()
    (-inf,+inf)
    """
    return portion.open(-portion.inf, portion.inf)


def meet(intervals):
    """What all the intervals allow together: their intersection; `anything()` when there are none.

    >>> meet([between(10, None), between(None, 12)])
    [10,12]
    >>> meet([between(10, None), between(None, 8)]).empty
    True
    """
    return reduce(Interval.intersection, intervals, anything())


def span(intervals):
    """The smallest interval that holds every one of them.

    >>> span([between(1, 2), between(5, 6)])
    [1,6]
    """
    return Interval(*intervals).enclosure


def fits(first, second):
    """Whether one state of affairs could satisfy both intervals.

    >>> fits(between(10, None), between(None, 12))
    True
    """
    return not (first & second).empty


def scale(interval, factor):
    """The interval in another unit: both ends multiplied by a factor above zero.

    >>> scale(between(20, None), 1.5)
    [30.0,+inf)
    """
    if not factor > 0:
        raise ValueError(f"a unit's factor must be above zero; found {factor}")
    return interval.apply(lambda part: part.replace(lower=lambda end: end * factor, upper=lambda end: end * factor))


def low(interval):
    """The low end as a number, or None where it is open without limit (or the interval is empty).

    >>> low(between(10, None)), low(between(None, 12))
    (10, None)
    """
    return None if interval.empty or interval.lower == -portion.inf else interval.lower


def high(interval):
    """The high end as a number, or None where it is open without limit (or the interval is empty).

    >>> high(between(10, None)), high(between(None, 12))
    (None, 12)
    """
    return None if interval.empty or interval.upper == portion.inf else interval.upper


def show(interval):
    """The interval as the tables and the prose write it.

    >>> show(between(10, None)), show(between(None, 12)), show(read(10, "open", low_closed=False))
    ('[10, open)', '(open, 12]', '(10, open)')
    >>> show(meet([between(3, 4), between(5, 6)]))
    'no value'
    """
    if interval.empty:
        return "no value"
    left = "[" if interval.left == portion.CLOSED else "("
    right = "]" if interval.right == portion.CLOSED else ")"
    return f"{left}{_word(low(interval))}, {_word(high(interval))}{right}"


def _word(end):
    """One end in words: a plain numeral with thousands apart, or `open`."""
    return OPEN if end is None else f"{end:,}"

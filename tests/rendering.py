"""Quantities put back into words, so that tests can ask whether the reader reads them back the same."""

from decimal import Decimal
from fractions import Fraction

from sourcecrit.phrases import SHARE

_BEFORE = {"at_least": "at least ", "more_than": "more than ", "at_most": "up to ", "less_than": "fewer than "}


def render(quantity):
    """The quantity in plain words that `read` reads back to the same bounds, unit and counted thing.

    A vague or unread one keeps its own words.
    """
    if quantity.kind in ("vague", "unread"):
        return f"a {quantity.quote}" if quantity.cue.lower() == "few" else quantity.quote
    return f"{_rendered_number(quantity)}{_rendered_tail(quantity)}"


def _rendered_number(quantity):
    """The hedge and the numbers of a rendered quantity."""
    values = [_numeral(value, quantity.unit) for value in quantity.stated]
    near = "nearly " if quantity.high == quantity.stated[-1] else "about "
    about = near if quantity.approximate else ""
    if quantity.kind != "range":
        return f"{_BEFORE.get(quantity.kind, '')}{about}{' to '.join(values)}"
    if quantity.low_closed and quantity.high_closed:
        return f"{about}{values[0]} to {values[1]}" if about else f"between {values[0]} and {values[1]}"
    left = "at least" if quantity.low_closed else "more than"
    right = "up to" if quantity.high_closed else "fewer than"
    return f"{left} {values[0]} and {right} {values[1]}"


def _numeral(value, unit):
    """A value as a numeral in digits; a share as a fraction in words, or as one number in another."""
    if unit != SHARE.name:
        return f"{Decimal(str(value)):,f}"
    part = Fraction(value).limit_denominator(10_000)
    if part.denominator > len(_PARTS) or part.numerator > len(_TIMES):
        return f"{part.numerator} in {part.denominator}"
    return f"{_TIMES[part.numerator - 1]}-{_PARTS[part.denominator - 1]}{'s' if part.numerator > 1 else ''}"


_TIMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PARTS = ("whole", "half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def _rendered_tail(quantity):
    """The unit and the counted noun of a rendered quantity."""
    if quantity.unit == "share":
        return f" of the {quantity.of_what}" if quantity.of_what else ""
    unit, what = f" {quantity.unit}" if quantity.unit else "", quantity.of_what
    if not what or quantity.quote.endswith(f"-{what}"):
        return f"-{what}" if what else unit
    return f"{unit}{' of ' if unit or quantity.quote.endswith(f' of {what}') else ' '}{what}"

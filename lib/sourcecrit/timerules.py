"""Calendar arithmetic under stated conventions: what the sense of a temporal expression means, in days.

Days are ordinals of the proleptic Gregorian calendar (`date.toordinal`); a window is a first and a last day, None where
the words set no bound or the calendar ends. Which convention decides what, and on whose authority, stands in
`lexicon/time_conventions.csv`.
"""

import calendar
from dataclasses import dataclass, make_dataclass
from datetime import date
from functools import cache

from sourcecrit.corpus import LEXICON as FOLDER
from sourcecrit.corpus import listed

__all__ = ["FOLDER", "Conventions", "Sense", "as_date", "moved", "rows"]

_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_CYCLE = date(401, 1, 1).toordinal() - _FIRST  # days after which the calendar repeats itself
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_STEPS = {"last": -1, "this": 0, "the": 0, "next": 1}


@cache
def rows(table, folder=FOLDER):
    """The rows of one `time_` table."""
    return listed(f"time_{table}", folder)


class _Custom:
    """What custom decides where the words do not; each field is a row of the table, explained there with its source.

    Raises ValueError where a field holds a value that the table does not allow.

    >>> Conventions.load().week
    'calendar'
    """

    def __post_init__(self):
        for row in rows("conventions"):
            value, allowed = getattr(self, row["name"]), row["allowed"].split("|")
            if value not in allowed and not ("number" in allowed and isinstance(value, int) and value >= 0):
                raise ValueError(f"convention {row['name']} cannot be {value!r}; choose {row['allowed']}")

    @classmethod
    def load(cls, folder=FOLDER):
        """The conventions of a folder's `time_conventions.csv`."""
        values = {row["name"]: row["value"] for row in rows("conventions", folder)}
        return cls(**{name: int(value) if value.isdigit() else value for name, value in values.items()})


_NAMES = [row["name"] for row in rows("conventions")]
_ABOUT = {"__doc__": _Custom.__doc__, "__module__": __name__}
Conventions = make_dataclass("Conventions", _NAMES, bases=(_Custom,), namespace=_ABOUT, frozen=True)


@dataclass(frozen=True)
class Sense:
    """What one expression says, apart from any publication day: a rule, its values by name, and the verb's tense."""

    rule: str
    slots: tuple = ()
    tense: str = ""

    def window(self, published, conventions):
        """The first and last day meant, as ordinals, None where the words set no bound or the calendar ends."""
        days = _RULES[self.rule](dict(self.slots), published, conventions, self.tense)
        return tuple(None if day is None or not _FIRST <= day <= _LAST else day for day in days)


def moved(day, count):
    """A day moved by so many days; None where either is None."""
    return None if day is None or count is None else day + count


def as_date(day):
    """An ordinal as a date; None where there is none, or where the calendar ends."""
    return date.fromordinal(day) if day is not None and _FIRST <= day <= _LAST else None


def _month_of(day):
    """The month of a day, counted from the year nought; months of one year are neighbours."""
    cycles, day = divmod(day - 1, _CYCLE)
    then = date.fromordinal(day + 1)
    return (then.year + 400 * cycles) * 12 + then.month - 1


def _months(first, count=1):
    """The days from a month's first to the last of so many months."""
    return _first_day(first), _first_day(first + count) - 1


def _first_day(month):
    """The first day of a month."""
    cycles, month = divmod(month - 12, 4800)
    return date(month // 12 + 1, month % 12 + 1, 1).toordinal() + cycles * _CYCLE


def _shift(day, count, unit):
    """A day moved by so many units; in months, the day of the month is kept or cut to the month's end."""
    if unit in _DAYS:
        return day + round(count * _DAYS[unit])
    low, high = _months(_month_of(day) + round(count * _MONTHS[unit]))
    return min(low + day - _first_day(_month_of(day)), high)


def _week(day, conventions, step=0):
    """The calendar week of a day, or one so many weeks off."""
    start = day - ((day + 6) % 7 - conventions.week_starts) % 7 + 7 * step
    return start, start + 6


def _ahead(back, ahead, tense, conventions):
    """Whether to look ahead: as the verb says, else where the coming one is much nearer."""
    return tense == "future" if tense else ahead * conventions.nearer_future < back


def _doubted(back, ahead, tense, conventions):
    """The tense, or none where the verb would pick a date that is very much farther off than the other."""
    far, near = (ahead, back) if tense == "future" else (back, ahead)
    return "" if near and near * conventions.against_verb < far else tense


def _year_slot(slots, published, conventions):
    """The year that is named or pointed at, or None."""
    if "yy" in slots:
        return slots["yy"] + (1900 if slots["yy"] >= conventions.century_pivot else 2000)
    if "yrel" in slots:
        return date.fromordinal(published).year + _STEPS[slots["yrel"]]
    return slots.get("y")


def _stretch(first, count, slots, published, conventions):
    """So many months from one on, or the part of them that is named."""
    return _narrow(_months(first, count), slots.get("edge"), count, published, conventions)


def _narrow(window, edge, months, published, conventions):
    """The part of a stretch of days that 'early', 'mid', 'late', 'the end of', 'earlier' and 'later' leave."""
    low, high = window
    if not edge:
        return window
    if edge in ("earlier", "later") and low <= published <= high:
        return (low, published) if edge == "earlier" else (published, high)
    edge = {"earlier": "early", "later": "late"}.get(edge, edge)
    if months == 1:
        return _month_part(low, high, edge, conventions)
    if months and months % 12 == 0:
        return _year_part(low, months // 12, edge, conventions)
    half, quarter = (high - low + 1) // 2, (high - low + 1) // 4
    cuts = {"early": (low, low + half), "late": (high - half, high), "mid": (low + quarter, high - quarter)}
    return cuts[{"start": "early", "end": "late"}.get(edge, edge)]


def _month_part(low, high, edge, c):
    """Part of a month, in days."""
    return {
        "early": (low, low + c.early_month_ends - 1),
        "mid": (low + c.early_month_ends, low + c.late_month_begins - 2),
        "late": (low + c.late_month_begins - 1, high),
        "start": (low, low + c.month_edge - 1),
        "end": (high - c.month_edge + 1, high),
    }[edge]


def _year_part(low, years, edge, c):
    """Part of a year or of so many years, in months; of decades and centuries, in whole years."""
    whole, first = 12 if years > 1 else 1, _month_of(low)
    early = c.early_year_ends * years // whole * whole
    late = -(-(c.late_year_begins - 1) * years // whole) * whole
    begin, end = {
        "early": (0, early),
        "mid": (early, late),
        "late": (late, 12 * years),
        "start": (0, c.year_edge),
        "end": (12 * years - c.year_edge, 12 * years),
    }[edge]
    return _months(first + begin, end - begin)


def _date_rule(slots, published, conventions, tense):
    """A day and month; without a year, the one that tense or nearness picks (weekday and date must agree)."""
    year = _year_slot(slots, published, conventions)
    if year is None:
        year = _nearest_year(slots, published, conventions, tense)
    low, high = _months(year * 12 + slots["mon"] - 1)
    return min(low + slots["d"] - 1, high), min(low + slots["d2"] - 1, high)


def _nearest_year(slots, published, conventions, tense):
    """The year of a day and month that names none."""
    here = date.fromordinal(published).year
    near = range(max(1, here - 8), min(9999, here + 8) + 1)
    real = [year for year in near if slots["d2"] <= calendar.monthrange(year, slots["mon"])[1]]
    days = {date(year, slots["mon"], slots["d2"]).toordinal(): year for year in real}
    agreeing = [day for day in days if "wd" in slots and (day + 6) % 7 == slots["wd"]]
    if agreeing:
        return days[min(agreeing, key=lambda day: abs(day - published))]
    back = max((day for day in days if day <= published), default=min(days))
    ahead = min((day for day in days if day >= published), default=back)
    distances = published - back, ahead - published
    tense = _doubted(*distances, tense, conventions)
    return days[ahead if _ahead(*distances, tense, conventions) else back]


def _slashed_rule(slots, published, conventions, tense):
    """A date in numerals: the customary order of day and month, unless only the other gives a date."""
    year = slots["y"] if slots["y"] > 99 else _year_slot({"yy": slots["y"]}, published, conventions)
    orders = [(slots["a"], slots["b"]), (slots["b"], slots["a"])][:: 1 if conventions.day_first == "yes" else -1]
    day, month = next((d, m) for d, m in orders if 0 < m <= 12 and d <= calendar.monthrange(2000, m)[1])
    return _date_rule({"y": year, "mon": month, "d": day, "d2": day}, published, conventions, tense)


def _month_rule(slots, published, conventions, tense):
    """A month: of the year named, or the last, next or nearest one as words and tense say."""
    here, wanted, year = _month_of(published), slots["mon"] - 1, _year_slot(slots, published, conventions)
    year = here // 12 if year is None and slots.get("rel") == "this" else year
    begun, custom = here - (here - wanted) % 12, conventions.last_named_month
    month = year * 12 + wanted if year is not None else _turn(slots, begun, 1, here, tense, custom, conventions)
    window = _stretch(month, 1, slots, published, conventions)
    if year is None and "rel" not in slots and tense == "past" and month == here and window[0] > published:
        return _stretch(month - 12, 1, slots, published, conventions)
    return window


def _weekday_rule(slots, published, conventions, tense):
    """A weekday: the most recent one, publication day included, unless its verb or 'last', 'next' say otherwise."""
    today, wanted = (published + 6) % 7, slots["wd"]
    back, ahead = (today - wanted) % 7, (wanted - today) % 7
    which = "last" if "tail" in slots else slots.get("rel", "")
    by_week = {"last": conventions.last_weekday == "last_week", "next": conventions.next_weekday == "next_week"}
    if "wrel" in slots or by_week.get(which):
        start = _week(published, conventions, _STEPS[slots.get("wrel", which)])[0]
        day = start + (wanted - conventions.week_starts) % 7
    elif which == "last":
        day = published - (back or 7)
    elif which == "next":
        day = published + (ahead or 7)
    elif tense == "future" or (which == "this" and not tense):
        day = published + (ahead or 7 * (conventions.future_weekday != "with_today"))
    else:
        day = published - (back or 7 * (conventions.bare_weekday != "with_today"))
    return day, day


def _nth_weekday_rule(slots, published, conventions, tense):
    """The first, second, ... or last such weekday of a month."""
    low, high = _month_rule({k: v for k, v in slots.items() if k in ("mon", "y")}, published, conventions, tense)
    first = low + (slots["wd"] - (low + 6) % 7) % 7
    days = range(first, high + 1, 7)
    day = days[slots["ord"] - 1 if slots["ord"] > 0 else -1]
    return day, day


def _nth_part_rule(slots, published, conventions, tense):
    """The first or last so many units of a month or year."""
    rule = _month_rule if "mon" in slots else _year_rule
    low, high = rule({k: v for k, v in slots.items() if k in ("mon", "y", "yrel")}, published, conventions, tense)
    if slots["ord"] == 1:
        return low, min(high, _shift(low, slots.get("n", 1), slots["unit"]) - 1)
    return max(low, _shift(high + 1, -slots.get("n", 1), slots["unit"])), high


def _deictic_rule(slots, published, conventions, tense):
    """Today, yesterday, tomorrow and their like: fixed steps from the publication day."""
    first, last = map(int, slots["deictic"].split())
    return published + first, published + last


def _hours_rule(slots, published, conventions, tense):
    """Hours or minutes ago: the publication day or the one before."""
    return published - 1, published


def _weekend_rule(slots, published, conventions, tense):
    """A weekend: the most recent one begun, unless the words or the verb look ahead."""
    base = published - ((published + 6) % 7 - conventions.weekend_starts) % 7
    length = 6 - conventions.weekend_starts
    inside, which = published <= base + length, slots.get("rel", "")
    ahead = which == "next" or (which != "last" and tense == "future") or (which == "this" and tense != "past")
    if ahead and not (inside and which != "next"):
        base += 7
    elif which == "last" and inside:
        base -= 7
    return base, base + length


def _ago_rule(slots, published, conventions, tense):
    """So many units back (or on): the calendar unit it falls in, or the counted day, as custom says."""
    sign, unit, slack = (-1 if slots.get("dir") == "ago" else 1), slots["unit"], conventions.ago_slack
    day = _shift(published, sign * slots["n"], unit)
    window = _unit_of(day, unit, conventions) if conventions.ago == "unit" else (day - slack, day + slack)
    return _hedged(window, slots.get("hedge"), sign, published)


def _unit_of(day, unit, conventions):
    """The calendar unit that a day falls in; a year for all that is longer."""
    if unit == "day":
        return day, day
    if unit in _DAYS:
        return _week(day, conventions)
    size = 1 if unit == "month" else 12
    return _months(_month_of(day) // size * size, size)


def _hedged(window, hedge, sign, published):
    """The window opened on the side that 'more than', 'less than' or 'about' leaves open."""
    low, high = window
    if hedge not in ("over", "under", "about"):
        return window
    if hedge == "about":
        return low - (high - low + 1), high + (high - low + 1)
    if sign < 0:
        return (None, high) if hedge == "over" else (low, published)
    return (low, None) if hedge == "over" else (published, high)


def _few_rule(slots, published, conventions, tense):
    """'Days ago', 'a few weeks ago': from the fewest to the most units that custom lets the words mean."""
    least, most = _fewest(slots, conventions)
    sign = -1 if slots.get("dir") == "ago" else 1
    far = _shift(published, sign * most, slots["unit"]) if most else None
    near = _shift(published, sign * least, slots["unit"])
    return (far, near) if sign < 0 else (near, far)


def _fewest(slots, conventions):
    """Fewest and most units; None where custom names no most."""
    if "few" in slots:
        return tuple(map(int, slots["few"].split()))
    return conventions.least_plural, getattr(conventions, f"few_{slots['unit']}s", None)


def _run_rule(slots, published, conventions, tense):
    """'The past three weeks', 'recent months': units up to, or from, publication; no bound for 'the following'."""
    which, counted = slots.get("rel", "last"), "n" in slots or "rel" not in slots
    count = slots.get("n", 1) if counted else _fewest(slots, conventions)[1]
    if which in ("last", "recent"):
        return (_shift(published, -count, slots["unit"]) if count else None), published
    if which in ("next", "coming"):
        return published, (_shift(published, count, slots["unit"]) if count else None)
    return None, None


def _unit_rule(slots, published, conventions, tense):
    """Last, this or next week, month, quarter, year, decade or century, or the part of it that is named."""
    step, unit = _STEPS[slots.get("rel", "this")], slots["unit"]
    rolling = _rolling(step, unit, published, conventions)
    if rolling:
        return rolling
    if unit in ("week", "fortnight"):
        window = _week(published, conventions, step * _DAYS[unit] // 7)
        return _narrow(window, slots.get("edge"), None, published, conventions)
    size, slots = _MONTHS[unit], slots if "rel" in slots else {"edge": "end"} | slots
    return _stretch((_month_of(published) // size + step) * size, size, slots, published, conventions)


def _rolling(step, unit, published, conventions):
    """'Last week', 'last month', 'last year' as days up to publication, where custom counts so; else None."""
    if unit == "week" and conventions.week == "seven_days":
        return [(published - 6, published + 6), (published + 1, published + 7), (published - 7, published - 1)][step]
    days = {
        "month": 30 * (conventions.last_month == "thirty_days"),
        "year": 365 * (conventions.last_year == "year_long"),
    }
    return (published - days[unit], published - 1) if step == -1 and days.get(unit) else None


def _season_rule(slots, published, conventions, tense):
    """A season: of the year named, or the last, this, next or nearest one as words and tense say."""
    start = (slots["season"] - 1 + 6 * (conventions.hemisphere == "southern")) % 12
    late = 20 * (conventions.seasons == "astronomical")  # days by which such a season begins after its month
    here, year = _month_of(published - late), _year_slot(slots, published, conventions)
    begun, custom = here - (here - start) % 12, conventions.last_season
    month = year * 12 + start if year is not None else _turn(slots, begun, 3, here, tense, custom, conventions)
    low, high = _months(month, 3)
    return _narrow((low + late, high + late), slots.get("edge"), 3, published, conventions)


def _turn(slots, begun, size, here, tense, custom, conventions):
    """The first month of what comes every year and lasts `size` months, given when it began most recently."""
    running, which = here - begun < size, slots.get("rel", "")
    if which == "last":
        return begun - 12 * running if custom == "most_recent" else here // 12 * 12 - 12 + begun % 12
    if which == "next":
        return begun + 12
    if which == "this" and not running and tense != "past":
        return begun + 12 if tense == "future" else here // 12 * 12 + begun % 12
    return begun + 12 * (not running and _ahead(here - begun - size + 1, begun + 12 - here, tense, conventions))


def _quarter_rule(slots, published, conventions, tense):
    """A quarter or half of the year named; a quarter without a year is the latest one begun, or the next if ahead."""
    size = 6 if slots.get("share") == "half" else 3
    order, year = slots["ord"] if slots["ord"] > 0 else 12 // size, _year_slot(slots, published, conventions)
    here = _month_of(published)
    month = (here // 12 if year is None else year) * 12 + (order - 1) * size
    if year is None and tense == "future" and month + size <= here:
        month += 12
    if year is None and tense != "future" and month > here:
        month -= 12
    return _stretch(month, size, slots, published, conventions)


def _decade_rule(slots, published, conventions, tense):
    """Ten years by their first; of two numerals or by name, of the twentieth century."""
    year = slots.get("dec", slots.get("decname"))
    return _stretch((year if year > 99 else 1900 + year) * 12, 120, slots, published, conventions)


def _century_rule(slots, published, conventions, tense):
    """A hundred years, counted as people count them: the 19th century is 1800 to 1899."""
    return _stretch((slots["cent"] - 1) * 1200, 1200, slots, published, conventions)


def _year_rule(slots, published, conventions, tense):
    """A year, or years from one to another; of a second year two numerals suffice."""
    first = _year_slot(slots, published, conventions)
    last = slots.get("y2", first)
    last = last if last > 99 else first // 100 * 100 + last
    years = last - first + 1 if last > first else 1
    return _stretch(first * 12, 12 * years, slots, published, conventions)


def _holiday_rule(slots, published, conventions, tense):
    """A feast with a fixed day, found as a day and month are."""
    month, day = map(int, slots["holiday"].split())
    return _date_rule(slots | {"mon": month, "d": day, "d2": day}, published, conventions, tense)


def _day_of_month_rule(slots, published, conventions, tense):
    """A day of last, this or next month; cut to the month's end."""
    low, high = _months(_month_of(published) + _STEPS[slots["rel"]])
    day = min(low + slots["d"] - 1, high)
    return day, day


def _side_rule(slots, published, conventions, tense):
    """Words of order, vague words and durations: at most a side of the publication day."""
    side, reach = slots.get("side"), conventions.recent_days
    if side == "past":
        return (None if reach == "open" else published - reach), published
    return (published, None) if side == "future" else (None, None)


_RULES = {name[1:-5]: rule for name, rule in list(globals().items()) if name.endswith("_rule")}

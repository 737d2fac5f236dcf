"""Days from words: what all the statements of all texts together allow, and the statements that prove each bound.

Each statement holds one event between two days counted from another event, from a calendar day, or within a weekday,
week, month or year named from it. Every such relation is closed under taking the earlier, or the later, of two
solutions, day by day; so the earliest and the latest day of each event are found exactly by pushing bounds along the
statements until nothing moves (R. Dechter, I. Meiri and J. Pearl, "Temporal constraint networks", 1991; for relations
beyond differences P. Jeavons and M. Cooper, "Tractable constraints on ordered domains", 1995). A smallest set of
statements that contradict each other is found by the duality of conflicts and corrections (A. Ignatiev and others,
"Smallest MUS extraction with minimal hitting set dualization", 2015).
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from sourcecrit.statements import Statement, gather, weekly

__all__ = ["Step", "Window", "contradiction", "gather", "lag", "solve"]

_FAR = date(2000, 1, 1).toordinal()


class Step(NamedTuple):
    """One step of a proof: by `statement`, `event` lies on `day` at the earliest (or at the latest)."""

    statement: Statement
    event: str
    day: date


@dataclass(frozen=True)
class Window:
    """The earliest and latest day of an event (None where nothing bounds it), each with the steps that prove it."""

    event: str
    low: date | None
    high: date | None
    after: tuple = ()
    before: tuple = ()


class _Bound(NamedTuple):
    """A bound while it is pushed on: its day, the statement that gave it, of which event, and the bound before it."""

    day: int
    statement: Statement | None
    event: str
    previous: tuple | None


def _forward(statement, day, side):
    """The anchor's bound as a bound on the event: its first day (side 0) or its last (side 1)."""
    return statement.window(day)[side]


def _backward(statement, day, side):
    """The event's bound as one on the anchor: the first anchor day whose window reaches it, or the last."""
    first, last = (None if end is None else day - end for end in (statement.high, statement.low))
    if not statement.calendar:
        return last if side else first
    if side:
        days = range(last, first - 1, -1)
        return last - bisect_left(days, True, key=lambda anchor: statement.window(anchor)[0] <= day)
    return first + bisect_left(range(first, last + 1), True, key=lambda anchor: statement.window(anchor)[1] >= day)


class _Net:
    """The strictest bound of each event on one side, growing as statements are added; changes only itself.

    Bounds move in rounds, so that each proof has as few steps as any; of equal ones the first by name. Every event
    starts from a day so far out that no stated day is reached from it; a bound that goes back to it is open.
    """

    def __init__(self, statements, side):
        self.side, self.sign, (self.near, self.far) = side, -1 if side else 1, _horizon(statements)
        self.best, self.caps, self.moves = {}, {}, defaultdict(list)

    def add(self, statements):
        """Add statements and push what follows; the names of a clash, which leaves all as it was, or nothing."""
        kept = self.best, self.caps
        self.best, self.caps = dict(self.best), dict(self.caps)
        for statement in statements:
            self._enter(statement)
        clash = self._push({name for s in statements for name in _events(s)})
        if clash:
            self.best, self.caps = kept
            for s in (s for s in statements if s.anchor is not None):
                self.moves[s.anchor].remove((s, s.event, _forward))
                self.moves[s.event].remove((s, s.anchor, _backward))
        return clash

    def _enter(self, s):
        """Note a statement: its moves, or the day it states."""
        for event in _events(s) - self.best.keys():
            self.best[event] = _Bound(self.far if self.side else self.near, None, event, None)
        if s.anchor is not None:
            self.moves[s.anchor].append((s, s.event, _forward))
            self.moves[s.event].append((s, s.anchor, _backward))
            return
        (day, cap), held = (s.low, s.high)[:: self.sign], self.best[s.event]
        if day is not None and self._order(day, s.name) < self._order(held.day, held.statement and held.statement.name):
            self.best[s.event] = _Bound(day, s, s.event, None)
        if cap is not None:
            self.caps[s.event] = min(self.caps.get(s.event, (math.inf, "")), (cap * self.sign, s.name))

    def _order(self, day, name):
        """Bounds in order of strictness, then of name; a bound without a statement comes last of its day."""
        return -self.sign * day, name or "~"

    def _push(self, changed):
        """Push the bounds of the changed events on until nothing moves, or until they clash."""
        rounds = 0
        while changed:
            for event in sorted(changed & self.caps.keys()):
                if self.sign * self.best[event].day > self.caps[event][0]:
                    return _names(_chain(self.best[event])) | {self.caps[event][1]}
            found = self._round(changed)
            self.best |= found
            changed, rounds = set(found), rounds + 1
            if clash := _runaway(found, rounds > len(self.best), self.near, self.far):
                return clash
        return frozenset()

    def _round(self, changed):
        """The bounds that one step from the changed events makes stricter."""
        found = {}
        for source in changed:
            bound = self.best[source]
            for statement, target, move in self.moves[source]:
                day = move(statement, bound.day, self.side)
                if day is None or self.sign * day <= self.sign * self.best[target].day:
                    continue
                rival = found.get(target)
                if rival is None or self._order(day, statement.name) < self._order(rival.day, rival.statement.name):
                    found[target] = _Bound(day, statement, target, bound)
        return found


def _horizon(statements):
    """Two days farther before and after every stated day than any chain of statements reaches."""
    stated = [day for s in statements if s.anchor is None for day in (s.low, s.high) if day is not None] or [_FAR]
    reach = 400 + sum(max(abs(s.low or 0), abs(s.high or 0)) for s in statements if s.anchor is not None)
    return min(stated) - reach, max(stated) + reach


def _runaway(found, late, near, far):
    """The statements of a bound that feeds on itself for ever, or that has passed every day there is."""
    for bound in found.values():
        past = not near <= bound.day <= far
        chain = _chain(bound) if late or past else []
        for place, link in enumerate(chain[:-1]):
            loop = chain[place + 1 :]
            if link.event == bound.event and _endless(loop, bound.day - link.day):
                return _names(loop)
        if past:
            return _names(chain)
    return frozenset()


def _endless(loop, gain):
    """Whether a loop that has moved a bound must do so again: plain ones always, weekly ones when by whole weeks."""
    words = [one.statement.calendar for one in loop if one.statement.calendar]
    return not words or (gain % 7 == 0 and all(map(weekly, words)))


def _chain(bound):
    """The bounds that led to one, first to last."""
    links = []
    while bound is not None:
        links.append(bound)
        bound = bound.previous
    return links[::-1]


def _names(chain):
    """The names of the statements that led to a bound."""
    return frozenset(link.statement.name for link in chain if link.statement)


def _clash(statements):
    """The names of statements that cannot all be true, by one proof; an empty set where they can."""
    return _Net(statements, 0).add(statements)


def solve(statements):
    """The window of every event the statements name, by event, with its proofs.

    Raises ValueError where the statements contradict each other; `contradiction` says which. The order in which they
    are given plays no part.

    >>> said = Statement("a", "words", "saying", "printing", -1, -1)
    >>> printed = Statement("b", "outside", "printing", None, 738846, 738847)
    >>> solve([said, printed])["saying"].low
    datetime.date(2023, 11, 21)
    """
    statements = list(statements)
    nets = [_Net(statements, side) for side in (0, 1)]
    for net in nets:
        if clash := net.add(statements):
            raise ValueError(f"these statements contradict each other: {', '.join(sorted(clash))}")
    return {event: _window(event, nets[0].best[event], nets[1].best[event]) for event in sorted(nets[0].best)}


def _window(event, low, high):
    """A window of two bounds; one that goes back to no statement of a day is open."""
    after, before = _steps(low), _steps(high)
    return Window(event, after[-1].day if after else None, before[-1].day if before else None, after, before)


def _steps(bound):
    """The proof of a bound; no steps, and the end is open, where it begins at no stated day."""
    chain = _chain(bound)
    stated = chain[0].statement is not None
    return tuple(Step(link.statement, link.event, date.fromordinal(link.day)) for link in chain if stated)


def _days(window):
    """The days of a window, from first to last."""
    return [window.low + timedelta(days=count) for count in range((window.high - window.low).days + 1)]


def _pin(event, day):
    """The statement that an event lies on a day."""
    return Statement(f"{event} on {day}", "outside", event, None, day.toordinal(), day.toordinal())


def lag(statements, first, second):
    """The least and greatest number of days from one event to another; None where nothing bounds it.

    Where neither event has a whole window, the days are let float: stated days are left out, and of the calendar only
    weekdays and weeks are kept. That can give wider bounds than the truth, never narrower ones.
    """
    windows = solve(statements)
    closed = [one for one in (first, second) if one in windows and None not in (windows[one].low, windows[one].high)]
    if closed:
        fixed = min(closed, key=lambda one: (windows[one].high - windows[one].low, one != first))
        days, rest = _days(windows[fixed]), list(statements)
    else:
        fixed, days, rest = first, _days(Window("", date(2000, 1, 3), date(2000, 1, 9))), _afloat(statements)
    pinned = [(day, [*rest, _pin(fixed, day)]) for day in days]
    other, sign = (second, 1) if fixed == first else (first, -1)
    seen = {day: solve(all_).get(other, Window(other, None, None)) for day, all_ in pinned if not _clash(all_)}
    lows = [window.low and sign * (window.low - day).days for day, window in seen.items()]
    highs = [window.high and sign * (window.high - day).days for day, window in seen.items()]
    least, most = (lows, highs)[::sign]
    return None if None in least else min(least, default=None), None if None in most else max(most, default=None)


def _afloat(statements):
    """The statements that bind days to days wherever they lie: no stated day, no month, season or year."""
    return [
        replace(s, calendar=s.calendar if s.calendar and weekly(s.calendar) else None)
        for s in statements
        if s.anchor is not None
    ]


def contradiction(statements):
    """A smallest set of statements that cannot all be true, as a tuple in order of their names; empty where they can.

    No smaller set contradicts itself; of several smallest the first found is given, the same for any order.

    >>> day = Statement("a", "outside", "storm", None, 738846, 738846)
    >>> later = Statement("b", "outside", "storm", None, 738850, None)
    >>> [one.name for one in contradiction([day, later])]
    ['a', 'b']
    """
    bound = _bound_up(sorted(statements, key=lambda s: s.name))
    if not _clash(bound):
        return ()
    corrections = []
    while True:
        chosen = _hitting(corrections)
        if _clash([s for s in bound if s.name in chosen]):
            return tuple(s for s in bound if s.name in chosen)
        corrections.append(_correction(bound, chosen))


def _bound_up(statements):
    """The statements without those that can always be met: plain ones with an event that no other names."""
    while True:
        seen = Counter(name for s in statements for name in _events(s))
        kept = [s for s in statements if s.calendar or s.event == s.anchor or min(map(seen.get, _events(s))) > 1]
        if len(kept) == len(statements):
            return kept
        statements = kept


def _events(statement):
    """The events a statement names."""
    return {statement.event, statement.anchor} - {None}


def _correction(statements, chosen):
    """Statements without which the rest can all be true, the chosen ones kept: none of them could be put back."""
    net, out = _Net(statements, 0), set()
    net.add([s for s in statements if s.name in chosen])
    for s in statements:
        if s.name not in chosen and net.add([s]):
            out.add(s.name)
    return frozenset(out)


def _hitting(sets):
    """A smallest set of names that meets every one of the sets."""
    size = 0
    while (found := _within(sets, size)) is None:
        size += 1
    return found


def _within(sets, size):
    """A set of at most so many names that meets every set, or None."""
    if not sets:
        return frozenset()
    if not size:
        return None
    for name in sorted(min(sets, key=lambda one: (len(one), sorted(one)))):
        rest = _within([one for one in sets if name not in one], size - 1)
        if rest is not None:
            return rest | {name}
    return None

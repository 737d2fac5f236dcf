"""What the tables say about days, as statements: one event between two days counted from another, and the words for it.

Four sorts come from a case: temporal words, each counted from the printing of the innermost text whose now it is;
events taken for one; printing, since a text tells what is past or present when it is printed; and, where switched on,
named readings and outside facts. `dating` says what they allow together.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from sourcecrit import times
from sourcecrit.timerules import moved

__all__ = ["SAME", "Statement", "gather", "weekly"]

SAME = ("certain", "probable")
CERTAINTIES = (*SAME, "possible")
_NAMED = {"weekday", "weekend", "month", "nth_weekday", "unit", "season", "quarter", "year", "day_of_month", "holiday"}
_EARLIEST, _LATEST = date.min.toordinal() + 366, date.max.toordinal() - 366
_expressions_in = lru_cache(maxsize=64)(times.read)  # the same text is read once


@dataclass(frozen=True)
class Statement:
    """`event` lies `low` to `high` days from `anchor` (None: from day 0 of the calendar, as ordinals); None is open.

    With `calendar`, a `times.Expression`, it lies within the days those words mean on the anchor's day as well; then
    both ends are stated. `kind` is words, same, told, reading or outside; `row` is the table row it rests on, `says`
    the sentence for it; `hold` is firm, approximate (the words are vague or their bounds are custom) or uncertain (a
    judgement that could have gone otherwise). Raises ValueError where the ends do not fit.
    """

    name: str
    kind: str
    event: str
    anchor: str | None
    low: int | None
    high: int | None
    row: str = ""
    says: str = ""
    calendar: times.Expression | None = None
    hold: str = "firm"

    def __post_init__(self):
        if None not in (self.low, self.high) and self.low > self.high:
            raise ValueError(f"{self.name}: the earliest day {self.low} lies after the latest, {self.high}")
        if self.calendar and None in (self.anchor, self.low, self.high):
            raise ValueError(f"{self.name}: words of the calendar need an anchor and two stated ends")

    def window(self, day):
        """The days, as ordinals, on which the event can lie if the anchor lies on that one; None where open."""
        low, high = moved(day, self.low), moved(day, self.high)
        if not self.calendar:
            return low, high
        first, last = _meant(self.calendar, day)
        return max(low, low if first is None else first), min(high, high if last is None else last)


@lru_cache(maxsize=100_000)
def _meant(words, day):
    """The days that words of the calendar mean on a day, as ordinals."""
    low, high = words.window(date.fromordinal(min(max(day, _EARLIEST), _LATEST)))
    return low and low.toordinal(), high and high.toordinal()


def weekly(words):
    """Whether words of the calendar (a `times.Expression`) repeat with the week: a weekday, a weekend, a week.

    >>> weekly(times.read("They met on Wednesday.")[0]), weekly(times.read("They met last month.")[0])
    (True, False)
    """
    sense = words.senses[0]
    return sense.rule in ("weekday", "weekend") or (sense.rule == "unit" and dict(sense.slots).get("unit") == "week")


def gather(case, outside=(), same=SAME, readings=None, calendar=True):
    """All statements about days that a case holds, in order of their names.

    `outside` names the outside facts that are on (rows of references with days), `same` the certainties at which two
    events are taken for one, `readings` the named readings that are on (default: those on by default). Without
    `calendar` only the signed days of the tables count, and of the calendar stated days. Raises KeyError for an
    outside fact, a certainty or a reading that the case does not have.
    """
    names = case.events.set_index("id")["name"].to_dict()
    on = _readings(case, readings)
    replaced = set(on["replaces"])
    meant = _expressions(case) if calendar else {}
    statements = [s for s in _worded(case, names, meant) if s.row not in replaced]
    statements += [*_same(case, names, same), *_told(case, names), *_read(on, meant), *_outside(case, outside)]
    return sorted(statements, key=lambda s: s.name)


def _readings(case, wanted):
    """The rows of the readings that are on."""
    table = case.readings
    if wanted is None:
        return table[table["by_default"]]
    if missing := sorted(set(wanted) - set(table["name"])):
        raise KeyError(f"no reading named {missing[0]!r}; there are {', '.join(table['name'].unique())}")
    return table[table["name"].isin(list(wanted))]


def _worded(case, names, meant):
    """A statement for each temporal expression that dates an event."""
    table = case.times
    table = table[(table["event"] != "not_applicable") & (table["earliest"] != "not_applicable")]
    for row in table.itertuples():
        if row.anchor != "not_applicable" and {row.earliest, row.latest} != {"open"}:
            custom = row.kind == "vague" or (row.kind == "span" and row.anchor != "calendar" and row.id not in meant)
            reach = _reach(row, names) + (", by the calendar" if row.id in meant and row.anchor != "calendar" else "")
            says = f"“{row.quote}” ({row.report}) puts this {reach}: {_within(names[row.event])}"
            yield _statement(row, "words", says, "approximate" if custom else "firm", meant.get(row.id))


def _reach(row, names):
    """How far from its anchor a row of times puts its event, in words."""
    if row.anchor == "calendar":
        return f"on {row.earliest}" if row.earliest == row.latest else f"between {row.earliest} and {row.latest}"
    low, high = (None if cell == "open" else int(cell) for cell in (row.earliest, row.latest))
    return f"{_distance(low, high)} {_within(names[row.anchor])}"


def _distance(low, high):
    """Signed days from an anchor in words; None is an open end.

    >>> _distance(-6, 0), _distance(-1, -1), _distance(None, -2), _distance(0, None)
    ('0 to 6 days before', '1 day before', 'at least 2 days before', 'no earlier than')
    """
    if low == high == 0:
        return "on the day of"
    if low == high:
        return f"{abs(low)} day{'' if abs(low) == 1 else 's'} {'before' if low < 0 else 'after'}"
    if None not in (low, high):
        return f"{-high} to {-low} days before" if high <= 0 else f"{low} to {high} days after"
    end, inward = (low, 1) if high is None else (high, -1)
    if end == 0:
        return "no earlier than" if high is None else "no later than"
    return f"at {'least' if end * inward > 0 else 'most'} {abs(end)} days {'after' if end > 0 else 'before'}"


def _within(name):
    """A name as it reads inside a sentence."""
    return name[0].lower() + name[1:] if name.split()[0] in ("The", "What", "A", "An") else name


def _statement(row, kind, says, hold, words):
    """A statement from cells as tables write them; of words, those that name a weekday, month or the like bind too."""
    if row.anchor == "calendar":
        return Statement(row.id, kind, row.event, None, _first(row.earliest), _last(row.latest), row.id, says)
    low, high = (None if cell == "open" else int(cell) for cell in (row.earliest, row.latest))
    bound = None if words is None or None in (low, high) else words
    return Statement(row.id, kind, row.event, row.anchor, low, high, row.id, says, bound, hold)


def _first(cell):
    """The first day of an ISO date, whole or partial, as an ordinal; None for `open`."""
    return None if cell == "open" else date.fromisoformat((cell + "-01-01")[:10]).toordinal()


def _last(cell):
    """The last day of an ISO date, whole or partial, as an ordinal; None for `open`."""
    if cell == "open" or len(cell) == 10:
        return _first(cell)
    month = int(cell[:4]) * 12 + (int(cell[5:7]) if len(cell) > 4 else 12)
    return date(month // 12, month % 12 + 1, 1).toordinal() - 1


def _expressions(case):
    """For each row of times the expression its words are read as, where they name a weekday, month or the like."""
    found = {}
    dated = case.times[case.times["kind"].isin(["day", "span"])]
    for report, rows in dated.groupby("report"):
        here = [e for e in _expressions_in(case.texts[report].content) if e.senses[0].rule in _NAMED and not e.vague]
        for row in rows.itertuples():
            meant = [e for e in here if e.start < row.end and row.start < e.end]
            found |= {row.id: _as_read(meant[0])} if len(meant) == 1 else {}
    return found


def _as_read(words):
    """Words of the calendar as news of the past uses them: a bare name looks back, 'this' names the running unit."""
    senses = tuple(replace(one, tense="" if "rel" in dict(one.slots) else "past") for one in words.senses)
    return replace(words, senses=senses)


def _same(case, names, wanted):
    """A statement for each pair of events taken for one."""
    if strange := sorted(set(wanted) - set(CERTAINTIES)):
        raise KeyError(f"no certainty {strange[0]!r}; there are {', '.join(CERTAINTIES)}")
    rows = case.events[(case.events["same_as"] != "not_applicable") & case.events["certainty"].isin(list(wanted))]
    for row in rows.itertuples():
        says = f"Taken for one event ({row.certainty}): {_within(names[row.id])}; {_within(names[row.same_as])}"
        hold = "firm" if row.certainty == "certain" else "uncertain"
        yield Statement(f"{row.id} same", "same", row.id, row.same_as, 0, 0, row.id, says, None, hold)


def _told(case, names):
    """A statement for each event that a text tells as past or present: it is no later than the text."""
    for row in case.events[case.events["told_in"] != "not_applicable"].itertuples():
        says = f"{names[row.told_in]} is no earlier than what it tells: {_within(names[row.id])}"
        yield Statement(f"{row.id} told", "told", row.id, row.told_in, None, 0, row.id, says)


def _read(rows, meant):
    """A statement for each row of the readings that are on."""
    for row in rows.itertuples():
        words = meant.get(row.replaces) if row.calendar else None
        yield _statement(row, "reading", f"The reading “{row.name}”: {row.statement}", "uncertain", words)


def _outside(case, wanted):
    """A statement for each outside fact that is on; one about a report dates its printing."""
    rows = case.references.set_index("id", drop=False)
    printing = case.reports.set_index("id")["printing"].to_dict()
    events = set(case.events["id"])
    for name in dict.fromkeys(wanted):
        row = rows.loc[name]
        event = printing.get(row["subject"], row["subject"])
        if event not in events or row["kind"] not in ("day", "text") or "not_applicable" in (row["low"], row["high"]):
            raise KeyError(f"{name} gives no day of an event")
        says = f"Outside ({name}): {row['statement']}"
        yield Statement(name, "outside", event, None, _first(row["low"]), _last(row["high"]), name, says)

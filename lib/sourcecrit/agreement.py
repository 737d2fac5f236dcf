"""Whether claims agree: five answers, never forced, each with its reason in words.

A claim is a set of possible states: an interval of numbers or days, a set of outcomes or places, an area. Before any
arithmetic it is asked whether two claims answer one question about one event, in one scope and unit, of one counted
thing. Then:

- *agree*: they allow the same states;
- *compatible*: some state makes both true;
- *conflict*: none does, under any recorded reading;
- *not comparable*: question, event, scope, unit or counted thing differs;
- *undecidable*: the answer changes with an open reading.

Compatible never means confirmed, so each result says how far the claims are known to be independent. The presumption
that they depend until shown otherwise is ours, after C.-V. Langlois and C. Seignobos, "Introduction aux études
historiques" (1898), with whom copies of one observation count once.
"""

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from itertools import combinations
from operator import and_

import portion
from portion import Interval

from sourcecrit import bounds, quantities
from sourcecrit.numerals import shipped

__all__ = [
    "AS_READ",
    "CERTAINTIES",
    "NOT_APPLICABLE",
    "VERDICTS",
    "Claim",
    "Joint",
    "Result",
    "compare",
    "groups",
    "independence",
    "joint",
    "numbers",
    "outcomes",
    "over",
    "pairs",
    "readings",
    "revise",
    "sameness",
    "show",
    "widths",
    "words",
]

VERDICTS = ("agree", "compatible", "conflict", "not_comparable", "undecidable")
CERTAINTIES = ("none", "possible", "probable", "certain")
NOT_APPLICABLE = "not_applicable"
AS_READ = "as read"
_UNEXAMINED = "independence not examined here"


@dataclass(frozen=True)
class Claim:
    """One answer to one question: its possible states, and all that must match before it is compared.

    `states` is a portion interval of numbers or days, a frozenset, or an area with `&` (shapely's). `asks` is the
    question in words; an empty `scope`, `unit` or `counted` sets no condition beside the question's. With `whole`, the
    states are whole numbers. Raises ValueError where no state is possible.
    """

    name: str
    report: str
    states: object
    question: str
    asks: str = ""
    event: str = NOT_APPLICABLE
    scope: str = ""
    unit: str = ""
    counted: str = ""
    whole: bool = False

    def __post_init__(self):
        if not _possible(self.states, self.whole):
            raise ValueError(f"{self.name}: a claim allows one state at least; found {show(self.states)}")


@dataclass(frozen=True)
class Result:
    """How two claims stand: one of VERDICTS, why, the states both allow (None where not comparable), independence."""

    names: tuple
    verdict: str
    reason: str
    common: object
    independence: str

    def __str__(self):
        return f"{self.verdict.replace('_', ' ')}, {self.independence}"


@dataclass(frozen=True)
class Joint:
    """What many claims allow together, if they are true and count the same thing.

    `verdict` is one of VERDICTS; `dissolving` names each claim whose removal alone leaves a state that makes the rest
    true (empty where nothing is to dissolve).
    """

    names: tuple
    verdict: str
    common: object
    dissolving: tuple
    independence: str


def compare(first, second, same=None, taken="probable", tolerance=0, origins=None):
    """The Result of two claims, scope before arithmetic.

    `same` holds which events are one (`groups`); from the certainty `taken` upward two events pass for one, and the
    reason says so, but a conflict stands only where it is certain. Ends move outward by `tolerance`, a share of each
    number or a count of days. `origins` maps claims or reports to their origin. Raises ValueError for an unknown
    certainty or a tolerance below zero.

    >>> ends = {"a": (10, None), "b": (None, 12)}
    >>> result = compare(*(Claim(name, name, bounds.between(*pair), "Q1") for name, pair in ends.items()))
    >>> print(result.reason)
    [10, open) and (open, 12] have [10, 12] in common
    >>> print(result)
    compatible, independence not examined here
    """
    if taken not in CERTAINTIES or tolerance < 0:
        raise ValueError(f"taken is one of {', '.join(CERTAINTIES)}, tolerance not below zero")
    sure = sameness(first.event, second.event, same or {})
    verdict, reason, common = "not_comparable", _apart(first, second, sure), None
    if not reason:
        verdict, reason, common = _sets(first, _in_unit(second, first.unit), tolerance)
        verdict, reason = _if_one(verdict, reason, sure, taken)
    return Result((first.name, second.name), verdict, reason, common, independence([first, second], origins))


def _apart(first, second, sure):
    """What keeps two claims from being compared, in words; empty where nothing does."""
    if first.question != second.question:
        return f"different questions: {first.asks or first.question} / {second.asks or second.question}"
    if sure == "none":
        return "different events, which no reading holds to be one"
    if first.scope and second.scope and first.scope != second.scope:
        return f"different scopes: {first.scope} / {second.scope}"
    if _in_unit(second, first.unit) is None:
        return f"no fixed factor between their units: {first.unit or 'none'} / {second.unit or 'none'}"
    if first.counted and second.counted and first.counted != second.counted:
        return f"different things counted: {first.counted} / {second.counted}"
    return "" if _kind(first.states) == _kind(second.states) else "one is a number or a day, the other is not"


def _kind(states):
    """Which states can meet at all."""
    return "interval" if isinstance(states, Interval) else "set" if isinstance(states, (set, frozenset)) else "area"


def _in_unit(claim, unit):
    """The claim in another unit, the factor being pint's; None where there is no fixed factor."""
    if claim.unit == unit:
        return claim
    one = quantities.Quantity("", 0, 0, "", "exact", 1, 1, True, True, False, claim.unit)
    try:
        factor = quantities.convert(one, unit).low
    except ValueError:
        return None
    return replace(claim, states=bounds.scale(claim.states, factor), unit=unit)


def _sets(first, second, tolerance):
    """Verdict, reason and common states of two claims that count the same thing."""
    one, two, whole = first.states, second.states, first.whole and second.whole
    common = one & two
    wide = _widened(one, tolerance) & _widened(two, tolerance)
    if not _possible(wide, whole):
        return "conflict", f"nothing lies in both {show(one)} and {show(two)}", common
    if _counts(one, whole) == _counts(two, whole):
        return "agree", f"both allow {show(one)} and nothing else", common
    if not _possible(common, whole):
        return "compatible", f"{show(one)} and {show(two)} meet only within a tolerance of {tolerance:g}", wide
    return "compatible", f"{show(one)} and {show(two)} have {show(common)} in common", common


def _if_one(verdict, reason, sure, taken):
    """Verdict and reason once it is asked how sure it is that both tell of one event."""
    if sure == "certain":
        return verdict, reason
    if verdict != "conflict" and CERTAINTIES.index(sure) >= CERTAINTIES.index(taken):
        return verdict, f"{reason}, if they tell of one event, which is {sure}"
    found = "a conflict" if verdict == "conflict" else verdict
    return "undecidable", f"{found} if they tell of one event, which is {sure}, else not comparable: {reason}"


def _widened(states, tolerance):
    """An interval with its ends moved outward; other states as they are."""
    if not tolerance or not isinstance(states, Interval):
        return states
    ends = {"lower": lambda end: _moved(end, -tolerance), "upper": lambda end: _moved(end, tolerance)}
    return states.apply(lambda part: part.replace(**ends))


def _moved(end, by):
    """An end moved by a share of itself, or by days."""
    return end + timedelta(days=by) if isinstance(end, date) else end + abs(end) * by


def _possible(states, whole):
    """Whether any state is left."""
    return bool(_counts(states, whole))


def _counts(states, whole):
    """The states a count can take: an interval closed on its outermost whole numbers; other states as they are."""
    if not whole or not isinstance(states, Interval):
        return states
    parts = [(_end(part.lower, part.left, 1), _end(part.upper, part.right, -1)) for part in states if not states.empty]
    return reduce(Interval.__or__, (portion.closed(*part) for part in parts), portion.empty())


def _end(end, side, inward):
    """The outermost whole number an end allows; infinite where open."""
    if end in (portion.inf, -portion.inf):
        return end
    whole = math.ceil(end) if inward > 0 else math.floor(end)
    return whole + inward if whole == end and side == portion.OPEN else whole


def show(states):
    """Possible states in words.

    >>> show(bounds.between(10, None)), show(frozenset(["wounded", "killed"]))
    ('[10, open)', 'killed or wounded')
    >>> show(portion.closed(date(2021, 3, 3), date(2021, 3, 4)))
    '2021-03-03 to 2021-03-04'
    """
    if not isinstance(states, Interval):
        return " or ".join(sorted(states)) or "no state" if isinstance(states, (set, frozenset)) else "an area"
    ends = [bounds.low(states), bounds.high(states)]
    if not any(isinstance(end, date) for end in ends):
        return bounds.show(states.apply(lambda part: part.replace(lower=_neat, upper=_neat)))
    return " to ".join("open" if end is None else end.isoformat() for end in ends)


def _neat(end):
    """An end to a tenth, a small one to three digits; nothing is computed from it."""
    return (round(end, 1) if abs(end) >= 10 else float(f"{end:.3g}")) if isinstance(end, float) else end


def words(states, whole=False):
    """An interval of numbers as prose writes it; with `whole`, an end between whole numbers moves inward to one.

    >>> words(bounds.read(10000, 11000, low_closed=False)), words(bounds.read(10.8, 12), whole=True)
    ('more than 10,000 and up to 11,000', '11 to 12')
    >>> [words(bounds.read(*ends)) for ends in ((10, None), (10, 12), (5, 5), (None, None))]
    ['at least 10', '10 to 12', '5', 'any number']
    """
    if whole and any(isinstance(end, float) for end in (states.lower, states.upper)):
        states = _counts(states, whole)
    if states.empty:
        return "no value"
    low, high = bounds.low(states), bounds.high(states)
    if None not in (low, high) and states.left == states.right == portion.CLOSED:
        return f"{low:,}" if low == high else f"{low:,} to {high:,}"
    left = "" if low is None else f"{'at least' if states.left == portion.CLOSED else 'more than'} {low:,}"
    right = "" if high is None else f"{'up to' if states.right == portion.CLOSED else 'less than'} {high:,}"
    return " and ".join(filter(None, (left, right))) or "any number"


def groups(events):
    """Each event with all it is held to be the same as, along `same_as`, and how surely: the weakest link on the way.

    `events` has the columns `id`, `same_as`, `certainty`; gives a dict of dicts of ranks in CERTAINTIES.
    """
    heads = {row.id: (row.same_as, row.certainty) for row in events.itertuples()}
    return {event: _upwards(event, heads) for event in heads}


def _upwards(event, heads):
    """The events above one, itself among them, each with the rank of the weakest link to it."""
    found, rank = {}, len(CERTAINTIES) - 1
    while event in heads and event not in found:
        found[event] = rank
        event, sure = heads[event]
        rank = min(rank, CERTAINTIES.index(sure) if sure in CERTAINTIES else 0)
    return found


def sameness(first, second, same):
    """How surely two events are one: a word of CERTAINTIES; `possible` where only one claim names an event.

    >>> sameness("e1", "e2", {"e1": {"e1": 3}, "e2": {"e2": 3, "e1": 2}})
    'probable'
    """
    if first == second:
        return "certain"
    if NOT_APPLICABLE in (first, second):
        return "possible"
    one, two = same.get(first, {}), same.get(second, {})
    return CERTAINTIES[max((min(one[event], two[event]) for event in one.keys() & two.keys()), default=0)]


def independence(claims, origins=None):
    """How far claims are known to be independent, in words; presumed dependent until shown otherwise.

    `origins` maps a claim's name, or its report, to where it is said to come from.

    >>> both = [Claim(name, name, bounds.between(1, 2), "Q1") for name in ("A", "B")]
    >>> independence(both, {"A": "the crew", "B": "the crew"}), independence(both)
    ('same origin', 'independence not examined here')
    """
    within = "one report" if len({claim.report for claim in claims}) == 1 and len(claims) > 1 else ""
    if origins is None:
        return f"{within}, {_UNEXAMINED}" if within else _UNEXAMINED
    known = [origins.get(claim.name, origins.get(claim.report)) for claim in claims]
    found = "same origin" if len(set(known)) == 1 else "different origins named, independence not shown"
    found = "origins not all known" if None in known else found
    return f"{within}, {found}" if within else found


def joint(claims, **terms):
    """What claims allow together, and which single one, removed, would dissolve a conflict; `terms` as in `compare`.

    Raises ValueError where there is no claim, or where units or kinds of states do not go together.

    >>> claims = [Claim(n, n, bounds.between(*ends), "Q1") for n, ends in (("a", (1, 4)), ("b", (3, 9)), ("c", (8, 9)))]
    >>> together = joint(claims); together.verdict, together.dissolving
    ('conflict', ('a', 'c'))
    """
    claims = list(claims)
    if not claims:
        raise ValueError("no claim, so nothing to put together")
    placed = [_in_unit(claim, claims[0].unit) for claim in claims]
    if None in placed or len({_kind(claim.states) for claim in placed}) > 1:
        raise ValueError(f"{', '.join(claim.name for claim in claims)}: their units or states do not go together")
    results = [compare(*pair, **terms) for pair in combinations(claims, 2)]
    left, names = _holds(placed), tuple(claim.name for claim in claims)
    dissolving = () if left else tuple(names[at] for at in range(len(claims)) if _holds(placed[:at] + placed[at + 1 :]))
    verdict = _together({result.verdict for result in results}, left)
    return Joint(names, verdict, _meet(placed), dissolving, independence(claims, terms.get("origins")))


def _meet(claims):
    """The states all claims allow."""
    return reduce(and_, (claim.states for claim in claims))


def _holds(claims):
    """Whether some state makes all the claims true."""
    return not claims or _possible(_meet(claims), all(claim.whole for claim in claims))


def _together(verdicts, left):
    """The verdict on many claims from those on their pairs, and whether a state is left for all."""
    met = "conflict" if not left else "agree" if verdicts <= {"agree"} else "compatible"
    return next((verdict for verdict in ("not_comparable", "undecidable") if verdict in verdicts), met)


def over(first, second, named, **terms):
    """The Result of two claims over all recorded readings: undecidable where the verdict changes with one.

    `first` and `second` are names; `named` maps each reading to its claims by name, the reading in use first.
    """
    results = {reading: compare(claims[first], claims[second], **terms) for reading, claims in named.items()}
    read, *others = results.items()
    turned = {_word(one): [] for _, one in others if one.verdict != read[1].verdict}
    if not turned or read[1].verdict == "undecidable":
        return read[1]
    for reading, one in others:
        turned.get(_word(one), []).append(reading)
    found = "; ".join(f"{verdict} under {', '.join(under)}" for verdict, under in turned.items())
    return replace(read[1], verdict="undecidable", reason=f"{_word(read[1])} {read[0]}, but {found}")


def _word(result):
    """A verdict as prose writes it."""
    return result.verdict.replace("_", " ")


def pairs(named, names=None, **terms):
    """The Results of every two claims over all readings (see `over`), in the order of the claims (or of `names`)."""
    names = next(iter(named.values())) if names is None else names
    return [over(first, second, named, **terms) for first, second in combinations(names, 2)]


def revise(claims, changes):
    """The claims with some fields changed: a reading that a decision left aside. `changes` maps names to fields.

    Raises KeyError for a claim that is not there.

    >>> old = {"a": Claim("a", "R0", bounds.between(1, 2), "Q1")}
    >>> revise(old, {"a": {"question": "Q2"}})["a"].question, old["a"].question
    ('Q2', 'Q1')
    """
    return claims | {name: replace(claims[name], **fields) for name, fields in changes.items()}


def numbers(case, lexicon=None):
    """The claims of a case's quantities that answer a question, by name.

    With a lexicon their words are read again under its conventions, save where the table departs from the shipped
    reading of the words: there the table stands. The question holds the scope, by the rules of coding.
    """
    asks, rows = case.questions.set_index("id"), case.quantities
    rows = rows[rows["question"] != NOT_APPLICABLE]
    return {row.id: _number(row, asks.loc[row.question], lexicon) for row in rows.itertuples()}


def _number(row, question, lexicon):
    """The claim of one row of quantities."""
    unit = "" if row.unit == NOT_APPLICABLE else row.unit
    counted = question["unit"] if not unit else ""
    names = (row.id, row.report, _read_again(row, lexicon), row.question, question["text"], row.event)
    return Claim(*names, unit=unit, counted=counted, whole=not unit)


def _read_again(row, lexicon):
    """A quantity's interval under a lexicon's conventions."""
    found = quantities.read(row.quote) if lexicon else []
    if len(found) != 1 or quantities.bounds(found[0]) != row.bounds:
        return row.bounds
    return quantities.bounds(quantities.read(row.quote, lexicon)[0])


def readings(case, lexicon=None):
    """The numbers of a case as read, and under each other row of a lexicon's table of conventions that changes any."""
    lexicon = lexicon or shipped()
    found = {AS_READ: numbers(case)}
    for row in lexicon.table:
        again = numbers(case, lexicon.using(**{row.term: row.set}))
        if again != found[AS_READ]:
            found[f"{row.term}: {row.set.replace('_', ' ')}"] = again
    return found


def widths(case, shares, term="about"):
    """The numbers of a case with a convention's width set to each of some shares of the value, by share."""
    lexicon = shipped()
    rows = {share: lexicon.conventions[term]._replace(method="share", low=share, high=share) for share in shares}
    return {
        share: numbers(case, replace(lexicon, conventions=lexicon.conventions | {term: row}))
        for share, row in rows.items()
    }


def outcomes(case):
    """The claims of a case's outcomes, by name: sets of what may have befallen someone, on their claim's question."""
    asks, asked = case.questions.set_index("id")["text"], case.claims.set_index("id")["question"]
    return {
        row.id: Claim(row.id, row.report, frozenset(row.outcome.split()), question, asks[question], row.event)
        for row, question in zip(case.outcomes.itertuples(), case.outcomes["claim"].map(asked), strict=True)
    }

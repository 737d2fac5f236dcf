"""Hedged quantities in running text, read as bounds: "at least 10", "up to 12", "thousands of".

A quantity runs from its hedge to the end of its number and unit, or of the noun counted. Its ends are closed, not
included, or open without limit; a hedge sets them as the lexicon's cues and conventions say. What has a hedge but
cannot be read is returned with the kind `unread`, never dropped. Ordinals, names of models, years, dates, clock
times, scores and telephone numbers are not quantities.

Bounds as relations rather than points follow S. Almasian, V. Kazakova, P. Göldner, M. Gertz, "CQE: A Comprehensive
Quantity Extractor" (EMNLP 2023); the list of hedges and the care with their ends are ours.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from sourcecrit import bounds as intervals
from sourcecrit.numerals import Tokens, number_at, plain, shipped
from sourcecrit.phrases import DASHES, SHARE, minus, phrase, trailing

__all__ = ["KINDS", "Quantity", "bounds", "convert", "read"]

KINDS = ("exact", "at_least", "more_than", "at_most", "less_than", "approximate", "range", "vague", "unread")

_LOWER, _UPPER = ("at_least", "more_than"), ("at_most", "less_than")
_MARKS = frozenset("#@&_/\\:=^*")
_SPLITS = ("-", "–", "/", ":", ".")
_COUNTING = ("than", "least", "most", "many", "fewer", "estimated")


@dataclass(frozen=True)
class Quantity:
    """A quantity as written and as read: the words, their place, and the bounds they set.

    `low` and `high` are in `unit` (a share is a fraction of one; percent stays percent), None where open; `stated`
    holds the numbers the words name.
    """

    quote: str
    start: int
    end: int
    cue: str
    kind: str
    low: float | None
    high: float | None
    low_closed: bool
    high_closed: bool
    approximate: bool
    unit: str = ""
    of_what: str = ""
    stated: tuple = ()


def read(text, lexicon=None):
    """The quantities of a text in reading order, under a lexicon's cues and conventions (default: those shipped).

    "one of ten" is one, counted out of "ten ..."; "one in five" and "half" are shares. Never raises on any text, and
    takes time in proportion to its length.

    >>> [(q.quote, q.kind, q.low, q.high, q.of_what) for q in read("at least 10, or as many as 12 rockets")]
    [('at least 10', 'at_least', 10, None, ''), ('as many as 12 rockets', 'at_most', None, 12, 'rockets')]
    >>> [(q.quote, q.low, q.unit) for q in read("It is over 20 miles from Route 66.")]
    [('over 20 miles', 20, 'mile')]
    """
    lexicon = lexicon or shipped()
    tokens, found, floor = Tokens(text), [], 0
    for i in tokens.starts(lexicon):
        if i >= floor:
            one, floor = _at(tokens, i, floor, lexicon)
            if one:
                _join(tokens, found, one, _bounded(tokens, one, lexicon))
    return [quantity for _, quantity in found]


def _at(tokens, i, floor, lexicon):
    """The phrase of a quantity whose number starts at token i, or None; and the first token that is free again."""
    if chain := _chain(tokens, i, lexicon):
        return None, chain
    found = phrase(tokens, i, floor, lexicon)
    if found is None:
        return None, floor
    if _foreign(tokens, found, lexicon):
        return None, found.stop
    return found, found.end


def _chain(tokens, i, lexicon):
    """The token after a date, clock time, score or telephone number in digits that starts at token i, else 0."""
    if not tokens.digits(i):
        return 0
    k = i
    while tokens.low[k + 1] in _SPLITS and tokens.glued(k + 1) and tokens.glued(k + 2) and tokens.digits(k + 2):
        k += 2
    marks = tokens.low[i + 1 : k : 2]
    if len(marks) > 1 or ":" in marks or ("/" in marks and number_at(tokens, i, lexicon).form != "share"):
        return k + 1
    spaced = i
    while tokens.low[spaced + 1].isdecimal():
        spaced += 1
    return spaced + 1 if spaced - i > 1 and number_at(tokens, i, lexicon).end <= spaced else 0


def _foreign(tokens, found, lexicon):
    """Whether the number of a phrase belongs to something other than a quantity."""
    others = (_named, _dated, _idle, _scored)
    return _part_of_word(tokens, found, lexicon) or any(other(tokens, found, lexicon.words) for other in others)


def _part_of_word(tokens, found, lexicon):
    """Whether letters, a hyphen or a mark tie the number to a name, an ordinal, a list: KN-23, 5th, #7, 1.2.3."""
    i, stop, number = found.at, found.number.end, found.number
    before, written = tokens.low[i - 1], tokens.low[i]
    if tokens.glued(i) and not any(tokens.matches(i - len(s), s) for s, _ in lexicon.money.get(before, ())):
        bound = before in ("-", "+") and tokens.glued(i - 1) and tokens.low[i - 2][:1].isalnum()
        if bound or before in _MARKS or before[:1].isalnum() or (before == "." and tokens.glued(i - 1)):
            return True
    if tokens.digits(i) and (before == "+" or (written[0] == "0" and written[1:2] not in ("", "."))):
        return before != "+" or tokens.digits(stop)
    if trailing(tokens, stop, lexicon):
        return True
    if number.form == "unread" and tokens.digits(i) and not found.hedges:
        return len(written) <= 24 or found.link == "score"
    return _compound(tokens, i, stop, lexicon.words) and not found.tail.unit and not found.hedges


def _compound(tokens, i, k, words):
    """Whether the number at token i opens a hyphenated word that counts nothing: two-faced, one-man, half-time."""
    if not tokens.hyphen(k) or not tokens.raw[k + 1][:1].isalpha():
        return False
    return tokens.low[k + 1] in words["one_way"] or tokens.low[i] in ("one", "half") or tokens.raw[k + 1][0].isupper()


def _named(tokens, found, words):
    """Whether the number is part of a name: Route 66, Room 101, World War Two, the Seven Sisters, 10 High Street."""
    i, number, before = found.at, found.number, tokens.low[found.at - 1]
    if found.hedges:
        return False
    if before in words["firm"] or found.tail.unit:
        return before in words["firm"]
    shortened = before == "." and tokens.glued(i - 1) and tokens.low[i - 2] in words["designator"]
    numbered = before in words["designator"] and tokens.low[i - 2] not in words["pointer"]
    numbered = numbered or (before == "of" and tokens.low[i - 2] in words["name_of"] and tokens.raw[i - 2][0].isupper())
    if shortened or (numbered and not found.counts):
        return True
    if number.form != "digits":
        return tokens.raw[i][:1].isupper() and not tokens.raw[i].isupper() and not _opens(tokens, i)
    if tokens.raw[i - 1][:1].isupper() and not found.counts:
        return not (before in words["stop"] or before in words["determiner"] or before in words["other"])
    return _addressed(tokens, number.end, words)


def _addressed(tokens, k, words):
    """Whether a street's name starts at token k."""
    street = (tokens.low[at] in words["street"] and tokens.raw[at][0].isupper() for at in range(k + 1, k + 4))
    return tokens.raw[k][:1].isupper() and any(street)


def _opens(tokens, i):
    """Whether token i opens a sentence, a quotation or a line."""
    before = tokens.low[i - 1]
    return not before[:1].isalnum() and before not in (",", "-", "'", "’", "&", "/") or tokens.broken(i)


def _dated(tokens, found, words):
    """Whether the number is a year, a day of a month or a time of the clock."""
    i, number = found.at, found.number
    before, after = tokens.low[i - 1], tokens.low[found.stop]
    if found.tail.unit and after not in words["month"]:
        return False
    if after in words["clock"] and (number.high or 0) <= 2400:
        return True
    if before in ("past", "to") and tokens.low[i - 2] in ("half", "quarter", "minutes"):
        return True
    if number.form not in ("digits", "pair", "blurred") or number.scale > 1 or not isinstance(number.high, int):
        return False
    return _year(tokens, found, words) or _day(tokens, found, words)


def _year(tokens, found, words):
    """Whether a bare number of four digits is a year, from what stands round it."""
    value, before, noun = found.number.low, tokens.low[found.at - 1], found.tail.noun
    if not 1000 <= value <= 2100 or len(tokens.low[found.at]) != 4 or found.tail.unit:
        return False
    if noun and noun[0] == found.number.end and tokens.low[noun[1] - 1] not in words["year_noun"]:
        return before in words["bound_year"] and value >= 1900 and not found.hedges
    if any(tokens.low[one.end - 1] in _COUNTING for one in found.hedges):
        return False
    return value >= 1900 or before in words["year_lead"]


def _day(tokens, found, words):
    """Whether a number up to 31 stands beside the name of a month or a weekday."""
    after, stop, k = tokens.low[found.stop], found.stop, found.at - 1
    if not 0 < found.number.high <= 31:
        return False
    if after in words["month"] and (after not in ("may", "march") or tokens.raw[stop][0].isupper()):
        return True
    if after in ("and", "to", "or", *DASHES) and tokens.digits(stop + 1) and tokens.low[stop + 2] in words["month"]:
        return True
    k -= tokens.low[k] == "." and tokens.low[k - 1] in words["month"]
    k -= 2 if tokens.low[k] in ("and", "to") and tokens.digits(k - 1) else 0
    named = tokens.raw[k][:1].isupper() and (tokens.low[k] in words["month"] or tokens.low[k] in words["weekday"])
    return named and not (found.tail.noun and tokens.low[k - 1] == "in")


def _idle(tokens, found, words):
    """Whether a `one` is a pronoun, an `a` an article, a share an ordinal, or a zero part of a phrase."""
    number, after = found.number, tokens.low[found.number.end]
    if number.form in ("article", "multiple"):
        return not any(one.kind != "range" for one in found.hedges)
    if number.form == "share" and not found.link:
        return _ordinal(tokens, found, words)
    if found.hedges:
        return False
    if tokens.low[found.at] == "zero":
        return not found.counts or after in ("tolerance", "hour", "sum")
    return tokens.low[found.at] == "one" and number.low == number.high == 1 and _pronoun(tokens, found, words)


def _ordinal(tokens, found, words):
    """Whether what looks like a share is an ordinal or half of a match: a third man, the first half, half-time."""
    number, after, before = found.number, tokens.low[found.number.end], tokens.low[found.at - 1]
    if not found.hedges and (before in words["share_lead"] or tokens.hyphen(number.end)):
        return True
    half = tokens.low[number.end - 1] == "half" and after in words["determiner"] | {"a", "an"}
    loose = found.hedges and (not after[:1].isalpha() or after in words["stop"])
    return not (number.firm or after == "of" or half or loose)


def _pronoun(tokens, found, words):
    """Whether a `one` without a hedge counts nothing: no one, one of the men, one another, one day he will."""
    k, before = found.at + 1, tokens.low[found.at - 1]
    if before in words["nobody"] or found.number.end != k:
        return before in words["nobody"]
    if found.link == "of":
        return False
    day = tokens.low[k] == "day" and (_opens(tokens, found.at) or tokens.low[k + 1] == ",")
    return day or tokens.low[k] in words["idle_noun"] or tokens.low[k] == "of" or not found.counts


def _scored(tokens, found, words):
    """Whether two linked numbers are a score or a telephone number."""
    i, link, number, after = found.at, found.link, found.number, tokens.low[found.stop]
    if link not in (*DASHES, "to") or found.tail.unit or found.hedges:
        return False
    series = after == "," and tokens.digits(found.stop + 1) and tokens.low[found.stop + 2] in DASHES
    if link in DASHES and (series or (tokens.digits(i - 2) and tokens.low[i - 3] in DASHES)):
        return True
    near = words["score"].intersection(tokens.low[max(0, i - 4) : i])
    if (near and (link != "to" or not found.tail.noun)) or after in words["score_noun"]:
        return True
    return link in DASHES and number.low < 1000 <= number.high and not found.tail.noun


def _bounded(tokens, found, lexicon):
    """The quantity that a number and its hedges make together; contradicting or powerless hedges leave it unread."""
    number, kinds = found.number, {one.kind for one in found.hedges}
    if number.high is not None and minus(tokens, number.first):
        number = number._replace(low=-number.high, high=-number.low)
    stated = tuple(sorted({number.low, number.high} - {None}))
    low, high, blurred = _blurred(number, found.hedges, lexicon)
    kind, ends = _kind(number, kinds.intersection(_LOWER), kinds.intersection(_UPPER), (low, high), blurred)
    start, end, unit = tokens.start[found.first], tokens.stop(found.end - 1), found.tail.unit
    about = (blurred and kind != "unread", unit.name if unit else "", _counted(tokens, found), stated)
    return Quantity(tokens.text[start:end], start, end, _cue(tokens, found), kind, *ends, *about)


def _kind(number, lower, upper, ends, blurred):
    """The kind of a quantity and its ends (low, high, whether each is closed), from the kinds of its hedges."""
    low, high = ends
    if number.form == "unread" or (lower and upper) or (upper and high is None):
        return "unread", (None, None, False, False)
    if lower:
        closed = "more_than" not in lower
        return "at_least" if closed else "more_than", (low, None, closed, False)
    if upper:
        closed = "less_than" not in upper
        return "at_most" if closed else "less_than", (None, high, False, closed)
    plain_kind = "range" if number.low != number.high else "approximate" if blurred else "exact"
    return "vague" if number.form == "vague" else plain_kind, (low, high, True, high is not None)


def _cue(tokens, found):
    """The words of the hedges before and after the number; without any, what links a range, or a vague magnitude."""
    number = found.number
    sides = [[one for one in found.hedges if (one.first < number.end) == early] for early in (True, False)]
    spans = [(min(side).first, max(side).end - 1) for side in sides if side]
    if not spans and number.form == "vague":
        spans = [(number.first, number.end - 1)]
    cue = " … ".join(tokens.text[tokens.start[first] : tokens.stop(last)] for first, last in spans)
    return cue or (found.link if found.link != "of" else "")


def _blurred(number, hedges, lexicon):
    """The ends of a number after the conventions of its hedges have widened it, and whether any did."""
    terms = [one.convention for one in hedges if one.convention]
    if number.form == "blurred":
        terms.append("about")
    if not hedges and number.form in ("digits", "words") and lexicon.conventions["bare"].method == "place":
        terms.append("bare")
    if not terms:
        return number.low, number.high, False
    rule = lexicon.conventions[terms[0]]
    return _widened(number.low, rule, -rule.low), _widened(number.high, rule, rule.high), True


def _widened(value, rule, width):
    """One end moved by a share of itself, or by a share of its last place that is not zero."""
    if value is None or not width:
        return value
    exact = Decimal(str(value))
    step = abs(exact) if rule.method == "share" else Decimal(1).scaleb(exact.normalize().as_tuple().exponent)
    return plain(exact + step * Decimal(str(width)))


def _join(tokens, found, phrase, one):
    """Add one more quantity to those found; "at least 20 and at most 100" becomes a single range."""
    last = found[-1][1] if found else one
    lower, upper = (last, one) if last.kind in _LOWER else (one, last)
    if found and _pairs(tokens.low[found[-1][0].end : phrase.first], lower, upper):
        found.pop()
        ends = (lower.low, upper.high, lower.low_closed, upper.high_closed, lower.approximate or upper.approximate)
        counted = one if phrase.counts else last
        about = (counted.unit, counted.of_what, (lower.stated[0], upper.stated[-1]))
        quote, cue = tokens.text[last.start : one.end], f"{last.cue} … {one.cue}"
        one = Quantity(quote, last.start, one.end, cue, "range", *ends, *about)
    found.append((phrase, one))


def _pairs(between, lower, upper):
    """Whether two hedged numbers bound the same thing from both sides."""
    if lower.kind not in _LOWER or upper.kind not in _UPPER or not between or lower.low > upper.high:
        return False
    named = [(each.unit, each.of_what) for each in (lower, upper)]
    return {"and", "but", ",", "also"}.issuperset(between[:4]) and (named[0] == named[1] or ("", "") in named)


def _counted(tokens, found):
    """The counted noun phrase, verbatim, or nothing."""
    first, end = found.tail.noun or (0, 0)
    return tokens.text[tokens.start[first] : tokens.stop(end - 1)] if end > first else ""


def bounds(quantity):
    """The interval a quantity allows, in its own unit.

    >>> bounds(read("at least 10 rockets")[0])
    [10,+inf)
    """
    return intervals.read(quantity.low, quantity.high, quantity.low_closed, quantity.high_closed)


def convert(quantity, unit, lexicon=None):
    """The same quantity in another unit, its words unchanged; `unit` is a name from the lexicon, such as `kilometre`.

    Raises ValueError where either unit has no fixed size (money, counted things) or they measure different things.
    Units and factors are pint's.

    >>> far = convert(read("about 20 miles")[0], "kilometre"); round(far.low, 1), round(far.high, 1)
    (29.0, 35.4)
    """
    names = (lexicon or shipped()).pints | {SHARE.name: SHARE.pint}
    if not names.get(quantity.unit) or not names.get(unit):
        raise ValueError(f"no fixed factor leads from {quantity.unit or 'counted things'!r} to {unit!r}")
    low, high = (_converted(end, names[quantity.unit], names[unit]) for end in (quantity.low, quantity.high))
    stated = tuple(_converted(value, names[quantity.unit], names[unit]) for value in quantity.stated)
    return replace(quantity, low=low, high=high, stated=stated, unit=unit)


def _converted(value, old, new):
    """One end in another unit."""
    import pint  # half a second, and only here

    try:
        return None if value is None else float(pint.get_application_registry().convert(value, old, new))
    except pint.DimensionalityError as fault:
        raise ValueError(str(fault)) from None

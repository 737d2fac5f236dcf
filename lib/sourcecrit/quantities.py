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
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from sourcecrit import bounds as intervals
from sourcecrit.numerals import Number, Unit, number_at, plain, shipped, tokenise

__all__ = ["KINDS", "Quantity", "bounds", "convert", "read", "render"]

KINDS = ("exact", "at_least", "more_than", "at_most", "less_than", "approximate", "range", "vague", "unread")

_LOWER, _UPPER = ("at_least", "more_than"), ("at_most", "less_than")
_MARKS = frozenset("#@&_/\\:=^*")
_DASHES = ("-", "–", "—", "‐", "‑")
_SHARE = Unit("share", "dimensionless", "share", "after")
_STUFF = ("area", "volume", "mass", "share")


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


class _Hedge(NamedTuple):
    """A cue as it stands: its first token, the one after its last, and what it does."""

    first: int
    end: int
    kind: str
    convention: str


class _Tail(NamedTuple):
    """What follows a number: a unit or a noun (as two tokens), and where all that ends."""

    end: int
    unit: Unit | None = None
    noun: tuple | None = None


class _Found(NamedTuple):
    """A quantity in tokens, before it is given its words."""

    first: int
    end: int
    hedges: tuple
    kind: str
    low: float | None
    high: float | None
    low_closed: bool
    high_closed: bool
    approximate: bool
    tail: _Tail
    stated: tuple
    cue: str


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
    tokens, found, floor = tokenise(text), [], 0
    for i in tokens.starts(lexicon.numerals):
        if i >= floor:
            one, floor = _at(tokens, i, floor, lexicon)
            if one:
                _join(tokens, found, one)
    return [_quantity(tokens, one) for one in found]


def _at(tokens, i, floor, lexicon):
    """The quantity whose number starts at token i, or None; and the first token that is free again."""
    if chain := _chain(tokens, i, lexicon):
        return None, chain
    first = _first(tokens, i, lexicon)
    if first is None:
        return None, floor
    start, money = _money(tokens, i, lexicon)
    number, end, linked, group = _second(tokens, first, floor, money, lexicon)
    end, before = number.end if group else end, _after(tokens, end, lexicon) if not group else None
    tail = _tail(tokens, before.end if before else end, number, group, money, lexicon)
    hedges = _before(tokens, start, floor, linked, tail, lexicon)
    after = None if before else _after(tokens, tail.end, lexicon)
    closing = before or after
    chain = tuple(hedges) + ((closing,) if closing else ())
    if _foreign(tokens, i, number, end, tail, chain, linked, lexicon):
        return None, end
    first_token = hedges[-1].first if hedges else _sign(tokens, start)
    last = max(tail.end, closing.end if closing else 0)
    return _bounded(tokens, first_token, last, chain, number, tail, linked, lexicon), last


def _chain(tokens, i, lexicon):
    """The token after a date, clock time, score or telephone number in digits that starts at token i, else 0."""
    if not tokens.digits(i):
        return 0
    parts, k, marks = 1, i, set()
    while tokens.low[k + 1] in ("-", "–", "/", ":", ".") and tokens.glued(k + 1) and tokens.glued(k + 2):
        if not tokens.digits(k + 2):
            break
        marks.add(tokens.low[k + 1])
        parts, k = parts + 1, k + 2
    if parts > 2 or ":" in marks or ("/" in marks and number_at(tokens, i, lexicon).form != "share"):
        return k + 1
    spaced = i
    while tokens.low[spaced + 1].isdecimal():
        spaced += 1
    return spaced + 1 if spaced - i > 1 and number_at(tokens, i, lexicon).end <= spaced else 0


def _first(tokens, i, lexicon):
    """The number at token i, where what stands round it lets it be one."""
    number = number_at(tokens, i, lexicon, join=tokens.low[i - 1] != "between")
    if number is None:
        article = tokens.low[i] in ("a", "an") and tokens.low[i + 1] != "second" and _unit(tokens, i + 1, lexicon)
        return Number(1, 1, i, i + 1, "article") if article and article[0].dimension != "share" else None
    word, following, words = tokens.low[i], tokens.low[number.end], lexicon.words
    if number.form == "vague" and number.scale == 1 and word in ("few", "couple", "handful"):
        allowed = tokens.low[i - 1] in words["vague_lead"] if word == "few" else following == "of"
        return number if allowed else None
    if number.form == "vague" and tokens.low[i + 1] in ("couple", "handful") and number.end == i + 2:
        return number if following in ("of", "more", "dozen") or tokens.low[i + 1] == "handful" else None
    if word in ("tens", "scores") and number.end == i + 1:
        return number if following == "of" and not tokens.digits(i + 2) else None
    return number


def _money(tokens, i, lexicon):
    """The first token of the number at token i with its currency sign, and that currency."""
    for words, unit in lexicon.money.get(tokens.low[i - 1], ()):
        first = i - len(words)
        letters = tokens.raw[first]
        tied = len(words) == 1 or tokens.glued(i - 1) or (len(letters) > 1 and letters.isupper())
        if first >= 0 and tied and tokens.matches(first, words):
            return first, unit
    return i, None


def _second(tokens, first, floor, money, lexicon):
    """The number made of a first one and a partner after it, its end, what links them, and its group if it has one.

    Partners make a range ("10 to 12", "four or five"), a share ("two in five") or a part of a group ("one of ten").
    """
    k = first.end
    if first.form not in ("digits", "words"):
        return first, k, "", None
    at = k + (tokens.low[k] == "out") + 1
    whole = isinstance(first.low, int) and tokens.low[at - 1] in ("in", "of")
    if whole and (partner := _whole(tokens, at, first, tokens.low[k] == "of", lexicon)):
        return partner
    unit = None if money else _unit(tokens, k, lexicon)
    k = unit[1] if unit else k
    at = _link(tokens, first, k, floor, lexicon.words)
    other, blurred = _partner(tokens, at, lexicon) if at else (None, False)
    return _ranged(first, other, blurred, tokens.low[k]) if other else (first, first.end, "", None)


def _partner(tokens, at, lexicon):
    """The second number of a pair at token `at`, past words such as `even` and a currency sign; and whether blurred."""
    start, words = at, lexicon.words
    while tokens.low[start] in words["second_lead"] and start < at + 3:
        start += 1
    start += any(len(sign) == 1 for sign, _ in lexicon.money.get(tokens.low[start], ()))
    other = number_at(tokens, start, lexicon)
    usual = other is not None and other.form in ("digits", "words") and not _word_after(tokens, other.end, lexicon)
    return other if usual else None, any(word in words["second_blur"] for word in tokens.low[at:start])


def _ranged(first, other, blurred, link):
    """Two numbers as one pair, the scale of the second counting for a bare first; the wrong way round, no pair."""
    low = first.low * other.scale if other.scale > first.scale == 1 else first.low
    low = plain(low) if low <= other.high else first.low
    if first.low < 1000 <= other.high <= 2000 * first.low and other.high % 1000 == 0:
        low = first.low * 1000  # "13 to 14,000"
    form = "blurred" if blurred else "pair"
    if low < other.high:
        return Number(low, other.high, first.first, other.end, form, other.scale), other.end, link, None
    if link == "and":
        return Number(other.low, low, first.first, other.end, form, other.scale), other.end, link, None
    if link in _DASHES:
        return Number(None, None, first.first, other.end, "unread"), other.end, "score", None
    return first, first.end, "", None


def _whole(tokens, at, first, of, lexicon):
    """A share "two in five" or a part of a group "one of ten", where a larger whole number stands at token `at`."""
    other = number_at(tokens, at, lexicon)
    if other is None or other.form not in ("digits", "words") or not isinstance(other.low, int):
        return None
    known = _unit(tokens, other.end, lexicon) or tokens.low[other.end] in lexicon.words["month"]
    year = other.form == "digits" and 1900 <= other.low <= 2100 and len(tokens.low[at]) == 4
    if not first.low < other.low or known or year or other.low < 2 or _word_after(tokens, other.end, lexicon):
        return None
    if of and tokens.low[at - 2] != "out":
        return first, first.end, "of", other
    value = float(Fraction(first.low, other.low))
    return Number(value, value, first.first, other.end, "rate"), other.end, "", None


def _word_after(tokens, i, lexicon):
    """Whether letters or digits are glued on at token i that are neither a unit nor a hyphenated word."""
    if not tokens.glued(i) or not tokens.raw[i][:1].isalnum():
        return False
    return not _unit(tokens, i, lexicon)


def _link(tokens, first, k, floor, words):
    """The token after a word or dash at token k that links the first number to another, else 0."""
    word, near = tokens.low[k], tokens.low[max(floor, first.first - 6) : first.first]
    if word == "and":
        return k + 1 if "between" in near else 0
    if word == "or" or (word == "to" and not ("from" in near and words["change"].intersection(near))):
        return k + 1
    if tokens.hyphen(k) and tokens.low[k + 1] in ("to", "or") and tokens.hyphen(k + 2):
        return k + 3
    return k + 1 if word in _DASHES and tokens.glued(k) == tokens.glued(k + 1) else 0


def _unit(tokens, i, lexicon):
    """The unit at token i and the token after it, or None; a hyphen may stand before it, as in 20-mile."""
    at = i + 1 if tokens.hyphen(i) else i
    for words, unit in lexicon.units.get(tokens.low[at], ()):
        if unit.place == "after" and tokens.matches(at, words):
            return unit, at + len(words)
        if unit.place == "glued" and at == i and tokens.glued(i) and tokens.raw[i] == words[0]:
            return unit, i + 1
    return None


def _tail(tokens, i, number, group, money, lexicon):
    """The unit or the counted noun at token i, where it ends, and the noun a measured amount is of."""
    if group:
        noun = _noun(tokens, group.end, number, lexicon) or (group.end, group.end)
        return _Tail(noun[1], noun=(group.first, noun[1]))
    if money or number.form in ("share", "rate"):
        end, unit = (i, money) if money else (i, _SHARE)
        noun = _noun(tokens, i, number, lexicon) if not money or tokens.low[i] == "of" else None
        return _Tail(noun[1] if noun and not money else end, unit, noun)
    at = i + (tokens.low[i] == "of" and number.form in ("vague", "part", "unread"))
    at += number.form == "part" and tokens.low[at] in ("a", "an", "one")
    at += tokens.low[at] in lexicon.words["between"] and tokens.low[at + 1] in lexicon.units
    if found := _unit(tokens, at, lexicon):
        of = tokens.low[found[1]] == "of" and found[0].dimension in _STUFF
        return _Tail(found[1], found[0], _noun(tokens, found[1], number, lexicon, mass=True) if of else None)
    noun = _noun(tokens, i, number, lexicon)
    return _Tail(noun[1] if noun else i, noun=noun)


def _noun(tokens, i, number, lexicon, mass=False):
    """The counted noun phrase at token i, as its first token and the one after its last; None where there is none.

    Without a tagger: words up to the last of the first plurals, a preposition, an auxiliary or a mark ending it.
    """
    words, of = lexicon.words, tokens.low[i] == "of"
    mass = mass or number.form == "share" or (of and number.form == "rate")
    k = i + of
    while (of or mass) and tokens.low[k] in words["determiner"]:
        k += 1
    free = number.form in ("vague", "unread") or (mass and of) or (k > i + of)
    if (of and not (free or "’s" in tokens.low[k] or "'s" in tokens.low[k])) or (mass and k == i):
        return None
    if tokens.hyphen(k):
        return (k + 1, k + 2) if tokens.raw[k + 1][0].isalpha() and tokens.low[k + 1] != "strong" else None
    while tokens.low[k] in words["other"]:
        k += 1
    end, last = k, None
    while end < min(k + 10, tokens.size) and _inside(tokens, end, k, words):
        if _plural(tokens, end, words):
            last = end + 1
            named = tokens.raw[end][0].isupper() and tokens.raw[end - 1][:1].isupper() and end > k
        elif last and not named and not (tokens.low[end] in ("'", "’") and tokens.glued(end)):
            break
        end += 1
    weak = [at + 1 for at in range(k, end) if tokens.low[at] in words["weak"] | words["counted"]]
    if last or weak:
        return k, last or weak[-1]
    singular = mass or number.low == number.high == 1
    while end > k and (not singular or tokens.low[end - 1] in words["verb"] or tokens.low[end - 1].endswith(_LOOSE)):
        end -= 1
    while end > k and not tokens.raw[end - 1][-1:].isalnum():
        end -= 1
    return (k, end) if end > k else None


_LOOSE = ("ed", "ly", "ing")


def _inside(tokens, i, first, words):
    """Whether token i can stand inside a noun phrase."""
    word, raw = tokens.low[i], tokens.raw[i]
    if not word[0].isalpha():
        name = word[0].isdecimal() and tokens.glued(i) and i > first
        return name or tokens.hyphen(i) or (word in ("'", "’") and tokens.glued(i) and _plural(tokens, i - 1, words))
    if tokens.broken(i) and raw[0].isupper():
        return False
    compound = tokens.hyphen(i + 1) or (tokens.hyphen(i - 1) and i > first)
    return compound or (word not in words["stop"] and word not in words["numeral"]) or (raw.isupper() and word == "us")


def _plural(tokens, i, words):
    """Whether token i looks like a plural noun that can end a phrase."""
    word, raw = tokens.low[i], tokens.raw[i]
    if tokens.hyphen(i + 1) or not word[:1].isalpha():
        return False
    if word in words["plural"]:
        return True
    if not word.endswith("s") or word.endswith(("ss", "us", "'s", "’s")) or word in words["singular"]:
        return False
    return (
        raw[-1] == "s" and len(word) > 3 or (len(word) == 3 and raw[:-1].isupper()) or (len(word) > 3 and raw.isupper())
    )


def _before(tokens, start, floor, linked, tail, lexicon):
    """The hedges directly before token `start`, the nearest first, with only such words between as `another`."""
    found, at = [], start
    while len(found) < 4:
        cue = _cue_before(tokens, at, floor, linked, tail, lexicon, bool(found))
        if cue is None or (cue.kind == "approximate" and any(one.kind != "approximate" for one in found)):
            return found
        found.append(cue)
        at = cue.first
    return found


def _cue_before(tokens, at, floor, linked, tail, lexicon, inner):
    """The longest cue that ends before token `at`."""
    end = at
    for _ in range(4):
        for words, kind, convention, needs in lexicon.before.get(tokens.low[end - 1], ()):
            first = end - len(words)
            if first < floor or not _stands(tokens, first, words):
                continue
            if kind == "range" and (not linked or linked not in _LINKS[words[-1]]):
                continue
            if _met(needs, tail, inner or end < at):
                return _Hedge(first, end, kind, convention)
        skipped = tokens.low[end - 1] in lexicon.words["filler"] or tokens.raw[end - 1] in ("“", "‘", '"', "'")
        if not skipped or end - 1 <= floor:
            return None
        end -= 1
    return None


_LINKS = {"between": ("and", *_DASHES), "from": ("to", *_DASHES)}


def _stands(tokens, first, words):
    """Whether the cue's words stand at token `first`; a verb with n't counts as `not`."""
    if tokens.matches(first, words):
        return True
    negated = words[0] == "not" and tokens.low[first].endswith(("n't", "n’t"))
    return negated and tokens.matches(first + 1, words[1:])


def _met(needs, tail, inner):
    """Whether what a cue needs is there: a unit of measure, money, or the number itself directly after it."""
    if needs == "measure":
        return tail.unit is not None and tail.unit.dimension not in ("money", "share", "ratio")
    if needs == "money":
        return tail.unit is not None and tail.unit.dimension == "money"
    return not (needs == "number" and inner)


def _after(tokens, i, lexicon):
    """The hedge at token i, such as `or more` or `-plus`, or None; never one that belongs to a next number."""
    at = i + 1 if tokens.hyphen(i) or (tokens.low[i] == "," and tokens.low[i + 1] in ("if", "give")) else i
    for words, kind, convention, needs in lexicon.after.get(tokens.low[at], ()):
        end = at + len(words)
        if not tokens.matches(at, words) or (words == ("+",) and not tokens.glued(at)):
            continue
        follows = tokens.low[end]
        if follows in ("than", "to", "a", "an") or tokens.digits(end) or follows in lexicon.numerals:
            continue
        edge = not follows[:1].isalnum() or (follows in lexicon.words["stop"] and follows not in _DETERMINERS)
        if (words[0] in ("odd", "ish") and at == i and not tokens.digits(i - 1)) or (needs == "edge" and not edge):
            continue
        return _Hedge(i, end, kind, convention)
    return None


_DETERMINERS = ("the", "a", "an", "its", "his", "her", "their", "that", "this", "these", "those", "all", "any", "our")


def _sign(tokens, start):
    """The first token of a number with its minus sign, where one stands free before it."""
    return start - 1 if _negative(tokens, start) else start


def _negative(tokens, start):
    """Whether a free minus sign stands directly before token `start`."""
    free = not tokens.glued(start - 1) and tokens.text[tokens.end[start - 2] : tokens.start[start - 1]] != ""
    sign = tokens.low[start - 1] in ("-", "−") and tokens.glued(start) and (free or start == 1)
    return sign or (tokens.low[start - 1] == "minus" and tokens.digits(start))


def _foreign(tokens, i, number, end, tail, hedges, linked, lexicon):
    """Whether the number at token i belongs to something other than a quantity."""
    words, known = lexicon.words, tail.unit is not None or tail.noun is not None
    return (
        _part_of_word(tokens, i, number, tail, hedges, lexicon)
        or _named(tokens, i, number, known, tail, hedges, words)
        or _dated(tokens, i, number, end, tail, hedges, linked, words)
        or _idle(tokens, i, number, known, tail, hedges, words)
        or (linked and linked != "of" and _scored(tokens, i, number, end, tail, hedges, linked, words))
        or (
            number.form == "unread"
            and not hedges
            and not (tokens.digits(i) and len(tokens.low[i]) > 24)
            and tokens.digits(i)
        )
    )


def _part_of_word(tokens, i, number, tail, hedges, lexicon):
    """Whether letters, a hyphen or a mark tie the number to a name, an ordinal, an address: KN-23, 5th, #7."""
    before, words = tokens.low[i - 1], lexicon.words
    if tokens.glued(i) and not any(tokens.matches(i - len(s), s) for s, _ in lexicon.money.get(before, ())):
        bound = before in _DASHES[:1] and tokens.glued(i - 1) and tokens.low[i - 2][:1].isalnum()
        if bound or before in _MARKS or before[:1].isalnum() or (before == "." and tokens.glued(i - 1)):
            return True
    if number.form == "digits" and len(tokens.low[i]) > 1 and tokens.low[i][0] == "0" and tokens.low[i][1] != ".":
        return True
    if tokens.digits(i) and tokens.low[i - 1] == "+" and tokens.digits(number.end):
        return True
    if _word_after(tokens, number.end, lexicon):
        return True
    at = number.end + 1
    compound = tokens.hyphen(number.end) and tokens.raw[at][:1].isalpha() and not tail.unit and not hedges
    return compound and (
        tokens.low[at] in words["one_way"] or tokens.low[i] in ("one", "half") or tokens.raw[at][0].isupper()
    )


def _named(tokens, i, number, known, tail, hedges, words):
    """Whether the number is part of a name: Route 66, Room 101, World War Two, the Seven Sisters, 10 High Street."""
    before, raw = tokens.low[i - 1], tokens.raw[i]
    if hedges or tail.unit:
        return before in words["firm"] and not hedges
    if before in words["firm"] or (before in words["designator"] and not known):
        return True
    if before == "." and tokens.low[i - 2] in words["designator"] and tokens.glued(i - 1):
        return True
    if number.form in ("words", "vague") and raw[:1].isupper() and not raw.isupper() and not _opens(tokens, i):
        return True
    if number.form != "digits":
        return False
    if (
        tokens.raw[i - 1][:1].isupper()
        and before not in words["stop"]
        and before not in words["determiner"]
        and not known
    ):
        return before not in words["other"] or not before
    return (
        any(
            tokens.low[k] in words["street"] and tokens.raw[k][0].isupper() and tokens.raw[k - 1][:1].isupper()
            for k in range(number.end + 1, number.end + 4)
        )
        and tokens.raw[number.end][:1].isupper()
    )


def _opens(tokens, i):
    """Whether token i opens a sentence, a quotation or a line."""
    before = tokens.low[i - 1]
    return not before[:1].isalnum() and before not in (",", "-", "'", "’", "&", "/") or tokens.broken(i)


def _dated(tokens, i, number, end, tail, hedges, linked, words):
    """Whether the number is a year, a day of a month or a time of the clock."""
    before, after = tokens.low[i - 1], tokens.low[end]
    if tail.unit and after not in words["month"]:
        return False
    if after in words["clock"] and not tail.unit and (number.form == "words" or (number.high or 0) <= 2400):
        return True
    if before in ("past", "to") and tokens.low[i - 2] in ("half", "quarter", "minutes"):
        return True
    if number.form not in ("digits", "pair", "blurred") or number.scale > 1 or not isinstance(number.high, int):
        return False
    return _year(tokens, i, number, tail, hedges, words) or _day(tokens, i, number, end, tail, words)


def _year(tokens, i, number, tail, hedges, words):
    """Whether a bare number of four digits is a year, from what stands round it."""
    value, before = number.low, tokens.low[i - 1]
    if not 1000 <= value <= 2100 or len(tokens.low[i]) != 4 or tail.unit:
        return False
    if tail.noun and tail.noun[0] == number.end and tokens.low[tail.noun[1] - 1] not in words["year_noun"]:
        lead = hedges[-1].first - 1 if hedges else i - 1
        return tokens.low[lead] in words["bound_year"] and value >= 1900 and not hedges
    firm = [
        one
        for one in hedges
        if one.kind in (*_LOWER, *_UPPER) and tokens.low[one.end - 1] in ("than", "least", "most", "many", "fewer")
    ]
    if firm:
        return False
    return value >= 1900 or before in words["year_lead"] or before in words["month"]


def _day(tokens, i, number, end, tail, words):
    """Whether a number up to 31 stands beside the name of a month or a weekday."""
    if not 0 < number.high <= 31:
        return False
    after, k = tokens.low[end], i - 1
    if after in words["month"] and (after not in ("may", "march") or tokens.raw[end][0].isupper()):
        return True
    if after in ("and", "to", "or", *_DASHES) and tokens.digits(end + 1) and tokens.low[end + 2] in words["month"]:
        return True
    k -= tokens.low[k] == "." and tokens.low[k - 1] in words["month"]
    if tokens.low[k] in ("and", "to") and tokens.digits(k - 1):
        k -= 2
    named = tokens.raw[k][:1].isupper() and (tokens.low[k] in words["month"] or tokens.low[k] in words["weekday"])
    return named and not (tail.noun and tokens.low[k - 1] == "in")


def _idle(tokens, i, number, known, tail, hedges, words):
    """Whether a `one` is a pronoun, a share an ordinal, or a zero part of a phrase."""
    word, before, after = tokens.low[i], tokens.low[i - 1], tokens.low[number.end]
    if number.form == "article":
        return not any(one.kind != "range" for one in hedges)
    if number.form == "share" and not hedges:
        if before in words["share_lead"] or tokens.hyphen(number.end):
            return True
        half = tokens.low[number.end - 1] == "half" and after in words["determiner"] | {"a", "an"}
        return not (number.firm or after == "of" or half)
    if word == "zero" and not hedges:
        return not known or after in ("tolerance", "hour", "sum")
    if word != "one" or number.low != 1 or number.high != 1 or hedges or number.end != i + 1:
        return False
    if tail.noun and tail.noun[0] > i + 1 and after == "of" and tokens.low[i + 2] not in words["determiner"]:
        return before in words["nobody"]
    day = tail.unit and tokens.low[i + 1] == "day" and (_opens(tokens, i) or tokens.low[i + 2] in (",", "soon"))
    return bool(before in words["nobody"] or after in words["idle_noun"] or after == "of" or not known or day)


def _scored(tokens, i, number, end, tail, hedges, linked, words):
    """Whether two linked numbers are a score, a pair of years or a telephone number."""
    if linked == "score":
        return not hedges
    if linked not in (*_DASHES, "to") or tail.unit or hedges:
        return False
    series = tokens.low[end] == "," and tokens.digits(end + 1) and tokens.low[end + 2] in _DASHES
    if linked in _DASHES and (series or (tokens.digits(i - 2) and tokens.low[i - 3] in _DASHES)):
        return True
    near = words["score"].intersection(tokens.low[max(0, i - 4) : i])
    if (near and (linked != "to" or not tail.noun)) or tokens.low[end] in words["score_noun"]:
        return True
    return linked in _DASHES and number.low < 1000 <= number.high and not tail.noun


def _bounded(tokens, first, end, hedges, number, tail, linked, lexicon):
    """The bounds that a number and its hedges set together; contradicting or powerless hedges leave it unread."""
    kinds = [one.kind for one in hedges]
    stated = (
        () if number.low is None else (number.low,) if number.high in (None, number.low) else (number.low, number.high)
    )
    if _negative(tokens, number.first):
        number, stated = (
            number._replace(low=-number.high, high=-number.low),
            tuple(-value for value in reversed(stated)),
        )
    low, high, blurred = _blurred(number, hedges, lexicon)
    lower, upper = [k for k in kinds if k in _LOWER], [k for k in kinds if k in _UPPER]
    cue = " … ".join(_spelled(tokens, hedges, number))
    cue = cue or _own_cue(tokens, number, linked)
    if number.form == "unread" or (lower and upper) or (upper and high is None):
        return _Found(first, end, hedges, "unread", None, None, False, False, False, tail, stated, cue)
    if lower:
        kind = "more_than" if "more_than" in lower else "at_least"
        return _Found(first, end, hedges, kind, low, None, kind == "at_least", False, blurred, tail, stated, cue)
    if upper:
        kind = "less_than" if "less_than" in upper else "at_most"
        return _Found(first, end, hedges, kind, None, high, False, kind == "at_most", blurred, tail, stated, cue)
    kind = _plain_kind(number, blurred)
    return _Found(first, end, hedges, kind, low, high, True, high is not None, blurred, tail, stated, cue)


def _spelled(tokens, hedges, number):
    """The words of the hedges before the number, and of those after it."""
    sides = [[one for one in hedges if (one.first < number.end) == early] for early in (True, False)]
    spans = [(min(side).first, max(side).end - 1) for side in sides if side]
    return [tokens.text[tokens.start[start] : tokens.end[end]] for start, end in spans]


def _own_cue(tokens, number, linked):
    """The cue of a quantity without a hedge: what links a range, the words of a vague magnitude, else nothing."""
    if number.form == "vague":
        return tokens.text[tokens.start[number.first] : tokens.end[number.end - 1]]
    return linked if number.form in ("pair", "blurred") else ""


def _plain_kind(number, blurred):
    """The kind of a quantity that no hedge bounds on one side."""
    if number.form == "vague":
        return "vague"
    if number.form in ("pair", "blurred"):
        return "range"
    return "approximate" if blurred else "exact"


def _blurred(number, hedges, lexicon):
    """The ends of a number after the conventions of its hedges have widened it, and whether any did."""
    terms = [one.convention for one in hedges if one.convention]
    if number.form == "blurred":
        terms.append("about")
    bare = lexicon.conventions["bare"]
    if not hedges and number.form in ("digits", "words") and bare.method == "place":
        terms.append("bare")
    low, high = number.low, number.high
    for term in terms[:1]:
        rule = lexicon.conventions[term]
        low, high = _widened(low, rule, -rule.low), _widened(high, rule, rule.high)
    return low, high, bool(terms)


def _widened(value, rule, width):
    """One end moved by a share of itself, or by a share of its last place that is not zero."""
    if value is None or not width:
        return value
    exact = Decimal(str(value))
    step = abs(exact) if rule.method == "share" else Decimal(1).scaleb(exact.normalize().as_tuple().exponent)
    return plain(exact + step * Decimal(str(width)))


def _join(tokens, found, one):
    """Add one more quantity to those found; "at least 20 and at most 100" becomes a single range."""
    if not found or not _pairs(tokens, found[-1], one):
        found.append(one)
        return
    last = found.pop()
    lower, upper = (last, one) if last.kind in _LOWER else (one, last)
    both = last._replace(end=one.end, kind="range", cue=f"{last.cue} … {one.cue}")
    tail = one.tail if one.tail.unit or one.tail.noun else last.tail
    stated = (lower.stated[0], upper.stated[-1])
    both = both._replace(low=lower.low, low_closed=lower.low_closed, high=upper.high, high_closed=upper.high_closed)
    found.append(both._replace(tail=tail, stated=stated, approximate=lower.approximate or upper.approximate))


def _pairs(tokens, last, one):
    """Whether two hedged numbers bound the same thing from both sides."""
    if not ((last.kind in _LOWER and one.kind in _UPPER) or (last.kind in _UPPER and one.kind in _LOWER)):
        return False
    between = tokens.low[last.end : one.first]
    ends = sorted([last, one], key=lambda each: each.kind in _UPPER)
    if not between or len(between) > 3 or not set(between) <= {"and", "but", ",", "also"}:
        return False
    return ends[0].low <= ends[1].high and _same(tokens, last.tail, one.tail)


def _same(tokens, first, second):
    """Whether two tails name the same unit or noun, or one of them names none."""
    named = [(tail.unit and tail.unit.name, _words_of(tokens, tail)) for tail in (first, second)]
    return named[0] == named[1] or (None, "") in named


def _words_of(tokens, tail):
    """The counted noun phrase of a tail, verbatim."""
    if not tail.noun or tail.noun[0] >= tail.noun[1]:
        return ""
    return tokens.text[tokens.start[tail.noun[0]] : tokens.end[tail.noun[1] - 1]]


def _quantity(tokens, one):
    """A found quantity with its words and its place in the text."""
    start, end = tokens.start[one.first], tokens.end[one.end - 1]
    unit = one.tail.unit.name if one.tail.unit else ""
    return Quantity(
        tokens.text[start:end],
        start,
        end,
        one.cue,
        one.kind,
        one.low,
        one.high,
        one.low_closed,
        one.high_closed,
        one.approximate,
        unit,
        _words_of(tokens, one.tail),
        one.stated,
    )


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
    names = (lexicon or shipped()).pints | {_SHARE.name: _SHARE.pint}
    if not names.get(quantity.unit) or not names.get(unit):
        raise ValueError(f"no fixed factor leads from {quantity.unit or 'counted things'!r} to {unit!r}")
    low, high = (_converted(end, names[quantity.unit], names[unit]) for end in (quantity.low, quantity.high))
    stated = tuple(_converted(value, names[quantity.unit], names[unit]) for value in quantity.stated)
    return replace(quantity, low=low, high=high, stated=stated, unit=unit)


def _converted(value, old, new):
    """One end in another unit."""
    import pint  # half a second, and only here

    try:
        return None if value is None else float(_registry().Quantity(value, old).to(new).magnitude)
    except pint.DimensionalityError as fault:
        raise ValueError(str(fault)) from None


@cache
def _registry():
    """Pint's units, loaded once."""
    import pint

    return pint.UnitRegistry()


_BEFORE = {"at_least": "at least ", "more_than": "more than ", "at_most": "up to ", "less_than": "fewer than "}


def render(quantity):
    """The quantity in plain words that `read` reads back to the same bounds, unit and counted thing.

    A vague or unread one keeps its own words.

    >>> render(read("no fewer than thirty North Korean trucks")[0])
    'at least 30 North Korean trucks'
    """
    if quantity.kind in ("vague", "unread"):
        return f"a {quantity.quote}" if quantity.cue.lower() == "few" else quantity.quote
    return f"{_rendered_number(quantity)}{_rendered_tail(quantity)}"


def _rendered_number(quantity):
    """The hedge and the numbers of a rendered quantity."""
    values = [_numeral(value, quantity.unit) for value in quantity.stated]
    about = ""
    if quantity.approximate:
        about = "nearly " if quantity.high == quantity.stated[-1] else "about "
    if quantity.kind != "range":
        return f"{_BEFORE.get(quantity.kind, '')}{about}{' to '.join(values)}"
    if quantity.low_closed and quantity.high_closed:
        return f"{about}{values[0]} to {values[1]}" if about else f"between {values[0]} and {values[1]}"
    left = "at least" if quantity.low_closed else "more than"
    right = "up to" if quantity.high_closed else "fewer than"
    return f"{left} {values[0]} and {right} {values[1]}"


def _numeral(value, unit):
    """A value as a numeral: digits with the thousands apart, a share as one number in another."""
    if unit in ("share", "ratio"):
        part = Fraction(value).limit_denominator(10_000)
        return f"{part.numerator} in {part.denominator}"
    return f"{value:,}"


def _rendered_tail(quantity):
    """The unit and the counted noun of a rendered quantity."""
    if quantity.unit == "share":
        return f" of the {quantity.of_what}" if quantity.of_what else ""
    if quantity.of_what and quantity.quote.endswith(f"-{quantity.of_what}"):
        return f"-{quantity.of_what}"
    if quantity.quote.endswith(f" of {quantity.of_what}") and not quantity.unit and quantity.of_what:
        return f" of {quantity.of_what}"
    unit = f" {quantity.unit}" if quantity.unit else ""
    joined = " of " if unit and quantity.of_what else " "
    return f"{unit}{joined}{quantity.of_what}" if quantity.of_what else unit

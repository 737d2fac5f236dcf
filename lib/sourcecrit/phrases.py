"""The parts of a quantity in running text: money signs, ranges, shares, units, counted nouns, hedges on either side.

`phrase` puts them together round a number and judges nothing; what is no quantity after all is `quantities`'s to say.
Without a tagger, a counted noun is taken to run up to the first plurals, or to a preposition, an auxiliary or a mark.
"""

from fractions import Fraction
from typing import NamedTuple

from sourcecrit.numerals import Number, Unit, number_at, plain, shipped

__all__ = ["DASHES", "SHARE", "Hedge", "Phrase", "Tail", "minus", "phrase", "trailing"]

DASHES = ("-", "–", "—", "‐", "‑")
SHARE = Unit("share", "dimensionless", "share", "after")
_TIMES = Unit("times", "dimensionless", "ratio", "after")

_STUFF = ("area", "volume", "mass", "share")
_LOOSE = ("ed", "ly", "ing")
_QUOTES = (("“", "”"), ("‘", "’"), ('"', '"'))
_LINKS = {"between": ("and", *DASHES), "from": ("to", *DASHES)}
_DETERMINERS = ("the", "a", "an", "its", "his", "her", "their", "that", "this", "these", "those", "all", "any", "our")


class Hedge(NamedTuple):
    """A cue as it stands: its first token, the one after its last, and what it does."""

    first: int
    end: int
    kind: str
    convention: str


class Tail(NamedTuple):
    """What follows a number: a unit or a noun (as two tokens), and where all that ends."""

    end: int
    unit: Unit | None = None
    noun: tuple | None = None


class Phrase(NamedTuple):
    """A number with all that belongs to it, in tokens: the number's own (`at` to `stop`) and the phrase's."""

    first: int
    end: int
    at: int
    stop: int
    number: Number
    link: str
    hedges: tuple
    tail: Tail

    @property
    def counts(self):
        """Whether a unit or a counted noun follows the number."""
        return self.tail.unit is not None or self.tail.noun is not None


def phrase(tokens, i, floor, lexicon=None):
    """The phrase round the number at token i, not reaching back beyond token `floor`; None where no number starts.

    >>> from sourcecrit.numerals import Tokens
    >>> found = phrase(Tokens("at least 10 red boats sank"), 2, 0)
    >>> found.first, found.end, found.number.low, [one.kind for one in found.hedges]
    (0, 5, 10, ['at_least'])
    """
    lexicon = lexicon or shipped()
    first = _first(tokens, i, lexicon)
    if first is None:
        return None
    start, money = _money(tokens, i, floor, lexicon)
    number, stop, link, group = _second(tokens, first, floor, money, lexicon)
    quoted = (tokens.raw[start - 1], tokens.raw[stop]) in _QUOTES and tokens.glued(start)
    stop += quoted
    direct = None if group else _after(tokens, stop, lexicon)
    tail = _tail(tokens, direct.end if direct else stop, number, group, money, lexicon)
    closing = direct or _after(tokens, tail.end, lexicon)
    hedges = _before(tokens, start, floor, link, tail, lexicon)
    begin = hedges[-1].first if hedges else start - (start > floor and minus(tokens, start))
    end = max(tail.end, closing.end) if closing else tail.end - (quoted and tail.end == stop)
    return Phrase(begin, end, i, stop, number, link, (*hedges, *([closing] if closing else [])), tail)


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
    loose = word in ("tens", "scores") and number.end == i + 1
    return None if loose and (following != "of" or tokens.digits(i + 2)) else number


def _money(tokens, i, floor, lexicon):
    """The first token of the number at token i with its currency sign, and that currency."""
    for words, unit in lexicon.money.get(tokens.low[i - 1], ()):
        first = i - len(words)
        letters = tokens.raw[first]
        tied = len(words) == 1 or tokens.glued(i - 1) or (len(letters) > 1 and letters.isupper())
        if first >= floor and tied and tokens.matches(first, words):
            return first, unit
    return i, None


def _second(tokens, first, floor, money, lexicon):
    """The number made of a first one and a partner after it, its end, what links them, and its group if it has one.

    Partners make a range ("10 to 12", "four or five"), a share ("two in five") or a part of a group ("one of ten").
    """
    k = first.end
    if first.form not in ("digits", "words", "share"):
        return first, k, "", None
    at = k + (tokens.low[k] == "out") + 1
    whole = first.form != "share" and isinstance(first.low, int) and tokens.low[at - 1] in ("in", "of")
    if whole and (partner := _whole(tokens, at, first, tokens.low[k] == "of", lexicon)):
        return partner
    unit = None if money else _unit(tokens, k, lexicon)
    k = unit[1] if unit else k
    at = _link(tokens, first, k, floor, unit, lexicon.words)
    other, blurred = _partner(tokens, at, first, lexicon) if at else (None, False)
    return _ranged(first, other, blurred, tokens.low[k]) if other else (first, first.end, "", None)


def _partner(tokens, at, first, lexicon):
    """The second number of a pair at token `at`, past words such as `even` and a currency sign; and whether blurred."""
    start, words = at, lexicon.words
    while tokens.low[start] in words["second_lead"] and start < at + 3:
        start += 1
    start += any(len(sign) == 1 for sign, _ in lexicon.money.get(tokens.low[start], ()))
    other = number_at(tokens, start, lexicon)
    forms = ("share",) if first.form == "share" else ("digits", "words")
    usual = other is not None and other.form in forms and not trailing(tokens, other.end, lexicon)
    return other if usual else None, any(word in words["second_blur"] for word in tokens.low[at:start])


def _ranged(first, other, blurred, link):
    """Two numbers as one pair, the scale of the second counting for a bare first; the wrong way round, no pair."""
    low = first.low * other.scale if other.scale > first.scale == 1 else first.low
    low = plain(low) if low <= other.high else first.low
    if first.low < 1000 <= other.high <= 2000 * first.low and other.high % 1000 == 0:
        low = first.low * 1000  # "13 to 14,000"
    form = "share" if first.form == "share" else "blurred" if blurred else "pair"
    if low < other.high:
        return Number(low, other.high, first.first, other.end, form, other.scale), other.end, link, None
    if link == "and":
        return Number(other.low, low, first.first, other.end, form, other.scale), other.end, link, None
    if link in DASHES:
        return Number(None, None, first.first, other.end, "unread"), other.end, "score", None
    return first, first.end, "", None


def _whole(tokens, at, first, of, lexicon):
    """A share "two in five" or a part of a group "one of ten", where a larger whole number stands at token `at`."""
    other = number_at(tokens, at, lexicon)
    if other is None or other.form not in ("digits", "words") or not isinstance(other.low, int):
        return None
    known = _unit(tokens, other.end, lexicon) or tokens.low[other.end] in lexicon.words["month"]
    year = other.form == "digits" and 1900 <= other.low <= 2100 and len(tokens.low[at]) == 4
    if not first.low < other.low or known or year or other.low < 2 or trailing(tokens, other.end, lexicon):
        return None
    if of or (tokens.low[at - 1] == "of" and other.low > 10 and other.low not in (100, 1000)):
        return first, first.end, "of", other
    value = float(Fraction(first.low, other.low))
    return Number(value, value, first.first, other.end, "rate"), other.end, "", None


def _link(tokens, first, k, floor, unit, words):
    """The token after a word or dash at token k that links the first number to another, else 0."""
    word, near = tokens.low[k], tokens.low[max(floor, first.first - 6) : first.first]
    if word == "and":
        return k + 1 if "between" in near else 0
    changed = word == "to" and words["change"].intersection(near) and (unit or "from" in near)
    if word == "or" or (word == "to" and not changed):
        return k + 1
    if word in DASHES and tokens.glued(k) and tokens.low[k + 1] in ("to", "or"):
        return k + 2 + tokens.hyphen(k + 2)
    return k + 1 if word in DASHES and tokens.glued(k) == tokens.glued(k + 1) else 0


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
        return Tail(noun[1], noun=(group.first, noun[1]))
    if number.form == "multiple":
        return Tail(i, _TIMES)
    if money or number.form in ("share", "rate"):
        end, unit = (i, money) if money else (i, SHARE)
        noun = _noun(tokens, i, number, lexicon) if not money or tokens.low[i] == "of" else None
        return Tail(noun[1] if noun and not money else end, unit, noun)
    at = i + (tokens.low[i] == "of" and number.form in ("vague", "part", "unread"))
    at += number.form == "part" and tokens.low[at] in ("a", "an", "one")
    at += tokens.low[at] in lexicon.words["between"] and tokens.low[at + 1] in lexicon.units
    if found := _unit(tokens, at, lexicon):
        of = tokens.low[found[1]] == "of" and found[0].dimension in _STUFF
        return Tail(found[1], found[0], _noun(tokens, found[1], number, lexicon, mass=True) if of else None)
    noun = _noun(tokens, i, number, lexicon)
    return Tail(noun[1] if noun else i, noun=noun)


def _noun(tokens, i, number, lexicon, mass=False):
    """The counted noun phrase at token i, as its first token and the one after its last; None where there is none."""
    words, of = lexicon.words, tokens.low[i] == "of"
    mass = mass or number.form == "share" or (of and number.form == "rate")
    k = i + of
    while (of or mass) and tokens.low[k] in words["determiner"]:
        k += 1
    owned = k > i + of or tokens.low[k].endswith(("'s", "’s"))
    if (mass and k == i) or (of and not (mass or owned or number.form in ("vague", "unread"))):
        return None
    if tokens.hyphen(k):
        return (k + 1, k + 2) if tokens.raw[k + 1][0].isalpha() and tokens.low[k + 1] != "strong" else None
    while tokens.low[k] in words["other"]:
        k += 1
    last, end = _head(tokens, k, words)
    if not last and (mass or number.low == number.high == 1):
        last = _singular(tokens, k, end, words)
    return (k, last) if last > k else None


def _head(tokens, k, words):
    """The token after the last of the first plurals from token k on (0 without one), and where such words end."""
    end, last, named = k, 0, False
    while end < min(k + 10, tokens.size) and _inside(tokens, end, k, words):
        if _plural(tokens, end, words):
            last = end + 1
            named = end > k and tokens.raw[end][0].isupper() and tokens.raw[end - 1][:1].isupper()
        elif last and not named and not (tokens.low[end] in ("'", "’") and tokens.glued(end)):
            break
        end += 1
    weak = max((at + 1 for at in range(k, end) if tokens.low[at] in words["weak"]), default=0)
    return last or weak or (k + 1 if end > k and tokens.low[k] in words["counted"] else 0), end


def _singular(tokens, k, end, words):
    """The token after a singular noun phrase that starts at token k, without the verb or adverb that may follow."""
    while end > k and (tokens.low[end - 1] in words["verb"] or tokens.low[end - 1].endswith(_LOOSE)):
        end -= 1
    while end > k and not tokens.raw[end - 1][-1:].isalnum():
        end -= 1
    return end


def _inside(tokens, i, first, words):
    """Whether token i can stand inside a noun phrase."""
    word, raw = tokens.low[i], tokens.raw[i]
    if not word[:1].isalpha():
        name = word[:1].isdecimal() and tokens.glued(i) and i > first
        return name or tokens.hyphen(i) or (word in ("'", "’") and tokens.glued(i) and _plural(tokens, i - 1, words))
    if tokens.broken(i) and raw[0].isupper():
        return False
    if word == "and" and i > first:
        return tokens.raw[i - 1][0].isupper() and tokens.raw[i + 1][:1].isupper()
    compound = tokens.hyphen(i + 1) or (tokens.hyphen(i - 1) and i > first)
    return compound or (word not in words["stop"] and word not in words["numeral"]) or (raw.isupper() and word == "us")


def _plural(tokens, i, words):
    """Whether token i looks like a plural noun that can end a phrase."""
    word, raw = tokens.low[i], tokens.raw[i]
    if tokens.hyphen(i + 1) or not word[:1].isalpha():
        return False
    if word in words["plural"] or (word == "s" and tokens.glued(i) and tokens.digits(i - 1)):
        return True
    if len(word) == 3 and raw[:2].isupper():
        return raw[2] == "s"
    if not word.endswith("s") or word.endswith(("ss", "us", "'s", "’s")) or word in words["singular"]:
        return False
    return len(word) > 3 if raw[-1] == "s" or raw.isupper() else False


def _before(tokens, start, floor, link, tail, lexicon):
    """The hedges directly before token `start`, the nearest first, with only such words between as `another`."""
    found = []
    while len(found) < 4:
        at = found[-1].first if found else start
        cue = _cue_before(tokens, at, floor, link, tail, lexicon, bool(found))
        if cue is None or (cue.kind == "approximate" and any(one.kind != "approximate" for one in found)):
            break
        found.append(cue)
    return found


def _cue_before(tokens, at, floor, link, tail, lexicon, inner):
    """The longest cue that ends before token `at`, or before such words as `another` or an opening quotation mark."""
    end, far = at, False
    for _ in range(4):
        for cue in lexicon.before.get(tokens.low[end - 1], ()):
            first = end - len(cue.words)
            reaches = not far or cue.words[-1] in ("than", "least", "most")
            stands = reaches and first >= floor and _stands(tokens, first, cue.words)
            if stands and _fits(tokens, first, floor, cue, link, tail, inner or end < at, lexicon.words):
                return Hedge(first, end, cue.kind, cue.convention)
        word = tokens.low[end - 1]
        far = far or word in lexicon.words["filler_far"]
        skipped = far or word in lexicon.words["filler"] or word in ("“", "‘", '"', "'")
        if not skipped or end - 1 <= floor:
            return None
        end -= 1
    return None


def _fits(tokens, first, floor, cue, link, tail, inner, words):
    """Whether a cue at token `first` is one here: ranges need their link, others a measure, money or the number."""
    measured = tail.unit.dimension if tail.unit else ""
    if cue.kind == "range":
        return link in _LINKS[cue.words[-1]]
    lead = "times" if cue.words[0] == "as" else "particle" if cue.words == ("up", "to") else None
    if lead and tokens.low[first - 1] in words[lead]:
        return False
    if cue.words == ("over",) and measured == "time":  # "5 per cent over two years" says during
        return not (0 < floor == first or tokens.low[first - 1] in words["during"])
    if cue.needs == "measure":
        return measured not in ("", "money", "share", "ratio")
    return not (cue.needs == "money" and measured != "money") and not (cue.needs == "number" and inner)


def _stands(tokens, first, words):
    """Whether the cue's words stand at token `first`; a verb with n't counts as `not`."""
    if tokens.low[first] == words[0]:
        return tokens.matches(first, words)
    negated = words[0] == "not" and tokens.low[first].endswith(("n't", "n’t"))
    return negated and tokens.matches(first + 1, words[1:])


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
        return Hedge(i, end, kind, convention)
    return None


def minus(tokens, start):
    """Whether a free minus sign, or the word, stands directly before token `start`.

    >>> from sourcecrit.numerals import Tokens
    >>> minus(Tokens("-5"), 1), minus(Tokens("KN-23"), 2), minus(Tokens("minus 5"), 1)
    (True, False, True)
    """
    free = start == 1 or not tokens.glued(start - 1)
    sign = free and tokens.low[start - 1] in ("-", "−") and tokens.glued(start)
    return sign or (tokens.low[start - 1] == "minus" and tokens.digits(start))


def trailing(tokens, i, lexicon):
    """Whether letters or digits are glued on at token i that name no unit: the th of 5th, the s of 1990s.

    >>> from sourcecrit.numerals import Tokens
    >>> trailing(Tokens("5th"), 1, shipped()), trailing(Tokens("5km"), 1, shipped())
    (True, False)
    """
    return tokens.glued(i) and tokens.raw[i][:1].isalnum() and not _unit(tokens, i, lexicon)

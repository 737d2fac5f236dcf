"""Numerals in running text: digits, words and mixtures of both, shares and vague magnitudes, and the lexicon they need.

The English word lists and the conventions (what "dozens" means at least, how wide "about" is) are CSV files in
`lexicon/`; `Lexicon.load` reads them and `using` swaps one convention for another of the same table.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from sourcecrit.corpus import LEXICON, listed

__all__ = ["Convention", "Cue", "Lexicon", "Number", "Tokens", "Unit", "number_at", "plain", "shipped"]

_TOKEN = re.compile(  # a word, a number or a mark, with the gap after it; the commonest first, for speed
    r"(?:[A-Za-z]+(?![A-Za-z.'’\u0080-\uffff])|(?:[A-Za-z]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|[0-9]+(?:[.,][0-9]+)*|(?<![\w.])\.[0-9]+|\S|\s)(?: (?=\S)|[^\S\n]*\n?[^\S\n]*)"
)
_PLAIN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_LONGEST = 24
_PADDING = 12
_NOTHING = [""] * _PADDING
_NOWHERE = list(range(-2, -2 - 2 * _PADDING, -2))
_STARTS = frozenset("0123456789.")
_HYPHENS = ("-", "‐", "‑")


class Cue(NamedTuple):
    """A hedge: its kind, whether it stands before or after the number, its convention and what it needs there."""

    words: tuple
    kind: str
    convention: str
    needs: str


class Unit(NamedTuple):
    """A unit of measure: its name here, its name for pint (empty where pint has none) and its dimension."""

    name: str
    pint: str
    dimension: str
    place: str


class Convention(NamedTuple):
    """One way to read a word: a method, its two figures (None is open) and the source that stands behind it."""

    term: str
    set: str
    method: str
    low: float | None
    high: float | None
    source: str


@dataclass(frozen=True)
class Lexicon:
    """The word lists and conventions a reading rests on; `using` gives the same lexicon with other conventions."""

    before: dict
    after: dict
    numerals: dict
    units: dict
    money: dict
    pints: dict
    words: dict
    table: tuple
    conventions: dict

    @classmethod
    def load(cls, folder=None):
        """The lexicon in a folder's `quantity_*.csv` files; without a folder, those shipped with the library.

        Raises FileNotFoundError where a file is missing, KeyError where a column is.
        """
        names = ("cues", "units", "conventions", "numerals", "words")
        cues, units, conventions, numerals, words = (listed(f"quantity_{name}", folder or LEXICON) for name in names)
        table = tuple(map(_convention, conventions))
        standard = {row["term"]: row["set"] for row in conventions if row["standard"] == "yes"}
        roles = {row["role"] for row in words}
        return cls(
            before=_by_word((_cue(row) for row in cues if row["position"] == "before"), -1),
            after=_by_word((_cue(row) for row in cues if row["position"] == "after"), 0),
            numerals={row["word"]: (row["role"], _worth(row["value"])) for row in numerals},
            units=_by_word((_unit(row) for row in units if row["place"] != "before"), 0),
            money=_by_word((_unit(row) for row in units if row["place"] == "before"), -1),
            pints={row["unit"]: row["pint"] for row in units},
            words={role: frozenset(row["word"] for row in words if row["role"] == role) for role in roles},
            table=table,
            conventions={row.term: row for row in table if standard[row.term] == row.set},
        )

    def using(self, **sets):
        """The same lexicon under other rows of its table of conventions, such as `plural="one"`.

        Raises ValueError where the table has no such row.

        >>> shipped().using(about="quarter").conventions["about"].low
        0.25
        """
        chosen = {(row.term, row.set): row for row in self.table}
        for term, name in sets.items():
            if (term, name) not in chosen:
                known = ", ".join(row.set for row in self.table if row.term == term) or "none"
                raise ValueError(f"no convention {name!r} for {term!r}; the table has: {known}")
        return replace(self, conventions=self.conventions | {term: chosen[term, sets[term]] for term in sets})


@cache
def shipped():
    """The lexicon that comes with the library, loaded once.

    >>> shipped().conventions["plural"].low
    2
    """
    return Lexicon.load()


def _worth(cell):
    """The value of a numeral: a number, the name of a convention, or nothing."""
    if "/" in cell:
        above, below = cell.split("/")
        return Decimal(above) / Decimal(below)
    try:
        return plain(Decimal(cell))
    except ArithmeticError:
        return cell


def _convention(row):
    """A row of the table of conventions with its figures as numbers."""
    low, high = (None if row[end] == "open" else plain(Decimal(row[end])) for end in ("low", "high"))
    return Convention(row["term"], row["set"], row["method"], low, high, row["source"])


def _split(words):
    """Words of the lexicon cut as a text is."""
    return tuple(Tokens(words).raw[:-_PADDING])


def _cue(row):
    """A row of the table of cues."""
    return Cue(_split(row["cue"]), row["kind"], row["convention"], row["needs"])


def _unit(row):
    """A row of the table of units, with the words it is written in."""
    written = row["word"] if row["place"] == "glued" else row["word"].lower()
    return _split(written), Unit(row["unit"], row["pint"], row["dimension"], row["place"])


def _by_word(entries, key):
    """Entries that begin with their words, by the first of these (key 0) or the last (-1), the longest first."""
    found = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: -len(entry[0])):
        found[entry[0][key].lower()].append(entry)
    return dict(found)


class Tokens:
    """A text cut into words, numbers and marks, with offsets; empty tokens stand past either end and at blank lines.

    Nothing is lost but white space.

    >>> Tokens("10-12 U.S. men").raw[:5]
    ['10', '-', '12', 'U.S.', 'men']
    """

    __slots__ = ("text", "raw", "low", "start", "size")

    def __init__(self, text):
        found = _TOKEN.findall(text)
        self.text, self.size = text, len(found)
        self.raw = list(map(str.rstrip, found))
        self.low = list(map(str.lower, self.raw))
        self.start = list(accumulate(map(len, found), initial=0))
        self.raw += _NOTHING
        self.low += _NOTHING
        self.start[-1:] = _NOWHERE

    def stop(self, i):
        """Where token i ends in the text."""
        return self.start[i] + len(self.raw[i])

    def glued(self, i):
        """Whether token i stands directly after the one before it."""
        return self.start[i] == self.start[i - 1] + len(self.raw[i - 1])

    def hyphen(self, i):
        """Whether token i is a hyphen with a token glued to either side."""
        return self.low[i] in _HYPHENS and self.glued(i) and self.glued(i + 1)

    def digits(self, i):
        """Whether token i is a numeral in digits."""
        return self.low[i][:1] in _STARTS and self.low[i] != "."

    def starts(self, lexicon):
        """The tokens at which a number may start; an article only before a numeral or a unit."""
        low, numerals, units = self.low, lexicon.numerals, lexicon.units
        first = [i for i, word in enumerate(low) if word in numerals or word < ":"]  # digits sort below the colon
        known = [i for i in first if low[i] in numerals or self.digits(i)]
        return [i for i in known if low[i] not in ("a", "an") or low[i + 1] in numerals or low[i + 1] in units]

    def matches(self, i, words):
        """Whether the words stand at token i."""
        return tuple(self.low[i : i + len(words)]) == words

    def broken(self, i):
        """Whether a line break stands directly before token i."""
        return 0 < i < self.size and "\n" in self.text[self.stop(i - 1) : self.start[i]]


class Number(NamedTuple):
    """A numeral as read: bounds (None is open), the first and the last token (not included), and what kind it is.

    `scale` is the last multiplier (a million, a dozen); `form` is digits, words, article (a mile), multiple (twice),
    share, vague, part (of a unit) or unread; `firm` is False for a share that may be an ordinal ("a third").
    """

    low: float | None
    high: float | None
    first: int
    end: int
    form: str
    scale: int = 1
    firm: bool = True


def number_at(tokens, i, lexicon=None, join=True):
    """The numeral that starts at token i, or None; `join=False` keeps "one hundred and two" apart, as after between.

    >>> number_at(Tokens("two and a half million"), 0)[:2]
    (2500000, 2500000)
    >>> number_at(Tokens("several hundred"), 0)[:2]
    (300, None)
    """
    lexicon = lexicon or shipped()
    if tokens.digits(i):
        return _digits(tokens, i, lexicon)
    role, worth = lexicon.numerals.get(tokens.low[i], ("", 0))
    if role == "article":
        return _after_article(tokens, i, lexicon, join)
    if role in ("multiple", "unread"):
        return Number(worth or None, worth or None, i, i + 1, role)
    if role in ("some", "plural"):
        return _vague(tokens, i, lexicon)
    if role == "mark":
        return _of_scale(tokens, i, i + 1, Decimal(str(worth)), float(worth), lexicon, True)
    if role == "fraction":
        return _share(tokens, i, i, 1, lexicon) if worth == 2 else None
    return _words(tokens, i, i, lexicon, join) if role in ("small", "hundred", "scale") else None


def _after_article(tokens, i, lexicon, join):
    """A numeral that needs its article: a hundred, a dozen, a third, a few."""
    role, _ = lexicon.numerals.get(tokens.low[i + 1], ("", 0))
    if role in ("hundred", "scale"):
        return _words(tokens, i, i + 1, lexicon, join)
    if role == "fraction":
        return _share(tokens, i, i + 1, 1, lexicon)
    if role == "some" and tokens.low[i + 1] != "several":
        found = _vague(tokens, i + 1, lexicon)
        return found and found._replace(first=i)
    return None


def _digits(tokens, i, lexicon):
    """A numeral that starts in digits, with the scale, fraction or suffix after it."""
    written = tokens.low[i]
    if len(written) > _LONGEST or not _PLAIN.fullmatch(written):
        return Number(None, None, i, i + 1, "unread")
    value, end = Decimal(written.replace(",", "")), i + 1
    while end < i + 6 and _group(tokens, end, written):
        value, end = value * 1000 + int(tokens.low[end]), end + 1
    role, worth = lexicon.numerals.get(tokens.low[end], ("", 0))
    if role == "mark" and tokens.glued(end):
        return _number(value + Decimal(worth), i, end + 1, "digits")
    if role == "suffix" and tokens.glued(end) and _multiplies(tokens, i, end, lexicon):
        return _number(value * worth, i, end + 1, "digits", worth)
    if part := _slash(tokens, end, value):
        return part._replace(first=i)
    return _scaled(tokens, i, end, value, lexicon)


def _multiplies(tokens, i, end, lexicon):
    """Whether a letter after digits is a multiplier; m may be metres, but not after a currency or before a plural."""
    if _word_glued(tokens, end + 1):
        return False
    after = tokens.low[end + 2] if tokens.hyphen(end + 1) else tokens.low[end + 1]
    counted = after.endswith("s") or after == "strong" or after in lexicon.words["plural"]
    return tokens.raw[end] != "m" or tokens.low[i - 1] in lexicon.money or counted


def _group(tokens, i, first):
    """Whether token i is one more group of three digits after a thin space, as in 10 000."""
    gap = tokens.text[tokens.stop(i - 1) : tokens.start[i]] if i < tokens.size else ""
    following = tokens.low[i].isdecimal() and len(tokens.low[i]) == 3 and not _word_glued(tokens, i + 1)
    return following and gap in (" ", "\u00a0", "\u202f", "\u2009") and first.isdecimal() and 0 < len(first) < 4


def _word_glued(tokens, i):
    """Whether a word or a number is glued on before token i begins."""
    return tokens.glued(i) and tokens.raw[i][:1].isalnum()


def _slash(tokens, i, above):
    """A share written with a stroke, such as 1/2 or 3/4, where the denominator is a usual one."""
    if tokens.low[i] != "/" or not tokens.glued(i) or not tokens.glued(i + 1) or tokens.low[i + 2] == "/":
        return None
    below = tokens.low[i + 1]
    if below not in ("2", "3", "4", "5", "8") or not 0 < above < int(below):
        return None
    return Number(float(above / int(below)), float(above / int(below)), i, i + 2, "share")


def _scaled(tokens, first, i, value, lexicon):
    """A value in digits with the scale words after it: 1.2 million, 10-million, 2 and a half thousand."""
    extra, i = _and_a_half(tokens, i)
    value, scale = value + extra, 1
    while True:
        at = i + 1 if tokens.hyphen(i) else i
        role, worth = lexicon.numerals.get(tokens.low[at], ("", 0))
        if role not in ("hundred", "scale") or scale >= 10**15:
            break
        value, scale, i = value * worth, scale * worth, at + 1
    if scale > 1:
        extra, i = _and_a_half(tokens, i)
        value += extra * scale
    return _number(value, first, i, "digits", scale)


def _and_a_half(tokens, i):
    """A half added in words at token i: the half and the token after it, or nothing and the same token."""
    at = i + 1 if tokens.hyphen(i) else i
    if tokens.low[at] != "and":
        return 0, i
    at += 2 if tokens.hyphen(at + 1) else 1
    if tokens.low[at] not in ("a", "one"):
        return 0, i
    at += 2 if tokens.hyphen(at + 1) else 1
    return (Decimal("0.5"), at + 1) if tokens.low[at] == "half" else (0, i)


def _words(tokens, first, i, lexicon, join):
    """A cardinal in words, by the grammar of English number names; a fraction after it makes it a share."""
    total, current, last, end = 0, None, 10**18, i
    while True:
        role, worth = lexicon.numerals.get(tokens.low[i], ("", 0))
        if role == "small" and _adds(current, worth):
            current = (current or 0) + worth
        elif role == "hundred" and (current is None or 0 < current < 100):
            current = (current or 1) * 100
        elif role == "scale" and worth < last and (current or not total) and last != 12:
            total, current, last = total + (current or 1) * worth, None, worth
        else:
            break
        end = i + 1
        extra, after = _and_a_half(tokens, end)
        if extra:
            total, current, end = (total, current + extra, after) if current else (total + extra * last, None, after)
        i = _onward(tokens, end, lexicon, join and (current or last) >= 100)
    at = end + 1 if tokens.hyphen(end) else end
    if total == 0 and current and lexicon.numerals.get(tokens.low[at], ("", 0))[0] == "fraction":
        return _share(tokens, first, at, current, lexicon)
    return _number(total + (current or 0), first, end, "words", 1 if last == 10**18 else last) if end > first else None


def _adds(current, small):
    """Whether a small number can stand after what was read so far: twenty five, two hundred five."""
    if current is None:
        return True
    tens = current % 100
    return small > 0 and ((tens == 0 and current >= 100) or (small < 10 and tens >= 20 and tens % 10 == 0))


def _onward(tokens, i, lexicon, join):
    """Where the next word of a number name may stand: after a hyphen, or after `and` where one may be."""
    if tokens.hyphen(i):
        return i + 1
    joined = join and tokens.low[i] == "and" and lexicon.numerals.get(tokens.low[i + 1], ("", 0))[0] == "small"
    return i + 1 if joined else i


def _share(tokens, first, i, above, lexicon):
    """A fraction in words: a share of a whole, part of a unit (half an hour) or of a scale (half a million)."""
    _, below = lexicon.numerals[tokens.low[i]]
    plural = tokens.low[i].endswith("s")
    if (plural and above == 1) or (not plural and above > 1) or below <= 1:
        return None
    firm = first < i and tokens.low[first] not in ("a", "an")
    return _of_scale(tokens, first, i + 1, Decimal(above) / below, float(above / below), lexicon, firm)


def _of_scale(tokens, first, i, exact, value, lexicon, firm):
    """A fraction followed by what it is a fraction of: a scale, a unit, or a whole in words."""
    at = i + 1 if tokens.low[i] == "of" or tokens.hyphen(i) else i
    article = tokens.low[at] in ("a", "an", "one")
    at += article
    at += article and tokens.hyphen(at)
    role, worth = lexicon.numerals.get(tokens.low[at], ("", 0))
    if role in ("hundred", "scale"):
        return _number(exact * worth, first, at + 1, "words", worth)
    if (article or tokens.hyphen(i) or tokens.low[at] == "mile") and any(
        tokens.matches(at, words) for words, _ in lexicon.units.get(tokens.low[at], ())
    ):
        return Number(value, value, first, at, "part")
    return Number(value, value, first, i, "share", firm=firm)


def _vague(tokens, i, lexicon):
    """A magnitude without a number: dozens, several hundred, a few dozen, tens of thousands."""
    role, worth = lexicon.numerals[tokens.low[i]]
    convention = lexicon.conventions["plural" if role == "plural" else worth]
    size, end, scale = (worth if role == "plural" else 1), i + 1, 1
    while True:
        at = end + (tokens.low[end] == "of")
        kind, next_worth = lexicon.numerals.get(tokens.low[at], ("", 0))
        onward = kind == "plural" and (at > end or role == "some") or kind in ("hundred", "scale")
        if onward and size < 10**15:
            size, end, scale, role = size * next_worth, at + 1, next_worth, "plural"
        else:
            break
    ends = [None if times is None else plain(Decimal(times) * size) for times in (convention.low, convention.high)]
    return Number(ends[0], ends[1], i, end, "vague", scale)


def _number(value, first, end, form, scale=1):
    """A single value as a Number."""
    value = plain(value)
    return Number(value, value, first, end, form, scale)


def plain(value):
    """The value as an int where it is whole, else as a float.

    >>> plain(Decimal("12.0")), plain(Decimal("1.5"))
    (12, 1.5)
    """
    return int(value) if value == int(value) else float(value)

"""Temporal wording to constraints on days: what a text says about when, counted from a publication day not yet known.

`read` finds the expressions and keeps their sense as plain values; the day of publication comes in later, as a
variable, when `days` is asked. Words of order and vague words are found too and stay without bounds where the words
set none. What the words leave to custom stands in `lexicon/time_conventions.csv`, each with its source.
"""

import calendar
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from sourcecrit.timerules import FOLDER, Conventions, Sense, as_date, moved, rows

__all__ = ["Conventions", "Expression", "Lexicon", "Sense", "read"]

_TENSED = {"date", "month", "weekday", "weekend", "season", "quarter", "nth_weekday", "holiday"}
_NAMED = {"year", "month", "date", "weekday", "holiday"}
_ALIAS = {"n2": "n", "unit2": "unit", "y3": "y", "edge2": "edge", "qmon": "ord"}
_CLASSES = {
    **{name: (kind,) for name, kind in {"n": "number", "rel": "relative", "decname": "decade"}.items()},
    **{name: (name,) for name in ("season", "few", "edge", "hedge", "deictic", "holiday")},
    **{name: (kind, f"{kind}_short") for name, kind in {"wd": "weekday", "mon": "month"}.items()},
    "unit": ("unit", "short_unit"),
    "ord": ("ordinal", "quarter_month"),
}
_WORD = re.compile(r"(?<!\w)(?<!\w['’])(?:[^\W\d_]+|\d+|['’](?=\d0s))")
_OPENING = re.compile(r"(?:(the)\s{1,4}(?=[\w'’#]))?([^\W\d_]+|\d|.)", re.S)
_LAST_WORD = re.compile(r"([\w-]+)\.?(?:\s{1,4}|-)\Z")
_NEXT_WORD = re.compile(r"[\s-]{1,4}(per cent|\w+)")
_PREFIX = re.compile(r"\b(between|from)(?:\sthe)?\s{1,4}\Z")
_BREAK = re.compile(r"[a-z0-9”\"’')%][.!?][\"”’')]*\s+(?=[\"“‘'(]?[A-Z])|\n|[;!?]\s")


@dataclass(frozen=True)
class Expression:
    """One temporal expression as written, with its place in the text and its sense.

    `kind` is day, span, duration, order or vague; `vague` tells that the bounds are custom, not words; `relation` is
    on, since, until, by, before, after, from or between.
    """

    quote: str
    start: int
    end: int
    kind: str
    vague: bool
    relation: str
    senses: tuple
    conventions: Conventions

    def days(self, published):
        """The earliest and latest day the words can mean for a text published on that day; None where unbounded.

        'Since X' holds from some day of X up to publication; 'until X' and 'by X' end with X, 'before X' the day
        before it ('before the end of X': with that end), and set no first day; 'after X' sets only a first one.
        `window` gives X itself.

        >>> from datetime import date
        >>> read("They met on Wednesday.")[0].days(date(2024, 11, 22))
        (datetime.date(2024, 11, 20), datetime.date(2024, 11, 20))
        """
        low, high = self._window(published)
        today, relation = published.toordinal(), self.relation
        if relation == "since" and low is not None:
            high = today if low <= today else None
        before = high if ("edge", "end") in self.senses[0].slots else moved(low, -1)
        low = {"until": None, "by": None, "before": None, "after": moved(high, 1)}.get(relation, low)
        high = {"before": before, "after": None, "from": None}.get(relation, high)
        return as_date(low), as_date(high)

    def window(self, published):
        """The days of the expression itself, its relation left aside: for 'since early April', early August.

        >>> from datetime import date
        >>> read("They have fought since early April.")[0].window(date(2024, 11, 22))
        (datetime.date(2024, 4, 1), datetime.date(2024, 4, 10))
        """
        low, high = self._window(published)
        return as_date(low), as_date(high)

    def _window(self, published):
        """The same in ordinals; of two joined expressions, from the first's beginning to the second's end."""
        today, last = published.toordinal(), self.senses[-1]
        low, high = last.window(today, self.conventions)
        if len(self.senses) == 1 or low is None or high is None:
            return low, high
        first = self.senses[0]
        start = first.window(today, self.conventions)[0]
        if start is not None and start > low and last.tense == "future":
            high = last.window(start, self.conventions)[1]
        elif start is not None and start > low:
            start = Sense(first.rule, first.slots, "past").window(high, self.conventions)[0]
        return (start, high) if None not in (start, high) and start <= high else (low, high)


@dataclass(frozen=True)
class Lexicon:
    """English word lists, compiled: for each word that can open an expression the forms to try, and the verb cues."""

    words: dict
    openers: dict
    heads: frozenset
    cues: re.Pattern
    tenses: tuple
    relations: re.Pattern
    attributive: re.Pattern

    @classmethod
    def load(cls, folder=FOLDER):
        """The lexicon of a folder that holds the `time_` tables.

        >>> Lexicon.load().words["month"]["august"]
        '8'
        """
        words, cues = _words(folder), rows("tense", folder)
        macros = _macros(words)
        forms = list(_forms(folder, macros, words))
        openers = {word: tuple(form for form in forms if word in form.opens) for form in forms for word in form.opens}
        pattern = "|".join(f"(?P<c{number}>{_spaced(row['cue'])})" for number, row in enumerate(cues))
        return cls(
            words,
            openers,
            frozenset(key.split()[0] for key in openers),
            re.compile(rf"(?<![\w'’])(?:{pattern})(?!\w)"),
            tuple(row["tense"] for row in cues),
            re.compile(
                rf"(?<!\w)({macros['relation']})(?:\s(?:(the)|about|around|at\sleast|as\searly\sas))?\s{{1,4}}\Z"
            ),
            re.compile(rf"['’]s?\b|[ -](?!{macros['function']}\b|[a-z]+(?:ed|ing|ly)\b)[a-z]"),
        )


class _Form(NamedTuple):
    """One way of wording: the words it opens with, its pattern, and what an expression of the kind means."""

    opens: set
    pattern: re.Pattern
    kind: str
    vague: bool = False
    rule: str = ""
    guards: tuple = ()
    slots: tuple = ()


def _words(folder):
    """Class to word to value, from the words table."""
    words = {}
    for row in rows("words", folder):
        words.setdefault(row["class"], {})[row["word"]] = row["value"]
    return words


def _macros(words):
    """Word classes as alternations, longest first, and the numerals, for use in the patterns."""
    macros = {kind: "|".join(sorted(map(re.escape, found), key=len, reverse=True)) for kind, found in words.items()}
    macros = {kind: f"(?:{_spaced(choice)})" for kind, choice in macros.items()}
    macros["mon"] = rf"(?:{macros['month']}\b|{macros['month_short']}\b\.?)"
    macros["D"] = r"(?:[12]\d|3[01]|0?[1-9])(?!\d)(?:st|nd|rd|th)?"
    macros["Y"] = r"(?:1\d|20)\d\d(?!\d)"
    macros["N"] = rf"(?:\d{{1,4}}(?!\d)|{macros['number']})"
    return macros


def _spaced(pattern):
    """The pattern with each blank standing for a little white space of any sort."""
    return re.sub(r"\\? ", r"\\s{1,4}", re.sub(r"\\? \?", r"\\s{0,2}", pattern))


def _forms(folder, macros, words):
    """The forms in the order in which they are tried: what is skipped, the forms table, the plain phrases."""
    for row in rows("skip", folder):
        yield _Form(_opens(row["opens"], words), _pattern(row["pattern"], macros), "skip")
    for row in rows("forms", folder):
        pattern, guards = _pattern(row["pattern"], macros), tuple(row["guard"].split())
        yield _Form(_opens(row["opens"], words), pattern, row["kind"], row["vague"] == "yes", row["rule"], guards)
    for row in sorted(rows("phrases", folder), key=lambda row: -len(row["phrase"])):
        kind, slots = row["kind"], (("side", row["side"]),)
        yield _Form(
            {row["phrase"].split()[0]}, _pattern(row["phrase"], macros), kind, kind == "vague", "side", (), slots
        )


def _opens(cell, words):
    """The words a form can open with: as listed, a class in braces standing for each of its members."""
    found = set()
    for item in cell.split():
        article, _, name = item.rpartition(":")
        members = words[name[1:-1]] if name.startswith("{") else [name]
        found |= {_opening(f"{article} {member}".strip(), 0) for member in members}
    return found


def _opening(low, place):
    """The word that stands at a place, a numeral as #; after 'the', the next word with it."""
    article, word = _OPENING.match(low, place).groups()
    word = "#" if word.isdigit() else word
    return f"the {word}" if article else word


def _pattern(pattern, macros):
    """A table's pattern with word classes filled in, ended by a word's end."""
    filled = re.sub(r"\{(\w*[a-zA-Z]\w*)\}", lambda match: macros[match[1]], _spaced(pattern))
    return re.compile(rf"(?:{filled})(?!\w)")


@cache
def _shipped():
    """The shipped conventions and lexicon, loaded once."""
    return Conventions.load(), Lexicon.load()


def read(text, conventions=None, lexicon=None):
    """The temporal expressions of a text in reading order, none overlapping, as `Expression`s.

    `text[start:end] == quote`. Prepositions stay outside the quote unless they change the sense (since, until, by,
    before, after, between, from ... to). Frequencies, ages and names of papers are passed over. The verb's tense
    decides whether a bare weekday, month or day and month looks back or ahead; the policy is that of J. Strötgen and
    M. Gertz, "Multilingual and cross-domain temporal tagging" (2013), for news.

    >>> [(e.quote, e.kind) for e in read("Troops sent since early April met again last Friday.")]
    [('since early April', 'span'), ('last Friday', 'day')]
    """
    conventions, lexicon = conventions or _shipped()[0], lexicon or _shipped()[1]
    low = _lower(text)
    found = [_expression(text, low, match, form, conventions, lexicon) for match, form in _hits(text, low, lexicon)]
    return [_with_relation(text, low, expression, lexicon) for expression in _joined(text, low, found, lexicon)]


def _lower(text):
    """The text in small letters, character for character."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _hits(text, low, lexicon):
    """The forms found, as match and form, that stand up to their guards: at each word the first that does."""
    place = 0
    for word in _WORD.finditer(low):
        if word.start() >= place and (word[0] in lexicon.heads or word[0].isdigit()):
            match, form = _hit(text, low, word, lexicon)
            place = match.end() if match else place
            if match and form.kind != "skip":
                yield match, form


def _hit(text, low, word, lexicon):
    """The first form that fits at a word, with its match; None twice where none does."""
    for form in lexicon.openers.get(_opening(low, word.start()), ()):
        match = form.pattern.match(low, word.start())
        if match and all(_GUARDS[guard](text, low, match, lexicon.words) for guard in form.guards):
            return match, form
    return None, None


def _expression(text, low, match, form, conventions, lexicon):
    """The expression of one hit, before its neighbours are looked at."""
    start, end = match.span()
    slots = dict(form.slots) | _slots(match, lexicon.words)
    tensed = form.rule in _TENSED and not (form.rule in ("date", "month") and _attributive(text, low, end, lexicon))
    tense = _tense(text, low, start, end, lexicon) if tensed else ""
    sense = Sense(form.rule, tuple(sorted(slots.items())), tense)
    kind = "day" if form.rule == "ago" and slots["unit"] == "day" else form.kind
    kind = "span" if kind == "day" and slots.get("d") != slots.get("d2") else kind
    vague = form.vague or "few" in slots or bool(slots.get("hedge"))
    return Expression(text[start:end], start, end, kind, vague, "on", (sense,), conventions)


def _slots(match, words):
    """The named values of a hit: numbers as numbers, words as the words table reads them."""
    slots = {_ALIAS.get(name, name): part for name, part in match.groupdict().items() if part is not None}
    slots = {name: _value(name, " ".join(part.rstrip(".").split()), words) for name, part in slots.items()}
    if "d" in slots or "d2" in slots:
        slots["d"], slots["d2"] = sorted((slots.get("d", slots.get("d2")), slots.get("d2", slots.get("d"))))
    return slots


def _value(name, part, words):
    """One value: looked up in the classes of its name, else its leading number, else the words themselves."""
    value = next((words[kind][part] for kind in _CLASSES.get(name, ()) if part in words[kind]), part)
    if re.fullmatch(r"-?\d+\.\d+", value):
        return float(value)
    number = re.match(r"-?\d+(?=\D*$)(?! )", value)
    return int(number[0]) if number else value


def _tense(text, low, start, end, lexicon):
    """Past, future or none, from the nearest verb: the last before the expression, else the first after it."""
    left, right = _clause(text, start, end)
    before, after = list(_verbs(low, left, start, lexicon)), _verbs(low, end, right, lexicon)
    nearest, following = before[-1] if before else None, next(after, (None,))[0]
    if nearest is None:
        return "past" if following == "said" else following or ""
    apart = nearest[0] == "said" and len(low[nearest[1] : start].split()) > 2
    if following == "future" and (apart or _possessive(low, start, end)):
        return "future"
    return "future" if nearest[0] == "future" else "past"


def _verbs(low, start, end, lexicon):
    """The tense of each verb cue in a stretch of text, and the place where it ends."""
    found = (
        (lexicon.tenses[int(match.lastgroup[1:])], match.end()) for match in lexicon.cues.finditer(low, start, end)
    )
    return (one for one in found if one[0] != "none")


def _clause(text, start, end):
    """Where the sentence round an expression begins and ends, looking no further than 160 characters."""
    left = max(0, start - 160)
    breaks = [match.end() for match in _BREAK.finditer(text, left, start)]
    after = _BREAK.search(text, end, end + 120)
    return breaks[-1] if breaks else left, after.start() + 1 if after else min(len(text), end + 120)


def _possessive(low, start, end):
    """Whether the expression owns what follows ('Friday's vote') and nothing before it says that this is past."""
    return low[end : end + 1] in "'’" and not re.search(r"\b(?:after|following|since|in|from)\s\Z", low[:start][-12:])


def _attributive(text, low, end, lexicon):
    """Whether the expression only describes a noun that follows it ('Friday's vote', 'the August talks')."""
    return bool(lexicon.attributive.match(text, end)) and not lexicon.cues.match(low, end + 1)


def _joined(text, low, found, lexicon):
    """The expressions with 'from X to Y', 'between X and Y' and 'X to Y' put together."""
    joined = []
    for expression in found:
        pair = joined and _pair(text, low, joined[-1], expression, lexicon)
        joined[len(joined) - bool(pair) :] = [pair or expression]
    return joined


def _pair(text, low, first, second, lexicon):
    """Two neighbours as one stretch of time, or None where they are not one."""
    gap = low[first.end : second.start] if second.start - first.end < 12 else ""
    link, prefix = lexicon.words["join"].get(gap.strip()), _PREFIX.search(low, max(0, first.start - 16), first.start)
    alike = first.senses[0].rule == second.senses[0].rule and link == "from"
    if not link or not (alike or (prefix and prefix[1] == link)) or not _plain(first) or not _plain(second):
        return None
    one, two = first.senses[0], second.senses[0]
    year = {"y": dict(two.slots)["y"]} if "y" in dict(two.slots) and one.rule in ("date", "month") else {}
    one = Sense(one.rule, tuple(sorted((year | dict(one.slots)).items())), one.tense)
    start = prefix.start() if prefix and prefix[1] == link else first.start
    senses = (one, Sense(two.rule, two.slots, one.tense))
    return replace(
        first,
        quote=text[start : second.end],
        start=start,
        end=second.end,
        kind="span",
        relation="between",
        senses=senses,
    )


def _plain(expression):
    """Whether the expression is a stretch of days that nothing has been joined to yet."""
    return expression.kind in ("day", "span") and not expression.vague and len(expression.senses) == 1


def _with_relation(text, low, expression, lexicon):
    """One expression with the preposition that changes its sense, unless it only describes a noun."""
    start, end = expression.start, expression.end
    slots = dict(expression.senses[0].slots)
    if not _plain(expression) or _attributive(text, low, end, lexicon):
        return expression
    if slots.get("d") != slots.get("d2") and (prefix := _PREFIX.search(low, max(0, start - 16), start)):
        return replace(expression, quote=text[prefix.start() : end], start=prefix.start(), relation="between")
    match = lexicon.relations.search(low, max(0, start - 28), start)
    if not match:
        return expression
    if match[2] and expression.senses[0].rule in _NAMED and "edge" not in slots:
        return expression
    relation = lexicon.words["relation"][" ".join(match[1].split())]
    tense = {"since": "past", "after": expression.senses[0].tense}.get(relation, expression.senses[0].tense or "future")
    senses = tuple(replace(sense, tense=tense) for sense in expression.senses)
    start = match.start(1)
    return replace(expression, quote=text[start:end], start=start, kind="span", relation=relation, senses=senses)


def _number_guard(text, low, match, words):
    """Not a piece of a longer numeral, an amount of money or a share."""
    before, after = low[max(0, match.start() - 2) : match.start()], low[match.end() : match.end() + 2]
    return not re.search(r"[$£€#]\Z|\d[.,/-]\Z|[-/.]\Z", before) and not re.match(r"[.,/-]\d|\s?%", after)


def _date_guard(text, low, match, words):
    """A day that the month has; a month's name is capitalised and its day is not a count ('in March 20 people')."""
    slots, named = _slots(match, words), match["mon"][0].isalpha()
    days = calendar.monthrange(slots.get("y", 2000), slots["mon"])[1]
    number_last = match["d"] and not match["y"] and match.start("d") > match.start("mon")
    counted = number_last and _next(low, match.end()) in words["counted"]
    return slots["d2"] <= days and not counted and (not named or _cased_guard(text, low, match, words))


def _slashed_guard(text, low, match, words):
    """A real date, its separators alike, a year of two digits only after strokes."""
    marks, pair = re.findall(r"[/.-]", match[0]), sorted((int(match["a"]), int(match["b"])))
    short = len(match["y"]) == 2 and marks[0] != "/"
    real = 1 <= pair[0] <= 12 and pair[1] <= calendar.monthrange(2000, pair[0])[1]
    return real and not short and marks[0] == marks[1]


def _cased_guard(text, low, match, words):
    """The month begins with a capital letter."""
    return not match["mon"] or text[match.start("mon")].isupper()


def _month_guard(text, low, match, words):
    """A bare month: a capital letter, and for names that are also words or people a preposition or the like before."""
    name, end = match["mon"], match.end()
    before, after = _previous(low, match.start()), _next(low, match.end())
    led = before in words["lead"]
    if not text[match.start()].isupper():
        return False
    if name.strip(".") in words["month_short"]:
        return led and (name.endswith(".") or not re.match(r"[\s-][A-Z]", text[end : end + 2]))
    if name in ("may", "march"):
        return led and after not in words["person"] and not (before == "the" and after in words["function"])
    return led or not re.match(r"\s[A-Z][a-z]", text[end : end + 3])


def _short_guard(text, low, match, words):
    """A weekday cut short: capital letter, and a preposition before or a part of the day after."""
    led = match["rel"] or match["part"] or _previous(low, match.start()) in ("on", "until", "by", "since")
    return bool(led) and text[match.start("wd")].isupper() and not text[match.end() + 1 : match.end() + 2].isupper()


def _season_guard(text, low, match, words):
    """A season that is led like a date, or dated, and not the first word of a longer name or phrase."""
    thing = match["rel"] == "the" and match["season"] in ("spring", "fall")
    led = match["edge"] or (match["rel"] and not thing) or match["y"] or match["yrel"]
    named = match["rel"] == "the" and re.match(r"\s(?:of|[A-Z])", text[match.end() : match.end() + 3])
    return bool(led or _previous(low, match.start()) in words["season_lead"]) and not named


def _quarter_guard(text, low, match, words):
    """A quarter of a year, not of a game; a half only with its year."""
    dated, order = bool(match["y"] or match["yrel"]), int(words["ordinal"][match["ord"]])
    if match["share"] == "half":
        return dated and order <= 2
    return dated or (order > 0 and _next(low, match.end()) not in ("of", "century", "final", "finals"))


def _year_guard(text, low, match, words):
    """A year and not a count: led like a date or unlike a number, and no counted thing after it."""
    before, after, year = _previous(low, match.start()), _next(low, match.end()), int(match["y"])
    if after in words["counted"] or (year % 100 == 0 and re.fullmatch(r"[a-z]{3,}s", after)):
        return False
    led = bool(match["edge"]) or before in (words["lead"] if year >= 1700 else ("in", "since", "by", "until"))
    joined = re.search(r"[a-z0-9][-/]\Z", low[max(0, match.start() - 2) : match.start()])
    return led or (1800 <= year < 2040 and not joined and before not in words["not_year"])


def _plural_guard(text, low, match, words):
    """The unit stands in the plural."""
    return match["unit"].endswith("s")


def _duration_guard(text, low, match, words):
    """A stretch of time and not an age, a rate or 'one day'."""
    led = _previous(low, match.start()) in words["stretch"]
    if low.startswith(("a ", "an ", "one day"), match.start()) and not led:
        return False
    return not re.match(r"[-\s](?:olds?|of age)\b", low[match.end() : match.end() + 8])


def _previous(low, start):
    """The word directly before a place, or nothing."""
    found = _LAST_WORD.search(low, max(0, start - 20), start)
    return found[1] if found else ""


def _next(low, end):
    """The word directly after a place, or nothing."""
    found = _NEXT_WORD.match(low, end, end + 24)
    return found[1] if found else ""


_GUARDS = {name[1:-6]: guard for name, guard in list(globals().items()) if name.endswith("_guard")}

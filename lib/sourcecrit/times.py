"""Temporal wording to constraints on days: what a text says about when, counted from a publication day not yet known.

`read` finds the expressions and keeps their sense as plain values; the day of publication comes in later, as a
variable, when `days` is asked. Words of order and vague words are found too and stay without bounds where the words
set none. What the words leave to custom stands in `lexicon/time_conventions.csv`, each with its source.
"""

import calendar
import csv
import re
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path

__all__ = ["Conventions", "Expression", "Lexicon", "Sense", "read"]

_FOLDER = Path(__file__).parent / "lexicon"
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_STEPS = {"last": -1, "this": 0, "the": 0, "next": 1}
_TENSED = {"date", "month", "weekday", "weekend", "season", "quarter", "nth_weekday", "holiday"}
_ALIAS = {"n2": "n", "unit2": "unit", "y3": "y"}
_CLASSES = {
    **{name: (kind,) for name, kind in {"n": "number", "rel": "relative", "ord": "ordinal", "decname": "decade"}.items()},
    **{name: (name,) for name in ("season", "few", "edge", "hedge", "deictic", "holiday")},
    **{name: (kind, f"{kind}_short") for name, kind in {"wd": "weekday", "mon": "month"}.items()},
    "unit": ("unit", "short_unit"),
}
_WORD = re.compile(r"(?<!\w)(?<!\w['’])(?:[^\W\d_]+|\d+|['’](?=\d0s))")
_OPENING = re.compile(r"(?:(the)\s{1,4}(?=[\w'’]))?([^\W\d_]+|\d|.)", re.S)
_LAST_WORD = re.compile(r"([\w-]+)(?:\s{1,4}|-)\Z")
_NEXT_WORD = re.compile(r"[\s-]{1,4}(per cent|\w+)")
_PREFIX = re.compile(r"\b(between|from)(?:\sthe)?\s{1,4}\Z")
_LEADS = set("in of since until till by from during before after between and to through the its on last this next".split())
_STRETCH = set("for in within over than nearly almost about after half under roughly around some".split())
_BREAK = re.compile(r"[a-z0-9”\"’')%][.!?][\"”’')]*\s+(?=[\"“‘'(]?[A-Z])|\n|[;!?]\s")


@dataclass(frozen=True)
class Conventions:
    """What custom decides where the words do not; each field is explained, with its source, in the table.

    Raises ValueError where a field holds a value that the table does not allow.

    >>> Conventions.load().week
    'calendar'
    """

    bare_weekday: str
    future_weekday: str
    last_weekday: str
    next_weekday: str
    week: str
    week_starts: int
    weekend_starts: int
    last_month: str
    last_year: str
    ago: str
    ago_slack: int
    few_days: int
    few_weeks: int
    few_months: int
    few_years: int
    least_plural: int
    recent_days: int | str
    seasons: str
    hemisphere: str
    last_season: str
    last_named_month: str
    early_month_ends: int
    late_month_begins: int
    early_year_ends: int
    late_year_begins: int
    month_edge: int
    year_edge: int
    day_first: str
    century_pivot: int
    nearer_future: int

    def __post_init__(self):
        for row in _rows("conventions"):
            value, allowed = getattr(self, row["name"]), row["allowed"].split("|")
            if value not in allowed and not ("number" in allowed and isinstance(value, int) and value >= 0):
                raise ValueError(f"convention {row['name']} cannot be {value!r}; choose {row['allowed']}")

    @classmethod
    def load(cls, folder=_FOLDER):
        """The conventions of a folder's `time_conventions.csv`."""
        rows = {row["name"]: row["value"] for row in _rows("conventions", folder)}
        return cls(**{f.name: int(v) if (v := rows[f.name]).isdigit() else v for f in fields(cls)})


@dataclass(frozen=True)
class Sense:
    """What one expression says, apart from any publication day: a rule, its values by name, and the verb's tense."""

    rule: str
    slots: tuple = ()
    tense: str = ""

    def window(self, published, conventions):
        """The first and last day meant, as ordinals, None where the words set no bound."""
        return _RULES[self.rule](dict(self.slots), published, conventions, self.tense)


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

        >>> read("They met on Wednesday.")[0].days(date(2024, 11, 22))
        (datetime.date(2024, 11, 20), datetime.date(2024, 11, 20))
        """
        low, high = self._window(published)
        today, relation = published.toordinal(), self.relation
        if relation == "since" and low is not None:
            high = today if low <= today else None
        low = {"until": None, "by": None, "before": None, "after": _plus(high, 1)}.get(relation, low)
        high = {"before": _plus(self._window(published)[0], -1), "after": None, "from": None}.get(relation, high)
        return _date(low), _date(high)

    def window(self, published):
        """The days of the expression itself, its relation left aside: for 'since early August', early August.

        >>> read("They have fought since early August.")[0].window(date(2024, 11, 22))
        (datetime.date(2024, 8, 1), datetime.date(2024, 8, 10))
        """
        low, high = self._window(published)
        return _date(low), _date(high)

    def _window(self, published):
        """The same in ordinals; of two joined expressions, from the first's beginning to the second's end."""
        today, last = published.toordinal(), self.senses[-1]
        low, high = last.window(today, self.conventions)
        if len(self.senses) == 1 or low is None or high is None:
            return low, high
        start = self.senses[0].window(today, self.conventions)[0]
        if start is not None and start > low:
            start = Sense(self.senses[0].rule, self.senses[0].slots, "past").window(high, self.conventions)[0]
        return (start, high) if start is not None and start <= high else (low, high)


@dataclass(frozen=True)
class Lexicon:
    """English word lists, compiled: for each word that can open an expression the forms to try, and the verb cues."""

    words: dict
    openers: dict
    cues: re.Pattern
    tenses: tuple
    relations: re.Pattern
    attributive: re.Pattern

    @classmethod
    def load(cls, folder=_FOLDER):
        """The lexicon of a folder that holds the `time_` tables.

        >>> Lexicon.load().words["month"]["august"]
        '8'
        """
        words, cues = _words(folder), _rows("tense", folder)
        macros = _macros(words)
        pattern = "|".join(f"(?P<c{number}>{_spaced(row['cue'])})" for number, row in enumerate(cues))
        return cls(
            words,
            _openers(list(_forms(folder, macros, words))),
            re.compile(rf"(?<![\w'’])(?:{pattern})(?!\w)"),
            tuple(row["tense"] for row in cues),
            re.compile(rf"(?<!\w)({macros['relation']})(?:\s(?:the|about|around|at\sleast|as\searly\sas))?\s{{1,4}}\Z"),
            re.compile(rf"['’]s?\b|[ -](?!{macros['function']}\b|[a-z]+(?:ed|ing|ly)\b)[a-z]"),
        )


@dataclass(frozen=True)
class _Form:
    """One way of wording: the words it opens with, its pattern, and what an expression of the kind means."""

    opens: set
    pattern: re.Pattern
    kind: str
    vague: bool = False
    rule: str = ""
    guards: tuple = ()
    slots: tuple = ()


@cache
def _rows(table, folder=_FOLDER):
    """The rows of one `time_` table."""
    with open(Path(folder) / f"time_{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _words(folder):
    """Class to word to value, from the words table."""
    words = {}
    for row in _rows("words", folder):
        words.setdefault(row["class"], {})[row["word"]] = row["value"]
    return words


def _macros(words):
    """Word classes as alternations, longest first, and the numerals, for use in the patterns."""
    macros = {kind: "|".join(sorted(map(re.escape, found), key=len, reverse=True)) for kind, found in words.items()}
    macros = {kind: f"(?:{_spaced(choice)})" for kind, choice in macros.items()}
    macros["D"] = r"(?:[12]\d|3[01]|0?[1-9])(?!\d)(?:st|nd|rd|th)?"
    macros["Y"] = r"(?:1\d|20)\d\d(?!\d)"
    macros["N"] = rf"(?:\d{{1,4}}(?!\d)|{macros['number']})"
    return macros


def _spaced(pattern):
    """The pattern with each blank standing for a little white space of any sort."""
    return re.sub(r"\\? ", r"\\s{1,4}", re.sub(r"\\? \?", r"\\s{0,2}", pattern))


def _forms(folder, macros, words):
    """The forms in the order in which they are tried: what is skipped, the forms table, the plain phrases."""
    for row in _rows("skip", folder):
        yield _Form(_opens(row["opens"], words), _pattern(row["pattern"], macros), "skip")
    for row in _rows("forms", folder):
        pattern, guards = _pattern(row["pattern"], macros), tuple(row["guard"].split())
        yield _Form(_opens(row["opens"], words), pattern, row["kind"], row["vague"] == "yes", row["rule"], guards)
    for row in sorted(_rows("phrases", folder), key=lambda row: -len(row["phrase"])):
        kind, slots = row["kind"], (("side", row["side"]),)
        yield _Form({row["phrase"].split()[0]}, _pattern(row["phrase"], macros), kind, kind == "vague", "side", (), slots)


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


def _openers(forms):
    """Opening word to the forms that it can open, in their order."""
    return {word: tuple(form for form in forms if word in form.opens) for form in forms for word in form.opens}


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

    >>> [(e.quote, e.kind) for e in read("Troops sent since early August met again last Friday.")]
    [('since early August', 'span'), ('last Friday', 'day')]
    """
    conventions, lexicon = conventions or _shipped()[0], lexicon or _shipped()[1]
    low = _lower(text)
    found = [_expression(text, low, match, form, conventions, lexicon) for match, form in _hits(text, low, lexicon)]
    return _related(text, low, _joined(text, low, found, lexicon), lexicon)


def _lower(text):
    """The text in small letters, character for character."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _hits(text, low, lexicon):
    """The forms found, as match and form, that stand up to their guards: at each word the first that does."""
    place = 0
    for word in _WORD.finditer(low):
        if word.start() >= place:
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
    tense = _tense(text, low, start, end, lexicon) if form.rule in _TENSED else ""
    sense = Sense(form.rule, tuple(sorted(slots.items())), tense)
    kind = "span" if form.kind == "day" and slots.get("d2", slots.get("d")) != slots.get("d", slots.get("d2")) else form.kind
    vague = form.vague or "few" in slots or "hedge" in slots
    return Expression(text[start:end], start, end, kind, vague, "on", (sense,), conventions)


def _slots(match, words):
    """The named values of a hit: numbers as numbers, words as the words table reads them."""
    slots = {_ALIAS.get(name, name): part for name, part in match.groupdict().items() if part is not None}
    slots = {name: _value(name, " ".join(part.split()), words) for name, part in slots.items()}
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
    before = [kind for match in lexicon.cues.finditer(low, left, start) if (kind := _kind(match, lexicon))[0] != "none"]
    after = (kind for match in lexicon.cues.finditer(low, end, right) if (kind := _kind(match, lexicon))[0] != "none")
    nearest, following = before[-1] if before else None, next(after, (None,))[0]
    if nearest is None:
        return "past" if following == "said" else following or ""
    apart = nearest[0] == "said" and len(low[nearest[1] : start].split()) > 2
    if following == "future" and (apart or _possessive(low, start, end)):
        return "future"
    return "future" if nearest[0] == "future" else "past"


def _kind(match, lexicon):
    """A cue's tense and the place where it ends."""
    return lexicon.tenses[int(match.lastgroup[1:])], match.end()


def _clause(text, start, end):
    """Where the sentence round an expression begins and ends, looking no further than 160 characters."""
    left = max(0, start - 160)
    breaks = [match.end() for match in _BREAK.finditer(text, left, start)]
    after = _BREAK.search(text, end, end + 120)
    return breaks[-1] if breaks else left, after.start() + 1 if after else min(len(text), end + 120)


def _possessive(low, start, end):
    """Whether the expression owns what follows ('Friday's vote') and nothing before it says that this is past."""
    return low[end : end + 1] in "'’" and not re.search(r"\b(?:after|following|since|in|from)\s\Z", low[:start][-12:])


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
        first, quote=text[start : second.end], start=start, end=second.end, kind="span", relation="between", senses=senses
    )


def _plain(expression):
    """Whether the expression is a stretch of days that nothing has been joined to yet."""
    return expression.kind in ("day", "span") and not expression.vague and len(expression.senses) == 1


def _related(text, low, found, lexicon):
    """The expressions with the prepositions that change their sense taken into the quote."""
    return [_with_relation(text, low, expression, lexicon) for expression in found]


def _with_relation(text, low, expression, lexicon):
    """One expression with its preposition, unless it only describes a noun ('since the August talks')."""
    start, end = expression.start, expression.end
    slots = dict(expression.senses[0].slots)
    if not _plain(expression) or lexicon.attributive.match(text, end):
        return expression
    if slots.get("d") != slots.get("d2") and (prefix := _PREFIX.search(low, max(0, start - 16), start)):
        return replace(expression, quote=text[prefix.start() : end], start=prefix.start(), relation="between")
    match = lexicon.relations.search(low, max(0, start - 28), start)
    if not match:
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
    """A day that the month has, written as a name, with nothing counted after it."""
    slots = _slots(match, words)
    days = calendar.monthrange(slots.get("y", 2000), slots["mon"])[1]
    counted = match["d"] and not match["y"] and _follows(low, match.end(), words["counted"])
    return slots["d2"] <= days and _cased_guard(text, low, match, words) and not (counted and match.end("mon") < match.start("d"))


def _slashed_guard(text, low, match, words):
    """A real date, its separators alike, a year of two digits only after strokes."""
    marks = re.findall(r"[/.-]", match[0])
    first, second = int(match["a"]), int(match["b"])
    short = len(match["y"]) == 2 and marks[0] != "/"
    real = any(1 <= m <= 12 and 1 <= d <= calendar.monthrange(2000, m)[1] for d, m in ((first, second), (second, first)) if 1 <= m <= 12)
    return real and not short and marks[0] == marks[1] and _number_guard(text, low, match, words)


def _cased_guard(text, low, match, words):
    """The month begins with a capital letter."""
    return text[match.start("mon")].isupper()


def _month_guard(text, low, match, words):
    """A bare month: a capital letter, and for names that are also words or people a preposition or the like before."""
    name, end = match["mon"], match.end()
    before = _LAST_WORD.search(low, max(0, match.start() - 20), match.start())
    led = bool(before and before[1] in _LEADS)
    if not text[match.start()].isupper() or (name in words["month_short"] and not led):
        return False
    if name == "may" or name == "march":
        return led and not _follows(low, end, words["person"])
    return led or not re.match(r"\s[A-Z][a-z]", text[end : end + 3])


def _short_guard(text, low, match, words):
    """A weekday cut short: capital letter, and a preposition before or a part of the day after."""
    before = _LAST_WORD.search(low, max(0, match.start() - 20), match.start())
    led = bool(match["rel"] or match["part"] or (before and before[1] in ("on", "until", "by", "since")))
    return led and text[match.start("wd")].isupper() and not re.match(r"\s[A-Z]", text[match.end() : match.end() + 2])


def _season_guard(text, low, match, words):
    """A season that is led like a date, or dated, and not the first word of a longer name or phrase."""
    before = _LAST_WORD.search(low, max(0, match.start() - 20), match.start())
    led = match["edge"] or match["rel"] or match["y"] or match["yrel"] or (before and before[1] in _LEADS)
    return bool(led) and not (match["rel"] == "the" and re.match(r"\s(?:of|[A-Z])", text[match.end() : match.end() + 3]))


def _quarter_guard(text, low, match, words):
    """A quarter of a year, not of a game; a half only with its year."""
    dated = match["y"] or match["yrel"]
    order = int(words["ordinal"][match["ord"]])
    if match["share"] == "half":
        return bool(dated) and order <= 2
    return bool(dated) or (order > 0 and not re.match(r"\s(?:of\s|century|final|-)", low[match.end() : match.end() + 9]))


def _year_guard(text, low, match, words):
    """A year and not a count: led like a date, or unlike a round number, and no counted noun after it."""
    before = _LAST_WORD.search(low, max(0, match.start() - 20), match.start())
    led = bool(match["edge"] or (before and before[1] in _LEADS))
    counted = _follows(low, match.end(), words["counted"]) or re.match(r"\s[a-z]+s\b", low[match.end() : match.end() + 24])
    year = int(match["y"])
    if _follows(low, match.end(), words["counted"]) or (counted and year % 100 == 0):
        return False
    return led or 1800 <= year < 2040 and not re.search(r"[a-z0-9][-/]\Z|\b(?:no|flight|room|route|windows|about|some|than|nearly|least|over|around)\.?\s\Z", low[max(0, match.start() - 10) : match.start()])


def _plural_guard(text, low, match, words):
    """The unit stands in the plural."""
    return match["unit"].endswith(("s", "ies"))


def _duration_guard(text, low, match, words):
    """A stretch of time and not an age, a rate or 'one day'."""
    before = _LAST_WORD.search(low, max(0, match.start() - 20), match.start())
    led = bool(before and before[1] in _STRETCH)
    if low.startswith(("a ", "an ", "one day"), match.start()) and not led:
        return False
    return _number_guard(text, low, match, words) and not re.match(r"[-\s](?:old|of age|olds)\b", low[match.end() : match.end() + 8])


def _follows(low, end, words):
    """Whether the next word is one of these."""
    after = _NEXT_WORD.match(low, end, end + 24)
    return bool(after) and (after[1] in words)


def _plus(day, count):
    """A day moved; None stays None."""
    return None if day is None else day + count


def _date(day):
    """An ordinal as a date; None where there is none, or where the calendar ends."""
    return date.fromordinal(day) if day is not None and _FIRST <= day <= _LAST else None


def _month_of(day):
    """The month of a day, counted from the year nought; months of one year are neighbours."""
    then = date.fromordinal(day)
    return then.year * 12 + then.month - 1


def _months(first, count=1):
    """The days from a month's first to the last of so many months; None beyond the calendar."""
    return _first_day(first), _plus(_first_day(first + count), -1)


def _first_day(month):
    """The first day of a month; None beyond the calendar."""
    year, number = divmod(month, 12)
    return date(year, number + 1, 1).toordinal() if 1 <= year <= 9999 else None


def _shift(day, count, unit):
    """A day moved by so many units; in months, the day of the month is kept or cut to the month's end."""
    if unit in _DAYS:
        return day + round(count * _DAYS[unit])
    low, high = _months(_month_of(day) + round(count * _MONTHS[unit]))
    return None if low is None or high is None else min(low + date.fromordinal(day).day - 1, high)


def _week(day, conventions, step=0):
    """The calendar week of a day, or one so many weeks off."""
    start = day - ((day + 6) % 7 - conventions.week_starts) % 7 + 7 * step
    return start, start + 6


def _pick(back, ahead, tense, conventions):
    """Whether to look ahead: as the verb says, else only where the coming one is much nearer."""
    return tense == "future" or (tense != "past" and ahead * conventions.nearer_future < back)


def _year_slot(slots, published, conventions):
    """The year that is named or pointed at, or None."""
    if "yy" in slots:
        return slots["yy"] + (1900 if slots["yy"] >= conventions.century_pivot else 2000)
    if "yrel" in slots:
        return date.fromordinal(published).year + _STEPS[slots["yrel"]]
    return slots.get("y")


def _narrow(window, edge, months, published, conventions):
    """The part of a stretch of days that 'early', 'mid', 'late', 'the end of', 'earlier' and 'later' leave."""
    low, high = window
    if not edge or low is None or high is None:
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
    start = date(year, slots["mon"], 1).toordinal() - 1
    last = calendar.monthrange(year, slots["mon"])[1]
    return start + min(slots["d"], last), start + min(slots["d2"], last)


def _nearest_year(slots, published, conventions, tense):
    """The year of a day and month that names none."""
    here = date.fromordinal(published).year
    days = {}
    for year in range(max(1, here - 8), min(9999, here + 8) + 1):
        if slots["d2"] <= calendar.monthrange(year, slots["mon"])[1]:
            days[date(year, slots["mon"], slots["d2"]).toordinal()] = year
    agreeing = [day for day in days if "wd" in slots and (day + 6) % 7 == slots["wd"]]
    if agreeing:
        return days[min(agreeing, key=lambda day: abs(day - published))]
    back = max((day for day in days if day <= published), default=min(days))
    ahead = min((day for day in days if day >= published), default=back)
    return days[ahead if _pick(published - back, ahead - published, tense, conventions) else back]


def _slashed_rule(slots, published, conventions, tense):
    """A date in numerals: the customary order of day and month, unless only the other gives a date."""
    year = slots["y"] if slots["y"] > 99 else _year_slot({"yy": slots["y"]}, published, conventions)
    orders = [(slots["a"], slots["b"]), (slots["b"], slots["a"])][:: 1 if conventions.day_first == "yes" else -1]
    day, month = next((d, m) for d, m in orders if m <= 12 and 1 <= m and d <= calendar.monthrange(2000, m)[1])
    return _date_rule({"y": year, "mon": month, "d": day, "d2": day}, published, conventions, tense)


def _month_rule(slots, published, conventions, tense):
    """A month: of the year named, or the last, next or nearest one as words and tense say."""
    here, wanted, year = _month_of(published), slots["mon"] - 1, _year_slot(slots, published, conventions)
    back, ahead = (here - wanted) % 12, (wanted - here) % 12
    if year is not None:
        month = year * 12 + wanted
    elif slots.get("rel") == "last":
        month = here - (back or 12) if conventions.last_named_month == "most_recent" else here // 12 * 12 - 12 + wanted
    elif slots.get("rel") == "next":
        month = here + (ahead or 12)
    elif slots.get("rel") == "this":
        month = here // 12 * 12 + wanted
    else:
        month = here + ahead if _pick(back, ahead, tense, conventions) else here - back
    window = _narrow(_months(month), slots.get("edge"), 1, published, conventions)
    if year is None and "rel" not in slots and tense != "future" and month == here and window[0] > published and tense:
        return _narrow(_months(month - 12), slots.get("edge"), 1, published, conventions)
    return window


def _weekday_rule(slots, published, conventions, tense):
    """A weekday: the most recent one, publication day included, unless its verb or 'last', 'next' say otherwise."""
    today, wanted = (published + 6) % 7, slots["wd"]
    back, ahead = (today - wanted) % 7, (wanted - today) % 7
    which = "last" if "tail" in slots else slots.get("rel", "")
    step = _STEPS[slots["wrel"]] if "wrel" in slots else _by_week(which, conventions)
    if step is not None:
        start = _week(published, conventions, step)[0]
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


def _by_week(which, conventions):
    """How many calendar weeks off 'last Friday' or 'next Friday' lies, where custom counts by weeks."""
    custom = {"last": conventions.last_weekday == "last_week", "next": conventions.next_weekday == "next_week"}
    return _STEPS[which] if custom.get(which) else None


def _nth_weekday_rule(slots, published, conventions, tense):
    """The first, second, ... or last such weekday of a month."""
    low, high = _month_rule({k: v for k, v in slots.items() if k in ("mon", "y")}, published, conventions, tense)
    if low is None or high is None:
        return None, None
    first = low + (slots["wd"] - (low + 6) % 7) % 7
    days = range(first, high + 1, 7)
    day = days[slots["ord"] - 1 if slots["ord"] > 0 else -1]
    return day, day


def _nth_part_rule(slots, published, conventions, tense):
    """The first or last so many units of a month or year."""
    rule = _month_rule if "mon" in slots else _year_rule
    low, high = rule({k: v for k, v in slots.items() if k in ("mon", "y", "yrel")}, published, conventions, tense)
    if low is None or high is None:
        return None, None
    if slots["ord"] == 1:
        return low, min(high, _plus(_shift(low, slots.get("n", 1), slots["unit"]), -1) or high)
    return max(low, _plus(_shift(high + 1, -slots.get("n", 1), slots["unit"]), 0) or low), high


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
    sign, unit = (-1 if slots.get("dir") == "ago" else 1), slots["unit"]
    day = _shift(published, sign * slots["n"], unit)
    if day is None or not _FIRST <= day <= _LAST:
        return None, None
    window = _unit_of(day, unit, conventions) if conventions.ago == "unit" else _slack(day, conventions.ago_slack)
    return _hedged(window, slots.get("hedge"), sign, published)


def _slack(day, days):
    """A day with so many days to either side."""
    return day - days, day + days


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
    if hedge not in ("over", "under", "about") or low is None or high is None:
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


def _few_run_rule(slots, published, conventions, tense):
    """'Recent months', 'the next few days': up to the most units that custom allows, back from or on from publication."""
    most = _fewest(slots, conventions)[1]
    return _run(slots["rel"], most, slots["unit"], published)


def _run_rule(slots, published, conventions, tense):
    """'The past three weeks', 'the next two years': so many units up to, or from, the publication day."""
    return _run(slots.get("rel", "last"), slots.get("n", 1), slots["unit"], published)


def _run(which, count, unit, published):
    """The days that end or begin with the publication day; no bound for 'the following'."""
    if which in ("last", "recent"):
        return (_shift(published, -count, unit) if count else None), published
    if which in ("next", "coming"):
        return published, (_shift(published, count, unit) if count else None)
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
    size = _MONTHS[unit]
    window = _months((_month_of(published) // size + step) * size, size)
    edge = slots.get("edge", "end" if "rel" not in slots else None)
    return _narrow(window, edge, size, published, conventions)


def _rolling(step, unit, published, conventions):
    """'Last week', 'last month', 'last year' as days up to publication, where custom counts so; else None."""
    if unit == "week" and conventions.week == "seven_days":
        return [(published - 6, published + 6), (published + 1, published + 7), (published - 7, published - 1)][step]
    days = {"month": 30 * (conventions.last_month == "thirty_days"), "year": 365 * (conventions.last_year == "year_long")}
    return (published - days[unit], published - 1) if step == -1 and days.get(unit) else None


def _season_rule(slots, published, conventions, tense):
    """A season: of the year named, or the last, this, next or nearest one as words and tense say."""
    start = (slots["season"] - 1 + 6 * (conventions.hemisphere == "southern")) % 12
    here, year = _month_of(_season_day(published, conventions)), _year_slot(slots, published, conventions)
    begun = here - (here - start) % 12
    month = year * 12 + start if year is not None else _season_month(slots, begun, here, tense, conventions)
    low, high = _months(month, 3)
    late = 20 * (conventions.seasons == "astronomical")
    return _narrow((_plus(low, late), _plus(high, late)), slots.get("edge"), 3, published, conventions)


def _season_day(published, conventions):
    """The publication day, put back so that astronomical seasons begin with a month as the others do."""
    return max(_FIRST, published - 20 * (conventions.seasons == "astronomical"))


def _season_month(slots, begun, here, tense, conventions):
    """The first month of the season meant, given the one begun most recently."""
    running, which = here - begun < 3, slots.get("rel", "")
    if which == "last":
        most_recent = conventions.last_season == "most_recent"
        return begun - 12 * running if most_recent else here // 12 * 12 - 12 + begun % 12
    if which == "next":
        return begun + 12
    if which == "this" and not running and tense != "past":
        return begun + 12 if tense == "future" else here // 12 * 12 + begun % 12
    ahead = not running and _pick(here - begun - 2, begun + 12 - here, tense, conventions)
    return begun + 12 * ahead


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
    return _narrow(_months(month, size), slots.get("edge"), size, published, conventions)


def _decade_rule(slots, published, conventions, tense):
    """Ten years by their first; of two numerals or by name, of the twentieth century."""
    year = slots.get("dec", slots.get("decname"))
    return _narrow(_months((year if year > 99 else 1900 + year) * 12, 120), slots.get("edge"), 120, published, conventions)


def _century_rule(slots, published, conventions, tense):
    """A hundred years, counted as people count them: the 19th century is 1800 to 1899."""
    return _narrow(_months((slots["cent"] - 1) * 1200, 1200), slots.get("edge"), 1200, published, conventions)


def _year_rule(slots, published, conventions, tense):
    """A year, or years from one to another; of a second year two numerals suffice."""
    first = _year_slot(slots, published, conventions)
    last = slots.get("y2", first)
    last = last if last > 99 else first // 100 * 100 + last
    years = last - first + 1 if last > first else 1
    return _narrow(_months(first * 12, 12 * years), slots.get("edge"), 12 * years, published, conventions)


def _holiday_rule(slots, published, conventions, tense):
    """A feast with a fixed day, found as a day and month are."""
    month, day = map(int, slots["holiday"].split())
    return _date_rule(slots | {"mon": month, "d": day, "d2": day}, published, conventions, tense)


def _day_of_month_rule(slots, published, conventions, tense):
    """A day of last, this or next month; cut to the month's end."""
    low, high = _months(_month_of(published) + _STEPS[slots["rel"]])
    day = None if low is None or high is None else min(low + slots["d"] - 1, high)
    return day, day


def _side_rule(slots, published, conventions, tense):
    """Words of order, vague words and durations: at most a side of the publication day."""
    side, reach = slots.get("side"), conventions.recent_days
    if side == "past":
        return (None if reach == "open" else published - reach), published
    return (published, None) if side == "future" else (None, None)


_RULES = {name[1:-5]: rule for name, rule in list(globals().items()) if name.endswith("_rule")}
_GUARDS = {name[1:-6]: guard for name, guard in list(globals().items()) if name.endswith("_guard")}

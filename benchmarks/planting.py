"""Small random cases whose truth is known, because it was planted: invented ships, outlets, days, numbers and places.

A happening is drawn, and reports of it: some have a witness of their own, others copy, tell again in other words, with
or without naming their source, change a number or drop a hedge, or share a source that is lost. The tables are filled
as a reader would who sees the words and not the truth: an edge where a source is named or words are shared, no edge
where neither is. One seed, one case.
"""

import csv
import hashlib
import io
import json
import random
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import ceil, cos, floor, inf, radians
from pathlib import Path

from sourcecrit import stemma
from sourcecrit.case import Case

ROOT = Path(__file__).resolve().parent.parent
PLANTED = ROOT / "tests" / "planted"
NONE = "not_applicable"
SHIPS = ["Alma", "May Queen", "Orla", "Senna", "Sunday Child", "Tirrel", "Vessa"]
THINGS = ["barrels", "containers", "crates", "lanterns", "rafts", "timbers"]
OUTLETS = ["Beacon Post", "Ebb Times", "Gull", "Lantern Mail", "Quay Mirror", "Salt Herald", "Sluice", "Tide"]
NAMED = ["Ansel Brodd", "Mira Tolk", "Odo Farn", "Pell Hask", "Ysa Quill"]
UNNAMED = ["a deckhand", "a watchman", "an official of the port", "people on the quay", "two of the crew"]
PLACES = ["Amber Ness", "Cold Stair", "Gannet Head", "Lowhaven", "Marrow Bay", "Old Tarn", "Selm", "Selma"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"]
MONTHS += ["November", "December"]
# What a number's words allow, as we hold it; not taken from the library's lists. `about` is the ten per cent of the
# coding rules. The last three are words that a reader of English knows and the library need not.
HEDGES = {
    "{n}": lambda n: (n, n),
    "exactly {n}": lambda n: (n, n),
    "at least {n}": lambda n: (n, inf),
    "no fewer than {n}": lambda n: (n, inf),
    "a minimum of {n}": lambda n: (n, inf),
    "more than {n}": lambda n: (n + 1, inf),
    "over {n}": lambda n: (n + 1, inf),
    "in excess of {n}": lambda n: (n + 1, inf),
    "up to {n}": lambda n: (0, n),
    "as many as {n}": lambda n: (0, n),
    "at most {n}": lambda n: (0, n),
    "no more than {n}": lambda n: (0, n),
    "fewer than {n}": lambda n: (0, n - 1),
    "under {n}": lambda n: (0, n - 1),
    "about {n}": lambda n: (ceil(0.9 * n), floor(1.1 * n)),
    "around {n}": lambda n: (ceil(0.9 * n), floor(1.1 * n)),
    "roughly {n}": lambda n: (ceil(0.9 * n), floor(1.1 * n)),
    "between {n} and {m}": lambda n: (n, n + 4),
    "{n} to {m}": lambda n: (n, n + 4),
    "all of {n}": lambda n: (n, n),
    "the better part of {n}": lambda n: (ceil(0.5 * n), n),
    "short of {n} by one or two": lambda n: (n - 2, n - 1),
}
PLAIN, STRANGE = list(HEDGES)[:-3], list(HEDGES)[-3:]
# The sentences of each kind; whoever tells in other words takes other sentences and other parts of them.
NUMBER = [
    "{Q} were {swept} the {ship} {tail}, {who} said.",
    "{Who} said that the {ship} had lost {q} {tail}.",
    "{Tail}, {q} were {swept} the {ship}, according to {who}.",
    "According to {who}, {q} were {swept} her deck {tail}.",
    "When the {ship} came in, {who} found {q} gone.",
    "Nobody could save {q} that the {ship} carried, as {who} told it.",
    "{Who} put the loss at {q}.",
    "The count stands at {q}, {who} wrote to the owners.",
]
HARM = [
    "{Rank} of the {ship} was {hedge}{fate} {tail}.",
    "{Tail}, {rank} on board was {hedge}{fate}.",
    "Those who came ashore have it that {rank} was {hedge}{fate}.",
    "Of her people {rank} was {hedge}{fate}.",
    "The surgeon holds that {rank} was {hedge}{fate}.",
    "The owners heard {tail} that {rank} was {hedge}{fate}.",
]
FIRST = [
    "It {verb} the first {what} {scope}.",
    "No like of it is known: this {verb} the first {what} {scope}.",
    "{Scope} it {verb} the first {what} since the line began.",
    "Old men hold that this {verb} the first {what} {scope}.",
]
FAR = ["{a} lies {q} miles from {b}.", "From {b} it is {q} miles to {a}.", "It is {q} miles from {a} to {b}."]
WHEN = ["The gale struck {when}.", "It happened {when}.", "The {ship} was caught {when}.", "All this was {when}."]
LATE = ["A tug brought in the wreckage {on}.", "Divers were sent down {on}.", "The cargo was paid for {on}."]
LATE += ["Her mate was heard {on}.", "She was broken up {on}.", "The bar was swept {on}."]
SWEPT = ["swept from", "torn from", "washed off", "flung off", "lost from"]
TAILS = ["as she lay off the bar", "in the gale", "before help could come", "in heavy seas", "on her way in"]
TAILS += ["under the cliffs", "while the crew slept", "when the cable parted"]
FILLER = [
    "The harbour bell rang through the night.",
    "No one in the town could remember such a sea.",
    "The owners were silent.",
    "Ropes and planks lay along the strand in the morning.",
    "The pilot boats stayed in.",
    "School was out, and the children went to look.",
    "A collection was taken up in the church.",
    "The wind had gone round to the north.",
    "Bread was dear again.",
    "The inquiry has been put off.",
    "Tug No. 9 stood by with steam up.",
    "One by one the lamps went out.",
    "It was a second blow to the yard.",
    "Fog came in behind the storm.",
    "Nets are being mended on the steps.",
    "The mail went overland.",
    "No one would speak of the captain.",
    "Coal is to be had at the old price.",
    "The choir sang for the families.",
    "Gulls sat on the wreckage.",
    "One by one the boats put out again.",
    "The mayor has written to the capital.",
    "Tug No. 9 is laid up.",
    "A second blow came from the insurers.",
]
VERBS = ["reported", "wrote", "said"]
RANKS = {"an engineer": "engineers", "an officer": "officers", "a senior officer": "senior_officer"}
HIGHER = {"an engineer": "an officer", "an officer": "a senior officer"}
SURE = {"": "certain", "probably ": "probable", "possibly ": "possible"}
LIMIT = {"was": ("none", "certain"), "may be": ("may be", "possible")}
FATES = {"wounded": "wounded", "a casualty": "killed wounded missing captured", "killed": "killed"}
SCOPES = ["on this coast this winter", "on this coast", "at this bar since the light was built", "at this bar"]
SCOPES += ["among ferries of the line", "among ferries"]
WIDER = {SCOPES[0]: SCOPES[1], SCOPES[2]: SCOPES[3], SCOPES[4]: SCOPES[5]}
PARTS = (NUMBER, HARM, FIRST, FAR, WHEN, SWEPT, TAILS, TAILS)
ROLES = ["witness", "same witness", "copy", "other words", "retold", "lost source"]
ANSWER = {"number": "q", "harm": "o", "first": "f", "far": "q"}
OFF = [1, 1, 1, 1, 1.2, 0.5, 1.6, 2, 3]
WEIGHTS = [3, 1, 2, 2, 4, 1]


@dataclass(frozen=True)
class Told:
    """What a report tells, as facts and as sentences by kind."""

    number: tuple  # hedge, the number
    who: str
    rank: str
    hedge: str
    fate: str
    what: str
    scope: str
    verb: str
    far: tuple  # words, miles
    off: float  # how far off the miles are
    frames: tuple
    lines: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """One report: whose words it is, how it came by them, and what was done to them on the way."""

    name: str
    outlet: str
    told: Told
    role: str
    parent: str
    origin: str
    credits: bool
    printed: date
    known: bool  # whether an outside fact gives the day of printing
    when: tuple  # words, kind, anchor, earliest, latest; and whether they are true
    late: date | None  # a day after the printing, told as past
    text: str


@dataclass
class Planted:
    """A planted case and its truth."""

    seed: int
    case: Case
    reports: list
    number: int
    day: date
    ship: str
    namesake: bool
    grades: dict
    second: dict

    def of(self, name):
        """The report of a name."""
        return next(report for report in self.reports if report.name == name)

    def changed(self, report):
        """What a report tells otherwise than its parent."""
        one, other = report.told, self.of(report.parent).told
        parts = {"number": "number", "hedge": "hedge", "rank": "rank", "fate": "fate", "scope": "first"}
        return {name for part, name in parts.items() if getattr(one, part) != getattr(other, part)}


def spelled(number):
    """A number below a hundred in words.

    >>> spelled(7), spelled(40), spelled(58)
    ('seven', 'forty', 'fifty-eight')
    """
    ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    ones = [*ones.split(), "seventeen", "eighteen", "nineteen"]
    tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if number < 20:
        return ones[number]
    return tens[number // 10] + (f"-{ones[number % 10]}" if number % 10 else "")


def worded(chance, hedge, number, words=False):
    """The words of a number under a hedge."""
    n, m = (spelled(one) if words else str(one) for one in (number, number + 4))
    return hedge.format(n=n, m=m)


def counted(chance, truth):
    """A hedge and a number: nine times in ten their words are true of the truth."""
    wrong = chance.random() < 0.1
    while True:
        hedge = chance.choice(STRANGE if chance.random() < 0.06 else PLAIN)
        number = max(3, truth + chance.randint(-9, 9))
        low, high = HEDGES[hedge](number)
        if wrong != (low <= truth <= high):
            return hedge, number


def opening(text):
    """A text with a capital at its start."""
    return text[0].upper() + text[1:]


def facts(chance, world, who):
    """What one witness tells: mostly true of the number, not always of the way."""
    off = chance.choice(OFF)
    return Told(
        number=counted(chance, world["number"]),
        who=who,
        rank=chance.choice(list(RANKS)),
        hedge=chance.choice(list(SURE)),
        fate=chance.choice(["wounded", "wounded", "a casualty"]),
        what=world["what"],
        scope=chance.choice(SCOPES),
        verb=chance.choice(["was", "may be"]),
        far=(chance.choice(["about", "about", ""]), max(2, round(world["miles"] * off))),
        off=off,
        frames=tuple(next(deck) for deck in world["decks"]),
    )


def endless(chance, kind):
    """The places of a list in random order, again and again: no sentence comes twice before all have come once."""
    while True:
        yield from chance.sample(range(len(kind)), len(kind))


def sentences(world, told, words=False):
    """The sentences of a telling by kind."""
    quantity = f"{worded(None, *told.number, words)} {world['things']}"
    cells = {"ship": world["ship"], "q": quantity, "Q": opening(quantity), "who": told.who, "Who": opening(told.who)}
    cells |= {"rank": told.rank, "Rank": opening(told.rank), "hedge": told.hedge, "fate": told.fate}
    cells |= {"what": told.what, "scope": told.scope, "verb": told.verb}
    number, harm, first, far, _, swept, tail, other = told.frames
    cells |= {"swept": SWEPT[swept], "tail": TAILS[tail], "Tail": opening(TAILS[tail]), "Scope": opening(told.scope)}
    turned = cells | {"tail": TAILS[other], "Tail": opening(TAILS[other])}
    miles = {"q": " ".join(str(part) for part in told.far if part), "a": world["a"], "b": world["b"]}
    return {
        "number": NUMBER[number].format(**cells),
        "harm": HARM[harm].format(**turned),
        "first": FIRST[first].format(**cells),
        "far": FAR[far].format(**miles),
    }


def change(chance, told):
    """A telling with some things changed, or none."""
    changes = {}
    for name in chance.sample(["number", "number", "hedge", "first", "rank", "fate"], chance.choice([0, 1, 2, 3])):
        if name == "number":
            changes["number"] = (told.number[0], told.number[1] + chance.choice([-2, 5, 9, 20]))
        elif name == "hedge" and told.hedge:
            changes["hedge"] = ""
        elif name == "first" and told.scope in WIDER:
            changes["scope"] = WIDER[told.scope]
        elif name == "rank" and told.rank in HIGHER:
            changes["rank"] = HIGHER[told.rank]
        elif name == "fate" and told.fate == "a casualty":
            changes["fate"] = "killed"
    return replace(told, **changes)


def another(chance, words):
    """A sentence with one of its small words changed, as a copyist may."""
    small = [(" her ", " the "), ("had lost", "lost"), (" came ", " put "), ("found", "saw"), ("lay", "rode")]
    small += [(" on board", " aboard"), ("heavy", "high"), ("first", "very first")]
    for old, new in chance.sample(small, len(small)):
        if old in words and chance.random() < 0.5:
            return words.replace(old, new, 1)
    return words


def full(day):
    """A day with its month and year.

    >>> full(date(1961, 3, 9))
    '9 March 1961'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def dated(chance, day, printed):
    """Words that truly date a day from a day of printing, as a row of times wants them."""
    gap = (printed - day).days
    iso = day.isoformat()
    found = [(f"on {full(day)}", "day", "calendar", iso, iso)]
    if gap <= 6:
        found += 3 * [(f"on {WEEKDAYS[day.weekday()]}", "day", "printing", "-6", "0")]
    if gap == 1:
        found += 3 * [("yesterday", "day", "printing", "-1", "-1")]
    if 2 <= gap <= 9:
        found += 2 * [(f"{spelled(gap)} days ago", "day", "printing", str(-gap), str(-gap))]
    monday = printed - timedelta(days=printed.weekday())
    if monday - timedelta(days=7) <= day < monday:
        found += 3 * [("last week", "span", "printing", "-13", "-1")]
    if (printed.replace(day=1) - timedelta(days=1)).strftime("%Y%m") == day.strftime("%Y%m"):
        found += 2 * [("last month", "span", "printing", "-61", "-1")]
    return chance.choice(found)


def draw(seed):
    """A world and its reports."""
    chance = random.Random(f"planted {seed}")
    names = chance.sample(PLACES, 2)
    world = {"ship": chance.choice(SHIPS), "things": chance.choice(THINGS), "number": chance.randint(8, 60)}
    world |= {"day": date(1950, 1, 1) + timedelta(days=chance.randrange(18_000)), "a": names[0], "b": names[1]}
    world |= {"miles": chance.uniform(8, 90), "namesake": chance.random() < 0.4}
    world |= {"deck": chance.sample(FILLER, len(FILLER)), "decks": [endless(chance, kind) for kind in PARTS]}
    world |= {"late": endless(chance, LATE), "what": chance.choice(["loss of cargo", "casualty of a storm"])}
    outlets, who = chance.sample(OUTLETS, len(OUTLETS)), chance.sample(NAMED, 3) + chance.sample(UNNAMED, 4)
    chance.shuffle(who)
    reports = [_report(chance, world, [], outlets, who, "witness")]
    for _ in range(chance.randint(2, 5)):
        role = chance.choices(ROLES, WEIGHTS)[0]
        reports.append(_report(chance, world, reports, outlets, who, role))
        if role == "lost source" and len(reports) < 7:
            reports.append(_report(chance, world, reports, outlets, who, "lost twin"))
    return chance, world, reports


def _report(chance, world, before, outlets, who, role):
    """One report in its role."""
    name, words, parent, credits = f"R{len(before)}", chance.random() < 0.3, None, False
    if role in ("witness", "lost source"):
        told, origin = facts(chance, world, who[len(before)]), name
        lines = sentences(world, told, words)
    elif role in ("same witness", "lost twin"):
        told, origin, lines = (_again if role == "same witness" else _twin)(chance, world, before, who, words)
    else:
        parent = chance.choice(before)
        credits = role == "retold" or chance.random() < 0.4
        told, origin = _borrowed(chance, parent.told, role, credits), parent.origin
        lines = _lines(chance, world, parent, told, role, words, credits)
    keep = {"number", "harm"} | {kind for kind in ("first", "far") if chance.random() < 0.8}
    told = replace(told, lines={kind: line for kind, line in lines.items() if kind in keep})
    printed = _printed(chance, world, before, parent)
    when = _when(chance, world["day"], printed, bool(before))
    late = printed + timedelta(days=chance.randint(1, 9)) if chance.random() < 0.12 else None
    text, known = _text(chance, world, told, when, late), chance.random() < 0.6
    line = {"role": role, "parent": parent.name if parent else "", "origin": origin, "credits": credits}
    line |= {"printed": printed, "known": known, "when": when, "late": late, "text": text}
    return Report(name, outlets[len(before)], told, **line)


def _again(chance, world, before, who, words):
    """A witness of another report, asked again: the same number in other sentences."""
    other = chance.choice([one for one in before if one.role in ("witness", "same witness")])
    told = replace(facts(chance, world, other.told.who), number=other.told.number)
    return told, other.origin, sentences(world, told, words)


def _twin(chance, world, before, who, words):
    """The other child of a lost text: the same sentences under another name."""
    other, name = before[-1], who[len(before)]
    lines = {kind: line.replace(other.told.who, name) for kind, line in other.told.lines.items()}
    lines = {kind: line.replace(opening(other.told.who), opening(name)) for kind, line in lines.items()}
    return replace(other.told, who=name), other.origin, lines


def _borrowed(chance, told, role, credits):
    """What a borrower tells: the same, or changed; and from whom, which it may veil if it names no source."""
    if role == "retold":
        told = change(chance, told)
    if role == "other words" and not credits and chance.random() < 0.5:
        told = replace(told, who=chance.choice(UNNAMED))
    return told if role == "copy" else replace(told, frames=tuple(_other(chance, told.frames)))


def _lines(chance, world, parent, told, role, words, credits):
    """The sentences of a borrower: its source's own, or others; with or without the source's name."""
    lines = sentences(world, told, words)
    if role == "copy":
        lines = {kind: another(chance, _plain(line)) for kind, line in parent.told.lines.items()}
    lines = {kind: line for kind, line in lines.items() if kind in parent.told.lines}
    if credits:
        return {kind: f"{line[:-1]}, the {parent.outlet} {chance.choice(VERBS)}." for kind, line in lines.items()}
    return lines


def _printed(chance, world, before, parent):
    """A day of printing: some days after what happened, near the first report, and never before the report's source."""
    if not before:
        return world["day"] + timedelta(days=chance.randint(0, 20))
    day = before[0].printed + timedelta(days=chance.randint(0, 6))
    return max(day, parent.printed) if parent else day


def _when(chance, day, printed, may_err):
    """Words for the day, as a row of times wants them, and whether they are true."""
    if may_err and chance.random() < 0.12:
        day += timedelta(days=chance.choice([-9, -3, -2]))
        return f"on {full(day)}", "day", "calendar", day.isoformat(), day.isoformat(), False
    return *dated(chance, day, printed), True


def _plain(line):
    """A sentence without the source it credits."""
    cut = max(line.rfind(f", the {outlet} {verb}.") for outlet in OUTLETS for verb in VERBS)
    return line if cut < 0 else f"{line[:cut]}."


def _other(chance, used):
    """Other sentences of each kind than those used."""
    for place, kind in enumerate(PARTS):
        yield chance.choice([one for one in range(len(kind)) if one != used[place]])


def _text(chance, world, told, when, late):
    """The text of a report: its sentences among others that mean nothing here."""
    parts = [told.lines[kind] for kind in ("number", "harm", "first", "far") if kind in told.lines]
    parts.insert(1, WHEN[told.frames[4]].format(when=when[0], ship=world["ship"]))
    if late:
        parts.append(LATE[next(world["late"])].format(on=f"on {full(late)}"))
    for line in [world["deck"].pop() for _ in range(chance.randint(1, 3))]:
        parts.insert(chance.randint(1, len(parts)), line)
    return " ".join(parts) + "\n"


def described(spec):
    """The description of tables that a case goes by, without what that case lost on the way."""
    return {name: part for name, part in spec.items() if name != "lost"}


class Tables:
    """Rows of every table of a case, what is not given filled in from the description of the columns."""

    def __init__(self, spec):
        self.spec = described(spec)
        self.fields = {part["name"]: part["schema"]["fields"] for part in spec["resources"]}
        self.rows = {name: [] for name in self.fields}

    def add(self, table, row, /, **cells):
        """Add a row by its id."""
        own = {"id": row, table.rstrip("s"): row, "report": row.split("-")[0], **cells}
        self.rows[table].append([own.get(one["name"]) or self._default(one) for one in self.fields[table]])

    @staticmethod
    def _default(one):
        """What stands in a column nobody filled: nothing there, if it may, else its first word or its example."""
        rules = one.get("constraints", {})
        if one["name"] in ("before", "after", "source_before", "source_after"):
            return ""
        if one["type"] == "boolean":
            return "no"
        if "enum" in rules:
            return next((word for word in (NONE, "not_stated") if word in rules["enum"]), rules["enum"][0])
        return NONE if NONE in rules.get("pattern", NONE) or "refersTo" in one else "not_stated"

    def open(self, texts):
        """The case, opened from a folder that is gone again."""
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            (home / "seeds").mkdir()
            (home / "data").mkdir()
            for name, text in texts.items():
                (home / "seeds" / f"{name}.txt").write_text(text, encoding="utf-8")
            for part in self.spec["resources"]:
                out = io.StringIO()
                writer = csv.writer(out, lineterminator="\n")
                writer.writerow(one["name"] for one in self.fields[part["name"]])
                writer.writerows(sorted(self.rows[part["name"]]))
                (home / "data" / part["path"]).write_text(out.getvalue(), encoding="utf-8")
            (home / "data" / "datapackage.json").write_text(json.dumps(self.spec), encoding="utf-8")
            return Case.open(home)


def plant(spec, seed):
    """The planted case of a seed, its tables filled by a reader who sees the words alone, and its truth."""
    chance, world, reports = draw(seed)
    tables, texts = Tables(spec), {report.name: report.text for report in reports}
    speakers = _speakers(tables, reports)
    _common(tables, world)
    for report in reports:
        _whole(tables, report)
        _row_by_row(tables, world, report, reports, speakers)
    _edges(tables, reports, texts)
    grades, second = _grades(tables, chance, reports, speakers), _second(tables, chance, texts)
    truth = {"number": world["number"], "day": world["day"], "ship": world["ship"], "namesake": world["namesake"]}
    return Planted(seed, tables.open(texts), reports, grades=grades, second=second, **truth)


def _speakers(tables, reports):
    """Ids of outlets and of whoever is named; the same words are the same row."""
    names = [*(report.outlet for report in reports), *dict.fromkeys(report.told.who for report in reports)]
    found = {name: f"S{number:02}" for number, name in enumerate(names, 1)}
    for name, row in found.items():
        outlet = name in OUTLETS
        kind = "outlet" if outlet else "person" if name in NAMED else "anonymous_person"
        named = "yes" if outlet or name in NAMED else "no"
        tables.add("speakers", row, name=name, kind=kind, side="unclear", named=named, member_of=NONE)
    return found


def _common(tables, world):
    """Questions and places; a namesake lies a good way off."""
    unit = world["things"].rstrip("s")
    asked = [("number", unit), ("outcome", NONE), ("yes_no", NONE), ("number", "mile")]
    for number, (kind, counted) in enumerate(asked, 1):
        cells = {"kind": kind, "unit": counted, "bears_on": NONE}
        tables.add("questions", f"Q{number:02}", text=f"Planted question {number}?", **cells)
    north = world["miles"] * 1.609344 / 110.574
    spots = [(world["a"], 0.5 + north, -24.0), (world["b"], 0.5, -24.0)]
    if world["namesake"]:
        spots.append((world["a"], 0.5, -24.0 + 3.1 * north / cos(radians(0.5))))
    for number, (name, lat, lon) in enumerate(spots, 1):
        place, cells = f"P{number:02}", {"lat": f"{lat:.4f}", "lon": f"{lon:.4f}", "radius_km": "0.5"}
        tables.add("places", place, name=name, feature="settlement", basis="Planted.", outline=NONE, **cells)
        tables.add("place_names", f"N{number:02}", place=place, name=name, script="latin", basis="Planted.")


def _whole(tables, report):
    """The rows that a report has as a whole: itself, its work, its one passage, its printing and what it tells of."""
    name, text = report.name, report.text
    cells = {"file": f"{name}.txt", "sha256": hashlib.sha256(text.encode()).hexdigest(), "label": report.outlet}
    cells |= {"publisher": report.outlet, "publisher_certainty": "certain", "printing": f"{name}-e01"}
    cells |= {"genre": "news_report", "page": NONE, "reference": NONE}
    tables.add("reports", name, **cells)
    work = {"publisher": report.outlet, "status": "held", "language": "English", "reference": NONE}
    tables.add("works", f"W{name[1:]:0>2}", name=f"The report {name}", report=name, **work)
    body = text.strip()
    about = {"part": "body", "paratext": "no", "why": "The text."}
    tables.add("passages", f"{name}-p01", quote=body[:60].strip(), until=body[-60:].strip(), **about)
    tables.add("events", f"{name}-e01", name=f"The printing of {name}", kind="printing", told_in=NONE, same_as=NONE)
    cells = {"kind": "happening", "told_in": f"{name}-e01", "same_as": NONE if name == "R0" else "R0-e02"}
    certainty = NONE if name == "R0" else "certain"
    tables.add("events", f"{name}-e02", name=f"The loss, as {name} tells it", certainty=certainty, **cells)
    if report.known:
        day, about = report.printed.isoformat(), f"{name} was on sale on that day."
        cells = {"kind": "day", "subject": name, "low": day, "high": day, "known_on": day, "statement": about}
        tables.add("references", f"X{10 + int(name[1:])}", address="not_stated", source="Planted", **cells)


def _row_by_row(tables, world, report, reports, speakers):
    """The rows for what a report says."""
    name, told, event = report.name, report.told, f"{report.name}-e02"
    by = {"within": NONE, "cue_class": "neutral", "direct": "none", "attested": "paraphrase", "event": NONE}
    by |= {"interest": "none_seen", "interest_why": "Planted."}
    for kind, line in told.lines.items():
        number = {"number": 1, "harm": 2, "first": 3, "far": 4}[kind]
        outlet = next((one for one in OUTLETS if f", the {one} " in line), None)
        hop = {"number": told.who}.get(kind)
        saying = NONE
        for level, speaker in enumerate(who for who in (outlet, hop) if who):
            inside, saying = saying, f"{name}-a{10 * number + level}"
            cells = by | {"within": inside, "access": "saw_or_heard" if speaker == hop else "hearsay"}
            tables.add("attributions", saying, quote=line[:-1], speaker=speakers[speaker], cue="said", **cells)
        claim = f"{name}-c{number:02}"
        sure = {"harm": SURE[told.hedge], "first": LIMIT[told.verb][1]}.get(kind, "certain")
        about = {"act": "asserts", "certainty": sure, "stance": "neutral" if saying != NONE else "endorses"}
        answer = f"{name}-{ANSWER[kind]}{number:02}"
        cells = {"question": f"Q{number:02}", "event": event, "answer": answer, "attribution": saying}
        tables.add("claims", claim, quote=line[:-1], **about, **cells)
        _answer(tables, world, report, kind, answer, claim)
        if outlet:
            source = next(one for one in reports if one.outlet == outlet)
            held = source.told.lines[kind][:-1] if kind in source.told.lines else NONE
            cells = {"borrower": f"W{name[1:]:0>2}", "source": f"W{source.name[1:]:0>2}", "kind": "credits"}
            cells |= {"question": f"Q{number:02}", "certainty": "certain", "source_quote": held, "outside": NONE}
            cells |= {"direction_basis": "The borrower names its source."}
            tables.add("dependences", f"{name}-s{number:02}", quote=line[:-1], **cells)
    _days(tables, report)


def _answer(tables, world, report, kind, answer, claim):
    """The row that holds the answer of a claim."""
    name, told = report.name, report.told
    line, about = told.lines[kind], {"event": f"{name}-e02", "claim": claim}
    if kind == "number":
        words = next(one for w in (False, True) for one in [worded(None, *told.number, w)] if one in line.casefold())
        at = line.casefold().index(words)
        low, high = HEDGES[told.number[0]](told.number[1])
        quote = line[at : at + len(words) + 1 + len(world["things"])]
        cells = {"low": str(low) if low else "open", "high": "open" if high == inf else str(high)}
        cells |= {"scope": "not_stated"}
        cells |= {"low_closed": "yes" if low else "no", "high_closed": "no" if high == inf else "yes"}
        cells |= {"kind": "at_least" if high == inf else "range" if low else "at_most", "question": "Q01"}
        tables.add("quantities", answer, quote=quote, unit=NONE, of_what=world["things"], **cells, **about)
    elif kind == "harm":
        who, outcome = RANKS[told.rank], FATES[told.fate]
        cells = {"who": who, "outcome": outcome, "certainty": SURE[told.hedge]}
        tables.add("outcomes", answer, quote=line[:-1], **cells, **about)
    elif kind == "first":
        limits, sure = LIMIT[told.verb]
        cells = {"of_what": told.what, "scope": told.scope, "limits": limits, "certainty": sure}
        tables.add("firsts", answer, quote=line[:-1], **cells, **about)
    else:
        hedge, miles = told.far
        quote = f"{hedge} {miles} miles".strip()
        low, high = (0.9 * miles, 1.1 * miles) if hedge else (miles, miles)
        cells = {"low": f"{low:g}", "high": f"{high:g}", "low_closed": "yes", "high_closed": "yes", "scope": NONE}
        cells |= {"kind": "approximate" if hedge else "exact", "approximate": "yes" if hedge else "no"}
        cells |= {"cue": hedge or "none", "question": "Q04", "unit": "mile", "of_what": NONE}
        tables.add("quantities", answer, quote=quote, **cells, **about)
        ends = {"from_place": "P01", "to_place": "P02", "relation": "distance", "claim": claim}
        tables.add("distances", f"{name}-d04", quote=line[:-1], quantity=answer, **ends)


def _days(tables, report):
    """The rows of times: when it happened, as worded, and the late day told as past."""
    name, (words, kind, anchor, earliest, latest, _) = report.name, report.when
    cells = {"kind": kind, "event": f"{name}-e02", "relation": "on", "earliest": earliest, "latest": latest}
    cells |= {"anchor": f"{name}-e01" if anchor == "printing" else anchor, "basis": "Planted."}
    tables.add("times", f"{name}-t01", quote=words.removeprefix("on "), before="on" * words.startswith("on "), **cells)
    if report.late:
        day, event = report.late.isoformat(), f"{name}-e04"
        words = full(report.late)
        about = {"kind": "happening", "told_in": f"{name}-e01", "same_as": NONE, "certainty": NONE}
        tables.add("events", event, name=f"The towing in, as {name} tells it", **about)
        cells = {"kind": "day", "event": event, "relation": "on", "anchor": "calendar", "earliest": day, "latest": day}
        tables.add("times", f"{name}-t02", quote=words, after=".", **cells)


def _edges(tables, reports, texts):
    """An edge wherever two texts share words and neither names the other: a debt, of which the direction is unsure."""
    shared = stemma.wording(texts)
    place = [one["name"] for one in tables.fields["dependences"]]
    named = {tuple(row[place.index(end)] for end in ("borrower", "source")) for row in tables.rows["dependences"]}
    for run in shared[shared["counts"]].itertuples():
        one, other = f"W{run.a[1:]:0>2}", f"W{run.b[1:]:0>2}"
        if {(one, other), (other, one)} & named:
            continue
        about = {"kind": "lifts", "question": NONE, "certainty": "possible", "outside": NONE}
        about |= {"source_quote": run.text_a, "direction_basis": "Shared words; the direction is not known."}
        number = 20 + len(tables.rows["dependences"])
        tables.add("dependences", f"{run.b}-s{number}", quote=run.text_b, borrower=other, source=one, **about)


def _grades(tables, chance, reports, speakers):
    """Gradings of the claims on the number and of their speakers; what each is in truth, by id."""
    found = {}
    for number, report in enumerate(reports, 1):
        by = chance.choice([None, None, *(one for one in reports if one is not report)])
        cells = {"subject": f"{report.name}-c01", "axis": "credibility", "rests_on": f"{report.name}-c01"}
        cells |= {"known_at": report.printed.isoformat(), "evidence": "Planted."}
        lifted = chance.random() < 0.5
        cells |= {"grade": "2" if lifted else "3", "lifted_by": f"{by.name}-c01" if by and lifted else NONE}
        tables.add("gradings", f"K{number:02}", **cells)
        kind = "lifted by another" if by and by.origin != report.origin else "lifted by its own origin"
        found[f"K{number:02}"] = "not lifted" if not lifted else kind if by else "lifted by nothing"
    for number, who in enumerate(dict.fromkeys(report.told.who for report in reports), 50):
        kind = chance.choice(["judged on a record", "judged without a record", "not judged"])
        cells = {"subject": speakers[who], "axis": "reliability", "grade": "F" if kind == "not judged" else "B"}
        cells |= {"known_at": reports[0].printed.isoformat(), "evidence": "Planted.", "lifted_by": NONE}
        record = f"X{number}" if kind == "judged on a record" else speakers[who]
        tables.add("gradings", f"K{number}", rests_on=record, **cells)
        if record != speakers[who]:
            about = {"kind": "text", "subject": speakers[who], "low": NONE, "high": NONE, "known_on": "1949-01-01"}
            tables.add("references", record, statement="A planted record.", source="Planted", **about)
        found[f"K{number}"] = kind
    return found


def _second(tables, chance, texts):
    """A second reading of the numbers, some of it astray; what was done to each row, by id of the first."""
    place = {one["name"]: number for number, one in enumerate(tables.fields["quantities"])}
    found = {}
    for row in tables.rows["quantities"]:
        quote, kind, low, high = (row[place[name]] for name in ("quote", "kind", "low", "high"))
        done = chance.choices(["same", "left out", "other label", "other edge"], [7, 1, 1, 1])[0]
        text, short = texts[row[0].split("-")[0]], quote.rsplit(" ", 1)[0]
        done = "same" if done == "other edge" and text.count(short) > 1 else done
        found[row[0]] = done
        quote = short if done == "other edge" else quote
        kind = "vague" if done == "other label" else kind
        if done != "left out":
            cells = {"layer": "quantities", "label": kind, "low": low, "high": high, "quote": quote}
            tables.add("second_reading", row[0].replace("-q", "-r"), **cells)
    return found


def lay(folder, spec):
    """Lay the planted case of tests/planted out below a folder: its own texts and tables, headers where it has none."""
    shutil.copytree(PLANTED / "seeds", folder / "seeds")
    shutil.copytree(PLANTED / "data", folder / "data")
    (folder / "data" / "datapackage.json").write_text(json.dumps(described(spec)), encoding="utf-8")
    for part in spec["resources"]:
        path = folder / "data" / part["path"]
        if not path.exists():
            with path.open("w", newline="", encoding="utf-8") as out:
                csv.writer(out, lineterminator="\n").writerow(one["name"] for one in part["schema"]["fields"])
    return folder


def harbour(spec):
    """The planted case of tests/planted, opened with a description of tables."""
    with tempfile.TemporaryDirectory() as folder:
        return Case.open(lay(Path(folder) / "case", spec))

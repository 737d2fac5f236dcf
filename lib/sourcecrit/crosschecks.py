"""Rows against rows, where the tables say a thing in two places: facts and their statements, places and their sources,
labels that follow from other labels, edges of quotations, and the second reading against the first.

Checks as in `redundancy`: each takes a case and yields (row id, Problem); a decision excuses.
"""

import re
import unicodedata
from datetime import date

import pandas as pd

from sourcecrit import coding
from sourcecrit.redundancy import NOTHING, cues, first_reading, sentence_of, told

__all__ = ["CHECKS"]

MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
RADII = {"estate": ("1", "3"), "settlement": ("3",), "city": ("10", "15")}
AUXILIARY = {"have", "has", "had", "been", "did", "didn’t", "could", "not"}
SMALL = {
    *AUXILIARY,
    "also",
    "separately",
    "to",
    "of",
    "by",
    "for",
    "on",
    "from",
    "as",
    "a",
    "be",
    "is",
    "are",
    "what",
    "it",
}
SMALL |= {
    "initial",
    "in",
    "comment",
    "independently",
    "heard",
    "described",
    "publicly",
    "reports",
    "estimates",
    "issued",
    "that",
}
RULED = {"order": ("0", "open"), "vague": ("open", "0"), "duration": ("not_applicable", "not_applicable")}
EDGED = ("quantities", "place_mentions", "attributions", "claims", "outcomes", "firsts", "exhibits", "distances")
MONTHLY = [
    ("earlier this year", ("-365", "-1")),
    ("(this|last) (spring|summer|autumn|winter)", ("-213", "0")),
    (rf"(since (early|mid|late) )?({'|'.join(MONTHS)})|this year", ("-365", "0")),
]
_DAY = re.compile(rf"(?:(\w+day) )?(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?")
_BEFORE = re.compile(r"(?:^|[\s“\"‘])(?:a|an|the)\s+$", re.IGNORECASE)
_NAME = re.compile(r"\b(?!The |A |An |Both )[A-Z][\w-]+ $")
_WANTING = """a an the of to in on at by for with and or but that which who as from into due used have had has is are
was were be been not also while when where if than their its his her this these those such because after before since
during between among within without against towards via despite including may might could would will"""
_AFTER = re.compile(rf"\s(?:{'|'.join(_WANTING.split())})$")


def facts(case):
    """An outside fact says in words what its ends say in figures, and was not known before it happened."""
    for row in case.frames["references"].itertuples():
        if row.kind == "point" and not (row.low in row.statement and row.high in row.statement):
            yield told(case, "references", row.id, "low", "its statement gives another point", "let both agree")
        if row.kind == "day":
            yield from _dated(case, row)
        elif row.kind != "text" and re.match(r"\d{4}-\d\d", row.low):
            yield told(case, "references", row.id, "kind", f"a {row.kind} with a date", "check the kind")
        if (match := _DAY.search(row.source)) and match[4] and row.known_on not in {_iso(match), *NOTHING}:
            yield told(case, "references", row.id, "known_on", f"its source is of {_iso(match)}", "check the day")


def _dated(case, row):
    """Complaints about a fact of kind day."""
    if not re.match(r"\d{4}-\d\d-\d\d$", row.low):
        yield told(case, "references", row.id, "kind", "a day without a date", "check the kind")
        return
    if row.known_on not in NOTHING and row.known_on[:7] < row.low[:7] or row.high < row.low:
        yield told(case, "references", row.id, "known_on", "it was known before it happened", "check the days")
    days = list(_DAY.finditer(row.statement))
    if days and row.low not in {_iso(match, row.low[:4]) for match in days}:
        yield told(case, "references", row.id, "low", f"its statement says {days[0][0]}", "let both agree")
    for match in days:
        if (
            match[1]
            and match[1].endswith("day")
            and date.fromisoformat(_iso(match, row.low[:4])).strftime("%A") != match[1]
        ):
            yield told(case, "references", row.id, "statement", f"{match[0]} was no {match[1]}", "check the date")


def _iso(match, year=None):
    """A date in words as an ISO date."""
    return f"{match[4] or year}-{MONTHS.index(match[3]) + 1:02}-{int(match[2]):02}"


def points(case):
    """A place stands where its source puts it, and each spelling is in the script it is said to be in."""
    facts = case.frames["references"].set_index("id")
    for row in case.frames["places"].itertuples():
        sources = [facts.loc[name] for name in row.reference.split(" ") if name in facts.index]
        given = {(fact["low"], fact["high"]) for fact in sources if fact["kind"] == "point"}
        if given and (row.lat, row.lon) not in given:
            yield told(case, "places", row.id, "lat", f"its source says {sorted(given)}", "let both agree")
        if (row.lat in NOTHING) != (row.radius_km in NOTHING):
            yield told(case, "places", row.id, "radius_km", "a point without a radius, or the reverse", "give both")
        if row.radius_km not in NOTHING and row.radius_km not in RADII.get(row.feature, ()):
            yield told(
                case, "places", row.id, "radius_km", f"not the doubt given to a {row.feature}", "check the radius"
            )
        if (row.outline in NOTHING) == (row.lat in NOTHING) and row.feature not in {
            "line",
            "undetermined",
            "facility",
            "continent",
        }:
            yield told(case, "places", row.id, "outline", "neither a point nor an area, or both", "give one")
    for row in case.frames["place_names"].itertuples():
        scripts = {unicodedata.name(letter).split(" ")[0].lower() for letter in row.name if letter.isalpha()}
        if scripts != {row.script}:
            yield told(case, "place_names", row.id, "script", f"{row.name!r} is {sorted(scripts)}", "check the script")


def followed(case):
    """Labels that follow from other labels of the same row, or of the row it belongs to."""
    frames = case.frames
    for row in frames["place_mentions"].itertuples():
        if row.metonym != (row.role == "actor"):
            yield told(case, "place_mentions", row.id, "metonym", f"metonym with the role {row.role}", "check one")
    for row in frames["times"].itertuples():
        first = row.quote.split(" ")[0].lower()
        wanted = {"since": "since", "after": "after", "following": "after", "before": "before", "previously": "before"}
        wanted |= {"long": "for", "shortly": "after", "in": "after" if row.kind == "order" else "on"}
        if row.relation != wanted.get(first, "for" if row.kind == "duration" else "on"):
            yield told(case, "times", row.id, "relation", f"{row.quote!r} reads otherwise", "check the relation")
    for row in frames["events"].itertuples():
        if (row.same_as in NOTHING) != (row.certainty in NOTHING):
            yield told(case, "events", row.id, "certainty", "a sameness without certainty, or the reverse", "give both")
    for row in frames["works"].itertuples():
        if (row.status in {"held", "embedded"}) == (row.report in NOTHING):
            yield told(case, "works", row.id, "status", f"{row.status} with report {row.report}", "check one of them")
    for row in frames["questions"].itertuples():
        if (row.kind == "number") == (row.unit in NOTHING):
            yield told(case, "questions", row.id, "kind", f"a {row.kind} with unit {row.unit}", "check one of them")
    yield from _sayings(case)


def _sayings(case):
    """How a report stands to a claim follows from the cue; how far a saying is attested, from its marks."""
    sayings, passing = case.frames["attributions"].set_index("id"), {"distancing": "distances", "endorsing": "endorses"}
    for row in case.frames["claims"].itertuples():
        kind = sayings.loc[row.attribution, "cue_class"] if row.attribution not in NOTHING else "own"
        if row.stance != ("endorses" if kind == "own" else passing.get(kind, "neutral")):
            yield told(case, "claims", row.id, "stance", f"{row.stance} with a saying of class {kind}", "check one")
        if kind != "own" and not (
            sayings.loc[row.attribution, "start"] <= row.start <= row.end <= sayings.loc[row.attribution, "end"]
        ):
            yield told(case, "claims", row.id, "span", "it runs out of its saying", "check the span")
    unheard = {"unattributed": {"unclear", "none_seen"}}
    kinds = case.frames["speakers"].set_index("id")["kind"]
    for row in sayings.reset_index().itertuples():
        silent = row.cue_class == "silent" and row.attested != "reported_only"
        marked = row.direct != "none" or row.part == "embedded_evidence"
        if silent or row.attested == "verbatim" and not marked or row.direct == "full" and row.attested != "verbatim":
            yield told(case, "attributions", row.id, "attested", f"{row.attested} with direct {row.direct}", "check it")
        if row.interest not in unheard.get(kinds[row.speaker], {"serves", "costs", "both", "none_seen", "unclear"}):
            yield told(case, "attributions", row.id, "interest", "nobody is named whom it could serve", "check it")


def edges(case):
    """No quotation leaves an article outside, ends on a word that wants another, or cuts a name or a word."""
    for table in EDGED:
        for row in case.frames[table].itertuples():
            left, right = case.texts[row.report].content[: row.start], case.texts[row.report].content[row.end :]
            inside = left[-1:].isalnum() and row.quote[0].isalnum() or right[:1].isalnum() and row.quote[-1].isalnum()
            name = _NAME.search(left[-40:]) and row.quote[0].isupper()
            article = table != "place_mentions" and _BEFORE.search(left[-8:])
            if inside or name or article or _AFTER.search(row.quote):
                found = f"{left[-15:]!r} … {right[:10]!r} stand at its edges"
                yield told(case, table, row.id, "quote", found, "check the span")


def cued(case):
    """A cue is whole: no auxiliary left outside it, and nothing in it but the saying and its small words."""
    for row in case.frames["attributions"].itertuples():
        if row.cue == "none" or " … " in row.cue:
            continue
        left = row.quote[: row.quote.find(row.cue)].split()[-1:]
        core = next((m[0] for pattern, _ in cues("attribution_cues") if (m := pattern.search(row.cue))), "")
        rest = row.cue.replace(core, "", 1).lower().split()
        if not core or set(rest) - SMALL or core != "reportedly" and left and left[0] in AUXILIARY:
            yield told(
                case, "attributions", row.id, "cue", f"{row.cue!r} after {left}", "check where the cue begins and ends"
            )


def ruled(case):
    """The days of words whose bounds the coding rules give outright are those of the rules."""
    for row in case.frames["times"].itertuples():
        wanted = RULED.get(row.kind) or next((days for words, days in MONTHLY if re.fullmatch(words, row.quote)), None)
        if wanted and (row.earliest, row.latest) != wanted:
            yield told(case, "times", row.id, "latest", f"the rules give {wanted[0]} to {wanted[1]}", "check the days")


def anchored(case):
    """Words count from a printing, unless they are words of order; and date an event told of in their sentence."""
    told_of = {}
    for table in ("claims", "quantities", "place_mentions", "outcomes", "firsts", "attributions"):
        for row in case.frames[table].itertuples():
            told_of.setdefault((row.report, sentence_of(case, row)), set()).add(row.event)
    printings = set(case.frames["events"].query("kind == 'printing'")["id"]) | {"calendar"}
    for row in case.frames["times"].itertuples():
        if (row.kind == "order") == (row.anchor in printings):
            yield told(
                case, "times", row.id, "anchor", f"{row.kind} words with anchor {row.anchor}", "check the anchor"
            )
        if row.event not in NOTHING and row.event not in told_of.get((row.report, sentence_of(case, row)), set()):
            yield told(case, "times", row.id, "event", f"nothing else there is of {row.event}", "check the id")


def asked(case):
    """A claim's sentence shares a word with the question it answers, and each saying carries a claim."""
    questions = case.frames["questions"].set_index("id")["text"]
    for row in case.frames["claims"].itertuples():
        start, end = sentence_of(case, row)
        if not _stems(questions[row.question]) & _stems(case.texts[row.report].content[start:end]):
            yield told(
                case,
                "claims",
                row.id,
                "question",
                f"no word of {questions[row.question]!r} stands there",
                "check the id",
            )
    carrying = set(case.frames["claims"]["attribution"]) | set(case.frames["attributions"]["within"])
    for row in case.frames["attributions"].itertuples():
        if row.id not in carrying:
            yield told(case, "attributions", row.id, "span", "no claim stands in it", "add its claim, or decide")


def _stems(text):
    """The first five letters of the telling words of a text."""
    return {word[:5].lower() for word in re.findall(r"[^\W\d_]{4,}", text)} - {
        "what",
        "which",
        "north",
        "korea",
        "have",
        "were",
        "this",
        "that",
        "there",
        "said",
    }


def distances(case):
    """A distance's ends are places named in it or in its sentence, and its quantity lies inside it."""
    spelled = case.frames["place_names"].groupby("place")["name"].agg(set)
    quantities = case.frames["quantities"].set_index("id")
    for row in case.frames["distances"].itertuples():
        start, end = sentence_of(case, row)
        for column in ("from_place", "to_place"):
            place = getattr(row, column)
            if place in spelled.index and not any(
                name in case.texts[row.report].content[start:end] for name in spelled.get(place, ())
            ):
                yield told(case, "distances", row.id, column, f"{place} is not named there", "check the id")
        if row.quantity not in NOTHING and not row.start <= quantities.loc[row.quantity, "start"] < row.end:
            yield told(case, "distances", row.id, "quantity", "its number stands elsewhere", "check the id")


def readers(case):
    """Where both readers marked the same words, edges and bounds agree too, or the difference is decided."""
    second = case.frames["second_reading"].set_index("id")
    if not len(second):
        return
    ends = case.frames["quantities"].set_index("id")
    for row in coding.compare(first_reading(case), case.frames["second_reading"], case.texts).itertuples():
        if pd.isna(row.first) or pd.isna(row.second):
            continue
        if not row.same_edges:
            found = f"the second reader marks {second.loc[row.second, 'quote']!r}"
            yield told(case, row.layer, row.first, "edges", found, "decide it")
        if row.layer == "quantities" and tuple(ends.loc[row.first, ["low", "high"]]) != tuple(
            second.loc[row.second, ["low", "high"]]
        ):
            yield told(case, row.layer, row.first, "low", "the second reader has other ends", "decide it")


CHECKS = {
    "outside facts": facts,
    "places": points,
    "labels that follow": followed,
    "edges": edges,
    "cues": cued,
    "rules": ruled,
    "anchors": anchored,
    "questions asked": asked,
    "distances": distances,
    "readers": readers,
}

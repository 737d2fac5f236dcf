"""Rows against rows, where the tables say a thing in two places: facts and their statements, places and their sources,
labels that follow from other labels, rows that point to each other, edges of quotations.

Checks as in `redundancy`: each takes a case and yields (row id, Problem); a decision excuses. What can be asked of a
row, or of a row and the one it points to, is a line of `lexicon/check_rules.csv`: the table, the column `via` which it
points (its row's columns then begin with `its_`), the fault as a pandas query, how it is told and why it is one.
"""

import re
import unicodedata
from collections import Counter
from datetime import date
from functools import partial

from sourcecrit.corpus import listed
from sourcecrit.redundancy import NOTHING, WORDS, cues, first_label, label_problem, sentence_of, together, told

__all__ = ["CHECKS"]

EDGED = ("quantities", "place_mentions", "attributions", "claims", "outcomes", "firsts", "exhibits", "distances")
MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
_DAY = re.compile(rf"(?:(\w+day) )?(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?")
_BEFORE = re.compile(r"(?:^|[\s“\"‘])(?:a|an|the)\s+$", re.IGNORECASE)
_NAME = re.compile(r"\b(?!The |A |An |Both )[A-Z][\w-]+ $")
_AFTER = re.compile(rf"\s(?:{'|'.join(WORDS['wanting'])})$")
_RULES = listed("check_rules")


def ruled(case, check):
    """The rows at fault by the lexicon's rules of one check."""
    names = WORDS | {"nothing": sorted(NOTHING), "day": r"\d{4}-\d\d-\d\d"}
    for rule in (rule for rule in _RULES if rule["check"] == check):
        for table in rule["table"].split(" "):
            frame = _seen_with(case, table, rule["via"]) if rule["via"] else case.frames[table]
            for row in frame.query(rule["fault"], local_dict=names, engine="python").to_dict("records"):
                yield told(case, table, row["id"], rule["column"], rule["found"].format(**row), rule["todo"])


def _seen_with(case, table, via):
    """The rows of a table that point to others by a column, with the columns of those as `its_`."""
    [into] = [field.refers["tables"][0] for field in case.package.tables[table].fields if field.name == via]
    return case.frames[table].join(case.frames[into].set_index("id").add_prefix("its_"), on=via, how="inner")


def facts(case):
    """An outside fact says in words what its ends say in figures."""
    for row in case.frames["references"].itertuples():
        if row.kind == "point" and not (row.low in row.statement and row.high in row.statement):
            yield told(case, "references", row.id, "low", "its statement gives another point", "let both agree")
        if (match := _DAY.search(row.source)) and match[4] and row.known_on not in {_iso(match), *NOTHING}:
            yield told(case, "references", row.id, "known_on", f"its source is of {_iso(match)}", "check the day")
        dated = row.kind == "day" and re.match(r"\d{4}-\d\d-\d\d$", row.low)
        days = list(_DAY.finditer(row.statement)) if dated else []
        if days and row.low not in {_iso(match, row.low[:4]) for match in days}:
            yield told(case, "references", row.id, "low", f"its statement says {days[0][0]}", "let both agree")
        for match in days:
            if match[1] and date.fromisoformat(_iso(match, row.low[:4])).strftime("%A") != match[1]:
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
    for row in case.frames["place_names"].itertuples():
        scripts = {unicodedata.name(letter).split(" ")[0].lower() for letter in row.name if letter.isalpha()}
        if scripts != {row.script}:
            yield told(case, "place_names", row.id, "script", f"{row.name!r} is {sorted(scripts)}", "check the script")


def linked(case):
    """A claim shares a sentence with its saying, and a saying with the one it lies within."""
    for table, column in (("claims", "attribution"), ("attributions", "within")):
        for row in _seen_with(case, table, column).itertuples():
            if not together(case, row):
                yield told(case, table, row.id, column, "what it points to stands in another sentence", "check the id")


def answers(case):
    """An answer is of its question's kind, and a row that answers a claim names that claim."""
    homes = {"number": "quantities", "outcome": "outcomes", "day": "times", "place": "place_mentions"}
    for row in _seen_with(case, "claims", "question").itertuples():
        if re.fullmatch(r"R\d+-[a-z]+\d+", row.answer):
            its = case.row(row.answer)
            if its["table"] != homes.get(row.its_kind, its["table"]):
                yield told(case, "claims", row.id, "question", f"its answer stands in {its['table']}", "check one")
            if its["report"] != row.report:
                yield told(case, "claims", row.id, "answer", "its answer stands in another report", "check the id")
            if its.get("claim", row.id) != row.id:
                yield told(case, "claims", row.id, "answer", f"{row.answer} names another claim", "let both agree")


def doubted(case):
    """How certain a claim is follows from its act and from the words of doubt in it and in its cue."""
    sayings = case.frames["attributions"].set_index("id")["cue"]
    for row in case.frames["claims"].itertuples():
        words = f"{row.quote} {sayings.get(row.attribution, '')}"
        firm = row.act in {"asserts", "denies"}
        wanted = (first_label("certainty_words", words) or "certain") if firm else "not_stated"
        yield from label_problem(case, "claims", row, "certainty", words, wanted)


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
        rest = set(row.cue.replace(core, "", 1).lower().split()) - WORDS["small"] - WORDS["auxiliaries"]
        if not core or rest or core != "reportedly" and WORDS["auxiliaries"].intersection(left):
            found = f"{row.cue!r} after {left}"
            yield told(case, "attributions", row.id, "cue", found, "check where the cue begins and ends")


def anchored(case):
    """Temporal words date an event that something else in their sentence tells of."""
    told_of = {}
    for table in ("claims", "quantities", "place_mentions", "outcomes", "firsts", "attributions"):
        for row in case.frames[table].itertuples():
            told_of.setdefault((row.report, sentence_of(case, row)), set(NOTHING)).add(row.event)
    for row in case.frames["times"].itertuples():
        if row.event not in told_of.get((row.report, sentence_of(case, row)), NOTHING):
            yield told(case, "times", row.id, "event", f"nothing else there is of {row.event}", "check the id")


def asked(case):
    """A claim's sentence shares a word with its question, beside those of many; and each saying carries a claim."""
    asked = Counter(stem for text in case.frames["questions"]["text"] for stem in _stems(text))
    common = {stem for stem, count in asked.items() if count > max(3, len(case.frames["questions"]) / 3)}
    for row in _seen_with(case, "claims", "question").itertuples():
        start, end = sentence_of(case, row)
        if not _stems(row.its_text) & _stems(case.texts[row.report].content[start:end]) - common:
            found = f"no word of {row.its_text!r} stands there"
            yield told(case, "claims", row.id, "question", found, "check the id")
    carrying = set(case.frames["claims"]["attribution"]) | set(case.frames["attributions"]["within"])
    for name in sorted(set(case.frames["attributions"]["id"]) - carrying):
        yield told(case, "attributions", name, "span", "no claim stands in it", "add its claim, or decide")


def _stems(text):
    """The first five letters of the telling words of a text."""
    return {word[:5].lower() for word in re.findall(r"[^\W\d_]{4,}", text)} - WORDS["untelling"]


def distances(case):
    """A distance's ends are places named in it or in its sentence."""
    spelled = case.frames["place_names"].groupby("place")["name"].agg(set)
    for row in case.frames["distances"].itertuples():
        start, end = sentence_of(case, row)
        for column in ("from_place", "to_place"):
            names = spelled.get(getattr(row, column))
            if names and not any(name in case.texts[row.report].content[start:end] for name in names):
                yield told(case, "distances", row.id, column, f"{getattr(row, column)} is not named there", "check it")


def weighed(case):
    """A claim that is weighed meets each answer to the question once."""
    asked_of = case.frames["hypotheses"].groupby("question")["id"].agg(list)
    cells = Counter(zip(case.frames["weighings"]["claim"], case.frames["weighings"]["hypothesis"], strict=True))
    for row in case.frames["weighings"].itertuples():
        rivals = next(names for names in asked_of if row.hypothesis in names)
        if lacking := [name for name in rivals if cells[row.claim, name] != 1]:
            found = f"{row.claim} does not meet {' '.join(lacking)} once"
            yield told(case, "weighings", row.id, "claim", found, "weigh each claim once with each answer")


def _both(case, check):
    """The complaints of a check by the lexicon's rules, then by its function."""
    yield from ruled(case, check)
    yield from _FUNCTIONS[check](case) if check in _FUNCTIONS else ()


_FUNCTIONS = {
    "rows that point": linked,
    "answers": answers,
    "acts and doubt": doubted,
    "outside facts": facts,
    "places": points,
    "edges": edges,
    "cues": cued,
    "anchors": anchored,
    "questions asked": asked,
    "distances": distances,
    "weighings": weighed,
}
CHECKS = {check: partial(_both, check=check) for check in [*_FUNCTIONS, *(rule["check"] for rule in _RULES)]}

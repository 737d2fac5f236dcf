"""Where a case says something twice, both must agree: readings and their words, rows and rows, reader and reader.

Each check takes a case and gives a list of Problems. What two careful readers may see differently is not a fault: a row
of `decisions` that names the row and the column excuses it. No checksum and no second copy of a table is used.
"""

import re
from datetime import date, timedelta
from functools import cache

import pandas as pd

from sourcecrit import bounds, coding, coverage, quantities, times
from sourcecrit.corpus import Span, listed, sentences
from sourcecrit.tables import Problem

__all__ = ["CHECKS", "LABELS", "NOTHING", "complaints", "first_reading", "sentence_of", "told"]

NOTHING = {"not_stated", "unclear", "not_applicable", "none"}
LABELS = {
    "quantities": "kind",
    "times": "kind",
    "attributions": "cue_class",
    "outcomes": "outcome",
    "firsts": "certainty",
}
_QUOTES = re.compile(r"[“\"][^“”\"]+[”\"]")


@cache
def cues(name):
    """The rows of a cue list of the lexicon, each with its compiled pattern, as (pattern, label)."""
    return [(re.compile(rf"(?<!\w)(?:{row['cue']})(?!\w)", re.IGNORECASE), row["label"]) for row in listed(name)]


def complaints(case, checks):
    """The complaints of some checks by name, those excused by a decision left out."""
    excused = {
        (name, column)
        for row in case.frames["decisions"].itertuples()
        for name in row.row.split(" ")
        for column in row.field.split(" ")
    }
    return {
        name: [problem for row, problem in check(case) if (row, problem.column) not in excused]
        for name, check in checks.items()
    }


def told(case, table, row, column, found, todo):
    """A complaint about a row's cell, with the row's id beside it."""
    line = case.frames[table].index[case.frames[table]["id"] == row][0]
    return row, Problem(case.package.tables[table].path, int(line), column, f"{row}: {found}", todo)


def cue_in_quote(case):
    """A cue stands in its own quotation, and the quotation begins or ends with words, not with a comma."""
    for table in ("quantities", "attributions"):
        for row in case.frames[table].itertuples():
            if row.cue != "none" and not all(part in row.quote for part in row.cue.split(" … ")):
                yield told(case, table, row.id, "cue", f"the cue {row.cue!r} is not in the quote", "copy it from there")


def quantity_read(case):
    """The library's own reader, given the words, comes to the bounds in the table, at the same place."""
    read = {name: {(q.start, q.end): q for q in quantities.read(text.content)} for name, text in case.texts.items()}
    for row in case.frames["quantities"].itertuples():
        found = read[row.report].get((row.start, row.end))
        if found is None:
            near = [q.quote for (start, end), q in read[row.report].items() if start < row.end and row.start < end]
            yield told(
                case, "quantities", row.id, "quote", f"the reader finds {near or 'nothing'} here", "check the span"
            )
            continue
        if quantities.bounds(found) != row.bounds:
            shown = bounds.show(quantities.bounds(found))
            yield told(case, "quantities", row.id, "low", f"the reader makes it {shown}", "check the ends")
        pairs = {"kind": (row.kind, found.kind), "approximate": (row.approximate, found.approximate)}
        pairs["cue"] = (row.cue.lower(), (found.cue or "none").lower())
        if row.kind == "vague":
            pairs = {"kind": (row.kind, found.kind), "approximate": (row.approximate, True)}
        pairs["unit"] = (row.unit, found.unit or "not_applicable")
        pairs["of_what"] = (row.of_what, found.of_what or "not_applicable")
        for column, (ours, theirs) in pairs.items():
            if ours != theirs:
                yield told(case, "quantities", row.id, column, f"the reader makes it {theirs!r}", "check the reading")


def time_read(case):
    """The library's own reader of temporal wording, given the words, comes to the days in the table."""
    read = {name: times.read(text.content) for name, text in case.texts.items()}
    for row in case.frames["times"].itertuples():
        near = [e for e in read[row.report] if e.start < row.end and row.start < e.end]
        if not near:
            yield told(case, "times", row.id, "quote", "the reader finds no time here", "check the words")
            continue
        best = max(near, key=lambda e: min(e.end, row.end) - max(e.start, row.start))
        if (best.start, best.end) != (row.start, row.end):
            yield told(case, "times", row.id, "quote", f"the reader finds {best.quote!r}", "check the span")
        if row.kind != ("vague" if best.vague else best.kind):
            yield told(case, "times", row.id, "kind", f"the reader makes it {best.kind!r}", "check the reading")
        if (days := _offsets(best, row.anchor)) != (row.earliest, row.latest):
            yield told(
                case, "times", row.id, "earliest", f"the reader makes it {days[0]} to {days[1]}", "check the days"
            )


def _offsets(expression, anchor):
    """The days an expression can mean over all days of a year it might be printed on, as the table writes them."""
    if expression.kind == "duration" or anchor == "not_applicable":
        return "not_applicable", "not_applicable"
    if anchor == "calendar":
        low, high = expression.days(date(2024, 12, 31))
        return (low.isoformat() if low else "open", high.isoformat() if high else "open")
    days = [date(2024, 1, 1) + timedelta(n) for n in range(366)]
    pairs = [(day, *expression.days(day)) for day in days]
    low = "open" if any(p[1] is None for p in pairs) else str(min((p[1] - p[0]).days for p in pairs))
    high = "open" if any(p[2] is None for p in pairs) else str(max((p[2] - p[0]).days for p in pairs))
    return low, high


def labels_by_words(case):
    """A label that the words themselves decide: cue classes, outcomes, firsts, quotation marks."""
    for row in case.frames["attributions"].itertuples():
        if row.cue != "none":
            yield from _label(
                case, "attributions", row, "cue_class", row.cue, _first_label("attribution_cues", row.cue)
            )
        if row.part == "embedded_evidence":
            continue
        marks = "none" if not _QUOTES.search(row.quote) else row.direct if row.direct != "none" else "part"
        if marks != row.direct:
            yield told(case, "attributions", row.id, "direct", f"the quote has marks: {marks}", "check the marks")
    for row in case.frames["outcomes"].itertuples():
        fates = {
            fate for pattern, label in cues("outcome_words") if pattern.search(row.quote) for fate in label.split()
        }
        order = [fate for fate in ("killed", "wounded", "missing", "captured", "unharmed") if fate in fates]
        yield from _label(case, "outcomes", row, "outcome", row.quote, " ".join(order) or None)
    for row in case.frames["firsts"].itertuples():
        yield from _label(case, "firsts", row, "quote", row.quote, _first_label("first_words", row.quote) and row.quote)


def _first_label(name, words):
    """The label of the first cue of a list that stands in some words, or None."""
    return next((label for pattern, label in cues(name) if pattern.search(words)), None)


def _label(case, table, row, column, words, wanted):
    """The complaint that a cell and its words disagree, if they do."""
    if getattr(row, column) != wanted:
        yield told(case, table, row.id, column, f"{words!r} reads as {wanted}", "check the label against the words")


def links(case):
    """Rows that point to each other agree: on report, question, event, and on whose words lie within whose."""
    claims, sayings = (case.frames[name].set_index("id") for name in ("claims", "attributions"))
    events = case.frames["events"].set_index("id")
    for table in ("quantities", "outcomes", "firsts", "distances"):
        for row in case.frames[table].itertuples():
            if row.claim not in NOTHING:
                yield from _claimed(case, table, row, claims.loc[row.claim])
    for row in claims.reset_index().itertuples():
        if row.attribution not in NOTHING and not _together(case, row, sayings.loc[row.attribution]):
            yield told(case, "claims", row.id, "attribution", "its saying stands in another sentence", "check the id")
    for row in case.frames["attributions"].itertuples():
        if row.within not in NOTHING and not _together(case, row, sayings.loc[row.within]):
            yield told(case, "attributions", row.id, "within", "what it is within stands elsewhere", "check the id")
    for table in ("quantities", "times", "place_mentions", "claims", "outcomes", "firsts", "attributions"):
        for row in case.frames[table].itertuples():
            if row.event not in NOTHING and events.loc[row.event, "report"] != row.report:
                yield told(case, table, row.id, "event", f"{row.event} is told by another report", "check the id")


def _claimed(case, table, row, claim):
    """Complaints about a row and the claim it belongs to."""
    if claim["report"] != row.report or not (claim["start"] < row.end and row.start < claim["end"]):
        yield told(case, table, row.id, "claim", "its claim stands elsewhere", "check the id")
    if table == "quantities" and row.question not in {claim["question"], *NOTHING} and claim["answer"] == row.id:
        yield told(case, table, row.id, "question", f"its claim answers {claim['question']}", "let both name one")
    if table != "distances" and row.event not in {claim["event"], *NOTHING} and claim["answer"] == row.id:
        yield told(case, table, row.id, "event", f"its claim is about {claim['event']}", "let both name one")


def _together(case, row, other):
    """Whether two rows of one report share a sentence."""
    if row.report != other["report"]:
        return False
    spans = [Span(row.start, row.end), Span(other["start"], other["end"])]
    return any(all(span.touches(sentence) for span in spans) for sentence in _sentences(case.texts[row.report].content))


def sentence_of(case, row):
    """The start and end of the sentence in which a row's words begin."""
    found = [part for part in _sentences(case.texts[row.report].content) if part.start <= row.start < part.end]
    return (found[0].start, found[0].end) if found else (row.start, row.end)


@cache
def _sentences(content):
    """The sentences of a text, cut once."""
    return sentences(content)


def answers(case):
    """An answer is of its question's kind, and a row that answers a claim names that claim."""
    kinds = case.frames["questions"].set_index("id")["kind"]
    homes = {"number": "quantities", "outcome": "outcomes", "day": "times", "place": "place_mentions"}
    for row in case.frames["claims"].itertuples():
        home = case.row(row.answer)["table"] if re.fullmatch(r"R\d+-[a-z]+\d+", row.answer) else None
        wanted = homes.get(kinds[row.question])
        if home and wanted and home != wanted:
            yield told(
                case,
                "claims",
                row.id,
                "question",
                f"its answer stands in {home}",
                f"a {kinds[row.question]} stands in {wanted}",
            )
        if home and case.row(row.answer)["report"] != row.report:
            yield told(case, "claims", row.id, "answer", "its answer stands in another report", "check the id")
        if home and "claim" in case.row(row.answer) and case.row(row.answer)["claim"] != row.id:
            yield told(
                case, "claims", row.id, "answer", f"{row.answer} names another claim", "let both name each other"
            )


def acts(case):
    """What the text lets a speaker do goes with the cue of the saying, and certainty with the words of doubt."""
    sayings = case.frames["attributions"].set_index("id")
    by_class = {"silent": {"declines", "did_not_respond"}, "denying": {"denies"}, "unverified": {"could_not_verify"}}
    for row in case.frames["claims"].itertuples():
        kind = sayings.loc[row.attribution, "cue_class"] if row.attribution not in NOTHING else None
        if (
            kind in by_class
            and row.act not in by_class[kind]
            or row.act in set().union(*by_class.values()) - by_class.get(kind, set())
        ):
            yield told(case, "claims", row.id, "act", f"{row.act!r} with a saying of class {kind}", "check one of them")
        if (row.act == "asks") != row.quote.rstrip().endswith("?"):
            yield told(case, "claims", row.id, "act", "a question mark and the act disagree", "check the act")
    for row in case.frames["claims"].itertuples():
        cue = sayings.loc[row.attribution, "cue"] if row.attribution not in NOTHING else ""
        held = "certain" if row.act in {"asserts", "denies"} else "not_stated"
        wanted = held if held == "not_stated" else _first_label("certainty_words", f"{row.quote} {cue}") or held
        yield from _label(case, "claims", row, "certainty", f"{row.quote} {cue}", wanted)
    claims = case.frames["claims"].set_index("id")["certainty"]
    for table in ("outcomes", "firsts"):
        for row in case.frames[table].itertuples():
            if row.claim not in NOTHING and row.certainty != claims[row.claim]:
                found = f"its claim {row.claim} is {claims[row.claim]}"
                yield told(case, table, row.id, "certainty", found, "let both agree")


def names(case):
    """A place as written is one of the place's names; a named speaker's name stands near the saying."""
    spelled = case.frames["place_names"].groupby("place")["name"].agg(set)
    for row in case.frames["place_mentions"].itertuples():
        named = row.quote[:1].isupper()
        if named and row.place not in NOTHING and row.quote not in spelled.get(row.place, set()):
            yield told(
                case, "place_mentions", row.id, "place", f"{row.quote!r} is no name of {row.place}", "add it, or check"
            )
    speakers = case.frames["speakers"].set_index("id")
    for row in case.frames["attributions"].itertuples():
        speaker = speakers.loc[row.speaker]
        if speaker["kind"] in {"unattributed", "report_itself"}:
            continue
        near = case.texts[row.report].content[max(0, row.start - 250) : row.end].lower()
        if not any(word in near for word in _telling(speaker["name"])):
            yield told(
                case, "attributions", row.id, "speaker", f"no word of {speaker['name']!r} stands near", "check the id"
            )


def _telling(name):
    """The words of a speaker's name by which a text would know them, in lower case."""
    found = [word.lower() for word in re.findall(r"[\w-]{3,}", name)]
    return [
        word.removesuffix("s") for word in found if word not in {"the", "and", "for", "some", "other", "unnamed", "who"}
    ]


def kinds(case):
    """Columns that follow from one another: part and paratext, unit and kind of speaker, anchors and printings."""
    frames = case.frames
    frame_parts = {"appeal", "teaser", "author_note", "page_residue"}
    for row in frames["passages"].itertuples():
        if row.paratext != (row.part in frame_parts):
            yield told(
                case,
                "passages",
                row.id,
                "paratext",
                f"a {row.part} is {'' if row.part in frame_parts else 'not '}paratext",
                "check one",
            )
    printings = set(frames["events"].query("kind == 'printing'")["id"]) | {"calendar", "not_applicable"}
    for row in frames["times"].itertuples():
        if row.kind not in {"order", "vague"} and row.anchor not in printings:
            yield told(case, "times", row.id, "anchor", f"{row.anchor} is no printing", "name whose now it is")
    for row in frames["speakers"].itertuples():
        if row.kind != "document" and row.named != (row.kind in {"person", "institution", "outlet"}):
            yield told(case, "speakers", row.id, "named", f"a speaker of kind {row.kind}", "check one of them")
    for row in frames["events"].itertuples():
        if row.report not in NOTHING and not row.id.startswith(f"{row.report}-"):
            yield told(case, "events", row.id, "report", f"{row.report} in {row.id}", "let both name one report")
        if row.same_as not in NOTHING and frames["events"].set_index("id").loc[row.same_as, "kind"] != row.kind:
            yield told(case, "events", row.id, "same_as", f"{row.same_as} is of another kind", "check the id")
    for row in frames["attributions"].itertuples():
        marked = row.direct != "none" or row.part == "embedded_evidence"
        if row.attested == "verbatim" and not marked or row.direct == "full" and row.attested != "verbatim":
            yield told(
                case, "attributions", row.id, "attested", f"{row.attested} with direct {row.direct}", "check one"
            )


def first_reading(case):
    """The first reading in the shape of the second: id, report, start, end, layer, label."""
    parts = [
        frame.assign(layer=layer, label=frame[LABELS[layer]])[["id", "report", "start", "end", "layer", "label"]]
        for layer, frame in case.frames.items()
        if layer in LABELS
    ]
    return pd.concat(parts, ignore_index=True)


def second_reading(case):
    """Every difference between the two readings is known and decided."""
    if not len(case.frames["second_reading"]):
        return
    for row in coding.compare(first_reading(case), case.frames["second_reading"], case.texts).itertuples():
        if pd.isna(row.second):
            yield told(case, row.layer, row.first, "span", "only the first reader marked it", "decide it")
        elif pd.isna(row.first):
            yield told(case, "second_reading", row.second, "span", "only the second reader marked it", "decide it")
        elif row.label_first != row.label_second:
            found = f"the second reader says {row.label_second!r}"
            yield told(case, row.layer, row.first, LABELS[row.layer], found, "decide it")


def covered(case):
    """Every word that ought to be read lies in a row."""
    for layer, report, span in coverage.uncovered(case):
        words = case.texts[report].words_at(span)
        found = f"{words!r} at character {span.start} of {report} lies in no row ({layer})"
        yield report, Problem("data", None, "span", found, "read it, or dismiss it with a reason")


CHECKS = {
    "coverage": covered,
    "cue in quote": cue_in_quote,
    "quantity against reader": quantity_read,
    "time against reader": time_read,
    "label against words": labels_by_words,
    "rows that point": links,
    "answers": answers,
    "acts and doubt": acts,
    "names": names,
    "kinds that follow": kinds,
    "second reading": second_reading,
}

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
WORDS = {row["name"]: set(row["words"].split(" ")) for row in listed("check_words")}
_QUOTES = re.compile(r"[“\"][^“”\"]+[”\"]")
_sentences = cache(sentences)  # each text is cut once


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
        theirs = {name: getattr(found, name) or "not_applicable" for name in ("kind", "unit", "of_what")}
        theirs["approximate"] = found.approximate or row.kind == "vague"
        alike = row.kind == "vague" or row.cue.lower() == (found.cue or "none").lower()
        theirs["cue"] = row.cue if alike else found.cue
        for column, cell in theirs.items():
            if cell != getattr(row, column):
                yield told(case, "quantities", row.id, column, f"the reader makes it {cell!r}", "check the reading")


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
            yield from label_problem(
                case, "attributions", row, "cue_class", row.cue, first_label("attribution_cues", row.cue)
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
        yield from label_problem(case, "outcomes", row, "outcome", row.quote, " ".join(order) or None)
    for row in case.frames["firsts"].itertuples():
        if not first_label("first_words", row.quote):
            yield told(case, "firsts", row.id, "quote", f"{row.quote!r} holds no such word", "check the words")


def first_label(name, words):
    """The label of the first cue of a list that stands in some words, or None."""
    return next((label for pattern, label in cues(name) if pattern.search(words)), None)


def label_problem(case, table, row, column, words, wanted):
    """The complaint that a cell and its words disagree, if they do."""
    if getattr(row, column) != wanted:
        yield told(case, table, row.id, column, f"{words!r} reads as {wanted}", "check the label against the words")


def together(case, row):
    """Whether a row (a tuple of a frame) and the one it is seen with (`its_`) share a sentence of one report."""
    spans = [Span(row.start, row.end), Span(row.its_start, row.its_end)]
    shared = (all(span.touches(one) for span in spans) for one in _sentences(case.texts[row.report].content))
    return row.report == row.its_report and any(shared)


def sentence_of(case, row):
    """The start and end of the sentence in which a row's words begin."""
    found = [part for part in _sentences(case.texts[row.report].content) if part.start <= row.start < part.end]
    return (found[0].start, found[0].end) if found else (row.start, row.end)


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
        telling = set(re.findall(r"[\w-]{3,}", speaker["name"].lower())) - WORDS["unnaming"]
        if not any(word.removesuffix("s") in near for word in telling):
            found = f"no word of {speaker['name']!r} stands near"
            yield told(case, "attributions", row.id, "speaker", found, "check the id")


def first_reading(case):
    """The first reading in the shape of the second: id, report, start, end, layer, label."""
    parts = [
        frame.assign(layer=layer, label=frame[LABELS[layer]])[["id", "report", "start", "end", "layer", "label"]]
        for layer, frame in case.frames.items()
        if layer in LABELS
    ]
    return pd.concat(parts, ignore_index=True)


def readings(case):
    """Every difference between the two readings, of spans, edges, labels and ends, is known and decided."""
    ends = {row.id: row for layer in ("quantities", "second_reading") for row in case.frames[layer].itertuples()}
    if not len(case.frames["second_reading"]):
        return
    for row in coding.compare(first_reading(case), case.frames["second_reading"], case.texts).itertuples():
        if pd.isna(row.second):
            yield told(case, row.layer, row.first, "span", "only the first reader marked it", "decide it")
        elif pd.isna(row.first):
            yield told(case, "second_reading", row.second, "span", "only the second reader marked it", "decide it")
        else:
            yield from _differing(case, row, ends.get(row.first), ends[row.second])


def _differing(case, row, first, second):
    """Complaints about words that both readers marked: `row` pairs them; `first` is given where it has ends."""
    if row.label_first != row.label_second:
        found = f"the second reader says {row.label_second!r}"
        yield told(case, row.layer, row.first, LABELS[row.layer], found, "decide it")
    if not row.same_edges:
        yield told(case, row.layer, row.first, "edges", f"the second reader marks {second.quote!r}", "decide it")
    if first and (first.low, first.high) != (second.low, second.high):
        yield told(case, row.layer, row.first, "low", "the second reader has other ends", "decide it")


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
    "names": names,
    "second reading": readings,
}

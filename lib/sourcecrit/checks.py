"""Rows against rows, and rows against the words they point to: what a case is checked for before anyone uses it.

Each function takes plain frames and gives back a list of Problems (or a new frame and such a list); none raises.
"""

import re
from bisect import bisect_right
from operator import itemgetter

import pandas as pd

from sourcecrit import anchors, bounds
from sourcecrit.corpus import Span, Text
from sourcecrit.tables import Problem

__all__ = ["keys", "names", "part_of", "place", "texts", "uncovered"]

OWN_NAME = {
    "events": "event",
    "hypotheses": "hypothesis",
    "places": "place",
    "questions": "question",
    "references": "reference",
    "reports": "report",
    "speakers": "speaker",
    "works": "work",
}
_HISTORY = "restore it from the repository's history"


def texts(folder, reports, path):
    """The texts by report, and a Problem for each file that is missing, changed, unreadable or named by no row.

    `reports` is the frame of the table, `path` its file's name; a text's name is its report.
    """
    read = {row["report"]: _text(folder / row["file"], row, f"{path} line {line}") for line, row in reports.iterrows()}
    problems = [found for found in read.values() if isinstance(found, Problem)]
    listed = set(reports["file"])
    extra = sorted(file.name for file in folder.glob("*") if file.name not in listed)
    problems += [_seed(name, "no row of reports names this file", "add a row, or take the file away") for name in extra]
    return {name: text for name, text in read.items() if isinstance(text, Text)}, problems


def _text(path, row, where):
    """One text as received, or the Problem with its file."""
    if not path.is_file():
        return _seed(path.name, f"{where} names this file, and it is missing", _HISTORY)
    try:
        text = Text.read(path, row["report"])
    except ValueError as fault:
        return _seed(path.name, str(fault), _HISTORY)
    if text.sha256 != row["sha256"]:
        found = f"its bytes have changed: SHA-256 {text.sha256[:12]}… where {where} has {row['sha256'][:12]}…"
        return _seed(path.name, found, f"texts are never edited; {_HISTORY}")
    return text


def _seed(name, found, todo):
    """A Problem with a text as a whole."""
    return Problem(f"seeds/{name}", None, None, found, todo)


def names(package, frames):
    """Problems of ids: one used in two tables, or not repeated in the column that carries the table's own name."""
    home, problems = {}, []
    for table, frame in frames.items():
        path = package.tables[table].path
        for line, name in frame["id"].items():
            if name in home:
                found = f"{name!r}, which {home[name]} has already"
                problems.append(Problem(path, line, "id", found, "give it an id never used yet"))
            home.setdefault(name, f"{path} line {line}")
        problems += _unlike(path, frame, OWN_NAME.get(table))
    return problems


def _unlike(path, frame, own):
    """Problems of rows whose id differs from their own-name column, or names another report than they do."""
    for row in frame.itertuples():
        if own and getattr(row, own) != row.id:
            yield Problem(path, row.Index, own, repr(getattr(row, own)), f"repeat the id, {row.id!r}")
        if "report" in frame and re.match(r"\w+-", row.id) and not row.id.startswith(f"{row.report}-"):
            found = f"{row.report!r} in the row {row.id!r}"
            yield Problem(path, row.Index, "report", found, "let id and report name the same")


def keys(package, frames):
    """Problems of columns that point into other tables: an id that no such table has."""
    ids = {table: set(frame["id"]) for table, frame in frames.items()}
    everywhere = set().union(*ids.values())
    problems = []
    for table, frame in frames.items():
        for field in package.tables[table].fields:
            if field.refers:
                into = field.refers["tables"]
                known = everywhere if "*" in into else set().union(*(ids[name] for name in into))
                problems += _dangling(package.tables[table].path, frame, field, known, into)
    return problems


def _dangling(path, frame, field, known, into):
    """Problems of one pointing column."""
    target = "any table" if "*" in into else " or ".join(into)
    words = "".join(f", or {word}" for word in field.refers.get("words", ()))
    return [
        Problem(path, line, field.name, f"{name!r}, which is not in {target}", f"write an id that is{words}")
        for line, cell in frame[field.name].items()
        for name in field.ids(cell)
        if name not in known
    ]


def place(table, frame, read):
    """A frame with the spans of its words (`start`, `end`) and the bounds of its numbers, and the Problems met.

    `read` holds the texts by report. A table that points to no words comes back as it is.
    """
    problems = []
    if table.standoff:
        spans = [_span(table, line, row, read, problems) for line, row in frame.iterrows()]
        frame = frame.assign(start=[span.start for span in spans], end=[span.end for span in spans])
    if {"low", "low_closed", "high", "high_closed"} <= set(table.columns):
        frame = frame.assign(bounds=[_bounds(table, line, row, problems) for line, row in frame.iterrows()])
    return frame, problems


def _span(table, line, row, read, problems):
    """The span of a row's words; an empty one, and a Problem noted, where they do not stand there exactly once."""
    content = read[row["report"]].content
    try:
        span = anchors.find(content, row["quote"], row["before"], row["after"])
    except anchors.AnchorError as fault:
        found = f"in {row['report']} (row {row['id']}) {fault}"
        todo = f"copy the words from the file{', or add before/after' if fault.found else ''}"
        problems.append(Problem(table.path, line, "quote", found, todo))
        return Span(0, 0)
    return _until(table, line, row, content, span, problems) if "until" in table.columns else span


def _until(table, line, row, content, span, problems):
    """The span from a row's opening words to the first place of its closing words after them."""
    closing = content.find(row["until"], span.start)
    if closing < 0:
        found = f"{row['until']!r} does not stand after {row['quote']!r} in {row['report']}"
        problems.append(Problem(table.path, line, "until", found, "copy the closing words from the file"))
        return span
    return Span(span.start, max(span.end, closing + len(row["until"])))


def _bounds(table, line, row, problems):
    """The interval of a row's low and high ends; anything at all, and a Problem noted, where they are the wrong way."""
    try:
        return bounds.read(row["low"], row["high"], row["low_closed"], row["high_closed"])
    except ValueError as fault:
        problems.append(Problem(table.path, line, "low", str(fault), "mend the ends"))
        return bounds.anything()


def uncovered(path, passages, read):
    """Problems of passages: words of a text that stand in none, or in two."""
    problems = []
    for name, text in read.items():
        end = 0
        for line, row in passages[passages["report"] == name].sort_values("start").iterrows():
            if row["start"] < end:
                found = f"{row['id']} begins before the passage above it in {name} has ended"
                problems.append(Problem(path, line, "quote", found, "let each passage end where the next begins"))
            problems += _gap(path, line, text, end, row["start"])
            end = max(end, row["end"])
        problems += _gap(path, None, text, end, len(text.content))
    return problems


def _gap(path, line, text, start, end):
    """The problem of words between two passages, if there are any."""
    if not (words := text.content[start:end].strip()):
        return []
    shown = words if len(words) < 60 else f"{words[:57]}…"
    return [Problem(path, line, "until", f"{shown!r} in {text.name} stands in no passage", "extend one, or add one")]


def part_of(frame, passages):
    """A stand-off frame with `part` and `paratext` of the passage its words begin in."""
    found = {}
    for row in passages.sort_values("start").itertuples():
        found.setdefault(row.report, []).append((row.start, row.part, row.paratext))
    here = [
        found[report][bisect_right(found[report], start, key=itemgetter(0)) - 1]
        for report, start in zip(frame["report"], frame["start"], strict=True)
    ]
    part = pd.Series([part for _, part, _ in here], index=frame.index, dtype="str")
    return frame.assign(part=part, paratext=pd.Series([grey for *_, grey in here], index=frame.index, dtype=bool))

"""Windows of days for people and for other programs: sentences, frames for tables and figures, EDTF, TimelineJS.

EDTF is the Extended Date/Time Format of the Library of Congress (2019), part of ISO 8601-2:2019; TimelineJS is the
Knight Lab's, and takes a JSON of its own shape.
"""

import pandas as pd

from sourcecrit import prose

__all__ = ["bands", "clocks", "conflict", "day", "edtf", "proof", "span", "timeline"]

CLOCKS = {"happening": "happened", "saying": "said", "printing": "printed"}
_SIGNS = {(False, False): "", (True, False): "?", (False, True): "~", (True, True): "%"}


def day(date):
    """A day as prose writes it.

    >>> from datetime import date
    >>> day(date(2024, 3, 4))
    '4 March 2024'
    """
    return f"{date.day} {date:%B %Y}"


def span(window):
    """A window of days in words; an open end is named as such.

    >>> from datetime import date
    >>> from sourcecrit.dating import Window
    >>> span(Window("e", date(2024, 3, 4), date(2024, 3, 9))), span(Window("e", date(2024, 3, 4), None))
    ('4 to 9 March 2024', 'not before 4 March 2024')
    """
    low, high = window.low, window.high
    if low is None or high is None:
        return f"not before {day(low)}" if low else f"not after {day(high)}" if high else "any day"
    if low == high:
        return day(low)
    alike = [low.year == high.year, (low.year, low.month) == (high.year, high.month)]
    first = f"{low.day}" if alike[1] else f"{low.day} {low:%B}" if alike[0] else day(low)
    return f"{first} to {day(high)}"


def clocks(case):
    """The clock of each event, by event: happened, said, printed, or kept (the page round a report)."""
    pages = set(case.reports["page"])
    rows = case.events.itertuples()
    return {row.event: "kept" if row.event in pages else CLOCKS[row.kind] for row in rows}


def bands(case, solved, labels):
    """A frame for `figures.windows`: a row for each event of `labels` (event to label) that has a stated end.

    `solved` is what `dating.solve` gives. Columns label, report, low, high (None where open) and note: the words and
    outside facts that prove the ends.
    """
    told = case.events.set_index("id")["report"]
    rows = []
    for event, label in labels.items():
        window, report = solved[event], told[event]
        if window.low or window.high:
            report = "" if report == "not_applicable" else report
            rows.append((label, report, window.low, window.high, _note(window)))
    return pd.DataFrame(rows, columns=["label", "report", "low", "high", "note"]).astype(object)


def _note(window):
    """The ends of a window with what proves them."""
    ends = [("Not before", window.low, window.after), ("Not after", window.high, window.before)]
    return " ".join(f"{words} {day(end)}: {_grounds(steps)}" for words, end, steps in ends if end)


def _grounds(steps):
    """The words, readings and outside facts of a proof, in its order, each once."""
    shown = dict.fromkeys(
        step.statement.says for step in steps if step.statement.kind in ("words", "reading", "outside")
    )
    return " ".join(f"{one.rstrip('.')}." for one in shown)


def proof(case, window, end):
    """The steps that prove one end of a window (`low` or `high`), as a frame: Row, Statement, Therefore.

    Raises KeyError where the end is neither, ValueError where it is open.
    """
    steps, words = {"low": (window.after, "not before"), "high": (window.before, "not after")}[end]
    if not steps:
        raise ValueError(f"{window.event}: nothing bounds the {end} end, so there are no steps")
    names = case.events.set_index("id")["name"]
    rows = [(_row(s.statement), s.statement.says, f"{names[s.event]}: {words} {s.day:%A} {day(s.day)}") for s in steps]
    return pd.DataFrame(rows, columns=["Row", "Statement", "Therefore"])


def conflict(found):
    """Statements that contradict each other, as a frame: Row, Kind, Statement."""
    return pd.DataFrame([(_row(s), s.kind, s.says) for s in found], columns=["Row", "Kind", "Statement"])


def _row(statement):
    """The row a statement rests on, as a link to its words where it has words."""
    return prose.link(statement.row) if statement.kind == "words" else statement.row


def edtf(window):
    """A window as an EDTF date or interval, level 1; None where nothing bounds it.

    `?` (uncertain) marks an end that rests on a judgement which could have gone otherwise, `~` (approximate) one that
    rests on vague words or on custom, `%` both. The interval holds the day; it does not say that the event lasted.

    >>> from datetime import date
    >>> from sourcecrit.dating import Window
    >>> edtf(Window("e", date(2024, 3, 4), None))
    '2024-03-04/..'
    """
    if window.low is None and window.high is None:
        return None
    if window.low == window.high:
        return f"{window.low}{_sign(window.after + window.before)}"
    ends = [(window.low, window.after), (window.high, window.before)]
    return "/".join(f"{end}{_sign(steps)}" if end else ".." for end, steps in ends)


def _sign(steps):
    """The qualifier of a date that these steps prove."""
    holds = {step.statement.hold for step in steps}
    return _SIGNS["uncertain" in holds, "approximate" in holds]


def timeline(case, solved, events, title):
    """Events with their windows as the JSON of TimelineJS, a plain dict; events without any stated end are left out.

    Each event has its clock as `group`, its window as `start_date` and `end_date`, the same in words as `display_date`
    and as EDTF in `edtf`, which TimelineJS passes over. An open end is left out; where only the last day is known, the
    slide stands on it.
    """
    names, clock = case.events.set_index("id")["name"], clocks(case)
    dated = [event for event in events if event in solved and edtf(solved[event])]
    slides = [_slide(solved[event], names[event], clock[event]) for event in dated]
    return {"title": {"text": {"headline": title}}, "events": slides}


def _slide(window, name, clock):
    """One event of a timeline."""
    slide = {"unique_id": window.event, "group": clock, "start_date": _parts(window.low or window.high)}
    if window.low and window.high and window.low != window.high:
        slide["end_date"] = _parts(window.high)
    text = {"headline": name, "text": _note(window)}
    return slide | {"display_date": span(window), "edtf": edtf(window), "text": text}


def _parts(date):
    """A day as TimelineJS takes it."""
    return {"year": date.year, "month": date.month, "day": date.day}

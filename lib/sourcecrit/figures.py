"""Figures: each holds the frame it was made from, its finding as title, and words for those who cannot see it.

Where a figure is interactive, one output carries both forms: plotly's JSON, written as plain data (nothing imports
plotly for it), and the PNG drawn by matplotlib from the same numbers. A module that needs plotly itself gets it by way
of this one.
"""

import base64
import hashlib
import json
import math
import re
import sys
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from numbers import Real

import matplotlib.ticker
import numpy as np
import pandas as pd

from sourcecrit import style
from sourcecrit.bars import EPOCH, Bar, Plan, config, needed, slid, stacked, to_plotly, to_png
from sourcecrit.bounds import OPEN

# jsonschema does without this; with it, the first figure that plotly shows in a kernel costs a second more.
sys.modules.setdefault("rfc3987_syntax", None)

__all__ = ["Figure", "NOTHING", "config", "details", "shares", "sliding", "windows"]

NOTHING = "no value"
_FADE = 16


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure and what it rests on: its frame, its finding as title, alternative text, PNG and (optional) plotly form.

    `head` is the height in pixels of the title inside the PNG, for pages that print the title as text.
    Raises ValueError where title or alternative text says nothing, or the PNG is too heavy to store.
    """

    frame: pd.DataFrame
    title: str
    alt: str
    png: bytes
    plotly: dict | None = None
    head: int = 0

    def __post_init__(self):
        if not self.title.strip():
            raise ValueError("a figure needs a title: its finding, in one sentence")
        if len(self.alt.split()) < 4 or self.alt.strip() == self.title.strip() or re.fullmatch(r"\S+\.\w+", self.alt):
            raise ValueError(f"alternative text says what the figure shows, beyond its title; found {self.alt!r}")
        if len(self.png) > 40_000:
            raise ValueError(f"the PNG of {self.title!r} has {len(self.png):,} bytes; 40,000 is the limit")

    @property
    def digest(self):
        """Twelve hexadecimal digits that change when any number of the frame changes."""
        return hashlib.sha256(json.dumps(_cells(self.frame), ensure_ascii=False).encode()).hexdigest()[:12]

    def __repr__(self):
        return f"{self.title}\n{self.alt}\nThe numbers: {len(self.frame)} rows, digest {self.digest}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"text/plain": repr(self), "image/png": base64.b64encode(self.png).decode("ascii")}
        if self.plotly:
            data["application/vnd.plotly.v1+json"] = self.plotly
        columns, rows = _cells(self.frame)
        about = {"title": self.title, "alt": self.alt, "digest": self.digest, "head": self.head}
        picture = {"width": style.WIDTH, "alt": self.alt}
        return data, {"image/png": picture, "sourcecrit": about | {"columns": columns, "rows": rows}}


def details(columns, rows, summary="The numbers behind this figure"):
    """Columns and rows of text as an HTML table inside a `details` element; every cell is escaped."""
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    inside = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<details class="numbers"><summary>{escape(summary)}</summary>{inside}</details>'


def _figure(frame, alt, plan):
    """The figure of a plan, in both forms."""
    picture, head = to_png(plan)
    return Figure(frame.copy(), plan.title, alt, picture, to_plotly(plan), head)


def shares(frame, title, alt, reports=None):
    """Stacked bars, one per report: the share of each part in its file, with paratext in grey.

    `frame` has the columns `report`, `part`, `words` (above zero), one row a stretch in reading order, and may have
    `paratext` (true or false). `reports` gives all reports in table order, as ids or as a dict of id and label.
    Raises ValueError where the frame lacks a column or a cell does not fit.

    >>> frame = pd.DataFrame({"report": ["R0", "R0"], "part": ["lead", "teaser"], "words": [30, 10]})
    >>> shares(frame, "A quarter is not the report.", "One bar of two parts, 30 and 10 words.").digest
    'd5f1e53b6266'
    """
    needed(frame, ("report", "part", "words"))
    if bad := [cell for cell in frame["words"] if not isinstance(cell, Real) or not cell > 0]:
        raise ValueError(f"words are counts above zero; found {bad[0]!r}")
    labels, look = _reports(frame, reports)
    whole = frame.assign(paratext=frame["paratext"].astype(bool) if "paratext" in frame else False)
    tints = {part: style.TINTS[number % len(style.TINTS)] for number, part in enumerate(dict.fromkeys(frame["part"]))}
    groups = [(name, group) for name, group in whole.groupby("report", sort=False)]
    rows = stacked(([str(labels[name]), _amount(group)], look[name]) for name, group in groups)
    bars = [bar for row, (_, group) in zip(rows, groups, strict=True) for bar in _parts(row, group, tints)]
    ticks = ([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    return _figure(frame, alt, Plan(title, rows, bars, (0, 1), ticks))


def _amount(group):
    """How many words a file has, and how much of it is paratext."""
    words, other = group["words"].sum(), group["words"][group["paratext"]].sum()
    return f"{words:,} words" + (f", {_percent(other / words)} paratext" if other else "")


def _percent(share):
    """A share in whole per cent; a trace is not called nothing."""
    return "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


def _parts(row, group, tints):
    """The stretches of one file, end to end."""
    bars, words, start = [], group["words"].sum(), 0.0
    for stretch in group.itertuples():
        fill = style.GREY if stretch.paratext else style.mix(row.colour, tints[stretch.part])
        name, share = str(stretch.part).replace("_", " "), float(stretch.words / words)
        note = f"{name}: {stretch.words:,} words, {_percent(share)}" + (", paratext" if stretch.paratext else "")
        bars.append(Bar(row, start, share, fill, note, name, bool(stretch.paratext)))
        start += share
    return bars


def windows(frame, title, alt, reports=None, axis=""):
    """Bands, one per row: from `low` to `high`, an open end fading out with an arrow; the words appear on pointing.

    `frame` has the columns `label`, `report` (empty for a row of no report), `low`, `high` (whole days, both included,
    or numbers, also as tables write them; None, infinity or `open` for an open end). It may have `note`, the words
    behind the band, and `low_closed`, `high_closed` (false for a number not included, drawn hollow). `reports` gives
    all reports in table order, as ids or as a dict of id and label; `axis` names the unit.
    Raises ValueError where a column is missing, ends are mixed or the wrong way round, or no row states an end.

    >>> frame = pd.DataFrame({"label": ["at least ten"], "report": ["R0"], "low": [10], "high": [None]})
    >>> windows(frame, "Ten or more.", "One band from ten, open above.").plotly["data"][0]["base"][0]
    10.0
    """
    needed(frame, ("label", "report", "low", "high"))
    ends, days = _ends(frame)
    return _figure(frame, alt, _bands(frame, title, ends, _extent(ends, days), days, reports, axis))


def sliding(frame, title, alt, reports=None, axis="", prefix=""):
    """Bands under several settings of one thing, with a slider between them; in print, one setting below the other.

    `frame` has the columns of `windows` and `step`: the setting a row belongs to, empty for a row that stands under
    all. Each setting has the same number of rows; a band that holds nothing has `no value` for both ends. `prefix`
    names what is set. Raises ValueError as `windows` does, and where the settings differ in their number of rows.

    >>> rows = [("all", "A", "", 9, None), ("one", "A", "narrow", 4, 5), ("one", "A", "wide", 1, 9)]
    >>> frame = pd.DataFrame(rows, columns=["label", "report", "step", "low", "high"])
    >>> figure = sliding(frame, "It widens.", "One band, narrow and wide, below a fixed one.")
    >>> [step["label"] for step in figure.plotly["layout"]["sliders"][0]["steps"]]
    ['narrow', 'wide']
    """
    needed(frame, ("label", "report", "step", "low", "high"))
    steps = [step for step in dict.fromkeys(frame["step"]) if step]
    if len({int((frame["step"] == step).sum()) for step in steps}) != 1:
        raise ValueError(f"a slider needs settings with the same number of rows; found {', '.join(steps) or 'none'}")
    ends, days = _ends(frame)
    shown = frame.assign(label=[f"{prefix} {row.step}: {row.label}".strip() for row in frame.itertuples()])
    shown["label"] = shown["label"].where(frame["step"] != "", frame["label"])
    terms = (_extent(ends, days), days, reports, axis)
    picture, head = to_png(_bands(shown, title, ends, *terms))
    plans = [_bands(*_under(frame, step, title, ends), *terms) for step in steps]
    return Figure(frame.copy(), title, alt, picture, slid(plans, steps, prefix), head)


def _under(frame, step, title, ends):
    """What a slider shows under one setting: its rows and those that stand under all, the title, their ends."""
    kept = frame["step"].isin(["", step])
    return frame[kept], title, [pair for pair, keep in zip(ends, kept, strict=True) if keep]


def _bands(frame, title, ends, extent, days, reports, axis):
    """The plan of bands, one per row of the frame; a row of no value has a label and nothing beside it."""
    _, look = _reports(frame, reports)
    labels = [_named(label, name) for label, name in zip(frame["label"], frame["report"], strict=True)]
    rows = stacked((style.wrap(label, 42), look.get(name)) for label, name in zip(labels, frame["report"], strict=True))
    notes = [str(note) for note in (frame["note"] if "note" in frame else frame["label"])]
    closed = [frame[end] if end in frame else [True] * len(frame) for end in ("low_closed", "high_closed")]
    bands = zip(rows, ends, notes, frame["low"], zip(*closed, strict=True), strict=True)
    bands = [band for band in bands if not isinstance(band[3], str) or band[3] != NOTHING]
    bars = [Bar(row, *piece, note) for row, pair, note, *_ in bands for piece in _fading(row.colour, pair, extent)]
    marks = [mark for row, pair, note, _, held in bands for mark in _marks(row, pair, held, extent, days, note)]
    return Plan(title, rows, bars, extent, _scale(ends, extent, days), marks, days, axis)


def _named(label, report):
    """A row's label with its report before it, unless it stands there already."""
    return f"{report} · {label}" if report and not str(label).startswith(str(report)) else str(label)


def _ends(frame):
    """The ends as pairs of floats (NaN where open; a day is the stretch round its number), and if they are days."""
    cells = [(_read(low), _read(high)) for low, high in zip(frame["low"], frame["high"], strict=True)]
    stated = [cell for pair in cells for cell in pair if cell is not None]
    kinds = {isinstance(cell, date) for cell in stated}
    if not stated:
        raise ValueError("no row states an end, so there is nothing to draw")
    if len(kinds) == 2 or not all(isinstance(cell, (date, Real)) for cell in stated):
        raise ValueError(f"ends are all dates or all numbers; found {sorted({type(cell).__name__ for cell in stated})}")
    half = 0.5 if True in kinds else 0.0
    ends = [(_number(low) - half, _number(high) + half) for low, high in cells]
    for (low, high), label in zip(ends, frame["label"], strict=True):
        if low > high:
            raise ValueError(f"{label!r}: the low end lies above the high end")
    return ends, True in kinds


def _read(cell):
    """An end as a number or a day, as such or as its table writes it; None where it is open."""
    if _open(cell) or not isinstance(cell, str):
        return None if _open(cell) else cell
    try:
        return date.fromisoformat(cell) if "-" in cell[1:] else float(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is neither a number, nor a day, nor the word `open`") from None


def _open(cell):
    """Whether a cell stands for an end without limit."""
    return (
        cell is None
        or cell is pd.NaT
        or cell in (OPEN, NOTHING)
        or (isinstance(cell, float) and not math.isfinite(cell))
    )


def _number(cell):
    """A number, the days from 1970 to a date, or NaN for an open end."""
    if cell is None:
        return math.nan
    return float((pd.Timestamp(cell).tz_localize(None).normalize() - EPOCH).days if isinstance(cell, date) else cell)


def _extent(ends, days):
    """Where the axis begins and ends: a margin round the stated ends, a wider one where a band is open."""
    lows, highs = zip(*ends, strict=True)
    stated = [end for pair in ends for end in pair if not math.isnan(end)]
    span = max(stated) - min(stated) or max(1.0, abs(stated[0]) / 5)
    left = min(stated) - span * (0.25 if any(map(math.isnan, lows)) else 0.05)
    right = max(stated) + span * (0.25 if any(map(math.isnan, highs)) else 0.05)
    return (left if days or min(stated) < 0 else max(0.0, left)), right


def _fading(colour, ends, extent):
    """The stretches of one band as (start, width, fill): whole between stated ends, fading towards an open one."""
    (low, high), (left, right) = ends, extent
    if math.isnan(low) and math.isnan(high):
        return [(left, right - left, style.mix(colour, 0.7))]
    if not math.isnan(low) and not math.isnan(high):
        return [(low, high - low, style.mix(colour, 0.1))]
    begin, end = (low, right) if math.isnan(high) else (high, left)
    edges = np.linspace(begin, end, _FADE + 1).tolist()
    # Each stretch reaches to the axis' end beneath the next one, so that no seam shows between them.
    return [
        (min(edge, end), abs(end - edge), style.mix(colour, 0.1 + 0.78 * k / _FADE))
        for k, edge in enumerate(edges[:-1])
    ]


def _marks(row, ends, closed, extent, days, note):
    """What stands at a band's ends: its report's marker at a number, hollow where not included, an arrow where open."""
    own = (row.look.marker, row.look.symbol) if row.look else ("d", "diamond-tall")
    arrows = [("<", "triangle-left"), (">", "triangle-right")]
    found = []
    for end, held, edge, arrow in zip(ends, closed, extent, arrows, strict=True):
        if math.isnan(end):
            found.append((row, edge, *arrow, note))
        elif not days:
            found.append((row, end, *(shape if held else shape + style.HOLLOW for shape in own), note))
    return found


def _scale(ends, extent, days):
    """The ticks of the axis and their labels: whole numbers or days where the ends are such."""
    left, right = extent
    if not days:
        whole = all(end.is_integer() for pair in ends for end in pair if not math.isnan(end))
        ticks = matplotlib.ticker.MaxNLocator(7, integer=whole).tick_values(left, right)
        ticks = [float(tick) for tick in ticks if left <= tick <= right]
        return ticks, [f"{tick:,.10g}" for tick in ticks]
    step = next((f"{days}D" for days in (1, 2, 4, 7, 14) if right - left <= 9 * days), None)
    step = step or next((f"{months}MS" for months in (1, 2, 3, 6, 12, 24, 60) if right - left <= 270 * months), "120MS")
    first = math.ceil(left + (right - left) / 20)  # clear of the edge, where its label would be cut
    ticks = pd.date_range(EPOCH + pd.Timedelta(days=first), EPOCH + pd.Timedelta(days=right), freq=step)
    names = [_tick(tick, before, step) for tick, before in zip(ticks, [None, *ticks], strict=False)]
    return [float((tick - EPOCH).days) for tick in ticks], names


def _tick(tick, before, step):
    """A day or a month as the axis names it: what it belongs to beneath, where that changes."""
    if step.endswith("MS"):
        return f"{tick:%b}" + (f"\n{tick:%Y}" if not before or before.year != tick.year else "")
    if not before or before.year != tick.year:
        return f"{tick.day}\n{tick:%b %Y}"
    return str(tick.day) + (f"\n{tick:%b}" if before.month != tick.month else "")


def _reports(frame, reports):
    """Labels and styles of the reports, in table order; by default in the order in which the frame names them."""
    named = [name for name in dict.fromkeys(frame["report"]) if name]
    order = named if reports is None else list(reports)
    if strange := [name for name in named if name not in order]:
        raise ValueError(
            f"the frame names {', '.join(map(str, strange))}; the reports are {', '.join(map(str, order))}"
        )
    labels = reports if isinstance(reports, dict) else dict(zip(order, order, strict=True))
    return labels, style.styles(order)


def _cells(frame):
    """The columns and rows of a frame as text, an open or empty cell as its word."""
    columns = [str(column) for column in frame.columns]
    return columns, [[_word(cell) for cell in row] for row in frame.itertuples(index=False)]


def _word(cell):
    """One cell in words: days without time, whole numbers without a point."""
    if _open(cell):
        return cell if isinstance(cell, str) else OPEN
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return f"{cell:g}" if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)

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
from sourcecrit.bounds import OPEN
from sourcecrit.style import Style

# jsonschema does without this; with it, the first figure that plotly shows in a kernel costs a second more.
sys.modules.setdefault("rfc3987_syntax", None)

__all__ = ["Figure", "config", "details", "shares", "table", "windows"]

_EPOCH, _FADE = pd.Timestamp(1970, 1, 1), 16
_LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
_EMPTY = {"type": "Topology", "arcs": []}
_EMPTY["objects"] = {layer: {"type": "GeometryCollection", "geometries": []} for layer in _LAYERS}


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
        return hashlib.sha256(_canonical(self.frame).encode()).hexdigest()[:12]

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


def table(figure):
    """The numbers behind a figure as HTML that opens on a click.

    >>> frame = pd.DataFrame({"report": ["R0"], "part": ["body"], "words": [12]})
    >>> table(shares(frame, "All of it is text.", "One bar, all of one part."))[:38]
    '<details class="numbers"><summary>The '
    """
    return details(*_cells(figure.frame))


def details(columns, rows, summary="The numbers behind this figure"):
    """Columns and rows of text as an HTML table inside a `details` element; every cell is escaped."""
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    inside = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<details class="numbers"><summary>{escape(summary)}</summary>{inside}</details>'


def config():
    """What plotly is told with each figure: no logo, and no base map to fetch.

    plotly appends a file name to the address of its maps; the `#` turns that into a fragment of an empty one.
    """
    empty = "data:application/json," + json.dumps(_EMPTY, separators=(",", ":")) + "#"
    return {"displaylogo": False, "displayModeBar": False, "responsive": True, "topojsonURL": empty}


def shares(frame, title, alt, reports=None):
    """Stacked bars, one per report: the share of each part in its file, with paratext in grey.

    `frame` has the columns `report`, `part`, `words` (above zero), one row a stretch in reading order, and may have
    `paratext` (true or false). `reports` gives all reports in table order, as ids or as a dict of id and label.
    Raises ValueError where the frame lacks a column or a cell does not fit.

    >>> frame = pd.DataFrame({"report": ["R0", "R0"], "part": ["lead", "teaser"], "words": [30, 10]})
    >>> shares(frame, "A quarter is not the report.", "One bar of two parts, 30 and 10 words.").digest
    'd5f1e53b6266'
    """
    _check(frame, ("report", "part", "words"))
    if bad := [cell for cell in frame["words"] if not isinstance(cell, Real) or not cell > 0]:
        raise ValueError(f"words are counts above zero; found {bad[0]!r}")
    labels, look = _reports(frame, reports)
    tints = {part: style.TINTS[number % len(style.TINTS)] for number, part in enumerate(dict.fromkeys(frame["part"]))}
    with style.looks():
        canvas, axes, head = style.card(title, [1] * frame["report"].nunique(), (0, 1))
        for number, (name, rows) in enumerate(frame.groupby("report", sort=False)):
            _share(axes, number * style.row(1), str(labels[name]), look[name], rows, tints)
        style.ticks(axes, [0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
        return Figure(frame.copy(), title, alt, style.drawn(canvas), head=head)


def _share(axes, top, label, look, rows, tints):
    """One bar of `shares`: its label, its parts, and how much of it is paratext."""
    words = rows["words"].sum()
    grey = rows["paratext"].astype(bool) if "paratext" in rows else rows["words"] < 0
    aside = f", {rows['words'][grey].sum() / words:.0%} paratext" if grey.any() else ""
    style.label(axes, top, [label], look)
    style.write(axes, 1, top, f"{words:,} words{aside}", ha="right", color=style.SOFT)
    start, middle = 0, top + style.LINE + style.BAR / 2
    for part, share, other in zip(rows["part"], rows["words"] / words, grey, strict=True):
        fill = style.GREY if other else style.mix(look.colour, tints[part])
        face = {"facecolor": fill, "edgecolor": style.PAPER, "linewidth": 1, "hatch": "///" if other else None}
        axes.barh(middle, share, style.BAR, left=start, **face)
        name = str(part).replace("_", " ")
        if share * (style.WIDTH - 2 * style.SIDE) > 6.6 * len(name) + 10 and not other:
            face = {"color": style.text_on(fill), "size": 8.2, "ha": "center", "va": "center_baseline"}
            axes.text(start + share / 2, middle, name, **face)
        start += share


def windows(frame, title, alt, reports=None, axis=""):
    """Bands, one per row: from `low` to `high`, an open end fading out with an arrow; the words appear on pointing.

    `frame` has the columns `label`, `report` (empty for a row of no report), `low`, `high` (dates, whole days and
    both included, or numbers; None, infinity or `open` for an open end) and may have `note`, the words behind the
    band. `reports` gives all reports in table order, as ids or as a dict of id and label; `axis` names the unit.
    Raises ValueError where a column is missing, ends are mixed or the wrong way round, or no row states an end.

    >>> frame = pd.DataFrame({"label": ["at least ten"], "report": ["R0"], "low": [10], "high": [None]})
    >>> windows(frame, "Ten or more.", "One band from ten, open above.").plotly["data"][0]["base"][0]
    10.0
    """
    _check(frame, ("label", "report", "low", "high"))
    low, high, days = _ends(frame)
    _, look = _reports(frame, reports)
    plan = _Plan(title, _rows(frame, low, high, look), _extent(low, high, days), days, axis)
    png, head = _bands(plan)
    return Figure(frame.copy(), title, alt, png, _plotly(plan), head)


@dataclass(frozen=True)
class _Band:
    """One row of `windows`: its lines of text, its place from the top, its ends, its look (or None), its words."""

    lines: list
    top: int
    low: float
    high: float
    look: Style | None
    note: str

    @property
    def middle(self):
        return self.top + len(self.lines) * style.LINE + style.BAR / 2

    @property
    def colour(self):
        return self.look.colour if self.look else style.INK


@dataclass(frozen=True)
class _Plan:
    """What both forms of `windows` are drawn from."""

    title: str
    rows: list
    extent: tuple
    days: bool
    axis: str

    @property
    def sizes(self):
        return [len(row.lines) for row in self.rows]


def _rows(frame, low, high, look):
    """The bands of a frame, one under the other."""
    notes = frame["note"] if "note" in frame else frame["label"]
    rows, top = [], 0
    for label, name, start, end, note in zip(frame["label"], frame["report"], low, high, notes, strict=True):
        text = f"{name} · {label}" if name and not str(label).startswith(str(name)) else str(label)
        rows.append(_Band(style.wrap(text, 48), top, start, end, look.get(name), str(note)))
        top += style.row(len(rows[-1].lines))
    return rows


def _ends(frame):
    """The ends as floats (NaN where open; a day is the stretch round its number) and whether they are dates."""
    ends = [[None if _open(cell) else cell for cell in frame[column]] for column in ("low", "high")]
    stated = [cell for column in ends for cell in column if cell is not None]
    days = {isinstance(cell, date) for cell in stated}
    if not stated:
        raise ValueError("no row states an end, so there is nothing to draw")
    if len(days) == 2 or not all(isinstance(cell, (date, Real)) for cell in stated):
        raise ValueError(f"ends are all dates or all numbers; found {sorted({type(cell).__name__ for cell in stated})}")
    low, high = ([math.nan if cell is None else _number(cell) for cell in column] for column in ends)
    for start, end, label in zip(low, high, frame["label"], strict=True):
        if start > end:
            raise ValueError(f"{label!r}: the low end lies above the high end")
    half = 0.5 if True in days else 0.0
    return [end - half for end in low], [end + half for end in high], True in days


def _open(cell):
    """Whether a cell stands for an end without limit."""
    return cell is None or cell is pd.NaT or cell == OPEN or (isinstance(cell, float) and not math.isfinite(cell))


def _number(cell):
    """A number, or the days from 1970 to a date."""
    return float((pd.Timestamp(cell).tz_localize(None).normalize() - _EPOCH).days if isinstance(cell, date) else cell)


def _extent(low, high, days):
    """Where the axis begins and ends: a margin round the stated ends, a wider one where a band is open."""
    stated = [end for end in low + high if not math.isnan(end)]
    span = max(stated) - min(stated) or max(1.0, abs(stated[0]) / 5)
    left = min(stated) - span * (0.25 if any(map(math.isnan, low)) else 0.05)
    right = max(stated) + span * (0.25 if any(map(math.isnan, high)) else 0.05)
    return (left if days or min(stated) < 0 else max(0.0, left)), right


def _pieces(plan):
    """The bands as (band, start, width, opacity): whole between stated ends, in fading pieces towards an open one."""
    return [(row, *piece) for row in plan.rows for piece in _fading(row, *plan.extent)]


def _fading(row, left, right):
    """The pieces of one band."""
    if math.isnan(row.low) and math.isnan(row.high):
        return [(left, right - left, 0.3)]
    if not math.isnan(row.low) and not math.isnan(row.high):
        return [(row.low, row.high - row.low, 0.9)]
    begin, end = (row.low, right) if math.isnan(row.high) else (row.high, left)
    edges = np.linspace(begin, end, _FADE + 1).tolist()
    pairs = enumerate(zip(edges, edges[1:], strict=False))
    return [(min(pair), abs(pair[1] - pair[0]), round(0.9 - 0.78 * number / _FADE, 3)) for number, pair in pairs]


def _marks(plan):
    """What stands at the ends as (band, x, kind): a `stop` where a number is stated, an arrow where an end is open."""
    found = []
    for row in plan.rows:
        found.append((row, plan.extent[0], "left") if math.isnan(row.low) else (row, row.low, "stop"))
        found.append((row, plan.extent[1], "right") if math.isnan(row.high) else (row, row.high, "stop"))
    return [(row, x, kind) for row, x, kind in found if kind != "stop" or not plan.days]


def _scale(plan):
    """The ticks of the axis and their labels: whole numbers or days where the ends are such."""
    left, right = plan.extent
    if not plan.days:
        whole = all(end.is_integer() for row in plan.rows for end in (row.low, row.high) if not math.isnan(end))
        ticks = matplotlib.ticker.MaxNLocator(7, integer=whole).tick_values(left, right)
        ticks = [float(tick) for tick in ticks if left <= tick <= right]
        return ticks, [f"{tick:,.10g}" for tick in ticks]
    step = next((f"{days}D" for days in (1, 2, 4, 7, 14) if right - left <= 9 * days), None)
    step = step or next((f"{months}MS" for months in (1, 2, 3, 6, 12, 24, 60) if right - left <= 270 * months), "120MS")
    first = math.ceil(left + (right - left) / 20)  # clear of the edge, where its label would be cut
    ticks = pd.date_range(_EPOCH + pd.Timedelta(days=first), _EPOCH + pd.Timedelta(days=right), freq=step)
    names = [_tick(tick, before, step) for tick, before in zip(ticks, [None, *ticks], strict=False)]
    return [float((tick - _EPOCH).days) for tick in ticks], names


def _tick(tick, before, step):
    """A day or a month as the axis names it: what it belongs to beneath, where that changes."""
    if step.endswith("MS"):
        return f"{tick:%b}" + (f"\n{tick:%Y}" if not before or before.year != tick.year else "")
    if not before or before.year != tick.year:
        return f"{tick.day}\n{tick:%b %Y}"
    return str(tick.day) + (f"\n{tick:%b}" if before.month != tick.month else "")


def _bands(plan):
    """The bands as PNG, and the height of its title."""
    with style.looks():
        canvas, axes, head = style.card(plan.title, plan.sizes, plan.extent, plan.axis)
        for row in plan.rows:
            style.label(axes, row.top, row.lines, row.look)
        for row, start, width, opacity in _pieces(plan):
            axes.barh(row.middle, width, style.BAR, left=start, color=style.mix(row.colour, 1 - opacity))
        for row, x, kind in _marks(plan):
            shape = {"left": "<", "right": ">"}.get(kind, row.look.marker if row.look else "d")
            style.point(axes, x, row.middle, shape, row.colour)
        style.ticks(axes, *_scale(plan))
        return style.drawn(canvas), head


def _plotly(plan):
    """The bands as plotly's JSON, in the same places as in the PNG."""
    pieces, marks, labelled = _pieces(plan), _marks(plan), [row for row in plan.rows if row.look]
    bars = {"type": "bar", "orientation": "h", "width": style.BAR, "textposition": "none"}
    bars["base"] = [_place(start, plan) for _, start, _, _ in pieces]
    bars["x"] = [round(width * 86_400_000) if plan.days else width for _, _, width, _ in pieces]
    bars |= _pointed([(row, row.middle) for row, *_ in pieces])
    bars["marker"] = {"color": [row.colour for row, *_ in pieces], "opacity": [piece[-1] for piece in pieces]}
    ends = {"type": "scatter", "mode": "markers", "cliponaxis": False}
    ends["x"] = [_place(x, plan) for _, x, _ in marks] + [_place(plan.extent[0], plan)] * len(labelled)
    ends |= _pointed([(row, row.middle) for row, *_ in marks] + [(row, row.top + style.LINE / 2) for row in labelled])
    shapes = [{"stop": row.look.symbol if row.look else "diamond-tall"}.get(k, f"triangle-{k}") for row, _, k in marks]
    ends["marker"] = {"symbol": shapes + [row.look.symbol for row in labelled], "size": 10, "opacity": 1}
    ends["marker"]["color"] = [row.colour for row, *_ in marks] + [row.colour for row in labelled]
    ends["marker"]["line"] = {"color": style.PAPER, "width": 1}
    return {"data": [bars, ends], "layout": _layout(plan), "config": config()}


def _layout(plan):
    """Plotly's layout: fixed height, our own colours, none of plotly's templates."""
    lines, height = style.wrap(plan.title, 44), sum(map(style.row, plan.sizes))
    head, (ticks, names), soft = style.head(lines), _scale(plan), {"color": style.SOFT}
    title = {"text": "<br>".join(map(_safe, lines)), "font": {"size": 16}, "pad": {"t": 12, "l": style.SIDE}}
    title |= {"x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"}
    axis = {"range": [_place(x, plan) for x in plan.extent], "type": "date" if plan.days else "linear"}
    axis |= {"tickvals": [_place(tick, plan) for tick in ticks], "ticktext": [n.replace("\n", "<br>") for n in names]}
    axis |= {"gridcolor": style.GRID, "linecolor": style.SOFT, "ticks": "outside", "tickcolor": style.SOFT}
    axis |= {"zeroline": False, "fixedrange": True, "tickfont": soft, "title": {"text": _safe(plan.axis), "font": soft}}
    hover = {"align": "left", "bgcolor": style.PAPER, "bordercolor": style.SOFT, "font": {"color": style.INK}}
    return {
        "title": title,
        "font": {"family": style.FONT, "size": 13, "color": style.INK},
        "paper_bgcolor": style.PAPER,
        "plot_bgcolor": style.PAPER,
        "margin": {"l": style.SIDE, "r": style.SIDE, "t": head, "b": style.FOOT},
        "height": head + height + style.FOOT,
        "barmode": "overlay",
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": hover,
        "xaxis": axis,
        "yaxis": {"range": [height, 0], "visible": False, "fixedrange": True},
        "annotations": [_note(line, row, number) for row in plan.rows for number, line in enumerate(row.lines)],
    }


def _note(line, row, number):
    """A line of a band's label as plotly writes it, above the band and beside its report's marker."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": 8 if row.look else -2}
    place |= {"y": row.top + number * style.LINE, "yref": "y", "yanchor": "top", "bgcolor": style.PAPER, "borderpad": 0}
    return place | {"text": _safe(line), "showarrow": False, "align": "left"}


def _pointed(places):
    """Heights and hover texts for (band, height); words from a report stay words."""
    texts = ["<br>".join(map(_safe, style.wrap(row.note, 46))) for row, _ in places]
    return {"y": [height for _, height in places], "text": texts, "hovertemplate": "%{text}<extra></extra>"}


def _safe(text):
    """Text that plotly shows as it stands."""
    return escape(text, quote=False)


def _place(number, plan):
    """A number as plotly takes it: days as dates with their time."""
    return (_EPOCH + pd.Timedelta(minutes=round(number * 1440))).isoformat() if plan.days else number


def _check(frame, columns):
    """Raise ValueError where the frame is empty or lacks a column."""
    if missing := [column for column in columns if column not in frame]:
        raise ValueError(f"the frame lacks {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}")
    if not len(frame):
        raise ValueError("the frame has no rows, so there is nothing to draw")


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
        return OPEN
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return f"{cell:g}" if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)


def _canonical(frame):
    """The frame as text that is the same for the same values."""
    return json.dumps(_cells(frame), ensure_ascii=False)

"""Rows of bars on one axis, drawn twice from the same plan: as a palette PNG by matplotlib, as plotly's JSON.

The JSON is plain data in plotly's terms; plotly itself is not imported. Labels stand above the bars, so that both
forms can be read on a narrow screen.
"""

import json
from html import escape
from typing import NamedTuple

import pandas as pd

from sourcecrit import style
from sourcecrit.style import Style

__all__ = ["EPOCH", "Bar", "Plan", "Row", "config", "slid", "stacked", "to_plotly", "to_png"]

EPOCH = pd.Timestamp(1970, 1, 1)
_NARROW = 310  # what a phone leaves for the bars, in pixels
_LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
_SLIDER = 96
_EMPTY = {
    "type": "Topology",
    "arcs": [],
    "objects": {layer: {"type": "GeometryCollection", "geometries": []} for layer in _LAYERS},
}


class Row(NamedTuple):
    """A row of a figure: the lines of its label, its place from the top, its look (None for a row of no report)."""

    lines: list
    top: int
    look: Style | None

    @property
    def middle(self):
        """The height of the bar's middle, in pixels from the top."""
        return self.top + len(self.lines) * style.LINE + style.BAR / 2

    @property
    def colour(self):
        """The colour of the row's report; ink for a row of none."""
        return self.look.colour if self.look else style.INK


class Bar(NamedTuple):
    """A stretch of a row: from where, how wide, its fill, the words shown on pointing, the name written in it."""

    row: Row
    start: float
    width: float
    fill: str
    note: str
    name: str = ""
    hatched: bool = False


class Plan(NamedTuple):
    """What both forms are drawn from: the title, rows, bars, range of x, ticks (places and names), and what marks ends.

    `marks` are (row, x, shape for matplotlib, shape for plotly, words). With `days`, x counts days from 1970.
    """

    title: str
    rows: list
    bars: list
    extent: tuple
    ticks: tuple
    marks: tuple = ()
    days: bool = False
    axis: str = ""

    @property
    def sizes(self):
        """How many lines of text stand over each bar."""
        return [len(row.lines) for row in self.rows]


def stacked(labels):
    """Rows one under the other for (lines, look)."""
    rows = []
    for lines, look in labels:
        rows.append(Row(lines, sum(style.row(len(row.lines)) for row in rows), look))
    return rows


def config():
    """What plotly is told with each figure: no logo, and no base map to fetch.

    plotly appends a file name to the address of its maps; the `#` turns that into a fragment of an empty one.
    """
    empty = "data:application/json," + json.dumps(_EMPTY, separators=(",", ":")) + "#"
    return {"displaylogo": False, "displayModeBar": False, "responsive": True, "topojsonURL": empty}


def to_png(plan):
    """The plan as palette PNG, and the height in pixels of the title inside it."""
    with style.looks():
        canvas, axes, head = style.card(plan.title, plan.sizes, plan.extent, plan.axis)
        for row in plan.rows:
            style.label(axes, row.top, row.lines, row.look)
        for bar in plan.bars:
            face = {"facecolor": bar.fill, "edgecolor": style.PAPER, "linewidth": 1 if bar.name else 0}
            axes.barh(
                bar.row.middle, bar.width, style.BAR, left=bar.start, hatch="///" if bar.hatched else None, **face
            )
            if bar.name and not bar.hatched:
                style.inscribe(axes, bar.start, bar.width, bar.row.middle, bar.name, bar.fill)
        for row, x, shape, _, _ in plan.marks:
            style.point(axes, x, row.middle, shape, row.colour)
        style.ticks(axes, *plan.ticks)
        return style.drawn(canvas, {bar.fill for bar in plan.bars}), head


def to_plotly(plan):
    """The plan as plotly's JSON, everything in the same place as in the PNG."""
    labelled, named = [row for row in plan.rows if row.look], any(bar.name for bar in plan.bars)
    bars = {
        "type": "bar",
        "orientation": "h",
        "width": style.BAR,
        "base": [_place(bar.start, plan) for bar in plan.bars],
        "x": [round(bar.width * 86_400_000) if plan.days else bar.width for bar in plan.bars],
        "y": [bar.row.middle for bar in plan.bars],
        "marker": {"color": [bar.fill for bar in plan.bars], **(_edged(plan) if named else {})},
        **pointed([bar.note] for bar in plan.bars),
        **(_inscribed(plan) if named else {}),
    }
    marker = {
        "size": 10,
        "opacity": 1,
        "line": {"color": style.PAPER, "width": 1},
        "symbol": [mark[3] for mark in plan.marks] + [row.look.symbol for row in labelled],
        "color": [mark[0].colour for mark in plan.marks] + [row.colour for row in labelled],
    }
    ends = {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "x": [_place(mark[1], plan) for mark in plan.marks] + [_place(plan.extent[0], plan)] * len(labelled),
        "y": [mark[0].middle for mark in plan.marks] + [row.top + style.LINE / 2 for row in labelled],
        "marker": marker,
        **pointed([[mark[4]] for mark in plan.marks] + [row.lines[:1] for row in labelled]),
    }
    return {"data": [bars, ends], "layout": _layout(plan), "config": config()}


def _edged(plan):
    """How bars with names in them are set apart: an edge of paper, and hatching."""
    shapes = ["/" if bar.hatched else "" for bar in plan.bars]
    pattern = {"shape": shapes, "size": 6, "fillmode": "overlay", "fgcolor": style.PAPER}
    return {"line": {"color": style.PAPER, "width": 1}, "pattern": pattern}


def _inscribed(plan):
    """The names in the bars, where they have room."""
    look = {"textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "none"}
    return {"text": [_safe(bar.name) if _fits(bar, plan) else "" for bar in plan.bars], "textfont": {"size": 11}} | look


def _fits(bar, plan):
    """Whether a name has room in its bar on a narrow screen, too; hatching leaves none."""
    return not bar.hatched and bar.width / (plan.extent[1] - plan.extent[0]) * _NARROW > 6.6 * len(bar.name) + 6


def slid(plans, names, prefix="", start=0):
    """Plans with as many rows each as one plotly figure with a slider between them, at first showing number `start`.

    All of it is data: nothing is fetched and no script of ours runs. `prefix` stands before the name of the one shown.
    """
    drawn, start = [to_plotly(plan) for plan in plans], range(len(plans))[start]
    data = [trace | {"visible": at == start} for at, one in enumerate(drawn) for trace in one["data"]]
    slider = {
        "active": start,
        "steps": [_step(drawn, at, _safe(name)) for at, name in enumerate(names)],
        **{"x": 0, "len": 1, "y": 0, "yanchor": "top", "pad": {"t": style.FOOT, "b": 8}},
        "currentvalue": {"prefix": f"{_safe(prefix)} ".lstrip(), "font": {"size": 13, "color": style.INK}},
        "font": {"size": 12, "color": style.SOFT},
        **{"bgcolor": style.GRID, "bordercolor": style.GREY, "tickcolor": style.SOFT, "activebgcolor": style.GREY},
    }
    tallest = max((one["layout"] for one in drawn), key=lambda layout: layout["height"])
    layout = tallest | {
        "annotations": drawn[start]["layout"]["annotations"],
        "sliders": [slider],
        "margin": tallest["margin"] | {"b": style.FOOT + _SLIDER},
        "height": tallest["height"] + _SLIDER,
    }
    return {"data": data, "layout": layout, "config": config()}


def _step(drawn, at, name):
    """One stop of a slider: which traces show, and the labels beside them."""
    seen = [number == at for number, one in enumerate(drawn) for _ in one["data"]]
    labels = {"annotations": drawn[at]["layout"]["annotations"]}
    return {"label": name, "method": "update", "args": [{"visible": seen}, labels]}


def _layout(plan):
    """Plotly's layout of a plan: the axis with its ticks, the labels as annotations."""
    (ticks, names), soft = plan.ticks, {"color": style.SOFT, "size": 13}
    axis = {
        "range": [_place(x, plan) for x in plan.extent],
        "type": "date" if plan.days else "linear",
        "tickvals": [_place(tick, plan) for tick in ticks],
        "ticktext": [name.replace("\n", "<br>") for name in names],
        **{"gridcolor": style.GRID, "linecolor": style.SOFT, "ticks": "outside", "tickcolor": style.SOFT},
        **{"zeroline": False, "fixedrange": True, "tickangle": 0, "tickfont": soft},
        "title": {"text": _safe(plan.axis), "font": soft, "standoff": 4},
    }
    notes = [
        annotation(_safe(line), 0, row.top + number * style.LINE, "top", xshift=8 if row.look else -2)
        | {"bgcolor": style.PAPER}
        for row in plan.rows
        for number, line in enumerate(row.lines)
    ]
    height = sum(map(style.row, plan.sizes))
    return layout(plan.title, height, style.FOOT, 13) | {"barmode": "overlay", "xaxis": axis, "annotations": notes}


def layout(title, height, foot, size):
    """What plotly's layouts have in common: fixed height, y in pixels from the top, our own colours, no template."""
    lines = style.wrap(title, 42)
    head = {
        "text": "<br>".join(map(_safe, lines)),
        "font": {"size": 16},
        "pad": {"t": 12, "l": style.SIDE},
        **{"x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"},
    }
    hover = {"align": "left", "bgcolor": style.PAPER, "bordercolor": style.SOFT, "font": {"color": style.INK}}
    return {
        "title": head,
        "font": {"family": style.FONT, "size": size, "color": style.INK},
        "paper_bgcolor": style.PAPER,
        "plot_bgcolor": style.PAPER,
        "margin": {"l": style.SIDE, "r": style.SIDE, "t": style.head(lines), "b": foot},
        "height": style.head(lines) + height + foot,
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": hover,
        "yaxis": {"range": [height, 0], "visible": False, "fixedrange": True},
    }


def annotation(text, x, y, anchor, **look):
    """A line of text as plotly writes it, at a share of the width and so many pixels from the top."""
    place = {"x": x, "xref": "paper", "xanchor": "left", "y": y, "yref": "y", "yanchor": anchor}
    return place | {"text": text, "showarrow": False, "align": "left", "borderpad": 0} | look


def needed(frame, columns):
    """Raise ValueError where a frame is empty or lacks a column."""
    if missing := [column for column in columns if column not in frame]:
        raise ValueError(f"the frame lacks {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}")
    if not len(frame):
        raise ValueError("the frame has no rows, so there is nothing to draw")


def pointed(notes, most=42):
    """The words shown on pointing, in lines of at most so many characters; words from a report stay words."""
    texts = ["<br>".join(_safe(part) for line in note for part in style.wrap(line, most)) for note in notes]
    return {"hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>"}


def _safe(text):
    """Text that plotly shows as it stands."""
    return escape(text, quote=False)


def _place(number, plan):
    """A number as plotly takes it: days as dates with their time."""
    return (EPOCH + pd.Timedelta(minutes=round(number * 1440))).isoformat() if plan.days else number

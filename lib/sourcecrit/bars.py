"""Rows of bars on one axis, drawn twice from the same plan: as a palette PNG by matplotlib, as plotly's JSON.

The JSON is plain data in plotly's terms; plotly itself is not imported. Labels stand above the bars, so that both
forms can be read on a narrow screen.
"""

import json
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from sourcecrit import style
from sourcecrit.style import Style

__all__ = ["EPOCH", "Bar", "Plan", "Row", "config", "slid", "stacked", "to_plotly", "to_png"]

EPOCH = pd.Timestamp(1970, 1, 1)
_NARROW = 310  # what a phone leaves for the bars, in pixels
_LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
_SLIDER = 96
_EMPTY = {"type": "Topology", "arcs": []}
_EMPTY["objects"] = {layer: {"type": "GeometryCollection", "geometries": []} for layer in _LAYERS}


@dataclass(frozen=True)
class Row:
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


@dataclass(frozen=True)
class Bar:
    """A stretch of a row: from where, how wide, its fill, the words shown on pointing, the name written in it."""

    row: Row
    start: float
    width: float
    fill: str
    note: str
    name: str = ""
    hatched: bool = False


@dataclass(frozen=True)
class Plan:
    """What both forms are drawn from: the title, rows, bars, range of x, ticks (places and names), and what marks ends.

    `marks` are (row, x, shape for matplotlib, shape for plotly, words). With `days`, x counts days from 1970.
    """

    title: str
    rows: list
    bars: list
    extent: tuple
    ticks: tuple
    marks: list = field(default_factory=list)
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
    labelled = [row for row in plan.rows if row.look]
    bars = {"type": "bar", "orientation": "h", "width": style.BAR}
    bars["base"] = [_place(bar.start, plan) for bar in plan.bars]
    bars["x"] = [round(bar.width * 86_400_000) if plan.days else bar.width for bar in plan.bars]
    bars |= {"y": [bar.row.middle for bar in plan.bars], **_pointed(bar.note for bar in plan.bars)}
    bars["marker"] = {"color": [bar.fill for bar in plan.bars]}
    if any(bar.name for bar in plan.bars):
        bars["text"] = [_safe(bar.name) if _fits(bar, plan) else "" for bar in plan.bars]
        bars |= {
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
            "constraintext": "none",
            "textfont": {"size": 11},
        }
        bars["marker"]["line"] = {"color": style.PAPER, "width": 1}
        bars["marker"]["pattern"] = {"shape": ["/" if bar.hatched else "" for bar in plan.bars], "size": 6}
        bars["marker"]["pattern"] |= {"fillmode": "overlay", "fgcolor": style.PAPER}
    ends = {"type": "scatter", "mode": "markers", "cliponaxis": False}
    ends["x"] = [_place(mark[1], plan) for mark in plan.marks] + [_place(plan.extent[0], plan)] * len(labelled)
    ends["y"] = [mark[0].middle for mark in plan.marks] + [row.top + style.LINE / 2 for row in labelled]
    ends |= _pointed([mark[4] for mark in plan.marks] + [row.lines[0] for row in labelled])
    ends["marker"] = {"size": 10, "opacity": 1, "line": {"color": style.PAPER, "width": 1}}
    ends["marker"]["symbol"] = [mark[3] for mark in plan.marks] + [row.look.symbol for row in labelled]
    ends["marker"]["color"] = [mark[0].colour for mark in plan.marks] + [row.colour for row in labelled]
    return {"data": [bars, ends], "layout": _layout(plan), "config": config()}


def _fits(bar, plan):
    """Whether a name has room in its bar on a narrow screen, too; hatching leaves none."""
    return not bar.hatched and bar.width / (plan.extent[1] - plan.extent[0]) * _NARROW > 6.6 * len(bar.name) + 6


def slid(plans, names, prefix=""):
    """Plans with as many rows each as one plotly figure with a slider between them, the first one showing.

    All of it is data: nothing is fetched and no script of ours runs. `prefix` stands before the name of the one shown.
    """
    drawn = [to_plotly(plan) for plan in plans]
    data = [trace | {"visible": at == 0} for at, one in enumerate(drawn) for trace in one["data"]]
    steps = [_step(drawn, at, _safe(name)) for at, name in enumerate(names)]
    slider = {"active": 0, "steps": steps, "x": 0, "len": 1, "y": 0, "yanchor": "top", "pad": {"t": style.FOOT, "b": 8}}
    slider["currentvalue"] = {"prefix": f"{_safe(prefix)} ".lstrip(), "font": {"size": 13, "color": style.INK}}
    slider |= {"font": {"size": 12, "color": style.SOFT}, "bgcolor": style.GRID, "bordercolor": style.GREY}
    slider |= {"tickcolor": style.SOFT, "activebgcolor": style.GREY}
    tallest = max((one["layout"] for one in drawn), key=lambda layout: layout["height"])
    layout = tallest | {"annotations": drawn[0]["layout"]["annotations"], "sliders": [slider]}
    layout["margin"] = layout["margin"] | {"b": style.FOOT + _SLIDER}
    return {"data": data, "layout": layout | {"height": layout["height"] + _SLIDER}, "config": config()}


def _step(drawn, at, name):
    """One stop of a slider: which traces show, and the labels beside them."""
    seen = [number == at for number, one in enumerate(drawn) for _ in one["data"]]
    labels = {"annotations": drawn[at]["layout"]["annotations"]}
    return {"label": name, "method": "update", "args": [{"visible": seen}, labels]}


def _layout(plan):
    """Plotly's layout: fixed height, our own colours, none of plotly's templates."""
    lines, height = style.wrap(plan.title, 42), sum(map(style.row, plan.sizes))
    head, (ticks, names), soft = style.head(lines), plan.ticks, {"color": style.SOFT, "size": 13}
    title = {"text": "<br>".join(map(_safe, lines)), "font": {"size": 16}, "pad": {"t": 12, "l": style.SIDE}}
    title |= {"x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"}
    axis = {"range": [_place(x, plan) for x in plan.extent], "type": "date" if plan.days else "linear"}
    axis |= {"tickvals": [_place(tick, plan) for tick in ticks], "ticktext": [n.replace("\n", "<br>") for n in names]}
    axis |= {"gridcolor": style.GRID, "linecolor": style.SOFT, "ticks": "outside", "tickcolor": style.SOFT}
    axis |= {"zeroline": False, "fixedrange": True, "tickangle": 0, "tickfont": soft}
    axis["title"] = {"text": _safe(plan.axis), "font": soft, "standoff": 4}
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
        "hoverlabel": {
            "align": "left",
            "bgcolor": style.PAPER,
            "bordercolor": style.SOFT,
            "font": {"color": style.INK},
        },
        "xaxis": axis,
        "yaxis": {"range": [height, 0], "visible": False, "fixedrange": True},
        "annotations": [_annotation(line, row, number) for row in plan.rows for number, line in enumerate(row.lines)],
    }


def _annotation(line, row, number):
    """A line of a row's label as plotly writes it, above the bar and beside its report's marker."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": 8 if row.look else -2}
    place |= {"y": row.top + number * style.LINE, "yref": "y", "yanchor": "top", "bgcolor": style.PAPER, "borderpad": 0}
    return place | {"text": _safe(line), "showarrow": False, "align": "left"}


def _pointed(notes):
    """The words shown on pointing; words from a report stay words."""
    texts = ["<br>".join(map(_safe, style.wrap(note, 42))) for note in notes]
    return {"hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>"}


def _safe(text):
    """Text that plotly shows as it stands."""
    return escape(text, quote=False)


def _place(number, plan):
    """A number as plotly takes it: days as dates with their time."""
    return (EPOCH + pd.Timedelta(minutes=round(number * 1440))).isoformat() if plan.days else number

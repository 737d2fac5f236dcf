"""Maps of what is said of places: areas for doubt, rings and zones for distances, points only for what has a point.

Both forms come from one frame: a palette PNG by matplotlib, and plotly's JSON (choropleth and scattergeo), written as
plain data over outlines of our own. No tile and no base map is fetched.
"""

from dataclasses import dataclass
from html import escape
from math import cos, log10, radians

import numpy as np
import pandas as pd
import shapely
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sourcecrit import places, style
from sourcecrit.bars import config, layout, needed, pointed
from sourcecrit.figures import Figure

__all__ = ["LAYERS", "chart", "mark"]

TALL, MARGIN = 500, 0.06


@dataclass(frozen=True)
class Look:
    """How a layer is drawn: the share of paper in its fill (None for no fill), line, dash, hatch, marker."""

    paper: float | None = None
    width: float = 0.0
    dash: tuple = ("-", "solid")
    hatch: str = ""
    marker: tuple = ("o", "circle")


# In the colour of the row's report; ink for a row of none, but for ground and what only stands by.
LAYERS = {
    "ground": Look(0.0, 0.7),
    "other ground": Look(0.5, 0.7),
    "far ground": Look(0.8, 0.7),
    "contested": Look(width=1.0, dash=(":", "dot"), hatch="/"),
    "region": Look(width=1.3),
    "wide zone": Look(0.62),
    "zone": Look(0.25, 1.0),
    "doubt": Look(0.15, 1.0),
    "way": Look(width=1.3, dash=("--", "dash")),
    "point": Look(),
    "measured": Look(marker=("D", "diamond")),
    "apart": Look(marker=("X", "x")),
    "name": Look(marker=()),
    "scale": Look(width=2.0),
}
_QUIET = {
    "ground": style.GRID,
    "other ground": style.GRID,
    "far ground": style.GRID,
    "contested": style.SOFT,
    "name": style.SOFT,
    "region": style.SOFT,
    "apart": style.SOFT,
}
_COARSE = {"ground", "other ground", "far ground", "contested", "region"}
_SIDES = {
    "right": (7, 0, "left", "center"),
    "left": (-7, 0, "right", "center"),
    "above": (0, 7, "center", "bottom"),
    "below": (0, -7, "center", "top"),
    "on": (0, 0, "center", "center"),
}
_TEXT = {
    "right": "middle right",
    "left": "middle left",
    "above": "top center",
    "below": "bottom center",
    "on": "middle center",
}


def mark(layer, shape, label="", report="", note="", side="on"):
    """A row for `chart`.

    >>> mark("point", shapely.Point(30, 50), "The mill", side="right")["label"]
    'The mill'
    """
    return {"label": label, "layer": layer, "report": report, "note": note, "shape": shape, "side": side}


def chart(frame, title, alt, window, reports=None):
    """A map of a window (west, south, east, north, in degrees): rows drawn one over the other, words on pointing.

    `frame` has the columns `label` (written on the map; empty for none), `layer` (of LAYERS), `report` (its colour;
    empty for none), `note` (the words on pointing), `shape` (in degrees) and `side` (where the label stands: right,
    left, above, below, on). A scale bar, true at the middle of the window, comes by itself. Raises ValueError where a
    column is missing or a layer is unknown.
    """
    needed(frame, ["label", "layer", "report", "note", "shape", "side"])
    if strange := sorted(set(frame["layer"]) - set(LAYERS)):
        raise ValueError(f"no layer {', '.join(strange)}; there are {', '.join(LAYERS)}")
    looks = style.styles(reports or sorted(set(frame["report"]) - {""}))
    drawn = pd.concat([_cut(frame, window), pd.DataFrame([_bar(window)])], ignore_index=True)
    rows = [(row, LAYERS[row.layer], _colour(row, looks)) for row in drawn.itertuples() if not row.shape.is_empty]
    shown = frame.drop(columns=["shape", "side"]).assign(extent=[_extent(shape) for shape in frame["shape"]])
    picture, head = _png(title, rows, window)
    return Figure(shown, title, alt, picture, _plotly(title, rows, window), head)


def _bar(window):
    """The scale bar: a round number of kilometres, at most a quarter of the window, true at half its height."""
    west, south, east, north = window
    degree = places.length(shapely.LineString([(0, (south + north) / 2), (1, (south + north) / 2)]))
    most = (east - west) * degree / 4
    size = max(step * 10**power for power in range(-2, 5) for step in (1, 2, 5) if step * 10**power <= most)
    left, level = west + (east - west) * 0.03, south + (north - south) * 0.03
    line = shapely.LineString([(left + part * size / degree, level) for part in (0, 0.5, 1)])  # its label: the middle
    return mark("scale", line, f"{size:g} km", note="The scale, as at the middle of the map.", side="above")


def _hatched(row, look, colour, window):
    """Slanting lines over an area, for plotly, which has no hatching on maps."""
    west, south, east, north = window
    high = north - south
    starts = np.arange(west - high, east, (east - west) / 70)
    rows = shapely.linestrings([[(start, south), (start + high, north)] for start in starts])
    lon, lat = _joined(shapely.intersection(shapely.multilinestrings(rows), row.shape))
    line = {"color": colour, "width": 0.6}
    return {"type": "scattergeo", "mode": "lines", "lon": lon, "lat": lat, "line": line, "hoverinfo": "skip"}


def _cut(frame, window):
    """The frame with shapes cut to the window and a margin, and no finer than can be seen."""
    west, south, east, north = window
    spare = (east - west) * MARGIN
    box = (west - spare, south - spare, east + spare, north + spare)
    steps = [(east - west) / (500 if layer in _COARSE else 2500) for layer in frame["layer"]]
    cut = [shapely.clip_by_rect(shape, *box) for shape in frame["shape"]]
    grid = 10.0 ** round(log10((east - west) / 10_000))
    thin = [shapely.simplify(shape, step) for shape, step in zip(cut, steps, strict=True)]
    return frame.assign(shape=[shapely.set_precision(shape, grid) for shape in thin])


def _colour(row, looks):
    """The colour of a row."""
    return looks[row.report].colour if row.report else _QUIET.get(row.layer, style.INK)


def _extent(shape):
    """Where a point lies, how large an area is, how long a line: as text for the table behind the figure."""
    if shape.geom_type == "Point":
        return f"{shape.y:.4f} N, {shape.x:.4f} E"
    size = places.area(shape)
    return f"{size:,.0f} km²" if size else f"{places.length(shape):,.0f} km"


def _label(row):
    """Where a row's label stands: its point, or a point inside its area as far as it is seen."""
    spot = shapely.point_on_surface(row.shape)
    return spot.x, spot.y


def _png(title, rows, window):
    """The printed form, and the height in pixels of the title inside it."""
    west, south, east, north = window
    ratio = (north - south) / ((east - west) * cos(radians((south + north) / 2)))
    wide = min(style.WIDTH - 2 * style.SIDE, TALL / ratio)
    with style.looks():
        canvas, axes, top = style.sheet(title, wide * ratio, foot=12)
        box = axes.get_position()
        axes.set_position((0.5 - wide / style.WIDTH / 2, box.y0, wide / style.WIDTH, box.height))
        axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color=style.GREY)
        for row, look, colour in rows:
            _drawn(axes, row, look, colour)
        for row, *_ in rows:
            _written(axes, row)
        fills = {style.mix(colour, look.paper) for _, look, colour in rows if look.paper is not None}
        return style.drawn(canvas, fills, most=16), top


def _drawn(axes, row, look, colour):
    """One row in matplotlib: a marker, a line, or an area with its holes."""
    if row.layer == "name":
        return
    if row.shape.geom_type == "Point":
        style.point(axes, row.shape.x, row.shape.y, look.marker[0], colour)
        return
    line = style.GREY if row.layer.endswith("ground") else colour
    for part in shapely.get_parts(row.shape):
        rings = [part] if part.geom_type == "LineString" else [part.exterior, *part.interiors]
        path = Path.make_compound_path(*(Path(ring.coords, closed=ring.is_ring) for ring in rings))
        fill = "none" if look.paper is None or len(rings) == 1 and rings[0] is part else style.mix(colour, look.paper)
        edge = {"edgecolor": line if look.width else "none", "linewidth": look.width, "linestyle": look.dash[0]}
        axes.add_patch(PathPatch(path, facecolor=fill, hatch=look.hatch or None, **edge))


def _written(axes, row):
    """A row's label in matplotlib."""
    if not row.label:
        return
    x, y, ha, va = _SIDES[row.side]
    box = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1, "alpha": 0.75}
    face = {"color": style.SOFT if row.layer in _QUIET else style.INK, "size": 9, "ha": ha, "va": va, "bbox": box}
    axes.annotate(row.label, _label(row), (x, y), textcoords="offset points", annotation_clip=True, **face)


def _plotly(title, rows, window):
    """The interactive form, everything in the same place."""
    west, south, east, north = window
    geo = {
        "visible": False,
        "showframe": True,
        "framecolor": style.GREY,
        "bgcolor": style.PAPER,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [west, east]},
        "lataxis": {"range": [south, north]},
    }
    whole = layout(title, 440, 8, 12)
    del whole["yaxis"]
    data = [_hatched(*row, window) for row in rows if row[1].hatch]
    data += [_trace(*row) for row in rows if row[0].layer != "name"] + [_texts(rows)]
    whole |= {"geo": geo, "margin": whole["margin"] | {"l": 4, "r": 4}}
    return {"data": data, "layout": whole, "config": config() | {"scrollZoom": False}}


def _trace(row, look, colour):
    """One row as plotly draws it."""
    words = pointed([row.note.split("\n")])["hovertext"][0].replace("%{", "% {")  # plotly fills in nothing here
    said = {"hovertemplate": words + "<extra></extra>"} if row.note else {"hoverinfo": "skip"}
    if row.shape.geom_type == "Point":
        marker = {"symbol": look.marker[1], "color": colour, "size": 10, "line": {"color": style.PAPER, "width": 1}}
        return {
            "type": "scattergeo",
            "mode": "markers",
            "lon": [row.shape.x],
            "lat": [row.shape.y],
            "marker": marker,
        } | said
    if look.paper is None:
        edges = row.shape.boundary if row.shape.geom_type.endswith("Polygon") else row.shape
        lon, lat = _joined(edges)
        line = {"color": colour, "width": look.width + 0.2, "dash": look.dash[1]}
        return {"type": "scattergeo", "mode": "lines", "lon": lon, "lat": lat, "line": line} | said
    # plotly takes what lies to the right of a ring for its inside, so rings run the other way than in GeoJSON; as an
    # address that holds the data itself, a shape takes a third of the room.
    turned = shapely.to_geojson(shapely.orient_polygons(row.shape, exterior_cw=True))
    one = f'{{"type":"Feature","id":"it","properties":{{}},"geometry":{turned}}}'
    address = f'data:application/json,{{"type":"FeatureCollection","features":[{one}]}}'.replace(" ", "")
    fill = style.mix(colour, look.paper)
    edge = {"color": style.GREY if row.layer.endswith("ground") else colour, "width": look.width}
    area = {"type": "choropleth", "geojson": address, "locations": ["it"], "z": [0], "showscale": False}
    return area | {"colorscale": [[0, fill], [1, fill]], "marker": {"line": edge}} | said


def _joined(lines):
    """Longitudes and latitudes of lines, a gap between each."""
    parts = [
        np.vstack([shapely.get_coordinates(part).round(4), [[np.nan, np.nan]]]) for part in shapely.get_parts(lines)
    ]
    both = np.vstack(parts)[:-1]
    return [[None if np.isnan(cell) else float(cell) for cell in axis] for axis in both.T]


def _texts(rows):
    """All labels as one trace."""
    named = [(row, *_label(row)) for row, _, _ in rows if row.label]
    return {
        "type": "scattergeo",
        "mode": "markers+text",
        "marker": {"size": 11, "opacity": 0},
        "lon": [x for _, x, _ in named],
        "lat": [y for _, _, y in named],
        "text": [escape(row.label, quote=False) for row, _, _ in named],
        "hoverinfo": "skip",
        "textposition": [_TEXT[row.side] for row, _, _ in named],
        "textfont": {"size": 12, "color": style.INK},
    }

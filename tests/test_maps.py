"""Maps: both forms from one frame, areas as areas with their holes, words from reports harmless, nothing to fetch."""

import json

import pandas as pd
import plotly.graph_objects as go
import pytest
import shapely

from sourcecrit import bounds, maps, places, style
from sourcecrit.places import Place

WINDOW = (29, 49, 32, 51)
COLUMNS = ["label", "layer", "report", "note", "shape", "side"]
MILL = Place(shapely.Point(30.5, 50), 5)


def frame(**changes):
    rows = [
        ("", "ground", "", "", shapely.box(20, 40, 40, 60), "on"),
        ("The moor", "region", "", "A region.", shapely.box(29.5, 49.5, 31.5, 50.8), "on"),
        ("", "zone", "A1", "about 20 miles", places.zone(MILL, bounds.between(18, 22), "mile"), "on"),
        ("", "doubt", "A1", "the mill", places.disc(MILL), "on"),
        ("The mill", "point", "", "", MILL.shape, "right"),
        ("", "way", "", "", shapely.LineString([(30, 50), (31, 50)]), "on"),
        ("Elsewhere", "apart", "", "<b>not</b> 5%{x} here", shapely.Point(31.5, 50.5), "left"),
        ("A name", "name", "", "", shapely.Point(29.5, 49.2), "on"),
    ]
    return pd.DataFrame(rows, columns=COLUMNS).assign(**changes)


@pytest.fixture(scope="module")
def figure():
    words = "A map with a ring about the mill and another place apart from it."
    return maps.chart(frame(), "The mill lies in the ring.", words, WINDOW, ["A0", "A1"])


def test_plotly_itself_takes_the_interactive_form(figure):
    drawn = go.Figure({key: figure.plotly[key] for key in ("data", "layout")})
    assert [trace.type for trace in drawn.data].count("choropleth") == 3


def test_nothing_is_fetched(figure):
    assert figure.plotly["config"]["topojsonURL"].startswith("data:")
    assert "http" not in json.dumps(figure.plotly) and not figure.plotly["layout"]["geo"]["visible"]


def test_areas_keep_their_holes_and_turn_as_plotly_takes_them(figure):
    ring = next(t for t in figure.plotly["data"] if t.get("hovertemplate", "").startswith("about 20 miles"))
    whole = json.loads(ring["geojson"].removeprefix("data:application/json,"))
    shape = shapely.from_geojson(json.dumps(whole["features"][0]["geometry"]))
    assert len(shape.interiors) == 1 and not shapely.is_ccw(shape.exterior)
    assert not shapely.contains(shape, MILL.shape)
    assert places.area(shape) == pytest.approx(places.area(frame()["shape"][2]), rel=0.01)


def test_a_report_keeps_its_colour_and_what_is_of_none_is_quiet(figure):
    colour = style.styles(["A0", "A1"])["A1"].colour
    fills = {t["colorscale"][0][1] for t in figure.plotly["data"] if t["type"] == "choropleth"}
    assert style.mix(colour, maps.LAYERS["zone"].paper) in fills and style.GRID in fills


def test_words_from_a_report_stay_words(figure):
    said = {trace.get("hovertemplate") for trace in figure.plotly["data"]}
    assert "&lt;b&gt;not&lt;/b&gt; 5% {x} here<extra></extra>" in said


def test_every_label_stands_in_both_forms_and_the_table_has_the_sizes(figure):
    texts = figure.plotly["data"][-1]["text"]
    assert sorted(texts) == sorted([*filter(None, frame()["label"]), "50 km"])
    assert (
        "50.0000 N, 30.5000 E" in set(figure.frame["extent"]) and figure.frame["extent"].str.endswith("km²").sum() == 4
    )
    assert set(figure.frame) == {"label", "layer", "report", "note", "extent"}


def test_another_shape_is_another_digest(figure):
    other = frame()
    other.loc[3, "shape"] = places.disc(Place(MILL.shape, 6))
    words = "A map with a ring about the mill and another place apart from it."
    assert maps.chart(other, "The mill lies in the ring.", words, WINDOW, ["A0", "A1"]).digest != figure.digest


@pytest.mark.parametrize(
    ("window", "label"), [(WINDOW, "50 km"), ((30, 46, 41, 54), "100 km"), ((0, 0, 1, 1), "20 km")]
)
def test_the_scale_bar_is_as_long_as_it_says_at_the_middle_of_the_map(window, label):
    drawn = maps.chart(frame(), "It has a scale.", "A map with a scale bar at its lower left.", window, ["A0", "A1"])
    [bar] = [t for t in drawn.plotly["data"] if "The scale" in t.get("hovertemplate", "")]
    (west, half, east), level = bar["lon"], bar["lat"][0]
    middle = (window[1] + window[3]) / 2
    ends = [Place(shapely.Point(lon, middle)) for lon in (west, east)]
    assert places.distance(*ends).lower == pytest.approx(float(label.removesuffix(" km")), rel=0.002)
    assert window[0] < west and east < window[2] and window[1] < level < middle
    texts = drawn.plotly["data"][-1]
    assert texts["lon"][texts["text"].index(label)] == pytest.approx(half, abs=1e-3)


def test_contested_ground_is_hatched_on_screen_too():
    moor = frame()
    moor.loc[1, "layer"] = "contested"
    drawn = maps.chart(moor, "One has slanting lines.", "A map with a hatched moor.", WINDOW, ["A0", "A1"])
    strokes = drawn.plotly["data"][0]
    spots = [shapely.Point(*at) for at in zip(strokes["lon"], strokes["lat"], strict=True) if None not in at]
    assert strokes["mode"] == "lines" and len(spots) > 20
    assert all(moor["shape"][1].buffer(0.001).covers(spot) for spot in spots)
    plain = maps.chart(frame(), "None has slanting lines.", "A map without hatching.", WINDOW, ["A0", "A1"])
    assert len(plain.plotly["data"]) == len(drawn.plotly["data"]) - 1


def test_what_lies_outside_the_window_is_left_out():
    far = frame()
    far.loc[6, "shape"] = shapely.Point(100, 10)
    drawn = maps.chart(far, "One lies far away.", "A map that leaves one far place out.", WINDOW, ["A0", "A1"])
    assert "Elsewhere" not in drawn.plotly["data"][-1]["text"]


@pytest.mark.parametrize(("spoiled", "said"), [(frame().drop(columns="note"), "note"), (frame(layer="sea"), "sea")])
def test_what_cannot_be_drawn_is_named(spoiled, said):
    with pytest.raises(ValueError, match=said):
        maps.chart(spoiled, "It cannot be drawn.", "A map that cannot be drawn at all.", WINDOW)

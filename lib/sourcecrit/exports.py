"""What was read, for other programs: annotations as W3C Web Annotation, chains and stemma as W3C PROV, both
JSON-LD; places as GeoJSON.

Web Annotation Data Model (W3C Recommendation, 2017); PROV-O (W3C Recommendation, 2013) in the terms of PROV-JSONLD
(W3C Member Submission, 2024); GeoJSON (RFC 7946, 2016). Contexts are named by their address; nothing here fetches them.
"""

import json

import shapely

from sourcecrit import anchors, cards, places, stemma
from sourcecrit.corpus import Span
from sourcecrit.sourcing import NONE

__all__ = ["ANNOTATION", "BASE", "PROVENANCE", "annotations", "geography", "provenance"]

ANNOTATION = "http://www.w3.org/ns/anno.jsonld"
PROVENANCE = "https://openprovenance.org/prov-jsonld/context.jsonld"
BASE = "urn:sourcecrit:"
MOTIVES = {"passages": "classifying", "attributions": "identifying", "dependences": "linking"}


def annotations(case, base=BASE):
    """Every row that points to words, as a Web Annotation collection: a dict ready for JSON.

    Each annotation's body is the reading of its row in plain text, its target a report with the words, up to 32
    characters on each side, and the positions in code points. `base` begins every id.
    """
    tables = [name for name, table in case.package.tables.items() if table.standoff]
    items = [_annotation(case, name, row, base) for name in tables for row in case.frames[name].itertuples()]
    page = {"id": f"{base}annotations-page", "type": "AnnotationPage", "startIndex": 0, "items": items}
    whole = {"@context": ANNOTATION, "id": f"{base}annotations", "type": "AnnotationCollection"}
    return whole | {"label": "Words and how they were read", "total": len(items), "first": page}


def _annotation(case, table, row, base):
    """One row as an annotation."""
    selector = anchors.selectors(case.texts[row.report].content, Span(row.start, row.end))
    words = cards.reading(case, row.id) or table.replace("_", " ")
    body = {"type": "TextualBody", "value": words, "format": "text/plain", "language": "en", "purpose": "describing"}
    target = {"type": "SpecificResource", "source": f"{base}{row.report}", "selector": selector}
    motive = {"motivation": MOTIVES.get(table, "describing")}
    return {"id": base + row.id, "type": "Annotation"} | motive | {"body": body, "target": target}


def provenance(case, outside=True, base=BASE):
    """The chains of attribution and the stemma as PROV: a dict ready for JSON.

    Works and acts of saying are entities; speakers are agents; who is said to have said a thing is attributed; the
    saying that encloses another, and the work that leans on another, are derived from it, quotations marked as such.
    Kind, certainty and words stand beside each. Without `outside`, edges that rest on outside facts are left out.
    """
    graph = stemma.stemma(case, outside)
    found = [
        _node("Entity", name, about["name"], status=about["status"], publisher=about["publisher"])
        for name, about in graph.nodes(data=True)
    ]
    found += [_speaker(row) for row in case.speakers.itertuples()]
    found += [part for row in case.attributions.itertuples() for part in _saying(case, graph, row)]
    found += [_debt(*edge) for edge in graph.edges(keys=True, data=True)]
    found += [part for row in case.speakers.itertuples() for part in _delegations(row)]
    return {"@context": [{"sc": base}, PROVENANCE], "@graph": found}


def _speaker(row):
    """A speaker as an agent; a group or an institution is an organisation to PROV, which has no other word."""
    sorts = {"person": "prov:Person", "anonymous_person": "prov:Person"}
    agent = _node("Agent", row.id, row.name, kind=row.kind)
    return agent | {"type": [sorts.get(row.kind, "prov:Organization")]}


def _saying(case, graph, row):
    """An act of saying: an entity, its speaker, and what takes it over: the saying round it, else the report."""
    home = next((name for name, report in graph.nodes(data="report") if report == row.report), None)
    outer = row.within if row.within != NONE else home
    yield _node("Entity", row.id, case.words(row.id), cue=row.cue, cueClass=row.cue_class, access=row.access)
    yield {"@type": "Attribution", "entity": f"sc:{row.id}", "agent": f"sc:{row.speaker}"}
    if outer:
        yield {"@type": "Derivation", "generatedEntity": f"sc:{outer}", "usedEntity": f"sc:{row.id}"}


def _debt(borrower, source, key, about):
    """An edge of the stemma as a derivation."""
    ends = {"generatedEntity": f"sc:{borrower}", "usedEntity": f"sc:{source}"}
    said = {name: about[name] for name in ("kind", "certainty", "words", "outside") if about[name] != NONE}
    debt = {"@type": "Derivation", "@id": f"sc:{key}"} | ends | {f"sc:{name}": [text] for name, text in said.items()}
    return debt | ({"type": ["prov:Quotation"]} if about["kind"] in ("quotes", "lifts") else {})


def _delegations(row):
    """Whom a speaker belongs to, as one who acts for another."""
    for other in () if row.member_of == NONE else row.member_of.split(" "):
        pair = (other, row.id) if row.side == "joint" else (row.id, other)
        yield {"@type": "Delegation", "delegate": f"sc:{pair[0]}", "responsible": f"sc:{pair[1]}"}


def _node(sort, name, label, **about):
    """An entity or agent with its label and what else is known of it."""
    node = {"@type": sort, "@id": f"sc:{name}", "label": [{"@value": label, "@language": "en"}]}
    return node | {f"sc:{key}": [text] for key, text in about.items()}


def geography(case, where=None, zones=None):
    """The places a case's reports name and its claims of distance, as GeoJSON: a dict ready for JSON.

    Every feature carries its quotes, as a list and in one line (`words`). A place with a radius is the area it may lie
    in, a region its outline, never a point; one that nothing places, or that stands for people wherever it is named,
    has no geometry, and `why` says so. `where` gives Places by id (default: `places.located`); `zones` the shapes, by
    row of distances, in which a claim's places could lie.
    """
    where, zones, rows = places.located(case) if where is None else where, zones or {}, case.place_mentions
    found = [_named(case, row, rows[rows["place"] == row.id], where[row.id]) for row in case.places.itertuples()]
    found += [_far(case, row, zones.get(row.id)) for row in case.distances.itertuples()]
    return {"type": "FeatureCollection", "features": [one for one in found if one["properties"]["quotes"]]}


def _named(case, row, mentions, place):
    """A place as a feature."""
    only = len(mentions) and mentions["metonym"].all()
    why = {"why": "stands for people wherever it is named" if only else "nothing says where it lies"}
    about = {"kind": "place", "name": row.name, "feature": row.feature, "radius_km": row.radius_km, "basis": row.basis}
    missing = why if only or place is None else {}
    return _feature(case, row.id, about | missing, mentions["id"], None if missing else places.disc(place))


def _far(case, row, zone):
    """A claim of distance as a feature: the zone in which what it places could lie."""
    ends = {end: case.row(getattr(row, end))["name"] for end in ("from_place", "to_place")}
    about = {"kind": "distance", "name": " to ".join(ends.values()), "relation": row.relation}
    return _feature(case, row.id, about | ({} if zone else {"why": "no zone can be drawn"}), [row.id], zone)


def _feature(case, name, about, rows, shape):
    """A feature with its quotes; rings run as RFC 7946 wants them, positions to six decimals."""
    quotes = [{"id": row, "report": case.row(row)["report"], "words": case.words(row)} for row in rows]
    words = "; ".join(dict.fromkeys(f"“{one['words']}” ({one['report']})" for one in quotes))
    turned = None if shape is None else shapely.orient_polygons(shapely.set_precision(shape, 1e-6), exterior_cw=False)
    geometry = None if turned is None else json.loads(shapely.to_geojson(turned))
    said = {"id": name, **about, "words": words, "quotes": quotes}
    return {"type": "Feature", "id": name, "properties": said, "geometry": geometry}

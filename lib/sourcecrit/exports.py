"""What was read, for other programs: annotations as W3C Web Annotation, chains and stemma as W3C PROV, both JSON-LD.

Web Annotation Data Model (W3C Recommendation, 2017); PROV-O (W3C Recommendation, 2013) in the terms of PROV-JSONLD
(W3C Member Submission, 2024). Contexts are named by their address; nothing here fetches them.
"""

from sourcecrit import anchors, cards, stemma
from sourcecrit.corpus import Span
from sourcecrit.sourcing import NONE

__all__ = ["ANNOTATION", "BASE", "PROVENANCE", "annotations", "provenance"]

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
    found = [_work(name, about) for name, about in graph.nodes(data=True)]
    found += [_speaker(row) for row in case.speakers.itertuples()]
    found += [part for row in case.attributions.itertuples() for part in _saying(case, graph, row)]
    found += [_debt(*edge) for edge in graph.edges(keys=True, data=True)]
    found += [part for row in case.speakers.itertuples() for part in _delegations(row)]
    return {"@context": [{"sc": base}, PROVENANCE], "@graph": found}


def _work(name, about):
    """A work as an entity."""
    return _node("Entity", name, about["name"], status=about["status"], publisher=about["publisher"])


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

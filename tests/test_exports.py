"""What is exported can be read by libraries that did not write it, with contexts held locally, and says what we read.

PROV: the context and the reader of PROV-JSONLD are those that the package `prov` ships. Web Annotation: the context
is the published one, term by term, and what comes of it is held against the published ontology: every class, property
and motive must be declared there and stand where its domain and range allow. Where both are from: contexts/README.md.
"""

import json
import re
from importlib.resources import files
from pathlib import Path

import prov.model
import pytest
from pyld import jsonld
from rdflib import Graph, Namespace
from rdflib.namespace import PROV, RDF, RDFS

from conftest import plant
from sourcecrit import exports, stemma
from sourcecrit.case import Case

HERE = Path(__file__).resolve().parent
CONTEXTS = {
    exports.ANNOTATION: (HERE / "contexts" / "anno.jsonld").read_text(encoding="utf-8"),
    exports.PROVENANCE: files("prov.serializers").joinpath("prov-jsonld-context.jsonld").read_text(encoding="utf-8"),
}
OA = Namespace("http://www.w3.org/ns/oa#")


def held(url, options):
    """A context from this folder or an installed package; any other address is an error, and none is fetched."""
    return {"contextUrl": None, "documentUrl": url, "document": json.loads(CONTEXTS[url])}


def expand(document):
    """The document with every term spelt out, by pyld."""
    return jsonld.expand(document, {"documentLoader": held})


def triples(expanded):
    """An expanded document as RDF, by rdflib."""
    return Graph().parse(data=json.dumps(expanded), format="json-ld")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory):
    return Case.open(plant(tmp_path_factory.mktemp("exports") / "case"))


@pytest.fixture(scope="module", params=["five", "planted"])
def any_case(request, case, harbour):
    return case if request.param == "five" else harbour


@pytest.fixture(scope="module")
def notes(any_case):
    return exports.annotations(any_case)


@pytest.fixture(scope="module")
def expanded(notes):
    return expand(notes)


@pytest.fixture(scope="module")
def graph(expanded):
    return triples(expanded)


def rows(case):
    """The ids of all rows that point to words."""
    return {name for table, frame in case.frames.items() if case.package.tables[table].standoff for name in frame["id"]}


def test_every_row_with_words_is_one_annotation(any_case, notes, graph):
    found = {str(name).removeprefix(exports.BASE) for name in graph.subjects(RDF.type, OA.Annotation)}
    assert found == rows(any_case) and notes["total"] == len(found)


def test_no_term_of_an_annotation_is_outside_its_context(notes, expanded):
    """Terms a context does not know are dropped without a word, so each key is looked for in what is left."""
    left = json.dumps(expanded)
    terms = json.loads(CONTEXTS[exports.ANNOTATION])["@context"]
    for key in keys(notes) - {"@context", "id", "type"}:
        iri = terms[key]["@id"] if isinstance(terms[key], dict) else terms[key]
        prefix, local = iri.split(":")
        assert f"{terms[prefix]}{local}" in left, key
    assert set(re.findall(r"http://www\.w3\.org/ns/oa#\w+", left)) >= {str(OA.Annotation), str(OA.exact)}


def keys(value):
    """Every key anywhere in a document."""
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


@pytest.fixture(scope="module")
def ontology():
    """The Web Annotation ontology as published; its quads all name one graph, which is left out."""
    quads = (HERE / "contexts" / "oa.nq").read_text(encoding="utf-8")
    return Graph().parse(data=re.sub(r" <[^>]+> \.$", " .", quads, flags=re.MULTILINE), format="nt")


def misused(graph, ontology):
    """Each term of the ontology's namespace that it does not declare, or that stands outside its domain or range."""
    found = {
        str(term)
        for triple in graph
        for term in triple
        if str(term).startswith(OA) and (term, None, None) not in ontology
    }
    for subject, name, value in graph:
        for side, end in ((RDFS.domain, subject), (RDFS.range, value)):
            allowed = {sort for sort in ontology.objects(name, side) if str(sort).startswith(OA)}
            sorts = set(graph.objects(end, RDF.type)) | set(ontology.objects(end, RDF.type))
            sorts |= {above for sort in sorts for above in ontology.transitive_objects(sort, RDFS.subClassOf)}
            found |= {f"{name} {side} {end}"} if allowed and not allowed & sorts else set()
    return found


def test_every_term_is_declared_by_the_published_ontology_and_used_as_it_says(graph, ontology):
    assert not misused(graph, ontology)
    assert {OA.hasBody, OA.hasTarget, OA.motivatedBy, OA.exact} <= set(graph.predicates())


def test_the_ontology_complains_of_a_made_up_or_misplaced_term(notes, ontology):
    item = notes["first"]["items"][0]
    wrong = item | {"@context": exports.ANNOTATION, "motivation": "oa:guessing", "selector": {"type": "TextualBody"}}
    faults = " ".join(misused(triples(expand(wrong)), ontology))
    assert "guessing" in faults and "hasSelector" in faults


def test_annotations_point_to_the_very_words(any_case, graph):
    for note in graph.subjects(RDF.type, OA.Annotation):
        target = graph.value(note, OA.hasTarget)
        content = any_case.texts[str(graph.value(target, OA.hasSource)).removeprefix(exports.BASE)].content
        selectors = list(graph.objects(target, OA.hasSelector))
        [quote] = [s for s in selectors if (s, RDF.type, OA.TextQuoteSelector) in graph]
        [place] = [s for s in selectors if (s, RDF.type, OA.TextPositionSelector) in graph]
        start, end = (graph.value(place, name).toPython() for name in (OA.start, OA.end))
        exact, before, after = (str(graph.value(quote, name)) for name in (OA.exact, OA.prefix, OA.suffix))
        assert content[start:end] == exact
        assert content[:start].endswith(before) and content[end:].startswith(after)


def read(document):
    """The document as the package prov reads it."""
    return prov.model.ProvDocument.deserialize(content=json.dumps(document), format="jsonld")


def test_another_library_reads_chains_and_stemma(any_case):
    document = read(exports.provenance(any_case))
    sayings = [r for r in document.get_records(prov.model.ProvAttribution)]
    assert len(sayings) == len(any_case.attributions)
    agents = {str(agent.identifier) for agent in document.get_records(prov.model.ProvAgent)}
    assert agents == {f"sc:{name}" for name in any_case.speakers["id"]}
    debts = {str(r.identifier): r for r in document.get_records(prov.model.ProvDerivation) if r.identifier}
    assert set(debts) == {f"sc:{name}" for name in any_case.dependences["id"]}
    for row in any_case.dependences.itertuples():
        ends = {str(value) for _, value in debts[f"sc:{row.id}"].formal_attributes if value is not None}
        assert ends == {f"sc:{row.borrower}", f"sc:{row.source}"}


def test_what_is_quoted_is_a_quotation_and_keeps_its_words(case):
    debts = [r for r in read(exports.provenance(case)).get_records(prov.model.ProvDerivation) if r.identifier]
    marked = {str(r.identifier) for r in debts if prov.model.PROV["Quotation"] in r.get_asserted_types()}
    assert marked == {f"sc:{name}" for name in case.dependences.query("kind in ['quotes', 'lifts']")["id"]}
    words = {
        str(r.identifier)[3:]: str(value) for r in debts for name, value in r.attributes if str(name) == "sc:words"
    }
    assert words == {name: case.words(name) for name in case.dependences["id"]}


def test_chains_nest_in_the_export_as_in_the_table(case):
    graph = triples(expand(exports.provenance(case)))
    derived = {
        (str(outer).removeprefix(exports.BASE), str(graph.value(step, PROV.entity)).removeprefix(exports.BASE))
        for outer, step in graph.subject_objects(PROV.qualifiedDerivation)
    }
    nested = case.attributions.query("within != 'not_applicable'")
    assert set(zip(nested["within"], nested["id"], strict=True)) <= derived


def test_every_word_of_prov_is_in_its_published_vocabulary(any_case):
    graph = triples(expand(exports.provenance(any_case)))
    used = {term for triple in graph for term in triple if str(term).startswith(str(PROV))}
    assert used and not [term for term in used if term not in PROV]


def test_without_outside_facts_their_edges_are_not_exported(case):
    ids = {node.get("@id") for node in exports.provenance(case, outside=False)["@graph"]}
    outside = set(case.dependences.query("outside != 'not_applicable'")["id"])
    assert outside and not ids & {f"sc:{name}" for name in outside}
    assert len(stemma.stemma(case, outside=False)) < len(stemma.stemma(case))


def test_a_document_with_a_wrong_end_is_noticed(harbour):
    """The reader is no rubber stamp: what is no PROV term does not pass for one."""
    document = exports.provenance(harbour)
    document["@graph"].append({"@type": "Derivations", "generatedEntity": "sc:W00", "usedEntity": "sc:W01"})
    with pytest.raises(Exception, match="Derivations"):
        read(document)

"""The descent of texts as a graph of works, and the wording that two texts share beyond what everybody writes.

Witnesses, lost texts and presumed ones, and edges from borrower to source, after P. Maas, "Textkritik" (1927); a work
may have several parents, which there is called contamination.
"""

from collections import Counter
from itertools import combinations, pairwise

import networkx as nx
import pandas as pd

from sourcecrit import anchors, corpus, reuse
from sourcecrit.sourcing import NONE, RANK

__all__ = ["contaminated", "edges", "own_words", "stemma", "stock", "wording"]


def stemma(case, outside=True):
    """The works and who leans on whom, as a networkx MultiDiGraph: nodes by id, edges from borrower to source.

    Nodes carry `name, publisher, status, report, basis, reference`; edges, keyed by their row, `kind, question,
    certainty, words, report, span, source_span` (None where the source's words are not held), `basis, outside`.
    Without `outside`, edges that rest on an outside fact go, and works that nothing but such an edge ties in.
    """
    graph = nx.MultiDiGraph()
    for row in case.works.itertuples():
        about = {name: getattr(row, name) for name in ("name", "publisher", "status", "report", "basis", "reference")}
        graph.add_node(row.id, **about)
    for row in case.dependences.itertuples():
        if outside or row.outside == NONE:
            graph.add_edge(row.borrower, row.source, row.id, **_edge(case, row))
    loose = [name for name, status in graph.nodes(data="status") if status != "held" and not graph.degree(name)]
    graph.remove_nodes_from([] if outside else loose)
    return graph


def _edge(case, row):
    """What an edge carries."""
    span = corpus.Span(row.start, row.end)
    return {name: getattr(row, name) for name in ("kind", "question", "certainty", "report", "outside")} | {
        "words": case.texts[row.report].words_at(span),
        "span": span,
        "source_span": _source_span(case, row),
        "basis": row.direction_basis,
    }


def _source_span(case, row):
    """Where the source's words stand in the text that holds them; None where none does."""
    report = case.row(row.source)["report"]
    if NONE in (report, row.source_quote):
        return None
    return anchors.find(case.texts[report].content, row.source_quote, row.source_before, row.source_after)


def edges(graph, names=None):
    """The edges of a stemma as a frame for a figure or a table, one row an edge, in the order of their rows.

    `names` gives works another name than their own, by id. Columns: `id, borrower, source, kind, certainty, question,
    words, report, outside`, and of both ends `name_` and `status_` with the same ending.
    """
    columns = ["id", "borrower", "source", "kind", "certainty", "question", "words", "report", "outside"]
    frame = nx.to_pandas_edgelist(graph, "borrower", "source", edge_key="id").reindex(columns=columns)
    for end in ("borrower", "source"):
        frame[f"name_{end}"] = frame[end].map(dict(graph.nodes(data="name")) | (names or {}))
        frame[f"status_{end}"] = frame[end].map(dict(graph.nodes(data="status")))
    return frame.sort_values("id", ignore_index=True)


def contaminated(graph):
    """The works that lean on several, as a frame: work, each parent, the kinds of debt and the surest of them.

    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("A", "B", kind="quotes", certainty="certain")
    >>> _ = graph.add_edge("A", "C", kind="lifts", certainty="possible")
    >>> contaminated(graph)["parent"].tolist()
    ['B', 'C']
    """
    rows = []
    for work in graph:
        for parent in graph.successors(work) if len(set(graph.successors(work))) > 1 else ():
            edges = list(graph[work][parent].values())
            kinds = " ".join(sorted({edge["kind"] for edge in edges}))
            sure = min((edge["certainty"] for edge in edges), key=RANK.__getitem__)
            rows.append({"work": work, "parent": parent, "kinds": kinds, "edges": len(edges), "certainty": sure})
    return pd.DataFrame(rows, columns=["work", "parent", "kinds", "edges", "certainty"])


def _keys(content):
    """The words of a text as they are compared: without hyphens and the possessive ending, capitals left."""
    found = [content[span.start : span.end] for span in corpus.words(content)]
    return [part.replace("’", "'").removesuffix("'s") for word in found for part in word.split("-")]


def stock(texts, least=3):
    """What everybody writes: pairs of neighbouring words that at least `least` texts have, and words that all have.

    Words all have are looked for where there are at least `least` texts. Gives two sets, without case.

    >>> pairs, words = stock(["the old mill", "the old mill road", "an old mill"])
    >>> sorted(pairs), sorted(words)
    ([('old', 'mill')], ['mill', 'old'])
    """
    keys = [[key.casefold() for key in _keys(text)] for text in texts]
    held = Counter(pair for text in keys for pair in set(pairwise(text)))
    everywhere = set.intersection(*map(set, keys)) if len(keys) >= least else set()
    return {pair for pair, count in held.items() if count >= least}, everywhere


def own_words(text, common):
    """The words of a stretch without a capital, in no common pair and not in every text (`common` is from `stock`).

    >>> own_words("and fell by the old mill of Ode", ({("old", "mill")}, {"the", "of"}))
    ['and', 'fell', 'by']
    """
    (pairs, everywhere), keys = common, _keys(text)
    low = [key.casefold() for key in keys]
    covered = {place + step for place, pair in enumerate(pairwise(low)) if pair in pairs for step in (0, 1)}
    return [
        key for place, key in enumerate(keys) if place not in covered and key not in everywhere and key == low[place]
    ]


def wording(texts, min_words=5, own=2, least=3, verbatim=12):
    """Shared runs between any two of some texts (name to characters), common phrases discounted by a stated rule.

    The rule: words with a capital, words in a pair that at least `least` texts have, and words that every text has are
    discounted; a run `counts` where at least `own` of the words that both have are left, or where it goes on for at
    least `verbatim` words, and three more for each edit: no common phrase is so long, however many hold it. Runs and
    whether they stand in quotation marks (`quoted_a`, `quoted_b`: full, part, none) are those of `reuse.shared`. What
    counts stands first in the frame.
    """
    common, rows = stock(list(texts.values()), least), []
    for a, b in combinations(texts, 2):
        for run in reuse.shared(texts[a], texts[b], min_words):
            there = texts[b][run.start_b : run.end_b]
            left = [word for word in own_words(run.text, common) if word in _keys(there)]
            long = run.words - 3 * run.edits >= verbatim
            counted = (run.words, run.edits, len(left), len(left) >= own or long)
            places = (run.quoted_a, run.quoted_b, run.start_a, run.start_b)
            rows.append((a, b, *counted, run.text, there, *places))
    names = "a b words edits own counts text_a text_b quoted_a quoted_b start_a start_b"
    frame = pd.DataFrame(rows, columns=names.split())
    return frame.sort_values(["counts", "own", "words"], ascending=False, kind="stable", ignore_index=True)

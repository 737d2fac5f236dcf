"""How far two readings of the same texts agree: on what to mark, and, where both marked it, on what to call it.

Agreement tests the coding rules. Two readers can agree and both be wrong.
"""

import warnings

import krippendorff
import networkx as nx
import numpy as np
import pandas as pd

from sourcecrit.corpus import Span, words

__all__ = ["alpha", "compare", "pair", "summary"]


def overlap(first, second):
    """Shared characters of two spans over all characters of both (Jaccard), 0 to 1.

    >>> overlap(Span(0, 10), Span(5, 10))
    0.5
    """
    shared = min(first.end, second.end) - max(first.start, second.start)
    return max(0, shared) / (max(first.end, second.end) - min(first.start, second.start))


def pair(first, second, least=0.5):
    """The best one-to-one pairing of two lists of Spans, as (place in first, place in second), in order of first.

    Only spans that overlap by at least `least` can pair; the whole overlap is made as large as it can be (maximum
    weight matching, J. Edmonds, "Paths, trees, and flowers", 1965).

    >>> pair([Span(0, 10)], [Span(20, 30), Span(1, 10)])
    [(0, 1)]
    """
    graph = nx.Graph()
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            if one.touches(other) and (weight := overlap(one, other)) >= least:
                graph.add_edge(("first", i), ("second", j), weight=weight)
    matched = nx.max_weight_matching(graph)
    return sorted((dict(edge)["first"], dict(edge)["second"]) for edge in matched)


def alpha(first, second):
    """Krippendorff's alpha of two equally long lists of labels (nominal); None where all labels are one.

    1 is perfect, 0 what chance would give. K. Krippendorff, Content Analysis, 4th ed. (2018), chapter 12.

    >>> alpha(["a", "b", "a", "b"], ["a", "b", "a", "b"])
    1.0
    """
    codes = {label: number for number, label in enumerate(sorted({*first, *second}))}
    if len(codes) < 2:
        return None
    data = np.array([[codes[label] for label in first], [codes[label] for label in second]], dtype=float)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def compare(first, second, texts, least=0.5):
    """Two readings side by side, one row for each pair and for each span only one reader marked.

    `first` and `second` are frames with `id, report, start, end, layer, label`; `texts` holds the texts by report.
    Gives a frame `layer, report, first, second` (ids, None where unmarked), `label_first, label_second, same_edges`.
    """
    rows = []
    for layer in dict.fromkeys([*first["layer"], *second["layer"]]):
        for report in texts:
            parts = [frame[(frame["layer"] == layer) & (frame["report"] == report)] for frame in (first, second)]
            rows += _rows(layer, report, *(part.sort_values(["start", "end"]) for part in parts), least)
    columns = ["layer", "report", "first", "second", "label_first", "label_second", "same_edges"]
    return pd.DataFrame(rows, columns=columns)


def _rows(layer, report, one, other, least):
    """The rows of `compare` for one layer of one report."""
    spans = [[Span(start, end) for start, end in zip(f["start"], f["end"], strict=True)] for f in (one, other)]
    ones, others = one.to_dict("records"), other.to_dict("records")
    pairs, nobody = pair(*spans, least), {"id": None, "label": None}
    met = [{i for i, _ in pairs}, {j for _, j in pairs}]
    sides = [(ones[i], others[j], spans[0][i] == spans[1][j]) for i, j in pairs]
    sides += [(row, nobody, False) for i, row in enumerate(ones) if i not in met[0]]
    sides += [(nobody, row, False) for j, row in enumerate(others) if j not in met[1]]
    return [(layer, report, a["id"], b["id"], a["label"], b["label"], same) for a, b, same in sides]


def summary(first, second, texts, least=0.5):
    """Agreement per layer: how many spans each marked and both, F1 of spans, share with the same edges, and two alphas.

    `alpha_words` asks of each word of the texts whether it is marked; `alpha_labels` compares the labels of what both
    marked. Arguments as in `compare`; F1 is of spans paired at an overlap of at least `least`.
    """
    sides = compare(first, second, texts, least)
    rows = []
    for layer, part in sides.groupby("layer", sort=False):
        both = part[part["first"].notna() & part["second"].notna()]
        marked = [part["first"].notna().sum(), part["second"].notna().sum()]
        covered = [_covered(frame[frame["layer"] == layer], texts) for frame in (first, second)]
        rows.append(
            {
                "layer": layer,
                "first": int(marked[0]),
                "second": int(marked[1]),
                "both": len(both),
                "f1": 2 * len(both) / sum(marked),
                "same_edges": float(both["same_edges"].mean()) if len(both) else 0.0,
                "alpha_words": alpha(*covered),
                "same_labels": float((both["label_first"] == both["label_second"]).mean()) if len(both) else 0.0,
                "alpha_labels": alpha(list(both["label_first"]), list(both["label_second"])),
            }
        )
    return pd.DataFrame(rows)


def _covered(frame, texts):
    """For each word of all the texts, in order, whether the reading marks it."""
    marks = []
    for report, text in texts.items():
        spans = [Span(row.start, row.end) for row in frame[frame["report"] == report].itertuples()]
        marks += [any(span.touches(word) for span in spans) for word in words(text.content)]
    return marks

"""Agreement of two readings: planted spans with known answers."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcecrit import coding
from sourcecrit.corpus import Span, Text

TEXTS = {"R0": Text("R0", "one two three four five six seven eight nine ten", "")}


def reading(*rows):
    return pd.DataFrame(
        [(f"x{n}", "R0", start, end, layer, label) for n, (start, end, layer, label) in enumerate(rows)],
        columns=["id", "report", "start", "end", "layer", "label"],
    )


SPANS = st.lists(st.builds(lambda a, n: Span(a, a + n), st.integers(0, 60), st.integers(1, 15)), max_size=8)


def test_identical_readings_agree_wholly():
    rows = reading((0, 7, "q", "a"), (8, 13, "q", "b"))
    found = coding.summary(rows, rows, TEXTS).iloc[0]
    assert found[["both", "f1", "same_edges", "alpha_words", "alpha_labels"]].tolist() == [2, 1, 1, 1, 1]


def test_edges_may_differ_labels_are_compared_apart():
    first = reading((0, 13, "q", "a"), (14, 18, "q", "b"), (24, 27, "q", "a"))
    second = reading((0, 7, "q", "a"), (14, 18, "q", "a"), (40, 44, "q", "b"))
    sides = coding.compare(first, second, TEXTS)
    assert list(sides["first"].isna()) == [False, False, False, True]
    found = coding.summary(first, second, TEXTS).iloc[0]
    assert (found["both"], found["same_edges"], found["same_labels"]) == (2, 0.5, 0.5)
    assert found["f1"] == pytest.approx(2 / 3)


def test_two_readers_who_always_say_the_same_have_nothing_to_disagree_about():
    assert coding.alpha(["a", "a"], ["a", "a"]) is None


def test_systematic_disagreement_is_below_chance():
    assert coding.alpha(["a", "b"] * 10, ["b", "a"] * 10) < 0


@given(SPANS, SPANS)
def test_pairing_is_one_to_one_and_symmetric_in_size(first, second):
    pairs = coding.pair(first, second)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(coding.overlap(first[i], second[j]) >= 0.5 for i, j in pairs)
    assert len(pairs) == len(coding.pair(second, first))


@given(SPANS)
def test_a_reading_pairs_with_itself(spans):
    distinct = sorted(set(spans))
    assert coding.pair(distinct, distinct) == [(n, n) for n in range(len(distinct))]

"""The audit of prose is itself tried: it must catch what it is there for, and leave good prose alone."""

import random

import nbformat
import pytest

from conftest import ROOT
from notebook_audit import audit, faults, pieces

TEXTS = {"R0": "At least 5 boats sailed.", "R1": "Some said “five or so” sailed."}


@pytest.mark.parametrize(
    "prose",
    [
        "“At least 5 boats” (R0) is a bound.",
        "See [R0-q01](00_reports.ipynb#R0-q01) and R1-c02.",
        "Nothing is counted here.",
    ],
)
def test_good_prose_passes(prose):
    assert faults(TEXTS, prose) == []


@pytest.mark.parametrize(
    ("prose", "complaint"),
    [
        ("At least 5 boats sailed.", "the number '5' is typed"),
        ("All five sailed.", "the number 'five' is typed"),
        ("“At least 6 boats” sailed.", "stands in no report"),
        ("“At least 5 boats” (R1) sailed.", "stands in R1"),
        ("Dozens sailed.", "the number 'Dozens' is typed"),
    ],
)
def test_typed_numbers_and_loose_quotations_are_caught(prose, complaint):
    assert complaint in " ".join(faults(TEXTS, prose))


def test_seeded_changes_to_our_own_prose_are_caught(case):
    """A number typed into any Markdown cell, or a letter changed in any quotation, does not pass."""
    notebook = nbformat.read(ROOT / "notebooks" / "00_reports.ipynb", as_version=4)
    chance, texts = random.Random(20), {name: text.content for name, text in case.texts.items()}
    prose = [text for _, text in pieces(notebook)]
    for _ in range(100):
        words = chance.choice(prose).split(" ")
        words.insert(chance.randrange(len(words)), str(chance.randrange(2, 999)))
        changed = " ".join(words)
        inside_link_or_quotation = len(faults(texts, changed)) == 0 and ("](" in changed or "“" in changed)
        assert faults(texts, changed) or inside_link_or_quotation
    assert audit(case, notebook) == []

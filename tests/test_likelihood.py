"""Words of likelihood and words of confidence never share a sentence: in notebooks, their outputs, or the README."""

import nbformat
import pytest

from conftest import ROOT
from sourcecrit import grading
from sourcecrit.corpus import listed

PAGES = [*sorted((ROOT / "notebooks").glob("*.ipynb")), ROOT / "README.md", ROOT / "book" / "index.md"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We are confident that he was probably wounded.", ("probably", "confident")),
        ("It is likely, and we hold it with high confidence.", ("likely", "confidence")),
        ("We are sure that it is unlikely.", ("unlikely", "sure")),
        ("Almost certainly it is so;\nwe say so with low confidence.", ("almost certainly", "confidence")),
        ("Fine.\n\n- Likely enough, we are sure.\n- Fine.", ("likely", "sure")),
        ("There is an even chance, and low confidence.", ("even chance", "confidence")),
        ("PERHAPS. Perhaps we are Unsure.", ("perhaps", "unsure")),
    ],
)
def test_a_sentence_that_mixes_them_is_caught(text, words):
    assert [found[1:] for found in grading.mixed(text)] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "It is likely. We hold that with low confidence.",
        "Probably so! Are we sure?",
        "## How sure are we\n\nPerhaps it was so.",
        "- Likely.\n- We are sure.",
        "| likely | sure |\n| --- | --- |",
        "He measures and insures unlikeliness in confidences.",
        "We are sure that R4 says “highly likely” (R4).",
        "",
    ],
)
def test_sentences_that_keep_them_apart_pass(text):
    assert grading.mixed(text) == []


def texts(path):
    """The prose of a page: its Markdown, and what its cells say."""
    if path.suffix == ".md":
        return [path.read_text(encoding="utf-8")]
    cells = nbformat.read(path, as_version=4).cells
    said = [
        out.data["text/markdown"]
        for cell in cells
        for out in cell.get("outputs", [])
        if "text/markdown" in out.get("data", {})
    ]
    return [*said, *(cell.source for cell in cells if cell.cell_type == "markdown")]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_page_mixes_them(path):
    assert [found for text in texts(path) for found in grading.mixed(text)] == []


def test_every_word_of_the_lists_is_found_and_has_a_source():
    rows = listed("estimative_words")
    assert all(row["source"] for row in rows) and len({row["words"] for row in rows}) == len(rows)
    partner = {"likelihood": "confidence", "confidence": "perhaps"}
    for row in rows:
        assert grading.mixed(f"Here {row['words']} meets {partner[row['sort']]}.")

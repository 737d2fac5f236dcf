"""Words of likelihood and words of confidence never share a sentence: in notebooks, their outputs, or the README."""

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

from conftest import ROOT
from sourcecrit.corpus import listed

HERE = Path(__file__).parent
PAGES = [*sorted((ROOT / "notebooks").glob("*.ipynb")), ROOT / "README.md", ROOT / "book" / "index.md"]


@cache
def estimative():
    """Patterns for words of likelihood and for words of confidence."""
    rows, sorts = listed("estimative_words", HERE), ("likelihood", "confidence")
    words = [[re.escape(row["words"]) for row in rows if row["sort"] == sort] for sort in sorts]
    return [re.compile(rf"\b(?:{'|'.join(one)})\b", re.IGNORECASE) for one in words]


def mixed(text):
    """Sentences in which a word of likelihood and a word of confidence meet, as a list of (sentence, the two words).

    Each line, and each cell of a Markdown table, ends a sentence; what stands in curly quotation marks is another's.
    After ICD 203, "Analytic Standards" (2015): how likely a thing is and how firmly that is held are said apart.
    """
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n|\||^\s*[-*#\d.]+\s", re.sub(r"“[^”]*”", "“”", text), flags=re.M):
        hits = [pattern.search(sentence) for pattern in estimative()]
        found += [(" ".join(sentence.split()), *(hit[0].lower() for hit in hits))] if all(hits) else []
    return found


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
    assert [found[1:] for found in mixed(text)] == [words]


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
    assert mixed(text) == []


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
    assert [found for text in texts(path) for found in mixed(text)] == []


def test_every_word_of_the_lists_is_found_and_has_a_source():
    rows = listed("estimative_words", HERE)
    assert all(row["source"] for row in rows) and len({row["words"] for row in rows}) == len(rows)
    partner = {"likelihood": "confidence", "confidence": "perhaps"}
    for row in rows:
        assert mixed(f"Here {row['words']} meets {partner[row['sort']]}.")

"""Computed sentences and tables read as they should and let nothing through."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sourcecrit import prose
from sourcecrit.case import Case

RENDER = MarkdownIt("commonmark").enable("table").render


def test_a_sentence_shows_itself_in_plain_and_rendered_form():
    said = prose.say("  Two of **five**.\n")
    assert (repr(said), said._repr_markdown_()) == ("Two of **five**.", "Two of **five**.")


@pytest.mark.parametrize(
    ("number", "noun", "plural", "shown"),
    [
        (0, "report", None, "no reports"),
        (1, "report", None, "one report"),
        (12, "mark", None, "twelve marks"),
        (13, "mark", None, "13 marks"),
        (2, "body", "bodies", "two bodies"),
    ],
)
def test_counts_read_as_prose(number, noun, plural, shown):
    assert prose.count(number, noun, plural) == shown


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_escaped_text_renders_as_itself(text):
    from html import unescape

    words = f"x{text}x"
    assert unescape(RENDER(prose.escape(words))) == f"<p>{words}</p>\n"


def test_a_table_keeps_its_shape_whatever_its_cells_hold():
    html = RENDER(prose.table(pd.DataFrame({"a|b": ["<script>", "1 | 2"], "c": [prose.link("R2-q03"), "x\ny"]})))
    assert html.count("<tr>") == 3 and "<script>" not in html and 'href="00_reports.ipynb#R2-q03"' in html


def test_a_table_without_columns_is_refused():
    with pytest.raises(ValueError, match="at least one column"):
        prose.table(pd.DataFrame())


def test_a_citation_links_to_its_words(planted):
    assert prose.cite(Case.open(planted), "R1-q01") == "[“Up to 7 containers”](00_reports.ipynb#R1-q01) (R1)"


def test_a_whole_case_misses_nothing_and_a_lesser_one_says_what(planted):
    whole = Case.open(planted)
    less = whole.without("R0")
    assert prose.missing(whole) == ""
    assert "leaves R0 out" in prose.missing(less) and "quantities" in prose.missing(less)
    assert prose.here(less, ["R0-q01", "R1-q01"]) == ["R1-q01"]


def test_words_that_went_are_named_as_gone_and_unknown_ones_refused(planted):
    less = Case.open(planted).without("R0")
    assert "R0-q01" in prose.cite(less, "R0-q01") and "](" not in prose.cite(less, "R0-q01")
    with pytest.raises(KeyError, match="R9-q01"):
        prose.cite(less, "R9-q01")

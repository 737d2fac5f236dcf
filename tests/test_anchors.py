"""Quotations find their one place, or say why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcecrit import anchors
from sourcecrit.corpus import Span

TEXT = "Up to 12 boats sailed. Then “12 boats” came back, said Mr Ode; 12 boats,\nno more."


@pytest.mark.parametrize(
    ("quote", "before", "after", "start"),
    [
        ("Up to 12 boats", "", "", 0),
        ("12 boats", "Up to", "", 6),
        ("12 boats", "“", "", TEXT.index("“") + 1),
        ("12 boats", "", ",\nno more", TEXT.rindex("12")),
    ],
)
def test_context_settles_which_place_is_meant(quote, before, after, start):
    assert anchors.find(TEXT, quote, before, after).start == start


@pytest.mark.parametrize(
    ("quote", "before", "message"),
    [
        ("12 boats", "", "stands 3 times; say which by the words beside it"),
        ('"12 boots"', "", "the nearest words are '“12 boats”'"),
        ("12 boats", "Down to", "the words are there, but between"),
        ("an elephant of a very different sort", "", "nothing like it stands there"),
        ("", "", "nothing like it stands there"),
    ],
)
def test_a_quote_without_one_place_is_an_error_that_helps(quote, before, message):
    with pytest.raises(anchors.AnchorError, match=message):
        anchors.find(TEXT, quote, before)


def test_the_error_counts_the_places():
    with pytest.raises(anchors.AnchorError) as caught:
        anchors.find(TEXT, "12 boats")
    assert caught.value.found == 3


@given(st.text(alphabet="ab c.", min_size=1, max_size=40), st.data())
def test_what_describe_gives_finds_the_same_span_again(content, data):
    start = data.draw(st.integers(0, len(content) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(content))))
    try:
        chosen = anchors.describe(content, span)
    except anchors.AnchorError:
        return
    assert anchors.find(content, chosen.quote, chosen.before, chosen.after) == span


def test_selectors_follow_the_web_annotation_model():
    quote, position = anchors.selectors(TEXT, Span(6, 14))
    assert (quote["type"], quote["exact"], quote["prefix"]) == ("TextQuoteSelector", "12 boats", "Up to ")
    assert (position["type"], TEXT[position["start"] : position["end"]]) == ("TextPositionSelector", "12 boats")

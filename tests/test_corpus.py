"""Texts, paragraphs, sentences and words keep their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcecrit import corpus


def shown(content, spans):
    return [content[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        ("One came. Two left.", ["One came.", "Two left."]),
        ("Mr. Ha met Col. Bo. They spoke.", ["Mr. Ha met Col. Bo.", "They spoke."]),
        ("The U.S. Army said so.", ["The U.S. Army said so."]),
        ("“Stop!” He did.", ["“Stop!”", "He did."]),
        ("It cost 1.2 million. Why?", ["It cost 1.2 million.", "Why?"]),
        ("A title\nA line without a stop", ["A title", "A line without a stop"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(content, sentences):
    assert shown(content, corpus.sentences(content)) == sentences


@given(st.text())
def test_paragraphs_hold_all_that_is_not_white_space(content):
    inside = "".join(shown(content, corpus.paragraphs(content)))
    assert "".join(inside.split()) == "".join(content.split())


@given(st.text(alphabet="aB .!?“”\n1"))
def test_sentences_are_in_order_and_apart(content):
    spans = corpus.sentences(content)
    assert all(first.end <= second.start for first, second in zip(spans, spans[1:], strict=False))


def test_a_file_that_is_not_utf8_is_refused_with_its_name(tmp_path):
    (tmp_path / "old.txt").write_bytes("Málaga".encode("latin-1"))
    with pytest.raises(ValueError, match="old.txt is not UTF-8 text: byte 1"):
        corpus.Text.read(tmp_path / "old.txt")


def test_every_seed_is_read_byte_for_byte(case):
    assert all(corpus.sha256(text.content.encode()) == text.sha256 for text in case.texts.values())

"""Cells in rows and columns: every mark in both forms, every fault named."""

import pandas as pd
import pytest

from sourcecrit import grids, style

CELLS = [
    (row, column, mark, "good" if mark == "+" else "bad", f"{row} of {column}")
    for row, marks in {"<b>first</b>": "+-", "second": "-+"}.items()
    for column, mark in zip(["old", "new"], marks, strict=True)
]
FRAME = pd.DataFrame(CELLS, columns=["row", "column", "mark", "sort", "note"])
TINTS = {"good": 0.9, "bad": 0.2}


def drawn(frame=FRAME, tints=TINTS):
    return grids.grid(frame, "Some good, some bad.", "A grid of four cells, two of them good.", tints)


def test_both_forms_hold_every_cell_in_its_place():
    bars, _ = drawn().plotly["data"]
    assert bars["text"] == ["+", "-", "-", "+"] and bars["base"] == [0.0, 1.0, 0.0, 1.0]
    assert len(set(bars["y"])) == 2 and drawn().plotly["layout"]["xaxis"]["ticktext"] == ["old", "new"]
    assert bars["marker"]["color"] == [style.mix(style.INK, TINTS[sort]) for sort in FRAME["sort"]]
    assert drawn().png[:4] == b"\x89PNG"


def test_a_slider_shows_one_column_at_a_time_and_print_shows_all():
    figure = grids.grid(FRAME, drawn().title, "A grid of four cells, two of them good.", TINTS, slider="In the")
    steps = figure.plotly["layout"]["sliders"][0]["steps"]
    assert [step["label"] for step in steps] == ["old", "new"]
    assert [trace["visible"] for trace in figure.plotly["data"]] == [False, False, True, True]  # the last one first
    assert figure.plotly["layout"]["sliders"][0]["active"] == 1
    assert figure.plotly["data"][0]["text"] == ["&lt;b&gt;first&lt;/b&gt; of old", "second of old"]
    assert figure.png == drawn().png


def test_words_stay_words():
    shown = str(drawn().plotly)
    assert "&lt;b&gt;first" in shown and "<b>first" not in shown


def test_a_changed_cell_changes_the_digest_and_the_picture():
    other = FRAME.assign(mark=["-", "-", "-", "+"], sort=["bad", "bad", "bad", "good"])
    assert drawn(other).digest != drawn().digest and drawn(other).png != drawn().png


@pytest.mark.parametrize(
    ("frame", "tints", "complaint"),
    [
        (FRAME.drop(columns="note"), TINTS, "lacks note"),
        (FRAME.iloc[:3], TINTS, "found 3 cells"),
        (pd.concat([FRAME, FRAME.head(1)]), TINTS, "found 5 cells"),
        (FRAME.iloc[:0], TINTS, "has no rows"),
        (FRAME, {"good": 0.9}, "no tint for 'bad'; there are good"),
    ],
)
def test_what_is_no_grid_is_refused(frame, tints, complaint):
    with pytest.raises(ValueError, match=complaint):
        drawn(frame, tints)

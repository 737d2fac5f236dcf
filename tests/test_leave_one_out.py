"""Every chapter runs without a report and says so: here without the one that takes most away, all in `make bench`."""

import sys

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
import leave_one_out


@pytest.fixture(scope="module")
def less(tmp_path_factory):
    """The report with which most rows go, and the folder of the case without it."""
    report = leave_one_out.hardest()
    folder = tmp_path_factory.mktemp("less") / report
    leave_one_out.lesser(report, folder)
    return report, folder


@pytest.mark.parametrize("path", leave_one_out.NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_runs_without_a_report_and_says_so(less, path):
    found = leave_one_out.run(path, *less)
    assert not found.error
    assert less[0] in found.said, "the chapter says nowhere what it lacks; prose.missing(case) does"
    assert not found.unsound


@pytest.mark.parametrize(
    "text",
    [
        "The number is None to 12.",
        "It spans nan days.",
        "Of the files none s say so.",
        "It runs from none.",
        "There are no to open.",
        "They are: .",
        "See [“5 boats”](00_reports.ipynb#R9-q01).",
    ],
)
def test_what_is_computed_from_nothing_is_noticed(case, text):
    assert leave_one_out.unsound(case, text)


def test_sound_text_is_left_alone(case):
    text = "None of these is sure. Of the files none says so. Nobody, or none of them; “None, nan” (R0)."
    assert leave_one_out.unsound(case, f"{text} [“12”](00_reports.ipynb#R0-q03).") == []

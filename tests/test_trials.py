"""Every method on trial: on the planted case thing by thing, on random planted cases by counts."""

import doctest
import json
import shutil
from datetime import date

import known
import pandas as pd
import planting
import pytest
import trials

from conftest import ROOT

SPEC = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))


def few(count):
    """The first random cases."""
    return [planting.plant(SPEC, seed) for seed in range(count)]


@pytest.fixture(scope="module")
def harbour():
    return planting.harbour(SPEC)


@pytest.fixture(scope="module")
def asked(harbour):
    return known.Asked(harbour)


@pytest.fixture(scope="module")
def some():
    """The verdicts on a few random cases."""
    return trials.tried(few(3))


# The planted case, thing by thing


@pytest.mark.parametrize("row", known.truth().itertuples(), ids=lambda row: f"{row.id} {row.kind}, {row.method}")
def test_each_method_says_of_each_thing_planted_what_the_truth_table_says(asked, row):
    came, says = asked.of(row)
    assert came == row.expected, f"{says}; if the method has got better, or worse, say so in tests/planted/truth.csv"


def test_every_row_of_the_truth_points_to_rows_of_the_case_and_says_why(harbour):
    truth = known.truth()
    assert truth["id"].is_unique and truth.notna().all(axis=None)
    assert all(harbour.row(name)["id"] == name for cell in truth["where"] for name in cell.split(" "))
    assert {"found", "missed", "bounded", "none", "false"} == set(truth["expected"])
    assert len(known.said(harbour)) == len(truth)


def test_what_is_planted_is_what_the_chapter_promises():
    wanted = {"copy", "debt in paraphrase", "lost common source", "independent witness", "distorted number"}
    wanted |= {"widened first", "promoted descriptor", "faithful retelling", "anachronism", "namesake place"}
    wanted |= {"true distance", "false distance", "compatible pair", "dropped hedge", "narrowed outcome"}
    assert wanted <= set(known.truth()["kind"])


# Random planted cases


def test_planting_is_seeded_and_honest_about_its_texts():
    one, again, other = (planting.plant(SPEC, seed) for seed in (5, 5, 6))
    assert [report.text for report in one.reports] == [report.text for report in again.reports]
    assert [report.text for report in one.reports] != [report.text for report in other.reports]
    assert all(one.case.frames[name].equals(frame) for name, frame in again.case.frames.items())
    for report in one.reports:
        assert one.case.texts[report.name].content == report.text
        assert all(line in report.text for line in report.told.lines.values())
        assert one.case.words(f"{report.name}-t01") in report.when[0]


def test_the_planter_knows_its_numbers_and_days():
    assert doctest.testmod(planting).failed == 0
    assert planting.HEDGES["fewer than {n}"](12) == (0, 11) and planting.HEDGES["about {n}"](40) == (36, 44)
    for seed in range(20):
        chance, world, reports = planting.draw(seed)
        for report in reports:
            assert report.printed >= world["day"] and (report.late is None or report.late > report.printed)
            assert not report.parent or report.printed >= next(r.printed for r in reports if r.name == report.parent)


def test_every_method_is_tried_on_something_planted_and_its_verdicts_add_up(some):
    assert set(some["method"]) == set(trials.METHODS)
    counts = trials.confusion(some)
    assert counts[["found", "missed", "false", "passed", "open"]].sum().sum() == len(some)
    kinds = trials.confusion(some, ("method", "kind")).groupby("method")[["found", "false"]].sum()
    assert kinds.loc[counts["method"]].to_numpy().tolist() == counts[["found", "false"]].to_numpy().tolist()


def test_a_method_gone_blind_shows(some, monkeypatch):
    """The trial can fail: a search that finds nothing finds no copy."""
    seen = trials.confusion(some).set_index("method").loc["stemma.wording"]
    blind = trials.stemma.wording({"a": "", "b": ""})
    monkeypatch.setattr(trials.stemma, "wording", lambda texts: blind)
    lost = trials.confusion(trials.tried(few(3))).set_index("method").loc["stemma.wording"]
    assert seen["found"] > 0 and seen["false"] > 0 and lost["found"] == lost["false"] == 0
    assert lost["missed"] == seen["found"] + seen["missed"]


def test_counts_of_a_frame_made_by_hand():
    rows = [
        ("m", "k", seed, there, found)
        for seed, there, found in [
            (1, True, True),
            (1, True, False),
            (2, True, None),
            (2, False, True),
            (3, False, False),
            (3, False, None),
        ]
    ]
    row = trials.confusion(pd.DataFrame(rows, columns=trials.Verdict._fields).assign(method="bounds.meet")).iloc[0]
    assert row[["found", "missed", "false", "passed", "open", "cases"]].tolist() == [1, 1, 1, 1, 2, 3]
    assert row["share"] == pytest.approx(1 / 3) and row["wrong"] == pytest.approx(1 / 3)
    assert row["share_low"] < 1 / 3 < row["share_high"]


def test_the_interval_is_wilsons_where_each_case_gives_one_verdict_and_wider_where_they_hang_together():
    alone = trials.wilson(8, [(1, 1)] * 8 + [(0, 1)] * 2)
    assert alone == pytest.approx((0.4902, 0.9433), abs=5e-5), "the textbook's 8 of 10"
    tied = trials.wilson(80, [(10, 10)] * 8 + [(0, 10)] * 2)
    assert tied == pytest.approx(alone)
    assert trials.wilson(10, [(1, 1)] * 10)[0] == pytest.approx(10 / (10 + 1.959964**2))
    assert trials.wilson(0, [(0, 9)])[0] == 0


def test_relations_are_read_off_the_plan():
    for seed in range(12):
        _, _, reports = planting.draw(seed)
        planted = planting.Planted(seed, None, reports, 0, date(1950, 1, 1), "", False, {}, {})
        for report in (one for one in reports if one.parent):
            kind = trials.relation(planted, planted.of(report.parent), report)
            assert kind == ("copy" if report.role == "copy" else kind) and kind != "apart"


# What is kept


def test_the_stored_figures_are_of_this_code():
    digest, cases, counts, kinds, rules = trials.stored()
    assert digest == trials.digest(), f"the code the trials run through has changed; measure again: {trials.COMMAND}"
    assert (
        cases == trials.COUNT
        and list(counts["method"]) == list(trials.METHODS)
        and set(kinds["method"]) == set(trials.METHODS)
    )


def test_the_stored_figures_begin_like_a_fresh_measurement():
    """The first cases measured again: each count is at most what is stored for all."""
    _, _, counts, _, _ = trials.stored()
    fresh = trials.confusion(trials.tried(few(2))).set_index("method")
    columns = ["found", "missed", "false", "passed", "open"]
    assert (fresh[columns] <= counts.set_index("method").loc[fresh.index, columns]).all(axis=None)


def test_the_digest_covers_what_the_trials_run_through_and_nothing_else(tmp_path, monkeypatch):
    names = {path.stem for path in trials.modules([ROOT / "benchmarks" / name for name in trials.OWN])}
    assert names >= {"quantities", "times", "stemma", "sourcing", "dating", "agreement", "retelling", "places", "case"}
    assert not names & {"figures", "cards", "calendars", "exports", "arcs"}
    spare = shutil.ignore_patterns("__pycache__", "*.egg-info", "results")
    for part in ("benchmarks", "lib"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=spare)
    monkeypatch.setattr(trials, "ROOT", tmp_path)
    before = trials.digest()
    for path, changes in [("figures.py", False), ("bounds.py", True), ("lexicon/time_words.csv", True)]:
        file = tmp_path / "lib" / "sourcecrit" / path
        file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
        assert (trials.digest() != before) == changes, path
        before = trials.digest()


def test_figures_of_corruption_are_read_as_they_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(known, "PLANTED", tmp_path / "tests" / "planted")
    assert known.noticed() is None
    lines = [
        f"{kind:30} {seen:4} of {of:4}  {seen / of:6.1%}  opening" for kind, seen, of in [("byte of a text", 9, 9)]
    ]
    (tmp_path / "benchmarks" / "results").mkdir(parents=True)
    kept = tmp_path / "benchmarks" / "results" / "corruption.txt"
    kept.write_text("\n".join(["measured on the code with digest 0", "", *lines, "  missed   1  label changed: x.y"]))
    assert known.noticed().values.tolist() == [["byte of a text", 9, 9]]


def test_a_random_case_is_shown_with_its_truth_in_words():
    planted = planting.plant(SPEC, 3)
    shown = known.drawn(planted)
    assert list(shown["Made-up paper"]) == [report.outlet for report in planted.reports]
    assert all(report.told.lines["number"] in set(shown.iloc[:, 2]) for report in planted.reports)

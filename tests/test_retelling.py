"""Where tellings differ: what was planted comes out, what is faithful yields nothing, and readers agree with enough."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sourcecrit import retelling, siblings, sidebyside, sourcing, tellings
from sourcecrit.case import Case

HERE = Path(__file__).parent
LISTED = pd.read_csv(HERE / "differences_read.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def proposed(case):
    """What is proposed of the five texts."""
    return retelling.proposals(case)


@pytest.fixture
def invented(planted):
    """The planted case and what is proposed of it."""
    case = Case.open(planted)
    return case, retelling.proposals(case)


def between(frame, a, b):
    """The proposals on two reports."""
    return frame[(frame["report_a"] == a) & (frame["report_b"] == b)]


def changes(frame):
    """Field and change of some proposals."""
    return {(row.field, row.change) for row in frame.itertuples()}


# --- the planted case ------------------------------------------------------------------------------------------------


def test_the_planted_distortions_come_out(invented):
    """Each row of the truth that says something changed or differs has a proposal on its pair, in its field."""
    case, found = invented
    fields = {"person": ["standing", "descriptor"], "scope": ["first", "content", "scope", "number"]}
    truth = case.retellings[case.retellings["verdict"] != "same"]
    assert len(truth) > 5
    for row in truth.itertuples():
        near = found[found["field"].isin(fields.get(row.field, [row.field]))]
        pairs = {frozenset((a, b)) for r in near.itertuples() for a in r.rows_a.split() for b in r.rows_b.split()}
        assert frozenset((row.claim_a, row.claim_b)) in pairs, (row.id, row.change)


def test_a_distorted_number_a_widened_first_and_a_promotion(invented):
    _, found = invented
    lamp = changes(between(found, "R3", "R4"))
    assert {("number", "40 / 14"), ("first", "this coast this winter / this coast")} <= lamp
    assert {("standing", "of no stated height / set high"), ("certainty", "probable / without a hedge")} <= lamp


def test_a_casualty_narrowed_to_a_death(invented):
    _, found = invented
    assert ("outcome", "any casualty / killed") in changes(between(found, "R6", "R7"))


def test_the_faithful_retelling_yields_nothing(invented):
    case, found = invented
    assert not len(between(found, "R3", "R5")) and not len(between(found, "R5", "R3"))
    kept = retelling.survivors(case)
    pairs = set(zip(kept["a"], kept["b"], strict=True))
    assert {("R3-c02", "R5-c01"), ("R3-c03", "R5-c02")} <= pairs


def test_changed_is_said_where_the_truth_says_so_for_certain(invented):
    """Where the debt is certain and its words are held, a change; where it is probable only, a difference."""
    case, found = invented
    said = between(found, "R3", "R4").set_index("field")["said"]
    assert said["standing"] == "changed" and said["first"] == "differ"
    assert set(between(found, "R4", "R5")["said"]) == {"differ"}


@pytest.mark.parametrize(
    ("first", "second", "status", "said"),
    [
        ("certain", "probable", "extant_not_held", "differ"),
        ("probable", "certain", "presumed", "differ"),
        ("certain", "possible", "extant_not_held", "changed"),
        ("possible", "certain", "extant_not_held", "changed"),
        ("certain", "probable", None, "changed"),
    ],
)
def test_nothing_is_said_to_have_changed_by_way_of_a_text_not_held(planted, first, second, status, said):
    """The lamp credits the bell for certain; if perhaps from a wire nobody holds, who departed is open."""
    works, debts = planted / "data" / "works.csv", planted / "data" / "dependences.csv"
    relay, rest = "W09" if status else "W01", ",not_applicable,,,Planted.,not_applicable\n"
    if status:
        row = f"W09,W09,The wire,The wire,{status},not_applicable,English,Planted.,not_applicable\n"
        works.write_text(works.read_text("utf-8") + row, "utf-8")
    lines = debts.read_text("utf-8").splitlines(keepends=True)
    words = "A senior officer of the ferry Alma was wounded"
    way = [f"R4-s05,R4,{words},,,W04,{relay},credits,Q05,{first}{rest}"]
    way += [f"R4-s06,R4,{words},,,{relay},W03,credits,Q05,{second}{rest}"]
    place = next(n for n, line in enumerate(lines) if line.startswith("R5"))
    debts.write_text("".join(lines[:place] + way + lines[place:]), "utf-8")
    case = Case.open(planted)
    assert between(retelling.proposals(case), "R3", "R4").set_index("field")["said"]["standing"] == said


def mended(planted, table, *swaps):
    """The planted case with some words of a table put for others."""
    path = planted / "data" / f"{table}.csv"
    text = path.read_text("utf-8")
    for old, new in swaps:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return retelling.proposals(Case.open(planted))


def test_an_answer_is_set_beside_those_that_bear_on_its_question(invented):
    """No one was hurt, says one; an officer was, says another. That an engineer died besides is no second telling."""
    _, found = invented
    gazette = changes(between(found, "R0", "R4"))
    assert {("outcome", "unharmed / wounded"), ("certainty", "denied / without a hedge")} <= gazette
    assert not len(between(found, "R4", "R7")) and not len(between(found, "R3", "R6"))


def test_answers_to_questions_that_do_not_bear_on_each_other_are_not_compared(planted):
    found = mended(
        planted, "questions", ("outcome,not_applicable,Q06\nQ06", "outcome,not_applicable,not_applicable\nQ06")
    )
    assert not {"outcome", "certainty"} & set(between(found, "R0", "R4")["field"])


def test_two_quotations_announced_and_not_given_are_both_said(planted):
    """Sayings stand under no question; two of one kind in one report are two finds."""
    says = "told,neutral,none,paraphrase,not_stated,saw_or_heard,none_seen,Planted.,R3-e04"
    lines = f'Wednesday",,,S04,not_applicable,{says}', 'deckhand said",,,S04,not_applicable,said,neutral'
    swaps = [(line, line.replace("told,", "quoted,").replace("said,neutral", "quoted,neutral")) for line in lines]
    found = mended(planted, "attributions", *swaps)
    assert list(between(found, "R3", "R3").query("field == 'quotation'")["a"]) == ["R3-a02", "R3-a03"]


def test_one_of_a_side_keeps_silent_and_another_speaks(planted):
    """The harbour master declines and the crew speaks; only if they are of one side is that set side by side."""
    line = "S01,S01,The harbour master,anonymous_person,"
    found = mended(planted, "speakers", (f"{line}unclear", f"{line}western"))
    assert not between(found, "R1", "R1")["change"].str.startswith("withheld by").any()
    line = "S02,S02,Two members of the crew,anonymous_group,"
    found = mended(planted, "speakers", (f"{line}unclear", f"{line}western"))
    assert "withheld by The harbour master / stated by that side" in set(between(found, "R1", "R1")["change"])


def test_what_a_headline_says_with_the_other_text_stays_common(case):
    """Only what a headline alone says besides is left to its own text."""
    read = tellings.Reader(case)
    *others, common = (read.claims[name] for name in ("R0-c11", "R0-c24", "R0-c37"))
    other = read.claims["R2-c33"]
    _, missing = retelling._told(read, "number", [*others, common._replace(part="headline")], [other])
    assert len(missing[0]) == 2 and not missing[1]
    told, missing = retelling._told(read, "number", [*others, common], [other._replace(part="headline")])
    assert all(told) and len(missing[0]) == 2 and not missing[1]
    _, missing = retelling._told(read, "number", [others[0]._replace(part="headline"), common], [other])
    assert not missing[0]


def test_a_joint_speaker_without_parts_stops_nothing(planted):
    found = mended(planted, "speakers", ("institution,unclear,yes,", "institution,joint,yes,"))
    assert len(found)


def test_a_name_beside_a_withheld_one_is_a_persons(planted):
    """Named in the report and held to be, perhaps, another: a person is set beside, a paper of that name is not."""
    mended(planted, "speakers", ("S05,S05,The Evening Bell,outlet,", "S05,S05,coast guard,outlet,"))
    paper = mended(planted, "identities", ("I02,S02,S04", "I02,S05,S08"))
    assert not (paper["field"] == "beside").any()
    person = mended(planted, "speakers", ("S05,S05,coast guard,outlet,", "S05,S05,coast guard,person,"))
    assert set(person.loc[person["field"] == "beside", "report_a"]) == {"R6"}


def test_proposals_come_out_alike_in_every_run():
    """Nothing hangs on the order in which a run of Python happens to hold sets."""
    code = "from sourcecrit import retelling; from sourcecrit.case import Case; "
    code += "print(retelling.proposals(Case.open()).to_csv())"
    runs = [
        subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True)
        for seed in ("0", "3")
    ]
    assert runs[0].stdout == runs[1].stdout and len(runs[0].stdout) > 1000


def test_what_may_be_one_event_and_is_told_as_two_is_said_to_be(planted):
    old = 'R3-e03,R3-e03,"The wounding of an officer, as R3 tells it",happening,R3,R3-e01,not_applicable,not_applicable'
    found = mended(planted, "events", (old, old.replace("not_applicable,not_applicable", "R3-e02,possible")))
    assert ("identity", "told as two events, possibly one") in changes(between(found, "R3", "R3"))


def test_one_mouth_and_two_verbs_of_saying(planted):
    old = 'R4-a03,R4,"It was the first loss on this coast, according to the harbour master",,,S01,not_applicable,'
    found = mended(planted, "attributions", (f"{old}according to,neutral", f"{old}according to,distancing"))
    assert ("stance", "said / according to") in changes(between(found, "R3", "R4"))


# --- what may be said ------------------------------------------------------------------------------------------------


def test_changed_is_said_only_of_words_that_are_held(case, proposed):
    told, changed = tellings.tellers(case), proposed[proposed["said"] == "changed"]
    assert len(changed)
    for row in changed.itertuples():
        assert row.relation == "parent" and told[row.a] == row.branch
        held = case.row(row.branch)
        assert held["status"] in ("held", "embedded")
        assert sourcing.leans(case, row.b)[row.branch] == "certain"


def test_without_the_quotation_nothing_is_said_to_have_changed(case):
    """The newspaper's words are held in one report; without it no telling can be said to have changed them."""
    assert (retelling.proposals(case)["said"] == "changed").any()
    assert not (retelling.proposals(case.without("R1"))["said"] == "changed").any()


@pytest.mark.parametrize("report", ["R0", "R1", "R2", "R3", "R4"])
def test_a_case_less_one_report_is_read_as_well(case, report):
    rest = case.without(report)
    found = retelling.proposals(rest)
    assert list(found.columns) == retelling.COLUMNS and len(found)
    assert report not in set(found["report_a"]) | set(found["report_b"])
    assert list(retelling.survivors(rest).columns) == [*retelling.COLUMNS[:5], "words_a", "words_b"]


def test_every_proposal_points_to_words(case, proposed):
    for row in proposed.itertuples():
        assert row.words_a and row.change and row.field
        for side, ids in ((row.report_a, row.rows_a), (row.report_b, row.rows_b)):
            reports = {case.row(name)["report"] for name in ids.split(" ")}
            assert reports == {side} or (row.field == "absent" and side in reports)


# --- what the issue names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "field"),
    [
        ("R1-c06", "R3-c20", "outcome"),
        ("R0-c04", "R3-c20", "outcome"),
        ("R1-c05", "R2-c05", "first"),
        ("R0-c07", "R1-c05", "first"),
        ("R0-c07", "R4-c14", "first"),
        ("R1-c07", "R3-c21", "act"),
        ("R1-c20", "R3-c21", "act"),
        ("R1-c21", "R2-c16", "speaker"),
        ("R3-c02", "R3-c03", "confirmation"),
        ("R3-c01", "R3-c12", "confirmation"),
        ("R0-a10", "R0-a10", "stance"),
        ("R0-c15", "R0-c17", "beside"),
        ("R2-a04", "R2-a04", "quotation"),
        ("R1-a25", "R1-p07", "quotation"),
        ("R3-c01", "R3-c02", "speaker"),
        ("R0-a12", "R0-a09", "act"),
        ("R0-a14", "R3-a15", "stance"),
        ("R0-c14", "R0-c20", "certainty"),
        ("R2-c35", "R3-c22", "certainty"),
        ("R4-c22", "R4-c05", "certainty"),
        ("R0-c39", "R2-c11", "content"),
        ("R1-c10", "R2-c01", "absent"),
        ("R1-a11", "R2-a14", "quotation"),
    ],
)
def test_what_a_reader_must_not_miss_is_proposed(proposed, a, b, field):
    near = proposed[proposed["field"] == field]
    pairs = {frozenset((x, y)) for row in near.itertuples() for x in row.rows_a.split() for y in row.rows_b.split()}
    assert frozenset((a, b)) in pairs


def test_two_names_for_what_may_be_one_speaker_are_marked(proposed):
    found = between(proposed[proposed["field"] == "speaker"], "R1", "R2")
    assert found["change"].str.contains("possibly one").any()


# --- readers who did not see the proposals ---------------------------------------------------------------------------


def listed(*readers):
    """What some readers list as different."""
    return LISTED[LISTED["reader"].isin(readers) & (LISTED["field"] != "none")].reset_index(drop=True)


def rounded(share):
    """A share in whole hundredths."""
    return f"{share:.0%}".strip("%")


def test_readers_words_stand_in_the_texts(case):
    for row in LISTED.itertuples():
        assert row.quote_a in case.texts[row.report_a].content
        assert row.quote_b == "absent" or row.quote_b in case.texts[row.report_b].content


def test_enough_of_what_readers_list_is_proposed_and_little_else(case, proposed):
    """As measured with these two lists open; the row D127 says what it was before, and now."""
    real = listed("1", "2")
    hits = siblings.against(case, proposed, real)
    weighty = [place for place in both(case, real) if real["weight"][place] == "major"]
    met = sum(bool(hits[place]) for place in weighty) / len(weighty)
    assert 1 - len({place for hit in hits for place in hit}) / len(proposed) < 0.2
    said = case.row("D127")["why"]
    assert f"listed {len(real)} differences. Of the {len(weighty)} of weight that both list, the rules met 45" in said
    assert f"in a hundred at first, and {rounded(met)} once mended with these lists open" in said


def shares(case, proposed):
    """Of what the readers of the closed lists list, what share is met, of all and of what weighs."""
    real = listed("3", "4")
    real["met"] = [bool(hit) for hit in siblings.against(case, proposed, real)]
    items = real.groupby(["reader", "item"]).agg(met=("met", "any"), weight=("weight", "min"))
    return items["met"], items.loc[items["weight"] == "major", "met"]


def test_nine_in_ten_of_what_new_readers_find_weighty_are_met(case, proposed):
    """Two readers whose lists were closed while the rules were mended; a difference may have several places."""
    met, heavy = shares(case, proposed)
    assert heavy.groupby("reader").mean().min() >= 0.9 and met.mean() > 0.85
    said = case.row("D127")["why"]
    assert f"listed {len(met)}, without having seen a proposal" in said
    assert f"Of these {rounded(met.mean())} in a hundred touch the words of a proposal, in one place at least, " in said
    assert f"and of the {len(heavy)} of weight {rounded(heavy.mean())}." in said


def test_what_the_links_between_questions_carry_is_said(case, tmp_path):
    """Two readers' links, and what the closed lists would hold with the second's alone and with none."""
    read = pd.read_csv(HERE / "links_read.csv", keep_default_na=False).set_index("question")
    first, second = ({(q, to) for q, cell in read[name].items() for to in cell.split(" ")} for name in read)
    first, second = ({link for link in links if link[1] != "not_applicable"} for links in (first, second))
    said = [len(first), len(second), len(first & second)]
    for name, links in (("second", read["second"]), ("none", read["second"].map(lambda cell: "not_applicable"))):
        case.write(tmp_path / name)
        path = tmp_path / name / "data" / "questions.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame.assign(bears_on=list(links)).to_csv(path, index=False, lineterminator="\n")
        other = Case.open(tmp_path / name)
        said += [int(rounded(met.mean())) for met in shares(other, retelling.proposals(other))]
    assert said == [int(number) for number in re.findall(r"\d+", case.row("D222")["why"])]


def test_few_of_the_proposals_are_noise_to_those_who_judged_them(case):
    """Proposals drawn by lot, with false ones among them that a judge should notice."""
    judged = pd.read_csv(HERE / "proposals_judged.csv", keep_default_na=False)
    real, false = (
        judged[judged["drawn"] == word][["first", "second"]].eq("noise") for word in ("by lot", "made false")
    )
    assert real.mean().max() < 0.2 and false.all(axis=None)
    trifling = judged.loc[judged["drawn"] == "by lot", ["first", "second"]].eq("trifling").mean()
    parts = [" and ".join(rounded(share) for share in sorted(shares)) for shares in (real.mean(), trifling)]
    said = (
        f"weighed {len(real)} proposals drawn by lot among {len(false)} false ones: {parts[0]} in a hundred they call "
    )
    assert f"{said}noise, {parts[1]} true and trifling, the others worth" in case.row("D127")["why"]


def test_what_is_met_is_named_or_led_to(case):
    """That words touch need not mean that a proposal says the same; judges looked."""
    judged = pd.read_csv(HERE / "finds_judged.csv", dtype=str)
    [named], most = set((judged[["first", "second"]] == "named").sum()), (judged == "not").sum().max()
    said = f"Of {len(judged)} that were met, drawn by lot, two judges found {named} each said by a proposal, "
    assert f"{said}and all but at most {most} said or led to." in case.row("D127")["why"]


def both(case, real):
    """The places of what both readers list: their words touch on both sides."""
    words, groups = siblings._Words(case), {}
    sides = [[words.listed(row, side) for side in "ab"] for row in real.itertuples()]
    for row in real.itertuples():
        kind = frozenset((row.report_a, row.report_b)), row.quote_b == "absent"
        groups.setdefault(kind, {"1": [], "2": []})[row.reader].append(row.Index)
    halves = [half for group in groups.values() for half in ((group["1"], group["2"]), (group["2"], group["1"]))]
    return [place for own, other in halves for place in own if any(_same(sides[place], sides[n]) for n in other)]


def _same(one, two):
    """Whether the words of two differences touch on both sides, either way round."""
    return siblings._meet(one, two) or siblings._meet(one, two[::-1])


# --- beside each other -----------------------------------------------------------------------------------------------


def test_words_that_differ_are_those_the_other_has_not():
    first, second = siblings.unlike("a general was wounded, they said", "a general was killed, they said so")
    assert [words for words, same in first if not same] == ["wounded"]
    assert "".join(words for words, _ in second) == "a general was killed, they said so"
    assert [words.strip(" ,") for words, same in second if not same] == ["killed", "so"]


def test_a_comparison_is_the_same_either_way_round(case, proposed):
    one, other = siblings.compare(case, "R1", "R2", proposed), siblings.compare(case, "R2", "R1", proposed)
    assert len(one.shared) == len(other.shared) and len(one.differences) == len(other.differences)
    assert one.common == other.common and "W05" in one.common
    assert set(one.questions["question"]) == set(other.questions["question"])
    page = sidebyside.page(case, one)
    shared, rest = str(page).split('<h2 id="where-they-differ"')
    assert len(one.shared) and "#R2-p" in shared
    sides = [re.findall(r"</a> \((R\d)\)", entry) for entry in rest.split("<h2")[0].split("<li>")]
    assert {tuple(side) for side in sides} == {(), ("R1",), ("R2",), ("R1", "R2")}


def test_an_unknown_report_or_words_that_are_not_there_are_said_to_be_so(case, proposed):
    with pytest.raises(KeyError, match="no report 'R9'; it has R0"):
        siblings.compare(case, "R1", "R9", proposed)
    wrong = pd.DataFrame([{"report_a": "R0", "quote_a": "no such words", "report_b": "R1", "quote_b": "absent"}])
    with pytest.raises(ValueError, match="R0 does not hold the words 'no such words'"):
        siblings.against(case, proposed, wrong)


def test_what_is_held_of_an_ancestor(case):
    assert siblings.ancestry(case, "R1-c06") == "quoted"
    assert siblings.ancestry(case, "R2-c05") == "held" and siblings.ancestry(case, "R3-c20") == "not held"
    assert siblings.ancestry(case, "R0-c04") == "not held" and siblings.ancestry(case, "R0-c07") == "none"


def test_text_of_a_report_is_shown_and_never_run(planted):
    """Markup in a text's name or in a title is escaped on every card."""
    path = planted / "data" / "reports.csv"
    path.write_text(path.read_text("utf-8").replace(",Amber Online,", ",<i>Amber</i>,", 1), "utf-8")
    case = Case.open(planted)
    assert "<i>" in case.label("R2")
    found = siblings.compare(case, "R0", "R2")
    for card in (sidebyside.quotations(case, "R0-c01", "R2-c01"), sidebyside.page(case, found)):
        assert "<script" not in card and "<i>Amber" not in card
    frame = pd.DataFrame([("<b>one</b>", "R2-c01", "")], columns=["telling", "what", "when"])
    figure = sidebyside.followed(case, frame, "A <u>title</u>.")
    assert "&lt;b&gt;one" in figure and "&lt;u&gt;" in figure and "not said" in figure

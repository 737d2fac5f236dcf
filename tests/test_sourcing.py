"""Chains, origins, observers, silences and the stemma: on planted cases whose truth is known, and on the five texts."""

import csv
import hashlib
import json

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import plant
from sourcecrit import anchors, arcs, reuse, silences, sourcing, stemma
from sourcecrit.case import Case

NA = "not_applicable"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory):
    """The planted case: R2 copies R0, R1 is an independent witness with observers, R5 may owe R1 its number."""
    return Case.open(plant(tmp_path_factory.mktemp("harbour") / "case"))


SISTERS = {
    "R93": "The coast guard lost sight of all lights before midnight, the Evening Bell wrote. "
    "Up to 9 containers sank, it said.",
    "R94": "Nobody on shore slept. The coast guard lost sight of the lights well before midnight, "
    "a neighbour of the crew said.",
    "R95": "Up to 9 containers are at the bottom of the bay, officials in the capital said.",
    "R96": "Up to 9 containers are gone, officials in the capital said.",
}


def grow(folder):
    """The planted case with a lost common source: R93 and R94 lean on a telegram nobody holds; R95 and R96 may."""
    data = folder / "data"
    for name, text in SISTERS.items():
        (folder / "seeds" / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    digests = {name: hashlib.sha256((text + "\n").encode()).hexdigest() for name, text in SISTERS.items()}
    known = {"publisher_words": "not_stated", "publisher_basis": "Planted.", "publisher_certainty": "certain"}
    known |= {"genre": "news_report", "headline_held": "no", "byline_held": "no", "dateline_held": "no"}
    columns = (data / "reports.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    for name, digest in digests.items():
        own = {"file": f"{name}.txt", "sha256": digest, **dict.fromkeys(("id", "report", "label", "publisher"), name)}
        add(data, "reports", ",".join((own | known).get(column, NA) for column in columns))
    add(
        data,
        "passages",
        *(
            f'{n}-p01,{n},"{t.split()[0]} {t.split()[1]}",,,"{t.split()[-2]} {t.split()[-1]}",body,no,The text.'
            for n, t in SISTERS.items()
        ),
    )
    works = [f"W{i},W{i},The report {n},{n},held,{n},English,In seeds/.,{NA}" for i, n in enumerate(SISTERS, 13)]
    lost = [f"W17,W17,A telegram,not_stated,presumed,{NA},not_stated,Planted.,{NA}"]
    outside = [f"W18,W18,A letter,not_stated,extant_not_held,{NA},not_stated,Planted.,X01"]
    add(data, "works", *works, *lost, *outside)
    add(
        data,
        "speakers",
        f"S14,S14,The Evening Bell,outlet,media,yes,{NA}",
        f"S15,S15,A neighbour of the crew,anonymous_person,unclear,no,{NA}",
        f"S16,S16,Officials in the capital,anonymous_group,unclear,no,{NA}",
    )
    said = '{0}-a01,{0},"{1}",,,{2},not_applicable,said,neutral,none,paraphrase,not_stated,hearsay,none_seen,Planted.,'
    said += NA
    claim = "{0}-c01,{0},{1},,,Q01,not_applicable,up to 9,asserts,certain,neutral,{0}-a01"
    add(
        data,
        "attributions",
        said.format("R93", "Up to 9 containers sank, it said", "S14"),
        said.format("R94", SISTERS["R94"][23:-1], "S15"),
        *(said.format(n, SISTERS[n][:-1], "S16") for n in ("R95", "R96")),
    )
    add(
        data,
        "claims",
        claim.format("R93", "Up to 9 containers sank"),
        f"R94-c01,R94,lost sight of the lights well before midnight,,,Q01,{NA},lights,asserts,certain,neutral,R94-a01",
        *(claim.format(n, "Up to 9 containers") for n in ("R95", "R96")),
    )
    edge = "{0}-s01,{0},{1},,,{2},W17,{3},{4},{5},not_applicable,,,Planted.,{6}"
    add(
        data,
        "dependences",
        edge.format("R93", "lost sight of all lights", "W13", "probably_shares", NA, "certain", NA),
        edge.format("R94", SISTERS["R94"][39:84], "W14", "probably_shares", NA, "certain", NA),
        edge.format("R95", "Up to 9 containers", "W15", "paraphrases", "Q01", "possible", NA),
        "R96-s01,R96,Up to 9 containers,,,W16,W18,paraphrases,Q01,possible,not_applicable,,,Planted.,X01",
    )
    return folder


def add(data, table, *lines):
    """Add rows to a table of a planted folder, `not_applicable` in columns that they do not reach."""
    path = data / f"{table}.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    width = head.count(",") + 1
    rows += [line + f",{NA}" * (width - len(next(csv.reader([line])))) for line in lines]
    path.write_text("\n".join([head, *sorted(rows)]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def sisters(tmp_path_factory):
    return Case.open(grow(plant(tmp_path_factory.mktemp("sisters") / "case")))


# The planted truth


def test_the_copy_adds_no_origin_and_the_witness_does(harbour):
    count = sourcing.origins(harbour, "Q01")
    assert (count.naive, count.low, count.high) == (4, 2, 3)
    assert count.widest == (("R0-c01", "R2-c01"), ("R1-c01",), ("R5-c03",))
    assert sourcing.origins(harbour, "Q01", {"R5-s04": True}).high == 2, "the debt paid in other words, taken for real"


def test_only_the_witnesses_observed_and_two_may_be_one(harbour):
    seen = sourcing.observers(harbour, "Q01")
    assert (seen.low, seen.high, seen.reports) == (1, 2, ("R1", "R5")) and seen.widest == (("R1-a01",), ("R5-a03",))


def test_what_nobody_is_named_for_has_no_observer_and_one_origin(harbour):
    assert str(sourcing.origins(harbour, ["R2-c02"])) == "exactly 1"
    assert str(sourcing.origins(harbour, "Q02")) == "at least 1, at most 3"
    assert sourcing.observers(harbour, "Q02").high == 0


def test_the_copy_shows_in_shared_words_and_leans_on_its_source(harbour):
    runs = stemma.wording({name: text.content for name, text in harbour.texts.items()})
    pairs = set(runs.loc[runs["counts"], ["a", "b"]].itertuples(index=False, name=None))
    debts = {("R0", "R2"), ("R3", "R4"), ("R3", "R5"), ("R6", "R7")}
    assert pairs - debts == {("R2", "R4")}, "of the likenesses without a debt one phrase of seven words still counts"
    assert pairs >= debts and ("R1", "R5") not in pairs, "the debt paid in other words is not seen"
    assert sourcing.leans(harbour, "R2-c01") == {"W00": "certain"} and sourcing.leans(harbour, "R1-c01") == {}


def test_leaving_the_copied_report_out_takes_the_copy_with_it(harbour):
    rest = sourcing.leave_out(harbour, "W00").set_index("question")
    assert rest.loc["Q01", ["falls", "stands", "low", "high"]].tolist() == [1, "fewer", 2, 3]
    rest = sourcing.leave_out(harbour, "S05").set_index("question")
    assert rest.loc["Q05", ["claims", "falls", "stands"]].tolist() == [5, 1, "fewer"], "what is told on its word alone"


def test_flipping_the_one_edge_changes_the_count(harbour):
    without = sourcing.origins(harbour, "Q01", {"R2-s01": False, "R2-s02": False})
    assert (without.low, without.high) == (3, 4)
    lost = sourcing.leave_out(harbour, "R2-s01").set_index("question").loc["Q01"]
    assert lost["stands"] == "as before", "the lifted words show the same debt"


def test_a_lost_common_source_joins_two_reports_that_name_different_speakers(sisters):
    tree = stemma.stemma(sisters)
    assert tree.nodes["W17"]["status"] == "presumed" and set(tree.predecessors("W17")) == {"W13", "W14", "W15"}
    assert sourcing.leans(sisters, "R93-c01") == {"W17": "certain"}


def test_unnamed_speakers_under_the_same_words_are_one_at_least_and_two_at_most(sisters):
    count = sourcing.origins(sisters, ["R95-c01", "R96-c01"])
    assert (count.low, count.high) == (1, 2) and "same:S16" in [link.row for link in count.deciding]
    assert sourcing.origins(sisters, ["R95-c01", "R96-c01"], {"same": False}).low == 2
    assert sourcing.origins(sisters, ["R95-c01", "R96-c01"], {"same:S16": True}).high == 1


def test_what_only_outside_knowledge_supplies_can_be_switched_off(sisters):
    assert "W18" in stemma.stemma(sisters) and "W18" not in stemma.stemma(sisters, outside=False)
    assert sourcing.leans(sisters, "R96-c01", outside=False) == {}


def test_what_leans_by_a_link_that_is_not_certain_may_fall(sisters):
    row = sourcing.leave_out(sisters, "W18").set_index("question").loc["Q01"]
    assert (row["falls"], row["may_fall"]) == (0, 1)


# The five texts


def test_the_wound_has_no_observer_and_fewer_origins_than_reports(case):
    count = sourcing.origins(case, "Q03")
    assert count.naive == 4 and count.low == 1 and count.low < count.high < count.naive
    assert sourcing.observers(case, "Q03").high == 0
    assert {link.row for link in count.deciding} >= {"R0-s02", "R2-s04", "same:S11"}


def test_the_run_printed_without_marks_is_found_and_counts(case):
    runs = stemma.wording({name: text.content for name, text in case.texts.items()})
    run = runs[runs["text_b"] == "how the senior North Korean officer was wounded"].iloc[0]
    assert (run["a"], run["b"], run["quoted_a"], run["quoted_b"], run["counts"]) == ("R1", "R2", "full", "none", True)
    sentence = case.texts["R2"].content[run["start_b"] - 40 : run["start_b"] + 120]
    assert "the report did not include" in sentence


def test_a_debt_in_paraphrase_is_not_found_and_common_phrases_do_not_count(case):
    runs = stemma.wording({name: text.content for name, text in case.texts.items()})
    assert not runs.loc[runs["counts"], ["a", "b"]].isin(["R3", "R4"]).any(axis=None)
    assert not runs.loc[runs["text_a"].str.startswith("the Kursk region"), "counts"].any()
    assert sourcing.leans(case, "R3-c20")["W05"] == "certain"


def test_every_quotation_of_a_source_stands_in_the_text_that_holds_it(case, harbour):
    for one in (case, harbour):
        edges = [about for *_, about in stemma.stemma(one).edges(data=True)]
        quoted = one.dependences["source_quote"] != NA
        assert sum(about["source_span"] is not None for about in edges) == quoted.sum() > 0


def test_a_wrong_quotation_of_a_source_is_an_error(planted):
    path = planted / "data" / "dependences.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("At least 5", "At last 5", 1), encoding="utf-8")
    with pytest.raises((anchors.AnchorError, ValueError)):
        stemma.stemma(Case.open(planted))


def test_lifted_words_are_shared_and_stand_outside_quotation_marks(case):
    for row in case.dependences.query("kind == 'lifts'").itertuples():
        content, source = case.texts[row.report].content, case.texts[case.row(row.source)["report"]].content
        assert reuse.shared(row.quote, row.source_quote)
        assert row.source_quote in source
        assert not [span for span in reuse.quoted(content) if span.start <= row.start < span.end]


def test_quotes_stand_in_quotation_marks_or_in_a_block_of_the_report(case):
    whole = {row.id: row.part for row in case.passages.itertuples()}
    assert whole
    for row in case.dependences.query("kind == 'quotes'").itertuples():
        marks = [
            span
            for span in reuse.quoted(case.texts[row.report].content)
            if span.start <= row.end and row.start <= span.end
        ]
        assert marks or row.part == "embedded_evidence", row.id


def test_every_chain_through_a_paper_has_a_debt_to_it(case):
    """Two tables tell of the newspaper: who is named in a chain, and on whom the text leans."""
    rows = case.attributions.set_index("id")
    papers = case.works.set_index("publisher")["id"]
    for claim in case.claims.query(f"attribution != '{NA}' and act == 'asserts'").itertuples():
        hops = [rows.loc[hop, "speaker"] for hop in sourcing.chain(case, claim.attribution)]
        for name in case.speakers.set_index("id").loc[hops].query("kind == 'outlet'")["name"]:
            assert name not in papers.index or papers[name] in sourcing.leans(case, claim.id), claim.id


def test_without_the_newspaper_the_wound_has_nothing_certain_left(case):
    rest = sourcing.leave_out(case, "W05").set_index("question")
    assert rest.loc["Q03", "stands"] == "perhaps nothing" and rest.loc["Q39", "stands"] == "nothing left"


def test_only_an_outside_fact_gives_r4_a_newspaper(case):
    assert "W14" in stemma.stemma(case).successors("W04")
    assert "W14" not in stemma.stemma(case, outside=False)


def test_several_parents_are_recorded(case):
    mixed = stemma.contaminated(stemma.stemma(case))
    assert {"W05", "W07"} <= set(mixed.loc[mixed["work"] == "W03", "parent"])


def test_the_tree_has_no_circle(case, harbour):
    assert all(nx.is_directed_acyclic_graph(nx.DiGraph(stemma.stemma(one))) for one in (case, harbour))


def test_kinds_of_silence_stay_apart(case):
    cells = silences.matrix(case, same=[("R0-e03", "R0-e05")])
    assert cells.loc["Q04", "R0"] == ["declined"] and "did not respond" in cells.loc["Q03", "R1"]
    assert "could not verify" in cells.loc["Q15", "R3"] and cells.loc["Q30", "R4"] == ["denied"]
    assert cells.loc["Q03", "R4"] == ["too early to know"] and cells.loc["Q03", "R3"] == ["asserted"]
    assert silences.matrix(case, ["Q03"], outside=False).loc["Q03", "R4"] == ["absent"]
    assert {state for row in cells.to_numpy() for cell in row for state in cell} <= set(silences.STATES)


def test_who_is_silent_here_and_speaks_there(case):
    pairs = silences.turned(case)
    assert ("R0-a12", "R2-a05", "S18") in set(pairs.itertuples(index=False, name=None))


def test_a_speaker_is_followed_without_presuming_identity(case):
    told = sourcing.across(case, "S38")
    assert set(told.loc[told["certainty"] == "same", "report"]) == {"R1"}
    assert set(told["certainty"]) == {"same", "possible"} and {"S47", "S56", "S12"} <= set(told["speaker"])


def test_words_for_nobody_are_no_speaker(case):
    assert not sourcing.across(case, "S12")["speaker"].isin(case.speakers.query("kind == 'unattributed'")["id"]).any()


@pytest.mark.parametrize("report", ["R0", "R1", "R2", "R3", "R4"])
def test_a_case_less_one_report_can_still_be_counted(case, report):
    less = case.without(report)
    for question in ("Q01", "Q03"):
        count = sourcing.origins(less, question)
        assert report not in count.reports and count.low <= count.high
    assert stemma.stemma(less).number_of_edges() < stemma.stemma(case).number_of_edges()


def test_the_stemma_figure_has_both_forms_and_every_edge(case):
    names = case.works.set_index("id")
    held = names.query("status == 'held'")["report"]
    frame = stemma.edges(stemma.stemma(case))
    frame = frame.assign(report_borrower=frame["borrower"].map(held), report_source=frame["source"].map(held)).fillna(
        ""
    )
    figure = arcs.descent(frame, "Many lean on one.", "Arcs from five reports to what they lean on.", list(case.texts))
    shown = json.dumps(figure.plotly, ensure_ascii=False)
    assert all(str(name).split()[0] in shown for name in names["name"])
    notes = " ".join(note for trace in figure.plotly["data"] for note in trace.get("hovertext", []))
    squeezed = "".join(notes.replace("<br>", "").split())
    assert all("".join(words.split())[:60] in squeezed for words in frame["words"])
    symbols = next(trace for trace in figure.plotly["data"][::-1])["marker"]["symbol"]
    assert {"diamond-open", "circle-open", "circle"} <= set(symbols) and len(figure.png) < 40_000


def test_the_stemma_figure_refuses_what_it_cannot_draw(case):
    frame = stemma.edges(stemma.stemma(case))
    with pytest.raises(ValueError, match="lacks report_borrower, report_source"):
        arcs.descent(frame, "A title.", "Some words on it all.")
    with pytest.raises(ValueError, match="no rows"):
        arcs.descent(frame.assign(report_borrower="", report_source="").head(0), "A title.", "Some words on it all.")


@pytest.mark.parametrize("name", ["Q01", "R0-c01", "X01"])
def test_only_four_sorts_of_thing_can_be_left_out(case, name):
    with pytest.raises(KeyError, match="leave out a report, a work, a speaker or an edge"):
        sourcing.leave_out(case, name)


# Properties


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_link_more_never_makes_more_origins_and_a_link_less_never_fewer(case, data):
    question = data.draw(st.sampled_from(["Q03", "Q05", "Q08", "Q10", "Q12", "Q16", "Q18", "Q35"]))
    rows = sorted({link.row for link in sourcing.links(case, question)})
    assume = data.draw(st.dictionaries(st.sampled_from(rows), st.booleans()))
    more = {row for row, real in assume.items() if real}
    plain, flipped = sourcing.origins(case, question), sourcing.origins(case, question, assume)
    taken = sourcing.origins(case, question, {row: False for row in assume})
    given_all = sourcing.origins(case, question, dict.fromkeys(assume, True))
    assert 1 <= flipped.low <= flipped.high
    assert taken.low >= plain.low and taken.high >= plain.high
    assert given_all.low == plain.low and given_all.high <= plain.high
    assert more or flipped == taken


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_groups_part_the_claims_and_order_plays_no_role(case, data):
    names = data.draw(st.lists(st.sampled_from(list(case.claims["id"])), min_size=1, max_size=12, unique=True))
    count = sourcing.origins(case, names)
    asserted = sorted(case.claims.set_index("id").loc[names].query("act == 'asserts'").index)
    for groups in (count.closest, count.widest):
        assert sorted(claim for group in groups for claim in group) == asserted
    assert sourcing.origins(case, names[::-1]) == count
    assert all(any(set(small) <= set(large) for large in count.closest) for small in count.widest)


@given(
    st.lists(
        st.sampled_from(["the old mill", "burned down", "at dawn", "Port Amber", "nobody was hurt"]),
        min_size=1,
        max_size=3,
    )
)
def test_a_short_run_that_every_text_has_never_counts(parts):
    text = " ".join(parts) + "."
    runs = stemma.wording({name: text for name in "abc"}, min_words=2)
    assert not runs["counts"].any()


def test_a_long_copy_counts_however_many_hold_it_and_a_short_phrase_does_not():
    passage = "the keeper of the light walked down to the shore before dawn and found the boat gone"
    texts = {name: f"{name} {passage}. He said {place} was calm." for name, place in zip("abcd", "wxyz", strict=True)}
    runs = stemma.wording(texts)
    assert runs["counts"].all() and len(runs) == 6
    assert not stemma.wording(texts, verbatim=100)["counts"].any()
    short = {name: f"{other} the keeper of the light {other}" for name, other in zip("abcd", "wxyz", strict=True)}
    assert not stemma.wording(short)["counts"].any()

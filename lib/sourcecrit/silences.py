"""Silence as data: what each report says of each question, and who is silent in one text and speaks in another.

Kinds of nothing stay apart: declined, did not answer, could not verify, absent, and too early to know. Only what could
have been said is missing (D. Henige, "Historical Evidence and Argument", 2005).
"""

import networkx as nx
import pandas as pd

from sourcecrit.sourcing import NONE

__all__ = ["STATES", "early", "matrix", "turned"]

ACTS = {
    "asserts": "asserted",
    "denies": "denied",
    "declines": "declined",
    "did_not_respond": "did not respond",
    "could_not_verify": "could not verify",
    "asks": "asked",
}
STATES = [*ACTS.values(), "too early to know", "absent"]


def matrix(case, questions=None, outside=True, same=()):
    """What each report does with each question: a frame, questions by reports, its cells lists of STATES.

    `questions` are ids (default: all on which a claim stands). A report without a claim is `absent`, or `too early to
    know` where `early` says that it was printed before all the question's events (`same` as there); without `outside`
    no report can be dated that way, and all such cells are `absent`.
    """
    claims, before = case.claims, early(case, same) if outside else set()
    rows = {}
    for question in questions or sorted(set(claims["question"])):
        own = claims[claims["question"] == question]
        rows[question] = [_cell(own, report, before) for report in case.texts]
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(case.texts))


def _cell(claims, report, before):
    """One cell: what the report does, in the order of STATES; what kind of nothing where it does nothing."""
    acts = {ACTS[act] for act in claims.loc[claims["report"] == report, "act"]}
    if acts:
        return [state for state in STATES if state in acts]
    events = set(claims["event"]) - {NONE}
    return ["too early to know" if events and all((report, event) in before for event in events) else "absent"]


def early(case, same=()):
    """The pairs of a report and an event (by id) where the report was printed before the event, by outside facts.

    Reports and events are dated by `references`; an event shares the day of those held certainly or probably to be the
    same. `same` adds pairs of events to be read as one (a decision, named where it is used).
    """
    days = case.references[case.references["low"].str.fullmatch(r"\d{4}-\d{2}(-\d{2})?")]
    last = days[days["subject"].isin(case.texts)].groupby("subject")["high"].min()
    groups = _groups(case, same)
    first = {}
    for row in days[days["subject"].isin(set(case.events["id"]))].itertuples():
        first |= {name: max(row.low, first.get(name, "")) for name in groups[row.subject]}
    return {(report, name) for report, high in last.items() for name, low in first.items() if high < low[: len(high)]}


def _groups(case, same):
    """The events held to be the same as each event, itself among them."""
    graph = nx.Graph()
    graph.add_nodes_from(case.events["id"])
    held = case.events[case.events["certainty"].isin(["certain", "probable"])]
    graph.add_edges_from([*zip(held["id"], held["same_as"], strict=True), *same])
    return {name: group for group in nx.connected_components(graph) for name in group}


def turned(case):
    """Who is silent in one text and speaks in another: a frame, one row a pair of attributions.

    Speakers are the same, or parts of joint speakers in common (`shared` names whom). Silence is an attribution of
    the class `silent`; anything else is speech.
    """
    parts = {row.id: _members(case, row.id) for row in case.speakers.itertuples()}
    rows = case.attributions
    silent, speech = rows[rows["cue_class"] == "silent"], rows[~rows["cue_class"].isin(["silent", "unverified"])]
    found = []
    for quiet in silent.itertuples():
        for loud in speech[speech["report"] != quiet.report].itertuples():
            if common := sorted(parts[quiet.speaker] & parts[loud.speaker]):
                found.append({"silent": quiet.id, "speaks": loud.id, "shared": " ".join(common)})
    return pd.DataFrame(found, columns=["silent", "speaks", "shared"])


def _members(case, speaker):
    """A joint speaker's parts, or the speaker alone."""
    row = case.row(speaker)
    return set(row["member_of"].split(" ")) if row["side"] == "joint" and row["member_of"] != NONE else {speaker}

"""Who says so, from whom, and how many say it of themselves: chains, voices, origins and observers with bounds.

Copies of one observation count once (C.-V. Langlois and C. Seignobos, "Introduction aux études historiques", 1898).
That tellings lean on each other until something shows them apart is a presumption of this library. A count runs from
`low`, every link real, to `high`, certain links alone.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import networkx as nx
import pandas as pd

__all__ = [
    "Link",
    "Origins",
    "across",
    "chain",
    "chains",
    "leans",
    "leave_out",
    "links",
    "observers",
    "origins",
    "sayer",
    "weakest",
]

NONE = "not_applicable"
RANK = {"certain": 0, "probable": 1, "possible": 2}
SEEN = ("saw_or_heard", "recording", "physical_trace")
SORTS = {
    "person": "named person",
    "anonymous_person": "unnamed person",
    "anonymous_group": "unnamed group",
    "report_itself": "nobody named",
    "unattributed": "nobody named",
}
RULES = {
    "same": "Unnamed speakers under the same words in several reports are probably the same.",
    "member": "A member and the body it speaks for, or two with a part in common, are probably one origin.",
    "nobody": "Where a report names nobody, it possibly leans on any other telling.",
    "hearsay": "What passes on hearsay possibly passes on another speaker of the same report.",
    "names": "What a teller says itself, having named a speaker for it, is that speaker's.",
}


class Link(NamedTuple):
    """Two voices that are or may be one origin: how surely, the row (or the rule) it rests on, and why."""

    a: str
    b: str
    certainty: str
    row: str
    why: str


@dataclass(frozen=True)
class Origins:
    """How many origins some claims have: between `low` and `high`, beside the naive count of reports.

    `widest` groups claims by certain links alone, `closest` by every link; `deciding` are the links between them.
    """

    reports: tuple
    low: int
    high: int
    closest: tuple
    widest: tuple
    deciding: tuple

    @property
    def naive(self):
        """How many reports say it."""
        return len(self.reports)

    def __str__(self):
        return f"at least {self.low}, at most {self.high}" if self.low < self.high else f"exactly {self.low}"


def weakest(certainties):
    """The least of some certainties; `certain` when there are none.

    >>> weakest(["certain", "possible", "probable"])
    'possible'
    """
    return max(certainties, key=RANK.__getitem__, default="certain")


def chain(case, attribution):
    """The attributions from the report inward to the given one: the outermost first, each enclosing the next.

    Raises KeyError for an unknown attribution.
    """
    rows, found = _indexed(case, "attributions"), []
    while attribution != NONE:
        found.append(attribution)
        attribution = rows[attribution].within
    return found[::-1]


def sayer(case, attribution, words=False):
    """The last speaker of a chain who is more than a word for nobody, or None; with `words`, then that word."""
    said = [_indexed(case, "attributions")[hop].speaker for hop in chain(case, attribution)]
    named = [speaker for speaker in said if not _nobody(case, speaker)]
    return next(reversed(named or (said if words else [])), None)


def chains(case):
    """Every chain from a report to its last speaker, as a frame with one row a chain, by report and reading order.

    `depth` counts the hops; `path` names each speaker with the cue in brackets; `origin` is the last speaker who is
    more than a word for nobody, `sort` what kind of speaker that is (named person, unnamed person, unnamed group,
    institution, outlet, document, nobody named), `access` how he is said to know.
    """
    frame = case.attributions
    inner = frame[~frame["id"].isin(frame["within"])].sort_values(["report", "start"])
    return pd.DataFrame([_chain_row(case, row) for row in inner.itertuples()])


def _chain_row(case, row):
    """One chain as a row."""
    rows, speakers, hops = _indexed(case, "attributions"), _indexed(case, "speakers"), chain(case, row.id)
    steps = [f"{speakers[rows[hop].speaker].name} ({rows[hop].cue})" for hop in hops]
    named = [hop for hop in hops if not _nobody(case, rows[hop].speaker)]
    end = rows[named[-1]] if named else row
    sort = speakers[end.speaker].kind
    found = {"report": row.report, "attribution": row.id, "depth": len(hops), "path": " ← ".join([row.report, *steps])}
    return found | {"origin": end.speaker, "sort": SORTS.get(sort, sort), "access": end.access}


@lru_cache(maxsize=64)
def _indexed(case, name):
    """The rows of a table by id."""
    return {row.id: row for row in case.frames[name].itertuples(index=False)}


def _nobody(case, speaker):
    """Whether a speaker is only the report itself, or a word such as reportedly."""
    return _indexed(case, "speakers")[speaker].kind in ("report_itself", "unattributed")


def _voice(case, report, speaker, place=None):
    """The node a speaker is: himself where he has a name, else who goes by those words in that report or work."""
    if speaker is None or _nobody(case, speaker) or (place and _indexed(case, "speakers")[speaker].kind == "outlet"):
        return place or report
    return speaker if _indexed(case, "speakers")[speaker].named else f"{place or report}/{speaker}"


def _hops(case, claim):
    """The attributions of a claim's chain from the report inward, words for nobody left out at its end."""
    hops = [_indexed(case, "attributions")[hop] for hop in chain(case, claim.attribution)]
    named = [place for place, hop in enumerate(hops, 1) if not _nobody(case, hop.speaker)]
    return hops[: max(named, default=0)]


def _speakers(case, claim):
    """The speakers of a claim's chain from the report inward."""
    return [hop.speaker for hop in _hops(case, claim)]


def _claims(case, what, act="asserts"):
    """The rows of the claims meant by a question's id, a claim's id, or a list of claims, that assert something."""
    names = {what} if isinstance(what, str) else set(what)
    rows = _indexed(case, "claims").values()
    return [row for row in rows if row.act == act and names & {row.id, row.question}]


def applying(case, claim, outside=True):
    """The rows of `dependences` that concern a claim: their quote touches its words, or no claim's and so all.

    Without `outside` those that rest on an outside fact are left out.
    """
    rows, concerned = _indexed(case, "dependences").values(), _concerned(case)
    return [row for row in rows if claim.id in concerned[row.id] and (outside or row.outside == NONE)]


@lru_cache(maxsize=64)
def _concerned(case):
    """The claims that each dependence concerns, by its id."""
    claims, found = _indexed(case, "claims").values(), {}
    for row in _indexed(case, "dependences").values():
        own = [claim for claim in claims if claim.report == row.report and row.question in (NONE, claim.question)]
        found[row.id] = {claim.id for claim in own if _touch(row, claim)} or {claim.id for claim in own}
    return found


def _touch(row, other):
    """Whether the words of two rows overlap."""
    return row.start < other.end and other.start < row.end


def leans(case, claim, outside=True):
    """The works a claim (an id) leans on, straight or by way of others: work and certainty of the weakest step.

    Raises KeyError for an unknown claim.
    """
    claim = _indexed(case, "claims")[claim]
    graph = nx.DiGraph()
    graph.add_node(home := _home(case, claim.report))
    for row in applying(case, claim, outside) or _shared_debts(case, claim, outside):
        known = graph.get_edge_data(row.borrower, row.source, {"rank": len(RANK)})["rank"]
        graph.add_edge(row.borrower, row.source, rank=min(RANK[row.certainty], known))
    return _reached(graph, home, nx.descendants)


def _shared_debts(case, claim, outside):
    """The dependences of what the same report says of the same question by the same voice, or names for it."""
    peers = [other for other in _claims(case, claim.question) if other.report == claim.report]
    near = [other for other in peers if _end(case, claim) in _path(case, other)]
    return [row for other in near for row in applying(case, other, outside)]


def _home(case, report):
    """The work that a report is."""
    works = _indexed(case, "works").values()
    return next((row.id for row in works if row.report == report and row.status == "held"), report)


def links(case, what, outside=True):
    """The links between the voices that assert some claims (a question's id, or claims' ids), as a list of Link.

    They come from `dependences`, `identities` and the rules in `RULES`; without `outside`, outside facts play no part.
    """
    claims = _claims(case, what)
    found = _by_report(case, claims) + [one for claim in claims for one in _borrowed(case, claims, claim, outside)]
    nodes = {node for link in found for node in link[:2]} | {_end(case, claim) for claim in claims}
    found += _kindred(case, nodes)
    named = {node.split("/")[0]: node for node in sorted(nodes, reverse=True) if "/" in node}
    found += [
        Link(n, named[n], "certain", f"names:{n}", RULES["names"])
        for n in sorted(nodes & set(case.works["id"]))
        if n in named
    ]
    return list(dict.fromkeys(found + _unnamed(case, claims)))


def _end(case, claim):
    """The voice a claim comes from in the end."""
    speakers = _speakers(case, claim)
    return _voice(case, claim.report, speakers[-1] if speakers else None)


def _by_report(case, claims):
    """Links from a teller's own voice to the speaker it names for the same question."""
    pairs = [(_end(case, claim), _named_beside(case, claims, claim)[:1]) for claim in claims]
    return [
        Link(end, _end(case, peer), "certain", f"names:{end}", RULES["names"]) for end, named in pairs for peer in named
    ]


def _named_beside(case, claims, claim):
    """The claims of the same report whose chains pass through this claim's last voice and go on."""
    if _traced(case, claim):
        return []
    end, peers = _end(case, claim), [other for other in claims if other.report == claim.report]
    return [other for other in peers if end in _path(case, other)[:-1] and _end(case, other) != end]


def _path(case, claim):
    """The voices of a claim's chain, the report's own first."""
    return [_voice(case, claim.report, speaker) for speaker in (None, *_speakers(case, claim))]


def _borrowed(case, claims, claim, outside):
    """Links from what a claim's voice is in the borrower to what it is in the source."""
    speakers, home = _speakers(case, claim), _home(case, claim.report)
    speaker = speakers[-1] if speakers else None
    for row in applying(case, claim, outside):
        here = _voice(case, claim.report, speaker, None if row.borrower == home else row.borrower)
        held = _answered(case, claims, row)
        for there in held or [_voice(case, claim.report, speaker, row.source)]:
            if here != there:
                yield Link(here, there, row.certainty, row.id, row.direction_basis)


def _traced(case, claim):
    """Whether the very words of a claim are certainly traced to another text."""
    return any(row.certainty == "certain" and _touch(row, claim) for row in applying(case, claim))


def _answered(case, claims, row):
    """The voices of the claims at the source's words, where another report holds them."""
    report = _indexed(case, "works")[row.source].report
    if NONE in (row.source_quote, report) or report not in case.texts:
        return []
    start = case.texts[report].content.find(row.source_quote)
    inside = [c for c in claims if c.report == report and c.start < start + len(row.source_quote) and start < c.end]
    return [_end(case, claim) for claim in inside[:1]]


def _who(node):
    """The speaker a node stands for, or None for a report's or a work's own voice."""
    name = node.split("/")[-1]
    return name if name.startswith("S") else None


def _kindred(case, nodes):
    """The links between the speakers of voices: by `identities`, by the same words, by a part in common."""
    found, stated = [], _indexed(case, "identities").values()
    for pair in combinations(sorted(set(nodes)), 2):
        first, second = map(_who, pair)
        rows = [row for row in stated if {first, second} == {row.speaker_a, row.speaker_b}]
        found += [Link(*pair, row.certainty, row.id, row.basis) for row in rows]
        if first and first == second:
            found.append(Link(*pair, "probable", f"same:{first}", RULES["same"]))
        elif first and second and _parts(case, first) & _parts(case, second):
            found.append(Link(*pair, "probable", f"member:{first}-{second}", RULES["member"]))
    return found


def _parts(case, speaker):
    """A speaker and everything he belongs to or is made of."""
    cell = _indexed(case, "speakers")[speaker].member_of
    return {speaker}.union(*(_parts(case, name) for name in ([] if cell == NONE else cell.split(" "))))


def _unnamed(case, claims):
    """Links from each voice that names nobody to every other."""
    alone = [claim for claim in claims if not (_speakers(case, claim) or _traced(case, claim))]
    bare = {_end(case, claim) for claim in alone if not _named_beside(case, claims, claim)}
    ends = sorted({_end(case, claim) for claim in claims})
    pairs = [(one, end) for one in sorted(bare) for end in ends if end != one]
    found = [Link(*pair, "possible", f"nobody:{pair[0]}", RULES["nobody"]) for pair in pairs]
    passed = [claim for claim in claims if [hop.access for hop in _hops(case, claim)][-1:] == ["hearsay"]]
    pairs = [(_end(case, a), _end(case, b)) for a in passed for b in claims if a.report == b.report]
    return found + [Link(a, b, "possible", f"hearsay:{a}", RULES["hearsay"]) for a, b in pairs if a != b]


def origins(case, what, assume=None, outside=True):
    """How many origins stand behind a question, or behind some claims (their ids): an Origins.

    `assume` maps rows or rules (`R2-s04`, `I01`, `same:S11`, `nobody`) to whether their links hold, which is how one
    edge is flipped; the rest run from all real (`low`) to the certain alone (`high`). Without `outside`, links that
    rest on outside facts are left out.
    """
    claims = _claims(case, what)
    ends = {claim.id: _end(case, claim) for claim in claims}
    return _counted(ends, links(case, what, outside), assume or {}, claims)


def _counted(ends, found, assume, rows):
    """The Origins of what some rows say, given the voice each ends in and the links between voices."""
    held = [link for link in found if _assumed(assume, link.row) is not False]
    sure = [link for link in held if link.certainty == "certain" or _assumed(assume, link.row)]
    closest, widest = _grouped(ends, held), _grouped(ends, sure)
    reports = tuple(sorted({row.report for row in rows}))
    return Origins(reports, len(closest), len(widest), closest, widest, _deciding(ends, held, sure))


def _deciding(ends, held, sure):
    """The links that are not certain and lie between groups with claims, the first of each row or rule."""
    groups = _joined(ends, sure)
    place = {node: number for number, group in enumerate(groups) for node in group}
    between = [link for link in held if place.get(link.a, link.a) != place.get(link.b, link.b)]
    graph = nx.Graph((place.get(link.a, link.a), place.get(link.b, link.b)) for link in between)
    full = {place[end] for end in ends.values()}
    while bare := [node for node in graph if graph.degree(node) < 2 and node not in full]:
        graph.remove_nodes_from(bare)
    kept = [link for link in between if graph.has_edge(place.get(link.a, link.a), place.get(link.b, link.b))]
    return tuple({link.row: link for link in reversed(kept)}.values())[::-1]


def _assumed(assume, row):
    """What is assumed of a row or its rule: true, false, or None for nothing."""
    return assume.get(row, assume.get(row.split(":")[0]))


def _joined(ends, found):
    """Voices joined by links, group by group."""
    graph = nx.Graph()
    graph.add_nodes_from(ends.values())
    graph.add_edges_from(link[:2] for link in found)
    return [set(group) for group in nx.connected_components(graph)]


def _grouped(ends, found):
    """The claims behind each group of voices that has any, each group sorted, in the order of its first claim."""
    groups = [tuple(sorted(claim for claim, end in ends.items() if end in group)) for group in _joined(ends, found)]
    return tuple(sorted(group for group in groups if group))


def observers(case, what, assume=None):
    """Who is said to have seen, recorded or held a trace of what some claims assert: an Origins over attributions.

    Of each chain the innermost such speaker counts. None stated gives nought to nought, which says nothing of who did.
    """
    rows, ends = _indexed(case, "attributions"), {}
    for claim in _claims(case, what):
        seen = [hop for hop in chain(case, claim.attribution) if rows[hop].access in SEEN]
        ends |= {hop: _voice(case, claim.report, rows[hop].speaker) for hop in seen[-1:]}
    return _counted(ends, _kindred(case, ends.values()), assume or {}, [rows[hop] for hop in ends])


def leave_out(case, name, outside=True):
    """What no longer stands when a report, a work, a speaker or an edge (an id) is left out, one row a question.

    `falls` are claims that certainly rest on it, `may_fall` those that rest on it by a link that is not certain; `low`
    and `high` bound the origins left, `before` is the count until then. `stands` is `nothing left`, `perhaps nothing`,
    `fewer`, `more` (for an edge: more origins) or `as before`. Raises KeyError for an id that is none of these.
    """
    table = case.row(name)["table"]
    if table not in ("reports", "works", "speakers", "dependences"):
        raise KeyError(f"{name} is a row of {table}; leave out a report, a work, a speaker or an edge of dependences")
    if table == "works" and _indexed(case, "works")[name].status == "held":
        name, table = _indexed(case, "works")[name].report, "reports"
    resting = {claim.id: _rests(case, claim, name, table, outside) for claim in _claims(case, _questions(case))}
    return pd.DataFrame([_left(case, question, resting, name, table, outside) for question in _questions(case)])


def _questions(case):
    """The questions on which something is asserted."""
    return sorted({row.question for row in _indexed(case, "claims").values() if row.act == "asserts"})


def _rests(case, claim, name, table, outside):
    """How surely a claim rests on a report, a work or a speaker, or None where it does not."""
    if table == "reports":
        return "certain" if claim.report == name else None
    if table == "works":
        return leans(case, claim.id, outside).get(name)
    same = _same(case, name) if table == "speakers" else {}
    return min((same[speaker] for speaker in _speakers(case, claim) if speaker in same), key=RANK.get, default=None)


def _same(case, speaker):
    """Who is or may be the speaker, by `identities` alone, each with the weakest step of the surest way."""
    graph = nx.Graph()
    graph.add_node(speaker)
    for row in _indexed(case, "identities").values():
        if not (_nobody(case, row.speaker_a) or _nobody(case, row.speaker_b)):
            graph.add_edge(row.speaker_a, row.speaker_b, rank=RANK[row.certainty])
    return _reached(graph, speaker, nx.node_connected_component) | {speaker: "certain"}


def _reached(graph, node, reach):
    """Every node that can be reached, with the weakest certainty of the surest way there."""
    best = {}
    for certainty, rank in reversed(RANK.items()):
        view = nx.subgraph_view(graph, filter_edge=lambda a, b, rank=rank: graph[a][b]["rank"] <= rank)
        best |= dict.fromkeys(reach(view, node), certainty)
    return best


def _left(case, question, resting, name, table, outside):
    """One question after something was left out."""
    claims, before = [row.id for row in _claims(case, question)], origins(case, question, outside=outside)
    falls = [claim for claim in claims if resting[claim] == "certain"]
    may = [claim for claim in claims if resting[claim] in ("probable", "possible")]
    assume = {name: False} if table == "dependences" else None
    low, high = before.low, before.high
    if falls or may or assume:
        low = origins(case, [c for c in claims if c not in falls + may], assume, outside).low
        high = origins(case, [c for c in claims if c not in falls], assume, outside).high
    counts = {"question": question, "claims": len(claims), "falls": len(falls), "may_fall": len(may)}
    found = counts | {"before": str(before), "low": low, "high": high}
    return found | {"stands": _stands(found, (before.low, before.high))}


def _stands(row, before):
    """What became of a question, in words."""
    if row["falls"] == row["claims"]:
        return "nothing left"
    if row["falls"] + row["may_fall"] == row["claims"]:
        return "perhaps nothing"
    if row["falls"] or row["may_fall"]:
        return "fewer"
    return "as before" if (row["low"], row["high"]) == before else "more"


def across(case, speaker):
    """One speaker followed through every telling under whatever words: a frame, one row an attribution.

    `certainty` says how surely it is the same speaker: `same` for the given one, else that of the weakest identity on
    the surest way. Identity is never presumed; who is joined by no row of `identities` is not here.
    """
    sure = _same(case, speaker) | {speaker: "same"}
    frame = case.attributions
    frame = frame[frame["speaker"].isin(sure)].sort_values(["report", "start"])
    names = [_indexed(case, "speakers")[name].name for name in frame["speaker"]]
    frame = frame.assign(called=names, certainty=frame["speaker"].map(sure))
    return frame[["report", "id", "speaker", "called", "certainty", "cue", "cue_class", "access"]]

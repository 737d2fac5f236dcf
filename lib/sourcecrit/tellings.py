"""Tellings: whose words each claim is, what it says field by field, and how two of them stand to each other.

A telling is a claim with the text whose words it is: the report's own, or that of a work the report quotes. That one
was changed from the other is said only where the words of the one that was told on are held and the debt is certain,
with no text between them that is not held; otherwise the two differ (P. Maas, "Textkritik", 1927).
"""

from functools import cache
from itertools import product

import networkx as nx
from rapidfuzz import fuzz

from sourcecrit import agreement, anchors, corpus, sourcing
from sourcecrit.redundancy import cues
from sourcecrit.sourcing import NONE, RANK

__all__ = [
    "FIELDS",
    "FLAT",
    "HARM",
    "Reader",
    "claimed",
    "firmness",
    "likest",
    "nearest",
    "proposal",
    "relayed",
    "standing",
    "tellers",
]

ACTS = {"asserts": "stated", "asks": "asked", "denies": "denied", "declines": "withheld"}
ACTS |= {"could_not_verify": "not verified"}
SILENT = {"declines", "did_not_respond", "could_not_verify"}
HARM, FLAT = {"killed", "wounded", "missing", "captured"}, "without a hedge"


class Reader:
    """A case, with what the comparisons ask of it again and again."""

    def __init__(self, case):
        self.case, self.same = case, agreement.groups(case.events)
        self.claims = {row.id: row for row in case.claims.itertuples()}
        self.teller = tellers(case)
        self.kinds = dict(zip(case.questions["id"], case.questions["kind"], strict=True))
        self.bears = {row.id: set(row.bears_on.split(" ")) - {NONE} for row in case.questions.itertuples()}
        self.relation = cache(lambda a, b: _relation(self, a, b))
        self.leans = cache(lambda claim: sourcing.leans(case, claim) if claim in self.claims else {})
        rows = {name: case.frames[name] for name in ("outcomes", "firsts", "quantities", "times", "place_mentions")}
        self.rows = {row.id: row for frame in rows.values() for row in frame.itertuples()}
        self.outcomes = {row.claim: row for row in rows["outcomes"].itertuples()}
        self.firsts = {row.claim: row for row in rows["firsts"].itertuples()}
        self.numbers = agreement.numbers(case)
        passing = case.speakers["kind"].isin(["outlet", "report_itself", "unattributed"])
        self.passing = set(case.speakers.loc[passing, "id"])
        self.spoken = {row.id: row for row in case.attributions.itertuples()}

    def matters(self):
        """The questions on which others bear, each with the claims on it and on those, by report."""
        for target in sorted(set().union(*self.bears.values())):
            found = {}
            for claim in self.claims.values():
                if claim.question == target or target in self.bears[claim.question]:
                    found.setdefault(claim.report, []).append(claim)
            yield target, found

    def answer(self, claim):
        """The row that a claim's answer names, or None where it is words."""
        return self.rows.get(claim.answer)

    def member(self, a, b):
        """Whether of two speakers one belongs to the other."""
        who = [{self.spoken[hop].speaker for hop in self.speakers(side)[-1:]} for side in (a, b)]
        return who[0] != who[1] and any(self._above(one) & other for one, other in (who, who[::-1]) for one in one)

    def _above(self, speaker):
        """Everything a speaker belongs to."""
        cell = self.case.row(speaker)["member_of"]
        return set().union(*({name} | self._above(name) for name in cell.split(" ") if name != NONE))

    def speakers(self, claim):
        """Who says it: rows of `attributions` from the report inward, words for nobody and papers apart."""
        hops = sourcing.chain(self.case, claim.attribution)
        return [hop for hop in hops if self.spoken[hop].speaker not in self.passing]


def tellers(case):
    """Whose words each claim is, by claim: the work that its report quotes there for certain, else the report's own.

    >>> from sourcecrit.case import Case
    >>> case = Case.open()
    >>> set(tellers(case)) == set(case.claims["id"])
    True
    """
    home = {row.report: row.id for row in case.works.itertuples() if row.status == "held"}
    quotes = [row for row in case.dependences.itertuples() if (row.kind, row.certainty) == ("quotes", "certain")]
    found = {claim.id: home.get(claim.report, claim.report) for claim in case.claims.itertuples()}
    for claim in case.claims.itertuples():
        for row in (row for row in quotes if row.report == claim.report and row.borrower == found[claim.id]):
            if row.start <= claim.start and claim.end <= row.end:
                found[claim.id] = row.source
                break
    return found


def relayed(case, debt):
    """The works not held by whose way a debt may have come: they stand, certainly or probably, between its two ends.

    `debt` is a row of `dependences`; what stands between is read from the debts that concern a claim it concerns too.
    Where there is one, whoever departed from the source may have been that work and not the borrower.

    >>> from sourcecrit.case import Case
    >>> case = Case.open()
    >>> relayed(case, case.dependences.query("kind == 'quotes'").iloc[0])
    set()
    """
    claims = case.claims[case.claims["report"] == debt.report].itertuples()
    near = [rows for rows in (sourcing.applying(case, claim) for claim in claims) if debt.id in {r.id for r in rows}]
    ways = nx.DiGraph([(debt.borrower, debt.source)])
    ways.add_edges_from((r.borrower, r.source) for rows in near for r in rows if r.certainty != "possible")
    held = {debt.source, *case.works.loc[case.works["status"] == "held", "id"]}
    return (nx.descendants(ways, debt.borrower) & nx.ancestors(ways, debt.source)) - held


def standing(words):
    """How high the persons in some words stand: the labels of the words of rank, highest first, and who is raised.

    >>> standing("a high-ranking officer"), standing("the soldiers")
    (['officer', 'raised'], ['troops'])
    """
    found = [label for name in ("standing_words", "seniority_words") for cue, label in cues(name) if cue.search(words)]
    return list(dict.fromkeys(found))


def _relation(read, a, b):
    """How two tellings stand to each other, what is held of the ancestor, what may be said, the works both lean on."""
    if a.id not in read.teller or b.id not in read.teller:
        return ("within" if a.report == b.report else "presumed"), "unknown", "differ", ""
    ours, theirs, one = read.leans(a.id), read.leans(b.id), read.teller[a.id]
    if theirs.get(one, "possible") != "possible" and one != read.teller[b.id]:
        return "parent", "held_quotation", "changed" if _passed(read, a, b, one) else "differ", one
    if one == read.teller[b.id] and a.report == b.report:
        return "within", "unknown", "differ", ""
    common = sorted(ours.keys() & theirs.keys(), key=lambda work: (max(RANK[ours[work]], RANK[theirs[work]]), work))
    held = any(read.teller[c.id] in common for c in read.claims.values() if c.question == a.question)
    status = "held_quotation" if held else "reconstructed" if common else "unknown"
    return "collateral" if common else "presumed", status, "differ", " ".join(common)


def _passed(read, a, b, work):
    """Whether b's words rest, certainly and by way of no text that is not held, on the very words that a is."""
    content, own = read.case.texts[a.report].content, corpus.Span(a.start, a.end)
    rows = [row for row in sourcing.applying(read.case, b) if (row.source, row.certainty) == (work, "certain")]
    near = [row for row in rows if row.source_quote != NONE and not relayed(read.case, row)]
    return any(anchors.find(content, r.source_quote, r.source_before, r.source_after).touches(own) for r in near)


def _act(read, claim):
    """What a text does with a question: states, asks, denies, withholds, leaves it open, could not verify it."""
    if claim.act == "asserts" and claim.answer.startswith("not "):
        return "left open"
    return ACTS.get(claim.act)


def _deed(read, claim):
    """What a text does with a question, as a field to compare; nothing of what it puts as a condition."""
    return None if (claim.act, claim.certainty) == ("asserts", "conditional") else _act(read, claim)


def _certainty(read, claim):
    """How firmly a statement is made; nothing of a bare headline beside another report's text."""
    return (
        {"certain": FLAT, "not_stated": None}.get(claim.certainty, claim.certainty) if claim.act == "asserts" else None
    )


def firmness(read, claim):
    """How far a text goes on a question: the certainty of a statement, else what it does (asked, denied, left open)."""
    act = _act(read, claim)
    return _certainty(read, claim) if act == "stated" else act


def _stance(read, claim):
    """Whether a report takes a statement over or holds it off."""
    return {"endorses": "in its own voice", "distances": "held off"}.get(claim.stance, "passed on")


def _speaker(read, claim):
    """Who says it in the end; nothing where nobody is named."""
    hops = read.speakers(claim)[-1:]
    return read.case.row(read.spoken[hops[0]].speaker)["name"] if hops else ""


def _outcome(read, claim):
    """What befell someone, as a set in words."""
    row = read.outcomes.get(claim.id)
    sets = frozenset(row.outcome.split()) if row else None
    return "any casualty" if sets == HARM else agreement.show(sets) if row else None


def _descriptor(read, claim):
    """The words of rank of persons: those whom something befell, or who were at a place."""
    row = read.outcomes.get(claim.id)
    if not row and (read.kinds[claim.question] != "yes_no" or claim.act != "asserts" or claim.id in read.firsts):
        return None
    ranks = [label for label in standing(read.case.words(row.id if row else claim.id)) if label != "raised"]
    return " and ".join(ranks) or None


def _standing(read, claim):
    """Whether he whom something befell is set above others of his kind."""
    row = read.outcomes.get(claim.id)
    return ("set high" if "raised" in standing(read.case.words(row.id)) else "of no stated height") if row else None


def _number(read, claim):
    """The number, with its unit where it has one."""
    found = read.numbers.get(claim.answer)
    return f"{agreement.words(found.states, found.whole)} {found.unit}".strip() if found else None


def _day(read, claim):
    """The words for a day."""
    row = read.answer(claim)
    return read.case.words(row.id) if hasattr(row, "anchor") else None


def _place(read, claim):
    """The words for a place."""
    row = read.answer(claim)
    return read.case.words(row.id) if hasattr(row, "metonym") else None


def _content(read, claim):
    """An answer in words."""
    return None if read.answer(claim) or claim.act != "asserts" else claim.answer


def claimed(read, claim):
    """The words of a claim."""
    return read.case.words(claim.id)


def _answered(read, claim):
    """The words of the row that a claim's answer names, or of what befell someone."""
    row = read.answer(claim) or read.outcomes.get(claim.id)
    return read.case.words(row.id if row else claim.id)


def _spoken(read, claim):
    """The words of the saying, or of the claim where nobody says it."""
    hops = read.speakers(claim)[-1:]
    return read.case.words(hops[0] if hops else claim.id)


FIELDS = {
    "act": (_deed, claimed),
    "outcome": (_outcome, _answered),
    "certainty": (_certainty, claimed),
    "stance": (_stance, claimed),
}
FIELDS |= {
    "speaker": (_speaker, _spoken),
    "descriptor": (_descriptor, _answered),
    "standing": (_standing, _answered),
    "number": (_number, _answered),
}
FIELDS |= {"day": (_day, _answered), "place": (_place, _answered), "content": (_content, claimed)}


def proposal(read, a, b, field, change, words_a=None, words_b=None):
    """One proposal about two rows, with words: a list in the order of `retelling.COLUMNS`."""
    words = [words_a or read.case.words(a.id), words_b or read.case.words(b.id)]
    sure = agreement.sameness(*(getattr(side, "event", NONE) for side in (a, b)), read.same)
    question = getattr(a, "question", getattr(b, "question", NONE))
    return [a.report, b.report, a.id, b.id, question, field, change, *words, *read.relation(a, b), sure, a.id, b.id]


def likest(read, sides, field, change, words, question=None):
    """The proposal on two lists of claims: a change before a difference, then that of the likest words.

    With a `question` on which both bear, the two shown answer different ones, of one event where there are such.
    """
    texts, rank = read.case.words, agreement.CERTAINTIES.index
    pairs = [(a, b) for a, b in product(*sides) if a.id != b.id and (question is None or a.question != b.question)]
    same = {(a.id, b.id): agreement.sameness(a.event, b.event, read.same) for a, b in pairs}

    def fit(pair):
        a, b = pair
        alike = fuzz.token_set_ratio(texts(a.id), texts(b.id))
        return read.relation(a, b)[2] == "changed", rank(same[a.id, b.id]) if question else 0, alike

    a, b = max(pairs, key=fit)
    found = proposal(read, a, b, field, change, words(read, a), words(read, b))
    ids = [" ".join(claim.id for claim in side) for side in sides]
    return [*found[:4], question or found[4], *found[5:-3], max(same.values(), key=rank), *ids]


def nearest(read, claim, others):
    """The claim among others whose act, part and words are most like this one's."""
    words = read.case.words
    like = [(b.act == claim.act, bool(read.answer(b)) == bool(read.answer(claim))) for b in others]
    alike = [(*same, fuzz.token_set_ratio(words(claim.id), words(b.id))) for same, b in zip(like, others, strict=True)]
    return others[alike.index(max(alike))]

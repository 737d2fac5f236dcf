"""What can be believed, in order and never in numbers: grades with a ceiling, rival answers, what was known when.

Grades follow the Admiralty system (reliability A to F, credibility 1 to 6); how faithfully a text passes things on is
an axis of its own. The ceiling is a rule of this library: telling again never lifts a claim, only an independent origin
can. Rival answers are held against the evidence after R. Heuer, "Psychology of Intelligence Analysis" (1999), chapter
8: what speaks against an answer counts, what fits them all does not.
"""

from dataclasses import dataclass, replace
from functools import cache, total_ordering

import networkx as nx
import pandas as pd

from sourcecrit import dating, sourcing
from sourcecrit.corpus import listed
from sourcecrit.sourcing import NONE

__all__ = [
    "CELLS",
    "Crowding",
    "Grade",
    "Standing",
    "as_of",
    "breaches",
    "ceiling",
    "crowding",
    "diagnosticity",
    "grades",
    "items",
    "leave_one_out",
    "moved",
    "printed",
    "standing",
    "verdict",
]

CELLS = ("inconsistent", "divided", "consistent", "neutral")
OPEN = "the evidence does not discriminate"


@cache
def _marks():
    """The scales: what each mark of each axis means and whether it is a judgement, by axis and mark, the best first."""
    return {(row["axis"], row["mark"]): (row["judged"] == "yes", row["means"]) for row in listed("grades")}


@total_ordering
@dataclass(frozen=True)
class Grade:
    """A mark on one axis. Grades of one axis compare (the better is the greater) where both are judgements.

    F, 6 and `untestable` say that nothing can be judged: they have no place in any order, and comparing them raises
    TypeError. No grade turns into a number. Raises ValueError for a mark the axis does not have.

    >>> Grade("reliability", "B") > Grade("reliability", "C"), str(Grade("credibility", "6"))
    (True, '6 · cannot be judged')
    """

    axis: str
    mark: str

    def __post_init__(self):
        if (self.axis, self.mark) not in _marks():
            known = [mark for axis, mark in _marks() if axis == self.axis]
            raise ValueError(f"no grade {self.mark!r} on the axis {self.axis!r}; it has {', '.join(known) or 'none'}")

    @property
    def judged(self):
        """Whether the mark is a judgement at all."""
        return _marks()[self.axis, self.mark][0]

    def __str__(self):
        return f"{self.mark} · {_marks()[self.axis, self.mark][1]}"

    def __lt__(self, other):
        if not isinstance(other, Grade) or other.axis != self.axis:
            return NotImplemented
        if not (self.judged and other.judged):
            raise TypeError(f"{self} and {other} cannot be put in order: one of them is no judgement")
        order = list(_marks())
        return order.index((self.axis, self.mark)) > order.index((other.axis, other.mark))


def grades(case, outside=True):
    """The gradings in force, a frame by subject and axis: the latest of each, its `grade` a Grade.

    Without `outside` those that rest on an outside fact, or are lifted by one, are left out.
    """
    facts, rows = set(case.references["id"]), case.gradings.sort_values(["known_at", "id"])
    grounds = (rows["rests_on"] + " " + rows["lifted_by"]).tolist()
    kept = pd.Series([outside or not facts & set(names.split()) for names in grounds], rows.index, bool)
    rows = rows[kept].drop_duplicates(["subject", "axis"], keep="last")
    rows["grade"] = [Grade(*pair) for pair in zip(rows["axis"], rows["grade"], strict=True)]
    return rows.set_index(["subject", "axis"])


def ceiling(case, grading):
    """The best grade that a grading (an id) of a claim may give: 3, or 2 where an origin that lifts it may be
    independent, or 1 where it is so even if every link is real. Outside facts about its own line of texts lift nothing.
    """
    row = case.row(grading)
    lifts = [] if row["lifted_by"] == NONE else row["lifted_by"].split(" ")
    return Grade("credibility", "3" if not lifts else min(_lift(case, row["subject"], one) for one in lifts))


def _lift(case, claim, by):
    """How high one row lifts a claim."""
    if case.row(by)["table"] == "references":
        return "3" if by in _own_line(case, claim) else "1"
    found = sourcing.origins(case, [claim, by])
    return "1" if found.low > 1 else "2" if found.high > 1 else "3"


def _own_line(case, claim):
    """The outside facts about the texts that a claim stands in or leans on, or about an edge between them."""
    rows = sourcing.applying(case, case.claims.set_index("id", drop=False).loc[claim])
    works = case.works[case.works["id"].isin(set(sourcing.leans(case, claim)))]
    home = case.works[case.works["report"] == case.row(claim)["report"]]
    return {row.outside for row in rows} | {
        name for cell in [*works["reference"], *home["reference"]] for name in cell.split(" ")
    }


def breaches(case):
    """Gradings that break a rule of this library, a frame: grading, subject, rule. Empty is as it should be.

    A source is judged only on a track record among the outside facts. No claim stands above its ceiling, nor above
    the claim it retells, and none rises with time unless something independent lifts it.
    """
    found = []
    for row in case.gradings.sort_values(["known_at", "id"]).itertuples():
        grade = Grade(row.axis, row.grade)
        rules = {"reliability": _record, "credibility": _rules}.get(row.axis, lambda *_: ())
        found += [(row.id, row.subject, rule) for rule in (rules(case, row, grade) if grade.judged else ())]
    return pd.DataFrame(found, columns=["grading", "subject", "rule"])


def _record(case, row, _):
    """The complaint about a source judged without a track record."""
    if not set(row.rests_on.split(" ")) & set(case.references["id"]):
        yield "a source is judged without a track record"


def _rules(case, row, grade):
    """The complaints about a claim's grade."""
    best, retold = ceiling(case, row.id), _retold(case, row.subject)
    if grade > best:
        yield f"above its ceiling of {best}"
    before = case.gradings[(case.gradings["axis"] == "credibility") & (case.gradings["known_at"] <= row.known_at)]
    for other in before[before["subject"].isin({row.subject, *retold})].itertuples():
        then = Grade("credibility", other.grade)
        if best > Grade("credibility", "3") or not then.judged or not grade > then:
            continue
        if other.subject in retold:
            yield f"better than {other.id} on the claim it retells"
        elif other.known_at < row.known_at:
            yield f"better than {other.id} before it, and nothing independent lifts it"


def _retold(case, claim):
    """The claims that a claim retells: of the same question, in the reports it leans on."""
    own, works = case.row(claim), case.works.set_index("id")["report"]
    near = {works[work] for work in sourcing.leans(case, claim) if work in works} - {own["report"], NONE}
    return set(case.claims.loc[case.claims["report"].isin(near) & (case.claims["question"] == own["question"]), "id"])


@dataclass(frozen=True)
class Crowding:
    """How many claims are judged on both axes, how many of these lie on the diagonal, how many cannot be judged."""

    judged: int
    diagonal: int
    unjudged: int

    @property
    def warns(self):
        """Whether more than half, and more than two, lie on the diagonal."""
        return self.diagonal > max(2, self.judged / 2)


def crowding(case):
    """Whether reliability and credibility only echo each other: a Crowding over claims and the origins they end with.

    Graders tend to give A with 1, B with 2 and so on, which makes one judgement of two (J. Baker, J. McKendry and D.
    Mace, "Certitude judgments in an operational environment", 1968). The threshold of half is ours.
    """
    held = grades(case)["grade"]
    origin = sourcing.chains(case).set_index("attribution")["origin"]
    claims = case.claims.set_index("id")["attribution"].map(origin)
    pairs = [
        (held.get((claims[subject], "reliability")), held[subject, axis])
        for subject, axis in held.index
        if axis == "credibility"
    ]
    both = [(source, claim) for source, claim in pairs if source and source.judged and claim.judged]
    level = sum("ABCDE".index(source.mark) == "12345".index(claim.mark) for source, claim in both)
    return Crowding(len(both), level, len(pairs) - len(both))


def moved(before, after):
    """What became of a Grade between two days (None: not there yet), in words.

    >>> moved(Grade("credibility", "3"), Grade("credibility", "5")), moved(None, Grade("credibility", "6"))
    ('weakens', 'stays open')
    """
    if after is None or not after.judged:
        return "stays open" if before is None or not before.judged else "opens"
    if before is None or not before.judged:
        return "first judged"
    return "stays" if before == after else "strengthens" if after > before else "weakens"


def diagnosticity(case, question, weighings=None):
    """How each claim sits with each rival answer to a question, a frame: claim, a column an answer, `tells`.

    `tells` is `against some` (it speaks against some answers and not all), `leans` (it fits some better, and speaks
    against none) or `nothing` (it sits with all alike).
    """
    rows = _weighed(case, question, weighings)
    wide = rows.pivot(index="claim", columns="hypothesis", values="consistency").fillna("neutral")
    return (
        wide.assign(tells=[_tells(cells) for cells in wide.itertuples(index=False)])
        .rename_axis(columns=None)
        .reset_index()
    )


def _tells(cells):
    """What cells over all rival answers tell."""
    against = sum(cell == "inconsistent" for cell in cells)
    return "against some" if 0 < against < len(cells) else "leans" if len(set(cells)) > 1 else "nothing"


def _weighed(case, question, weighings):
    """The weighings of the rival answers to a question."""
    rows, rivals = case.weighings if weighings is None else weighings, case.hypotheses
    return rows[rows["hypothesis"].isin(rivals.loc[rivals["question"] == question, "id"])]


def items(case, question, grouping="closest", weighings=None):
    """The evidence by origin: `claims`, `reports`, `who` (speakers), a column a rival answer (of CELLS), `tells`.

    An origin counts once, however often it is printed. Where its tellings of one question sit both well and ill with
    an answer, it is `divided` and speaks on neither side. `grouping` is `closest` (every link real) or `widest`
    (certain links alone). `who` follows the claims: the last speaker, or a word for nobody, or the report in its own
    voice.
    """
    rows, claims = _weighed(case, question, weighings), case.claims.set_index("id")
    names, rivals = sorted(set(rows["claim"])), sorted(set(rows["hypothesis"]))
    on, report, found = claims["question"].to_dict(), claims["report"].to_dict(), []
    weighed = [(row.claim, row.hypothesis, on[row.claim], row.consistency) for row in rows.itertuples()]
    who = {name: sourcing.sayer(case, claims.loc[name, "attribution"], words=True) or report[name] for name in names}
    for group in _origins(case, claims.loc[names], grouping):
        cells = {
            rival: _cell([pair for claim, name, *pair in weighed if name == rival and claim in group])
            for rival in rivals
        }
        about = {"claims": group, "reports": " ".join(sorted({report[name] for name in group}))}
        about["who"] = " ".join(dict.fromkeys(who[name] for name in group))
        found.append(about | cells | {"tells": _tells(list(cells.values()))})
    return pd.DataFrame(found, columns=["claims", "reports", "who", *rivals, "tells"])


def _origins(case, claims, grouping):
    """Claims (rows) by origin: on one question as `sourcing` groups them, over questions by who says it in a report."""
    graph = nx.Graph()
    graph.add_nodes_from(claims.index)
    for _, names in claims.groupby("question").groups.items():
        for group in getattr(sourcing.origins(case, list(names)), grouping):
            nx.add_path(graph, group)
    sayers = claims["attribution"].map(lambda attribution: sourcing.sayer(case, attribution))
    named = sayers.map(case.speakers.set_index("id")["named"]).eq(True)
    for _, names in claims.groupby([sayers, claims["report"].mask(named, "")]).groups.items():
        nx.add_path(graph, names)
    return sorted(tuple(sorted(group)) for group in nx.connected_components(graph))


def _cell(held):
    """How an origin sits with an answer, from (question, consistency): joined by question, then the worst of them."""
    kinds = {}
    for question, kind in held:
        kinds.setdefault(question, set()).update({kind} - {"neutral"})
    found = {"divided" if len(kind) > 1 else min(kind, default="neutral") for kind in kinds.values()}
    return next((cell for cell in CELLS if cell in found), "neutral")


@dataclass(frozen=True)
class Standing:
    """Where rival answers stand: for each the origins that speak `against` it (as tuples of claims); `weighs` is how
    many origins sit better with some answers than with others."""

    against: dict
    weighs: int = 0

    @property
    def levels(self):
        """The answers in order, those with least against them first, as tuples; within one level nothing decides.

        One stands behind another if all that speaks against the other speaks against it too, and something more.
        Nothing is added up.
        """
        left, found = dict(self.against), []
        while left:
            first = tuple(one for one in left if not any(left[other] < left[one] for other in left))
            found, left = [*found, first], {one: sets for one, sets in left.items() if one not in first}
        return found

    @property
    def headline(self):
        """What the evidence does, in words."""
        if not self.weighs:
            return "there is nothing to weigh"
        first, *behind = self.levels
        return f"the evidence speaks against {' and '.join(sorted(sum(behind, ())))}" if behind else OPEN


def standing(case, question, grouping="closest", weighings=None, divided="neither"):
    """How the rival answers to a question stand, inconsistency first: a Standing.

    An origin whose tellings are divided counts on neither side, or, with `divided="against"`, at its worst.
    """
    frame = items(case, question, grouping, weighings)
    bad = CELLS[: 2 if divided == "against" else 1]
    names = frame.columns.drop(["claims", "reports", "who", "tells"])
    against = {name: frozenset(frame.loc[frame[name].isin(bad), "claims"]) for name in names}
    return Standing(against, int((frame["tells"] != "nothing").sum()))


def verdict(case, question, **terms):
    """The headline of `standing` (whose `weighings` and `divided` it takes), or both where they hang on the links."""
    closest, widest = (standing(case, question, one, **terms).headline for one in ("closest", "widest"))
    return closest if closest == widest else f"if every link is real, {closest}; if only the certain ones are, {widest}"


def leave_one_out(case, question, **terms):
    """The verdict without the claims of each report, or of each origin (the widest): left, sort, verdict, changes."""
    whole, rows = verdict(case, question, **terms), _weighed(case, question, terms.pop("weighings", None))
    groups = items(case, question, "widest", rows)["claims"]
    parts = [(report, "report", set(case.claims.loc[case.claims["report"] == report, "id"])) for report in case.texts]
    found = []
    for name, sort, gone in [*parts, *((" ".join(group), "origin", set(group)) for group in groups)]:
        left = verdict(case, question, weighings=rows[~rows["claim"].isin(gone)], **terms)
        found.append((name, sort, left, left != whole))
    return pd.DataFrame(found, columns=["left", "sort", "verdict", "changes"])


def printed(case, outside=()):
    """The window of days in which each report was printed, by report; `outside` names the outside facts that count."""
    solved = dating.solve(dating.gather(case, outside))
    return {
        row.report: solved.get(row.printing, dating.Window(row.printing, None, None))
        for row in case.reports.itertuples()
    }


def as_of(case, day, windows, surely=False):
    """The case as it could be read on a day: a valid Case less what came later.

    A report counts from the first day of its window (`windows` is what `printed` gives), or with `surely` from the
    last; an outside fact from the day it could be known, one without a day never; a grading from its `known_at`.
    What rests on them goes too. When each text was printed is our knowledge; what it says is theirs.
    """
    for report in [name for name in windows if name in case.texts]:
        end = windows[report].high if surely else windows[report].low
        if surely if end is None else end > day:
            case = case.without(report)
    late = {row.id for row in case.references.itertuples() if _later(row.known_on, day)}
    late |= set(case.gradings.loc[pd.to_datetime(case.gradings["known_at"]) > pd.Timestamp(day), "id"])
    return _forget(case, late)


def _later(known_on, day):
    """Whether a fact, with its day or month or none, could not be known yet."""
    return known_on == "not_stated" or pd.Period(known_on).end_time.date() > day


def _forget(case, late):
    """The case without some rows and what needs them; a fact that only backs a row's basis is blanked out there."""
    frames, gone = dict(case.frames), set()
    while late - gone:
        gone = set(late)
        for name, table in case.package.tables.items():
            frame = frames[name][~frames[name]["id"].isin(gone)].copy()
            for field in (field for field in table.fields if field.refers and not field.refers.get("free")):
                left = [[one for one in field.ids(cell) if one not in gone] for cell in frame[field.name]]
                bare = [not kept and bool(field.ids(cell)) for kept, cell in zip(left, frame[field.name], strict=True)]
                late |= set() if field.name == "reference" else set(frame["id"][bare])
                cells = zip(left, bare, frame[field.name], strict=True)
                filled = [NONE if empty else " ".join(kept) or cell for kept, empty, cell in cells]
                frame[field.name] = pd.Series(filled, frame.index, frame[field.name].dtype)
            frames[name] = frame
    return replace(case, frames=frames)

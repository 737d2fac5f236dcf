"""The planted case of tests/planted, method by method: what each says of what was planted, beside the truth.

The truth stands in tests/planted/truth.csv, one row a thing planted, with the method that should see it and whether it
can: `found`, `missed` (a method that cannot see this), `bounded` (left open between two counts), `none` (nothing is
there, so nothing may be found) or `false` (nothing is there, and it is found all the same).
"""

import re
from functools import cached_property
from itertools import combinations

import pandas as pd
from planting import PLANTED

from sourcecrit import agreement, coding, dating, grading, places, prose, retelling, sourcing, stemma
from sourcecrit.redundancy import first_reading

FIELDS = {
    "distorted number": "number",
    "changed distance": "number",
    "widened first": "first",
    "dropped hedge": "certainty",
    "promoted descriptor": "standing",
    "narrowed outcome": "outcome",
    "error of a witness": "outcome",
}
TITLES = {
    "quantities.read": "Numbers, read from their words",
    "times.read": "Dates, read from their words",
    "stemma.wording": "Debts, by shared words",
    "sourcing.origins": "Origins, pair by pair",
    "sourcing.origins, bounds": "Origins, the bounds of their number",
    "dating.contradiction": "Days that cannot be",
    "dating.solve": "Days, the window left open",
    "agreement.compare": "Numbers that conflict, or agree",
    "bounds.meet": "Numbers, what all of them allow",
    "retelling.proposals": "Changes in a retelling",
    "places.examine": "Distances that are wrong",
    "places.candidates": "Names of more than one place",
    "grading.breaches": "Grades that stand too high",
    "coding.compare": "Differences of two readers",
}
CAME = {"found": "found", "missed": "missed", "bounded": "left open", "none": "rightly nothing"}
CAME |= {"false": "falsely found"}


WAYS = {"witness": "heard a witness", "same witness": "heard a witness who had spoken before", "copy": "copied"}
WAYS |= {"retold": "told again, perhaps with changes,", "other words": "told in other words"}
WAYS |= {"lost source": "leans on a text that is lost", "lost twin": "leans on the same lost text"}


def shown(said, *methods):
    """What some methods say of what was planted, for a reader: what it was, what the method says, how it came out."""
    rows = said[said["method"].isin(methods)]
    cells = {"Planted": rows["planted"], "The method says": rows["says"], "Came out": rows["came"].map(CAME)}
    return pd.DataFrame(cells)


def drawn(planted):
    """A random case for a reader: each made-up paper, how it came by its words, what it prints of the number."""
    rows = []
    for report in planted.reports:
        source = f" from the {planted.of(report.parent).outlet}" if report.parent else ""
        way = f"{WAYS[report.role]}{source}{', which it names' if report.credits else ''}"
        rows.append((report.outlet, way, report.told.lines["number"]))
    return pd.DataFrame(rows, columns=["Made-up paper", "In truth", "What it prints of the number"])


def truth():
    """What was planted, as a frame: id, kind, planted, where (ids of rows), method, expected, why."""
    return pd.read_csv(PLANTED / "truth.csv", dtype=str)


class Asked:
    """A case, and what methods say of the whole of it, asked once."""

    def __init__(self, case):
        self.case = case

    @cached_property
    def runs(self):
        """The shared wording that counts."""
        return stemma.wording({name: text.content for name, text in self.case.texts.items()}).query("counts")

    @cached_property
    def proposals(self):
        """The differences proposed between tellings."""
        return retelling.proposals(self.case)

    def of(self, row):
        """What the method says of a row of the truth: how it came out, and in words."""
        return METHODS[row.method](self, row, row.where.split(" "))


def said(case):
    """What each method says of each thing planted: the truth with `says` (in words) and `came` (as `expected`)."""
    asked, rows = Asked(case), []
    for row in truth().itertuples():
        came, says = asked.of(row)
        rows.append(row._asdict() | {"says": says, "came": came})
    return pd.DataFrame(rows).drop(columns="Index")


def noticed():
    """What `make bench` kept of corrupted tables: a frame of kind, noticed, of how many; None where nothing is kept."""
    path = PLANTED.parent.parent / "benchmarks" / "results" / "corruption.txt"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    rows = re.findall(r"^(\w.*?) +(\d+) of +(\d+) ", text, re.MULTILINE)
    found = pd.DataFrame(rows, columns=["kind", "noticed", "of"]).astype({"noticed": int, "of": int})
    return found if len(found) else None


def _of(ids, letter):
    """The ids of one sort, in order."""
    return [name for name in ids if f"-{letter}" in name]


def _reports(ids):
    """The reports some ids belong to."""
    return sorted({name.split("-")[0] for name in ids if name.startswith("R")})


def reuse(asked, row, ids):
    """Shared wording: the longest run that counts between the two reports."""
    pairs = list(combinations(_reports(_of(ids, "c")), 2))
    hits = [run.text_b for run in asked.runs.itertuples() if (run.a, run.b) in pairs]
    found = "false" if row.expected == "false" else "found"
    return (found, f"shared: “{hits[0]}”") if hits else ("missed", "no run of words that counts")


def origins(asked, row, ids):
    """Origins: whether two claims are one for certain, perhaps, or not at all; a witness is to stand alone."""
    claims = _of(ids, "c")
    count = sourcing.origins(asked.case, asked.case.row(claims[0])["question"])
    near, far = (sum(bool(set(group) & set(claims)) for group in part) for part in (count.widest, count.closest))
    if row.kind == "independent witness":
        alone = (claims[0],) in count.widest
        return ("found" if alone else "missed"), f"{'an' if alone else 'not an'} origin of its own; in all {count}"
    came, says = ("found", "one origin") if near == 1 else ("bounded", "one origin or two")
    return (came, f"{says}; in all {count}") if far == 1 else ("missed", f"two origins; in all {count}")


def changes(asked, row, ids):
    """Retelling: what is proposed between the two claims, in the field that was changed, or in any."""
    pair, told = set(_of(ids, "c")), asked.proposals
    here = told[[_both(pair, one.rows_a.split(" "), one.rows_b.split(" ")) for one in told.itertuples()]]
    if row.expected == "none":
        return ("none" if here.empty else "found"), "; ".join(here["change"]) or "no difference"
    hits = here[here["field"] == FIELDS[row.kind]]
    words = [f"{one.field}, {one.said}: {one.change}" for one in hits.itertuples()]
    return ("found", words[0]) if words else ("missed", "nothing of that kind")


def _both(pair, one, other):
    """Whether of a pair of rows each stands on one side."""
    return any({a, b} == pair for a in one for b in other)


def verdicts(asked, row, ids):
    """Agreement: the verdict on two numbers; claims on two questions are never set beside each other."""
    pair = _of(ids, "q")
    if not pair:
        return "missed", "never set beside each other: two questions"
    told = agreement.numbers(asked.case)
    said = agreement.compare(*(told[name] for name in pair), agreement.groups(asked.case.events))
    wanted = ("conflict",) if row.kind == "distorted number" else ("compatible", "agree")
    return ("found" if said.verdict in wanted else "missed"), f"{said.verdict}: {said.reason}"


def impossible(asked, row, ids):
    """Dating: a smallest contradiction, with the outside day switched on."""
    told = dating.contradiction(dating.gather(asked.case, [name for name in ids if name.startswith("X")]))
    says = "these cannot all be true: " + "; ".join(one.says for one in told) if told else "no contradiction"
    return ("found" if set(ids) == {one.row for one in told} else "missed"), says


def somewhere(asked, row, ids):
    """Places: how many places a name can mean, or what the map says of a distance, for each place it can be from."""
    where = places.located(asked.case, {})
    if row.kind == "namesake place":
        names = places.candidates(asked.case, asked.case.words(_of(ids, "l")[0]))
        hits = names.loc[names["edits"] == 0, "place"]
        good = len(hits) > 1 and set(hits) <= set(ids)
        return ("found" if good else "missed"), prose.count(len(hits), "place") + " of that name"
    claim = _of(ids, "d")[0]
    found = places.examine(asked.case, claim, where)
    good = (found.verdict == places.VERDICTS[2]) == (row.kind == "false distance")
    rivals = [name for name in ids if name.startswith("P") and name != asked.case.row(claim)["from_place"]]
    for other in rivals:
        far = places.distance(where[other], where[asked.case.row(claim)["to_place"]], found.unit)
        good &= places.judge(far, found.claimed, found.rounded) == places.VERDICTS[2]
    return ("found" if good else "missed"), found.verdict + (", and of the namesake not" if rivals and good else "")


def raised(asked, row, ids):
    """Grading: the rule that a grade breaks."""
    found = grading.breaches(asked.case)
    hits = found[found["grading"].isin(ids)]
    words = re.sub(r"\bK\d+\b", "an earlier grade", "; ".join(hits["rule"]))
    return ("found", words) if len(hits) else ("missed", "no rule is broken")


def readers(asked, row, ids):
    """Two readings: whether they part at that row, and how."""
    first = first_reading(asked.case).query("layer == 'quantities'")
    sides = coding.compare(first, asked.case.second_reading, asked.case.texts)
    hits = sides[sides["first"].isin(ids) | sides["second"].isin(ids)].fillna("not marked")
    part = hits[hits["label_first"] != hits["label_second"]]
    words = [f"{one.label_first} / {one.label_second}" for one in part.itertuples()]
    return ("found", words[0]) if words else ("missed", "no difference")


METHODS = {"reuse": reuse, "sourcing": origins, "retelling": changes, "agreement": verdicts, "dating": impossible}
METHODS |= {"places": somewhere, "grading": raised, "coding": readers}

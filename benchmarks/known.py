"""The planted case of tests/planted, method by method: what each says of what was planted, beside the truth.

The truth stands in tests/planted/truth.csv, one row a thing planted, with the method that should see it and whether it
can: `found`, `missed` (a method that cannot see this), `bounded` (left open between two counts), `none` (nothing is
there, so nothing may be found) or `false` (nothing is there, and it is found all the same).
"""

import re
from itertools import combinations

import pandas as pd
from planting import PLANTED

from sourcecrit import agreement, coding, dating, grading, places, retelling, sourcing, stemma
from sourcecrit.redundancy import first_reading

FIELDS = {"distorted number": "number", "changed distance": "number", "widened first": "first"}
FIELDS |= {"dropped hedge": "certainty", "promoted descriptor": "standing", "narrowed outcome": "outcome"}


def truth():
    """What was planted, as a frame: id, kind, planted, where (ids of rows), method, expected, why."""
    return pd.read_csv(PLANTED / "truth.csv", dtype=str)


def said(case):
    """What each method says of each thing planted: the truth with `says` (in words) and `came` (as `expected`)."""
    rows = []
    for row in truth().itertuples():
        came, says = METHODS[row.method](case, row, row.where.split(" "))
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


def reuse(case, row, ids):
    """Shared wording: the longest run that counts between the two reports."""
    pairs = list(combinations(_reports(_of(ids, "c")), 2))
    runs = stemma.wording({name: text.content for name, text in case.texts.items()}).query("counts")
    hits = [run.text_b for run in runs.itertuples() if (run.a, run.b) in pairs]
    found = "false" if row.expected == "false" else "found"
    return (found, f"shared: “{hits[0]}”") if hits else ("missed", "no run of words that counts")


def origins(case, row, ids):
    """Origins: whether two claims are one for certain, perhaps, or not at all; a witness is to stand alone."""
    claims = _of(ids, "c")
    count = sourcing.origins(case, case.row(claims[0])["question"])
    near, far = (
        [set(group) & set(claims) for group in part if set(group) & set(claims)]
        for part in (count.widest, count.closest)
    )
    alone = row.kind == "independent witness"
    if alone:
        others = next(group for group in count.widest if claims[0] in group)
        return ("found" if others == (claims[0],) else "missed"), f"an origin of its own; in all {count}"
    if len(near) == 1:
        return "found", f"one origin; in all {count}"
    return (
        ("bounded", f"one origin or two; in all {count}")
        if len(far) == 1
        else ("missed", f"two origins; in all {count}")
    )


def changes(case, row, ids):
    """Retelling: what is proposed between the two claims, in the field that was changed, or in any."""
    pair, told = set(_of(ids, "c")), retelling.proposals(case)
    here = told[[_both(pair, one.rows_a.split(" "), one.rows_b.split(" ")) for one in told.itertuples()]]
    if row.expected == "none":
        return ("none" if here.empty else "found"), "; ".join(here["change"]) or "no difference"
    hits = here[here["field"] == FIELDS[row.kind]]
    words = [f"{one.field}, {one.said}: {one.change}" for one in hits.itertuples()]
    return ("found", words[0]) if words else ("missed", "nothing of that kind")


def _both(pair, one, other):
    """Whether of a pair of rows each stands on one side."""
    return any({a, b} == pair for a in one for b in other)


def verdicts(case, row, ids):
    """Agreement: the verdict on two numbers; claims on two questions are never set beside each other."""
    pair = _of(ids, "q")
    if not pair:
        return "missed", "never set beside each other: two questions"
    told = agreement.numbers(case)
    said = agreement.compare(*(told[name] for name in pair), agreement.groups(case.events))
    wanted = ("conflict",) if row.kind == "distorted number" else ("compatible", "agree")
    return ("found" if said.verdict in wanted else "missed"), f"{said.verdict}: {said.reason}"


def impossible(case, row, ids):
    """Dating: a smallest contradiction, with the outside day switched on."""
    told = dating.contradiction(dating.gather(case, [name for name in ids if name.startswith("X")]))
    hit = set(ids) & {one.row for one in told}
    return ("found" if len(hit) == len(ids) else "missed"), " / ".join(one.says for one in told) or "no contradiction"


def somewhere(case, row, ids):
    """Places: how many places a name can mean, or what the map says of a distance, for each place it can be from."""
    where = places.located(case, {})
    if row.kind == "namesake place":
        names = places.candidates(case, case.words(_of(ids, "l")[0]))
        hits = names.loc[names["edits"] == 0, "place"]
        return (
            "found" if set(hits) == set(ids) & set(hits) and len(hits) > 1 else "missed"
        ), f"{len(hits)} places of that name"
    claim = _of(ids, "d")[0]
    found = places.examine(case, claim, where)
    good = (found.verdict == places.VERDICTS[2]) == (row.kind == "false distance")
    rivals = [name for name in ids if name.startswith("P") and name != case.row(claim)["from_place"]]
    for other in rivals:
        far = places.distance(where[other], where[case.row(claim)["to_place"]], found.unit)
        good &= places.judge(far, found.claimed, found.rounded) == places.VERDICTS[2]
    return ("found" if good else "missed"), found.verdict + (", and of the namesake not" if rivals and good else "")


def raised(case, row, ids):
    """Grading: the rule that a grade breaks."""
    found = grading.breaches(case)
    hits = found[found["grading"].isin(ids)]
    return ("found", "; ".join(hits["rule"])) if len(hits) else ("missed", "no rule is broken")


def readers(case, row, ids):
    """Two readings: whether they part at that row, and how."""
    first = first_reading(case).query("layer == 'quantities'")
    sides = coding.compare(first, case.second_reading, case.texts)
    hits = sides[sides["first"].isin(ids) | sides["second"].isin(ids)]
    part = [
        one
        for one in hits.itertuples()
        if pd.isna(one.first) or pd.isna(one.second) or one.label_first != one.label_second
    ]
    words = [f"{one.label_first or 'not marked'} / {one.label_second or 'not marked'}" for one in part]
    return ("found", words[0]) if words else ("missed", "no difference")


METHODS = {"reuse": reuse, "sourcing": origins, "retelling": changes, "agreement": verdicts, "dating": impossible}
METHODS |= {"places": somewhere, "grading": raised, "coding": readers}

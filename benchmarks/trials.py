"""Every method on trial where the truth is known: what was planted, and what was found, missed and falsely found.

Run by `make bench` over several hundred random planted cases; chapter 07 runs a sample and shows the stored figures
beside it. The truth was planted by the same hands as wrote the methods: what neither thought of is tried by neither.
"""

import ast
import hashlib
import io
import sys
from collections import namedtuple
from datetime import date
from functools import partial
from itertools import combinations
from math import sqrt
from pathlib import Path
from statistics import NormalDist

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent))

from planting import HEDGES, ROOT, STRANGE, WEEKDAYS, plant  # noqa: E402

from sourcecrit import (
    agreement,
    bounds,
    coding,
    dating,
    grading,
    places,
    quantities,
    retelling,
    sourcing,
    stemma,
    times,
)  # noqa: E402
from sourcecrit.case import Case  # noqa: E402
from sourcecrit.redundancy import first_reading  # noqa: E402

__all__ = ["COUNT", "confusion", "digest", "rules", "stored", "tried", "wilson"]

COUNT = 250
RESULT = ROOT / "benchmarks" / "results" / "trials.txt"
COMMAND = ".venv/bin/python benchmarks/run.py trials"
OWN = ("planting.py", "trials.py")
RULES = {"as it stands": {}, "more words of its own": {"own": 4}, "fewer words of its own": {"own": 1}}
RULES |= {"longer runs": {"min_words": 8}, "a phrase is common later": {"least": 5}}
RULES |= {"a phrase is common however long": {"verbatim": 10**6}}
DECOYS = ["No one", "No. 9", "One by one", "second blow"]
# One question put to one method about one case: what was planted, and what the method said (None: it left it open).
Verdict = namedtuple("Verdict", "method kind seed planted found")


def spans(case, report, words):
    """Where some words stand in a report, as (start, end)."""
    text, found, at = case.texts[report].content, [], -1
    while (at := text.find(words, at + 1)) >= 0:
        found.append((at, at + len(words)))
    return found


def meets(one, span):
    """Whether something with a start and an end touches a span."""
    return one.start < span[1] and span[0] < one.end


def counts(interval):
    """The whole numbers below three hundred in an interval."""
    return {number for number in range(300) if number in interval}


def numbers(planted, case):
    """The reader of numbers: each planted number with its bounds, and words that look like one."""
    for report in planted.reports:
        found = quantities.read(report.text)
        for row in case.quantities.query("report == @report.name").itertuples():
            hits = [one for one in found if meets(one, (row.start, row.end))]
            good = len(hits) == 1 and counts(quantities.bounds(hits[0])) == counts(row.bounds)
            strange = row.question == "Q01" and report.told.number[0] in STRANGE
            yield "words the library was not given" if strange else "number", True, good
        for words in DECOYS:
            for span in spans(case, report.name, words):
                yield "no number", False, any(meets(one, span) for one in found)


def days(planted, case):
    """The reader of dates: the day meant lies in the days read, which are no more than two months; and a false one."""
    for report in planted.reports:
        found, row = times.read(report.text), case.row(f"{report.name}-t01")
        meant = planted.day if report.when[5] else date.fromisoformat(report.when[3])
        hits = [one.window(report.printed) for one in found if meets(one, (row["start"], row["end"]))]
        good = len(hits) == 1 and None not in hits[0] and hits[0][0] <= meant <= hits[0][1]
        kind = "weekday" if row["quote"] in WEEKDAYS else "full date" if row["anchor"] == "calendar" else "counted"
        yield kind, True, good and (hits[0][1] - hits[0][0]).days <= 62
        for span in spans(case, report.name, planted.ship):
            if planted.ship.split()[0] in ("May", "Sunday"):
                yield "a ship's name", False, any(meets(one, span) for one in found)


def relation(planted, one, other):
    """How two reports stand to each other in truth."""
    if one.origin != other.origin:
        return "apart"
    if wording(planted, one) == wording(planted, other):
        return "copy" if head(planted, one) == head(planted, other) else "lost source"
    return "same witness" if {"same witness"} & {line(planted, one), line(planted, other)} else "other words"


def line(planted, report):
    """The role of the report at the head of a line of borrowings."""
    return line(planted, planted.of(report.parent)) if report.parent else report.role


def head(planted, report):
    """The report from which a line of mere copies comes."""
    return head(planted, planted.of(report.parent)) if report.role == "copy" else report.name


def wording(planted, report):
    """The report whose very words a report prints; of the two children of a lost text, the first."""
    name = head(planted, report)
    return f"R{int(name[1:]) - 1}" if planted.of(name).role == "lost twin" else name


def shared(planted, case, **rule):
    """Shared wording: pairs of reports that lean on each other or on one lost text, and pairs that do not."""
    runs = stemma.wording({name: text.content for name, text in case.texts.items()}, **rule)
    found = set(runs.loc[runs["counts"], ["a", "b"]].itertuples(index=False, name=None))
    for one, other in combinations(planted.reports, 2):
        kind = relation(planted, one, other)
        debt = kind not in ("apart", "same witness")
        several = (
            kind == "copy" and sum(wording(planted, one) == wording(planted, each) for each in planted.reports) > 2
        )
        yield "copy, one of several" if several else kind, debt, (one.name, other.name) in found


def origins(planted, case):
    """Origins of the number: pairs of claims of one origin or of two; open where only an unsure link joins them."""
    count = sourcing.origins(case, "Q01")
    near, far = ({claim: group for group in part for claim in group} for part in (count.widest, count.closest))
    for one, other in combinations(planted.reports, 2):
        a, b = f"{one.name}-c01", f"{other.name}-c01"
        joined = True if near[a] == near[b] else None if far[a] == far[b] else False
        yield relation(planted, one, other), one.origin == other.origin, joined


def bounded(planted, case):
    """The bounds of the count of origins: whether the true number lies within."""
    count, true = sourcing.origins(case, "Q01"), len({report.origin for report in planted.reports})
    hidden = any(report.role == "other words" and not report.credits for report in planted.reports)
    yield "a hidden debt among them" if hidden else "no hidden debt", True, count.low <= true <= count.high


def contradictions(planted, case):
    """Days that cannot be: a smallest contradiction is found, and the row that was planted stands in it."""
    known = [f"X{10 + int(report.name[1:])}" for report in planted.reports if report.known]
    told = dating.gather(case, known)
    rows = {one.row for one in dating.contradiction(told)}
    false = [f"{report.name}-t01" for report in planted.reports if not report.when[5]]
    late = [f"{report.name}-t02" for report in planted.reports if report.late]
    shown = [f"{report.name}-t02" for report in planted.reports if report.late and report.known]
    sorts = {"late day, printing known": shown, "wrong day": false, "late day, printing not known": late, "sound": [1]}
    kind = next(sort for sort, rows_of in sorts.items() if rows_of)
    yield kind, bool(late or false), bool(rows & {*late, *false}) if late or false else bool(rows)


def windows(planted, case):
    """Feasible days: the true day of the happening and of each printing lies within, if nothing false was planted."""
    if any(report.late or not report.when[5] for report in planted.reports):
        return
    known = [f"X{10 + int(report.name[1:])}" for report in planted.reports if report.known]
    solved = dating.solve(dating.gather(case, known))
    true = {"R0-e02": planted.day} | {f"{report.name}-e01": report.printed for report in planted.reports}
    for event, day in true.items():
        low, high = solved[event].low, solved[event].high
        kind = "the happening" if event == "R0-e02" else "a printing"
        yield kind, True, (low or date.min) <= day <= (high or date.max)


def verdicts(planted, case):
    """Agreement of numbers: pairs that cannot both be true, judged beside an enumeration of all whole numbers."""
    claims, same = agreement.numbers(case), agreement.groups(case.events)
    for one, other in combinations(planted.reports, 2):
        a, b = (_allowed(report) for report in (one, other))
        said = agreement.compare(claims[f"{one.name}-q01"], claims[f"{other.name}-q01"], same).verdict
        kind = "same set" if a == b else "overlapping" if a & b else "disjoint"
        yield kind, not a & b, None if said == "undecidable" else said == "conflict"
        if a == b or a & b:
            yield "agree or only compatible", a == b, said == "agree"


def _allowed(report):
    """The whole numbers that the words of a report allow."""
    low, high = HEDGES[report.told.number[0]](report.told.number[1])
    return {number for number in range(300) if low <= number <= high}


def joined(planted, case):
    """All numbers together: if each is true, the true number lies in what all allow."""
    if all(planted.number in _allowed(report) for report in planted.reports):
        met = bounds.meet(case.quantities.query("question == 'Q01'")["bounds"])
        yield "the true number", True, planted.number in met


FIELDS = {"number": ("Q01", "number"), "hedge": ("Q02", "certainty"), "rank": ("Q02", "descriptor", "standing")}
FIELDS |= {"fate": ("Q02", "outcome"), "first": ("Q03", "first")}


def retold(planted, case):
    """Retelling: of each report that names its source, what was changed on the way and what was not."""
    rows = retelling.proposals(case)[["report_a", "report_b", "question", "field", "said"]]
    found = {(frozenset(row[:2]), *row[2:4]) for row in rows.itertuples(index=False, name=None)}
    rows = rows[
        (rows["said"] == "changed") & rows["field"].isin([field for _, *few in FIELDS.values() for field in few])
    ]
    blamed = {frozenset(pair) for pair in zip(rows["report_a"], rows["report_b"], strict=True)}
    for report in (one for one in planted.reports if one.credits):
        changed, pair = planted.changed(report), frozenset((report.parent, report.name))
        for name, (question, *fields) in FIELDS.items():
            if name != "first" or "first" in report.told.lines:
                hit = any((pair, question, field) in found for field in fields)
                yield _sort(name, report.told), name in changed, hit
    for one, other in combinations(planted.reports, 2):
        passed = other.credits and other.parent == one.name and planted.changed(other)
        yield "said to be changed", bool(passed), frozenset((one.name, other.name)) in blamed


def _sort(name, told):
    """A change by its sort: a rank raised by an adjective is one, a rank by another noun is another."""
    if name == "rank":
        return "rank, by an adjective" if told.rank == "a senior officer" else "rank, by a noun"
    return f"first, of {told.what}" if name == "first" else name


def _proposed(case):
    """The differences proposed, as (report, report, field, question)."""
    return retelling.proposals(case)[["report_a", "report_b", "field", "question"]].itertuples(index=False, name=None)


def distances(planted, case):
    """Claims of distance, true and false, against the map."""
    where = places.located(case, {})
    for report in (one for one in planted.reports if "far" in one.told.lines):
        verdict, off = places.examine(case, f"{report.name}-d04", where).verdict, report.told.off
        kind = "true" if off == 1 else "off by a fifth" if off == 1.2 else "well off"
        yield kind, off != 1, None if verdict == places.VERDICTS[3] else verdict == places.VERDICTS[2]


def names(planted, case):
    """Names of places: whether a name is seen to mean two places, and a true distance tells which."""
    found = places.candidates(case, case.row("P01")["name"])
    hits = list(found.loc[found["edits"] == 0, "place"])
    yield "a name of two places", planted.namesake, len(hits) > 1
    where = places.located(case, {})
    for report in planted.reports:
        if "far" in report.told.lines and report.told.off == 1 and planted.namesake:
            claimed = case.row(f"{report.name}-q04")
            left = [one for one in hits if _fits(where, one, claimed["bounds"], claimed["quote"])]
            yield (
                "which of two places",
                True,
                left == ["P01"] if "P01" in left and len(left) == 1 else None if "P01" in left else False,
            )


def _fits(where, place, claimed, words):
    """Whether a place can lie at a claimed distance from the second place, as worded or as a round figure."""
    far = places.distance(where[place], where["P02"], "mile")
    return places.judge(far, claimed, places.coarse(words)) != places.VERDICTS[2]


def raised(planted, case):
    """Grades: those that stand higher than the truth allows, and sources judged by nothing."""
    found = set(grading.breaches(case)["grading"])
    for name, kind in planted.grades.items():
        yield kind, kind in ("lifted by nothing", "lifted by its own origin", "judged without a record"), name in found


def readers(planted, case):
    """Two readings of one text: what was put into the second, and what comparing them shows."""
    first = first_reading(case).query("layer == 'quantities'")
    sides = coding.compare(first, case.second_reading, case.texts).set_index("first")
    for name, done in planted.second.items():
        row = sides.loc[name]
        differs = pd.isna(row["second"]) or row["label_first"] != row["label_second"] or not row["same_edges"]
        yield done, done != "same", bool(differs)


METHODS = {
    "quantities.read": numbers,
    "times.read": days,
    "stemma.wording": shared,
    "sourcing.origins": origins,
    "sourcing.origins, bounds": bounded,
    "dating.contradiction": contradictions,
    "dating.solve": windows,
    "agreement.compare": verdicts,
    "bounds.meet": joined,
    "retelling.proposals": retold,
    "places.examine": distances,
    "places.candidates": names,
    "grading.breaches": raised,
    "coding.compare": readers,
}


def tried(cases, methods=None):
    """A frame with a row for each verdict of each method on each of some planted cases: the columns of Verdict."""
    rows = []
    for planted in cases:
        for method, trial in (methods or METHODS).items():
            for kind, there, found in trial(planted, planted.case):
                rows.append(Verdict(method, kind, planted.seed, bool(there), found))
    return pd.DataFrame(rows, columns=Verdict._fields)


def wilson(hits, cases, level=0.95):
    """The interval of a share by cases (a list of (hits, of how many)), which hang together within a case.

    E. Wilson, "Probable inference, the law of succession, and statistical inference" (1927), for as many verdicts as
    the cases are worth (the design effect of L. Kish, "Survey Sampling", 1965); where all are alike, for as many as
    there are cases.
    """
    total = sum(of for _, of in cases)
    share, z = hits / total, NormalDist().inv_cdf(0.5 + level / 2)
    spread = sum((seen - share * of) ** 2 for seen, of in cases) / total**2
    size = min(total, share * (1 - share) / spread) if spread else len(cases)
    middle, half = share + z * z / (2 * size), z * sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2)
    return max(0.0, (middle - half) / (1 + z * z / size)), min(1.0, (middle + half) / (1 + z * z / size))


def confusion(frame, by=("method",)):
    """Counts and shares of verdicts, one row a method (or a method and kind, with `by`).

    Columns: `found` and `missed` of what was planted, `false` and `passed` of what was not, `open`; `share` of the
    planted that was found and `wrong`, the share of the rest that was falsely found, each with `_low` and `_high`
    (95 per cent). What was left open counts as not found.
    """
    rows, order = [], list(METHODS)
    groups = sorted(frame.groupby(list(by)), key=lambda group: (order.index(group[0][0]), group[0][1:]))
    for name, part in groups:
        hit = part["found"].eq(True)
        there, gone = part["planted"], part["found"].isna()
        row = dict(zip(by, name, strict=True)) | {"found": int((there & hit).sum())}
        row |= {"missed": int((there & ~hit & ~gone).sum()), "false": int((~there & hit).sum())}
        row |= {"passed": int((~there & ~hit & ~gone).sum()), "open": int(gone.sum()), "cases": part["seed"].nunique()}
        rows.append(row | _share("share", part[there]) | _share("wrong", part[~there]))
    return pd.DataFrame(rows)


def _share(name, part):
    """The share found of some verdicts, with its interval; nothing where there are none."""
    if not len(part):
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    by = part.assign(hit=part["found"].eq(True)).groupby("seed")["hit"].agg(["sum", "size"])
    hits = int(by["sum"].sum())
    low, high = wilson(hits, list(by.itertuples(index=False, name=None)))
    return {name: hits / len(part), f"{name}_low": low, f"{name}_high": high}


def modules(paths):
    """The files of the library that some files import, and those that these import, in order."""
    found, left = set(), list(paths)
    while left:
        for node in ast.walk(ast.parse(left.pop().read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sourcecrit"):
                tail = node.module.split(".")[1:]
                near = {ROOT / "lib" / "sourcecrit" / f"{name}.py" for name in tail or [one.name for one in node.names]}
                left += [path for path in near - found if path.is_file()]
                found |= {path for path in near if path.is_file()}
    return sorted(found)


def digest():
    """One digest of the trials, of every module they run through, and of the word lists these read."""
    own = [ROOT / "benchmarks" / name for name in OWN]
    lists = sorted((ROOT / "lib" / "sourcecrit" / "lexicon").glob("*.csv"))
    parts = [f"{path.name}\0".encode() + path.read_bytes() for path in [*own, *modules(own), *lists]]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def rules(cases):
    """What the rule for shared words finds of some planted cases, and falsely finds, were it set otherwise: a frame."""
    found = []
    for name, rule in RULES.items():
        row = confusion(tried(cases, {"stemma.wording": partial(shared, **rule)})).iloc[0]
        found.append({"rule": name} | row[["found", "missed", "false", "passed", "share", "wrong"]].to_dict())
    return pd.DataFrame(found)


def stored():
    """What `make bench` kept: the digest, the number of cases, `confusion` by method and by kind, and `rules`."""
    head, *frames = RESULT.read_text(encoding="utf-8").split("\n\n")[1:5]
    return head.split()[-1], int(head.split()[0]), *(pd.read_csv(io.StringIO(part)) for part in frames)


def main():
    """Try every method on the random cases and print the confusion, by method and by kind, and the rules tried."""
    spec = Case.open(ROOT).package.spec
    cases = [plant(spec, seed) for seed in range(COUNT)]
    frame = tried(cases)
    print(f"{COUNT} cases, tried on code with digest {digest()}\n")
    for part in (confusion(frame), confusion(frame, ("method", "kind")), rules(cases)):
        print(part.to_csv(index=False, float_format="%.4f"))


if __name__ == "__main__":
    main()

"""Two reports side by side: wording they share, where they differ, what nothing contradicts, where one is silent.

What is proposed is also set against what readers list. Shared wording is that of `stemma.wording`, common phrases
discounted; between two quotations the words that differ are those their longest common sequence of words leaves over.
"""

from dataclasses import dataclass
from functools import cache
from itertools import product

import pandas as pd
from rapidfuzz.distance import LCSseq

from sourcecrit import corpus, sourcing, stemma
from sourcecrit.retelling import proposals, survivors
from sourcecrit.sourcing import NONE
from sourcecrit.tellings import relayed

__all__ = ["Siblings", "against", "ancestry", "compare", "keeps", "unlike"]


@dataclass(frozen=True, eq=False)
class Siblings:
    """Two reports compared: four frames, and the works both lean on with the certainty of the weaker debt.

    `shared` holds runs of wording (`stemma.wording`), `differences` proposals (`retelling.COLUMNS`), `kept` pairs of
    claims that differ in nothing, `questions` what each answers (`keeps`); `common` maps works to a certainty.
    """

    a: str
    b: str
    shared: pd.DataFrame
    differences: pd.DataFrame
    kept: pd.DataFrame
    questions: pd.DataFrame
    common: dict


def compare(case, a, b, proposed=None, kept=None):
    """Two reports (ids) as Siblings; `proposed` and `kept` are those of `retelling`, made here where not given.

    Raises KeyError for an unknown report.
    """
    if unknown := {a, b} - set(case.texts):
        raise KeyError(f"this case has no report {sorted(unknown)[0]!r}; it has {', '.join(case.texts)}")
    proposed = proposals(case) if proposed is None else proposed
    kept = survivors(case) if kept is None else kept
    runs = _wording(tuple((name, text.content) for name, text in case.texts.items()))
    shared = runs[(runs["a"] == min(a, b)) & (runs["b"] == max(a, b))].reset_index(drop=True)
    ours, theirs = (_leans(case, report) for report in (a, b))
    common = {work: sourcing.weakest((ours[work], theirs[work])) for work in sorted(ours.keys() & theirs.keys())}
    both = [_between(frame, a, b) for frame in (proposed, kept)]
    return Siblings(a, b, shared, *both, keeps(case, a, b), common)


@cache
def _wording(texts):
    """The runs of wording any two of some texts share; the same texts are compared once."""
    return stemma.wording(dict(texts))


def _between(frame, a, b):
    """The rows about two reports, either way round."""
    return frame[[{row.report_a, row.report_b} == {a, b} for row in frame.itertuples()]].reset_index(drop=True)


def _leans(case, report):
    """The works that any claim of a report leans on, each with its surest certainty."""
    found = {}
    for claim in case.claims.loc[case.claims["report"] == report, "id"]:
        for work, sure in sourcing.leans(case, claim).items():
            found[work] = min(found.get(work, sure), sure, key=list(sourcing.RANK).index)
    return found


def keeps(case, a, b):
    """The questions that two reports both answer, and those that only one does: a frame of question, a, b, state.

    `a` and `b` hold ids of claims, several with a space between; `state` is both, only a or only b.
    """
    sides = [case.claims[case.claims["report"] == name].groupby("question")["id"].agg(" ".join) for name in (a, b)]
    frame = pd.concat(sides, axis=1, keys=["a", "b"]).fillna("").rename_axis("question").reset_index()
    state = {(True, True): "both", (True, False): "only a", (False, True): "only b"}
    return frame.assign(state=[state[bool(x), bool(y)] for x, y in zip(frame["a"], frame["b"], strict=True)])


def unlike(first, second):
    """Two quotations in stretches of like and unlike words: for each a list of (words, whether the other has them).

    >>> unlike("It is the first time", "This is the first casualty")[1]
    [('This', False), (' is the first ', True), ('casualty', False)]
    """
    spans = [corpus.words(text) for text in (first, second)]
    texts = [
        [text[s.start : s.end].casefold() for s in side] for text, side in zip((first, second), spans, strict=True)
    ]
    matches = LCSseq.editops(*texts).as_matching_blocks()
    same = [{block[side] + n for block in matches for n in range(block.size)} for side in (0, 1)]
    return [_runs(*side) for side in zip((first, second), spans, same, strict=True)]


def _runs(text, spans, same):
    """A text cut where its words turn from like to unlike or back."""
    found, start = [], 0
    for place, span in enumerate(spans):
        last = place + 1 == len(spans) or (place + 1 in same) != (place in same)
        if last:
            end = len(text) if place + 1 == len(spans) else (spans[place + 1].start if place in same else span.end)
            found.append((text[start:end], place in same))
            start = end
    return found


def ancestry(case, name):
    """What is held of the text that the words of a row come from: `quoted`, `held`, `not held` or `none`.

    `quoted`: the words are another text's, in quotation; `held`: the words they were told from are in our hands, the
    debt certain and by way of no text that is not held (`tellings.relayed`); `not held`: a debt is read there, without
    such words or not so surely; `none`: no debt is read.
    """
    row = case.row(name)
    rows = [r for r in case.dependences.itertuples() if r.report == row["report"]]
    near = [r for r in rows if r.start < row["end"] and row["start"] < r.end]
    sure = [r for r in near if r.certainty == "certain"]
    if any(r.kind == "quotes" and r.start <= row["start"] and row["end"] <= r.end for r in sure):
        return "quoted"
    return (
        "held" if any(r.source_quote != NONE and not relayed(case, r) for r in sure) else "not held" if near else "none"
    )


def against(case, proposed, read):
    """Proposals set against differences that a reader lists: for each of these, the places of those that mean the same.

    `read` has `a`, `b` (ids of rows) and `field`, or `report_a, quote_a, report_b, quote_b` (verbatim words, or
    `absent` for what a report does not say). Two mean the same where both sides share words, either way round; the
    words of a row are its own, those of its sayings, and those of a claim round it. Raises ValueError for words not
    found.
    """
    words = _Words(case)
    rows = [[words.of(ids) for ids in (row.rows_a, row.rows_b)] for row in proposed.itertuples()]
    fields, places = list(proposed["field"]), []
    for row in read.itertuples():
        sides = [words.listed(row, side) for side in "ab"]
        silent = "absent" in (getattr(row, "quote_b", ""), getattr(row, "field", ""))
        near = [place for place, one in enumerate(rows) if _meet(one, sides) or _meet(one[::-1], sides)]
        kinds = {silent, False} if hasattr(row, "a") else {silent}
        places.append([place for place in near if (fields[place] == "absent") in kinds])
    return places


class _Words:
    """Where the words of rows stand, as (report, start, end)."""

    def __init__(self, case):
        self.case, self.claims = case, list(case.claims.itertuples())
        self.spoken = {row.id: row for row in case.attributions.itertuples()}
        self.one = cache(self._one)

    def of(self, ids):
        """The stretches of rows (ids with spaces between)."""
        return [stretch for name in ids.split(" ") for stretch in self.one(name)]

    def _one(self, name):
        """The stretches of one row: its own, those of its sayings, and those of a claim round it."""
        row = self.case.row(name)
        hops = sourcing.chain(self.case, row["attribution"]) if row["table"] == "claims" else []
        around = [
            c for c in self.claims if c.report == row["report"] and c.start <= row["start"] and row["end"] <= c.end
        ]
        rows = [*(self.spoken[hop] for hop in hops), *around]
        return [(row["report"], row["start"], row["end"]), *((row["report"], one.start, one.end) for one in rows)]

    def listed(self, row, side):
        """The stretches of one side of a difference that a reader lists."""
        if hasattr(row, side) and not (side == "b" and row.field == "absent"):
            return self.of(getattr(row, side))
        report = getattr(row, f"report_{side}", None) or self.case.row(getattr(row, side))["report"]
        quote = getattr(row, f"quote_{side}", "absent")
        content = self.case.texts[report].content
        start = 0 if quote == "absent" else content.find(quote)
        if start < 0:
            raise ValueError(f"{report} does not hold the words {quote!r}")
        return [(report, start, len(content) if quote == "absent" else start + len(quote))]


def _meet(one, other):
    """Whether both sides of two differences share a character."""
    return all(any(_touch(x, y) for x, y in product(*pair)) for pair in zip(one, other, strict=True))


def _touch(one, other):
    """Whether two stretches, (report, start, end), share a character."""
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]

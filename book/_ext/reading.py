"""The page on the reading itself: what was read, how far two readers agree, what could have gone otherwise."""

import pandas as pd

from sourcecrit import cards, coding, prose, redundancy

INTRO = """# The reading

Everything in this book rests on tables read from the texts by hand. Here is how much was read, how far a second reader
came to the same, and where a careful reader could decide otherwise. The [codebook](codebook.md) holds the rules.

## What was read
"""
AGREEMENT = """
## Two readers

The texts were read a second time, blind to the first, from the coding rules and the descriptions of the columns alone.
Both readers are of the same kind, so this is a test of the rules. It is no proof of truth: two readers can agree and
both be wrong.

*Spans* is how often both marked the same stretch (F1, an overlap of at least half). *Edges* is how many of those begin
and end alike. *Words* is Krippendorff's alpha over all words, marked or not. *Labels* is alpha over the labels of what
both marked. At one the readers agree wholly, at nought no better than chance.
"""
UNSEEN = """
Rules and descriptions give examples from these very texts, so the second reader had seen some phrases with their
answer. Without every stretch that shares words with one of those, the figures are:
"""
DECISIONS = """
## What could have gone otherwise

Each line is a choice that a careful reader might make the other way. Change the row it names, run a notebook again, and
see what falls.
"""


def write(case, folder):
    """Write the page into a folder, if the case holds a second reading."""
    first, second = redundancy.first_reading(case), case.frames["second_reading"]
    if not len(second):
        return []
    fresh = second[~second["seen"]]
    touched = [_touched(row, second[second["seen"]]) for row in first.itertuples()]
    unseen = [first[[not hit for hit in touched]], fresh]
    parts = [INTRO, prose.table(_counts(case)), AGREEMENT, prose.table(_agreement(first, second, case.texts)), UNSEEN]
    parts += [prose.table(_agreement(*unseen, case.texts)), DECISIONS, prose.table(_decisions(case))]
    (folder / "reading.md").write_text("\n".join(parts) + "\n", encoding="utf-8")
    return ["reading"]


def _counts(case):
    """Rows per table and report."""
    tables = [name for name in cards.layers(case) if len(case.frames[name])] + ["dismissed"]
    counts = pd.DataFrame({name: case.frames[name]["report"].value_counts() for name in tables}).fillna(0).astype(int)
    counts = counts.reindex(list(case.texts)).T
    return counts.assign(all=counts.sum(axis=1)).reset_index(names="Table").replace({"_": " "}, regex=True)


def _agreement(first, second, texts):
    """The agreement of two readings, in figures a reader can take in."""
    found = coding.summary(first, second, texts)
    shares = {"Spans": "f1", "Edges": "same_edges", "Words": "alpha_words", "Labels": "alpha_labels"}
    shown = {
        name: [f"{cell:.2f}" if pd.notna(cell) else "–" for cell in found[column]] for name, column in shares.items()
    }
    return pd.DataFrame({"Layer": found["layer"], "First": found["first"], "Second": found["second"], **shown})


def _touched(row, seen):
    """Whether a row of the first reading shares words with a stretch the second reader had been shown."""
    near = seen[(seen["report"] == row.report) & (seen["layer"] == row.layer)]
    return bool(((near["start"] < row.end) & (row.start < near["end"])).any())


def _decisions(case):
    """The decisions, their rows linked to the words."""
    rows = case.frames["decisions"]
    linked = {name for table in [*cards.layers(case), "passages"] for name in case.frames[table]["id"]}
    cells = [
        prose.say(" ".join(str(prose.link(name)) if name in linked else name for name in cell.split(" ")))
        for cell in rows["row"]
    ]
    return pd.DataFrame(
        {"Rows": cells, "Chosen": rows["chosen"], "The other choice": rows["alternative"], "Why": rows["why"]}
    )

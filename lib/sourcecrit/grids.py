"""Rows of cells of one width, each with a short mark and a tint: how things stand at a glance, in words on pointing.

Both forms come from one plan, as the bars do. The marks carry the meaning; the tint only repeats it.
"""

from sourcecrit import style
from sourcecrit.bars import Bar, Plan, needed, slid, stacked, to_plotly, to_png
from sourcecrit.figures import Figure

__all__ = ["grid"]


def grid(frame, title, alt, tints, slider=None):
    """Cells in rows and columns, as wide as the card allows, the names of the columns beneath.

    `frame` has the columns `row`, `column`, `mark`, `sort` and `note`, one row a cell, in the order to be shown; every
    row has every column. `tints` gives for each sort how much paper its fill has (0 dark to 1). With `slider`, the
    words before the name of a column, the interactive form shows one column at a time, the last one first, with its
    notes written out, and print has all columns. Raises ValueError where the frame is empty, lacks a column or a cell,
    or a sort has no tint.

    >>> import pandas as pd
    >>> frame = pd.DataFrame([("wood", "old", "+", "good", "It burns.")], columns="row column mark sort note".split())
    >>> grid(frame, "Wood burns.", "One cell, marked with a plus.", {"good": 0.2}).plotly["data"][0]["text"]
    ['+']
    """
    _check(frame, tints)
    whole = _plan(frame, title, tints, "mark")
    picture, head = to_png(whole)
    if slider is None:
        return Figure(frame.copy(), title, alt, picture, to_plotly(whole), head)
    parts = {name: _plan(part, title, tints, "note") for name, part in frame.groupby("column", sort=False)}
    moving = slid(list(parts.values()), list(parts), slider, -1)
    moving["layout"]["sliders"][0] |= {"x": 0.06, "len": 0.88}  # room for the names at both ends
    return Figure(frame.copy(), title, alt, picture, moving, head)


def _check(frame, tints):
    """Raise ValueError where a frame is no grid."""
    needed(frame, ("row", "column", "mark", "sort", "note"))
    wanted = frame["row"].nunique() * frame["column"].nunique()
    if len(frame) != wanted or frame.duplicated(["row", "column"]).any():
        raise ValueError(f"a grid has one cell for each row and column; found {len(frame)} cells")
    if strange := sorted(set(frame["sort"]) - set(tints)):
        raise ValueError(f"no tint for {strange[0]!r}; there are {', '.join(tints)}")


def _plan(frame, title, tints, shown):
    """The plan of a grid, with one of its columns written in the cells."""
    names, columns = (list(dict.fromkeys(frame[name])) for name in ("row", "column"))
    rows = dict(zip(names, stacked((style.wrap(name, 42), None) for name in names), strict=True))
    fill = {sort: style.mix(style.INK, share) for sort, share in tints.items()}
    words = [str(word) for word in frame[shown]]
    bars = [
        Bar(rows[cell.row], float(columns.index(cell.column)), 1.0, fill[cell.sort], str(cell.note), word)
        for cell, word in zip(frame.itertuples(), words, strict=True)
    ]
    ticks = [place + 0.5 for place in range(len(columns))], columns
    return Plan(title, list(rows.values()), bars, (0.0, float(len(columns))), ticks)

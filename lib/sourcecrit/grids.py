"""Rows of cells of one width, each with a short mark and a tint: how things stand at a glance, in words on pointing.

Both forms come from one plan, as the bars do. The marks carry the meaning; the tint only repeats it.
"""

from sourcecrit import style
from sourcecrit.bars import Bar, Plan, stacked, to_plotly, to_png
from sourcecrit.figures import Figure

__all__ = ["grid"]


def grid(frame, title, alt, tints):
    """Cells in rows and columns, as wide as the card allows, the names of the columns beneath.

    `frame` has the columns `row`, `column`, `mark`, `sort` and `note`, one row a cell, in the order to be shown; every
    row has every column. `tints` gives for each sort how much paper its fill has (0 dark to 1). Raises ValueError
    where the frame is empty, lacks a column or a cell, or holds a sort without a tint.

    >>> import pandas as pd
    >>> frame = pd.DataFrame([("wood", "old", "+", "good", "It burns.")], columns="row column mark sort note".split())
    >>> grid(frame, "Wood burns.", "One cell, marked with a plus.", {"good": 0.2}).plotly["data"][0]["text"]
    ['+']
    """
    if missing := [name for name in ("row", "column", "mark", "sort", "note") if name not in frame]:
        raise ValueError(f"the frame lacks {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}")
    names, columns = (list(dict.fromkeys(frame[name])) for name in ("row", "column"))
    if (
        not names
        or len(frame.drop_duplicates(["row", "column"])) != len(frame)
        or len(frame) != len(names) * len(columns)
    ):
        raise ValueError(f"a grid has one cell for each row and column; found {len(frame)} cells")
    if strange := sorted(set(frame["sort"]) - set(tints)):
        raise ValueError(f"no tint for {strange[0]!r}; there are {', '.join(tints)}")
    rows = dict(zip(names, stacked((style.wrap(name, 42), None) for name in names), strict=True))
    fill = {sort: style.mix(style.INK, share) for sort, share in tints.items()}
    bars = [
        Bar(rows[cell.row], float(columns.index(cell.column)), 1.0, fill[cell.sort], str(cell.note), str(cell.mark))
        for cell in frame.itertuples()
    ]
    ticks = [place + 0.5 for place in range(len(columns))], columns
    plan = Plan(title, list(rows.values()), bars, (0.0, float(len(columns))), ticks)
    picture, head = to_png(plan)
    return Figure(frame.copy(), title, alt, picture, to_plotly(plan), head)

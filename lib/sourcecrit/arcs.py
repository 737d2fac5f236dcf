"""The descent of texts drawn as arcs: works under each other by what we have of them, a line from borrower to source.

Both forms come from one plan, as the bars do: a palette PNG and plotly's JSON, written as plain data. Labels stand
beside their marks, so that both can be read on a narrow screen. Arc diagrams: M. Wattenberg (2002).
"""

import io
from typing import NamedTuple

import numpy as np
import pandas as pd
from PIL import Image

from sourcecrit import style
from sourcecrit.bars import annotation, config, layout, needed, pointed
from sourcecrit.figures import Figure

__all__ = ["HEADINGS", "descent"]

HEADINGS = {
    "presumed": "Presumed",
    "extant_not_held": "Exists or existed, not in our hands",
    "embedded": "In our hands only inside another text",
    "held": "In our hands",
}
LOOKS = {"presumed": ("D", "diamond-open"), "extant_not_held": ("o", "circle-open"), "embedded": ("o", "circle")}
KINDS = {
    "quotes": ("■", "s", "square"),
    "lifts": ("◆", "D", "diamond"),
    "credits": ("●", "o", "circle"),
    "paraphrases": ("▲", "^", "triangle-up"),
    "probably_shares": ("▼", "v", "triangle-down"),
}
LINES = {"certain": ("-", "solid"), "probable": ("--", "dash"), "possible": (":", "dot")}
STEM, LABEL, STEP, SPACE, WIDE = 0.36, 0.4, 17, 11, 31
_FOOT = 12


class Node(NamedTuple):
    """A work in its row: the lines of its label, its place from the top, its status, its look and colour."""

    lines: list
    top: float
    status: str
    marker: tuple
    colour: str

    @property
    def middle(self):
        """The height of its mark, beside the first line."""
        return self.top + STEP / 2


class Arc(NamedTuple):
    """All edges from one work to another: its curve, its colour, its surest certainty, its mark and its words."""

    x: list
    y: list
    colour: str
    certainty: str
    kind: str
    note: list


def descent(frame, title, alt, reports=None):
    """Works by what we have of them, with an arc from each borrower to each source; pointing at its mark shows words.

    `frame` is that of `stemma.edges`, with `report_borrower` and `report_source` naming the report that a held work is
    (its colour and marker), else empty. `reports` gives all reports in table order. Whole lines are certain, dashed
    probable, dotted possible; of several debts between two works the surest gives the line, the closest the mark.
    Raises ValueError where the frame is empty or lacks a column.
    """
    ends = [f"{name}_{end}" for name in ("name", "status", "report") for end in ("borrower", "source")]
    needed(frame, ["borrower", "source", "kind", "certainty", "words", *ends])
    looks = style.styles(reports or sorted(set(frame["report_borrower"]) - {""}))
    picture, head = _png(title, *_plan(frame, looks, 72))
    return Figure(frame.copy(), title, alt, picture, _plotly(title, *_plan(frame, looks, WIDE)), head)


def _plan(frame, looks, wide):
    """Works, texts and arcs in their places, and the height of it all, with labels of so many characters a line."""
    nodes, heads, height = _nodes(frame, looks, wide)
    legend = _legend(height, wide)
    return nodes, heads + legend, _arcs(frame, nodes, height), height + STEP * len(legend) + SPACE


def _nodes(frame, looks, wide):
    """The works in their rows, the headings as (line, top, bold), and the height of it all."""
    columns = ["work", "name", "status", "report"]
    ends = [frame[[end, *(f"{name}_{end}" for name in columns[1:])]] for end in ("borrower", "source")]
    works = pd.concat(part.set_axis(columns, axis=1) for part in ends).drop_duplicates("work", keep="last")
    nodes, heads, top = {}, [], 0
    for status, heading in HEADINGS.items():
        own = works[works["status"] == status].sort_values("work")
        lines = style.wrap(heading, wide) if len(own) else []
        heads += [(line, top + number * STEP, True) for number, line in enumerate(lines)]
        top += STEP * len(lines) + 5 * bool(len(own))
        for row in own.itertuples():
            look, label = looks.get(row.report), style.wrap(row.name, wide)
            marker = (look.marker, look.symbol) if look else LOOKS[status]
            nodes[row.work] = Node(label, top, status, marker, look.colour if look else style.SOFT)
            top += STEP * len(label) + SPACE
        top += 6 * bool(len(own))
    return nodes, heads, top


def _arcs(frame, nodes, height):
    """One arc for each borrower and source, wider where they stand farther apart."""
    found = []
    for (borrower, source), group in frame.groupby(["borrower", "source"], sort=False):
        a, b = nodes[borrower].middle, nodes[source].middle
        turn = np.linspace(0, np.pi, 25)
        wide = STEM * (0.12 + 0.83 * (abs(a - b) / height) ** 0.7)
        x = np.round(STEM - 0.02 - wide * np.sin(turn), 4).tolist()
        y = np.round((a + b) / 2 + (a - b) / 2 * np.cos(turn), 1).tolist()
        sure = min(group["certainty"], key=list(LINES).index)
        kind = min(group["kind"], key=list(KINDS).index)
        lines = [
            f"{kind.replace('_', ' ')} ({sure}): “{words}”"
            for kind, sure, words in zip(group["kind"], group["certainty"], group["words"], strict=True)
        ]
        note = [f"{' '.join(nodes[borrower].lines)} ← {' '.join(nodes[source].lines)}", *map(_short, lines)]
        found.append(Arc(x, y, nodes[borrower].colour, sure, kind, note))
    return found


def _short(line, most=150):
    """A line of a note, cut where it is very long."""
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + " …”"


def _legend(top, wide):
    """What lines and marks mean, as (line, top, bold)."""
    marks = [f"{sign} {kind.replace('_', ' ')}" for kind, (sign, _, _) in KINDS.items()]
    lines = [*style.wrap("Lines: whole certain, dashed probable, dotted possible.", wide + 10)]
    lines += ["   ".join(marks)] if wide > 60 else ["   ".join(marks[:3]), "   ".join(marks[3:])]
    return [(line, top + number * STEP, False) for number, line in enumerate(lines)]


def _png(title, nodes, texts, arcs, whole):
    """The static form, and the height in pixels of the title inside it."""
    with style.looks():
        canvas, axes, head = style.sheet(title, whole, foot=_FOOT, scale=1)
        axes.set_axis_off()
        for arc in arcs:
            axes.plot(arc.x, arc.y, LINES[arc.certainty][0], color=arc.colour, linewidth=1.3)
        for arc in arcs:
            edge = {"markeredgecolor": style.PAPER, "markeredgewidth": 0.6}
            axes.plot(arc.x[12], arc.y[12], KINDS[arc.kind][1], color=arc.colour, markersize=6, **edge)
            axes.plot(STEM - 0.018, arc.y[-1], ">", color=style.SOFT, markersize=4)
        for node in nodes.values():
            _mark(axes, node)
            for number, line in enumerate(node.lines):
                slant = "italic" if node.status == "presumed" else "normal"
                axes.text(LABEL, node.middle + number * STEP, line, va="center_baseline", size=9, style=slant)
        for line, top, bold in texts:
            weight = "bold" if bold else "normal"
            axes.text(
                LABEL if bold else 0,
                top + STEP / 2,
                line,
                va="center_baseline",
                size=9,
                weight=weight,
                color=style.SOFT,
            )
        return _png_of(canvas), head


def _png_of(canvas, most=12):
    """The canvas as a palette PNG of few colours, the commonest exactly: curves weigh more than bars."""
    canvas.savefig(out := io.BytesIO(), format="png", dpi=96, metadata={"Software": None})
    image = Image.open(out).convert("RGB")
    common = sorted(image.getcolors(1 << 24), key=lambda pair: -pair[0])[:most]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in common for part in colour])
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(out := io.BytesIO(), format="PNG", optimize=True)
    return out.getvalue()


def _mark(axes, node):
    """A work's mark: filled where its words are in our hands, empty where they are not."""
    filled = node.status in ("held", "embedded")
    face = node.colour if filled else style.PAPER
    edge = {"markeredgecolor": node.colour, "markeredgewidth": 1.4}
    axes.plot(STEM, node.middle, node.marker[0], markerfacecolor=face, markersize=8 if filled else 7, **edge)


def _plotly(title, nodes, texts, arcs, whole):
    """The interactive form, everything in the same place."""
    data = []
    for colour, certainty in dict.fromkeys((arc.colour, arc.certainty) for arc in arcs):
        own = [arc for arc in arcs if (arc.colour, arc.certainty) == (colour, certainty)]
        line = {"color": colour, "width": 1.6, "dash": LINES[certainty][1]}
        x, y = ([n for arc in own for n in (*getattr(arc, axis), None)] for axis in "xy")
        data.append({"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"})
    tips = [(STEM - 0.018, arc.y[-1]) for arc in arcs]
    data.append(_points(tips, "triangle-right", style.SOFT, 6) | {"hoverinfo": "skip"})
    spots = _points(
        [(arc.x[12], arc.y[12]) for arc in arcs], [KINDS[arc.kind][2] for arc in arcs], [arc.colour for arc in arcs], 11
    )
    data.append(spots | pointed((arc.note for arc in arcs), 40))
    works = list(nodes.values())
    own = _points([(STEM, n.middle) for n in works], [n.marker[1] for n in works], [n.colour for n in works], 12)
    data.append(own | pointed(([" ".join(node.lines), HEADINGS[node.status]] for node in works), 40))
    return {"data": data, "layout": _layout(title, nodes, texts, whole), "config": config()}


def _points(places, symbols, colours, size):
    """A trace of marks."""
    marker = {"symbol": symbols, "color": colours, "size": size, "opacity": 1}
    marker["line"] = {"width": 1, "color": style.PAPER} if isinstance(symbols, list) and size < 12 else {"width": 1.6}
    x, y = zip(*places, strict=True)
    return {"type": "scatter", "mode": "markers", "cliponaxis": False, "x": list(x), "y": list(y), "marker": marker}


def _layout(title, nodes, texts, whole):
    """Plotly's layout: labels as annotations, no axis shown."""
    labels = [
        (f"<i>{line}</i>" if node.status == "presumed" else line, LABEL, node.top + number * STEP, style.INK)
        for node in nodes.values()
        for number, line in enumerate(node.lines)
    ]
    labels += [(f"<b>{line}</b>" if bold else line, LABEL if bold else 0, top, style.SOFT) for line, top, bold in texts]
    notes = [annotation(*at, y + STEP / 2, "middle", font={"color": colour}) for *at, y, colour in labels]
    axis = {"visible": False, "fixedrange": True, "range": [0, 1]}
    return layout(title, whole, _FOOT, 12) | {"hovermode": "closest", "xaxis": axis, "annotations": notes}

"""Words in their place: a report in full with every reading marked, and single quotations in context, as HTML.

Whatever comes from a report or a table is escaped; a text that holds markup is shown, never run.
"""

from html import escape

from sourcecrit.corpus import Span, paragraphs, sentences
from sourcecrit.tables import ID

__all__ = ["Card", "layers", "quotation", "report"]

UNMARKED = ("passages", "dismissed", "second_reading")
BROAD = ("claims", "attributions", "dependences")

# What matters stands in the elements themselves: a notebook nobody has trusted yet is shown without style sheets.
LOOKS = {
    "quantities": "underline solid 2px #0072b2",
    "times": "underline solid 2px #d55e00",
    "place_mentions": "underline dotted 2px #009e73",
    "outcomes": "underline double 2px #cc79a7",
    "firsts": "underline double 2px #cc79a7",
}
PLAIN_LOOK = "underline dotted 1px #8888"

STYLE = """<style>
.sc-report p{position:relative;margin:.5em 0 .5em 3.2em;line-height:1.65;overflow-wrap:anywhere}
.sc-n{position:absolute;left:-3.2em;width:2.6em;text-align:right;font-size:.8em}
.sc-part{font-size:.85em;font-variant:small-caps;letter-spacing:.04em;margin-right:.3em}
.sc-report .sc-paratext,.sc-report .sc-paratext a{color:#6b6b6b!important}
html[data-theme=dark] .sc-report .sc-paratext,html[data-theme=dark] .sc-report .sc-paratext a{color:#a8a8a8!important}
.sc-report a.sc-m{text-underline-offset:.22em}
.sc-report a.sc-m:hover,.sc-report a.sc-m:focus,.sc-report :target{background:#f0e44288;outline:1px solid}
.sc-rows{overflow-wrap:anywhere;font-size:.9em}.sc-rows li{margin:.15em 0}
.sc-quote{border-left:3px solid #0072b2;margin:.6em 0;padding:.2em .9em}
</style>"""


class Card(str):
    """A piece of HTML that shows itself in a notebook, and says in one line what it is elsewhere."""

    def __new__(cls, html, summary):
        card = super().__new__(cls, html)
        card.summary = summary
        return card

    def _repr_html_(self):
        return str(self)

    def __repr__(self):
        return self.summary


def layers(case):
    """The names of the tables whose rows are marked in a report, in the order of the description."""
    return [name for name, table in case.package.tables.items() if table.standoff and name not in UNMARKED]


def report(case, name, marked=None):
    """A report in full: numbered paragraphs, the part of the page each belongs to, paratext greyed, readings marked.

    Each part and each mark carries the id of its row (`id="R2-q03"`); a mark leads to the row beneath the text
    (`#row-R2-q03`), which leads back. Where marks nest, the innermost is followed, a whole saying or claim last.
    `marked` names the tables to mark (default: all layers). Gives a Card.
    """
    marked = layers(case) if marked is None else list(marked)
    content = case.texts[name].content
    readings = _readings(case, name, marked)
    passages = _of(case.frames["passages"], name)
    body = [_paragraph(content, span, number, passages, readings) for number, span in enumerate(paragraphs(content), 1)]
    head = f'<section class="sc-report" aria-label="{escape(case.label(name), quote=True)}">'
    summary = f"{case.label(name)}: {len(body)} paragraphs, {len(readings)} marked readings"
    return Card(f"{STYLE}{head}{''.join(body)}{_listing(case, readings)}</section>", summary)


def _of(frame, name):
    """The rows of one report."""
    return frame[frame["report"] == name]


def _readings(case, name, marked):
    """The rows of a report to mark, as (span, id, table), in reading order, the longer before the shorter."""
    found = [
        (Span(row.start, row.end), row.id, table)
        for table in marked
        for row in _of(case.frames[table], name).itertuples()
    ]
    return sorted(found, key=lambda reading: (reading[0].start, -reading[0].end, reading[1]))


def _paragraph(content, span, number, passages, readings):
    """One paragraph with its number, cut into the passages that run through it."""
    here = passages[(passages["start"] < span.end) & (span.start < passages["end"])]
    inside = [reading for reading in readings if reading[0].touches(span)]
    parts = [_stretch(content, span, passage, inside) for passage in here.sort_values("start").itertuples()]
    return f'<p><span class="sc-n">{number}</span> {"".join(parts)}</p>\n'


def _stretch(content, span, passage, readings):
    """What of a passage stands in a paragraph: the part's name where it opens, then the words with their marks."""
    stretch = Span(max(span.start, passage.start), min(span.end, passage.end))
    name = escape(passage.part.replace("_", " "))
    named = f'<span class="sc-part" id="{escape(passage.id)}" style="font-weight:600">{name}</span> '
    cuts = {cut for reading in readings for cut in (reading[0].start, reading[0].end)}
    edges = [stretch.start, *sorted(cut for cut in cuts if stretch.start < cut < stretch.end), stretch.end]
    pieces = [_piece(content, Span(*pair), readings) for pair in zip(edges, edges[1:], strict=False)]
    shown = f"{named if span.start <= passage.start else ''}{''.join(pieces)}"
    gap = content[stretch.end : span.end][:1].strip() == "" and stretch.end < span.end
    return (f'<i class="sc-paratext">{shown}</i>' if passage.paratext else shown) + " " * gap


def _piece(content, span, readings):
    """A stretch over which the marks do not change: plain, or a link to its innermost reading."""
    words = escape(content[span.start : span.end], quote=False)
    over = [reading for reading in readings if reading[0].holds(span)]
    if not over or not words.strip():
        return words
    starts = [name for reading, name, _ in over if reading.start == span.start]
    inner = min(over, key=lambda reading: (reading[2] in BROAD, reading[0].end - reading[0].start, reading[1]))
    own = inner[1] if inner[1] in starts else None
    targets = "".join(f'<span id="{escape(name)}"></span>' for name in starts if name != own)
    here = f' id="{escape(own)}"' if own else ""
    look = f'style="color:inherit;text-decoration:{LOOKS.get(inner[2], PLAIN_LOOK)}"'
    return f'{targets}<a{here} class="sc-m" {look} href="#row-{escape(inner[1])}">{words}</a>'


def _listing(case, readings):
    """The rows beneath a report, by table, folded."""
    blocks = []
    for table in dict.fromkeys(table for _, _, table in readings):
        names = sorted(name for _, name, home in readings if home == table)
        items = "".join(_item(case, name) for name in names)
        title = f"{table.replace('_', ' ').capitalize()}: {len(names)}"
        blocks.append(f'<details class="sc-rows"><summary>{escape(title)}</summary><ul>{items}</ul></details>')
    return "".join(blocks)


def _item(case, name):
    """One row: its id leading back to the words, the words, the reading."""
    words = " ".join(case.words(name).split())
    shown = words if len(words) <= 90 else f"{words[:87]}…"
    link = f'<a href="#{escape(name)}">{escape(name)}</a>'
    read = escape(reading(case, name), quote=False)
    return f'<li id="row-{escape(name)}">{link} “{escape(shown, quote=False)}” — {read}</li>'


def reading(case, name):
    """A row's reading in one line: the columns its description marks with `card`, ids shown by name."""
    row = case.row(name)
    fields = [field for field in case.package.tables[row["table"]].fields if field.spec.get("card")]
    pairs = [(field.name.replace("_", " "), _plain(case, field, row[field.name])) for field in fields]
    return "; ".join(f"{column}: {value}" for column, value in pairs)


def _plain(case, field, cell):
    """A cell as people read it: yes and no, words for codes, names for ids."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    names = [_named(case, part) for part in field.ids(cell)]
    return ", ".join(names) if names else cell.replace("_", " ") if field.rules.get("enum") else str(cell)


def _named(case, name):
    """What an id stands for: its row's name or question, else the id itself."""
    row = case.row(name) if ID.fullmatch(name) else {}
    return next((row[column] for column in ("name", "text") if column in row), name)


def quotation(case, name):
    """The words of one row marked in their sentence, with report, paragraph and part beneath. Gives a Card."""
    row = case.row(name)
    content = case.texts[row["report"]].content
    span = Span(row["start"], row["end"])
    around = _around(content, span)
    number = sum(paragraph.start <= span.start for paragraph in paragraphs(content))
    before, words, after = content[around.start : span.start], case.words(name), content[span.end : around.end]
    part = row["part"].replace("_", " ")
    source = f"{case.label(row['report'])}, paragraph {number} ({part}), {name}"
    look = "background:none;color:inherit;font-weight:600;border-bottom:3px solid #e69f00"
    mark = f'<mark style="{look}">{escape(words, quote=False)}</mark>'
    marked = f"{escape(before, quote=False)}{mark}{escape(after, quote=False)}"
    html = f'{STYLE}<blockquote class="sc-quote"><p>{marked}</p><footer>{escape(source)}</footer></blockquote>'
    return Card(html, f"“{words}” ({source})")


def _around(content, span):
    """The sentences a span lies in, from the first's start to the last's end."""
    touched = [sentence for sentence in sentences(content) if sentence.touches(span)]
    return Span(min(touched[0].start, span.start), max(touched[-1].end, span.end))

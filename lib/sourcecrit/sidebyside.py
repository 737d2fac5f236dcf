"""Tellings beside each other, as HTML: two quotations with their unlike words marked, one sentence through all
tellings, two reports on one page.

Whatever comes from a report or a table is escaped, and what matters stands in the elements themselves, so that a
notebook nobody has trusted yet shows it too.
"""

import re
from html import escape
from textwrap import shorten

from sourcecrit import siblings, style
from sourcecrit.cards import Card
from sourcecrit.prose import READER, Prose, count, link
from sourcecrit.prose import escape as prose_escape

__all__ = ["WORDS", "brief", "followed", "page", "quotations"]

UNLIKE = "font-weight:700;text-decoration:underline 2px"
LINES = {  # how the words look, a sign for where looks are lost, and what both mean
    "quoted": ("underline double 1px", "═ ", "another text's words, in quotation"),
    "held": ("underline solid 1.5px", "─ ", "told from words that are held"),
    "not held": (
        "underline dotted 1.5px",
        "┄ ",
        "a debt is read, its words not held, or the debt not certain or perhaps not direct",
    ),
    "none": ("none", "", "no debt is read"),
}
MOST, BRIEF = 220, 48
WORDS = {
    "act": "kind of statement",
    "stance": "writer’s distance",
    "descriptor": "word for the person",
    "standing": "height of rank",
    "scope": "what it covers",
    "exhibit": "evidence shown",
    "content": "answer in words",
    "first": "first of its kind",
    "absent": "not said",
    "identity": "the same or not",
    "beside": "a name beside",
}


def quotations(case, a, b):
    """The words of two rows beside each other, those that the other has not in bold and underlined. Gives a Card."""
    sides = siblings.unlike(case.words(a), case.words(b))
    body = "".join(_block(case, name, _marked(side)) for name, side in zip((a, b), sides, strict=True))
    html = f'<div class="sc-pair" style="display:flex;flex-wrap:wrap;gap:.4em 1.6em;margin:.8em 0">{body}</div>'
    return Card(html, f"“{case.words(a)}” ({a}) beside “{case.words(b)}” ({b})")


def _block(case, name, words):
    """One of two quotations, with its report and its place."""
    row = case.row(name)
    colour = style.styles(list(case.texts))[row["report"]].colour
    look = f"flex:1 1 17em;margin:0;padding:.1em 0 .1em .9em;border-left:4px solid {colour}"
    source = f"{escape(case.label(row['report']))}, {escape(row['part'].replace('_', ' '))}, {_link(name, name)}"
    return f'<blockquote style="{look}"><p style="margin:0">“{words}”</p><footer>{source}</footer></blockquote>'


def _marked(stretches):
    """Stretches of words as HTML, the unlike ones marked."""
    parts = [(escape(words, quote=False), same) for words, same in stretches]
    return "".join(words if same or not words.strip() else f'<b style="{UNLIKE}">{words}</b>' for words, same in parts)


def _link(name, words):
    """Some words as a link to the words of a row in their report."""
    return f'<a href="{READER}#{escape(name)}">{escape(words, quote=False)}</a>'


def followed(case, frame, title):
    """One sentence through all its tellings: a figure with a row for each telling, each part leading to its words.

    `frame` has the column `telling` (text) and a column for each part of the sentence, its cells ids of rows or empty.
    The line under a part says what is held of the text it was told from (`siblings.ancestry`). Gives a Card.
    """
    parts = [column for column in frame.columns if column != "telling"]
    rows = "".join(_telling(case, row, parts) for row in frame.to_dict("records"))
    legend = "; ".join(
        f'{sign}<span style="text-decoration:{look}">{told}</span>' for look, sign, told in LINES.values()
    )
    head = f"<figcaption><b>{escape(title, quote=False)}</b></figcaption>"
    html = (
        f'<figure class="sc-followed" style="margin:1em 0">{head}{rows}<p style="font-size:.85em">{legend}</p></figure>'
    )
    return Card(html, f"{title} {count(len(frame), 'telling')}, {', '.join(parts)}")


def _telling(case, row, parts):
    """One telling: its name, then its parts in their order."""
    cells = "".join(_part(case, part, row[part]) for part in parts)
    grid = "display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5em,1fr));gap:.2em 1em;margin:.2em 0 .8em"
    name = f'<p style="margin:.6em 0 0;font-weight:600">{escape(str(row["telling"]), quote=False)}</p>'
    return f'{name}<dl style="{grid}">{cells}</dl>'


def _part(case, part, name):
    """One part of a telling: what it is, and its words with the line that says what is held of their ancestor."""
    words = "not said"
    if name:
        look, sign, _ = LINES[siblings.ancestry(case, name)]
        shown = escape(_said(case, name), quote=False)
        words = f'{sign}<a href="{READER}#{escape(name)}" style="text-decoration:{look}">{shown}</a>'
    term = f'<dt style="font-size:.8em;font-weight:400;margin:0">{escape(part)}</dt>'
    return f'<div>{term}<dd style="margin:0">{words}</dd></div>'


def _said(case, name):
    """The words of a row on one line; of a saying the speaker and the verb."""
    row = case.row(name)
    if row["table"] != "attributions":
        return " ".join(case.words(name).split())
    return (
        f"{case.row(row['speaker'])['name']} ({row['cue']})"
        if row["cue"] != "none"
        else case.row(row["speaker"])["name"]
    )


def page(case, found):
    """Two reports on one page (`found` is `siblings.compare`): shared wording, differences, survivors, silences."""
    asks = case.questions.set_index("id")["text"]
    sections = _common(case, found), _shared(case, found), _differing(found, asks), _kept(found)
    body = "".join([*sections, _silent(case, found, asks)])
    inside = " · ".join(f'<a href="#{name}">{title}</a>' for name, title in re.findall('<h2 id="(.+?)">(.+?)<', body))
    summary = f"{case.label(found.a)} and {case.label(found.b)}: {count(len(found.differences), 'difference')} proposed"
    return Card(f'<section class="sc-siblings" id="{found.a}-{found.b}"><p>{inside}</p>{body}</section>', summary)


def _common(case, found):
    """The texts that both lean on, in a sentence."""
    names = [f"{escape(case.row(work)['name'], quote=False)} ({sure})" for work, sure in found.common.items()]
    none = "No text is known on which both lean, which does not show that they are independent."
    return f"<p>Both lean on: {'; '.join(names)}.</p>" if names else f"<p>{none}</p>"


def _section(title, note, items, empty):
    """A heading, a note and a list of items (or ready HTML); where there is nothing, a sentence that says so."""
    listed = items if isinstance(items, str) else f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    head = f'<h2 id="{title.casefold().replace(" ", "-")}">{title}</h2>'
    return f"{head}<p>{note}</p>{listed}" if items else f"{head}<p>{empty}</p>"


def _shared(case, found):
    """The runs of wording that two reports share, those that count first, each a link to the passage it begins in."""
    runs = [
        f"{'' if run.counts else 'Common phrases only: '}{_run(case, run.a, run.start_a, run.text_a)}; "
        f"{_run(case, run.b, run.start_b, run.text_b)}"
        for run in found.shared.itertuples()
    ]
    note = "Runs of words that both have, small changes allowed. Names and common phrases prove no debt."
    return _section("Shared wording", note, runs, "No run of words is shared.")


def _run(case, report, start, words):
    """A run of words as a link, with its report."""
    passages = case.frames["passages"].query("report == @report and start <= @start < end")["id"]
    return f"{_link(passages.iloc[0], f'“{words}”')} ({report})"


def _differing(found, asks):
    """The differences proposed, question by question, to be opened one by one; what answers none comes last."""
    note = (
        "Proposed by rule from the tables, for a reader to judge. Changed is said where the earlier words are held, "
        "the debt is certain, and no text that is not held may stand between. In brackets stands how either side puts "
        "it. Without a hedge means without one in the words quoted; a verb such as claimed counts as the writer’s "
        "distance. Where the two sides answer different questions, the heading is the one on which both bear. Not held "
        "to be one event stands where no reading takes the two to tell of the same."
    )
    blocks = []
    for question, rows in sorted(found.differences.groupby("question"), key=lambda group: group[0] not in asks):
        items = "".join(f"<li>{_difference(row, found.a)}</li>" for row in rows.itertuples())
        asked = f"<b>{escape(asks.get(question, 'Verbs and quotations'), quote=False)}</b> ({len(rows)})"
        blocks.append(f'<details style="margin:.4em 0"><summary>{asked}</summary><ul>{items}</ul></details>')
    return _section("Where they differ", note, "".join(blocks), "No difference is proposed. That is a result too.")


def _difference(row, first):
    """One difference: the field, what may be said, the words on both sides, those of the first report before."""
    turn = -1 if row.report_a != first and row.report_b == first else 1
    verb, field = "changed" if row.said == "changed" else "differs", escape(WORDS.get(row.field, row.field))
    sides = [(row.a, row.words_a, row.report_a), (row.b, row.words_b, row.report_b)][::turn]
    change, shown = row.change.split(" / "), "; ".join(f"{_link(a, _short(b))} ({c})" for a, b, c in sides if b)
    told = escape(" / ".join(change[::turn] if len(change) == 2 else change), quote=False)
    apart = "; not held to be one event" if row.event == "none" else ""
    return f"<i>{field}</i> {verb} ({told}{apart}): {shown}"


def _short(words, most=MOST):
    """Words on one line, in quotation marks, cut between two of them where they are long."""
    return f"“{shorten(words, most, placeholder=' …')}”"


def brief(case, name):
    """The first words of a row as a link to their place, with the report's name behind (Prose, for a table)."""
    return Prose(f"{link(name, prose_escape(_short(case.words(name), BRIEF)))} ({case.row(name)['report']})")


def _kept(found):
    """The pairs in which nothing differs."""
    rows = found.kept.itertuples()
    items = [
        f"{_link(r.a, _short(r.words_a))} ({r.report_a}); {_link(r.b, _short(r.words_b))} ({r.report_b})" for r in rows
    ]
    note = "No contradiction found. That two agree is no proof that either is right."
    return _section("What nothing contradicts", note, items, "No pair of claims agrees in every field that is read.")


def _silent(case, found, asks):
    """The questions under which only one of two reports has a claim, but for those that stand among the differences."""
    parts, ids = [], " ".join([*found.differences["rows_a"], *found.differences["rows_b"]]).split()
    treated = set(case.claims.loc[case.claims["id"].isin(ids), "question"])
    for name, other, state in ((found.a, found.b, "a"), (found.b, found.a, "b")):
        rows = found.questions[found.questions["state"] == f"only {state}"]
        items = [
            f"{escape(asks[row.question], quote=False)} {_link(first, _short(case.words(first), BRIEF))}"
            for row, first in zip(rows.itertuples(), rows[state].str.split().str[0], strict=True)
            if row.question not in treated
        ]
        note = f"No claim in {other} is filed under these questions."
        parts.append(_section(f"Only in {name}", note, items, "No question that does not stand above."))
    return "".join(parts)

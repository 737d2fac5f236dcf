"""Pages made from the case: one per report, its words marked, and the codebook from the description of the tables."""

import json
import re
from html import escape
from pathlib import Path

from sourcecrit import cards, prose

TYPES = {"integer": "a whole number", "number": "a number", "boolean": "yes or no", "date": "a day"}
INTRO = """
The page as it was received, in full and in its own words. What belongs to the page and not to the report stands in
grey. Underlined words are read in a table; each leads to its reading beneath the text. The [codebook](codebook.md)
says how they were read.
"""


def reports(case, folder):
    """Write a page per report into a folder; the page of each row, by id."""
    (folder / "_fragments").mkdir(exist_ok=True)
    pages = {}
    for name in case.texts:
        fragment = str(cards.report(case, name))
        (folder / "_fragments" / f"{name}.html").write_text(fragment, encoding="utf-8")
        body = f"```{{raw}} html\n:file: _fragments/{name}.html\n```"
        text = f"# {prose.escape(case.label(name))}\n{INTRO}\n{body}\n"
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        pages |= dict.fromkeys(re.findall(r'\sid="([^"]+)"', fragment), name)
    return pages


def codebook(data, folder):
    """Write the codebook from a data folder: coding rules, if there are any, then every table and column."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    rules = Path(data) / "coding_rules.md"
    parts = ["# Codebook", "How the texts were read, and what every column of the tables means."]
    if rules.exists():
        parts.append(re.sub(r"^(#+ )", r"#\1", rules.read_text(encoding="utf-8"), flags=re.MULTILINE))
    parts.append("## The tables")
    for table in package["resources"]:
        parts += [f"### {table['name']}", table.get("description", ""), f"```{{raw}} html\n{_columns(table)}\n```"]
    (folder / "codebook.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _columns(table):
    """The columns of a table as a list of terms."""
    return f'<dl class="codebook">{"".join(_column(table["name"], field) for field in table["schema"]["fields"])}</dl>'


def _column(table, field):
    """One column: its name and type, what it means, what it may hold, examples."""
    name, kind = escape(field["name"]), escape(_kind(field))
    lines = [f"<p>{_code(field.get('description', ''))}</p>", _examples(field), _values(field.get("values", []))]
    term = f'<dt id="{escape(table)}-{name}"><code>{name}</code> <span class="kind">{kind}</span></dt>'
    return f"{term}<dd>{''.join(lines)}</dd>"


def _kind(field):
    """What a column may hold, in words."""
    rules, refers = field.get("constraints", {}), field.get("refersTo", {})
    words = ["one of these words" if field.get("values") else TYPES.get(field.get("type"), "text")]
    if refers:
        words = [("ids of " if refers.get("many") else "an id of ") + " or ".join(refers["tables"])]
        words += [f"or {word}" for word in refers.get("words", [])]
    words += [f"of the form {rules['pattern']}"] if "pattern" in rules else []
    words += [f"from {rules['minimum']}"] if "minimum" in rules else []
    words += [f"up to {rules['maximum']}"] if "maximum" in rules else []
    return " ".join(words) + ("" if rules.get("required") else ", may be empty")


def _examples(item):
    """Example and counter-example of a column or a value."""
    pairs = [("For example", "example"), ("Not", "counterExample")]
    shown = [f"<b>{word}:</b> {escape(str(item[key]), quote=False)}" for word, key in pairs if key in item]
    return f'<p class="examples">{" ".join(shown)}</p>' if shown else ""


def _values(values):
    """The allowed values, each with its meaning and examples."""
    items = [f"<li><code>{escape(str(v['value']))}</code> {_code(v['means'])}{_examples(v)}</li>" for v in values]
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _code(text):
    """Text from the tables' description: escaped, with what stands between backticks set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))

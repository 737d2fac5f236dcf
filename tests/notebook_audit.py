"""Finds typed numbers and quotations in a notebook's prose that no text of the case bears out."""

import ast
import re

NUMBER = re.compile(
    r"(?<![\w#/.-])(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?|millions?|half|twice|thrice)(?![\w-])",
    re.IGNORECASE,
)
QUOTED = re.compile(r"“([^”]+)”(?:\s*\(?(R\d)\)?)?")
LINK = re.compile(r"\]\([^)]*\)")
MARKER = re.compile(r"^\s*\d+\.\s", re.MULTILINE)
IDS = re.compile(r"\b[A-Z]\d+(?:-[a-z]\d+)?\b")
# What may be typed, and why.
EXCUSED = {
    "00": "the notebook's own number",
    "01": "a notebook's number",
    "02": "a notebook's number",
    "03": "a notebook's number",
    "04": "a notebook's number",
    "05": "a notebook's number",
    "06": "a notebook's number",
    "07": "a notebook's number",
}


def pieces(notebook):
    """The prose of a notebook: Markdown cells, and the literal parts of strings in code cells, as (place, text)."""
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            yield place, cell.source
        elif cell.source.strip():
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                    yield place, node.value


def audit(case, notebook):
    """Complaints: each typed number outside a verbatim quotation, and each quotation no report holds."""
    texts = {name: text.content for name, text in case.texts.items()}
    return [f"cell {place}: {fault}" for place, text in pieces(notebook) for fault in faults(texts, text)]


def faults(texts, prose):
    """The complaints about one piece of prose."""
    found = []
    for words, report in QUOTED.findall(prose):
        within = [texts[report]] if report in texts else texts.values()
        if not any(words.rstrip(".,;") in text for text in within):
            found.append(f"“{words}” stands in {report or 'no report'}")
    bare = IDS.sub("", LINK.sub("]", QUOTED.sub("", MARKER.sub("", prose))))
    found += [f"the number {word!r} is typed" for word in NUMBER.findall(bare) if word not in EXCUSED]
    return found

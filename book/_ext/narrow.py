"""Tables on a narrow screen: a table with long cells becomes a list of cards, each cell under its column's head."""

import re

from bs4 import BeautifulSoup

TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
LONG = 40


def mark(body):
    """A page's body with each table of three columns or more and any long cell marked, its cells given their heads."""
    return TABLE.sub(lambda found: _marked(found[0]), body)


def _marked(text):
    """A table ready to be stacked, or as it was."""
    table = BeautifulSoup(text, "html.parser").table
    heads = [head.get_text(" ", strip=True) for head in table.select("thead th, thead td")]
    rows = [row.find_all("td", recursive=False) for row in table.select("tbody > tr")]
    long = any(len(cell.get_text()) > LONG for row in rows for cell in row)
    if len(heads) < 3 or not long or any(len(row) != len(heads) for row in rows) or table.find("table"):
        return text
    table["class"] = [*table.get("class", []), "stacked"]
    for row in rows:
        for head, cell in zip(heads, row, strict=True):
            cell["data-head"] = head
    return str(table)

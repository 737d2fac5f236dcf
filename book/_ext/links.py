"""Links to evidence: `00_reports.ipynb#R2-q03` leads to the page of the report that holds those words."""

import re
from dataclasses import dataclass

LINK = re.compile(r"""(?P<open>\]\(|href=")(?:\./)?(?P<doc>[\w.-]+)\.ipynb(?:\#(?P<part>[^)"\s]*))?(?=[)"\s])""")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


@dataclass(frozen=True)
class Places:
    """Where links may lead: the page of each row, the headings of each notebook (as they stand in an address)."""

    rows: dict
    headings: dict

    def faults(self, text):
        """Each link in a text that leads nowhere, with the reason."""
        return [(found, reason) for found in LINK.finditer(text) if (reason := self._fault(found))]

    def _fault(self, found):
        doc, part = found["doc"], found["part"]
        if doc not in self.headings:
            return f"there is no notebook {doc}.ipynb"
        if part and part not in self.rows and slug(part) not in self.headings[doc]:
            return f"no report has words marked {part}, and {doc}.ipynb has no such heading"
        return None

    def rewrite(self, text):
        """The text with its links turned to the pages of the book, in Markdown and in HTML."""
        return LINK.sub(self._target, text)

    def _target(self, found):
        doc, part, html = found["doc"], found["part"], found["open"].startswith("href")
        if part in self.rows:
            return f"{found['open']}{self.rows[part]}.html#{part}" if html else f"](evidence:{self.rows[part]}#{part}"
        end = f"#{slug(part)}" if part else ""
        return f"{found['open']}{doc}.{'html' if html else 'ipynb'}{end}"


def slug(heading):
    """A heading as it stands in an address: lower case, hyphens for spaces, no other signs."""
    return re.sub(r"[^\w\- ]", "", re.sub(r"[*`_]", "", heading).strip().lower()).replace(" ", "-")


def headings(texts):
    """The addresses of all headings in some Markdown texts."""
    return {slug(found) for text in texts for found in HEADING.findall(text)}


def texts(notebook):
    """The texts of a notebook that may hold links, as (cell number from 1, text)."""
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "markdown":
            yield number, joined(cell["source"])
        for output in cell.get("outputs", []):
            for kind in ("text/markdown", "text/html"):
                if kind in output.get("data", {}):
                    yield number, joined(output["data"][kind])


def joined(text):
    """A notebook's text, which may be stored as a list of lines."""
    return text if isinstance(text, str) else "".join(text)

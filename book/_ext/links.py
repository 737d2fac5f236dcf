"""Links to evidence: `00_reports.ipynb#R2-q03` leads to the page of the report that holds those words.

A quotation followed by its report, “at dawn” (R2), becomes a link to the place of those words by itself.
"""

import re
from dataclasses import dataclass

LINK = re.compile(r"""(?P<open>\]\(|href=")(?:\./)?(?P<doc>[\w.-]+)\.ipynb(?:\#(?P<part>[^)"\s]*))?(?=[)"\s])""")
QUOTED = re.compile(r"(?<!\[)“(?P<words>[^”\[\]]+)”(?P<report> \((?P<name>[A-Z]\d+)\))")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


@dataclass(frozen=True)
class Places:
    """Where links may lead: the page of each row, the headings of each notebook (as they stand in an address).

    `texts` holds what each report says, `spans` the rows that stand in it as (start, end, id).
    """

    rows: dict
    headings: dict
    texts: dict
    spans: dict

    @classmethod
    def of(cls, case, rows, headings):
        """The places of a case: every row whose words have a target on a page."""
        texts = {name: text.content for name, text in case.texts.items()}
        spans = {name: [] for name in texts}
        for frame in (frame for frame in case.frames.values() if {"report", "start", "end"} <= set(frame)):
            for row in frame[frame["id"].isin(rows)].itertuples():
                spans[row.report].append((row.start, row.end, row.id))
        return cls(rows, headings, texts, spans)

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

    def cite(self, text):
        """Markdown in which each quotation that names its report leads to its words; headings are left alone."""
        return QUOTED.sub(lambda found: found[0] if _heading(text, found.start()) else self._cited(found), text)

    def _cited(self, found):
        row = self.holding(found["name"], re.sub(r"\\(.)", r"\1", found["words"]))
        return f"[“{found['words']}”](evidence:{self.rows[row]}#{row}){found['report']}" if row else found[0]

    def holding(self, report, words):
        """The id of the shortest row whose words hold these, the first place they stand; None where none does."""
        pattern = r"\s+".join(map(re.escape, words.rstrip(".,;").split()))
        place = re.search(pattern, self.texts.get(report, ""))
        rows = (
            [(end - start, name) for start, end, name in self.spans[report] if _within(place, start, end)]
            if place
            else []
        )
        return min(rows)[1] if rows else None

    def _target(self, found):
        doc, part, html = found["doc"], found["part"], found["open"].startswith("href")
        if part in self.rows:
            return f"{found['open']}{self.rows[part]}.html#{part}" if html else f"](evidence:{self.rows[part]}#{part}"
        end = f"#{slug(part)}" if part else ""
        return f"{found['open']}{doc}.{'html' if html else 'ipynb'}{end}"


def _heading(text, place):
    """Whether the line round a place of a Markdown text is a heading."""
    return text[text.rfind("\n", 0, place) + 1 :].startswith("#")


def _within(place, start, end):
    """Whether a place found lies in a span."""
    return start <= place.start() and place.end() <= end


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

"""A page for every two reports: wording they share, where they differ, what nothing contradicts, silences."""

import re
from itertools import combinations

from sourcecrit import prose, retelling, siblings, sidebyside

INTRO = """
Two texts beside each other. What differs is linked to its place. What is proposed here is proposed by rule; what a
reader made of it stands in the chapter on retelling.
"""


def write(case, folder):
    """Write a page per pair into a folder, with a link from both reports' pages; the page of each pair, by name."""
    found, pages = (retelling.proposals(case), retelling.survivors(case)), {}
    for a, b in combinations(case.texts, 2):
        name = f"{a}-{b}"
        html = str(sidebyside.page(case, siblings.compare(case, a, b, *found)))
        html = re.sub(rf'href="{re.escape(prose.READER)}#(\w+)-', r'href="\1.html#\1-', html)
        (folder / "_fragments" / f"{name}.html").write_text(html, encoding="utf-8")
        title = f"{prose.escape(case.label(a))} beside {prose.escape(case.label(b))}"
        body = f"```{{raw}} html\n:file: _fragments/{name}.html\n```"
        (folder / f"{name}.md").write_text(f"# {title}\n{INTRO}\n{body}\n", encoding="utf-8")
        pages[name] = name
    for report in case.texts:
        links = [f"[{_other(name, report)}]({name}.md)" for name in pages if report in name.split("-")]
        page = folder / f"{report}.md"
        line = f"\nBeside another text: {prose.listing(links, 'or')}.\n\n```{{raw}}"
        if links:
            page.write_text(page.read_text("utf-8").replace("\n```{raw}", line, 1), encoding="utf-8")
    return pages


def _other(name, report):
    """The other report of a pair."""
    return next(part for part in name.split("-") if part != report)

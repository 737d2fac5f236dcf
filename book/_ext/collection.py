"""Sphinx extension of this book: report pages and codebook, links to evidence, folded code, figures in both forms."""

import json
import os
import re
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import bundle
import links
import narrow
import pages
import pairs
import reading

from sourcecrit import prose
from sourcecrit.case import Case, CaseError

FIGURES = "figures.js"


def setup(app):
    app.connect("builder-inited", make_pages)
    app.connect("source-read", read_source)
    app.connect("html-page-context", finish_page)
    app.connect("build-finished", tidy)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def make_pages(app):
    """Write the pages that come from the case, and stop where a link leads nowhere."""
    folder = Path(app.srcdir)
    try:
        case = Case.open()
    except CaseError as fault:
        sys.exit(str(fault))
    home = os.environ.get("SOURCECRIT_CASE") or Path(prose.__file__).resolve().parents[2]
    app.texts = list(case.texts)
    rows = pages.reports(case, folder)
    app.pairs = pairs.write(case, folder)
    pages.codebook(Path(home) / "data", folder)
    app.reference = [*reading.write(case, folder), "codebook"]
    app.notebooks = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.ipynb"))}
    headings = {name: links.headings(text for _, text in links.texts(book)) for name, book in app.notebooks.items()}
    app.places = links.Places.of(case, rows | app.pairs, headings)
    if faults := list(_faults(app, folder)):
        sys.exit("Links that lead nowhere:\n" + "\n".join(faults))


def _faults(app, folder):
    """Every link that leads nowhere, in words."""
    for name, book in app.notebooks.items():
        for number, text in links.texts(book):
            for found, reason in app.places.faults(text):
                yield f"  {name}.ipynb, cell {number}: {_shown(found)} ({reason})"
    for path in sorted(folder.glob("*.md")):
        for found, reason in app.places.faults(path.read_text("utf-8")):
            yield f"  {path.name}: {_shown(found)} ({reason})"


def _shown(found):
    """A link as it was written."""
    return found[0][len(found["open"]) :]


def read_source(app, docname, source):
    """Make a document ready for the book before it is parsed."""
    if docname in app.notebooks:
        source[0] = json.dumps(_notebook(app, docname), ensure_ascii=False)
    else:
        source[0] = app.places.rewrite(source[0])
    if docname == app.config.root_doc:
        number = prose.count(len(app.texts), "text").split()[0]
        cited = app.places.cite(source[0])
        front = re.sub(r"\{\{ chapters ([\d ]+) \}\}", lambda found: _chapters(app, found[1]), cited)
        texts = prose.listing(f"{{doc}}`{name}`" for name in app.texts)
        source[0] = front.replace("{{ texts }}", number).replace("{{ pages }}", texts) + _contents(app, number)


def _chapters(app, numbers):
    """Links to the notebooks with these numbers, as a list: each with its title and its question."""
    parts = []
    for name in (name for number in numbers.split() for name in app.notebooks if name.startswith(f"{number}_")):
        found = re.match(r"# (.+)\n+\*\*(.+?)\*\*", app.notebooks[name]["cells"][0]["source"])
        parts.append(f"  - {{doc}}`{found[1]} <{name}>` *{found[2]}*" if found else f"  - {{doc}}`{name}`")
    return "\n".join(parts)


def _notebook(app, name):
    """A notebook with its links turned, its code folded and its figures as one piece each."""
    book = app.notebooks[name]
    for cell in book["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = app.places.cite(app.places.rewrite(links.joined(cell["source"])))
        if cell["cell_type"] == "code":
            tags = cell["metadata"].setdefault("tags", [])
            tags.append("remove-input" if "prose" in tags else "hide-input")
            for output in cell["outputs"]:
                _output(app, output)
    return book


def _output(app, output):
    """One output: a figure becomes HTML, links in Markdown and HTML are turned."""
    if bundle.ours(output):
        output["data"] = {"text/html": bundle.render(output, Path(app.outdir) / "_images")}
        return
    for kind in ("text/markdown", "text/html"):
        if kind in output.get("data", {}):
            text = app.places.rewrite(links.joined(output["data"][kind]))
            output["data"][kind] = app.places.cite(text) if kind == "text/markdown" else text


def _contents(app, number):
    """The book's table of contents: the notebooks, the texts, the codebook."""
    parts = [
        ("Notebooks", list(app.notebooks)),
        (f"The {number} texts", app.texts),
        ("Beside each other", [f"{name.replace('-', ' and ')} <{name}>" for name in app.pairs]),
    ]
    parts += [("Reference", app.reference)]
    tree = "\n```{{toctree}}\n:hidden:\n:caption: {}\n\n{}\n```\n"
    return "\n" + "".join(tree.format(caption, "\n".join(names)) for caption, names in parts if names)


def finish_page(app, pagename, templatename, context, doctree):
    """The figures' script where there is a figure to draw; no table heading without a word in it."""
    body = context.get("body", "")
    if "sc-live" in body:
        app.add_js_file(FIGURES, loading_method="defer")
    context["body"] = narrow.mark(re.sub(r"<th[^>]*>(?:<p></p>)?</th>", "<td></td>", body))


def tidy(app, exception):
    """Add plotly where a page draws with it; drop what no page loads."""
    if exception:
        return
    static = Path(app.outdir) / "_static"
    if any("sc-live" in page.read_text("utf-8") for page in Path(app.outdir).glob("*.html")):
        shutil.copy(Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js", static)
    for path in Path(app.outdir).rglob("*.map"):
        path.unlink()
    shutil.rmtree(static / "locales", ignore_errors=True)

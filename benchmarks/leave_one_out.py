"""Run the whole collection without each report in turn: does every chapter run, and does it say what it lost?

For each report the case without it is written to a folder of its own, and every notebook runs on that folder, named in
SOURCECRIT_CASE, from a fresh kernel. What a chapter then finds is compared with nothing; but it must say which report
it lacks, and what it says must be sound: no link to words that went, no empty listing, no number that is none.

Run: python benchmarks/leave_one_out.py [REPORT ...]
"""

import importlib.util
import os
import re
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import nbformat

from sourcecrit.case import Case

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LINK = re.compile(r"\]\(00_reports\.ipynb#([^)]+)\)")
ASIDE = re.compile(r"“[^”]*”|`[^`]*`|\]\([^)]*\)")
# Signs of a sentence that was computed from nothing.
BROKEN = re.compile(
    r"\b(?:nan|NaN|NaT)\b|(?<=[a-z,] )None\b|\[\]|\( *\)|\b(?:none|no|\d+) s\b|[,;:] ?[.,;]|(?<![.…])\.\.(?!\.)|^- *$|"
    r"\b(?:of|from|to|by|in|under|than|but|only|between|are|is) none(?=[.,;:)]|$)|\bno to\b",
    re.MULTILINE,
)


class Run(NamedTuple):
    """A notebook on a lesser case: seconds, the error if any, what it says it lacks, what is unsound in its words."""

    notebook: str
    seconds: float
    error: str
    said: str
    unsound: list


def book():
    """tools/book.py as a module: it executes notebooks here as it does for the book."""
    spec = importlib.util.spec_from_file_location("tools_book", ROOT / "tools" / "book.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lesser(report, folder):
    """The case without a report, written to a folder and opened from there."""
    Case.open(ROOT).without(report).write(folder)
    return Case.open(folder)


def hardest():
    """The report with which most rows go."""
    case = Case.open(ROOT)
    return max(sorted(case.texts), key=lambda report: len(case.without(report).lost))


@contextmanager
def named(folder):
    """SOURCECRIT_CASE set to a folder, and put back."""
    before = os.environ.get("SOURCECRIT_CASE")
    os.environ["SOURCECRIT_CASE"] = str(folder)
    yield
    del os.environ["SOURCECRIT_CASE"]
    os.environ.update({"SOURCECRIT_CASE": before} if before else {})


def texts(notebook):
    """What an executed notebook computes, as (cell, text): Markdown where there is any, else plain text."""
    for place, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            yield place, data.get("text/markdown", data.get("text/plain", ""))


def unsound(case, text):
    """What is unsound in a text: links to rows that the case does not have, sentences computed from nothing."""
    prose = [line for line in ASIDE.sub("x", text).split("\n") if not line.startswith("|")]
    broken = [line[max(0, hit.start() - 40) : hit.end() + 20] for line in prose for hit in BROKEN.finditer(line)]
    return [f"a link to {name}" for name in LINK.findall(text) if name not in case] + [f"“{near}”" for near in broken]


def run(path, report, folder):
    """One notebook on the case in a folder, which lacks a report."""
    tool, began = book(), time.perf_counter()
    try:
        with named(folder):
            done = tool.execute(path, tool.blank(nbformat.read(path, as_version=4)))
    except tool.Failed as fault:
        return Run(path.stem, time.perf_counter() - began, str(fault), "", [])
    seconds, said, case = time.perf_counter() - began, list(texts(done)), Case.open(folder)
    lacks = re.search(rf"\*\*([^*]*\b{report}\b[^*]*)\*\*", " ".join(text for _, text in said))
    faults = [f"cell {place}: {fault}" for place, text in said for fault in unsound(case, text)]
    return Run(path.stem, seconds, "", lacks[1] if lacks else "", faults)


def main(reports):
    """Print what went with each report, and a line for each notebook on what is left."""
    with tempfile.TemporaryDirectory() as home:
        for report in reports or sorted(Case.open(ROOT).texts):
            folder = Path(home) / report
            gone = lesser(report, folder).lost["table"].value_counts()
            print(f"without {report}, {gone.sum():,} rows go, most of them {', '.join(gone.index[:4])}")
            for one in [run(path, report, folder) for path in NOTEBOOKS]:
                verdict = f"fails: {one.error}" if one.error else f"ran in {one.seconds:.0f} s"
                print(f"  {one.notebook:14} {verdict}; says: {one.said or 'nothing of what it lacks'}")
                print("".join(f"    unsound: {fault}\n" for fault in one.unsound), end="")


if __name__ == "__main__":
    main(sys.argv[1:])

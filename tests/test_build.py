"""The book is made from what is there now: a changed reading shows, a failure leaves the last good book."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from itertools import combinations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from conftest import ROOT, plant

CODE = [
    "from sourcecrit.case import Case\nfrom sourcecrit import figures, prose\ncase = Case.open()",
    "prose.say(f'The first low end is {case.quantities[\"low\"].iloc[0]}, [here](01_tiny.ipynb#R0-q01).')",
    "figures.windows(case.quantities.assign(label='a number')[['label', 'report', 'low', 'high']], 'They overlap.', "
    "'One band for each quantity of the case.', case.texts)",
]


def tiny(*code):
    """A notebook of a title and some code cells, the second of them prose."""
    cells = [new_markdown_cell("# What is the number?\n\nBack to [the top](01_tiny.ipynb#what-is-the-number).")]
    cells += [new_code_cell(part, metadata={"tags": ["prose"]} if "say" in part else {}) for part in code]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "My own Python"}})


def lay(folder, *code):
    """A whole project in a folder: this library, tools and book over the planted case, and one tiny notebook."""
    for part in ("lib", "book", "tools"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "requirements.lock", folder)
    plant(folder)
    second = folder / "data" / "second_reading.csv"  # the page on the reading links to a chapter this project has not
    second.write_text(second.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    (folder / "notebooks").mkdir()
    if code:
        nbformat.write(tiny(*code), folder / "notebooks" / "01_tiny.ipynb")
    return folder


def make(folder, *arguments):
    """Run the project's own tools/book.py; gives the finished process."""
    env = {key: value for key, value in os.environ.items() if key not in ("SOURCECRIT_CASE", "PYTHONPATH")}
    command = [sys.executable, folder / "tools" / "book.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=180)


def edit(folder, name, old, new):
    """Change the one place of some words in a file."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def page(folder, name):
    return (folder / "_build" / "book" / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A project whose book has been made."""
    folder = lay(tmp_path_factory.mktemp("build") / "project", *CODE)
    made = make(folder)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture
def built(original, tmp_path):
    """The same project, for a test to change."""
    return shutil.copytree(original, tmp_path / "project")


def test_the_book_holds_what_the_notebook_computes(original):
    text = page(original, "01_tiny.html")
    assert "The first low end is 5," in text
    assert 'href="R0.html#R0-q01"' in text
    assert 'id="R0-q01"' in page(original, "R0.html")
    assert 'href="#what-is-the-number"' in text


def test_the_committed_notebook_is_not_touched_by_the_book(original):
    assert not any(cell.get("outputs") for cell in nbformat.read(original / "notebooks" / "01_tiny.ipynb", 4).cells)


def test_code_is_folded_and_computed_prose_stands_alone(original):
    text = page(original, "01_tiny.html")
    assert text.count("Show the code") == 2, "two of the three code cells are shown folded"
    assert "prose.say" not in text


def test_a_figure_comes_in_both_forms_with_words_and_numbers(original):
    text = page(original, "01_tiny.html")
    assert text.count('alt="One band for each quantity of the case."') == 2, "the picture, light and dark"
    assert '<div class="sc-live" role="img" aria-label="One band for each quantity of the case."' in text
    assert "<figcaption>They overlap.</figcaption>" in text
    assert '<details class="numbers">' in text
    assert "<td>open</td>" in text
    pictures = list((original / "_build" / "book" / "_images").glob("figure-*.png"))
    assert len(pictures) == 2
    assert all(path.stat().st_size < 40_000 for path in pictures)
    assert (original / "_build" / "book" / "_static" / "plotly.min.js").stat().st_size > 1_000_000


def test_no_source_maps_and_nothing_of_the_build_are_left(original):
    assert not list((original / "_build" / "book").rglob("*.map"))
    assert {path.name for path in (original / "_build").iterdir()} == {"book", "book.digest", "executed"}


def test_a_changed_reading_shows_in_the_book_and_nothing_runs_without_need(built):
    again = make(built)
    assert again.returncode == 0
    assert "01_tiny.ipynb                unchanged" in again.stdout
    assert "pages unchanged" in again.stdout
    row = "R0-q01,R0,At least 5 containers,,,At least,at_least,"
    edit(built, "data/quantities.csv", f"{row}5", f"{row}4")
    changed = make(built)
    assert changed.returncode == 0, changed.stdout + changed.stderr
    assert "executed" in changed.stdout
    assert "The first low end is 4," in page(built, "01_tiny.html")
    assert f"The book is ready: {built / '_build' / 'book' / 'index.html'}" in changed.stdout


def test_a_failed_notebook_leaves_the_last_good_book(built):
    before = {path: path.stat().st_mtime_ns for path in (built / "_build").rglob("*") if path.is_file()}
    nbformat.write(tiny(*CODE[:2], "1 / 0"), built / "notebooks" / "01_tiny.ipynb")
    made = make(built)
    assert made.returncode == 1
    assert "the last good book is untouched" in made.stderr
    assert "01_tiny.ipynb, cell 4 of 4 (1 / 0): ZeroDivisionError: division by zero" in made.stderr
    assert "Traceback" not in made.stderr
    assert {path: path.stat().st_mtime_ns for path in (built / "_build").rglob("*") if path.is_file()} == before


def test_a_link_to_words_nobody_marked_stops_the_build(built):
    index = page(built, "index.html")
    nbformat.write(tiny(CODE[0], CODE[1].replace("R0-q01", "R0-q99")), built / "notebooks" / "01_tiny.ipynb")
    made = make(built)
    assert made.returncode == 1
    assert "01_tiny.ipynb, cell 3: 01_tiny.ipynb#R0-q99 (no report has words marked R0-q99" in made.stderr
    assert page(built, "index.html") == index


def test_a_case_that_cannot_be_opened_stops_the_build_in_plain_words(built):
    (built / "seeds" / "gazette.txt").unlink()
    (built / "notebooks" / "01_tiny.ipynb").unlink()
    made = make(built)
    assert made.returncode == 1
    assert "gazette.txt" in made.stderr
    assert "Traceback" not in made.stderr


def test_run_writes_results_in_place_and_twice_is_once(built):
    path = built / "notebooks" / "01_tiny.ipynb"
    first = make(built, "run")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "written" in first.stdout
    once = path.read_bytes()
    second = make(built, "run")
    assert "as it was" in second.stdout
    assert path.read_bytes() == once
    metadata = json.loads(once)["metadata"]
    assert metadata["kernelspec"]["display_name"] == "Python 3"
    assert set(metadata["language_info"]) == {"name", "pygments_lexer"}
    assert not any("execution" in cell["metadata"] for cell in json.loads(once)["cells"])
    assert b"The first low end is 5" in once


def test_run_leaves_every_notebook_alone_when_one_fails(built):
    nbformat.write(tiny("nothing_of_that_name"), built / "notebooks" / "02_bad.ipynb")
    before = (built / "notebooks" / "01_tiny.ipynb").read_bytes()
    made = make(built, "run")
    assert made.returncode == 1
    assert "02_bad.ipynb, cell 2 of 2 (nothing_of_that_name): NameError" in made.stderr
    assert (built / "notebooks" / "01_tiny.ipynb").read_bytes() == before


def test_without_notebooks_the_rest_is_made(tmp_path):
    folder = lay(tmp_path / "project")
    made = make(folder)
    assert made.returncode == 0, made.stdout + made.stderr
    names = {path.name for path in (folder / "_build" / "book").glob("*.html")}
    reports = [f"R{number}" for number in range(8)]
    pairs = {name for name in names if "-" in name}
    assert {"index.html", *(f"{report}.html" for report in reports), "codebook.html", "search.html"} == names - pairs
    assert "R3-R4.html" in pairs <= {f"{one}-{other}.html" for one, other in combinations(reports, 2)}
    index = page(folder, "index.html")
    assert "The eight texts" in index
    assert "Notebooks" not in index
    assert not (folder / "_build" / "book" / "_static" / "plotly.min.js").exists()


@pytest.fixture(scope="module")
def tool():
    """tools/book.py as a module."""
    spec = importlib.util.spec_from_file_location("tools_book", ROOT / "tools" / "book.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name", ["lib/sourcecrit/bounds.py", "data/reports.csv", "seeds/gazette.txt", "requirements.lock"]
)
def test_a_change_in_what_notebooks_rest_on_changes_the_digest(tool, tmp_path, monkeypatch, name):
    monkeypatch.delenv("SOURCECRIT_CASE", raising=False)
    monkeypatch.setattr(tool, "ROOT", lay(tmp_path / "project"))
    before = tool.foundation()
    assert tool.foundation() == before
    path = tmp_path / "project" / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert tool.foundation() != before


def test_words_between_the_cells_need_no_new_execution(tool):
    one, two = tiny(*CODE), tiny(*CODE)
    two.cells[0].source = "# Another title"
    assert tool.needed(one, "x") == tool.needed(two, "x")
    two.cells[1].source += "\n"
    assert tool.needed(one, "x") != tool.needed(two, "x")
    assert tool.needed(one, "x") != tool.needed(one, "y")


def test_what_a_run_leaves_behind_is_taken_off(tool):
    notebook = tiny("1")
    notebook.metadata["language_info"] = {"name": "python", "version": "3.99.1"}
    notebook.cells[1].metadata["execution"] = {"iopub.execute_input": "2024-01-01"}
    notebook.cells[1].execution_count = 17
    clean = tool.plain(notebook)
    assert clean.cells[1].execution_count == 1
    assert dict(clean.cells[1].metadata) == {}
    assert "3.99.1" not in tool.text_of(clean)
    assert notebook.cells[1].execution_count == 17, "the notebook given is left as it was"


def test_a_file_that_did_not_change_is_not_written(tool, tmp_path):
    path = tmp_path / "a.txt"
    assert tool.write(path, "x\n")
    stamp = path.stat().st_mtime_ns
    assert not tool.write(path, "x\n")
    assert path.stat().st_mtime_ns == stamp
    assert [part.name for part in tmp_path.iterdir()] == ["a.txt"]

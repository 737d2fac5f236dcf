"""The notebooks keep their budgets and their skeleton; what their prose may say is held by test_audit."""

import re
import statistics

import nbformat
import pytest

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SKELETON = ["In short", "How we find out", "How sure are we", "What we know", "Exercises", "Where next"]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    """One notebook, with its file's name and size."""
    found = nbformat.read(request.param, as_version=4)
    found["name"], found["size"] = request.param.name, request.param.stat().st_size
    return found


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose_like(cell):
    """Whether a reader meets the cell as text: Markdown, or a sentence that is computed."""
    return cell.cell_type == "markdown" or "prose" in cell.metadata.get("tags", [])


def lines(cell):
    return [line for line in cell.source.split("\n") if line.strip()]


def test_there_are_notebooks():
    """Each has a number of its own, from 00; a gap is a chapter still to come."""
    numbers = [path.stem[:2] for path in NOTEBOOKS]
    assert numbers[:1] == ["00"] and all(number.isdecimal() for number in numbers)
    assert len(set(numbers)) == len(numbers) and numbers == sorted(numbers)


def test_cells_are_few_and_short(notebook):
    assert 25 <= len(notebook.cells) <= 60
    sizes = [len(lines(cell)) for cell in code(notebook)]
    assert max(sizes) <= 12 and statistics.median(sizes) <= 3


def test_prose_stands_between_the_code(notebook):
    run = longest = 0
    for cell in notebook.cells:
        run = 0 if prose_like(cell) else run + 1
        longest = max(longest, run)
    assert longest <= 2


def test_a_cell_tagged_prose_only_says_something(notebook):
    for cell in code(notebook):
        if "prose" in cell.metadata.get("tags", []):
            assert re.match(r"(prose\.)?(say|table)\(", cell.source) and cell.source.rstrip().endswith(")"), cell.source


def test_no_tricks(notebook):
    for cell in code(notebook):
        assert not re.search(r"^\s*[%!]|\bprint\(|sys\.path|\bnow\(|\btoday\(", cell.source, re.MULTILINE), cell.source
        assert "exercise" in cell.metadata.get("tags", []) or not re.search(r"^\s*def ", cell.source, re.MULTILINE)


def test_it_was_run_from_the_top(notebook):
    assert [cell.execution_count for cell in code(notebook)] == list(range(1, len(code(notebook)) + 1))
    assert not [out for cell in code(notebook) for out in cell.outputs if out.output_type in ("error", "stream")]


def test_it_is_light_and_carries_no_run_time_metadata(notebook):
    assert notebook["size"] < 400_000
    assert not [cell for cell in notebook.cells if "execution" in cell.metadata]
    assert "version" not in notebook.metadata.get("language_info", {})


def test_it_follows_the_skeleton(notebook):
    text = "\n".join(cell.source for cell in notebook.cells)
    places = [text.find(head) for head in SKELETON]
    assert -1 not in places and places == sorted(places), dict(zip(SKELETON, places, strict=True))
    assert len(re.findall(r"^# ", "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown"), re.M)) == 1


def figures(notebook):
    """Places of cells that show a figure, with the output."""
    return [
        (place, output)
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]


def test_every_figure_has_its_forms_and_prose_on_both_sides(notebook):
    assert len(figures(notebook)) <= 6
    for place, output in figures(notebook):
        assert prose_like(notebook.cells[place - 1]) and prose_like(notebook.cells[place + 1])
        plain = output["data"]["text/plain"]
        assert len(plain.splitlines()) >= 3, "title, alternative text and a digest of the frame"
        assert len(output["data"]["image/png"]) * 3 / 4 < 40_000


def test_the_readme_lists_the_notebooks():
    listed = re.findall(r"^\| `(\d\d_\w+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [path.stem for path in NOTEBOOKS]

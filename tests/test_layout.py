"""The house stands as drawn: import order, sizes, pins, and a library that knows no case."""

import ast
import re
import statistics
import tomllib
from pathlib import Path

import pytest
import yaml

from conftest import ROOT

LIB = ROOT / "lib" / "sourcecrit"
# A module imports only from modules before it.
ORDER = [
    *("bounds", "corpus", "anchors", "coding", "reuse", "numerals", "phrases", "quantities", "timerules", "times"),
    *(
        "tables",
        "checks",
        "case",
        "coverage",
        "redundancy",
        "crosschecks",
        "agreement",
        "statements",
        "dating",
        "sourcing",
        "stemma",
        "silences",
        "tellings",
        "framing",
        "retelling",
        "siblings",
        "places",
    ),
    *(
        "grading",
        "style",
        "bars",
        "figures",
        "arcs",
        "maps",
        "grids",
        "cards",
        "prose",
        "sidebyside",
        "exports",
        "calendars",
    ),
]
MODULES = sorted(path for path in LIB.glob("*.py") if path.stem != "__init__")


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path):
    """The modules of the library that a file imports."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module == "sourcecrit":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sourcecrit."):
            found.add(node.module.split(".")[1])
    return found


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]


def body(function):
    """Lines of a function's body, its docstring and nested blank lines apart."""
    statements = function.body[1:] if ast.get_docstring(function) else function.body
    return sum(len(ast.unparse(statement).splitlines()) for statement in statements)


def code_lines(path):
    """Lines of a module without docstrings, comments and blank lines."""
    bare = re.sub(r'^\s*""".*?"""$', "", ast.unparse(tree(path)), flags=re.MULTILINE | re.DOTALL)
    return sum(bool(line.strip()) for line in bare.split("\n"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_from_those_before_it(path):
    assert path.stem in ORDER, "add the module to the order, and to the table in the README"
    assert imported(path) <= set(ORDER[: ORDER.index(path.stem)])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_plotly_comes_through_figures_only(path):
    uses = {
        (getattr(n, "module", None) or "").split(".")[0] for n in ast.walk(tree(path)) if isinstance(n, ast.ImportFrom)
    }
    uses |= {alias.name.split(".")[0] for n in ast.walk(tree(path)) if isinstance(n, ast.Import) for alias in n.names}
    assert path.stem == "figures" or "plotly" not in uses


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_public_function_says_what_it_does(path):
    bodies = [
        tree(path).body,
        *(node.body for node in tree(path).body if isinstance(node, ast.ClassDef) and node.name[0] != "_"),
    ]
    public = [node for body in bodies for node in body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]
    assert not [node.name for node in public if not ast.get_docstring(node)]
    assert ast.get_docstring(tree(path))


def test_functions_are_short():
    sizes = [body(node) for path in MODULES for node in functions(path)]
    assert statistics.median(sizes) <= 7
    assert sum(size > 25 for size in sizes) <= len(sizes) * 0.03


def test_modules_are_small_and_few_lines_hold_them_all():
    sizes = {path.stem: code_lines(path) for path in MODULES}
    assert max(sizes.values()) <= 350, sizes
    assert sum(sizes.values()) <= 5715, sizes


def test_the_library_knows_no_case(case):
    """No name of a place, a publisher or a named speaker of the case stands in the library."""
    names = (
        set(case.reports["publisher"]) | set(case.frames["place_names"]["name"]) | set(case.frames["places"]["name"])
    )
    names |= set(case.speakers.loc[case.speakers["named"], "name"])
    words = {name for name in names if len(name) > 3}
    for path in [*MODULES, *LIB.glob("lexicon/*.csv")]:
        text = path.read_text(encoding="utf-8")
        found = sorted(word for word in words if re.search(rf"\b{re.escape(word)}\b", text))
        assert not found, f"{path.name} names {found}"


def pins(name):
    """The pinned lines of a requirements file, without hashes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {line.rstrip(" \\") for line in text.splitlines() if re.match(r"[a-zA-Z0-9]", line)}


def test_both_requirement_files_pin_the_same():
    assert pins("requirements.lock") == pins("requirements.txt")


def test_every_pin_of_the_lock_has_a_hash():
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text(encoding="utf-8").strip())
    assert not [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements.txt", "environment.yml", "pyproject.toml"])
def test_no_registry_is_named(name):
    assert not re.search(r"https?://|index-url|find-links", (ROOT / name).read_text(encoding="utf-8"))


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + [one for group in project["optional-dependencies"].values() for one in group]
    locked = {pin.split("==")[0] for pin in pins("requirements.txt")}
    assert {re.match(r"[\w-]+", one).group() for one in wanted} <= locked


def test_conda_gets_python_and_pip_and_nothing_pinned_twice():
    spec = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, lines = spec["dependencies"]
    oldest = re.search(r'requires-python = ">=([\d.]+)', (ROOT / "pyproject.toml").read_text(encoding="utf-8")).group(1)
    assert (python, pip) == (f"python={oldest}", "pip")
    assert lines == {"pip": ["-r requirements.txt", "-e ."]}


def test_git_leaves_the_texts_alone():
    assert "seeds/* -text" in (ROOT / ".gitattributes").read_text(encoding="utf-8")


def test_no_link_leads_out_of_the_library():
    """What runs never asks the network for anything."""
    for path in [*MODULES, *Path(ROOT / "tools").glob("*.py")]:
        assert not re.search(r"\b(requests|urllib\.request|http\.client|urlopen)\b", path.read_text(encoding="utf-8"))

"""Execute the notebooks and make the book from them; or, with `run`, execute them in place, ready to commit.

Run by `make book` and `make run`, and by hand where there is no make: .venv/bin/python tools/book.py [run]
A notebook is executed again when its code, or anything it rests on, changed: the library, the tables, the texts, the
lock. What fails leaves the last good book as it was.
"""

import copy
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

# jsonschema does without this, and everything below starts a second or more sooner.
sys.modules.setdefault("rfc3987_syntax", None)
try:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
except ImportError:
    sys.exit(
        "The environment is not set up. Run `make book`, or: python3 tools/setup.py && .venv/bin/python tools/book.py"
    )

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS, BUILD = ROOT / "notebooks", ROOT / "_build"
EXECUTED, BOOK, STAMP = BUILD / "executed", BUILD / "book", BUILD / "book.digest"
SPARE = {"__pycache__", ".ipynb_checkpoints"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
SECONDS, QUIET = 300, ["--IPKernelApp.log_level=ERROR"]


class Failed(Exception):
    """A notebook that did not run to its end; the message names notebook, cell and error."""


def case_folder():
    """The folder of the case: SOURCECRIT_CASE where it is set, else this repository."""
    return Path(os.environ.get("SOURCECRIT_CASE") or ROOT)


def digest_of(files):
    """One digest of some files, by name and content; what Python and installers leave among them does not count."""
    digest = hashlib.sha256(sys.version.encode())
    for path in files:
        if path.is_file() and not SPARE & set(path.parts) and ".egg-info" not in str(path):
            digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def below(*folders):
    """All files below some folders, in order."""
    return [path for folder in folders for path in sorted(folder.rglob("*"))]


def foundation():
    """One digest of all that a notebook rests on beside its own code."""
    tried = [ROOT / "benchmarks", ROOT / "tests" / "planted"]  # the chapter on method runs and shows what stands here
    return digest_of(
        [ROOT / "requirements.lock", *below(ROOT / "lib", case_folder() / "data", case_folder() / "seeds", *tried)]
    )


def code_cells(notebook):
    """The code cells of a notebook that hold any code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def needed(notebook, base):
    """The digest that says whether stored outputs still hold: the notebook's code and all it rests on."""
    code = "\0".join(cell.source for cell in code_cells(notebook))
    return hashlib.sha256(f"{base}\0{code}".encode()).hexdigest()


def execute(path, notebook):
    """A copy of a notebook, executed from a fresh kernel of this very Python. Raises Failed."""
    done = copy.deepcopy(notebook)
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    client = NotebookClient(done, kernel_name="python3", timeout=SECONDS, record_timing=False, extra_arguments=QUIET)
    client.resources = {"metadata": {"path": str(path.parent)}}
    try:
        client.execute()
    except CellExecutionError as fault:
        raise Failed(f"{path.name}, {_where(done)}: {fault.ename}: {fault.evalue}") from None
    except CellTimeoutError:
        raise Failed(f"{path.name}, {_where(done)}: still running after {SECONDS} seconds") from None
    except DeadKernelError:
        raise Failed(f"{path.name}, {_where(done)}: the kernel died") from None
    return plain(done)


def _where(notebook):
    """The cell that was running: the last one that any output or number shows to have begun."""
    begun = [at for at, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code" and _begun(cell)]
    at = begun[-1] if begun else 1
    first = next((line for line in notebook.cells[at - 1].source.splitlines() if line.strip()), "")
    return f"cell {at} of {len(notebook.cells)} ({first.strip()[:60]})"


def _begun(cell):
    """Whether a cell shows that it ran."""
    return bool(cell.get("execution_count") or cell.get("outputs"))


def plain(notebook):
    """The notebook without what a run leaves behind: times, versions, names of kernels, the state of an editor."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
    for number, cell in enumerate(code_cells(notebook), 1):
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
    return notebook


def blank(notebook):
    """The notebook with nothing executed."""
    notebook = copy.deepcopy(notebook)
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    return notebook


def text_of(notebook):
    """A notebook as it is written to a file."""
    return nbformat.writes(notebook, indent=1, ensure_ascii=False).rstrip("\n") + "\n"


def write(path, text):
    """Write a file whole or not at all; leave it alone where nothing changed. Says whether it changed."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    half = path.with_suffix(path.suffix + ".part")
    half.write_text(text, encoding="utf-8", newline="\n")
    os.replace(half, path)
    return True


def kept(notebook, path, digest):
    """The notebook with the outputs of an earlier run, or None where there is none that still holds."""
    stamp = path.with_suffix(".digest")
    if not path.exists() or not stamp.exists() or stamp.read_text() != digest:
        return None
    done = blank(notebook)
    for cell, earlier in zip(code_cells(done), code_cells(nbformat.read(path, as_version=4)), strict=True):
        cell.outputs = earlier.outputs
    return plain(done)


def bring(path, base, afresh=False):
    """Execute one notebook where that is needed, keep the result, say so in a line. Raises Failed."""
    notebook = nbformat.read(path, as_version=4)
    digest, target, start = needed(notebook, base), EXECUTED / path.name, time.monotonic()
    done = None if afresh else kept(notebook, target, digest)
    word = "unchanged" if done else "executed"
    done = done or execute(path, blank(notebook))
    write(target, text_of(done))
    write(target.with_suffix(".digest"), digest)
    print(f"  {path.name:<28} {word}, {time.monotonic() - start:.1f} s", flush=True)
    return done


def bring_all(afresh=False):
    """Execute what needs it and give path and result of each; all failures are said together. Raises Failed."""
    EXECUTED.mkdir(parents=True, exist_ok=True)
    paths = sorted(path for path in NOTEBOOKS.glob("*.ipynb"))
    for old in EXECUTED.iterdir():
        if old.with_suffix(".ipynb").name not in {path.name for path in paths}:
            old.unlink()
    base, results, failures = foundation(), [], []
    for path in paths:
        try:
            results.append((path, bring(path, base, afresh)))
        except Failed as fault:
            print(f"  {path.name:<28} failed", flush=True)
            failures.append(str(fault))
    if failures:
        raise Failed("\n".join(failures))
    return results


def render():
    """Make the pages in a new folder and put it in the old one's place, where anything changed. Raises Failed.

    Says whether anything did.
    """
    digest = digest_of(below(EXECUTED, ROOT / "book")) + foundation()
    if (BOOK / "index.html").exists() and STAMP.exists() and STAMP.read_text() == digest:
        return False
    new = BUILD / "new"
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(ROOT / "book", new / "source", ignore=shutil.ignore_patterns(*SPARE))
    for path in EXECUTED.glob("*.ipynb"):
        shutil.copy(path, new / "source")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    command += ["-d", new / "doctrees", new / "source", new / "book"]
    made = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": _path()})
    if made.returncode:
        raise Failed(f"the pages could not be made:\n{(made.stderr + made.stdout).strip()}")
    shutil.rmtree(BUILD / "old", ignore_errors=True)
    STAMP.unlink(missing_ok=True)
    if BOOK.exists():
        os.replace(BOOK, BUILD / "old")
    os.replace(new / "book", BOOK)
    STAMP.write_text(digest)
    shutil.rmtree(BUILD / "old", ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)
    return True


def _path():
    """The search path of this Python with the library of this very folder first."""
    return os.pathsep.join([str(ROOT / "lib"), *filter(None, [os.environ.get("PYTHONPATH")])])


def book():
    """Execute, render, and say where the book lies."""
    print("Notebooks", flush=True)
    bring_all()
    start = time.monotonic()
    print("Pages", flush=True)
    word = "made" if render() else "unchanged"
    print(f"  {len(list(BOOK.glob('*.html')))} pages {word}, {time.monotonic() - start:.1f} s", flush=True)
    print(f"The book is ready: {BOOK / 'index.html'}", flush=True)


def run():
    """Execute every notebook and write back those whose result differs."""
    for path, done in bring_all(afresh=True):
        changed = write(path, text_of(done))
        print(f"  {path.name:<28} {'written' if changed else 'as it was'}", flush=True)


def main(arguments):
    """Do what the command line asks; a failure is said in plain words and gives exit code 1."""
    tasks = {"book": book, "run": run}
    if len(arguments) > 1 or (arguments and arguments[0] not in tasks):
        sys.exit("usage: book.py [run]")
    os.environ["PYTHONPATH"] = _path()
    try:
        tasks[arguments[0] if arguments else "book"]()
    except Failed as fault:
        left = "; the last good book is untouched" if BOOK.exists() and arguments != ["run"] else ""
        sys.exit(f"\nNot finished{left}.\n{fault}")


if __name__ == "__main__":
    main(sys.argv[1:])

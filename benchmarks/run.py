"""Measure everything, beside other tools where there are any, and keep what came out with the digest of the code.

    make bench                         all of it (about an hour)
    .venv/bin/python benchmarks/run.py opening corruption

The other tools are installed into .bench, an environment of its own on top of .venv; what cannot be installed is left
out, and each measurement says so. Results go into benchmarks/results/, one text a measurement.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE, RESULTS, PEERS = ROOT / "benchmarks", ROOT / "benchmarks" / "results", ROOT / ".bench"
MEASUREMENTS = ["opening", "corruption", "quantities", "times", "dating", "trials", "reuse"]
MEASUREMENTS += ["leave_one_out", "audit", "maps"]


def digest():
    """One digest of the library, the tables, the texts and the measurements themselves."""
    files = [
        path for folder in ("lib", "data", "seeds") for path in sorted((ROOT / folder).rglob("*")) if path.is_file()
    ]
    files = [path for path in files if path.suffix in {".py", ".csv", ".json", ".txt"} and "egg-info" not in str(path)]
    parts = [path.read_bytes() for path in [*files, *sorted(HERE.glob("*.py"))]]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def environment(name):
    """The Python for a measurement: with its peers, if it has any and they can be installed."""
    wanted = HERE / f"requirements-{name}.txt"
    if not wanted.exists():
        return Path(sys.executable)
    python = PEERS / name / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", PEERS / name], check=True)
        here = next((PEERS / name / "lib").glob("python*/site-packages"))
        main = next(path for path in map(Path, sys.path) if path.name == "site-packages")
        (here / "main.pth").write_text(f"{main}\n{ROOT / 'lib'}\n")
    print(f"{name}: installing what it is measured beside", flush=True)
    if subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", wanted]).returncode:
        print(f"{name}: some of the tools it is measured beside are missing", flush=True)
    return python


def measure(name):
    """Run one measurement, show it and keep it."""
    python = environment(name)
    print(f"{name}: measuring", flush=True)
    done = subprocess.run(
        [python, HERE / f"{name}.py"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "lib")},
        stdout=subprocess.PIPE,
        text=True,
    )
    print(done.stdout, flush=True)
    if done.returncode:
        sys.exit(f"{name} did not come to its end; what it had kept before is untouched.")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.txt").write_text(f"measured on the code with digest {digest()}\n\n{done.stdout}")


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - set(MEASUREMENTS):
        sys.exit(f"No such measurement: {', '.join(sorted(unknown))}. There are: {', '.join(MEASUREMENTS)}.")
    for one in sys.argv[1:] or MEASUREMENTS:
        measure(one)

"""Set up everything the project needs in .venv, once; say what is happening; go on where an interrupted run stopped.

Run by `make setup`, and by hand where there is no make: python3 tools/setup.py
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "ready"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
OLDEST = (3, 11)

NO_REGISTRY = """
Some packages could not be installed. The lines above say which.
  - No connection, or a registry that does not answer: run the same command again later.
    It goes on where it stopped; nothing that is already there is fetched twice.
  - Behind a proxy or on a private registry: set it up for pip as usual; this script uses pip's settings.
  - A hash that differs: the registry serves a file other than the one this project was tested with.
    Do not go round it; ask the registry's keeper.
"""
NO_VENV = """
Python could not make a virtual environment. On Debian and Ubuntu its parts come in a package of their own:
    apt-get install python3-venv
Then run the same command again.
"""


def old_python(version=sys.version_info):
    """What to tell someone whose Python is too old, or None."""
    if version[:2] >= OLDEST:
        return None
    found = ".".join(str(part) for part in version[:3])
    return (
        f"This project needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is Python {found}, at {sys.executable}.\n"
        "Install a newer Python, then name it:  make setup PYTHON=python3.12"
    )


def digest():
    """One digest of what the environment is made from, so that a changed lock sets it up again."""
    parts = [LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode(), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def locked(name):
    """The lines of the lock that pin one package, with its hashes."""
    found = re.search(rf"^{name}==.*?(?=^\S|\Z)", LOCK.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return found.group(0)


def run(command, advice):
    """Run one step in the open; when it fails, say what to do and stop."""
    if subprocess.run([str(part) for part in command], cwd=ROOT).returncode:
        sys.exit(advice)


def make_venv():
    """Make .venv, or make it anew when an earlier run left half of one or another Python made it."""
    probe = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if not BIN.exists() or subprocess.run([str(BIN / "python"), "-c", probe], capture_output=True).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        print("1/4  Making a virtual environment in .venv", flush=True)
        run([sys.executable, "-m", "venv", VENV], NO_VENV)


def install():
    """Install the locked packages, every file checked against its hash, then this project itself."""
    with tempfile.TemporaryDirectory() as folder:
        pin = Path(folder) / "uv.txt"
        pin.write_text(locked("uv"), encoding="utf-8")
        print("2/4  Fetching the installer (uv)", flush=True)
        pip = [BIN / "python", "-m", "pip", "install", "--quiet"]
        run([*pip, "--no-deps", "--require-hashes", "-r", pin], NO_REGISTRY)
    uv = [BIN / "uv", "pip", "install", "--python", BIN / "python", "--no-deps"]
    print("3/4  Installing the locked packages (about 1 GB; half a minute on a fast line)", flush=True)
    run([*uv, "--require-hashes", "--compile-bytecode", "-r", LOCK], NO_REGISTRY)
    print("4/4  Installing this project's library from lib/", flush=True)
    run([*uv, "--no-build-isolation", "-e", ROOT], NO_REGISTRY)


def main():
    """Set up, unless it has been done for this lock."""
    if complaint := old_python():
        sys.exit(complaint)
    if STAMP.exists() and STAMP.read_text() == digest():
        return
    make_venv()
    install()
    STAMP.write_text(digest())
    print("Ready.", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again to go on.")

"""What the tests share: the real case, opened once, and a planted one, fresh for each test."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from sourcecrit.case import Case

ROOT = Path(__file__).resolve().parent.parent
PLANTED = Path(__file__).resolve().parent / "planted"


@pytest.fixture(scope="session")
def case():
    """The five texts and their tables."""
    return Case.open(ROOT)


def plant(folder):
    """Lay the planted case out below a folder: its own texts and tables, the real description, headers where empty."""
    shutil.copytree(PLANTED / "seeds", folder / "seeds")
    shutil.copytree(PLANTED / "data", folder / "data")
    description = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    (folder / "data" / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    for part in description["resources"]:
        path = folder / "data" / part["path"]
        if not path.exists():
            with path.open("w", newline="", encoding="utf-8") as out:
                csv.writer(out, lineterminator="\n").writerow(field["name"] for field in part["schema"]["fields"])
    return folder


@pytest.fixture
def planted(tmp_path):
    """The folder of a planted case that a test may spoil."""
    return plant(tmp_path / "planted")

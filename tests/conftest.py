"""What the tests share: the real case, opened once, and a planted one, fresh for each test."""

import json
import sys
from pathlib import Path

import pytest

from browsing import book, chromium, visit
from sourcecrit.case import Case

__all__ = ["book", "chromium", "visit"]

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from planting import lay  # noqa: E402


@pytest.fixture(scope="session")
def case():
    """The five texts and their tables."""
    return Case.open(ROOT)


def plant(folder):
    """Lay the planted case out below a folder: its own texts and tables, the real description, headers where empty."""
    return lay(folder, json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8")))


@pytest.fixture
def planted(tmp_path):
    """The folder of a planted case that a test may spoil."""
    return plant(tmp_path / "planted")

"""How many seeded changes to the collection's prose the audit of prose notices, by kind.

A number, a name or a quotation that nothing bears out is put into a random piece of prose of the notebooks, the README
and the front page, one at a time. What slips through is mostly no fault: a quotation cut to a shorter one that still
stands in its report, or given to another that has the same words.

Run: python benchmarks/audit.py
"""

import random
import sys
from pathlib import Path

from sourcecrit.case import Case

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from notebook_audit import Audit, collection  # noqa: E402
from seeded_prose import trial  # noqa: E402

EACH = 500


def main():
    """Print how many of so many changes of each kind were noticed."""
    prose = collection(ROOT)
    print(f"{len(prose):,} pieces of prose, {sum(len(text.split()) for *_, text in prose):,} words")
    for kind, (caught, made) in trial(Audit.of(Case.open(ROOT), ROOT), prose, random.Random(7), EACH).items():
        print(f"{kind:42} {caught:4} of {made} noticed, {caught / made:.0%}")


if __name__ == "__main__":
    main()

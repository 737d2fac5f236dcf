"""How long opening the whole case takes, beside reading the same tables with plain pandas and no check at all.

Run: python benchmarks/opening.py
"""

import statistics
import time
from pathlib import Path

import pandas as pd

from sourcecrit.case import Case

ROOT = Path(__file__).resolve().parents[1]
RUNS = 9


def seconds(action):
    """The median of processor seconds of several runs, after one that is not counted."""
    action()
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        action()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def main():
    """Print both medians and their ratio; the ratio is what compares between machines."""
    files = sorted((ROOT / "data").glob("*.csv"))
    plain = seconds(lambda: [pd.read_csv(file, keep_default_na=False, dtype=str) for file in files])
    whole = seconds(Case.open)
    print(f"plain pandas, {len(files)} tables:  {plain:.3f} s")
    print(f"Case.open, checked and resolved: {whole:.3f} s, {whole / plain:.1f} times as long")


if __name__ == "__main__":
    main()

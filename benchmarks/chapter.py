"""What chapter 07 needs: the planted case method by method, random cases drawn afresh, and what `make bench` kept."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from known import TITLES, drawn, noticed, said, shown  # noqa: E402
from planting import harbour, plant  # noqa: E402
from trials import COUNT, confusion, stored, tried  # noqa: E402

__all__ = ["COUNT", "TITLES", "confusion", "drawn", "harbour", "noticed", "plant", "said", "shown", "stored", "tried"]

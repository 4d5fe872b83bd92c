"""How many rounds of each fault: a few in the tests, all of them with `make faults`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

ALL: Final = os.environ.get("FAULTS") == "all"
_FEW: Final = 6


def chosen(rounds: Sequence[T], few: int = _FEW) -> Sequence[T]:
    """All rounds, or `few` of them, evenly spread, the last one included."""
    if ALL or len(rounds) <= few:
        return rounds
    return [rounds[-1 - number * len(rounds) // few] for number in range(few)][::-1]

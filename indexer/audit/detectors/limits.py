"""How much may be looked at in one file."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

_UNLIMITED: Final = 600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """`cpu_seconds` and `wall_seconds` (0: no limit, then ten minutes are enough), and pages.

    The process is ended when they are over, and all that was found is lost. So each step ends
    before that, at its share of the time, and says what it left out.
    """

    cpu_seconds: float
    wall_seconds: float
    max_pages: int
    started: float = field(default_factory=time.monotonic)

    def left(self, share: float) -> float:
        """Seconds that are left until this share of the time has been used."""
        used = time.monotonic() - self.started
        return min(
            share * (self.cpu_seconds or _UNLIMITED) - time.process_time(),
            share * (self.wall_seconds or _UNLIMITED) - used,
        )

"""How much of one file may be inspected."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

_DEFAULT_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of time (0 = no limit; then ten minutes are enough) and of pages.

    The process is killed when they are exceeded, and all findings are lost. So each step ends
    earlier, at its share of the time, and reports what it left out.
    """

    cpu_seconds: float
    wall_seconds: float
    max_pages: int
    started: float = field(default_factory=time.monotonic)

    def seconds_left(self, share: float) -> float:
        """Seconds until this share of the time is used up."""
        used = time.monotonic() - self.started
        return min(
            share * (self.cpu_seconds or _DEFAULT_SECONDS) - time.process_time(),
            share * (self.wall_seconds or _DEFAULT_SECONDS) - used,
        )

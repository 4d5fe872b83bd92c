"""How much may be looked at in one file."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

_UNLIMITED: Final = 600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of processor time (0: no limit, then ten minutes are enough), and pages.

    The process is ended when they are over, and all that was found is lost. So each step ends
    before that, at its share of the time, and says what it left out.
    """

    seconds: float
    max_pages: int

    def left(self, share: float) -> float:
        """Seconds that are left until this share of the time has been used."""
        return share * (self.seconds or _UNLIMITED) - time.process_time()

"""How much work one request may cause, in units that are the same on every machine.

A clock would give other answers on a busy machine, and what is hidden would show in what is left
out; so work is counted in what readers may see, and before it is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_WORK_UNITS: Final = 28_000_000
"""Units of one request, about 220 ms of one processor (`python -m tests.bench.nasty`): the word
"de", which is in 63,000 of 75,000 passages, takes 250,000, the phrase "de la" 5 million.
"""
LEAF_UNITS: Final = 30_000
"""For finding the terms of a word or pattern, however rare they are."""
PUBLICATION_UNITS: Final = 10
"""For each publication and leaf: masks and scores are made for all."""
POSTING_UNITS: Final = 3
POSITION_UNITS: Final = 2
BYTE_UNITS: Final = 1
"""For each byte of the vocabulary in which a piece of a pattern is looked for."""
CANDIDATE_UNITS: Final = 60
"""For the edit distance of two words."""
TERM_UNITS: Final = 500
"""For the form of a term, compared with a pattern that has accents: some 4 µs."""
SPELLING_UNITS: Final = 10_000
"""For finding out how a word is mostly spelled, beside its postings."""


@dataclass(slots=True)
class WorkBudget:
    """The units that are left of what one request may use."""

    left: int = MAX_WORK_UNITS

    @property
    def is_used_up(self) -> bool:
        """Whether nothing more can be taken."""
        return self.left < 0

    def take(self, units: int) -> bool:
        """Whether so many units are left, which are then used up. Once there are too few, nothing
        is left: what follows is not done either, so that cached words change no answer.
        """
        self.left = max(self.left - units, -1)
        return self.left >= 0

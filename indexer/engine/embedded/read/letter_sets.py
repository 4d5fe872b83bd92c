"""The letters of words as bit sets, which give a cheap lower bound of their edit distance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

LetterSets = NDArray[np.uint32]
"""For each word a bit for each letter that it has."""

_BITS: Final = np.uint32(1) << (np.arange(256) % 32).astype(np.uint32)
"""The bit of each byte; letters that share one only make the bound weaker."""
_SET_BITS: Final = np.array([value.bit_count() for value in range(1 << 16)], np.uint8)
_BEFORE_EACH: Final = "\0"


def letter_sets(words: Sequence[str]) -> LetterSets:
    """The letters of some words."""
    if not words:
        return np.zeros(0, np.uint32)
    text = _BEFORE_EACH + _BEFORE_EACH.join(words)
    letters = np.frombuffer(text.encode("latin-1", "replace"), np.uint8)
    starts = np.flatnonzero(letters == ord(_BEFORE_EACH))
    return np.bitwise_or.reduceat(_BITS[letters], starts)


def least_edits(own: LetterSets, others: LetterSets) -> NDArray[np.uint8]:
    """A lower bound of the edit distance to each of the `others`: one edit removes at most one
    letter from a set, and adds at most one.
    """
    different = own ^ others
    bits = _SET_BITS[different & 0xFFFF] + _SET_BITS[different >> 16]
    edits: NDArray[np.uint8] = (bits + 1) // 2
    return edits

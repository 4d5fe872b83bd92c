"""Splits tokens with hyphens (`analysis.tokenize_raw`) into their words when a segment is written.

Until then such a token is one number, like a word, so that each occurrence costs as little as that
of a word; it is split once, not for each occurrence.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engine.embedded.format.array_file import Array, concat_ranges
from indexer.engine.embedded.format.segment import Ids

_FIRST_HYPHENATED: Final = 1 << 31
"""Smaller numbers are of words, others of tokens with hyphens."""
_NO_MARKER: Final = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class SplitTokens:
    """Runs of `words`, of these `lengths`; and the `markers` of compounds, each with the offset of
    its first word among all words.
    """

    words: Array
    lengths: Ids
    markers: Array
    offsets: Ids


class CompoundSplitter:
    """The tokens with hyphens of a segment: the numbers of their words, and compound markers."""

    def __init__(self) -> None:
        self._words = array("I")
        self._starts = array("I", [0])
        self._markers = array("I")
        self.compounds: Final[list[str]] = []

    def add(self, words: Sequence[int], marker: int = _NO_MARKER) -> int:
        """Add a token of these words and return its number."""
        self._words.extend(words)
        self._starts.append(len(self._words))
        number = _FIRST_HYPHENATED + len(self._markers)
        self._markers.append(marker)
        return number

    def add_compound(self, compound: str, words: Sequence[int], marker: int) -> int:
        """Add a token that is a compound and return its number."""
        self.compounds.append(compound)
        return self.add(words, marker)

    def split(self, numbers: Array, lengths: Array) -> SplitTokens:
        """Split runs of tokens, which have these `lengths`."""
        at = np.flatnonzero(numbers >= _FIRST_HYPHENATED)
        hyphenated = numbers[at] - np.uint32(_FIRST_HYPHENATED)
        starts = np.frombuffer(self._starts, "u4").astype(np.int64)
        sizes: Ids = (starts[1:] - starts[:-1])[hyphenated]
        widths = np.ones(len(numbers), np.intp)
        widths[at] = sizes
        words = np.repeat(numbers, widths)
        own = np.frombuffer(self._words, "u4")
        words[words >= _FIRST_HYPHENATED] = own[concat_ranges(starts[hyphenated], sizes)]
        run = np.searchsorted(np.cumsum(lengths, dtype=np.int64), at, side="right")
        longer = np.bincount(run, sizes - 1, len(lengths)).astype(np.int64)
        first = at + np.cumsum(sizes) - sizes - np.arange(len(at))
        markers = np.frombuffer(self._markers, "u4")[hyphenated]
        compound = markers != _NO_MARKER
        return SplitTokens(words, lengths + longer, markers[compound], first[compound])

"""Pieces of several words (`analysis.pieces`), put apart when a segment is written.

A piece is one number among those of words until then, so that an occurrence of it costs no more
than a word's; what it consists of is looked at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engine.embedded.format.array_file import Array, ranges
from indexer.engine.embedded.format.segment import Ids

_FIRST: Final = 1 << 31
"""Numbers from here on are of pieces."""
_NONE: Final = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class SplitTokens:
    """The numbers of words only, in stretches of these lengths; and of the marks of compounds, each
    with the place of the first word.
    """

    words: Array
    lengths: Ids
    marks: Array
    places: Ids


class CompoundSplitter:
    """The pieces of a segment: of each the numbers of its words, and of a compound's mark."""

    def __init__(self) -> None:
        self._words = array("I")
        self._starts = array("I", [0])
        self._marks = array("I")
        self.compounds: Final[list[str]] = []

    def add(self, words: Sequence[int], mark: int = _NONE) -> int:
        """The number of a new piece of these words."""
        self._words.extend(words)
        self._starts.append(len(self._words))
        number = _FIRST + len(self._marks)
        self._marks.append(mark)
        return number

    def add_compound(self, piece: str, words: Sequence[int], mark: int) -> int:
        """The number of a new piece that is a compound."""
        self.compounds.append(piece)
        return self.add(words, mark)

    def apart(self, numbers: Array, lengths: Array) -> SplitTokens:
        """The words of stretches of words and pieces, which are `lengths` long."""
        at = np.flatnonzero(numbers >= _FIRST)
        pieces = numbers[at] - np.uint32(_FIRST)
        starts = np.frombuffer(self._starts, "u4").astype(np.int64)
        sizes: Ids = (starts[1:] - starts[:-1])[pieces]
        widths = np.ones(len(numbers), np.intp)
        widths[at] = sizes
        words = np.repeat(numbers, widths)
        own = np.frombuffer(self._words, "u4")
        words[words >= _FIRST] = own[ranges(starts[pieces], sizes)]
        stretch = np.searchsorted(np.cumsum(lengths, dtype=np.int64), at, side="right")
        longer = np.bincount(stretch, sizes - 1, len(lengths)).astype(np.int64)
        first = at + np.cumsum(sizes) - sizes - np.arange(len(at))
        marks = np.frombuffer(self._marks, "u4")[pieces]
        compound = marks != _NONE
        return SplitTokens(words, lengths + longer, marks[compound], first[compound])

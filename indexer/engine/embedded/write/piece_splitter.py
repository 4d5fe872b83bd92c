"""Splits pieces of texts (`analysis.tokenize_raw`) into their words when a segment is written.

Until then a piece that is more than one word is one number, like a word, so that each occurrence
costs as little as that of a word; it is split once, not for each occurrence.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engine.embedded.format.array_file import Array, concat_ranges
from indexer.engine.embedded.format.segment import Ids

FIRST_PIECE: Final = 1 << 31
"""Smaller numbers are of words, others of pieces."""


@dataclass(frozen=True, slots=True)
class SplitPieces:
    """Runs of `words`, of these `lengths`; and the `markers` of readings, each with the offset of
    its first word among all words.
    """

    words: Array
    lengths: Ids
    markers: Array
    offsets: Ids


class _Lists:
    """Lists of numbers, one after the other."""

    def __init__(self) -> None:
        self._items = array("I")
        self._starts = array("I", [0])

    def add(self, items: Sequence[int]) -> None:
        self._items.extend(items)
        self._starts.append(len(self._items))

    def items_of(self, rows: Ids) -> tuple[Array, Ids]:
        """The items of some lists, one after the other, and how many each list has."""
        starts = np.frombuffer(self._starts, "u4").astype(np.int64)
        sizes: Ids = (starts[1:] - starts[:-1])[rows]
        return np.frombuffer(self._items, "u4")[concat_ranges(starts[rows], sizes)], sizes


class PieceSplitter:
    """The pieces of a segment: the numbers of their words, and of the markers of their readings."""

    def __init__(self) -> None:
        self._count = 0
        self._words = _Lists()
        self._markers = _Lists()
        self._marked = _Lists()

    def add(self, words: Sequence[int], markers: Mapping[tuple[int, int], int]) -> int:
        """Add a piece of these words and return its number. The `markers` are by the place in the
        piece of their first word, and the number of words.
        """
        self._words.add(words)
        self._markers.add(list(markers.values()))
        self._marked.add([first for first, _ in markers])
        self._count += 1
        return FIRST_PIECE + self._count - 1

    def split(self, numbers: Array, lengths: Array) -> SplitPieces:
        """Split runs of tokens, which have these `lengths`."""
        at = np.flatnonzero(numbers >= FIRST_PIECE)
        pieces = (numbers[at] - np.uint32(FIRST_PIECE)).astype(np.int64)
        own, sizes = self._words.items_of(pieces)
        widths = np.ones(len(numbers), np.intp)
        widths[at] = sizes
        words = np.repeat(numbers, widths)
        words[words >= FIRST_PIECE] = own
        run = np.searchsorted(np.cumsum(lengths, dtype=np.int64), at, side="right")
        longer = np.bincount(run, sizes - 1, len(lengths)).astype(np.int64)
        first = at + np.cumsum(sizes) - sizes - np.arange(len(at))
        markers, counts = self._markers.items_of(pieces)
        marked, _ = self._marked.items_of(pieces)
        return SplitPieces(words, lengths + longer, markers, np.repeat(first, counts) + marked)

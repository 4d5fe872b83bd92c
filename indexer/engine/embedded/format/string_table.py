"""Sorted tables of byte strings in an array file: binary search over blocks.

The strings follow each other, each ended by a byte that UTF-8 never has. A second list, which is
read whole, repeats the first string of each block of `STRINGS_PER_BLOCK`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.embedded.format.array_file import ArrayFile, ArrayFileWriter, narrowest_dtype

END: Final = b"\xff"
STRINGS_PER_BLOCK: Final = 64
"""Strings that are read to find one: splitting a block takes 2 µs, as long as searching it."""
BLOCKS_PER_STRETCH: Final = 8
"""Blocks of the largest table that are merged at a time. These fit the processor's caches: 18
tables of three million strings take 0.9 s, with 32 blocks 1.2 s, and 2.6 s all at once.
"""


def write_strings(file: ArrayFileWriter, name: str, strings: Sequence[bytes]) -> None:
    """Write `strings`, which must be unique and in ascending order."""
    text = _ended(strings)
    ends = np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)) + 1)
    starts = np.append(0, ends)[: len(strings) : STRINGS_PER_BLOCK]
    file.add(f"{name}.text", np.frombuffer(text, "u1"))
    file.add(f"{name}.first", np.frombuffer(_ended(strings[::STRINGS_PER_BLOCK]), "u1"))
    file.add(f"{name}.block", np.append(starts, len(text)).astype(narrowest_dtype(len(text))))
    file.add(f"{name}.count", np.array([len(strings)], "<u8"))


def _ended(strings: Sequence[bytes]) -> bytes:
    return END.join([*strings, b""])


class StringTable:
    """The table `name` of an array file; a string's row is its rank."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._text = file[f"{name}.text"]
        self._first = file[f"{name}.first"]
        self._block = file[f"{name}.block"]
        self._count = file[f"{name}.count"]

    @cached_property
    def _firsts(self) -> list[bytes]:
        return self._first.text(0, self._first.count).split(END)[:-1]

    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = self._block.whole().tolist()
        return starts

    def __len__(self) -> int:
        return int(self._count.whole()[0])

    def _strings(self, first: int, last: int) -> list[bytes]:
        """The strings of the blocks from `first` to `last`."""
        starts = self._starts
        return self._text.text(starts[first], starts[last + 1] - 1).split(END)

    def _block_of(self, string: bytes) -> int:
        """The block to search for the first string that is not before `string`."""
        return max(bisect_left(self._firsts, string) - 1, 0)

    def lower(self, string: bytes) -> int:
        """The row of the first string that is not before `string`."""
        return self._between(string, string).start

    def find(self, string: bytes) -> int | None:
        """The row of `string`, or None if it is not in the table."""
        block = bisect_right(self._firsts, string) - 1
        if block < 0:
            return None
        strings = self._strings(block, block)
        place = bisect_left(strings, string)
        is_there = strings[place : place + 1] == [string]
        return block * STRINGS_PER_BLOCK + place if is_there else None

    def rows(self, prefix: bytes) -> range:
        """The rows of all strings that begin with `prefix`."""
        return self._between(prefix, prefix[:-1] + bytes([prefix[-1] + 1]) if prefix else END)

    def starting(self, prefix: bytes) -> dict[bytes, int]:
        """The rows of all strings that begin with `prefix` (not empty), by these."""
        if not self._firsts:
            return {}
        behind = prefix[:-1] + bytes([prefix[-1] + 1])
        first = self._block_of(prefix)
        strings = self._strings(first, self._block_of(behind))
        start, stop = bisect_left(strings, prefix), bisect_left(strings, behind)
        rows = range(first * STRINGS_PER_BLOCK + start, first * STRINGS_PER_BLOCK + stop)
        return dict(zip(strings[start:stop], rows, strict=True))

    def _between(self, low: bytes, high: bytes) -> range:
        """The rows of the strings from `low` on and before `high`."""
        if not self._firsts:
            return range(0)
        first, last = self._block_of(low), self._block_of(high)
        strings = self._strings(first, first)
        start = first * STRINGS_PER_BLOCK + bisect_left(strings, low)
        if last != first:
            strings = self._strings(last, last)
        return range(start, last * STRINGS_PER_BLOCK + bisect_left(strings, high))

    def __getitem__(self, row: int) -> bytes:
        block = row // STRINGS_PER_BLOCK
        return self._strings(block, block)[row % STRINGS_PER_BLOCK]

    def part(self, rows: range) -> list[bytes]:
        """The strings of consecutive rows."""
        if not rows:
            return []
        first, last = rows.start // STRINGS_PER_BLOCK, (rows.stop - 1) // STRINGS_PER_BLOCK
        at = rows.start - first * STRINGS_PER_BLOCK
        return self._strings(first, last)[at : at + len(rows)]

    def raw(self, rows: range) -> NDArray[np.uint8]:
        """The bytes of consecutive rows (at least one), each string with its `END`."""
        first, last = rows.start // STRINGS_PER_BLOCK, (rows.stop - 1) // STRINGS_PER_BLOCK
        starts = self._starts
        before = self._strings(first, first)[: rows.start % STRINGS_PER_BLOCK]
        behind = self._strings(last, last)[(rows.stop - 1) % STRINGS_PER_BLOCK + 1 :]
        start = starts[first] + sum(map(len, before)) + len(before)
        return self._text.part(start, starts[last + 1] - sum(map(len, behind)) - len(behind))

    def all(self) -> list[bytes]:
        """Every string, in order."""
        return self.part(range(len(self)))

    def stretches(self, pivots: Sequence[bytes]) -> list[range]:
        """The rows before the first pivot, between the first and the second, and so on."""
        return [range(*pair) for pair in pairwise([0, *map(self.lower, pivots), len(self)])]

    @property
    def pivots(self) -> list[bytes]:
        """Strings that split the table into stretches, which are merged one at a time."""
        return self._firsts[BLOCKS_PER_STRETCH::BLOCKS_PER_STRETCH]


@dataclass(frozen=True, slots=True)
class MergedStrings:
    """A table merged from several. `rows` has, for each of them, the new row of each of its rows;
    -1 if it is dropped.
    """

    strings: list[bytes]
    rows: list[NDArray[np.int64]]


def merge_strings(
    tables: Sequence[StringTable], kept: Sequence[NDArray[np.bool_]]
) -> MergedStrings:
    """Merge several tables, of each the rows that are `kept`."""
    pivots = max(tables, key=len).pivots
    strings: list[bytes] = []
    rows = [np.full(len(table), -1, np.int64) for table in tables]
    for stretch in zip(*(table.stretches(pivots) for table in tables), strict=True):
        parts = [
            list(compress(table.part(part), keep[part.start : part.stop].tolist()))
            for table, keep, part in zip(tables, kept, stretch, strict=True)
        ]
        # Sorting several sorted runs merges them.
        found = dict.fromkeys(sorted(chain.from_iterable(parts)))
        row_of = dict(zip(found, range(len(strings), len(strings) + len(found)), strict=True))
        strings += found
        for row, keep, part, own in zip(rows, kept, stretch, parts, strict=True):
            new = np.fromiter(map(row_of.__getitem__, own), np.int64, len(own))
            row[part.start : part.stop][keep[part.start : part.stop]] = new
    return MergedStrings(strings, rows)

"""Matches patterns against all folded forms of a segment's terms at once, as one byte array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.embedded.format.array_file import contains
from indexer.engine.embedded.format.schema import SEPARATOR
from indexer.engine.embedded.format.segment import Ids, Mask, Segment
from indexer.engine.embedded.format.string_table import END

_SEPARATOR: Final = SEPARATOR.encode()


@dataclass(frozen=True, slots=True)
class _Text:
    """The keys of consecutive terms: the folded form of row i is text[starts[i]:ends[i]]."""

    text: NDArray[np.uint8]
    starts: Ids
    ends: Ids

    def places(self, piece: bytes) -> Ids:
        """The positions of `piece` in the text, ascending."""
        text = self.text
        found = np.flatnonzero(text[: len(text) - len(piece) + 1] == piece[0])
        for distance, byte in enumerate(piece[1:], 1):
            found = found[text[found + distance] == byte]
        return found


def _text(segment: Segment, rows: range) -> _Text:
    text = segment.terms.raw(rows)
    behind = np.flatnonzero(text == END[0])
    # A key has two separators; the first ends the folded form.
    ends = np.flatnonzero(text == _SEPARATOR[0])[::2]
    return _Text(text, np.append(0, behind[:-1] + 1)[: len(rows)], ends)


def fitting_rows(segment: Segment, pieces: Sequence[str]) -> Ids:
    """The terms whose folded form is `pieces` with anything, or nothing, between them."""
    first, *middle, last = (piece.encode() for piece in pieces)
    rows = segment.terms.rows(first)
    if not rows or not any((*middle, last)):
        return np.arange(rows.start, rows.stop)
    keys = _text(segment, rows)
    at = keys.starts + len(first)
    fits = at <= keys.ends
    for piece in filter(None, middle):
        at, found = _after(keys, piece, at)
        fits &= found
    if last:
        start = keys.ends - len(last)
        fits &= (start >= at) & contains(keys.places(last), start)
    return np.flatnonzero(fits) + rows.start


def _after(keys: _Text, piece: bytes, at: Ids) -> tuple[Ids, Mask]:
    """The end of the first `piece` from `at` on in each row's form, and whether there is one."""
    places = np.append(keys.places(piece), len(keys.text))
    behind = places[np.searchsorted(places, at)] + len(piece)
    return np.minimum(behind, keys.ends), behind <= keys.ends


@dataclass(frozen=True, slots=True)
class Bases:
    """Terms, and the folded form of each."""

    rows: Ids
    texts: list[str]

    @staticmethod
    def of(segment: Segment, rows: Ids) -> Bases:
        """The folded forms of the terms `rows` (ascending)."""
        around = range(int(rows[0]), int(rows[-1]) + 1) if len(rows) else range(0)
        keys = segment.terms.part(around)
        picked = [keys[row] for row in (rows - around.start).tolist()]
        return Bases(rows, [key.split(_SEPARATOR, 1)[0].decode() for key in picked])

    @staticmethod
    def of_length(segment: Segment, rows: range, shortest: int, longest: int) -> Bases:
        """The consecutive terms whose folded form has `shortest` to `longest` characters."""
        if not rows:
            return Bases(np.zeros(0, np.int64), [])
        keys = _text(segment, rows)
        # Characters before each byte: all bytes but those that continue one (UTF-8).
        before = np.append(0, np.cumsum((keys.text & 0xC0) != 0x80))
        characters = before[keys.ends] - before[keys.starts]
        kept = np.flatnonzero((characters >= shortest) & (characters <= longest))
        return Bases.of(segment, kept + rows.start)

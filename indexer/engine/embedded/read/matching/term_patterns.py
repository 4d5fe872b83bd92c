"""Matches patterns against all folded forms of a commit at once, as one byte array."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read.lexicon import Lexicon
from indexer.engine.wildcards import ANY_LETTERS, ONE_LETTER, fits_pattern, pattern_pieces


def fitting_forms(known: Lexicon, pattern: str) -> Ids:
    """The forms of the lexicon that fit a pattern."""
    pieces = pattern_pieces(pattern)
    found = _holding(known, pieces)
    if ONE_LETTER not in pattern:
        return found
    if ANY_LETTERS not in pattern:
        letters = sum(map(len, pieces)) + pattern.count(ONE_LETTER)
        found = found[known.characters[found] == letters]
    forms = known.forms(found)
    fits = np.fromiter((fits_pattern(form, pattern) for form in forms), bool, len(forms))
    fitting: Ids = found[fits]
    return fitting


def _holding(known: Lexicon, pieces: Sequence[str]) -> Ids:
    """The forms of the lexicon that are `pieces` with anything, or nothing, between them."""
    first, *middle, last = (piece.encode() for piece in pieces)
    within = known.with_prefix(first)
    found = np.arange(within.start, within.stop)
    if not len(found):
        return found
    at = known.starts[found] + len(first)
    text = known.text[: int(known.ends[found[-1]]) + 1]
    for piece in filter(None, middle):
        at, fits = _after(text, piece, at, known.ends[found])
        found, at = found[fits], at[fits]
    if last:
        fits = _ends_with(text, last, at, known.ends[found])
        found = found[fits]
    return found


def _after(text: NDArray[np.uint8], piece: bytes, at: Ids, ends: Ids) -> tuple[Ids, Mask]:
    """The end of the first `piece` from `at` on in each form, and whether there is one."""
    if not len(at):
        return at, np.zeros(0, bool)
    start = int(at[0])
    places = np.append(_places(text[start:], piece) + start, len(text))
    behind = places[np.searchsorted(places, at)] + len(piece)
    return behind, behind <= ends


def _places(text: NDArray[np.uint8], piece: bytes) -> Ids:
    """The positions of `piece` in the text, ascending."""
    found = np.flatnonzero(text[: max(len(text) - len(piece) + 1, 0)] == piece[0])
    for distance, byte in enumerate(piece[1:], 1):
        found = found[text[found + distance] == byte]
    return found


def _ends_with(text: NDArray[np.uint8], piece: bytes, at: Ids, ends: Ids) -> Mask:
    """Which forms end with `piece`, all of it from `at` on."""
    start = ends - len(piece)
    fits: Mask = start >= at
    for distance, byte in enumerate(piece):
        fits[fits] = text[start[fits] + distance] == byte
    return fits

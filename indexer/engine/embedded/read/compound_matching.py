"""What a word of a query may be in the text: itself, a compound, or the parts of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.engine.analysis import (
    HYPHEN,
    compound_prefix,
    fold,
    shares_stem,
    split_compound,
    unhyphenate,
)
from indexer.engine.embedded.format.schema import SEPARATOR, compound_marker, compound_parts
from indexer.engine.embedded.format.segment import Segment
from indexer.engine.embedded.read.term_matching import EXACT, FOLDED, STEMMED

Row = tuple[tuple[int, str], ...]
"""Folded forms, and marks of compounds, each with its distance from the first word."""

_SEPARATOR: Final = SEPARATOR.encode()


def row_width(row: Row) -> int:
    """How many words of the text a row is."""
    return row[-1][0] + 1


def exact_rows(segment: Segment, word: str) -> list[Row]:
    """What a word of a phrase is in one segment."""
    rows = [row for row, weight in compound_rows(segment, word).items() if weight >= FOLDED]
    return [((0, fold(unhyphenate(word))),), *rows]


def compound_rows(segment: Segment, word: str) -> dict[Row, float]:
    """The compounds of one segment that a word may be, and what an occurrence of each counts."""
    rows = {_hyphened(found): weight for found, weight in _compounds(segment, word)}
    if HYPHEN in word:
        apart = tuple(map(fold, split_compound(word)))
        rows.pop(_hyphened(apart), None)
        rows[tuple(enumerate(apart))] = EXACT
    return rows


def _compounds(segment: Segment, word: str) -> Iterator[tuple[tuple[str, ...], float]]:
    base = fold(unhyphenate(word))
    same = base.encode() + _SEPARATOR
    begin = compound_prefix(base).encode() or same
    table = segment.compounds
    for key in table.part(table.rows(begin)):
        if key.startswith(same):
            yield compound_parts(key), FOLDED
        elif shares_stem(base, key.split(_SEPARATOR)[0].decode()):
            yield compound_parts(key), STEMMED


def _hyphened(apart: tuple[str, ...]) -> Row:
    """The parts of a compound in the text, which is marked where it begins."""
    return ((0, compound_marker(len(apart))), *enumerate(apart))

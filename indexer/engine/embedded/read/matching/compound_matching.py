"""Compounds: how a word of a query may be written in the text, joined or in parts."""

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
from indexer.engine.embedded.read.weights import EXACT, FOLDED, STEMMED

Row = tuple[tuple[int, str], ...]
"""Folded forms and compound markers, each with its distance from the first word."""

_SEPARATOR: Final = SEPARATOR.encode()


def row_width(row: Row) -> int:
    """The length of a row in words of the text."""
    return row[-1][0] + 1


def is_compound_row(row: Row) -> bool:
    """Whether a row is of a compound in the text; others are as the reader typed them."""
    return row[0][1].startswith(HYPHEN)


def exact_rows(segment: Segment, word: str) -> list[Row]:
    """The rows that match a word of a phrase exactly, in one segment."""
    rows = [row for row, weight in compound_rows(segment, word).items() if weight >= FOLDED]
    return [((0, fold(unhyphenate(word))),), *rows]


def compound_rows(segment: Segment, word: str) -> dict[Row, float]:
    """The compounds of one segment that match a word, and the weight of each."""
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
    """The row of a hyphenated compound, which has a marker at its first part."""
    return ((0, compound_marker(len(apart))), *enumerate(apart))

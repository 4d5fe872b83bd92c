"""Readings: how a word of a query may be written in the text, in one word or several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.engine.analysis import ReadingsOf, fold, one_word_forms, parts_of
from indexer.engine.ast import WordGroup
from indexer.engine.cleaning import HYPHEN
from indexer.engine.embedded.format.schema import SEPARATOR, reading_marker, reading_words
from indexer.engine.embedded.format.segment import Segment
from indexer.engine.embedded.read.weights import EXACT, FOLDED, STEMMED

Row = tuple[tuple[int, str], ...]
"""Folded forms and markers of readings, each with its distance from the first word."""

_SEPARATOR: Final = SEPARATOR.encode()


def row_width(row: Row) -> int:
    """The length of a row in words of the text."""
    return row[-1][0] + 1


def is_reading_row(row: Row) -> bool:
    """Whether a row is of a reading of the text; others are as the reader typed them."""
    return row[0][1].startswith(HYPHEN)


def exact_rows(segment: Segment, word: str) -> list[Row]:
    """The rows that match a word of a phrase exactly, in one segment."""
    whole: list[Row] = [((0, base),) for base in dict.fromkeys(map(fold, one_word_forms(word)))]
    rows = [row for row, weight in reading_rows(segment, word).items() if weight >= FOLDED]
    return whole + rows


def reading_rows(segment: Segment, word: str) -> dict[Row, float]:
    """What matches a word in one segment beside terms: words that read as it, and its own parts
    side by side; with the weight of each.
    """
    rows: dict[Row, float] = {}
    for base in dict.fromkeys(map(fold, one_word_forms(word))):
        for words, weight in _readings(segment, base):
            row = _marked(words)
            rows[row] = max(weight, rows.get(row, 0))
    apart = tuple(map(fold, parts_of(word)))
    if len(apart) > 1:
        rows.pop(_marked(apart), None)
        rows[tuple(enumerate(apart))] = EXACT
    return rows


def group_readings(segment: Segment, group: WordGroup) -> dict[Row, float]:
    """The same for all words of a group, each row with the most that it counts as one of them."""
    rows: dict[Row, float] = {}
    for member in group.members:
        if member.word is not None:
            for row, weight in reading_rows(segment, member.word).items():
                rows[row] = max(weight * member.weight, rows.get(row, 0))
    return rows


def _readings(segment: Segment, base: str) -> Iterator[tuple[tuple[str, ...], float]]:
    same, related = base.encode() + _SEPARATOR, ReadingsOf(base)
    for key in segment.readings.starting(related.beginning.encode() or same):
        if key.startswith(same):
            yield reading_words(key), FOLDED
        elif related.include(key.split(_SEPARATOR)[0].decode()):
            yield reading_words(key), STEMMED


def _marked(words: tuple[str, ...]) -> Row:
    """The row of a reading's words, with its marker at the first."""
    return ((0, reading_marker(len(words))), *enumerate(words))

"""Finds the order in which the lines of a PDF page are read.

A file draws its text in any order: programs for books and magazines draw the boxes of a page as
they were made, others a whole page row by row. Where each line follows the one before, nothing is
looked at: of 2,822 pages 63 % are so. Else blocks are made of the lines and sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from indexer.extract.pdf.block_order import sort_blocks, stand_apart
from indexer.extract.pdf.column_gutters import split_lines
from indexer.extract.pdf.line_blocks import DividedLines, make_blocks
from indexer.extract.pdf.line_frames import Frame, straighten
from indexer.extract.pdf.line_labels import LineLabels, find_labels
from indexer.extract.pdf.order_faults import count_faults
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.pdf.spreads import divide_lines, find_fold
from indexer.extract.pdf.table_rows import MAX_CELL_CHARS, group_rows
from indexer.extract.pdf.tag_order import order_by_tags

_MAX_LINES: Final = 1_000
_MAX_BLOCKS: Final = 200
"""Each two blocks are compared (60: 1 ms). Pages with more stay as drawn: charts, tables, maps."""
_MAX_POINTS: Final = 1e6
_MIN_ROW_CHARS: Final = 12
_MIN_ROWS: Final = 3
"""Pairs of lines side by side, one drawn after the other, that may be of two columns."""
_SHORT_CHARS: Final = 4
_MIN_SHORT: Final = 2
"""Short lines with others below them, which may be bullets or numbers of other lines."""


def order_lines(characters: PageCharacters, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a page in reading order; a line over the gutter of two columns is two."""
    if not 1 < len(lines) <= _MAX_LINES:
        return lines
    parts = split_lines(characters, lines)
    fold = find_fold(characters, parts)
    is_divided = fold is not None or len(parts) > len(lines)
    if not (is_divided or _may_be_out_of_order(parts)) or not all(map(_has_place, parts)):
        return lines
    divided = parts if fold is None else divide_lines(characters, parts, fold)
    by_place = _order_by_place(characters, lines, divided, fold)
    return order_by_tags(characters, by_place or lines, fold)


def _order_by_place(
    characters: PageCharacters, lines: Sequence[Line], parts: Sequence[Line], fold: float | None
) -> Sequence[Line]:
    """The parts of lines as they stand on the page; empty if they are drawn in an order as good."""
    divided = DividedLines.of(lines, parts)
    frame = straighten(characters, parts, fold)
    drawn = range(len(parts))
    if frame.is_drawn_upwards():
        parts, frame, drawn = parts[::-1], frame.backwards(), drawn[::-1]
    rows = group_rows(frame.lines, characters.text)
    if len(rows) < len(parts):
        frame, drawn = frame.joined(rows), range(len(rows))
        joined = [parts[at] for row in rows for at in row]
    else:
        joined = []
    labels = find_labels(frame.lines, characters.text)
    faults = count_faults(drawn, frame, labels, characters.text)
    mixes_pages = frame.mixes_pages()
    order = _sorted(frame, labels, characters.text, divided) if faults or mixes_pages else []
    if not order:
        return joined
    if not mixes_pages and count_faults(order, frame, labels, characters.text) >= faults:
        return joined
    return [parts[at] for index in order for at in rows[index]]


def _has_place(line: Line) -> bool:
    """Whether a line has a place on a page: files can give it any numbers."""
    return (
        -_MAX_POINTS < line.left < _MAX_POINTS
        and -_MAX_POINTS < line.right < _MAX_POINTS
        and -_MAX_POINTS < line.bottom < _MAX_POINTS
        and -_MAX_POINTS < line.top < _MAX_POINTS
    )


def _may_be_out_of_order(lines: Sequence[Line]) -> bool:
    rows = short = 0
    for before, line in pairwise(lines):
        middle = (line.bottom + line.top) / 2
        if middle > before.top:
            shorter = min(before.end - before.start, line.end - line.start)
            if line.left < before.right or shorter <= MAX_CELL_CHARS:
                return True
        elif middle > before.bottom:
            if line.left < before.left:
                return True
            shorter = min(before.end - before.start, line.end - line.start)
            rows += line.left >= before.right and shorter >= _MIN_ROW_CHARS
        elif before.end - before.start <= _SHORT_CHARS:
            short += 1
    return rows >= _MIN_ROWS or short >= _MIN_SHORT


def _sorted(frame: Frame, labels: LineLabels, text: str, divided: DividedLines) -> list[int]:
    """The indexes of the lines in reading order; empty if there are too many blocks to tell."""
    straight = [n for n in range(len(frame.lines)) if n not in labels and n not in frame.turned]
    blocks = make_blocks(straight, frame.lines, text, divided)
    blocks += [stand_apart(index) for index in frame.turned if index not in labels]
    if len(blocks) > _MAX_BLOCKS:
        return []
    return labels.insert(
        [index for block in sort_blocks(blocks, frame.fold) for index in block.lines]
    )

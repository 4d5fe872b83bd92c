"""Counts where an order of the lines of a PDF page is not the one in which one would read on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from indexer.extract.pdf.line_blocks import goes_on
from indexer.extract.pdf.line_frames import Frame
from indexer.extract.pdf.line_labels import LineLabels
from indexer.extract.pdf.page_lines import Line

_NO_ROWS: Final[Mapping[int, int]] = MappingProxyType({})


def count_faults(
    order: Sequence[int],
    frame: Frame,
    labels: LineLabels,
    text: str,
    rows: Mapping[int, int] = _NO_ROWS,
) -> int:
    """How often a line is not where one would go on reading after the one before.

    `rows` has a number for the lines in a table; lines of one row have the same.
    """
    leaves = sum(
        _leaves_sentence(frame.lines[before], frame.lines[at], text)
        for before, at in _pairs(order, frame, labels)
        if before not in rows or rows[before] != rows.get(at)
    )
    return leaves + count_jumps(order, frame, labels)


def count_jumps(order: Sequence[int], frame: Frame, labels: LineLabels) -> int:
    """How often a line is above or beside the one before, but not to its right.

    Labels that are not beside their lines are counted too.
    """
    jumps = sum(
        _is_jump(frame.lines[before], frame.lines[at])
        for before, at in _pairs(order, frame, labels)
    )
    return jumps + labels.count_lost(order)


def _pairs(order: Sequence[int], frame: Frame, labels: LineLabels) -> pairwise[tuple[int, int]]:
    return pairwise(n for n in order if n not in frame.turned and n not in labels)


def _is_jump(before: Line, line: Line) -> bool:
    middle = (line.bottom + line.top) / 2
    if middle > before.top:
        return line.left < before.right
    return middle > before.bottom and line.left < before.left


def _leaves_sentence(before: Line, line: Line, text: str) -> bool:
    """Whether a line is to the right of one whose sentence goes on."""
    is_beside = before.bottom < (line.bottom + line.top) / 2 <= before.top
    return is_beside and line.left >= before.right and goes_on(before, text)

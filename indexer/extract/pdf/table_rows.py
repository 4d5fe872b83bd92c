"""Puts the cells of tables that a PDF page draws column by column into their rows.

A list in two or three columns looks alike, and is read down its columns. A table has a column of
figures, or at least three columns whose cells stand far apart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from indexer.extract.pdf.page_lines import Line
from indexer.extract.pdf.running_text import is_running_text

_MIN_CELLS: Final = 3
MAX_CELL_CHARS: Final = 40
_SAME_ROW: Final = 0.35
"""Between the middles of cells of a row, in heights of the lower one."""
_MIN_ALIGNED: Final = 0.8
"""Share of a column's cells that stand in a row with one of the first column."""
_MIN_FIGURES: Final = 0.6
"""Share of a column's cells, without its head, that are figures."""
_PADDED_PITCH: Final = 1.4
"""From one row to the next in tables without figures, in heights of a line."""
_MIN_PADDED_COLUMNS: Final = 3
# 128, 1.204, 12,5 %, $ 300, 3/4, 2013-2014, 07/06/2015, —, n/d
_FIGURE: Final = re.compile(
    r"[~≈<>+±$€£-]?\s?(?:[A-Z]{1,3}\$\s?)?\d[\d.,:/ –-]*\s?(?:%|‰|º|°|[A-Za-zµ²³/]{1,3}\.?)?"
    r"|[-–—*]|[nNsS]\.?\s?/?\s?[dDaA]\.?"
)


def group_rows(lines: Sequence[Line], text: str) -> Sequence[Sequence[int]]:
    """The indexes of lines in drawn order: those of each row of a table together, others alone."""
    alone = [(at,) for at in range(len(lines))]
    runs = _runs(lines)
    found: list[Sequence[int]] = []
    at = done = 0
    while at < len(runs) - 1:
        columns = _columns(runs[at:], lines)
        if len(columns) > 1 and _is_table(columns, lines, text):
            found += [*alone[done : columns[0].start], *_rows(columns, lines)]
            done = columns[-1].stop
        at += max(1, len(columns) - 1)
    return [*found, *alone[done:]]


def _runs(lines: Sequence[Line]) -> list[range]:
    """The lines in runs that are drawn down the page."""
    starts = [
        at for at, (before, line) in enumerate(pairwise(lines), 1) if _middle(line) > before.top
    ]
    return [range(*pair) for pair in pairwise([0, *starts, len(lines)])]


def _columns(runs: Sequence[range], lines: Sequence[Line]) -> list[range]:
    """The columns of a table that begins in the first of these runs, if there is one.

    What is drawn above a table is in the run of its first column, what is drawn below it in that
    of its last one.
    """
    top = lines[runs[1].start].top
    first = next((at for at in runs[0] if _middle(lines[at]) <= top), runs[0].stop)
    columns = [range(first, runs[0].stop)]
    if not _are_cells(columns[0], lines):
        return columns
    for run in runs[1:]:
        right = max(lines[at].right for at in columns[-1])
        end = next((at for at in run if lines[at].left < right), run.stop)
        column = range(run.start, end)
        if not _are_cells(column, lines) or not _is_in_rows(column, columns[0], lines):
            break
        columns.append(column)
        if end < run.stop:
            break
    return columns


def _are_cells(column: range, lines: Sequence[Line]) -> bool:
    return len(column) >= _MIN_CELLS and all(
        lines[at].end - lines[at].start <= MAX_CELL_CHARS for at in column
    )


def _is_in_rows(column: range, other: range, lines: Sequence[Line]) -> bool:
    """Whether the lines of two columns stand at the same heights, as far as both have any."""
    heights = [_middle(lines[at]) for at in other]
    aligned = sum(
        any(abs(_middle(lines[at]) - height) <= _SAME_ROW * lines[at].height for height in heights)
        for at in column
    )
    fewer = min(len(column), len(other))
    return aligned >= max(_MIN_CELLS, _MIN_ALIGNED * fewer)


def _is_table(columns: Sequence[range], lines: Sequence[Line], text: str) -> bool:
    cells = [[text[lines[at].start : lines[at].end] for at in column] for column in columns]
    if any(_are_figures(column) for column in cells):
        return True
    if len(columns) < _MIN_PADDED_COLUMNS or any(map(is_running_text, cells)):
        return False
    return len({len(column) for column in columns}) == 1 and all(
        _middle(before) - _middle(line) >= _PADDED_PITCH * line.height
        for column in columns
        for before, line in pairwise(lines[column.start : column.stop])
    )


def _are_figures(cells: Sequence[str]) -> bool:
    """Whether the cells of a column are figures, but for its head."""
    return sum(bool(_FIGURE.fullmatch(cell)) for cell in cells) >= _MIN_FIGURES * len(cells)


def _rows(columns: Sequence[range], lines: Sequence[Line]) -> list[Sequence[int]]:
    """The lines of a table by row.

    A row begins where at least two columns have a line; what one column alone has lower down is the
    rest of its cell.
    """
    tops = _row_tops(columns, lines)
    rows: list[list[int]] = [[] for _ in range(len(tops) + 1)]
    for at in (at for column in columns for at in column):
        rows[sum(_middle(lines[at]) <= top for top in tops)].append(at)
    return [row for row in rows if row]


def _row_tops(columns: Sequence[range], lines: Sequence[Line]) -> list[float]:
    """The height from which down each row has the middles of its lines."""
    cells = sorted(
        (-_middle(lines[at]), number) for number, column in enumerate(columns) for at in column
    )
    tolerance = _SAME_ROW * min(lines[at].height for column in columns for at in column)
    tops: list[float] = []
    owners: set[int] = set()
    start = -math.inf
    for depth, number in cells:
        if depth - start > tolerance:
            start, owners = depth, set()
        owners.add(number)
        if len(owners) == 2:
            tops.append(tolerance - start)
    return tops


def _middle(line: Line) -> float:
    return (line.bottom + line.top) / 2

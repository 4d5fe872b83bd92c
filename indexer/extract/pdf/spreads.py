"""Recognises spreads: landscape PDF pages that show two pages of a book side by side.

Slides and landscape tables look alike. The type of slides is large for the page; tables have cells
on both sides of the middle in row after row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Final

from indexer.extract.pdf.line_gaps import LineGap, find_wide_gaps
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.pdf.running_text import is_running_text

_MIN_RATIO: Final = 1.2
"""Width of a spread in its heights; two pages of a leaflet are narrower, but not landscape."""
_MAX_HEIGHT: Final = 0.03
"""Height of most lines in that of the page: .02 in 11 points on A4, in slides .04 and more."""
_MARGIN: Final = 0.015
"""Share of the width that is blank on each side of the fold."""
_MIN_LINES: Final = 3
"""Lines of running text on each side."""
_MAX_ACROSS: Final = 3
"""Lines over the fold: a title, a caption."""
_MAX_DIVIDED: Final = 3
"""Lines with words of both pages, such as headings at one height; more are rows of a table."""
_MIN_ROW_LINES: Final = 2
_MIN_ROWS: Final = 2
"""Cells on the left followed by cells on the right, again and again, are rows of a table."""


def find_fold(characters: PageCharacters, lines: Sequence[Line]) -> float | None:
    """Where the two pages of a spread meet, in points from the left; None on other pages."""
    left, bottom, right, top = characters.sheet()
    width, height = right - left, top - bottom
    if width < _MIN_RATIO * height or len(lines) < 2 * _MIN_LINES:
        return None
    if _usual_height(lines) > _MAX_HEIGHT * height:
        return None
    fold = (left + right) / 2
    parts = divide_lines(characters, lines, fold)
    margin = _MARGIN * width
    sides = [_side(line, fold, margin) for line in parts]
    is_spread = (
        sides.count(0) <= _MAX_ACROSS
        and len(parts) - len(lines) <= _MAX_DIVIDED
        and all(_has_text(parts, sides, side, characters.text) for side in (-1, 1))
        and _count_rows(parts, sides) < _MIN_ROWS
    )
    return fold if is_spread else None


def divide_lines(characters: PageCharacters, lines: Sequence[Line], fold: float) -> list[Line]:
    """The lines of a spread; what PDFium takes for one line of both pages is two."""
    over = [line for line in lines if line.left < fold < line.right]
    found = find_wide_gaps(characters, [(line, line.start, line.end) for line in over])
    gaps: dict[Line, LineGap] = {}
    for line, own in zip(over, found, strict=True):
        gaps.update((line, gap) for gap in own if gap.left <= fold <= gap.right)
    parts: list[Line] = []
    for line in lines:
        if gap := gaps.get(line):
            parts.append(replace(line, end=gap.start, right=gap.left, is_broken=False))
            line = replace(line, start=gap.end, left=gap.right)
        parts.append(line)
    return parts


def _usual_height(lines: Sequence[Line]) -> float:
    """The height of the lines that most characters are in."""
    total = sum(line.end - line.start for line in lines)
    passed = 0
    for line in sorted(lines, key=lambda line: line.height):
        passed += line.end - line.start
        if 2 * passed >= total:
            return line.height
    return 0.0


def _side(line: Line, fold: float, margin: float) -> int:
    """-1 for a line of the left page, 1 for one of the right page, 0 for one over the fold."""
    if line.right <= fold - margin:
        return -1
    return 1 if line.left >= fold + margin else 0


def _has_text(lines: Sequence[Line], sides: Sequence[int], side: int, text: str) -> bool:
    own = [text[line.start : line.end] for line, at in zip(lines, sides, strict=True) if at == side]
    return len(own) >= _MIN_LINES and is_running_text(own)


def _count_rows(lines: Sequence[Line], sides: Sequence[int]) -> int:
    """How often lines of the left page and then of the right one follow below all before them."""
    rows = 0
    floor = float("inf")
    bands = list(_bands(lines, sides))
    for (left, left_band), (right, right_band) in pairwise(bands):
        is_pair = (left, right) == (-1, 1) and len(left_band) >= _MIN_ROW_LINES <= len(right_band)
        if is_pair and max(line.baseline for line in (*left_band, *right_band)) < floor:
            rows += 1
            floor = min(line.baseline for line in (*left_band, *right_band))
    return rows


def _bands(lines: Sequence[Line], sides: Sequence[int]) -> Iterator[tuple[int, list[Line]]]:
    """Lines of one side that are drawn one after the other."""
    for side, band in groupby(zip(sides, lines, strict=True), lambda pair: pair[0]):
        yield side, [line for _, line in band]

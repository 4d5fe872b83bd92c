"""Finds wide gaps in the lines of a PDF page, and cuts lines at them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.pdf.upright_page import UprightPage

_MIN_GAP: Final = 0.8
"""In heights of the line. Blanks of justified text are seldom wider than .7 (measured)."""
_BLANKS: Final = re.compile(" +")
_HYPHENS: Final = ("-", "\u2010", "\u00ad")


@dataclass(frozen=True, slots=True)
class LineGap:
    """Blanks of a line, from `left` to `right`: characters `start` to `end`."""

    start: int
    end: int
    left: float
    right: float


def find_wide_gaps(
    characters: PageCharacters | UprightPage, ranges: Sequence[tuple[Line, int, int]]
) -> list[list[LineGap]]:
    """The wide gaps of parts of lines, which are given by their start and end."""
    text = characters.text
    blanks: list[tuple[int, int]] = []
    owners: list[int] = []
    for number, (_, start, end) in enumerate(ranges):
        found = [blank.span() for blank in _BLANKS.finditer(text, start + 1, end - 1)]
        blanks += found
        owners += [number] * len(found)
    boxes = characters.font_boxes([*(start - 1 for start, _ in blanks), *(e for _, e in blanks)])
    left, right = boxes[: len(blanks), 2], boxes[len(blanks) :, 0]
    heights = np.array([line.height for line, _, _ in ranges])
    gaps: list[list[LineGap]] = [[] for _ in ranges]
    for place in np.flatnonzero(right - left >= _MIN_GAP * heights[owners]).tolist():
        gap = LineGap(*blanks[place], float(left[place]), float(right[place]))
        gaps[owners[place]].append(gap)
    return gaps


def cut_line(line: Line, gaps: Sequence[LineGap], text: str) -> Iterator[Line]:
    """The parts of a line between gaps."""
    rest = line
    for gap in sorted(gaps, key=lambda gap: gap.left):
        yield _closed(replace(rest, end=gap.start, right=gap.left, is_broken=False), text)
        rest = replace(rest, start=gap.end, left=gap.right)
    yield rest


def _closed(part: Line, text: str) -> Line:
    """The part of a line without the hyphen of its broken word."""
    if text[part.end - 1] in _HYPHENS and text[part.end - 2].isalpha():
        return replace(part, end=part.end - 1, is_broken=True)
    return part

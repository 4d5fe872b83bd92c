"""Finds notes in the margin of a PDF page, which PDFium takes for the ends of lines beside them.

Text that is justified has an edge at which most of its lines end. What goes on behind it, after a
gap, is no part of the line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from indexer.extract.pdf.line_gaps import LineGap, find_wide_gaps
from indexer.extract.pdf.page_lines import Line
from indexer.extract.pdf.upright_page import UprightPage

_MIN_CHARS: Final = 24
"""Of a line of text, with or without a note."""
_MIN_LINES: Final = 4
_MIN_SHARE: Final = 0.3
"""Of the lines of text that end at the edge."""
_MIN_LETTERS: Final = 2
"""Of a note's line; behind the edge may also stand the number of a line or a formula."""
# In heights of the line.
_MIN_WIDTH: Final = 2.0  # of a note
_MAX_STEP: Final = 0.5  # from the edge to the gap


def find_margin_gaps(page: UprightPage) -> dict[Line, list[LineGap]]:
    """The gap between text and note of each line that has both."""
    long = [line for line in page.lines if line.end - line.start >= _MIN_CHARS]
    if len(long) <= _MIN_LINES:
        return {}
    edge, count = Counter(round(line.right) for line in long).most_common(1)[0]
    if count < max(_MIN_LINES, _MIN_SHARE * len(long)):
        return {}
    over = [
        line for line in long if line.left < edge < line.right - _MIN_WIDTH * max(line.height, 1)
    ]
    return dict(_gaps(page, over, edge)) if over else {}


def _gaps(
    page: UprightPage, lines: list[Line], edge: float
) -> Iterator[tuple[Line, list[LineGap]]]:
    found = find_wide_gaps(page, [(line, line.start, line.end) for line in lines])
    for line, gaps in zip(lines, found, strict=True):
        for gap in gaps:
            letters = sum(map(str.isalpha, page.text[gap.end : line.end]))
            if abs(gap.left - edge) <= _MAX_STEP * line.height and letters >= _MIN_LETTERS:
                yield line, [gap]
                break

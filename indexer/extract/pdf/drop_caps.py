"""Joins drop caps of a PDF page to the first line of their paragraph.

A drop cap is a line of its own for PDFium: "M" beside "archamos desde el amanecer". Whether it is a
word ("A ella le dijeron") is decided by the words of the document: DROP_CAP stands between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from indexer.extract.geometry import Box
from indexer.extract.pdf.line_edits import Edit
from indexer.extract.pdf.page_lines import Line
from indexer.extract.pdf.upright_page import UprightPage
from indexer.extract.repairs.drop_cap_words import DROP_CAP

_CAP: Final = re.compile(r"[«“\"'‘¿¡(—–]{0,2}\s?(?P<letter>[^\W\d_])['’]?")
_MAX_CAP_CHARS: Final = 5
_MAX_CAPS: Final = 20
"""A page with more lines of one letter is a list of letters."""
# A cap that stands on the first line itself, with the blank that PDFium puts behind it.
_CAP_IN_LINE: Final = re.compile(r"([«“\"'‘¿¡(—–]{0,2}[A-ZÀ-Þ]) (?=[^\W\d_])")
# After a drop cap a word goes on in small letters, or in capitals; an entry of a list does not.
_REST: Final = re.compile(r"[^\W\d_A-ZÀ-Þ]|[A-ZÀ-Þ]{2}|[A-ZÀ-Þ] ")
_MIN_CAP: Final = 1.6
"""In heights of the first line."""
_MAX_GAP: Final = 0.35
"""Between cap and first line, in heights of the cap."""
_MAX_TOP_STEP: Final = 0.6
"""Between the tops of both, in heights of the first line."""
_MAX_BASELINE_STEP: Final = 0.15
_PITCHES: Final = (0.7, 2.0)
"""From the first line to the second one, in heights of a line."""


def set_drop_caps(page: UprightPage, lines: Sequence[Line]) -> tuple[list[Edit], list[Line]]:
    """The edits that put drop caps before their first lines, and the lines without them."""
    edits, caps = [], set()
    places = list(_cap_places(page.text, lines))
    for place in places if len(places) <= _MAX_CAPS else ():
        cap = lines[place]
        if first := _first_line(page, cap, lines):
            words = page.text[cap.start : cap.end].replace(" ", "")
            edits.append(Edit(first.start, first.start, words + DROP_CAP))
            caps.add(place)
    edits += _caps_in_lines(page, lines)
    return edits, [line for place, line in enumerate(lines) if place not in caps]


def _cap_places(text: str, lines: Sequence[Line]) -> Iterator[int]:
    """The indexes of lines that are one letter."""
    for place, line in enumerate(lines):
        if line.end - line.start <= _MAX_CAP_CHARS:
            found = _CAP.fullmatch(text, line.start, line.end)
            if found and found["letter"].isupper():
                yield place


def _first_line(page: UprightPage, cap: Line, lines: Sequence[Line]) -> Line | None:
    """The highest line of the paragraph beside a drop cap."""
    beside = [line for line in lines if _is_beside(page.text, cap, line)]
    if not beside:
        return None
    shape = page.boxes([cap.end - 1]).tolist()[0]
    highest = max(beside, key=lambda line: line.baseline)
    above = [line for line in lines if _is_under_cap(page.text, cap, line, highest)]
    return next((line for line in (*above, highest) if _fits(shape, cap, line)), None)


def _is_under_cap(text: str, cap: Line, line: Line, second: Line) -> bool:
    """Whether the line is the one above the second one and begins at the cap, not beside it.

    WeasyPrint draws the first line over a cap that floats.
    """
    pitch = (line.baseline - second.baseline) / second.height
    is_same = abs(line.height - second.height) <= _MAX_BASELINE_STEP * second.height
    is_above = is_same and _PITCHES[0] <= pitch <= _PITCHES[1]
    begins = cap.left - second.height <= line.left < cap.right
    return is_above and begins and bool(_REST.match(text, line.start, line.end))


def _is_beside(text: str, cap: Line, line: Line) -> bool:
    is_smaller = 0 < line.height * _MIN_CAP <= cap.height
    gap = line.left - cap.right
    is_near = -_MAX_GAP * cap.height <= gap <= _MAX_GAP * cap.height
    overlaps = cap.bottom <= line.baseline <= cap.top
    return is_smaller and is_near and overlaps and bool(_REST.match(text, line.start, line.end))


def _fits(shape: Box, cap: Line, first: Line) -> bool:
    """Whether the cap hangs from the top of the line, or stands on its baseline."""
    step = abs(cap.baseline - first.baseline)
    hangs = abs(shape[3] - first.top) <= _MAX_TOP_STEP * first.height
    return hangs or step <= _MAX_BASELINE_STEP * first.height


def _caps_in_lines(page: UprightPage, lines: Sequence[Line]) -> list[Edit]:
    found = [
        match for line in lines if (match := _CAP_IN_LINE.match(page.text, line.start, line.end))
    ]
    if not found:
        return []
    heights = _heights(page, [match.end(1) - 1 for match in found])
    following = _heights(page, [match.end() for match in found])
    return [
        Edit(match.end(1), match.end(), DROP_CAP)
        for match, height, other in zip(found, heights, following, strict=True)
        if 0 < other * _MIN_CAP <= height and _REST.match(page.text, match.end())
    ]


def _heights(page: UprightPage, indexes: Sequence[int]) -> list[float]:
    boxes = page.font_boxes(indexes)
    heights: list[float] = (boxes[:, 3] - boxes[:, 1]).tolist()
    return heights

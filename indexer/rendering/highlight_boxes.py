"""Rectangles over the matches of a passage on its page, one a line of text.

Pure functions; `text_alignment` finds the page's characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from indexer.extract.render.placed_text import FULL_SCALE, places
from indexer.extract.render.rendered import PageGeometry
from indexer.rendering.text_alignment import Alignment, fold_text

_MAX_BOXES: Final = 2_000
"""Matches, and rectangles, on a page; the rest is not highlighted."""
_MAX_GAP: Final = 2.0
"""Between two letters of a line, in heights of a letter: blanks of justified lines are wide."""
_MIN_OVERLAP: Final = 0.5
_MAX_LINE_HEIGHT: Final = 1.6
"""Of a line, in heights of its letters; letters of a slanting line are highlighted one by one."""
_CONTEXT_CHARS: Final = 8
"""Characters on each side of a match that show in which direction its line runs."""

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class HighlightBox:
    """A rectangle on a page, in points from the top left corner of the visible part.

    `match` is the number, from 0, of its match; a match that continues on another line has several
    rectangles.
    """

    match: int
    left: float
    top: float
    right: float
    bottom: float


def highlight_boxes(
    text: str, matches: Sequence[tuple[int, int]], geometry: PageGeometry
) -> tuple[HighlightBox, ...]:
    """Rectangles over the matches, which are (start, end) in the passage's `text`.

    A match that cannot be found on the page has none.
    """
    if not matches or not geometry.text.text:
        return ()
    alignment = Alignment(fold_text(text), fold_text(geometry.text.text))
    page = _PageBoxes(geometry)
    found: list[HighlightBox] = []
    for number, (start, end) in enumerate(matches[:_MAX_BOXES]):
        found += (
            HighlightBox(number, *box) for box in page.lines(alignment.page_indexes(start, end))
        )
        if len(found) > _MAX_BOXES:
            break
    return tuple(found[:_MAX_BOXES])


class _PageBoxes:
    """The boxes of a page's characters, in points."""

    def __init__(self, geometry: PageGeometry) -> None:
        across, down = geometry.width / FULL_SCALE, geometry.height / FULL_SCALE
        boxes = (places(geometry.text) * (across, down, across, down)).tolist()
        # Their order is not certain: they come from a process that read a foreign file.
        self._boxes: list[_Box] = [
            (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            for left, top, right, bottom in boxes
        ]

    def lines(self, characters: Sequence[int]) -> Iterator[_Box]:
        """The boxes of the characters, merged along their lines."""
        if not characters:
            return
        is_vertical = self._is_vertical(characters)
        boxes = (self._boxes[character] for character in characters)
        for box in _merge(map(_transpose, boxes) if is_vertical else boxes):
            yield _transpose(box) if is_vertical else box

    def _is_vertical(self, characters: Sequence[int]) -> bool:
        """Whether the line runs down the page."""
        first = max(0, characters[0] - _CONTEXT_CHARS)
        near = self._boxes[first : characters[-1] + _CONTEXT_CHARS + 1]
        distances = [_distance(*pair) for pair in pairwise(near)]
        return sum(down > across for across, down in distances) * 2 > len(distances)


def _distance(first: _Box, second: _Box) -> tuple[float, float]:
    """Twice the distance of the boxes' centres, across and down."""
    across = abs(first[0] + first[2] - second[0] - second[2])
    return across, abs(first[1] + first[3] - second[1] - second[3])


def _transpose(box: _Box) -> _Box:
    left, top, right, bottom = box
    return top, left, bottom, right


def _merge(boxes: Iterator[_Box]) -> Iterator[_Box]:
    """Merge the boxes of letters that follow each other in one line."""
    line = last = next(boxes)
    for box in boxes:
        union = _union(line, box)
        if _continues(last, box, union):
            line = union
        else:
            yield line
            line = box
        last = box
    yield line


def _continues(last: _Box, box: _Box, union: _Box) -> bool:
    """Whether `box` follows `last` in a horizontal line; `union` is the line with it."""
    overlap = min(last[3], box[3]) - max(last[1], box[1])
    lower, higher = sorted((last[3] - last[1], box[3] - box[1]))
    gap = max(box[0] - last[2], last[0] - box[2])
    is_beside = overlap >= _MIN_OVERLAP * lower and gap <= _MAX_GAP * higher
    return is_beside and union[3] - union[1] <= _MAX_LINE_HEIGHT * higher


def _union(first: _Box, second: _Box) -> _Box:
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )

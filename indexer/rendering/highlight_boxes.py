"""Where on a page the matches in its passage stand: rectangles, one a line of text.

Pure functions; `lettering` knows which characters of the page are meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from indexer.extract.render.placed_text import WHOLE, places
from indexer.extract.render.rendered import PageGeometry
from indexer.rendering.text_alignment import Alignment, letters

_MOST: Final = 2_000
"""Matches and rectangles of a page: more mark nothing any more."""
_APART: Final = 2.0
"""Heights of a letter that may be between two letters of a line: blanks of justified lines."""
_OVERLAP: Final = 0.5
_TALLER: Final = 1.6
"""How much higher than its letters a line may be: letters of a slanting line are marked singly."""
_AROUND: Final = 8
"""Characters on each side of a match by which it is told which way its line runs."""

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class HighlightBox:
    """A rectangle on a page, in points from the top left corner of what is shown.

    `match` is the number, from 0, of the match that it belongs to: one has several where it goes
    on in another line.
    """

    match: int
    left: float
    top: float
    right: float
    bottom: float


def highlight_boxes(
    text: str, matches: Sequence[tuple[int, int]], layout: PageGeometry
) -> tuple[HighlightBox, ...]:
    """Where the matches, (start, end) in the passage's `text`, stand on the page.

    A match that is not on the page (or of which that is not known) has no rectangle.
    """
    if not matches or not layout.text.text:
        return ()
    alignment = Alignment(letters(text), letters(layout.text.text))
    page = _Page(layout)
    found: list[HighlightBox] = []
    for number, (start, end) in enumerate(matches[:_MOST]):
        found += (
            HighlightBox(number, *box) for box in page.lines(alignment.characters(start, end))
        )
        if len(found) > _MOST:
            break
    return tuple(found[:_MOST])


class _Page:
    """The boxes of a page's characters, in points."""

    def __init__(self, layout: PageGeometry) -> None:
        across, down = layout.width / WHOLE, layout.height / WHOLE
        boxes = (places(layout.text) * (across, down, across, down)).tolist()
        # They come from a process that was near a foreign file.
        self._boxes: list[_Box] = [
            (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            for left, top, right, bottom in boxes
        ]

    def lines(self, characters: Sequence[int]) -> Iterator[_Box]:
        """The boxes of the characters, joined along their lines."""
        if not characters:
            return
        turned = self._runs_down(characters)
        boxes = (self._boxes[character] for character in characters)
        for box in _joined(map(_turned, boxes) if turned else boxes):
            yield _turned(box) if turned else box

    def _runs_down(self, characters: Sequence[int]) -> bool:
        """Whether the line is a vertical one."""
        first = max(0, characters[0] - _AROUND)
        near = self._boxes[first : characters[-1] + _AROUND + 1]
        steps = [_step(*pair) for pair in pairwise(near)]
        return sum(down > across for across, down in steps) * 2 > len(steps)


def _step(first: _Box, second: _Box) -> tuple[float, float]:
    """How far it is from one box to the other, across and down."""
    across = abs(first[0] + first[2] - second[0] - second[2])
    return across, abs(first[1] + first[3] - second[1] - second[3])


def _turned(box: _Box) -> _Box:
    left, top, right, bottom = box
    return top, left, bottom, right


def _joined(boxes: Iterator[_Box]) -> Iterator[_Box]:
    """The boxes of letters joined to those of lines, as long as one line goes on."""
    line = last = next(boxes)
    for box in boxes:
        whole = _around(line, box)
        if _goes_on(last, box, whole):
            line = whole
        else:
            yield line
            line = box
        last = box
    yield line


def _goes_on(last: _Box, box: _Box, whole: _Box) -> bool:
    """Whether `box` is what follows `last` in a horizontal line, which is `whole` with it."""
    overlap = min(last[3], box[3]) - max(last[1], box[1])
    lower, higher = sorted((last[3] - last[1], box[3] - box[1]))
    gap = max(box[0] - last[2], last[0] - box[2])
    is_beside = overlap >= _OVERLAP * lower and gap <= _APART * higher
    return is_beside and whole[3] - whole[1] <= _TALLER * higher


def _around(first: _Box, second: _Box) -> _Box:
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )

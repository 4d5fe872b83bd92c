"""Where on a page the matches in its passage stand: rectangles, one a line of text.

Pure functions; `lettering` knows which characters of the page are meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from indexer.extract.page_view import Layout
from indexer.extract.placed import WHOLE, places
from indexer.views.lettering import Alignment, letters

_MOST: Final = 2_000
"""Rectangles of a page: more mark nothing any more."""
_APART: Final = 2.0
"""Heights of a letter that may be between two letters of a line: blanks of justified lines."""
_OVERLAP: Final = 0.5
_TALLER: Final = 1.6
"""How much higher than its letters a line may be: letters of a slanting line are marked singly."""
_AROUND: Final = 8
"""Characters on each side of a match by which it is told which way its line runs."""

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page, in points from the top left corner of what is shown.

    `match` is the number, from 0, of the match that it belongs to: one has several where it goes
    on in another line.
    """

    match: int
    left: float
    top: float
    right: float
    bottom: float


def placed(text: str, matches: Sequence[tuple[int, int]], layout: Layout) -> tuple[Place, ...]:
    """Where the matches, (start, end) in the passage's `text`, stand on the page.

    A match that is not on the page (or of which that is not known) has no rectangle.
    """
    if not matches or not layout.text.text:
        return ()
    alignment = Alignment(letters(text), letters(layout.text.text))
    page = _Page(layout)
    found: list[Place] = []
    for number, (start, end) in enumerate(matches):
        found += (Place(number, *box) for box in page.lines(alignment.characters(start, end)))
        if len(found) > _MOST:
            break
    return tuple(found[:_MOST])


class _Page:
    """The boxes of a page's characters, in points."""

    def __init__(self, layout: Layout) -> None:
        across, down = layout.width / WHOLE, layout.height / WHOLE
        boxes = places(layout.text) * (across, down, across, down)
        self._boxes: list[_Box] = [(a, b, c, d) for a, b, c, d in boxes.tolist()]

    def lines(self, characters: Sequence[int]) -> Iterator[_Box]:
        """The boxes of the characters, joined along their lines."""
        if not characters:
            return
        turned = self._runs_down(characters)
        run: list[_Box] = []
        for character in characters:
            box = self._boxes[character]
            box = _turned(box) if turned else box
            if run and not _goes_on(run, box):
                yield _around(run, turned=turned)
                run = []
            run.append(box)
        yield _around(run, turned=turned)

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


def _goes_on(run: Sequence[_Box], box: _Box) -> bool:
    """Whether `box` is the next one in the horizontal line of `run`."""
    left, top, right, bottom = run[-1]
    height = max(bottom - top, box[3] - box[1])
    overlap = min(bottom, box[3]) - max(top, box[1])
    if overlap < _OVERLAP * min(bottom - top, box[3] - box[1]):
        return False
    gap = max(box[0] - right, left - box[2])
    lowest = max(box[3], *(b[3] for b in run)) if len(run) > 1 else max(box[3], bottom)
    highest = min(box[1], *(b[1] for b in run)) if len(run) > 1 else min(box[1], top)
    return gap <= _APART * height and lowest - highest <= _TALLER * height


def _around(run: Sequence[_Box], *, turned: bool) -> _Box:
    box = (
        min(b[0] for b in run),
        min(b[1] for b in run),
        max(b[2] for b in run),
        max(b[3] for b in run),
    )
    return _turned(box) if turned else box

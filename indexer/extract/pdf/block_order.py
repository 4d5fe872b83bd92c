"""Sorts the blocks of a PDF page into reading order.

What is drawn before another block stays before it, unless the page contradicts: a block that stands
above another one in its column is read before it, and a column that was drawn after the one to its
right, or in turns with it, is read before that. These are the relations of Breuel ("High
performance document layout analysis", 2003) as corrections of the drawn order: where order is a
matter of taste, as in tables and boxes, the file's author has chosen one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np
import numpy.typing as npt

_APART: Final = 0.1
"""Share of the narrower block up to which two blocks may overlap and stand beside each other."""
_BESIDE: Final = 0.5
"""Share of the lower block that overlaps with its neighbour where they stand side by side."""
_SAME_COLUMN: Final = 0.8
"""Share of the narrower block that overlaps with the other one in the same column."""
_HEADING_HEIGHT: Final = 1.4
"""Height of the lines of a heading, in those of its text."""
_HEADING_LINES: Final = 4
_LIKE_WIDTH: Final = 0.5
"""Width of a column of the text in that of its neighbour; what is narrower stands in the margin."""
_FEW: Final = 3
"""So many times more lines are not moved before a block that was drawn first."""
_RUNNING_LINES: Final = 2
_RUNNING_HEIGHT: Final = 1.1
"""Of a running head, in the median of the page's blocks; titles are higher."""
_NUMBER_WIDTH: Final = 4
"""Width of a page's number at most, in its heights."""
_MAX_ABOVE_TITLE: Final = 0.15
"""Share of a spread's lines that may stand above a title over both pages."""
_MIN_SIDE: Final = 0.1  # points; keeps shares finite

_Relation = npt.NDArray[np.bool_]
_Truths = npt.NDArray[np.bool_]
_Lengths = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Lines that follow each other, by their indexes in drawn order, and the box around them.

    `height` is that of a line. The box of a block that stands apart from all others is NaN.
    """

    lines: tuple[int, ...]
    left: float
    right: float
    bottom: float
    top: float
    height: float

    @property
    def first(self) -> int:
        """The line that is drawn first."""
        return min(self.lines)

    @property
    def last(self) -> int:
        """The line that is drawn last."""
        return max(self.lines)


def stand_apart(index: int) -> LineBlock:
    """The block of a line that is related to no other, such as a turned label."""
    return LineBlock((index,), *[math.nan] * 5)


def sort_blocks(blocks: Sequence[LineBlock], fold: float | None = None) -> list[LineBlock]:
    """The blocks in reading order; the two pages of a spread meet at `fold`."""
    relations = _Relations(sorted(blocks, key=lambda block: block.first), fold)
    before = relations.before()
    return [relations.drawn[index] for index in _sorted(before, relations.starts(before))]


class _Relations:
    """How the blocks of a page stand to each other: [a, b] of a relation says "a to b"."""

    def __init__(self, drawn: Sequence[LineBlock], fold: float | None) -> None:
        self.drawn = drawn
        self._fold = fold
        self._left = np.array([block.left for block in drawn])
        self._right = np.array([block.right for block in drawn])
        self._bottom = np.array([block.bottom for block in drawn])
        self._top = np.array([block.top for block in drawn])
        self._middle = (self._bottom + self._top) / 2
        self._lines = np.array([len(block.lines) for block in drawn])
        self._first = np.array([block.first for block in drawn])
        self._last = np.array([block.last for block in drawn])
        self._is_later = self._first[:, None] > self._first
        self._width = np.maximum(self._right - self._left, _MIN_SIDE)
        self._across = _overlaps(self._left, self._right) / np.minimum.outer(
            self._width, self._width
        )
        height = np.maximum(self._top - self._bottom, _MIN_SIDE)
        self._down = _overlaps(self._bottom, self._top) / np.minimum.outer(height, height)

    def before(self) -> _Relation:
        """Which block must be read before which."""
        above: _Relation = (self._across > _APART) & (self._down < _BESIDE)
        above &= self._middle[:, None] > self._middle
        if (self._is_later & (self._across <= _APART)).any():
            must = _closure(above, np.argsort(self._middle, kind="stable").tolist())
            above |= self._preferences() & ~must & ~must.T
        return above if self._fold is None else self._by_page(above, self._fold)

    def starts(self, before: _Relation) -> _Lengths:
        """When each block is drawn, but running heads first and feet last."""
        starts = self._first.astype(float)
        later = before & self._is_later
        missing = later.T.astype(int) @ self._lines
        # What would pull most of the page before it waits instead, and so does what follows it.
        waits = missing >= _FEW * (self._lines + before.astype(int) @ self._lines)
        for index in np.argsort(self._middle, kind="stable").tolist():
            waits[index] &= waits[before[index]].all()
        for index in np.argsort(-self._middle, kind="stable").tolist():
            if waits[index]:
                starts[index] = starts[later[:, index]].max() + 0.5
        heads, feet = self._running()
        starts[heads] = -1
        starts[feet] = np.inf
        return starts

    def _running(self) -> tuple[_Truths, _Truths]:
        """Which blocks are running heads, and which are feet."""
        height = np.array([block.height for block in self.drawn])
        is_short = self._lines <= _RUNNING_LINES
        usual = median(height[~np.isnan(height)].tolist() or [0.0])
        is_small = is_short & (height <= _RUNNING_HEIGHT * usual)
        gap_below = self._bottom[:, None] - self._top
        elsewhere = np.abs(self._middle[:, None] - self._middle) >= height[:, None]
        heads = is_small & ~(elsewhere & (gap_below < height[:, None])).any(1)
        feet = is_short & ~(elsewhere & (height[:, None] > gap_below.T)).any(1)
        if self._fold is None:
            return heads, feet
        left = self._right <= self._fold
        for found in (heads, feet):  # the last line of a page's text is no foot
            if not ((found & left).any() and (found & ~left).any()):
                found &= self._width <= _NUMBER_WIDTH * height
        return heads, feet

    def _by_page(self, before: _Relation, fold: float) -> _Relation:
        """The relation within each page of a spread, and the left page before the right one.

        A title over both comes first, all else over both last.
        """
        heads, feet = self._running()
        is_text = ~(heads | feet)
        left, right = is_text & (self._right <= fold), is_text & (self._left >= fold)
        either = left | right
        across = is_text & ~either & ~np.isnan(self._left)
        above = before.T.astype(int) @ (self._lines * either)
        last = across & (above > _MAX_ABOVE_TITLE * self._lines.sum())
        found: _Relation = before & ~(right[:, None] & left) & ~(last[:, None] & either)
        found &= ~(feet[:, None] & ~feet) & ~(~heads[:, None] & heads)
        found |= (left[:, None] & right) | (either[:, None] & last)
        found |= (across & ~last)[:, None] & either
        return found

    def _preferences(self) -> _Relation:
        """Which blocks were drawn after what stands to their right, and should not have been."""
        left_of = (self._across <= _APART) & (self._left[:, None] < self._left)
        beside = left_of & (self._down >= _BESIDE)
        is_long = self._lines > 1
        both_long = is_long[:, None] & is_long
        neither_long = ~is_long[:, None] & ~is_long
        in_turns = (self._first[:, None] < self._last) & (self._first < self._last[:, None])
        likeness = np.minimum.outer(self._width, self._width) >= _LIKE_WIDTH * np.maximum.outer(
            self._width, self._width
        )
        wrong = beside & both_long & ((self._is_later & likeness) | in_turns)
        # What holds for two neighbours holds for all of their two columns.
        columns = left_of & _spread(wrong, self._across >= _SAME_COLUMN)
        one_row = beside & neither_long & self._is_later
        is_higher = (self._bottom[:, None] >= self._top) & self._is_later
        wanted: _Relation = columns | one_row | (is_higher & (left_of | self._heads()))
        return wanted

    def _heads(self) -> _Relation:
        """Which blocks are as wide as headings of the page, and as large as those of which."""
        height = np.array([block.height for block in self.drawn])
        full = np.fmax.reduce(self._right) - np.fmin.reduce(self._left)
        is_wide = (self._width >= full / 2) & (self._lines <= _HEADING_LINES)
        heads: _Relation = is_wide[:, None] & (height[:, None] >= _HEADING_HEIGHT * height)
        return heads


def _overlaps(low: _Lengths, high: _Lengths) -> _Lengths:
    """By how much each two intervals overlap; negative where they are apart."""
    return np.minimum.outer(high, high) - np.maximum.outer(low, low)


def _spread(relation: _Relation, alike: _Relation) -> _Relation:
    """Extend a relation between two to all that are like one of them and like the other."""
    spread = np.zeros_like(relation)
    for index in np.flatnonzero(relation.any(1)).tolist():
        others = alike[relation[index]].any(0)
        spread |= alike[index][:, None] & others
    return spread


def _closure(relation: _Relation, order: Sequence[int]) -> _Relation:
    """The relation, and all that follows from it; it leads to what is earlier in `order` only."""
    reached = relation.copy()
    for index in order:
        reached[index] |= reached[relation[index]].any(0)
    return reached


def _sorted(before: _Relation, starts: _Lengths) -> list[int]:
    """All indexes in the order of `starts`, but each after those that must be before it.

    Of indexes that must be before each other, the first stays first.
    """
    order: list[int] = []
    seen: set[int] = set()
    by_start = np.argsort(starts, kind="stable")
    needed = [iter([n for n in by_start.tolist() if column[n]]) for column in before.T]
    for start in by_start.tolist():
        path = [] if start in seen else [start]
        seen.add(start)
        while path:
            following = next((n for n in needed[path[-1]] if n not in seen), None)
            if following is None:
                order.append(path.pop())
            else:
                seen.add(following)
                path.append(following)
    return order

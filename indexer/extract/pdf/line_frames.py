"""Turns the lines of a PDF page so that they run from left to right, and follow each other down.

Text stands on the page as it is drawn, before `/Rotate`: from the bottom to the top on many pages
that are shown in landscape, head down on others. Arabic and Hebrew run from the right to the left.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from indexer.extract.pdf.page_lines import Line, PageCharacters

RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MIN_PITCH: Final = 0.5
_MAX_PITCH: Final = 2.5
"""From one line to the next one of a text, in heights of a line."""
_LETTER: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Frame:
    """The lines as they stand when the page is turned; those in `turned` still run otherwise.

    The two pages of a spread meet at `fold`.
    """

    lines: Sequence[Line]
    turned: frozenset[int]
    fold: float | None = None

    def is_drawn_upwards(self) -> bool:
        """Whether most lines stand right above those that are drawn before them."""
        pitches = [
            (before.bottom + before.top - line.bottom - line.top) / (2 * max(line.height, 0.1))
            for before, line in pairwise(self.lines)
            if min(before.right, line.right) > max(before.left, line.left)
        ]
        upwards = sum(-_MAX_PITCH <= pitch <= -_MIN_PITCH for pitch in pitches)
        return upwards > sum(_MIN_PITCH <= pitch <= _MAX_PITCH for pitch in pitches)

    def backwards(self) -> Frame:
        """The same lines, the last one first."""
        last = len(self.lines) - 1
        turned = frozenset(last - index for index in self.turned)
        return replace(self, lines=self.lines[::-1], turned=turned)

    def arranged(self, order: Sequence[int]) -> Frame:
        """The same lines in another order, by index."""
        turned = frozenset(at for at, index in enumerate(order) if index in self.turned)
        return replace(self, lines=[self.lines[index] for index in order], turned=turned)

    def joined(self, rows: Sequence[Sequence[int]]) -> Frame:
        """The rows of tables as lines, and all other lines; each is given by its indexes."""
        turned = frozenset(at for at, row in enumerate(rows) if row[0] in self.turned)
        lines = [_join([self.lines[n] for n in row]) for row in rows]
        return replace(self, lines=lines, turned=turned)

    def mixes_pages(self) -> bool:
        """Whether a line of a spread's left page is drawn after one of its right page."""
        if self.fold is None:
            return False
        lines = [line for line in self.lines if not line.left < self.fold < line.right]
        sides = [line.left >= self.fold for line in lines]
        return sides != sorted(sides)


def _join(cells: Sequence[Line]) -> Line:
    if len(cells) == 1:
        return cells[0]
    return replace(
        cells[0],
        end=cells[-1].end,
        left=min(cell.left for cell in cells),
        right=max(cell.right for cell in cells),
        bottom=min(cell.bottom for cell in cells),
        top=max(cell.top for cell in cells),
    )


def straighten(
    characters: PageCharacters, lines: Sequence[Line], fold: float | None = None
) -> Frame:
    """The lines as most of their characters run; a spread is one only if it is upright."""
    text = characters.text
    middles = [(line.start + line.end) // 2 for line in lines]
    middles = [index - (text[index] == " ") for index in middles]
    quarters = [round(angle / (math.pi / 2)) % 4 for angle in characters.angles(middles)]
    lengths: Counter[int] = Counter()
    for line, quarter in zip(lines, quarters, strict=True):
        lengths[quarter] += line.end - line.start
    usual = lengths.most_common(1)[0][0]
    turned = frozenset(place for place, quarter in enumerate(quarters) if quarter != usual)
    if usual:
        fold = None
        lines = [_turn(line, usual) for line in lines]
    if reads_from_right(text):
        lines = [replace(line, left=-line.right, right=-line.left) for line in lines]
        fold = None if fold is None else -fold
    return Frame(lines, turned, fold)


def reads_from_right(text: str) -> bool:
    """Whether most letters belong to scripts that run from the right to the left."""
    if not RIGHT_TO_LEFT.search(text):
        return False
    return 2 * len(RIGHT_TO_LEFT.findall(text)) > len(_LETTER.findall(text))


def _turn(line: Line, quarters: int) -> Line:
    """The line on the page turned so many quarters counter-clockwise."""
    left, right, bottom, top = line.left, line.right, line.bottom, line.top
    for _ in range(quarters):
        left, right, bottom, top = -top, -bottom, left, right
    return replace(line, left=left, right=right, bottom=bottom, top=top)

"""Measures the lines of a PDF page as if it were turned so that its text runs to the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.extract.geometry import Boxes
from indexer.extract.pdf.page_lines import Line, PageCharacters

_LONG_LINE_CHARS: Final = 30
_MAX_SLANT: Final = math.pi / 8
"""Between the directions of lines that run along each other."""


class UprightPage:
    """A page with at least one line; a long one shows in which direction the text runs.

    Measures of lines that run in another direction are of no use.
    """

    def __init__(self, characters: PageCharacters, lines: Sequence[Line]) -> None:
        line = _sample(lines)
        self._characters = characters
        # How many quarters of a circle counterclockwise the text is turned.
        middle = (line.start + line.end) // 2
        middle -= characters.text[middle] == " "  # PDFium turns no blanks
        (self._clockwise,) = characters.angles([middle])
        self._quarters = -round(self._clockwise / (math.pi / 2)) % 4
        self.text: Final = characters.text
        self.lines: Final = self._upright_lines(lines) if self._quarters else list(lines)

    def boxes(self, indexes: Sequence[int]) -> Boxes:
        """The box of each character's shape (left, bottom, right, top)."""
        return self._turned(self._characters.boxes(indexes), self._quarters)

    def font_boxes(self, indexes: Sequence[int]) -> Boxes:
        """The box that the font allows for each character."""
        return self._turned(self._characters.font_boxes(indexes), self._quarters)

    def baselines(self, indexes: Sequence[int]) -> list[float]:
        """The height of the baseline of each character."""
        points = self._characters.origins(indexes)
        turned = self._turned(np.hstack([points, points]), self._quarters)
        heights: list[float] = turned[:, 1].tolist()
        return heights

    def run_along(self, *lines: Line) -> bool:
        """Whether lines run in the direction of the page's text."""
        least = math.cos(_MAX_SLANT)
        angles = self._characters.angles([line.start for line in lines])
        return all(math.cos(angle - self._clockwise) >= least for angle in angles)

    def as_drawn(self, lines: Sequence[Line]) -> list[Line]:
        """Lines of this page with their measures on the page as it is."""
        if not self._quarters or not lines:
            return list(lines)
        baselines = self._characters.baselines([line.start for line in lines])
        return self._with_measures(lines, -self._quarters, baselines)

    def _upright_lines(self, lines: Sequence[Line]) -> list[Line]:
        baselines = self.baselines([line.start for line in lines])
        return self._with_measures(lines, self._quarters, baselines)

    def _with_measures(
        self, lines: Sequence[Line], quarters: int, baselines: Sequence[float]
    ) -> list[Line]:
        sides = np.array([(line.left, line.bottom, line.right, line.top) for line in lines])
        boxes = self._turned(sides, quarters % 4).tolist()
        return [
            replace(line, left=left, bottom=bottom, right=right, top=top, baseline=baseline)
            for line, (left, bottom, right, top), baseline in zip(
                lines, boxes, baselines, strict=True
            )
        ]

    def _turned(self, boxes: npt.NDArray[np.float64], quarters: int) -> Boxes:
        """Boxes turned clockwise."""
        if not quarters:
            return boxes
        left, bottom, right, top = boxes.T
        sides = (
            (left, bottom, right, top),
            (bottom, -right, top, -left),
            (-right, -top, -left, -bottom),
            (-top, left, -bottom, right),
        )
        return np.column_stack(sides[quarters])


def _sample(lines: Sequence[Line]) -> Line:
    long = (line for line in lines if line.end - line.start >= _LONG_LINE_CHARS)
    return next(long, None) or max(lines, key=lambda line: line.end - line.start)

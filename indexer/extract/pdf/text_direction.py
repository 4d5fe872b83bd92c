"""Measures the characters of a PDF page along its text, also where the page is turned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indexer.extract.geometry import Boxes
from indexer.extract.pdf.page_lines import Line, PageCharacters


class UprightMeasures:
    """Measures as if the page were turned so that its text runs to the right.

    The longest line decides; shorter ones may run in another direction.
    """

    def __init__(self, characters: PageCharacters, lines: Sequence[Line]) -> None:
        longest = max(lines, key=lambda line: line.end - line.start)
        self._characters = characters
        self._quarters = round(characters.angle((longest.start + longest.end) // 2) / 90) % 4

    @property
    def is_turned(self) -> bool:
        """Whether the measures of `Line`, which are not turned, do not hold."""
        return self._quarters != 0

    def boxes(self, indexes: Sequence[int]) -> Boxes:
        """The boxes of the characters' shapes."""
        return self._upright(self._characters.boxes(indexes))

    def font_boxes(self, indexes: Sequence[int]) -> Boxes:
        """The boxes that their fonts allow for."""
        return self._upright(self._characters.font_boxes(indexes))

    def baselines(self, indexes: Sequence[int]) -> npt.NDArray[np.float64]:
        """The height of their baselines."""
        points = self._characters.origins(indexes)
        heights: npt.NDArray[np.float64] = self._upright(np.hstack([points, points]))[:, 1]
        return heights

    def _upright(self, boxes: Boxes) -> Boxes:
        left, bottom, right, top = boxes.T
        sides = (
            (left, bottom, right, top),
            (bottom, -right, top, -left),
            (-right, -top, -left, -bottom),
            (-top, left, -bottom, right),
        )
        return np.column_stack(sides[self._quarters])

"""Reads the lines of the first pages of a PDF with the size of their type, for its title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.extract.pdf.page_lines import Line, PageCharacters, read_lines
from indexer.extract.pdf.typesetting import undo_typesetting
from indexer.extract.pdf.upright_page import UprightPage
from indexer.extract.text.block_marks import strip_marks
from indexer.note_marks import without_note_marks

MAX_COVER_PAGES: Final = 4
"""The cover, an empty page, a half-title, the title page."""
_MAX_LINES: Final = 150  # of a page


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A line as it is drawn, with its box and the height of its type in points, scaled.

    The page is turned so that its text runs to the right.

    `size` is that of most of three characters inside the line: signs of other fonts say nothing of
    it, and of text that is turned it is only the width of a letter.
    """

    text: str
    size: float
    left: float
    right: float
    bottom: float
    top: float


def read_cover_lines(characters: PageCharacters) -> list[CoverLine]:
    """The lines of a page without note marks, in the order in which they are drawn."""
    text, drawn = undo_typesetting(characters, read_lines(characters)[:_MAX_LINES])
    if not drawn:
        return []
    page = UprightPage(characters, drawn)
    lines = page.lines
    asked = [_letter_at(characters.text, line, share) for line in lines for share in _SHARES]
    boxes = page.font_boxes(asked).reshape(len(lines), len(_SHARES), 4)
    sizes = np.median(boxes[:, :, 3] - boxes[:, :, 1], axis=1)
    return [
        CoverLine(
            strip_marks(without_note_marks(text[line.start : line.end])),
            round(float(size), 2),
            line.left,
            line.right,
            line.bottom,
            line.top,
        )
        for line, size in zip(lines, sizes, strict=True)
    ]


_SHARES: Final = (0.25, 0.5, 0.75)


def _letter_at(text: str, line: Line, share: float) -> int:
    """The letter at that share of a line; blanks have no height."""
    place = line.start + int((line.end - line.start) * share)
    return next((n for n in range(place, line.end) if not text[n].isspace()), line.start)

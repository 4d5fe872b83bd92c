"""Reads the lines of a PDF page: which characters they have, where they stand, how large they are.

PDFium measures three characters of a line only, because measuring all of them takes as long as
reading the text (2,500 characters: 1 ms for each property; the lines of a page: .1 ms).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Final

import numpy as np
import numpy.typing as npt
import pypdfium2

from indexer.extract.geometry import Box, Boxes
from indexer.extract.pdf import pdfium_calls as call
from indexer.extract.pdf.glyph_signs import LAST_OF_BASIC_PLANE, is_code_of, spell_glyphs
from indexer.extract.pdf.pdfium_tags import ContentNumbers, TaggedContent, read_tags
from indexer.extract.repairs.letter_classes import BREAK_MARK

# A line without its spaces, and the mark or the line end that closes it.
_LINE: Final = re.compile(rf"([^\r\n{BREAK_MARK}]*)({BREAK_MARK}|\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a part of one that stands by itself: characters `start` to `end` of the text.

    All measures are in points from the page's lower left corner, before `/Rotate`: `left` and
    `right` of its boxes, `baseline` of its first character, `bottom` and `top` of what the font
    allows for. `size` is the type's, of the middle character. `is_broken` is true where its last
    word goes on in the next line.
    """

    start: int
    end: int
    left: float
    right: float
    bottom: float
    top: float
    baseline: float
    size: float
    is_broken: bool = False

    @property
    def height(self) -> float:
        """From `bottom` to `top`."""
        return self.top - self.bottom


class PageCharacters:
    """The characters of an open text page; `text` has what PDFium returns for them.

    `hidden` are the ranges that nobody sees. An index is one in `text`.
    """

    def __init__(
        self,
        text_page: pypdfium2.PdfTextPage,
        limit: int,
        hidden: Sequence[tuple[int, int]] = (),
    ) -> None:
        self._page = text_page.page
        self._address = call.address(text_page.raw)
        self._count: int = text_page.count_chars()
        # Not get_text_bounded(): it loses most text of some documents (measured).
        text = text_page.get_text_range(0, min(limit, self._count))
        self.text = spell_glyphs(text, self._address, self._count)
        self._hidden = hidden

    def sheet(self) -> Box:
        """The box of the page that is shown, in points before `/Rotate`."""
        box: Box = self._page.get_cropbox()
        return box

    @property
    def count(self) -> int:
        """How many characters PDFium counts on the page."""
        return self._count

    def numbers(self, start: int, end: int) -> Sequence[int]:
        """PDFium's numbers of the characters between two indexes."""
        return self._numbers(range(start, end))

    def rearranged(self, text: str, order: Sequence[int]) -> PageCharacters:
        """The page with `text`, of which each character is the one of this page at that index."""
        other = copy(self)
        other.text = text
        known = self._places
        moved = np.array(order, np.int64)
        other.__dict__.update(hidden=self.hidden, _places=moved if known is None else known[moved])
        return other

    @cached_property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """The ranges of characters that nobody sees, ascending."""
        if self._places is None or not self._hidden:
            return tuple(self._hidden)
        starts, ends = zip(*self._hidden, strict=True)
        found = zip(
            np.searchsorted(self._places, starts).tolist(),
            np.searchsorted(self._places, ends).tolist(),
            strict=True,
        )
        return tuple(found)

    def boxes(self, indexes: Sequence[int]) -> Boxes:
        """The box of each character's shape (left, bottom, right, top); zeros if it has none."""
        sides = np.zeros((len(indexes), 4))
        call.read_rows(
            call.get_letter_box, repeat(self._address), self._numbers(indexes), into=sides
        )
        return sides[:, [0, 2, 1, 3]]

    def font_boxes(self, indexes: Sequence[int]) -> Boxes:
        """The box that the font allows for each character; equally high for all of a font."""
        sides = np.zeros((len(indexes), 4), np.float32)
        first, width = call.data_address(sides), sides.itemsize * 4
        rows = range(first, first + width * len(indexes), width)
        list(map(call.get_font_box, repeat(self._address), self._numbers(indexes), rows))
        return sides[:, [0, 3, 2, 1]].astype(np.float64)

    def origins(self, indexes: Sequence[int]) -> npt.NDArray[np.float64]:
        """The point (x, y) on the baseline at which each character begins."""
        points = np.zeros((len(indexes), 2))
        call.read_rows(
            call.get_letter_origin, repeat(self._address), self._numbers(indexes), into=points
        )
        return points

    def baselines(self, indexes: Sequence[int]) -> list[float]:
        """The height of the baseline of each character."""
        heights: list[float] = self.origins(indexes)[:, 1].tolist()
        return heights

    def sizes(self, indexes: Sequence[int]) -> list[float]:
        """The size of each character's type in points, before it is scaled."""
        return list(map(call.get_letter_size, repeat(self._address), self._numbers(indexes)))

    def angles(self, indexes: Sequence[int]) -> list[float]:
        """By how many radians each character is turned clockwise."""
        return list(map(call.get_letter_angle, repeat(self._address), self._numbers(indexes)))

    def are_bold(self, indexes: Sequence[int]) -> list[bool]:
        """Whether each character is set in a bold font, by the font's name or its weight."""
        return call.are_bold(self._address, self._numbers(indexes))

    def tags(self) -> list[TaggedContent]:
        """The page's marked content in the order of its tags, if it has any."""
        return read_tags(self._page)

    def content_numbers(self, indexes: Sequence[int]) -> list[int]:
        """The number of the marked content in which each character stands, or NOT_TAGGED."""
        return ContentNumbers(self._page, self._address).find(self._numbers(indexes))

    def _numbers(self, indexes: Sequence[int]) -> Sequence[int]:
        """PDFium's numbers of these characters."""
        return indexes if self._places is None else self._places[list(indexes)].tolist()

    @cached_property
    def _places(self) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
        """PDFium's number of each character of the text; None where they are the same.

        `text` lacks control characters that PDFium counts, and has one character where PDFium
        counts two halves.
        """
        if len(self.text) == self._count or not self.text:
            return None
        widths = np.array([1 + (one > LAST_OF_BASIC_PLANE) for one in self.text], np.int64)
        if widths.sum() == self._count:
            return np.cumsum(widths) - widths
        codes = map(call.get_character, repeat(self._address), range(self._count))
        places: list[int] = []
        wanted = iter(self.text)
        character = next(wanted)
        for place, code in enumerate(codes):
            if is_code_of(code, character):
                places.append(place)
                following = next(wanted, None)
                if following is None:
                    break
                character = following
        # What could not be placed stands at the end.
        places += [self._count - 1] * (len(self.text) - len(places))
        return np.array(places, np.int64)


def read_lines(characters: PageCharacters) -> list[Line]:
    """The lines of a page in the order in which they are drawn.

    Parts of a line before and behind what nobody sees are lines of their own.
    """
    ranges = list(_line_ranges(characters))
    firsts = [start for start, _, _ in ranges]
    lasts = [end - 1 for _, end, _ in ranges]
    middles = [_middle(characters.text, start, end) for start, end, _ in ranges]
    boxes = characters.font_boxes(firsts + lasts).reshape(2, len(ranges), 4)
    corners = zip(boxes.min(axis=0).tolist(), boxes.max(axis=0).tolist(), strict=True)
    measures = zip(corners, characters.baselines(firsts), characters.sizes(middles), strict=True)
    return [
        Line(start, end, left, right, bottom, top, baseline, size, is_broken)
        for (start, end, is_broken), (
            ((left, bottom, _, _), (_, _, right, top)),
            baseline,
            size,
        ) in zip(ranges, measures, strict=True)
    ]


def _middle(text: str, start: int, end: int) -> int:
    """A character in the middle of a line; the blanks that PDFium adds have no size."""
    middle = (start + end) // 2
    return middle + 1 if text[middle].isspace() and middle + 1 < end else middle


def _line_ranges(characters: PageCharacters) -> Iterator[tuple[int, int, bool]]:
    """Where visible lines start and end, without blanks; and whether their last word is broken."""
    text = characters.text
    hidden = iter((*characters.hidden, (len(text), len(text))))
    gap_start, gap_end = next(hidden)
    for found in _LINE.finditer(text):
        start, end = found.span(1)
        while gap_end <= start and gap_end < len(text):
            gap_start, gap_end = next(hidden)
        while gap_start < end:
            yield from _trimmed(text, start, gap_start, is_broken=False)
            start = max(start, gap_end)
            if gap_end > end or gap_end == len(text):
                break
            gap_start, gap_end = next(hidden)
        yield from _trimmed(text, start, end, is_broken=found[2] == BREAK_MARK)


def _trimmed(
    text: str, start: int, end: int, *, is_broken: bool
) -> Iterator[tuple[int, int, bool]]:
    part = text[start:end]
    if bare := part.strip():
        first = start + len(part) - len(part.lstrip())
        yield first, first + len(bare), is_broken

"""Reads where the letters of a PDF page stand, and how they are drawn."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

import pypdfium2.raw as pdfium_c

from indexer.extract.pdf import pdfium_calls as call

_MIN_OPACITY: Final = 8  # of 255; below, nothing shows
_NO_BOX: Final = (0.0, 0.0, 0.0, 0.0)


class _Look(NamedTuple):
    """What the letters of a text object share; `place` is -1 if nothing is known of it."""

    place: int
    colour: tuple[int, int, int]
    invisible: bool
    clips: bool


_UNKNOWN: Final = _Look(-1, (0, 0, 0), False, False)


class LetterReader:
    """Reads the rows of `LetterBoxes` from a text page, given by its address.

    `places` has the place of each text object by its address. Of texts that are not `needed` only
    the letters are read: their boxes are empty.
    """

    def __init__(self, text_page: int, places: Mapping[int, int], needed: Collection[int]) -> None:
        self.text: list[str] = []
        self.character: list[int] = []
        self.boxes: list[float] = []  # four for each letter
        self.word: list[int] = []
        self.looks: list[_Look] = []
        self._text_page = text_page
        self._places = places
        self._needed = needed
        self._sides = (ctypes.c_double * 4)()
        self._to_sides = [ctypes.addressof(self._sides) + 8 * i for i in range(4)]

    def read(self, count: int) -> None:
        """Read the first `count` characters: the letters and digits that are drawn on the page."""
        words, last, look = 0, -1, _UNKNOWN
        text_page = self._text_page
        for index in range(count):
            code = call.get_character(text_page, index)
            character = chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else " "
            if not character.isalnum():
                words += 1
                continue
            handle = call.get_text_object(text_page, index)  # none of generated characters
            if not handle:
                continue
            if handle != last:
                last, look = handle, self._look(index, handle)
            if look.place < 0:
                self.boxes += _NO_BOX
            elif call.get_letter_box(text_page, index, *self._to_sides):
                left, right, bottom, top = self._sides
                if not math.isfinite(left + right + bottom + top):
                    continue
                self.boxes += (left, bottom, right, top)
            else:
                continue
            self.text.append(character)
            self.character.append(index)
            self.word.append(words)
            self.looks.append(look)

    def _look(self, index: int, handle: int) -> _Look:
        """How the letters of a text object look, and where it is drawn."""
        place = self._places.get(handle, -1)
        if place not in self._needed:
            return _UNKNOWN
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        page = ctypes.cast(ctypes.c_void_p(self._text_page), pdfium_c.FPDF_TEXTPAGE)
        pdfium_c.FPDFText_GetFillColor(page, index, red, green, blue, alpha)
        mode = call.get_render_mode(handle)
        clips = mode == pdfium_c.FPDF_TEXTRENDERMODE_CLIP
        invisible = mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE or alpha.value < _MIN_OPACITY
        return _Look(place, (red.value, green.value, blue.value), invisible or clips, clips)

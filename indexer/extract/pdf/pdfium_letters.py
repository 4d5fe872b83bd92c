"""Reads where the letters of a PDF page stand, and how they are drawn."""

from __future__ import annotations

import ctypes
import math
from typing import Final

import pypdfium2.raw as pdfium_c

from indexer.extract.geometry import Box
from indexer.extract.pdf import pdfium_calls as call

_MIN_OPACITY: Final = 8  # of 255; below, nothing shows


class LetterReader:
    """Reads the rows of `LetterBoxes`."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.character: list[int] = []
        self.boxes: list[Box] = []
        self.word: list[int] = []
        self.order: list[int] = []
        self.colour: list[tuple[int, int, int]] = []
        self.invisible: list[bool] = []
        self.clips: list[bool] = []
        self._sides = (ctypes.c_double * 4)()
        self._to_sides = [ctypes.addressof(self._sides) + 8 * i for i in range(4)]
        self._words = 0
        self._known: tuple[int, int, tuple[int, int, int], bool, bool] | None = None

    def read(self, text_page: int, index: int, places: dict[int, int]) -> None:
        """Read a character, if it is a letter or digit that is drawn on the page.

        `text_page` is an address, as are the keys of `places`.
        """
        code = call.get_character(text_page, index)
        character = chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else " "
        if not character.isalnum():
            self._words += 1
            return
        handle = call.get_text_object(text_page, index)  # none of generated characters
        if not handle or not call.get_letter_box(text_page, index, *self._to_sides):
            return
        left, right, bottom, top = self._sides
        if not math.isfinite(left + right + bottom + top):
            return
        place, colour, invisible, clips = self._appearance(text_page, index, handle, places)
        self.text.append(character)
        self.character.append(index)
        self.boxes.append((left, bottom, right, top))
        self.word.append(self._words)
        self.order.append(place)
        self.colour.append(colour)
        self.invisible.append(invisible)
        self.clips.append(clips)

    def _appearance(
        self, text_page: int, index: int, handle: int, places: dict[int, int]
    ) -> tuple[int, tuple[int, int, int], bool, bool]:
        """The place of the object that draws a letter, its colour, and whether it is invisible."""
        if self._known is not None and self._known[0] == handle:
            return self._known[1:]
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        page = ctypes.cast(ctypes.c_void_p(text_page), pdfium_c.FPDF_TEXTPAGE)
        pdfium_c.FPDFText_GetFillColor(page, index, red, green, blue, alpha)
        mode = call.get_render_mode(handle)
        clips = mode == pdfium_c.FPDF_TEXTRENDERMODE_CLIP
        invisible = mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE or alpha.value < _MIN_OPACITY
        colour = (red.value, green.value, blue.value)
        self._known = (handle, places.get(handle, -1), colour, invisible or clips, clips)
        return self._known[1:]

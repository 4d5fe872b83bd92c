"""Reads where the letters of a PDF page stand, and how they are drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

from indexer.extract.geometry import Boxes
from indexer.extract.pdf import pdfium_calls as call

_MIN_OPACITY: Final = 8  # of 255; below, nothing shows


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters and digits that are drawn on a page, in points; columns as those of `LetterBoxes`."""

    text: str
    character: npt.NDArray[np.int64]
    word: npt.NDArray[np.int64]
    boxes: Boxes
    place: npt.NDArray[np.int64]
    colour: npt.NDArray[np.int64]
    invisible: npt.NDArray[np.bool_]
    clips: npt.NDArray[np.bool_]


def read_letters(
    text_page: int, count: int, places: Mapping[int, int], needed: Collection[int]
) -> Letters:
    """Read the letters among the first `count` characters of a text page, given by its address.

    `places` has the place of each text object by its address. Of texts that are not `needed` only
    the letters are read: their boxes are empty, and their place is -1.
    """
    codes = list(map(call.get_character, repeat(text_page), range(count)))
    alphabet = {code: _letter(code) for code in set(codes)}
    is_letter = np.array([bool(alphabet[code]) for code in codes], np.bool_)
    character = np.flatnonzero(is_letter)
    drawn_by = list(map(call.get_text_object, repeat(text_page), character.tolist()))
    looked_at = {handle: place for handle, place in places.items() if place in needed}
    # A character that PDFium adds, as between words, is drawn by none.
    place = np.array([looked_at.get(h, -1) if h else -2 for h in drawn_by], np.int64)
    boxes = np.zeros((len(character), 4), np.float64)
    rows = np.flatnonzero(place >= 0)
    sides = np.zeros((len(rows), 4), np.float64)
    known = call.read_rows(
        call.get_letter_box, repeat(text_page), character[rows].tolist(), into=sides
    )
    boxes[rows] = sides[:, [0, 2, 1, 3]]
    place[rows[~known | ~np.isfinite(sides).all(axis=1)]] = -2
    kept = np.flatnonzero(place > -2)
    character, place, boxes = character[kept], place[kept], boxes[kept]
    colour, invisible, clips = _looks(text_page, character, place, looked_at)
    return Letters(
        text="".join([alphabet[codes[index]] for index in character.tolist()]),
        character=character,
        word=np.cumsum(~is_letter, dtype=np.int64)[character],
        boxes=boxes,
        place=place,
        colour=colour,
        invisible=invisible,
        clips=clips,
    )


def _letter(code: int) -> str:
    """The letter or digit with this code; empty for all others."""
    is_valid = code < 0xD800 or 0xDFFF < code < 0x110000
    return chr(code) if is_valid and chr(code).isalnum() else ""


def _looks(
    text_page: int,
    character: npt.NDArray[np.int64],
    place: npt.NDArray[np.int64],
    looked_at: Mapping[int, int],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """The colour of each letter, whether it is invisible, and whether it only clips.

    All letters of an object look the same.
    """
    found, first, of_object = np.unique(place, return_index=True, return_inverse=True)
    colours = np.zeros((len(found), 4), np.uint32)
    call.read_rows(
        call.get_letter_colour, repeat(text_page), character[first].tolist(), into=colours
    )
    handle_of = {place: handle for handle, place in looked_at.items()}
    handles = [handle_of.get(number, 0) for number in found.tolist()]
    modes = call.read_integers(call.get_render_mode, handles)
    clips = modes == pdfium_c.FPDF_TEXTRENDERMODE_CLIP
    is_faint = (modes == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE) | (colours[:, 3] < _MIN_OPACITY)
    colours[found < 0] = 0
    invisible = (is_faint | clips) & (found >= 0)
    return colours[of_object, :3].astype(np.int64), invisible[of_object], clips[of_object]

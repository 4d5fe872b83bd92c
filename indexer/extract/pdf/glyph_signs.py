"""Spells glyphs that PDFium has no character for, or the wrong one, before lines are read.

PDFium returns U+FFFE both for the hyphen of a broken word and for a glyph that the font maps to
nothing, and leaves some control characters out. Here U+FFFE remains for the former, and what is
drawn without having a character gets a sign that stays in its place: U+FFFD, or the picture of its
control character, which may be a ligature. A sign between words that is drawn blank is a space:
Word for Mac wrote "hijas,%el%grupo". A soft hyphen that is drawn is a hyphen: fonts have one glyph
for both, and some programs name it U+00AD.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import repeat
from typing import Final

import numpy as np

from indexer.extract.pdf import pdfium_calls as call
from indexer.extract.repairs.letter_classes import BREAK_MARK, CONTROL_PICTURE, NO_CHARACTER

LAST_OF_BASIC_PLANE: Final = "\uffff"
"""Beyond it PDFium counts each character twice."""

_HYPHEN_CODE: Final = 2  # as which a single character is returned that is U+FFFE in the text
_SOFT_HYPHEN: Final = "\u00ad"
_LEFT_OUT: Final = (2, 3)
"""Codes that PDFium counts, but leaves out of a text; and 0, which remains of UTF-16 that was taken
for bytes."""
# Ends of lines that PDFium makes are "\r\n".
_BARE_CONTROL: Final = re.compile(r"[\t\x0b\x0c]|\r(?!\n)|(?<!\r)\n")
_ANY_BLANK: Final = re.compile(r"[\t\x0b\x0c]")
# Python takes these for white space.
_TAKEN_FOR_BLANKS: Final = re.compile("[\x1c-\x1f]")
_BETWEEN_WORDS: Final = re.compile(r"[!\"#$%&()*+,:;<=>?@\[\\\]^_`{|}~](?=[^\W\d_])(?<=[^\W\d_].)")
_MIN_BETWEEN_WORDS: Final = 2
_MAX_BLANK_POINTS: Final = 0.05
"""Height of a glyph without ink; a space of 12 points has .01."""


def spell_glyphs(text: str, address: int, count: int) -> str:
    """PDFium's `text` of a page, which has `count` characters at that address.

    PDFium counts a character outside the basic plane twice, as UTF-16 does.
    """
    if text and max(text) > LAST_OF_BASIC_PLANE:
        return _joined_surrogates(_spell(_split_surrogates(text), address, count))
    return _spell(text, address, count)


def _spell(text: str, address: int, count: int) -> str:
    if len(text) < count:
        text = _with_left_out(text, address, count)
    if len(text) != count:
        return text
    places = [i for i in _find(text, BREAK_MARK) if not call.get_character(address, i)]
    text = _replace(text, places, NO_CHARACTER)
    text = _replace(text, _drawn_controls(text, address), "")
    suspects = (i for sign in _blank_signs(text, address) for i in _find(text, sign))
    blank = (place for place in suspects if _is_blank(address, place))
    text = _replace(text, blank, " ")
    drawn = (i for i in _find(text, _SOFT_HYPHEN) if not _is_blank(address, i))
    return _replace(text, drawn, "-")


def _drawn_controls(text: str, address: int) -> list[int]:
    """Where control characters stand for glyphs, in place of ends of lines and blanks."""
    places = [found.start() for found in _TAKEN_FOR_BLANKS.finditer(text)]
    ends = text.count("\r\n")
    if not (text.count("\r") == text.count("\n") == ends) or _ANY_BLANK.search(text):
        bare = [found.start() for found in _BARE_CONTROL.finditer(text)]
        places += [place for place in bare if not _is_blank(address, place)]
    return places


def _blank_signs(text: str, address: int) -> list[str]:
    """The signs that are drawn blank between words, as the first two of each say."""
    between: dict[str, list[int]] = defaultdict(list)
    for found in _BETWEEN_WORDS.finditer(text):
        between[found[0]].append(found.start())
    return [
        sign
        for sign, places in between.items()
        if len(places) >= _MIN_BETWEEN_WORDS
        and all(_is_blank(address, place) for place in places[:_MIN_BETWEEN_WORDS])
    ]


def is_code_of(code: int, character: str) -> bool:
    """Whether PDFium has that code for a character of a spelled text, or for its first half."""
    if character > LAST_OF_BASIC_PLANE:
        return code == ord(_split_surrogates(character)[0])
    return (
        code == ord(character)
        or (code == _HYPHEN_CODE and character == BREAK_MARK)
        or (code == 0 and character == NO_CHARACTER)
        or (code < ord(" ") and CONTROL_PICTURE + code == ord(character))
    )


def _split_surrogates(text: str) -> str:
    """The text with two surrogates for each character outside the basic plane."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    return units.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _joined_surrogates(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _with_left_out(text: str, address: int, count: int) -> str:
    """The text with signs for what PDFium left out of it; as it is if that does not explain it."""
    codes = call.read_integers(call.get_character, repeat(address, count), range(count))
    places: list[int] = np.nonzero(np.isin(codes, _LEFT_OUT))[0].tolist()
    missing = [i for i in places if codes[i] != _HYPHEN_CODE or not call.is_hyphen(address, i)]
    if not missing or len(text) + len(missing) != count:
        return text
    parts, place = [], 0
    for number, index in enumerate(missing):
        parts += [text[place : index - number], chr(CONTROL_PICTURE + int(codes[index]))]
        place = index - number
    return "".join([*parts, text[place:]])


def _find(text: str, sign: str) -> Iterable[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + 1)


def _is_blank(address: int, place: int) -> bool:
    sides = np.zeros((1, 4))
    call.read_rows(call.get_letter_box, [address], [place], into=sides)
    return bool(sides[0, 3] - sides[0, 2] < _MAX_BLANK_POINTS)


def _replace(text: str, places: Iterable[int], sign: str) -> str:
    """The text with a sign in these places; without one, pictures of the control characters."""
    letters: list[str] | None = None
    for place in places:
        letters = letters or list(text)
        letters[place] = sign or chr(CONTROL_PICTURE + ord(letters[place]))
    return text if letters is None else "".join(letters)

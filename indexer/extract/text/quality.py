"""When another reader's text of a page is the better one, told by what a text itself shows."""

from __future__ import annotations

import re
from typing import Final

# No word of the languages of the corpus is so long; scripts without spaces are left out.
_GLUED: Final = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]{26,}")
# What stands where a font does not say which letter it draws: U+FFFD, the private use area,
# control characters. Not U+FFFE, which is where a hyphenated word was joined.
_UNREAD: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
_BLANK: Final = re.compile(r"\s+")

# Measured against pdftotext on 2,834 pages of publications and on 196 broken files. Of the pages on
# which pypdf glues fewer words, has fewer bad characters or more letters, PDFium's was the better
# text on 53, pypdf's on 1: so it must be clearly better, of a text that has much trouble. Four
# pages have that much, and pypdf has the same trouble with them, because it is the font's.
_DOUBTFUL: Final = 0.05
_CLEARLY: Final = 0.5
_AS_MUCH: Final = 0.8
# From here on a page is rather to be read as a picture.
_UNREADABLE: Final = 0.2


def is_doubtful(text: str) -> bool:
    """Whether it is worth asking for another reader's text of the page.

    It says nothing, or much of it is no letters, or words without the spaces between them.
    """
    return not any(map(str.isalnum, text)) or _trouble(text) >= _DOUBTFUL


def is_unreadable(text: str) -> bool:
    """Whether what little can be read of it is there by chance."""
    return _trouble(text) >= _UNREADABLE


def is_better(other: str, text: str) -> bool:
    """Whether `other` is to be taken instead of a doubtful `text`."""
    if not any(map(str.isalnum, text)):
        return any(map(str.isalnum, other))
    as_much = _letters(other) >= _AS_MUCH * _letters(text)
    return as_much and _trouble(other) <= _CLEARLY * _trouble(text)


def _trouble(text: str) -> float:
    """The share of the characters that cannot be read, or stand in words run together."""
    text = _BLANK.sub(" ", text.replace("\ufffe", ""))
    solid = len(text) - text.count(" ")
    glued = sum(len(run) for run in _GLUED.findall(text))
    return (len(_UNREAD.findall(text)) + glued) / solid if solid else 0.0


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))

"""Swaps back the bytes of characters that Ghostscript wrote the wrong way round: "o昀椀cina".

Where it rewrites a font, the letters of a ligature become U+6600 U+6900 instead of U+0066 U+0069,
in some fonts all letters and figures. What follows or precedes Latin letters is swapped back, and
everything on a page where such characters cannot be Chinese because there are no others.
"""

from __future__ import annotations

import re
from typing import Final

from indexer.extract.repairs.letter_classes import BREAK_MARK

_LATIN: Final = "A-Za-zªº\u00c0-\u024f\u1e00-\u1eff"
_ASCII: Final = "".join(chr(code << 8) for code in (*range(0x30, 0x3A), *range(0x41, 0x5B)))
_LETTERS: Final = "".join(chr(code << 8) for code in range(0x61, 0x7B))
_ACCENTED: Final = "".join(chr(code << 8) for code in range(0xE0, 0xF9))
_SWAPPED: Final = re.compile(f"[{_ASCII}{_LETTERS}]")
_RUN: Final = re.compile(f"[{_ASCII}{_LETTERS}{_ACCENTED}]+")
# A broken word goes on behind the mark.
_IN_WORD: Final = re.compile(
    rf"(?<=[{_LATIN}]){BREAK_MARK}?[{_ASCII}{_LETTERS}]+"
    rf"|[{_ASCII}{_LETTERS}]+(?={BREAK_MARK}?[{_LATIN}])"
)
_EAST_ASIAN: Final = re.compile("[\u3040-\u9fff\uac00-\ud7ff]")
_MIN_SHARE: Final = 0.9
"""Of the East Asian characters of a page; of real ones, one in 256 ends with a byte of zeros."""


def swap_back(text: str) -> str:
    """The text of a page with its swapped characters as they should be."""
    found = len(_SWAPPED.findall(text))
    if not found:
        return text
    text = _IN_WORD.sub(_swap, text)
    if found >= _MIN_SHARE * len(_EAST_ASIAN.findall(text)) > 0:
        text = _RUN.sub(_swap, text)
    return text


def _swap(match: re.Match[str]) -> str:
    return "".join(chr(ord(c) >> 8) if c != BREAK_MARK else c for c in match[0])

"""Decodes what staff saved, whatever program they saved it with.

UTF-8 with or without byte order mark, UTF-16 with or without one, cp1252 (Windows), Mac Roman
(Excel on a Mac), cp850 (Excel's "CSV MS-DOS"). Text that a program opened with the wrong encoding
and saved again ("acompaÃ±amiento") is repaired.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import Final

from indexer.languages import LANGUAGES
from indexer.messages import Message

_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LEGACY_ENCODINGS: Final = ("cp1252", "mac_roman", "cp850")
"""Those that programs still write; the first one wins where nothing speaks for another."""

_LETTERS: Final = frozenset(
    letter
    for row in LANGUAGES
    for accented in row.accented
    for letter in (accented, accented.upper())
)
_SIGNS: Final = frozenset("“”‘’«»–—…¿¡ºª°€©®·")
_SAMPLE_BYTES: Final = 256 * 1024
"""Of a text whose encoding is to be found; what follows is decoded alike."""

# UTF-8 that was taken for cp1252: two or three signs for one letter.
_MOJIBAKE: Final = re.compile(
    r"[ÂÃ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘-„†-•…‰‹›€™]|â€[\u0080-\u00bfœ™˜“”¦]"
)
_LINE_END: Final = re.compile(rb"(?<=\n)|(?<=\r)(?!\n)")


class NotUnderstood(ValueError):
    """Something that staff wrote cannot be understood; `reason` says why, and what to write."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class CellInvalid(NotUnderstood):
    """One value is invalid."""


def decode(data: bytes) -> str:
    """The text of a file that staff saved; without NULs, each line in the encoding it is in."""
    if data.startswith(_UTF16_MARKS):
        return _without_nuls(data.decode("utf-16", "replace"))
    if encoding := _unmarked_utf16(data):
        return _without_nuls(data.decode(encoding, "replace"))
    try:
        return _without_nuls(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _without_nuls("".join(_decoded_lines(data.removeprefix(codecs.BOM_UTF8))))


def repair_mojibake(text: str) -> str:
    """`text` with the letters that were meant, where UTF-8 was taken for cp1252; else as it is."""
    if not _MOJIBAKE.search(text):
        return text
    try:
        # Python leaves five bytes undefined, which Windows maps to control characters.
        encoded = b"".join(c.encode("latin-1" if c < "\xa0" else "cp1252") for c in text)
        return encoded.decode("utf-8")
    except UnicodeError:
        return text


def _without_nuls(text: str) -> str:
    return text.replace("\0", "")


def _unmarked_utf16(data: bytes) -> str:
    """The kind of UTF-16 in which a text without byte order mark is; empty if it is in none."""
    sample = data[:512]
    nuls = sample[0::2].count(0), sample[1::2].count(0)
    if max(nuls) < 0.4 * (len(sample) / 2) or min(nuls) > 0.1 * len(sample):
        return ""
    return "utf-16-le" if nuls[1] > nuls[0] else "utf-16-be"


def _decoded_lines(data: bytes) -> Iterable[str]:
    """The lines of a text that is not UTF-8 throughout.

    Where most lines are, somebody has pasted the others from elsewhere, or the end is missing.
    """
    lines = [line for line in _LINE_END.split(data) if line]
    legacy = _legacy_encoding(data)
    foreign = [line for line in lines if not line.isascii()]
    if 2 * sum(map(_is_utf8, foreign)) < len(foreign):
        return [data.decode(legacy, "replace")]
    return (line.decode("utf-8" if _is_utf8(line) else legacy, "replace") for line in lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _legacy_encoding(data: bytes) -> str:
    """The encoding in which most of what is not ASCII are letters of our languages."""
    sample = bytes(byte for byte in data[:_SAMPLE_BYTES] if byte > 127)

    def score(encoding: str) -> int:
        text = sample.decode(encoding, "replace")
        letters = sum(c in _LETTERS for c in text)
        return 2 * letters + sum(c in _SIGNS for c in text)

    return max(_LEGACY_ENCODINGS, key=score)

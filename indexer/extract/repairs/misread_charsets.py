"""Repairs accented letters that were read in the wrong character set: "investigaci—n", "niÒos".

Files of old Macs and of DOS have one byte a letter, which says nothing about its character set. So
each word is judged: it has signs that stand in no word, and is a word in another reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from indexer import word_frequencies
from indexer.languages import LANGUAGES

_CONFUSED: Final = (
    ("mac_roman", "cp1252"),
    ("cp1252", "mac_roman"),
    ("cp850", "cp1252"),
    ("cp1252", "cp850"),
    ("mac_roman", "latin-1"),
)
"""Character sets: what a file is in, what it was read as."""
_ACCENTED: Final = "".join(row.accented for row in LANGUAGES)
_LETTERS: Final = frozenset(_ACCENTED + _ACCENTED.upper())


def _meant(written: str, read: str) -> Mapping[str, str]:
    """The letters that are meant by characters that were read wrongly."""
    meant = {}
    for code in range(0x80, 0x100):
        byte = bytes([code])
        letter, seen = byte.decode(written, "ignore"), byte.decode(read, "ignore")
        if letter in _LETTERS and seen and seen != letter:
            meant[seen] = letter
    return meant


_TABLES: Final = tuple(_meant(*pair) for pair in _CONFUSED)
# Those that stand in words of their own, or are capitals, are read only beside a small letter.
_SEEN: Final = "".join(sorted({*"".join("".join(table) for table in _TABLES)} - {*_ACCENTED, "’"}))
_SIGN: Final = f"[{re.escape(_SEEN)}]"
_SUSPECT: Final = re.compile(rf"{_SIGN}(?<=[a-z].)(?:(?=[a-z])|\b(?<=[ÈÌÒÛ]))")
_RUN: Final = re.compile(rf"[A-Za-z{re.escape(_SEEN)}{_ACCENTED}’]+")
_CAPITAL_INSIDE: Final = re.compile("[a-z][À-ÖØ-Þ]")
_SHORT_LETTERS: Final = 3
_MIN_SHORT_FREQUENCY: Final = 4.0
_MIN_FREQUENCY: Final = 2.5
_MIN_GAIN: Final = 1.5
"""Zipf frequency of the repaired word, and by how much it exceeds that of the misread one."""


def reread(text: str) -> str:
    """The text with the letters that are meant where that makes words."""
    return _RUN.sub(_reread, text) if _SUSPECT.search(text) else text


def _reread(match: re.Match[str]) -> str:
    run = match[0]
    if not _SUSPECT.search(run):
        return run
    best = max((_translated(run, table) for table in _TABLES), key=_frequency)
    own = 0.0 if _CAPITAL_INSIDE.search(run) else _frequency(run)
    least = _MIN_SHORT_FREQUENCY if len(best) <= _SHORT_LETTERS else _MIN_FREQUENCY
    return best if _frequency(best) >= max(least, own + _MIN_GAIN) else run


def _translated(run: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(character, character) for character in run)


def _frequency(word: str) -> float:
    return word_frequencies.frequency(word.lower())

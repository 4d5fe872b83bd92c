"""Which other words stand in a text, beside those between its signs (`reading_kinds`).

A piece of a text, between two blanks, has *parts*, the words between its signs ("C.I.D.H." has
four), and *readings*: one word that some of its parts, or one of them, also stand for ("CIDH").
Both are indexed: the parts as if blanks stood between them, a reading as wide as its parts. Signs
that nobody sees, and glottal letters, are dealt with before (`cleaning`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from indexer.engine.cleaning import GLOTTAL
from indexer.engine.reading_kinds import DIGITS, KINDS, KINDS_WITH, LETTERS, MARKS

# Letters and digits with their combining marks; what follows an ordinal's sign is another word.
WORD: Final = re.compile(rf"[^\W_](?:[^\W_ºª]|[{MARKS}])*+(?:[ºª](?:[sS](?!\w))?)?")
# What a word of letters and digits alone must have for a reading.
_MAY_BE_READ: Final = re.compile(
    rf"[ºª{GLOTTAL}]|xs?\Z|\A(?:nros?|n[uú]ms?)\Z|\A\d{{1,4}}[^\W\d]", re.IGNORECASE
)
_ENDINGS_WITH_X: Final = ("x", "X", "xs", "Xs", "xS", "XS")
_NUMBER_WORDS: Final = frozenset({"nro", "nros", "num", "nums"})
_GLOTTAL_AND_MARKS: Final = GLOTTAL + "".join(map(chr, range(0x300, 0x370)))
_EDGES: Final = ".,:;'/()"
_CLASSES: Final = ((LETTERS, str.isalpha), (DIGITS, str.isdecimal))
_start: Final = attrgetter("start")


class Part(NamedTuple):
    """A word of a piece, with its place in characters."""

    text: str
    start: int
    end: int


class WordReading(NamedTuple):
    """`word` is what the parts from `first` up to, but without, `stop` stand for; its place in
    characters includes signs that belong to it (the last dot of "C.I.D.H.").
    """

    word: str
    first: int
    stop: int
    start: int
    end: int


class Piece(NamedTuple):
    """The words of a piece of a text, and what else they stand for."""

    parts: list[Part]
    readings: list[WordReading]


def plain_word(piece: str) -> str:
    """The only word of a piece that has nothing but signs beside it, and no readings; else ""."""
    word = piece.strip(_EDGES)
    if not word.isalnum():
        return ""
    if word.isascii() and word.isalpha():
        is_read = word.endswith(_ENDINGS_WITH_X) or (
            len(word) < 5 and word.lower() in _NUMBER_WORDS
        )
    else:
        is_read = _MAY_BE_READ.search(word) is not None
    return "" if is_read else word


def read_piece(piece: str) -> Piece:
    """The parts and readings of a piece of a cleaned text, which has no blanks."""
    plain = plain_word(piece)
    if plain:
        start = piece.index(plain)
        return Piece([Part(plain, start, start + len(plain))], [])
    parts = [Part(found[0], found.start(), found.end()) for found in WORD.finditer(piece)]
    if GLOTTAL in piece:
        bare = (Part(bare_word(text), start, end) for text, start, end in parts)
        parts = [part for part in bare if part.text]
    return Piece(parts, _readings(piece, parts) if parts else [])


def bare_word(word: str) -> str:
    """A word without glottal letters at its ends, where few write them; it may be nothing else."""
    if GLOTTAL not in word:
        return word
    return word.lstrip(_GLOTTAL_AND_MARKS).rstrip(GLOTTAL)


def _readings(piece: str, parts: Sequence[Part]) -> list[WordReading]:
    characters = set(piece)
    possible = KINDS_WITH.keys() & characters
    if not possible:
        return []
    classes = {name for name, is_of in _CLASSES if any(map(is_of, characters))}
    kinds = sorted({place for sign in possible for place in KINDS_WITH[sign]})
    readings: dict[tuple[str, int, int], WordReading] = {}
    for _, needed, pattern, words_of in map(KINDS.__getitem__, kinds):
        if needed not in classes:
            continue
        for found in pattern.finditer(piece):
            begin, end = found.span("span")
            first = bisect_left(parts, begin, key=_start)
            if first == len(parts) or parts[first].start != begin:
                continue
            stop = bisect_left(parts, end, first, key=_start)
            for word in words_of(found):
                if stop > first + 1 or word != parts[first].text.lower():
                    place = (word, first, stop)
                    readings.setdefault(place, WordReading(*place, begin, end))
    return list(readings.values())

"""Cuts words into the pieces that the encoder knows, as its authors' SentencePiece does.

The model is Google's (Kudo 2018, "Subword Regularization": a unigram language model): each piece
has a logarithmic probability, and a word is cut so that the sum over its pieces is greatest.
"""

from __future__ import annotations

import math
import struct
import unicodedata
from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

_UNKNOWN: Final = 0
_BEGIN: Final = 1
_END: Final = 2
_SPECIAL: Final = (_UNKNOWN, _BEGIN, _END)
"""The model's first pieces: an unknown letter, and what stands before and behind each text."""
_WORD_BEGIN: Final = "\u2581"
"""Stands in pieces where a word begins."""
_SIGNS: Final = frozenset((_WORD_BEGIN, "'", "-"))
"""What stands in pieces beside letters; in words too."""
_UNKNOWN_PENALTY: Final = 10.0
"""SentencePiece's: so much less probable than the least probable piece is an unknown letter."""
_NORMAL: Final = b"\x0a"
"""The tag of a piece in the model's protocol buffer, and of its text in the piece."""
_SCORE: Final = 0x15
"""The tag of a piece's logarithmic probability, a float."""


class WordPieces:
    """The pieces of the model in the file at `path` that words in small Latin letters are made of.

    `numbers` are their numbers in the model, ascending; a word is cut into places in that list.
    The others, of capitals, signs and other scripts, are left out: more than half of the model.

    OSError of the system passes through.
    """

    def __init__(self, path: Path) -> None:
        numbers, scores = array("l", _SPECIAL), array("f", [0.0] * len(_SPECIAL))
        self._places: Final[dict[str, int]] = {}
        lowest = 0.0
        for number, (text, score) in enumerate(_pieces(path.read_bytes())):
            lowest = min(lowest, score)
            if number not in _SPECIAL and all(map(_is_small_latin, text)):
                self._places[text] = len(numbers)
                numbers.append(number)
                scores.append(score)
        self.numbers: Final = numbers
        self._scores: Final = scores
        self._unknown_score: Final = lowest - _UNKNOWN_PENALTY
        self._longest: Final = max(map(len, self._places))

    def has_word(self, word: str) -> bool:
        """Whether a whole word is a piece."""
        return bool(word) and _WORD_BEGIN + word in self._places

    def words(self) -> list[str]:
        """The pieces that are whole words."""
        return [piece[1:] for piece in self._places if piece.startswith(_WORD_BEGIN)]

    def cut(self, word: str) -> list[int]:
        """The places in `numbers` of the word's pieces, with those of begin and end around them."""
        text = _WORD_BEGIN + word
        best = [0.0] + [-math.inf] * len(text)
        came_from = [(0, _UNKNOWN)] * len(best)
        for start in range(len(text)):
            for stop in range(start + 1, min(start + self._longest, len(text)) + 1):
                place = self._places.get(text[start:stop], _UNKNOWN)
                if place == _UNKNOWN and stop > start + 1:
                    continue
                own = self._unknown_score if place == _UNKNOWN else self._scores[place]
                if best[start] + own > best[stop]:
                    best[stop] = best[start] + own
                    came_from[stop] = start, place
        found, at = [_END], len(text)
        while at:
            at, place = came_from[at]
            found.append(place)
        return [_BEGIN, *reversed(found)]


@lru_cache(maxsize=1024)
def _is_small_latin(sign: str) -> bool:
    if sign in _SIGNS:
        return True
    return sign.islower() and "LATIN" in unicodedata.name(sign, "")


def _pieces(model: bytes) -> Iterator[tuple[str, float]]:
    """The text and the logarithmic probability of each piece of a SentencePiece model.

    The model is a protocol buffer; its pieces come first, each shorter than 128 bytes.
    """
    at = 0
    while model[at : at + 1] == _NORMAL:
        size = model[at + 1]
        text_end = at + 4 + model[at + 3]
        text = model[at + 4 : text_end].decode()
        score = 0.0
        if text_end < at + 2 + size and model[text_end] == _SCORE:
            (score,) = struct.unpack_from("<f", model, text_end + 1)
        yield text, score
        at += 2 + size

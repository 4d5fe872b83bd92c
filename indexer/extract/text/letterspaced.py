"""Tells letterspaced words from letters that stand for themselves: vowels, an alphabet, answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from indexer.extract.text.word_frequencies import frequency

_VOWELS: Final = frozenset("aeiouy")
_MIN_LETTERS: Final = 4
_MIN_FREQUENCY: Final = 2.0
_MIN_DISTINCT_SHARE: Final = 0.45
"""Of the first letters, that differ: "V F F V F" are answers, "b a g b a g b" are notes."""
_DISTINCT_LETTERS: Final = 12
_ALPHABET_SHARE: Final = 0.6
"""Of the letters, that stand beside their neighbour in the alphabet where they are a list of it."""


def is_letterspaced(words: str) -> bool:
    """Whether letters that have been put together, `words`, are words."""
    letters = [_plain(character) for character in words if character.isalpha()]
    first = letters[:_DISTINCT_LETTERS]
    if len(letters) < _MIN_LETTERS or len(set(first)) < _MIN_DISTINCT_SHARE * len(first):
        return False
    vowels = sum(letter in _VOWELS for letter in letters)
    if not 0 < vowels < len(letters):
        return False
    if not words.isupper() and not _are_known(words.split()):
        return False
    steps = sum(abs(ord(b) - ord(a)) == 1 for a, b in pairwise(letters))
    single = sum(len(word) == 1 for word in words.split())
    return steps < _ALPHABET_SHARE * (len(letters) - 1) and single * 2 < len(words.split())


def _are_known(words: Sequence[str]) -> bool:
    """Whether most of the words exist. Headings, in capitals, are often names and need not."""
    return 2 * sum(frequency(word.lower()) >= _MIN_FREQUENCY for word in words) >= len(words)


def _plain(character: str) -> str:
    return unicodedata.normalize("NFD", character.lower())[0]

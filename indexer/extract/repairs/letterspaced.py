"""Tells letterspaced words from letters that stand for themselves: vowels, an alphabet, answers.

Where the letters stand on the page shows which words they make (`pdf.letterspacing`). A text alone
has only its blanks, so there the words must exist: "C R Ó N I C A  D E  L A  L L U V I A".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from indexer.folding import fold_letters
from indexer.word_frequencies import frequency

_VOWELS: Final = frozenset("aeiouy")
_MIN_LETTERS: Final = 4
_MIN_FREQUENCY: Final = 2.0
_MIN_DISTINCT_SHARE: Final = 0.45
"""Share of the first letters that differ: "V F F V F" are answers, "b a g b a g b" are notes."""
_DISTINCT_LETTERS: Final = 12
_ALPHABET_SHARE: Final = 0.6
"""Share of the letters beside their neighbour in the alphabet, where they list the alphabet."""

_BLANK: Final = "[ \u00a0\u2002-\u200a]"
_MAY_BE_SPACED: Final = re.compile(r" [A-Za-zÀ-ÿ] [A-Za-zÀ-ÿ] {1,3}[A-Za-zÀ-ÿ](?!\w)")
_SPACED: Final = re.compile(rf"(?<!\S)[^\W\d_](?:{_BLANK}{{1,4}}[^\W\d_]){{4,}}(?![^\s,;:.!?])")
_WORD_GAP: Final = re.compile(rf"{_BLANK}{{2,}}")
_MAX_WORD_LETTERS: Final = 24
# A short word is easily made by chance from the letters of longer ones.
_MIN_SHORT_FREQUENCY: Final = 5.5
_SHORT_LETTERS: Final = 3
_ONE_LETTER_WORDS: Final = frozenset("aeouyàéó")
_ONE_LETTER_FREQUENCY: Final = 5.0
"""Less than they have, so that "oda" is one word."""
_ALL_WORDS: Final = 9
"""Zipf frequency of all words together: a word's own less this is the logarithm of its share."""


def join_letterspaced(text: str) -> str:
    """`text` with its letterspaced words whole, as far as they exist."""
    if not _MAY_BE_SPACED.search(text):
        return text
    return _SPACED.sub(lambda found: _joined(found[0]) or found[0], text)


def is_letterspaced(words: str) -> bool:
    """Whether letters that have been put together, `words`, are words."""
    letters = fold_letters("".join(filter(str.isalpha, words)))
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
    return steps < _ALPHABET_SHARE * (len(letters) - 1) and single * 2 <= len(words.split())


def _are_known(words: Sequence[str]) -> bool:
    """Whether most of the words exist. Headings, in capitals, are often names and need not."""
    return 2 * sum(frequency(word.lower()) >= _MIN_FREQUENCY for word in words) >= len(words)


def _joined(spaced: str) -> str:
    """The words that the letters make; nothing if they are not all words that exist."""
    parts = [re.sub(r"\s", "", part) for part in _WORD_GAP.split(spaced)]
    found = [_segmented(part) for part in parts]
    words = " ".join(word for segments in found for word in segments)
    return words if all(found) and is_letterspaced(words) else ""


def _frequency_of(word: str) -> float:
    return frequency(word) or (_ONE_LETTER_FREQUENCY if word in _ONE_LETTER_WORDS else 0.0)


def _segmented(letters: str) -> list[str]:
    """The likeliest words that exist which the letters make; empty if there are none."""
    best: list[tuple[float, list[str]] | None] = [(0.0, [])]
    for end in range(1, len(letters) + 1):
        found: tuple[float, list[str]] | None = None
        for start in range(max(0, end - _MAX_WORD_LETTERS), end):
            before, word = best[start], letters[start:end]
            known = _frequency_of(word.lower())
            is_short = 1 < len(word) <= _SHORT_LETTERS
            needed = _MIN_SHORT_FREQUENCY if is_short else _MIN_FREQUENCY
            if before is None or known < needed:
                continue
            likelihood = before[0] + known - _ALL_WORDS
            if found is None or likelihood > found[0]:
                found = (likelihood, [*before[1], word])
        best.append(found)
    return best[-1][1] if best[-1] else []

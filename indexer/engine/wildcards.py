"""Matches words against patterns with `*` (any letters, or none) and `?` (one letter).

Not with regular expressions: `re` caches compiled patterns, with what a reader typed.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import ne
from typing import Final

from indexer.engine.analysis import fold, lowercase, one_word_forms

ANY_LETTERS: Final = "*"
ONE_LETTER: Final = "?"


def is_pattern(word: str) -> bool:
    """Whether a word of a query is a pattern."""
    return ANY_LETTERS in word or ONE_LETTER in word


def folded_forms(word: str) -> frozenset[str]:
    """What a word of a phrase is as one word, folded; a pattern is itself. Words of a proximity
    query with the same forms are one.
    """
    return frozenset((word,)) if is_pattern(word) else frozenset(map(fold, one_word_forms(word)))


def pattern_pieces(pattern: str) -> list[str]:
    """The folded text between the signs of a pattern: a word that fits has them in this order, the
    first at its beginning and the last at its end.
    """
    return list(map(fold, _typed_pieces(pattern)))


def _typed_pieces(pattern: str) -> list[str]:
    return pattern.replace(ONE_LETTER, ANY_LETTERS).split(ANY_LETTERS)


def has_marks(pattern: str) -> bool:
    """Whether a pattern has letters that folding changes: "año*"."""
    return any(map(ne, map(lowercase, _typed_pieces(pattern)), pattern_pieces(pattern)))


def fits_pattern(base: str, pattern: str) -> bool:
    """Whether a folded word fits a pattern."""
    return _fits(base, pattern, fold)


def fits_as_typed(form: str, pattern: str) -> bool:
    """Whether a lower-case word fits a pattern with its accents."""
    return _fits(form, pattern, lowercase)


def _fits(base: str, pattern: str, written: Callable[[str], str]) -> bool:
    parts = [
        ONE_LETTER.join(map(written, part.split(ONE_LETTER))) for part in pattern.split(ANY_LETTERS)
    ]
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return len(base) == len(first) and _stands_at(base, first, 0)
    if len(base) < len(first) + len(last) or not _stands_at(base, first, 0):
        return False
    at, end = len(first), len(base) - len(last)
    for part in parts[1:-1]:
        found = _find(base, part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end and _stands_at(base, last, end)


def _find(base: str, part: str, start: int, end: int) -> int:
    if ONE_LETTER not in part:
        return base.find(part, start, end)
    places = range(start, end - len(part) + 1)
    return next((at for at in places if _stands_at(base, part, at)), -1)


def _stands_at(base: str, part: str, at: int) -> bool:
    if ONE_LETTER not in part:
        return base.startswith(part, at)
    return all(
        wanted in (ONE_LETTER, found)
        for wanted, found in zip(part, base[at : at + len(part)], strict=True)
    )

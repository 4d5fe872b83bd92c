"""Adds letters that ligatures have lost without a trace: "Salillo" for Saltillo, "ges ón".

A strange word may be a name, so letters are added only on pages that lack a pair of letters which
every page of our languages has, and where that makes words of many of their strange ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from indexer import word_frequencies
from indexer.extract.repairs.completed_words import LIGATURES, like, most_frequent

_PAIRS: Final = (("ti", 0.0075), ("fi", 0.0020))
"""Ligatures and their least share in the letters of a text in es, pt, fr and en (measured)."""
_MIN_EXPECTED: Final = 1.2
_MAX_SHARE_LEFT: Final = 0.15
"""How many of a pair a page should have, and how few of these it has if they are lost."""
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_GAP: Final = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,30})(?= ([^\W\d_]{2,30})(?![^\W\d_]))")
_MAX_PAGE_WORDS: Final = 3_000
_MAX_BROKEN_FREQUENCY: Final = 3.2
_MIN_GAIN: Final = 1.7
_MIN_GAIN_OF_GAP: Final = 0.6
"""Zipf frequency of what may be broken, and by how much a word exceeds it: parts of words and
misspelt ones ("ón", "inal") are listed too. Two rare ones seldom meet by chance."""
_MIN_WORDS: Final = 2
"""Different words that are made in one document."""
_MAX_UNLISTED_SHARE: Final = 0.5
"""Of the words of a page; more are in another language, or in none."""
_MIN_SHARE_OF_STRANGE: Final = 0.15
"""Of a page's words that no list has: of names and Latin, 1 in 20 becomes a word by chance."""


def add_missing(texts: Sequence[str]) -> list[str]:
    """The pages of a document with letters that ligatures have lost: Saltillo for "Salillo"."""
    made = {number: words for number, text in enumerate(texts) if (words := _find_broken(text))}
    if len({broken for words in made.values() for broken in words}) < _MIN_WORDS:
        return list(texts)
    return [
        _replace(text, made[number]) if number in made else text
        for number, text in enumerate(texts)
    ]


def _find_broken(text: str) -> dict[str, str]:
    """What words on a page lack a ligature, in small letters, and the whole words."""
    ligatures = _lacks(text)
    if not ligatures:
        return {}
    text = text.lower()
    words = {word: word_frequencies.frequency(word) for word in {*_WORD.findall(text)}}
    if len(words) > _MAX_PAGE_WORDS:
        return {}
    gaps = {*_GAP.findall(text)}
    unlisted = sum(not frequency for frequency in words.values())
    if unlisted > _MAX_UNLISTED_SHARE * len(words):
        return {}
    made = _complete(words, gaps, 0.0, ligatures)
    if not made or len(made) < _MIN_SHARE_OF_STRANGE * unlisted:
        return {}
    return _complete(words, gaps, _MAX_BROKEN_FREQUENCY, ligatures)


def _complete(
    words: Mapping[str, float],
    gaps: Iterable[tuple[str, str]],
    most: float,
    ligatures: Sequence[str],
) -> dict[str, str]:
    """The whole words for those that lack a ligature and have a frequency of `most` at most."""
    made = {
        word: _completed(word, frequency, ligatures)
        for word, frequency in words.items()
        if frequency <= most
    }
    for left, right in gaps:
        rarer = min(words[left], words[right])
        if rarer <= most:
            made[f"{left} {right}"] = _joined(left, right, rarer, ligatures)
    return {broken: whole for broken, whole in made.items() if whole}


def _replace(text: str, made: Mapping[str, str]) -> str:
    broken = "|".join(sorted(map(re.escape, made), key=len, reverse=True))
    pattern = re.compile(rf"(?<![^\W_])(?:{broken})(?![^\W_])", re.IGNORECASE)
    return pattern.sub(lambda run: like(run[0], made.get(run[0].lower(), run[0])), text)


def _lacks(text: str) -> tuple[str, ...]:
    """The ligatures that a page must have lost, because a pair of letters is missing."""
    lost = {
        pair
        for pair, share in _PAIRS
        if (expected := share * len(text)) >= _MIN_EXPECTED
        and text.count(pair) <= _MAX_SHARE_LEFT * expected
    }
    if "ti" in lost:
        return LIGATURES
    return ("fi", "ff", "fl", "ffi") if lost else ()


def _completed(word: str, frequency: float, ligatures: Sequence[str]) -> str:
    """The word that lacks a ligature, or all of it but one letter; empty if there is none."""
    choices = (
        word[:place] + ligature + word[place + kept :]
        for ligature in ligatures
        for place in range(len(word) + 1)
        for kept in (0, 1)
        if kept == 0 or word[place : place + 1] in (ligature[0], ligature[-1])
    )
    return most_frequent(choices, frequency + _MIN_GAIN)


def _joined(left: str, right: str, frequency: float, ligatures: Sequence[str]) -> str:
    """The word that has a gap in the place of a ligature; empty if there is none."""
    choices = (left + ligature + right for ligature in ligatures)
    return most_frequent(choices, frequency + _MIN_GAIN_OF_GAP)

"""Chooses the word that lost a ligature when it was broken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from indexer import word_frequencies

LIGATURES: Final = ("ti", "tt", "ft", "fi", "ff", "fl", "tti", "ffi", "ffl", "tf")
_MIN_LETTERS: Final = 5
_MIN_FREQUENCY: Final = 2.5
"""Zipf frequency of the word."""


def most_frequent(choices: Iterable[str], least: float = 0.0) -> str:
    """The most frequent of these words; empty if it is rarer than `least` (Zipf frequency), or too
    rare or short to rely on.
    """
    best = max(choices, key=word_frequencies.frequency, default="")
    least = max(least, _MIN_FREQUENCY)
    return best if len(best) >= _MIN_LETTERS and word_frequencies.frequency(best) >= least else ""


def like(broken: str, whole: str) -> str:
    """The whole word with a capital where the broken one has it."""
    return whole[0].upper() + whole[1:] if broken[0].isupper() else whole

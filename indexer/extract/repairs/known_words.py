"""What counts as a word in one document: its own words, and those of the languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from indexer import word_frequencies

_WORD: Final = re.compile(r"[^\W\d_]+")
_OWN_FREQUENCY: Final = 2.5
"""Zipf frequency that a word of the document counts with if it is in no list."""
# The shorter a string of letters is, the more often it is a word by chance.
_MIN_FREQUENCIES: Final = ((3, 4.0), (5, 3.0))
"""Zipf frequency from which on words of up to so many letters count."""
_MIN_FREQUENCY: Final = 2.0
_MIN_OWN_LETTERS: Final = 4


class KnownWords:
    """The words of these texts and of the languages."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts

    @cached_property
    def own(self) -> Counter[str]:
        """How often the document has each word, in small letters."""
        return Counter(word for text in self._texts for word in _WORD.findall(text.lower()))

    def weight(self, word: str) -> float:
        """Zipf frequency of a word; 0 if it is not listed, or too rare to rely on."""
        word = word.lower()
        listed = word_frequencies.frequency(word)
        if listed >= next((f for n, f in _MIN_FREQUENCIES if len(word) <= n), _MIN_FREQUENCY):
            return listed
        return _OWN_FREQUENCY if len(word) >= _MIN_OWN_LETTERS and word in self.own else 0.0

    def is_known(self, word: str) -> bool:
        """Whether a word is in the lists at all, or in the document."""
        return bool(word_frequencies.frequency(word.lower()) or word.lower() in self.own)

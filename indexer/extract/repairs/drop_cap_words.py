"""Decides whether a drop cap begins a word ("Marchamos") or is one ("A ella le dijeron")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from indexer.languages import LANGUAGES
from indexer.word_frequencies import frequency

DROP_CAP: Final = "\U0001ffff"
"""Stands between a drop cap and the line that it begins; a noncharacter of Unicode."""
_CAP: Final = re.compile(rf"([^\W\d_]['’]?){DROP_CAP}([^\W\d_]*)")
_WORD: Final = re.compile(r"[^\W\d_]+")
# Words of one letter: in capitals, English has "I".
_ONE_LETTER_WORDS: Final = frozenset("aàeéèioóôuyæ")
_ALWAYS_WORDS: Final = frozenset("aoy")
_MIN_FREQUENCY: Final = 3.0
"""Zipf frequency from which on a word is likelier than two: "Acaso", but "A menos"."""
_MAX_STEP: Final = 2.0
"""Between both, as lists have misspellings: "aveces" 3.6, "veces" 5.7; but "aparte" 4.7, 6.2."""
_FUNCTION_WORDS: Final = frozenset().union(*(row.function_words for row in LANGUAGES))


def join_drop_caps(texts: Sequence[str]) -> list[str]:
    """The pages of a document with their drop caps joined to the words that they begin."""
    if not any(DROP_CAP in text for text in texts):
        return list(texts)
    words = _DocumentWords(texts)
    return [_CAP.sub(words.whole, text).replace(DROP_CAP, "") for text in texts]


class _DocumentWords:
    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    @cached_property
    def _listed(self) -> list[list[str]]:
        return [_WORD.findall(text.lower()) for text in self._texts]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(word for words in self._listed for word in words)

    @cached_property
    def _pairs(self) -> Counter[tuple[str, str]]:
        return Counter(
            pair for words in self._listed for pair in pairwise(words) if len(pair[0]) == 1
        )

    def whole(self, match: re.Match[str]) -> str:
        """A drop cap and what follows it, as one word or two."""
        cap, rest = match.groups()
        return cap + rest if self._is_one_word(cap.lower(), rest.lower()) else f"{cap} {rest}"

    def _is_one_word(self, cap: str, rest: str) -> bool:
        if cap not in _ONE_LETTER_WORDS:
            return True
        # The text itself has the pair once, before its blank is known.
        joined, apart = self._counts[cap + rest], self._pairs[cap, rest] - 1
        if joined != apart and max(joined, apart) > 0:
            return joined > apart
        if cap in _ALWAYS_WORDS and rest in _FUNCTION_WORDS and len(rest) > 1:
            return False
        whole, second = frequency(cap + rest), frequency(rest)
        if cap in _ALWAYS_WORDS and second - whole >= _MAX_STEP:
            return False
        return whole >= _MIN_FREQUENCY or second < _MIN_FREQUENCY

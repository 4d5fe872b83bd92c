"""Tells running text from names, numbers and labels, in the languages that are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from indexer.languages import LANGUAGES

_MIN_CHARS: Final = 12
"""Mean length of the lines of a narrow column."""
_MIN_FUNCTION_WORDS: Final = 0.2
"""Share of the words; in running text 40 % (es), in tables of names and commands none."""
_FUNCTION_WORDS: Final = frozenset(
    word for row in LANGUAGES for word in row.function_words if len(word) > 1
)
_WORD: Final = re.compile(r"\w+")


def is_running_text(lines: Sequence[str]) -> bool:
    """Whether lines are those of a narrow column of text."""
    is_long = sum(map(len, lines)) >= _MIN_CHARS * len(lines)
    known = sum(map(count_function_words, lines))
    return is_long and known >= _MIN_FUNCTION_WORDS * len(_WORD.findall(" ".join(lines)))


def count_function_words(text: str) -> int:
    """How many function words of any language a text has."""
    return sum(word in _FUNCTION_WORDS for word in _WORD.findall(text.casefold()))

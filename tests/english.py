"""Finds English in what staff read in another language."""

from __future__ import annotations

import re
from typing import Final

_QUOTED: Final = re.compile(
    r"«[^»]*»|“[^”]*”|\"[^\"]*\"|`[^`]*`|<[^>]*>|python -m .*|--[a-z-]+|\S*[/\\]\S*"
)
"""What is quoted, and what is typed: neither is in a language of staff."""
_FUNCTION_WORD: Final = re.compile(
    r"\b(?:about|after|again|all|also|and|another|any|are|be|been|before|but|by|can|cannot|could"
    r"|does|each|else|every|file|files|for|from|has|have|how|if|into|is|it|its|may|more|most|must"
    r"|not|nothing|of|only|other|otherwise|page|run|some|than|that|the|their|then|there|these|they"
    r"|this|those|to|until|was|were|what|when|where|which|while|who|will|with|without|would|you"
    r"|your)\b",
    re.IGNORECASE,
)
"""Frequent words that are none in the languages of staff, but for these:"""
_SHARED_WORDS: Final = {"es": set[str](), "pt": {"for"}, "fr": {"but", "page"}}


def english_words(text: str, language: str) -> list[str]:
    """The English words in a text that should be in another language."""
    found = _FUNCTION_WORD.findall(_QUOTED.sub(" ", text))
    return [word for word in found if word.lower() not in _SHARED_WORDS[language]]

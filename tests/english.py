"""Finds English in what staff read in another language."""

from __future__ import annotations

import re
from typing import Final

_QUOTED: Final = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"|`[^`]*`|<[^>]*>|python -m .*|\S*[/\\]\S*")
"""What is quoted, and what is typed: neither is in a language of staff."""
_FUNCTION_WORD: Final = re.compile(
    r"\b(?:about|after|again|all|also|and|another|any|are|be|been|before|but|by|can|cannot|could"
    r"|does|each|else|every|file|files|for|from|has|have|how|if|into|is|it|its|may|more|most|must"
    r"|not|nothing|of|only|other|otherwise|page|run|some|than|that|the|their|then|there|these|they"
    r"|this|those|to|until|was|were|what|when|where|which|while|who|will|with|without|would|you"
    r"|your)\b",
    re.IGNORECASE,
)
"""Frequent words that mean nothing in Spanish or Portuguese; "page" means the same in French."""


def english_words(text: str, language: str) -> list[str]:
    """The English words in a text that should be in another language."""
    found = _FUNCTION_WORD.findall(_QUOTED.sub(" ", text))
    return [word for word in found if (language, word) not in {("fr", "page"), ("fr", "but")}]

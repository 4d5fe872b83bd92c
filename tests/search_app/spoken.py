"""What a page says in the language that it names, apart from what it marks as another's words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser

SPOKEN_ATTRIBUTES = ("aria-label", "placeholder", "title", "alt")


def own_words(page: str) -> str:
    """The text of `page` outside of the elements that name a language, its head apart."""
    body = LexborHTMLParser(page).css_first("body")
    assert body is not None
    for foreign in body.css("[lang], script, style"):
        foreign.decompose()
    attributes = [
        value
        for node in body.css("*")
        for name, value in node.attributes.items()
        if name in SPOKEN_ATTRIBUTES and value
    ]
    return "\n".join((body.text(separator="\n"), *attributes))


def found_in(text: str, phrases: Iterable[str]) -> list[str]:
    """Those of `phrases` that stand in `text` as whole words, whatever blanks they have."""
    shown = _plain(text)
    return [phrase for phrase in phrases if _stands_in(_plain(phrase), shown)]


def _stands_in(phrase: str, text: str) -> bool:
    # To look for the letters first spares most phrases an expression of their own.
    return phrase in text and bool(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)

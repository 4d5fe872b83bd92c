"""Folds words, so that those which people write with and without capitals and accents are equal."""

from __future__ import annotations

import unicodedata


def fold_word(text: str) -> str:
    """Lower-case and strip accents, to compare names that people typed."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    folded = unicodedata.normalize("NFD", folded)
    for mark in filter(unicodedata.combining, set(folded)):
        folded = folded.replace(mark, "")
    return folded


def fold_letters(text: str) -> str:
    """Lower-case and strip accents letter by letter, so that places in `text` stay the same."""
    return "".join(unicodedata.normalize("NFD", letter.lower())[0] for letter in text)

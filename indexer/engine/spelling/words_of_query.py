"""The words of a query that a correction looks at, and a query's text with other words in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from indexer.engine.analysis import lowercase
from indexer.engine.ast import And, FieldQuery, Node, Or, Phrase, Word
from indexer.engine.wildcards import is_pattern
from indexer.languages import LANGUAGES

MAX_ACRONYM_LETTERS: Final = 5
"""Letters of a word in capitals that is taken for an acronym, and not for a loud word."""

_ROMAN_DIGITS: Final = frozenset("IVXLCDM")
_PIECE: Final = re.compile(r"\w+|\s+|[^\w\s]")
_FIRST_LETTERS: Final = re.compile(r"(?<!\w)\w")
_OPERATORS: Final = frozenset(
    word
    for row in LANGUAGES
    for words in (
        row.query_operators.both,
        row.query_operators.either,
        row.query_operators.without,
        row.query_operators.near,
    )
    for word in words
)


def word_sequences(tree: Node) -> list[list[str]]:
    """The words that are searched for, those that stand together in one list; without those that
    are excluded, and without patterns.
    """
    return [words for words in _sequences(tree) if words]


def _sequences(node: Node) -> Iterator[list[str]]:
    match node:
        case And(nodes):
            together: list[str] = []
            for inner in nodes:
                if isinstance(inner, Word | Phrase):
                    together += _words(inner)
                else:
                    yield from _sequences(inner)
            yield together
        case Or(nodes):
            for inner in nodes:
                yield from _sequences(inner)
        case FieldQuery(_, inner):
            yield from _sequences(inner)
        case Word() | Phrase():
            yield _words(node)


def _words(node: Word | Phrase) -> list[str]:
    words = (node.text,) if isinstance(node, Word) else node.words
    return [word for word in words if not is_pattern(word)]


def loose_pairs(tree: Node) -> Iterator[tuple[str, str]]:
    """Neighbours that may be one word which fell apart: not those inside quotes."""
    match tree:
        case And(nodes):
            for first, second in pairwise(nodes):
                if isinstance(first, Word) and isinstance(second, Word):
                    yield first.text, second.text
            for inner in nodes:
                yield from loose_pairs(inner)
        case Or(nodes):
            for inner in nodes:
                yield from loose_pairs(inner)
        case FieldQuery(_, inner):
            yield from loose_pairs(inner)


def acronyms(text: str) -> frozenset[str]:
    """The words, in small letters, that stand in a text in capitals, and are short or numbers."""
    loud = (piece for piece in _PIECE.findall(text) if piece.isupper())
    return frozenset(
        lowercase(word)
        for word in loud
        if len(word) <= MAX_ACRONYM_LETTERS or _ROMAN_DIGITS.issuperset(word)
    )


def capitalised(text: str) -> frozenset[str]:
    """The words, in small letters, that stand in a text with a capital first."""
    return frozenset(lowercase(word) for word in _PIECE.findall(text) if word.istitle())


def with_replaced(text: str, instead: Mapping[str, str]) -> str:
    """`text` with other words in place of those that are keys of `instead` (as in the tree of a
    query, and with a blank between two neighbours). All else stays as it was typed.
    """
    # No pattern is made of what was typed: `re` would remember it.
    pieces = _PIECE.findall(unicodedata.normalize("NFC", text))
    compared = list(map(_compared, pieces))
    wanted = {tuple(map(_compared, _PIECE.findall(typed))): one for typed, one in instead.items()}
    longest_first = sorted(wanted, key=len, reverse=True)
    written, at = [], 0
    while at < len(pieces):
        key = next((key for key in longest_first if tuple(compared[at : at + len(key)]) == key), ())
        if key:
            written.append(_in_case_of("".join(pieces[at : at + len(key)]), wanted[key]))
        else:
            written.append(pieces[at])
        at += len(key) or 1
    return "".join(written)


def _compared(piece: str) -> str:
    return " " if piece.isspace() else lowercase(piece)


def _in_case_of(typed: str, meant: str) -> str:
    """`meant` with capitals where `typed` has them, but as no operator."""
    if typed.isupper() and len(typed) > 1:
        capitals = meant.upper()
        return meant if _OPERATORS & set(capitals.split()) else capitals
    if typed[:1].isupper():
        return _FIRST_LETTERS.sub(lambda first: first[0].upper(), meant)
    return meant

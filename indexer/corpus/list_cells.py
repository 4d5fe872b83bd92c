"""Splits a cell into the values that it holds.

A semicolon separates values. A comma may stand inside one ("Martín-Baró, Ignacio") or between two
("miedo, duelo"): where the field, the words and the other cells say which, that is done; else the
cell is taken as one value, and staff are asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from indexer.corpus.field_parsers import RELATIONS
from indexer.corpus.mistakes import quoted
from indexer.fields import MetadataField, ValueKind, Wording
from indexer.folding import fold_word
from indexer.languages import FUNCTION_WORDS, INTERFACES, LANGUAGES
from indexer.messages import NO_MESSAGE, Message, message

_COMMA: Final = re.compile(r"[,|]|\s/\s")
_LINE_BREAK: Final = re.compile(r"[\r\n]+")
_BULLET: Final = "-–—•·* \t"
_BETWEEN_LANGUAGES: Final = re.compile(r"[,/+&|]|\s(?:y|e|o|ou|or|and|et|und|-|–)\s", re.IGNORECASE)
_AND: Final = re.compile(r"\s(?:y|e|and|et|&)\s", re.IGNORECASE)
_MAX_TERM_WORDS: Final = 3
"""Words of a term, without function words; a longer part is rather one of a sentence or a name."""
_MAX_CHARS: Final = 2000
"""Of a cell whose commas are looked at."""


@dataclass(frozen=True, slots=True)
class SplitCell:
    """The values of a cell, and a question if it is unclear how many they are."""

    values: tuple[str, ...]
    question: Message = NO_MESSAGE


class KnownValues:
    """The values that stand alone in a cell, or between semicolons, somewhere: they are single."""

    def __init__(self) -> None:
        self._by_field: dict[str, set[str]] = {}

    def learn(self, field: MetadataField, texts: Sequence[str]) -> None:
        """Learn from a cell, or from the items of a list."""
        if field.several and field.kind is ValueKind.TEXT:
            known = self._by_field.setdefault(field.name, set())
            if len(texts) > 1 or any(";" in text for text in texts):
                known.update(_fold(part) for text in texts for part in text.split(";"))
            else:
                known.update(_fold(text) for text in texts if not _COMMA.search(text[:_MAX_CHARS]))

    def know(self, field: MetadataField, value: str) -> bool:
        """Whether `value` is a single value of this field."""
        return _fold(value) in self._by_field.get(field.name, ())


def split_cell(field: MetadataField, texts: Sequence[str], known: KnownValues) -> SplitCell:
    """Split the cell, or the items of a list, of a field."""
    if not field.several or not texts:
        return SplitCell(tuple(texts))
    if len(texts) > 1 or ";" in texts[0]:
        return SplitCell(tuple(part for text in texts for part in text.split(";")))
    text = texts[0].strip()
    lines = [line.strip(_BULLET) for line in _LINE_BREAK.split(text)]
    if len(lines) > 1:
        return SplitCell(tuple(lines))
    if field.kind is ValueKind.LANGUAGE:
        return SplitCell(tuple(_languages(text[:_MAX_CHARS])))
    if field.kind is ValueKind.RELATION:
        return SplitCell(tuple(_relations(text)))
    if len(text) > _MAX_CHARS or not _COMMA.search(text) or known.know(field, text):
        return SplitCell((text,))
    parts = [part for part in map(str.strip, _COMMA.split(text)) if part]
    if field.wording is Wording.TERMS:
        return _split_terms(field, text, parts, known)
    return _split_names(field, text, parts, known)


def _languages(text: str) -> Iterable[str]:
    for part in _BETWEEN_LANGUAGES.split(text):
        names = _fold(part).split("-")
        # es-en and español-inglés are two languages; es-MX, pt-br and en-us are one, of a country.
        if len(set(names)) > 1 and all(name in INTERFACES or name in _LONG_NAMES for name in names):
            yield from names
        else:
            yield part


def _relations(text: str) -> Iterable[str]:
    """Parts that each begin with the name of a relation; other commas belong to a title."""
    parts: list[list[str]] = []
    for part in text.split(","):
        name, colon, _ = part[:_MAX_CHARS].partition(":")
        if parts and not (colon and _fold(name) in RELATIONS):
            parts[-1].append(part)
        else:
            parts.append([part])
    return map(",".join, parts)


def _split_terms(
    field: MetadataField, text: str, parts: Sequence[str], known: KnownValues
) -> SplitCell:
    if len(set(map(_fold, parts))) == 1 or all(known.know(field, part) for part in parts):
        return SplitCell(tuple(parts))
    is_inverted_name = (
        len(parts) == 2
        and all(part[:1].isupper() and not part.isupper() for part in parts)
        and not any(known.know(field, part) for part in parts)
    )
    if not is_inverted_name and all(known.know(field, p) or _looks_like_term(p) for p in parts):
        return SplitCell(tuple(parts))
    return SplitCell((text,), _question(text, parts))


def _split_names(
    field: MetadataField, text: str, parts: Sequence[str], known: KnownValues
) -> SplitCell:
    names = [*parts[:-1], *map(str.strip, _AND.split(parts[-1]))]
    if all(known.know(field, name) for name in names):
        return SplitCell(tuple(names))
    if len(names) > 2 and all(map(_looks_like_full_name, names)):
        return SplitCell(tuple(names))
    if len(parts) == 2:
        # "Lira, Elizabeth" and "Aluna, A. C." are one, as is "… de la Verdad, la Justicia y …".
        is_one = not all(map(_looks_like_full_name, parts)) and len(names) == 2
        if is_one or not _starts_as_name(parts[1]):
            return SplitCell((text,))
    if len(names) > 2 and len(names) % 2 == 0:
        return SplitCell((text,), _question_about_names(text, names))
    return SplitCell((text,), _question(text, names))


def _looks_like_term(part: str) -> bool:
    words = fold_word(part).split()
    content = [word for word in words if word not in _FOLDED_FUNCTION_WORDS]
    ends = {words[0], words[-1]} & _FOLDED_FUNCTION_WORDS
    return not ends and len(content) <= _MAX_TERM_WORDS and not _AND.search(part)


def _looks_like_full_name(part: str) -> bool:
    """Whether it has a first name and a surname: words with capitals, no abbreviations."""
    words = part.split()
    named = [word for word in words if fold_word(word) not in _FOLDED_FUNCTION_WORDS]
    is_name = all(word[:1].isupper() and len(word.strip(".")) > 2 for word in named)
    return len(named) > 1 and is_name and _starts_as_name(part) and not _AND.search(part)


def _starts_as_name(part: str) -> bool:
    return part[:1].isupper()


def _question(text: str, parts: Sequence[str]) -> Message:
    return message(
        '"{text}" may be one value or several, and was taken as one. If it is several, write '
        '"{several}"; if it is one, put a semicolon behind it: "{one}"',
        text=quoted(text),
        several=quoted("; ".join(parts)),
        one=quoted(f"{text};"),
    )


def _question_about_names(text: str, names: Sequence[str]) -> Message:
    """As above, where each value may be a surname and a first name."""
    pairs = [f"{surname}, {first}" for surname, first in zip(names[::2], names[1::2], strict=True)]
    return message(
        '"{text}" may be one value or several, and was taken as one. If it is several, write '
        '"{pairs}" or "{several}"; if it is one, put a semicolon behind it: "{one}"',
        text=quoted(text),
        pairs=quoted("; ".join(pairs)),
        several=quoted("; ".join(names)),
        one=quoted(f"{text};"),
    )


@lru_cache(maxsize=65_536)
def _fold(value: str) -> str:
    return " ".join(fold_word(value[:_MAX_CHARS]).split())


_LONG_NAMES: Final = frozenset(name for row in LANGUAGES for name in row.names if len(name) > 3)
_FOLDED_FUNCTION_WORDS: Final[frozenset[str]] = frozenset(map(fold_word, FUNCTION_WORDS))

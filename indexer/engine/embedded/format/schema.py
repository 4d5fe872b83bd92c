"""The index's documents, fields and terms.

A publication is one document with its metadata, followed by one document for each passage, in the
same segment and in order: document `d` with `number` n belongs to the publication at `d - n`.

The words of a passage are in the index field of its language (`text_es`), the words of metadata in
a field each. A term of such a field is a word form: the folded form, and the form as written where
that differs. Stems are no terms: a stem names the terms that share it (`segment.Segment.stems`).

A compound is its parts, and a term that marks where it begins (`mark`). A table of a segment's
compounds leads from what they are as one word to their parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
from whoosh import fields, formats

from indexer.engine.analysis import HYPHEN, fold, lowercase, tokenize_raw, unhyphenate
from indexer.fields import FACETS, SEARCHED_METADATA, searched_values
from indexer.languages import INDEXED_LANGUAGES
from indexer.model import Metadata

# Raise it when an index written before can no longer be read, or would answer otherwise.
# 1: first format, Whoosh's own codec.
# 2: flat arrays.
# 3: compounds.
FORMAT: Final = 3

ID_FIELD: Final = "id"

VALUE_GAP: Final = 100
"""Positions between two values of one field, so that no phrase spans them."""
MAX_WORD: Final = 100
"""Characters of a word that are indexed: longer runs (encoded data) are no words."""
SEPARATOR: Final = "\x01"  # sorts before every letter: a word's forms follow it in the lexicon
_TEXT: Final = "text_"
STEMMED: Final = frozenset(language.code for language in INDEXED_LANGUAGES)


def text_field(language: str) -> str:
    """The index field with the words of the passages in `language`."""
    return _TEXT + language


def searched_as(index_field: str) -> str:
    """The one of `fields.SEARCHED_FIELDS` that an index field is part of."""
    return "text" if index_field.startswith(_TEXT) else index_field


def stem_languages(index_field: str) -> tuple[str, ...]:
    """The languages in which the words of an index field are stemmed.

    A passage is stemmed in its own language, metadata in all of them: subjects may be in another
    language than the text.
    """
    if index_field in SEARCHED_METADATA:
        return tuple(sorted(STEMMED))
    language = index_field.removeprefix(_TEXT)
    return (language,) if language in STEMMED else ()


def indexed_form(word: str) -> str:
    """The form of a word that is indexed: lower-case, with its accents, not endless."""
    return lowercase(word)[:MAX_WORD]


def term_key(index_field: str, form: str) -> str:
    """The key of a term among all terms of a segment, from a form of `indexed_form`.

    All terms of one folded form are neighbours, whatever their field.
    """
    base = fold(form)
    return f"{base}{SEPARATOR}{index_field}{SEPARATOR}{'' if form == base else form}"


def base_prefix(word: str) -> bytes:
    """What the keys of all terms begin with that have the same folded form as `word`."""
    return f"{fold(indexed_form(word))}{SEPARATOR}".encode()


def form_of(key: bytes) -> str:
    """The form in a term's key."""
    base, _, form = key.decode().split(SEPARATOR)
    return form or base


def mark(parts: int) -> str:
    """The term in the place where a compound of so many parts begins: no word has a hyphen."""
    return HYPHEN * (parts - 1)


def compound_key(compound: str) -> str:
    """The key of a compound: what it is as one word, and how long its parts but the last are."""
    base = fold(compound)
    *lengths, _ = map(len, base.split(HYPHEN))
    return f"{unhyphenate(base)}{SEPARATOR}{HYPHEN.join(map(str, lengths))}"


def compound_parts(key: bytes) -> tuple[str, ...]:
    """The folded parts of a compound."""
    word, lengths = key.decode().split(SEPARATOR)
    cuts = [0, *accumulate(map(int, lengths.split(HYPHEN))), len(word)]
    return tuple(word[start:stop] for start, stop in pairwise(cuts))


def stem_key(language: str, stem: str) -> str:
    """The key of a stem; one stem in two languages is two."""
    return f"{language}{SEPARATOR}{stem}"


def value_field(facet: str) -> str:
    """The index field with the whole values of a facet."""
    return f"{facet}_values"


def value_key(index_field: str, value: str) -> str:
    """The key of a whole value among all values of a segment; identifiers are in the field id."""
    return f"{index_field}{SEPARATOR}{value}"


def metadata_pieces(metadata: Metadata, field: str) -> list[list[str]]:
    """What `analysis.tokenize_raw` makes of a metadata field, a list for each of its values."""
    return [tokenize_raw(value) for value in searched_values(metadata, field)]


def facet_key(value: str) -> str:
    """A facet's value as it is compared with what a reader types."""
    return fold(value.strip())


def date_key(date: str) -> int:
    """An ISO date as a number that sorts alike (2014-06 -> 20140600; 0 unknown)."""
    year, month, day = (*date.split("-"), "", "")[:3]
    return int(year or 0) * 10000 + int(month or 0) * 100 + int(day or 0)


class ArrayPositions(formats.Positions):
    """Positions as `codec.ArrayMatcher` gives them: 32-bit little-endian numbers."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        """Positions -> posting value."""
        return np.array(poslist, "<u4").tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Posting value -> positions."""
        positions: list[int] = np.frombuffer(valuestring, "<u4").tolist()
        return positions

    def decode_frequency(self, valuestring: bytes) -> int:
        """Posting value -> number of positions."""
        return len(valuestring) // 4


class FormsField(fields.FieldType):
    """Word forms with positions."""

    scorable = True

    def __init__(self) -> None:
        self.format = ArrayPositions()


class ValuesField(fields.FieldType):
    """Whole values, for facets, filters and identifiers."""

    def __init__(self) -> None:
        self.format = formats.Existence()


def schema() -> fields.Schema:
    """The Whoosh schema of an index."""
    made = fields.Schema(
        **{ID_FIELD: ValuesField()},
        # of a passage the passage, of a publication its record, as JSON
        value=fields.STORED(),
        **{name: FormsField() for name in SEARCHED_METADATA},
        **{value_field(facet.name): ValuesField() for facet in FACETS},
    )
    made.add(f"{_TEXT}*", FormsField(), glob=True)
    return made

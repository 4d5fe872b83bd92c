"""The fields of an index as Whoosh's field types.

    document         fields
    publication      title, creator, subject, description: their words; several values are joined
                     id, and <facet>_values: whole values
                     path, date: stored only
    passage          text_<language>: its words, in the field of its own language
                     number, label: stored only

A term of words is a word form in lower case, with its accents: Whoosh does not stem or fold. What
has readings is its parts, side by side. Every field of words, and `id` of both kinds of documents,
is stored. Documents can be sorted and grouped by title, `id`, and whole values (of several the
first in the alphabet), passages by those of their publication.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NoReturn

import numpy as np
from whoosh import columns, fields, formats
from whoosh.analysis import Analyzer, IDAnalyzer, Token

from indexer.engine.analysis import tokenize
from indexer.engine.embedded.format.schema import (
    ID_FIELD,
    STEMMED_LANGUAGES,
    indexed_form,
    text_field,
    value_field,
)
from indexer.errors import IndexReadOnly
from indexer.fields import FACETS, SEARCHED_METADATA


class FormsAnalyzer(Analyzer):
    """The word forms of a text, as they are indexed."""

    def __call__(
        self, value: str, tokenize: bool = True, start_pos: int = 0, **options: object
    ) -> Iterator[Token]:
        found = _words(value) if tokenize else [(indexed_form(value), 0, len(value))]
        for position, (form, start, end) in enumerate(found, start_pos):
            yield Token(
                text=form, original=form, pos=position, startchar=start, endchar=end, boost=1.0
            )


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(indexed_form(word), start, end) for word, start, end in tokenize(text)]


class ArrayPositions(formats.Positions):
    """Positions as `ArrayMatcher` returns them: 32-bit little-endian numbers."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        return np.array(poslist, "<u4").tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        positions: list[int] = np.frombuffer(valuestring, "<u4").tolist()
        return positions

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4


class FormsField(fields.FieldType):
    """Word forms with positions, and the text."""

    scorable = True
    stored = True
    multitoken_query = "phrase"
    """What a query's word with a hyphen becomes."""

    def __init__(self, sortable: bool = False) -> None:
        self.analyzer = FormsAnalyzer()
        self.format = ArrayPositions()
        self.set_sortable(sortable)


class ValuesField(fields.FieldType):
    """Whole values, for facets, filters and identifiers."""

    def __init__(self, stored: bool = False) -> None:
        self.analyzer = IDAnalyzer()
        self.format = formats.Existence()
        self.stored = stored
        self.column_type = columns.VarBytesColumn()


class IndexSchema(fields.Schema):
    """The schema of every index."""

    def __init__(self) -> None:
        super().__init__(
            **{ID_FIELD: ValuesField(stored=True)},
            **{name: FormsField(sortable=name == "title") for name in SEARCHED_METADATA},
            **{value_field(facet.name): ValuesField() for facet in FACETS},
            **{name: fields.STORED() for name in ("path", "date", "number", "label")},
        )
        for language in sorted(STEMMED_LANGUAGES):
            self.add(text_field(language), FormsField())
        self.add(text_field("*"), FormsField(), glob=True)  # languages without a stemmer

    def clean(self) -> NoReturn:
        """Refuse, since Whoosh prepares a schema only in order to write it."""
        raise IndexReadOnly

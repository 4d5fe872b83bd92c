"""The terms of a segment as Whoosh knows them: a field's name and bytes, in ascending order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from whoosh.codec import base
from whoosh.fields import FieldType
from whoosh.formats import Format
from whoosh.reading import TermInfo, TermNotFound

from indexer.engine.cleaning import HYPHEN
from indexer.engine.embedded.format.schema import (
    ID_FIELD,
    form_of,
    term_key,
    value_field,
    value_key,
)
from indexer.engine.embedded.format.segment import Segment
from indexer.engine.embedded.whoosh.matcher import ArrayMatcher
from indexer.fields import FACETS

_VALUE_FIELDS: Final = (ID_FIELD, *(value_field(facet.name) for facet in FACETS))


class ArrayTermsReader(base.TermsReader):
    """Word forms and whole values. What marks a reading can be searched, but is not listed."""

    def __init__(self, arrays: Segment) -> None:
        self._arrays = arrays
        self._listed: dict[str, list[bytes]] = {}

    def _is_of_words(self, fieldname: str) -> bool:
        return fieldname in self._arrays.fields

    def _row(self, fieldname: str, text: bytes) -> int:
        """The row of a term in its table.

        Raises:
            TermNotFound: it is not there.
        """
        term = text.decode("utf-8", "replace")
        if self._is_of_words(fieldname):
            row = self._arrays.terms.find(term_key(fieldname, term).encode())
        else:
            row = self._arrays.values.find(value_key(fieldname, term).encode())
        if row is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return row

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        try:
            self._row(*term)
        except TermNotFound:
            return False
        return True

    def indexed_field_names(self) -> list[str]:
        return sorted({*self._arrays.fields, *_VALUE_FIELDS})

    def cursor(self, fieldname: str, fieldobj: FieldType) -> ArrayCursor:
        return ArrayCursor(self._terms_of(fieldname), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            for text in self._terms_of(name):
                yield name, text

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        listed = self._terms_of(fieldname)
        for text in listed[bisect_left(listed, prefix) :]:
            yield fieldname, text
        for name in self.indexed_field_names():
            if name > fieldname:
                for text in self._terms_of(name):
                    yield name, text

    def _terms_of(self, fieldname: str) -> list[bytes]:
        """The terms of a field in ascending order, kept, since sorting forms takes long."""
        if fieldname not in self._listed:
            of_words = self._is_of_words(fieldname)
            self._listed[fieldname] = sorted(
                self._forms(fieldname) if of_words else self._values(fieldname)
            )
        return self._listed[fieldname]

    def _forms(self, fieldname: str) -> Iterator[bytes]:
        arrays = self._arrays
        rows = np.flatnonzero(arrays.term_fields == arrays.fields.index(fieldname))
        keys = arrays.terms.all()
        forms = (form_of(keys[row]) for row in rows.tolist())
        return (form.encode() for form in forms if not form.startswith(HYPHEN))

    def _values(self, fieldname: str) -> Iterator[bytes]:
        prefix = value_key(fieldname, "").encode()
        values = self._arrays.values
        return (key[len(prefix) :] for key in values.part(values.rows(prefix)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        found = self.matcher(fieldname, text, None)
        counts, documents = found.counts, found.documents
        return TermInfo(
            weight=float(counts.sum(dtype=np.float64)),
            df=len(counts),
            minlength=0,
            maxlength=int(self._arrays.lengths.max(initial=0)),
            maxweight=float(counts.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    # Whoosh asks every segment for these, also one without the term.

    def frequency(self, fieldname: str, text: bytes) -> float:
        known = (fieldname, text) in self
        return float(self.term_info(fieldname, text).weight()) if known else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        known = (fieldname, text) in self
        return int(self.term_info(fieldname, text).doc_frequency()) if known else 0

    def matcher(
        self, fieldname: str, text: bytes, format_: Format | None, scorer: Any = None
    ) -> ArrayMatcher:
        row = self._row(fieldname, text)
        term = (fieldname, text)
        if not self._is_of_words(fieldname):
            documents = self._arrays.value_documents(self._arrays.values[row])
            counts = np.ones(len(documents), np.uint8)
            return ArrayMatcher(documents, counts, np.zeros(0, np.uint8), format_, term, scorer)
        arrays = self._arrays
        start, stop = arrays.posting_starts[row : row + 2].tolist()
        first, last = arrays.position_starts[row : row + 2].tolist()
        return ArrayMatcher(
            arrays.posting_documents.part(start, stop),
            arrays.posting_counts.part(start, stop),
            arrays.positions.part(first, last),
            format_,
            term,
            scorer,
        )


class ArrayCursor(base.FieldCursor):
    """Steps through the terms of one field, for what Whoosh finds with automata (misspellings)."""

    def __init__(self, terms: list[bytes], fieldobj: FieldType) -> None:
        self._terms = terms
        self._field = fieldobj
        self._at = 0

    def is_valid(self) -> bool:
        return self._at < len(self._terms)

    def first(self) -> str | None:
        return self._move(0)

    def find(self, term: str | bytes) -> str | None:
        return self._move(bisect_left(self._terms, self._field.to_bytes(term)))

    def next(self) -> str | None:
        return self._move(self._at + 1)

    def text(self) -> str | None:
        return str(self._field.from_bytes(self._terms[self._at])) if self.is_valid() else None

    def _move(self, at: int) -> str | None:
        self._at = at
        return self.text()

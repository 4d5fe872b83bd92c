"""The array files as a Whoosh codec: Whoosh's readers, searchers and matchers run on them.

Bulk evaluation reads the arrays themselves (`segment`); this is for everything that Whoosh can do
besides, and for comparing the two. Segments are written by `invert` and `merge`, not by Whoosh's
own writer, and are never changed; which documents are deleted stands in the table of contents.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from whoosh.codec import base
from whoosh.fields import FieldType
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.reading import TermInfo, TermNotFound

from indexer.engine.embedded.format.array_file import Array
from indexer.engine.embedded.format.schema import ID_FIELD, SEPARATOR
from indexer.engine.embedded.format.segment import EXTENSION, Mask, Segment
from indexer.engine.embedded.format.string_table import Strings
from indexer.engine.embedded.whoosh.matcher import ArrayMatcher
from indexer.fields import SEARCHED_METADATA

_SEPARATOR: Final = SEPARATOR.encode()


class ArraySegment(base.Segment):
    """A segment as the table of contents names it; the deleted documents are ranges, in order."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._count = 0
        self._deleted: list[tuple[int, int]] = []

    def codec(self) -> ArrayCodec:
        """See Whoosh."""
        return ArrayCodec()

    def file(self, storage: FileStorage) -> Path:
        """The array file of this segment."""
        name: str = self.make_filename(EXTENSION)
        return Path(storage.folder) / name

    def set_doc_count(self, doccount: int) -> None:
        """See Whoosh."""
        self._count = doccount

    def doc_count_all(self) -> int:
        """See Whoosh."""
        return self._count

    def deleted_count(self) -> int:
        """See Whoosh."""
        return sum(stop - start for start, stop in self._deleted)

    def delete_range(self, start: int, stop: int) -> None:
        """Delete the documents from `start` to `stop`: a publication and its passages."""
        if not self.is_deleted(start):
            self._deleted = sorted([*self._deleted, (start, stop)])

    def deleted_docs(self) -> Iterator[int]:
        """See Whoosh."""
        return (document for start, stop in self._deleted for document in range(start, stop))

    def is_deleted(self, docnum: int) -> bool:
        """See Whoosh."""
        at = bisect_right(self._deleted, (docnum, self._count + 1)) - 1
        return at >= 0 and docnum < self._deleted[at][1]

    def alive(self) -> Mask:
        """Which documents are not deleted."""
        mask = np.ones(self._count, bool)
        for start, stop in self._deleted:
            mask[start:stop] = False
        return mask


class ArrayCodec(base.Codec):
    """Reads what `invert` and `merge` write; one for each reader of a segment."""

    def __init__(self) -> None:
        self._arrays: Segment | None = None

    def arrays(self, storage: FileStorage, segment: ArraySegment) -> Segment:
        """The arrays; their file is opened once, since a commit may remove it after that."""
        if self._arrays is None:
            self._arrays = Segment(segment.file(storage))
        return self._arrays

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> ArrayTermsReader:
        """See Whoosh."""
        return ArrayTermsReader(self.arrays(storage, segment))

    def per_document_reader(
        self, storage: FileStorage, segment: ArraySegment
    ) -> ArrayDocumentReader:
        """See Whoosh."""
        return ArrayDocumentReader(self.arrays(storage, segment), segment)

    def new_segment(self, storage: FileStorage, indexname: str) -> ArraySegment:
        """See Whoosh."""
        return ArraySegment(indexname)


class ArrayDocumentReader(base.PerDocumentReader):
    """Stored values and lengths, document by document."""

    def __init__(self, arrays: Segment, segment: ArraySegment) -> None:
        self._arrays = arrays
        self._segment = segment

    def doc_count(self) -> int:
        """See Whoosh."""
        count: int = self._segment.doc_count()
        return count

    def doc_count_all(self) -> int:
        """See Whoosh."""
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        """See Whoosh."""
        return self._segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        """See Whoosh."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """See Whoosh."""
        return self._segment.deleted_docs()

    def stored_fields(self, docnum: int) -> dict[str, bytes]:
        """See Whoosh."""
        return {"value": self._arrays.value(docnum)}

    def _lengths(self, fieldname: str) -> Array:
        """The lengths of a field in the documents that have it."""
        arrays = self._arrays
        if fieldname in SEARCHED_METADATA:
            return arrays.metadata_lengths(fieldname)
        if fieldname not in arrays.fields:
            return np.zeros(0, np.uint32)
        lengths: Array = arrays.lengths[arrays.document_fields == arrays.fields.index(fieldname)]
        return lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """See Whoosh."""
        arrays = self._arrays
        if fieldname in SEARCHED_METADATA:
            head = int(np.searchsorted(arrays.heads, docnum))
            is_head = head < len(arrays.heads) and arrays.heads[head] == docnum
            return int(arrays.metadata_lengths(fieldname)[head]) if is_head else default
        if fieldname not in arrays.fields:
            return default
        own = arrays.document_fields[docnum] == arrays.fields.index(fieldname)
        return int(arrays.lengths[docnum]) if own else default

    def field_length(self, fieldname: str) -> int:
        """See Whoosh."""
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        """See Whoosh."""
        lengths = self._lengths(fieldname)
        return int(lengths.min()) if len(lengths) else 0

    def max_field_length(self, fieldname: str) -> int:
        """See Whoosh."""
        return int(self._lengths(fieldname).max(initial=0))


class ArrayTermsReader(base.TermsReader):
    """Terms as Whoosh knows them: a field's name and, within it, bytes in ascending order.

    A term of words is the folded form and, where the written one differs, that behind it.
    """

    def __init__(self, arrays: Segment) -> None:
        self._arrays = arrays

    def _is_word(self, fieldname: str) -> bool:
        return fieldname in self._arrays.fields

    def _table(self, fieldname: str) -> Strings:
        return self._arrays.terms if self._is_word(fieldname) else self._arrays.values

    def _row(self, fieldname: str, text: bytes) -> int:
        """The row of a term in its table.

        Raises:
            TermNotFound: it is not there.
        """
        first, _, rest = text.partition(_SEPARATOR)
        field = fieldname.encode()
        parts = (first, field, rest) if self._is_word(fieldname) else (field, text)
        row = self._table(fieldname).find(_SEPARATOR.join(parts))
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
        """See Whoosh."""
        prefixes = {key.split(_SEPARATOR, 1)[0].decode() for key in self._arrays.values.all()}
        return sorted({*self._arrays.fields, *prefixes, ID_FIELD})

    def cursor(self, fieldname: str, fieldobj: FieldType) -> ArrayCursor:
        """See Whoosh."""
        return ArrayCursor([text for _, text in self._of(fieldname, b"")], fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """See Whoosh."""
        return (term for name in self.indexed_field_names() for term in self._of(name, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """See Whoosh."""
        yield from self._of(fieldname, prefix)
        for name in self.indexed_field_names():
            if name > fieldname:
                yield from self._of(name, b"")

    def _of(self, fieldname: str, first: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of one field from `first` on."""
        field = fieldname.encode()
        if self._is_word(fieldname):
            # One form's terms in all fields are neighbours, so only the field's own are taken.
            wanted = self._arrays.fields.index(fieldname)
            start = self._arrays.terms.lower(first.partition(_SEPARATOR)[0])
            for row in np.flatnonzero(self._arrays.term_fields[start:] == wanted).tolist():
                base_form, _, form = self._arrays.terms[start + row].split(_SEPARATOR)
                text = base_form + _SEPARATOR + form if form else base_form
                if text >= first:
                    yield fieldname, text
            return
        values = self._arrays.values
        for key in values.part(values.rows(field + _SEPARATOR)):
            text = key[len(field) + 1 :]
            if text >= first:
                yield fieldname, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """See Whoosh."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """See Whoosh."""
        return ((t, self.term_info(*t)) for t in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """See Whoosh."""
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

    def matcher(
        self, fieldname: str, text: bytes, format_: Format | None, scorer: Any = None
    ) -> ArrayMatcher:
        """See Whoosh."""
        row = self._row(fieldname, text)
        term = (fieldname, text)
        if not self._is_word(fieldname):
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
    """Goes through the terms of one field, for what Whoosh finds with automata (misspellings)."""

    def __init__(self, terms: list[bytes], fieldobj: FieldType) -> None:
        self._terms = terms
        self._field = fieldobj
        self._at = 0

    def is_valid(self) -> bool:
        """See Whoosh."""
        return self._at < len(self._terms)

    def first(self) -> str | None:
        """See Whoosh."""
        return self._moved(0)

    def find(self, term: str | bytes) -> str | None:
        """See Whoosh."""
        return self._moved(bisect_left(self._terms, self._field.to_bytes(term)))

    def next(self) -> str | None:
        """See Whoosh."""
        return self._moved(self._at + 1)

    def text(self) -> str | None:
        """See Whoosh."""
        return str(self._field.from_bytes(self._terms[self._at])) if self.is_valid() else None

    def _moved(self, at: int) -> str | None:
        self._at = at
        return self.text()

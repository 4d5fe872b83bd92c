"""The array files as a Whoosh codec: segments and documents.

Bulk evaluation reads the arrays themselves (`format.segment`); Whoosh's readers, searchers and
matchers run on this. Segments are written by `write`, not by Whoosh, and never changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final, NoReturn

import numpy as np
from whoosh.codec import base
from whoosh.columns import Column, ColumnReader
from whoosh.filedb.filestore import FileStorage

from indexer import wire
from indexer.engine.embedded.format.array_file import Array
from indexer.engine.embedded.format.schema import (
    ID_FIELD,
    text_field,
    value_field,
    value_key,
)
from indexer.engine.embedded.format.segment import Ids, Segment
from indexer.engine.embedded.format.toc import INDEX_NAME, SegmentInfo
from indexer.engine.embedded.whoosh.terms import ArrayTermsReader
from indexer.errors import IndexReadOnly
from indexer.fields import FACETS, SEARCHED_METADATA, searched_values
from indexer.model import Passage, Record

_COLUMNS: Final = frozenset({ID_FIELD, "title", *(value_field(facet.name) for facet in FACETS)})


class ArraySegment(base.Segment):
    """A segment of a commit; `info` is its row in the table of contents."""

    def __init__(self, info: SegmentInfo) -> None:
        super().__init__(INDEX_NAME)
        self.segid = info.name
        self.info: Final = info

    def codec(self) -> ArrayCodec:
        return ArrayCodec()

    def deleted_count(self) -> int:
        return self.info.deleted_count

    def deleted_docs(self) -> Iterator[int]:
        return iter(np.flatnonzero(~self.info.alive()).tolist())

    def is_deleted(self, docnum: int) -> bool:
        return self.info.is_deleted(docnum)

    def doc_count_all(self) -> NoReturn:
        """Refuse: only Whoosh's writers ask a segment; readers ask its `ArrayDocumentReader`."""
        raise IndexReadOnly

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        raise IndexReadOnly


class ArrayCodec(base.Codec):
    """Opens the file of one segment, for one reader."""

    def __init__(self) -> None:
        self._arrays: Segment | None = None

    def arrays(self, storage: FileStorage, segment: ArraySegment) -> Segment:
        """The arrays; their file is opened once, since a commit may remove it after that."""
        if self._arrays is None:
            self._arrays = Segment(segment.info.path(Path(storage.folder)))
        return self._arrays

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> ArrayTermsReader:
        return ArrayTermsReader(self.arrays(storage, segment))

    def per_document_reader(
        self, storage: FileStorage, segment: ArraySegment
    ) -> ArrayDocumentReader:
        return ArrayDocumentReader(self.arrays(storage, segment), segment.info)

    def new_segment(self, storage: FileStorage, indexname: str) -> NoReturn:
        raise IndexReadOnly


class ArrayDocumentReader(base.PerDocumentReader):
    """Stored fields, lengths and columns, document by document."""

    def __init__(self, arrays: Segment, info: SegmentInfo) -> None:
        self._arrays = arrays
        self._info = info
        self._columns: dict[str, PublicationColumn] = {}

    def doc_count(self) -> int:
        return self._info.alive_count

    def doc_count_all(self) -> int:
        return self._info.document_count

    def has_deletions(self) -> bool:
        return bool(self._info.deleted)

    def is_deleted(self, docnum: int) -> bool:
        return self._info.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return iter(np.flatnonzero(~self._info.alive()).tolist())

    # --- stored fields

    def stored_fields(self, docnum: int) -> dict[str, str | int]:
        metadata_doc = int(self._arrays.publication_docs[self._publications[docnum]])
        record = wire.decode(self._arrays.value(metadata_doc), Record)
        identifier = record.publication.id
        if docnum == metadata_doc:
            return {ID_FIELD: identifier, **_metadata(record)}
        passage = wire.decode(self._arrays.value(docnum), Passage)
        return {
            ID_FIELD: identifier,
            "number": passage.number,
            "label": passage.label,
            text_field(passage.language): passage.text,
        }

    @cached_property
    def _publications(self) -> Ids:
        """The publication of each document."""
        sizes = np.diff(self._arrays.publication_docs, append=self._info.document_count)
        return np.repeat(np.arange(self._arrays.publication_count), sizes)

    # --- lengths

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
        arrays = self._arrays
        if fieldname in SEARCHED_METADATA:
            publication = int(self._publications[docnum])
            is_metadata = arrays.publication_docs[publication] == docnum
            return int(arrays.metadata_lengths(fieldname)[publication]) if is_metadata else default
        if fieldname not in arrays.fields:
            return default
        has_field = arrays.document_fields[docnum] == arrays.fields.index(fieldname)
        return int(arrays.lengths[docnum]) if has_field else default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return int(lengths.min()) if len(lengths) else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    # --- columns

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in _COLUMNS

    def column_reader(self, fieldname: str, column: Column) -> PublicationColumn:
        if fieldname not in self._columns:
            values = self._titles() if fieldname == "title" else self._first_values(fieldname)
            self._columns[fieldname] = PublicationColumn(values, self._publications)
        return self._columns[fieldname]

    def _titles(self) -> list[bytes]:
        return [title.encode() for title in self._arrays.titles]

    def _first_values(self, fieldname: str) -> list[bytes]:
        """Each publication's first value in the alphabet, empty if it has none."""
        prefix = value_key(fieldname, "").encode()
        first = [b""] * self._arrays.publication_count
        for key in self._arrays.values.part(self._arrays.values.rows(prefix)):
            for document in self._arrays.value_documents(key).tolist():
                publication = int(self._publications[document])
                first[publication] = first[publication] or key[len(prefix) :]
        return first


class PublicationColumn(ColumnReader):
    """A value of each publication, for all its documents."""

    def __init__(self, values: list[bytes], publications: Ids) -> None:
        self._values = values
        self._publications = publications
        self._doccount = len(publications)

    def __getitem__(self, docnum: int) -> bytes:
        return self._values[int(self._publications[docnum])]


def _metadata(record: Record) -> dict[str, str]:
    """The stored fields of a publication."""
    publication = record.publication
    metadata = publication.metadata
    return {
        **{name: "; ".join(searched_values(metadata, name)) for name in SEARCHED_METADATA},
        "path": publication.path,
        "date": metadata.known_date,
    }

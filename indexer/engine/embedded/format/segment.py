"""One segment's file as named arrays, for bulk evaluation, Whoosh's readers and merging.

Documents are numbered as in `schema`, terms by the order of their keys. The file has

    document.field, .length       of passages: index in `fields`, number of words; else NO_FIELD, 0
    document.role                 index in `schema.ROLES`; of publications: that of text
    publication.document, .date, .searchable, .words.<field>, .title     in document order
    stored.start, .text           each document's record or passage: JSON (`stored_fields`)
    stored.dictionary.start, .dictionary    their compression dictionaries
    term                          table of keys (`schema.term_key`)
    term.field                    index in `fields`
    term.posting, .position       where each term's postings and positions start, and the last end
    posting.document, .count      documents (ascending within a term), occurrences in each
    position                      positions of each occurrence, ascending within a posting
    reading                       table of keys (`schema.reading_key`)
    stem, stem.start, stem.term   table of `schema.stem_key`, and the terms with that stem
    value, value.start, value.document    table of `schema.value_key`, and their publications
"""

from __future__ import annotations

import zlib
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.embedded.format.array_file import Array, MappedArray, open_array_file
from indexer.engine.embedded.format.stored_fields import Decompressor
from indexer.engine.embedded.format.string_table import StringTable
from indexer.errors import IndexDamaged
from indexer.messages import message

LIST_ITEMS: Final = {"stem": "stem.term", "value": "value.document"}
"""The tables whose rows have a list each, and the arrays with the items of the lists."""
NO_FIELD: Final = 0xFFFF
"""The field number of a document that is not a passage."""

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Segment:
    """The arrays in the file at `path`. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path: Final = path
        file = open_array_file(path)
        self._file = file
        self.fields: Final = file.facts["fields"]
        self.document_count: Final = file["document.field"].count
        self.publication_count: Final = file["publication.document"].count
        self.terms: Final = StringTable(file, "term")
        self.readings: Final = StringTable(file, "reading")
        self.stems: Final = StringTable(file, "stem")
        self.values: Final = StringTable(file, "value")
        self.posting_documents: Final = file["posting.document"]
        self.posting_counts: Final = file["posting.count"]
        self.positions: Final = file["position"]
        self.stored_text: Final = file["stored.text"]

    def check(self) -> None:
        """Verify all checksums of the file.

        Raises:
            IndexDamaged: one of them is wrong.
        """
        self._file.check()

    # --- documents

    @cached_property
    def publication_docs(self) -> Ids:
        """The document of each publication's metadata."""
        return self._file["publication.document"].whole().astype(np.int64)

    @cached_property
    def dates(self) -> Array:
        """The date key of each publication."""
        return self._file["publication.date"].whole()

    @cached_property
    def searchable(self) -> Mask:
        """Which publications readers may find."""
        return self._file["publication.searchable"].whole().astype(bool)

    @cached_property
    def titles(self) -> list[str]:
        """The folded title of each publication, to sort by."""
        starts = self._file["publication.title.start"].whole().tolist()
        text = self._file["publication.title"].text(0, starts[-1])
        return [text[start:stop].decode() for start, stop in pairwise(starts)]

    @cached_property
    def document_fields(self) -> Array:
        """The index field of each passage, as index in `fields`; otherwise `NO_FIELD`."""
        return self._file["document.field"].whole()

    @cached_property
    def lengths(self) -> Array:
        """The number of words of each passage, by document; otherwise 0."""
        return self._file["document.length"].whole()

    @cached_property
    def roles(self) -> Array:
        """The role of each passage, by document, as index in `schema.ROLES`."""
        return self._file["document.role"].whole()

    def metadata_lengths(self, name: str) -> Array:
        """The number of words of each publication in a metadata field."""
        return self._file[f"publication.words.{name}"].whole()

    @cached_property
    def stored_starts(self) -> Array:
        """Where each document's stored value starts, and the last one ends."""
        return self._file["stored.start"].whole()

    @cached_property
    def dictionaries(self) -> list[tuple[str, bytes]]:
        """The compression dictionaries of stored values, each with its language."""
        starts = self._file["stored.dictionary.start"].whole().tolist()
        text = self._file["stored.dictionary"].text(0, starts[-1])
        words = [text[start:stop] for start, stop in pairwise(starts)]
        return list(zip(self._file.facts["dictionaries"], words, strict=True))

    @cached_property
    def _decompressor(self) -> Decompressor:
        return Decompressor(words for _, words in self.dictionaries)

    def value(self, document: int) -> bytes:
        """The stored JSON of a document.

        Raises:
            IndexDamaged: the file is damaged.
        """
        start, stop = self.stored_starts[document : document + 2].tolist()
        try:
            return self._decompressor.decompress(self.stored_text.text(start, stop))
        except zlib.error as error:
            raise IndexDamaged(
                message(
                    "The index file {path} is damaged: {reason}.",
                    path=str(self.path),
                    reason=message("it is not what was written"),
                )
            ) from error

    # --- terms

    @cached_property
    def term_fields(self) -> Array:
        """The index field of each term, as index in `fields`."""
        return self._file["term.field"].whole()

    @cached_property
    def posting_starts(self) -> Array:
        """Where each term's postings start, and the last ones end."""
        return self._file["term.posting"].whole()

    @cached_property
    def position_starts(self) -> Array:
        """Where each term's positions start, and the last ones end."""
        return self._file["term.position"].whole()

    def posting_bounds(self, rows: Ids) -> tuple[Ids, Ids]:
        """Where the postings of each of the terms `rows` start and end."""
        return _bounds(self.posting_starts, rows)

    def position_bounds(self, rows: Ids) -> tuple[Ids, Ids]:
        """Where the positions of each of the terms `rows` start and end."""
        return _bounds(self.position_starts, rows)

    def stem_terms(self, key: bytes) -> Array:
        """The terms with the stem that has this key."""
        return self._listed("stem", key)

    def value_documents(self, key: bytes) -> Array:
        """The publications' documents with the value that has this key."""
        return self._listed("value", key)

    def _listed(self, name: str, key: bytes) -> Array:
        row = self.table(name).find(key)
        if row is None:
            return np.zeros(0, np.uint32)
        start, stop = self.list_starts(name).part(row, row + 2).tolist()
        return self.list_items(name).part(start, stop)

    def table(self, name: str) -> StringTable:
        """The table `stem` or `value`."""
        return self.stems if name == "stem" else self.values

    def list_starts(self, name: str) -> MappedArray:
        """Where each row's list in the table `stem` or `value` starts, and the last one ends."""
        return self._file[f"{name}.start"]

    def list_items(self, name: str) -> MappedArray:
        """The terms of the table `stem`, or the documents of the table `value`."""
        return self._file[LIST_ITEMS[name]]


def _bounds(starts: Array, rows: Ids) -> tuple[Ids, Ids]:
    return starts[rows].astype(np.int64), starts[rows + 1].astype(np.int64)

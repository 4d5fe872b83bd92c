"""One commit of the index as arrays: all segments side by side, and what follows from them.

`HidingSnapshot` is a commit as it would be if some of its publications and passages were deleted.

Documents have global numbers (segment after segment, as in Whoosh's own multi-segment reader);
publications are counted 0, 1, 2… in the order of their documents. A snapshot never changes; it is
safe to share between threads. Opening one maps the files; everything else is made on first use.

Nothing that a snapshot keeps refers back to it, so that its files are unmapped and its caches freed
as soon as the last reader lets go of it, without waiting for the cycle collector.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock
from typing import Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from indexer.engine.embedded.format.schema import ID_FIELD, TEXT_ROLE, value_key
from indexer.engine.embedded.format.segment import Ids, Mask, Segment
from indexer.engine.embedded.format.toc import CommitTable
from indexer.engine.embedded.format.word_vectors import WordVectors
from indexer.engine.embedded.whoosh.codec import ArrayCodec, ArraySegment
from indexer.engine.glossary import Glossary
from indexer.engine.once import OncePerKey
from indexer.model import NOTHING_HIDDEN, Hidden

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
_MAX_VIEWS: Final = 2
"""Views of a commit that are kept: of what is hidden now, and before that was changed."""
NO_COMMIT: Final = CommitTable((), datetime.min.replace(tzinfo=UTC))
"""The table of what is no commit, or not yet."""
_MAX_SORTED_CHARS: Final = 200
"""Characters of a title that count in the order of titles; cursors, and so addresses, hold them."""


class Sized(Protocol):
    """Something whose size in memory is known."""

    @property
    def nbytes(self) -> int:
        """Size in bytes."""


S = TypeVar("S", bound=Sized)


class Cache:
    """Values by key, the least recently used dropped beyond a size in bytes."""

    def __init__(self, limit: int) -> None:
        self.limit: Final = limit
        self._size = 0
        self._lock = Lock()
        self._values: OrderedDict[object, Sized] = OrderedDict()

    def find(self, key: object) -> Sized | None:
        """The value of `key`; None if it is not cached."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def keep(self, key: object, value: Sized) -> None:
        """Cache a value."""
        with self._lock:
            # Words that are not in the index are not cached: only a reader has typed them.
            if key not in self._values and value.nbytes:
                self._values[key] = value
                self._size += value.nbytes
            while self._size > self.limit and len(self._values) > 1:
                self._size -= self._values.popitem(last=False)[1].nbytes


@dataclass(frozen=True, slots=True, eq=False)
class LiveSegment:
    """One segment in a snapshot, the global number of its first document, and what is alive."""

    segment: Segment
    offset: int
    alive: Mask | None
    """Mask of the documents that are not deleted; None if no document is deleted."""


class Snapshot:
    """One commit. `name` names it, `table` is its table of contents; `cache_bytes` limits the cache
    of evaluated words. `vectors` are those of its words, or of most of them; None if there are
    none.
    """

    def __init__(
        self,
        index: FileIndex,
        name: str,
        cache_bytes: int,
        table: CommitTable,
        vectors: WordVectors | None = None,
    ) -> None:
        self.name = name
        self.updated = table.made
        self._concepts = table.glossary
        self.whoosh_reader = index.reader()
        self.cache = Cache(cache_bytes)
        self.tables = OncePerKey()
        """What is computed from this commit on first use: norms, facets, orders, vocabulary."""
        self.vectors = vectors
        self.word_tables = OncePerKey()
        """What is computed from this commit and its `vectors`."""
        readers = self.whoosh_reader.leaf_readers() if self.whoosh_reader.doc_count_all() else ()
        self.segments = [_live_segment(reader, offset) for reader, offset in readers]
        self.document_count = sum(live.segment.document_count for live in self.segments)
        self.publication_count = sum(live.segment.publication_count for live in self.segments)

    @property
    def whole(self) -> Snapshot:
        """The commit with nothing hidden; has what does not depend on what is."""
        return self

    @property
    def glossary(self) -> Glossary:
        """The glossary of the commit."""
        return self.tables.get("glossary", lambda: Glossary(self._concepts))

    def with_vectors(self, vectors: WordVectors | None) -> Snapshot:
        """The same commit with other vectors; what else was computed from it serves both."""
        same = copy(self)
        same.vectors, same.word_tables = vectors, OncePerKey()
        return same

    def close(self) -> None:
        """Close Whoosh's reader; the files are unmapped when nothing reads them any more."""
        self.whoosh_reader.close()

    # --- publications and documents

    def _concatenated(self, part: Callable[[Segment], NDArray[np.generic]]) -> NDArray[np.generic]:
        parts = [part(live.segment) for live in self.segments]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    @cached_property
    def publication_docs(self) -> Ids:
        """The document of each publication; its passages are the documents behind it."""
        parts = [live.segment.publication_docs + live.offset for live in self.segments]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    @cached_property
    def publication_of(self) -> Ids:
        """The publication of each document."""
        sizes = np.diff(self.publication_docs, append=self.document_count)
        return np.repeat(np.arange(self.publication_count), sizes)

    @cached_property
    def alive(self) -> Mask:
        """Mask of the documents that are not deleted."""
        parts = [
            np.ones(live.segment.document_count, bool) if live.alive is None else live.alive
            for live in self.segments
        ]
        return np.concatenate(parts) if parts else np.zeros(0, bool)

    @cached_property
    def live(self) -> Mask:
        """Mask of the publications that are searchable and not deleted."""
        searchable = self._concatenated(lambda segment: segment.searchable).astype(bool)
        return searchable & self.alive[self.publication_docs]

    def without(self, mask: Mask, identifiers: Iterable[str]) -> Mask:
        """`mask` without the publications with these identifiers."""
        found = mask.copy()
        for identifier in identifiers:
            document = self.doc_of(identifier)
            if document is not None:
                found[self.publication_of[document]] = False
        return found

    def sum_by_publication(self, by_document: Doubles) -> Doubles:
        """The sum over the documents of each publication."""
        if not len(by_document):
            return by_document
        sums: Doubles = np.add.reduceat(by_document, self.publication_docs)
        return sums

    @cached_property
    def lengths(self) -> Doubles:
        """The number of words in each passage, by document; 0 where it is deleted."""
        return self._concatenated(lambda segment: segment.lengths).astype(np.float64) * self.alive

    @cached_property
    def holds_text(self) -> Mask:
        """Which documents are passages of text, not covers, contents, indexes and the like."""
        mask: Mask = self._concatenated(lambda segment: segment.roles) == TEXT_ROLE
        return mask

    def metadata_lengths(self, name: str) -> Doubles:
        """The number of words of each publication in a metadata field."""
        return self._concatenated(lambda segment: segment.metadata_lengths(name)).astype(np.float64)

    @cached_property
    def dates(self) -> Ids:
        """The date key of each publication."""
        return self._concatenated(lambda segment: segment.dates).astype(np.int64)

    @property
    def titles(self) -> list[str]:
        """The beginning of the folded title of each publication, to sort by."""
        return self.tables.get(
            "titles",
            lambda: [
                title[:_MAX_SORTED_CHARS] for live in self.segments for title in live.segment.titles
            ],
        )

    @property
    def identifiers(self) -> list[str]:
        """The identifier of each publication."""
        return self.tables.get("identifiers", self._identifiers)

    def _identifiers(self) -> list[str]:
        found = [""] * self.publication_count
        prefix = value_key(ID_FIELD, "").encode()
        for live in self.segments:
            values = live.segment.values
            rows = values.rows(prefix)
            starts = live.segment.list_starts("value").part(rows.start, rows.stop + 1).tolist()
            documents = live.segment.list_items("value").part(starts[0], starts[-1])
            owners = self.publication_of[documents.astype(np.int64) + live.offset]
            for key, start, stop in zip(values.part(rows), starts, starts[1:], strict=False):
                for owner in owners[start - starts[0] : stop - starts[0]].tolist():
                    found[owner] = key[len(prefix) :].decode()
        return found

    def all_publication_docs(self) -> Ids:
        """The documents of all publications and unreadable files that are not deleted."""
        return self.publication_docs[self.alive[self.publication_docs]]

    def doc_of(self, identifier: str) -> int | None:
        """The document of the publication (or unreadable file) with this identifier."""
        key = value_key(ID_FIELD, identifier).encode()
        for live in self.segments:
            for document in live.segment.value_documents(key).tolist():
                if live.alive is None or live.alive[document]:
                    return int(document) + live.offset
        return None

    def passage_count(self, document: int) -> int:
        """The number of passages of the publication with this document, deleted ones included."""
        publication = int(self.publication_of[document])
        is_last = publication + 1 == self.publication_count
        end = self.document_count if is_last else int(self.publication_docs[publication + 1])
        return end - document - 1

    def segment_of(self, document: int) -> LiveSegment:
        """The segment that holds a document."""
        return self.segments[bisect_right(self.segments, document, key=lambda s: s.offset) - 1]

    def value(self, document: int) -> bytes:
        """The stored JSON of a document: a record (publications) or a passage."""
        live = self.segment_of(document)
        return live.segment.value(document - live.offset)


class HidingSnapshot(Snapshot):
    """A commit with the documents `hidden` (a mask) deleted, on the files of the `whole` commit.

    Whatever is computed from it is as if they had never been indexed: counts, scores, words.
    """

    def __init__(self, whole: Snapshot, hidden: Mask) -> None:
        self._whole = whole
        self.name = whole.name
        self.updated = whole.updated
        self.whoosh_reader = whole.whoosh_reader
        self.cache = Cache(whole.cache.limit)
        self.tables = OncePerKey()
        self.vectors = whole.vectors
        self.word_tables = OncePerKey()
        self.document_count = whole.document_count
        self.publication_count = whole.publication_count
        self.segments = [
            replace(live, alive=_without(live, hidden[live.offset :])) for live in whole.segments
        ]

    @property
    def whole(self) -> Snapshot:
        """The commit with nothing hidden."""
        return self._whole

    @property
    def glossary(self) -> Glossary:
        """The glossary of the whole commit."""
        return self._whole.glossary

    @property
    def holds_text(self) -> Mask:
        """Which documents of the whole commit are passages of text."""
        return self._whole.holds_text

    @property
    def titles(self) -> list[str]:
        """The folded titles of the whole commit."""
        return self._whole.titles

    @property
    def identifiers(self) -> list[str]:
        """The identifiers of the whole commit."""
        return self._whole.identifiers


def _without(live: LiveSegment, hidden: Mask) -> Mask | None:
    """What is alive in a segment and not hidden."""
    own = hidden[: live.segment.document_count]
    if not own.any():
        return live.alive
    return ~own if live.alive is None else live.alive & ~own


class Views:
    """A commit, and what readers see of it by what is hidden from them."""

    def __init__(self, whole: Snapshot) -> None:
        self.whole: Final = whole
        # Not in the snapshot: what hides a part of it refers to it.
        self._hiding: Final = OncePerKey(_MAX_VIEWS)

    def without(self, hidden: Hidden) -> Snapshot:
        """The commit without what is hidden."""
        if hidden == NOTHING_HIDDEN:
            return self.whole
        return self._hiding.get(hidden, lambda: _hide(self.whole, hidden))


def _hide(snapshot: Snapshot, hidden: Hidden) -> Snapshot:
    """`snapshot` without what is hidden; itself, if it has nothing of that."""
    mask = np.zeros(snapshot.document_count, bool)
    for identifier in hidden.publications:
        document = snapshot.doc_of(identifier)
        if document is not None:
            mask[document : document + 1 + snapshot.passage_count(document)] = True
    for identifier, number in hidden.passages:
        document = snapshot.doc_of(identifier)
        if document is not None and 1 <= number <= snapshot.passage_count(document):
            mask[document + number] = True
    return HidingSnapshot(snapshot, mask) if mask.any() else snapshot


def _live_segment(reader: SegmentReader, offset: int) -> LiveSegment:
    segment, codec = reader.segment(), reader.codec()
    if not isinstance(segment, ArraySegment) or not isinstance(codec, ArrayCodec):
        raise TypeError(f"{segment!r} was not written by this program")
    alive = segment.info.alive() if segment.has_deletions() else None
    return LiveSegment(codec.arrays(reader.storage(), segment), offset, alive)

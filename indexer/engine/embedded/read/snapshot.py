"""One commit of the index as arrays: all segments side by side, and what follows from them.

Documents have global numbers (segment after segment, as in Whoosh's own multi-segment reader);
publications are counted 0, 1, 2… in the order of their documents. A snapshot never changes; it is
safe to share between threads. Opening one maps the files; everything else is made when asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock, RLock
from typing import Final, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from indexer.engine.embedded.format.schema import ID_FIELD, value_key
from indexer.engine.embedded.format.segment import Ids, Mask, Segment
from indexer.engine.embedded.whoosh.codec import ArrayCodec, ArraySegment

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
T = TypeVar("T")
_UNKNOWN: Final = datetime.min.replace(tzinfo=UTC)


class Sized(Protocol):
    """Something whose size in memory is known."""

    @property
    def nbytes(self) -> int:
        """Size in bytes."""


S = TypeVar("S", bound=Sized)


class Cache:
    """Values by key, the least recently used dropped beyond a size in bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._lock = Lock()
        self._values: OrderedDict[object, Sized] = OrderedDict()

    def get(self, key: object, make: Callable[[], S]) -> S:
        """The value of `key`, made by `make` where it is not held."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return cast(S, self._values[key])
        value = make()
        with self._lock:
            # What is not in the index is not kept either: a word that only a reader has typed.
            if key not in self._values and value.nbytes:
                self._values[key] = value
                self._size += value.nbytes
            while self._size > self._limit and len(self._values) > 1:
                self._size -= self._values.popitem(last=False)[1].nbytes
        return value


@dataclass(frozen=True, slots=True, eq=False)
class LiveSegment:
    """One segment in a snapshot: the global number of its first document, and what is alive."""

    segment: Segment
    offset: int
    alive: Mask | None
    """Which documents are not deleted; None where none is."""


class Snapshot:
    """See the module's text. `name` names the commit, which was made at `updated`; `cache_bytes`
    bounds what is remembered.
    """

    def __init__(
        self, index: FileIndex, name: str, cache_bytes: int, updated: datetime = _UNKNOWN
    ) -> None:
        self.name: Final = name
        self.updated: Final = updated
        self.reader: Final = index.reader()
        self.cache: Final = Cache(cache_bytes)
        self._lock = RLock()
        self._derived: dict[object, object] = {}
        leaves = self.reader.leaf_readers() if self.reader.doc_count_all() else ()
        self.leaves: Final = [_leaf(reader, offset) for reader, offset in leaves]
        self.document_count: Final = sum(leaf.segment.document_count for leaf in self.leaves)
        self.publication_count: Final = sum(leaf.segment.publication_count for leaf in self.leaves)

    def close(self) -> None:
        """Give back Whoosh's reader; the files are unmapped when nothing reads them any more."""
        self.reader.close()

    # --- publications and documents

    def _joined(self, part: Callable[[Segment], NDArray[np.generic]]) -> NDArray[np.generic]:
        parts = [part(leaf.segment) for leaf in self.leaves]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    @cached_property
    def heads(self) -> Ids:
        """The document of each publication."""
        parts = [leaf.segment.publication_docs + leaf.offset for leaf in self.leaves]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    @cached_property
    def publication_of(self) -> Ids:
        """The publication of each document."""
        sizes = np.diff(self.heads, append=self.document_count)
        return np.repeat(np.arange(self.publication_count), sizes)

    @cached_property
    def _kept(self) -> Mask:
        """Which publications are not deleted."""
        parts = [
            np.ones(leaf.segment.publication_count, bool)
            if leaf.alive is None
            else leaf.alive[leaf.segment.publication_docs]
            for leaf in self.leaves
        ]
        return np.concatenate(parts) if parts else np.zeros(0, bool)

    @cached_property
    def live(self) -> Mask:
        """Which publications readers may find."""
        return self._joined(lambda segment: segment.searchable).astype(bool) & self._kept

    def summed(self, by_document: Doubles) -> Doubles:
        """The sum over the documents of each publication."""
        if not len(by_document):
            return by_document
        sums: Doubles = np.add.reduceat(by_document, self.heads)
        return sums

    @cached_property
    def lengths(self) -> Doubles:
        """Words in each passage, by document."""
        return self._joined(lambda segment: segment.lengths).astype(np.float64)

    def metadata_lengths(self, name: str) -> Doubles:
        """Words of each publication in a metadata field."""
        return self._joined(lambda segment: segment.metadata_lengths(name)).astype(np.float64)

    @cached_property
    def dates(self) -> Ids:
        """The date key of each publication."""
        return self._joined(lambda segment: segment.dates).astype(np.int64)

    @cached_property
    def titles(self) -> list[str]:
        """The folded title of each publication, to sort by."""
        return [title for leaf in self.leaves for title in leaf.segment.titles]

    @cached_property
    def identifiers(self) -> list[str]:
        """The identifier of each publication."""
        found = [""] * self.publication_count
        prefix = value_key(ID_FIELD, "").encode()
        for leaf in self.leaves:
            values = leaf.segment.values
            rows = values.rows(prefix)
            starts = leaf.segment.list_starts("value").part(rows.start, rows.stop + 1).tolist()
            documents = leaf.segment.list_items("value").part(starts[0], starts[-1])
            owners = self.publication_of[documents.astype(np.int64) + leaf.offset]
            for key, start, stop in zip(values.part(rows), starts, starts[1:], strict=False):
                for owner in owners[start - starts[0] : stop - starts[0]].tolist():
                    found[owner] = key[len(prefix) :].decode()
        return found

    def living_heads(self) -> Ids:
        """The documents of all publications and unreadable files."""
        return self.heads[self._kept]

    def head_of(self, identifier: str) -> int | None:
        """The document of the publication (or unreadable file) with this identifier."""
        key = value_key(ID_FIELD, identifier).encode()
        for leaf in self.leaves:
            for document in leaf.segment.value_documents(key).tolist():
                if leaf.alive is None or leaf.alive[document]:
                    return int(document) + leaf.offset
        return None

    def leaf_of(self, document: int) -> LiveSegment:
        """The segment that holds a document."""
        return self.leaves[bisect_right(self.leaves, document, key=lambda leaf: leaf.offset) - 1]

    def value(self, document: int) -> bytes:
        """The stored JSON of a document: a record (publications) or a passage."""
        leaf = self.leaf_of(document)
        return leaf.segment.value(document - leaf.offset)

    def derived(self, key: object, make: Callable[[], T]) -> T:
        """A value computed from this snapshot once (facet tables, norms)."""
        with self._lock:
            if key not in self._derived:
                self._derived[key] = make()
            return cast(T, self._derived[key])


def _leaf(reader: SegmentReader, offset: int) -> LiveSegment:
    segment, codec = reader.segment(), reader.codec()
    if not isinstance(segment, ArraySegment) or not isinstance(codec, ArrayCodec):
        raise TypeError(f"{segment!r} was not written by this program")
    alive = segment.info.alive() if segment.has_deletions() else None
    return LiveSegment(codec.arrays(reader.storage(), segment), offset, alive)

"""A segment that is merged: what is left of it without the deleted documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from indexer.engine.embedded.format.array_file import Array
from indexer.engine.embedded.format.segment import Ids, Mask, Segment

CHUNK_ITEMS: Final = 1_000_000
"""Items that are in memory at a time: of positions, about 100 MB."""


@dataclass(frozen=True)
class MergeSource:
    """A segment that is merged, and which of its documents are kept."""

    segment: Segment
    alive: Mask

    @cached_property
    def untouched(self) -> bool:
        """Whether all documents are kept."""
        return bool(self.alive.all())

    @cached_property
    def numbers(self) -> Ids:
        """The new number of each kept document, counted from 0 in this source."""
        return np.cumsum(self.alive) - 1

    @cached_property
    def count(self) -> int:
        """Number of kept documents."""
        return int(np.count_nonzero(self.alive))

    @cached_property
    def publications(self) -> Mask:
        """Which publications are kept."""
        return self.alive[self.segment.publication_docs]

    @cached_property
    def posting_sizes(self) -> Ids:
        """Number of kept postings of each term."""
        return self._sizes(self.segment.posting_starts, positions=False)

    @cached_property
    def position_sizes(self) -> Ids:
        """Number of kept positions of each term."""
        return self._sizes(self.segment.position_starts, positions=True)

    def _sizes(self, starts: Array, *, positions: bool) -> Ids:
        if self.untouched:
            return row_sizes(starts)
        sizes = np.zeros(len(starts) - 1, np.int64)
        for terms in chunk_rows(row_sizes(self.segment.position_starts)):
            postings = self.postings(terms)
            starts = self.segment.posting_starts[terms.start : terms.stop + 1]
            of_term = np.repeat(np.arange(len(terms)), row_sizes(starts))
            weights = postings.counts if positions else None
            sizes[terms.start : terms.stop] = np.bincount(
                of_term[postings.kept], None if weights is None else weights, len(terms)
            )
        return sizes

    def postings(self, terms: range) -> SourcePostings:
        """The kept postings of consecutive terms."""
        segment = self.segment
        start, stop = segment.posting_starts[[terms.start, terms.stop]].tolist()
        documents = segment.posting_documents.part(start, stop)
        counts = segment.posting_counts.part(start, stop)
        if self.untouched:
            return SourcePostings(documents, counts, np.ones(len(documents), bool))
        kept = self.alive[documents]
        return SourcePostings(self.numbers[documents[kept]], counts[kept], kept)

    def positions(self, terms: range, kept: Mask) -> Array:
        """The positions of consecutive terms, in those of their postings that are `kept`."""
        segment = self.segment
        start, stop = segment.position_starts[[terms.start, terms.stop]].tolist()
        positions = segment.positions.part(start, stop)
        if self.untouched:
            return positions
        first, last = segment.posting_starts[[terms.start, terms.stop]].tolist()
        return positions[np.repeat(kept, segment.posting_counts.part(first, last))]


@dataclass(frozen=True, slots=True)
class SourcePostings:
    """New document numbers and counts; `kept` says which of all postings these are."""

    documents: Array
    counts: Array
    kept: Mask


def row_sizes(starts: Array) -> Ids:
    """The size of each row, from where the rows start; the last item is where the last row ends."""
    wide = starts.astype(np.int64)
    return wide[1:] - wide[:-1]


def chunk_rows(sizes: Ids) -> Iterator[range]:
    """Consecutive ranges of rows with about `CHUNK_ITEMS` items each, or one larger row."""
    ends = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        limit = (ends[start - 1] if start else 0) + CHUNK_ITEMS
        stop = max(int(np.searchsorted(ends, limit, "right")), start + 1)
        yield range(start, stop)
        start = stop

"""One of the segments that go into a merge: what of it is left, by ranges of terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from indexer.engine.embedded.format.array_file import Array
from indexer.engine.embedded.format.segment import Ids, Mask, Segment

CHUNK: Final = 1_000_000
"""Positions that are in memory at a time: about 100 MB."""


@dataclass(frozen=True)
class MergeSource:
    """A segment that goes into a merge, and which of its documents do."""

    segment: Segment
    alive: Mask

    @cached_property
    def untouched(self) -> bool:
        """Whether all documents go in."""
        return bool(self.alive.all())

    @cached_property
    def numbers(self) -> Ids:
        """The number of each document among those that go in."""
        return np.cumsum(self.alive) - 1

    @cached_property
    def count(self) -> int:
        """How many documents go in."""
        return int(np.count_nonzero(self.alive))

    @cached_property
    def publications(self) -> Mask:
        """Which publications go in."""
        return self.alive[self.segment.heads]

    @cached_property
    def posting_sizes(self) -> Ids:
        """How many postings of each term go in."""
        return self._sizes(self.segment.posting_starts, positions=False)

    @cached_property
    def position_sizes(self) -> Ids:
        """How many positions of each term go in."""
        return self._sizes(self.segment.position_starts, positions=True)

    def _sizes(self, starts: Array, *, positions: bool) -> Ids:
        if self.untouched:
            return between(starts)
        sizes = np.zeros(len(starts) - 1, np.int64)
        for terms in chunks(between(self.segment.position_starts)):
            postings = self.postings(terms)
            starts = self.segment.posting_starts[terms.start : terms.stop + 1]
            of_term = np.repeat(np.arange(len(terms)), between(starts))
            weights = postings.counts if positions else None
            sizes[terms.start : terms.stop] = np.bincount(
                of_term[postings.kept], None if weights is None else weights, len(terms)
            )
        return sizes

    def postings(self, terms: range) -> SourcePostings:
        """The postings of consecutive terms that go in."""
        segment = self.segment
        start, stop = segment.posting_starts[[terms.start, terms.stop]].tolist()
        documents = segment.posting_documents.part(start, stop)
        counts = segment.posting_counts.part(start, stop)
        if self.untouched:
            return SourcePostings(documents, counts, np.ones(len(documents), bool))
        kept = self.alive[documents]
        return SourcePostings(self.numbers[documents[kept]], counts[kept], kept)

    def positions(self, terms: range, kept: Mask) -> Array:
        """The positions of consecutive terms, in the postings of theirs that are `kept`."""
        segment = self.segment
        start, stop = segment.position_starts[[terms.start, terms.stop]].tolist()
        positions = segment.positions.part(start, stop)
        if self.untouched:
            return positions
        first, last = segment.posting_starts[[terms.start, terms.stop]].tolist()
        return positions[np.repeat(kept, segment.posting_counts.part(first, last))]


@dataclass(frozen=True, slots=True)
class SourcePostings:
    """Documents as numbered among those that go in, counts, and which of all postings these are."""

    documents: Array
    counts: Array
    kept: Mask


def between(starts: Array) -> Ids:
    """The sizes of the stretches that begin, and at last end, at `starts`."""
    wide = starts.astype(np.int64)
    return wide[1:] - wide[:-1]


def chunks(sizes: Ids) -> Iterator[range]:
    """Consecutive ranges of rows with about `CHUNK` items each; a larger row is one of its own."""
    ends = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        limit = (ends[start - 1] if start else 0) + CHUNK
        stop = max(int(np.searchsorted(ends, limit, "right")), start + 1)
        yield range(start, stop)
        start = stop

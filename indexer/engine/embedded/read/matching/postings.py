"""Postings: documents with weights, of terms and of sets of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engine.embedded.format.array_file import Array, MappedArray
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read.matching.term_matching import Terms
from indexer.engine.embedded.read.snapshot import Floats, LiveSegment, Snapshot

_DENSE: Final = 16
"""Postings are summed in an array of all documents if at least one in so many has some."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents (global numbers, ascending, unique), and the weight of the occurrences in each."""

    documents: Ids
    counts: Floats

    def times(self, weight: float) -> Postings:
        """The same documents, with all weights multiplied."""
        return Postings(self.documents, self.counts * np.float32(weight))


NOWHERE: Final = Postings(np.zeros(0, np.int64), np.zeros(0, np.float32))


def of_terms(
    snapshot: Snapshot, found: Sequence[Terms], fields: Sequence[str]
) -> dict[str, Postings]:
    """The postings of the terms found in each segment, by text field."""
    parts: dict[str, list[Postings]] = {}
    for live, terms in zip(snapshot.segments, found, strict=True):
        for name, own in terms.by_field(live.segment).items():
            if name in fields:
                parts.setdefault(name, []).append(_postings(live, own))
    return {name: concatenated(found) for name, found in parts.items()}


def _postings(live: LiveSegment, terms: Terms) -> Postings:
    """The postings of some terms of one segment, summed by document."""
    segment = live.segment
    starts, stops = segment.posting_bounds(terms.rows)
    documents = gathered(segment.posting_documents, starts, stops).astype(np.int64)
    counts = gathered(segment.posting_counts, starts, stops).astype(np.float32)
    if (terms.weights != 1.0).any():
        counts *= np.repeat(terms.weights.astype(np.float32), stops - starts)
    if live.alive is not None:
        kept = live.alive[documents]
        documents, counts = documents[kept], counts[kept]
    if len(terms.rows) > 1:
        documents, counts = _added_up(documents, counts, segment.document_count)
    return Postings(documents + live.offset, counts)


def holding(snapshot: Snapshot, found: Sequence[Terms], fields: Sequence[str]) -> Mask:
    """The publications that have one of the terms found in each segment in one of the fields."""
    mask = np.zeros(snapshot.publication_count, bool)
    for live, terms in zip(snapshot.segments, found, strict=True):
        for name, own in terms.by_field(live.segment).items():
            if name in fields:
                documents = _postings(live, own).documents
                mask[snapshot.publication_of[documents]] = True
    return mask


def gathered(column: MappedArray, starts: Ids, stops: Ids) -> Array:
    """The items of several ranges; a view if the ranges are adjacent."""
    if not len(starts):
        return column.part(0, 0)
    breaks = np.flatnonzero(starts[1:] != stops[:-1])
    first = starts[np.append(0, breaks + 1)].tolist()
    last = stops[np.append(breaks, len(stops) - 1)].tolist()
    parts = [column.part(start, stop) for start, stop in zip(first, last, strict=True)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _added_up(documents: Ids, counts: Floats, document_count: int) -> tuple[Ids, Floats]:
    """The unique documents, ascending, with the sums of their counts."""
    if len(documents) * _DENSE < document_count:
        found, places = np.unique(documents, return_inverse=True)
        return found, np.bincount(places, counts, len(found)).astype(np.float32)
    sums = np.bincount(documents, counts, document_count)
    found = np.flatnonzero(sums > 0)
    return found, sums[found].astype(np.float32)


def concatenated(parts: Sequence[Postings]) -> Postings:
    """The postings of consecutive segments."""
    if len(parts) == 1:
        return parts[0]
    return Postings(
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )


def summed(several: Sequence[Postings]) -> Postings:
    """The unique documents, with the sums of their weights."""
    documents, places = np.unique(
        np.concatenate([part.documents for part in several]), return_inverse=True
    )
    counts = np.concatenate([part.counts for part in several])
    return Postings(documents, np.bincount(places, counts, len(documents)).astype(np.float32))

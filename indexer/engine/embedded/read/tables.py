"""Tables computed once a commit, on first use: length norms and facet values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.engine.analysis import fold, query_tokens
from indexer.engine.embedded.format.schema import facet_key, value_field, value_key
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read.snapshot import Doubles, Floats, LiveSegment, Snapshot
from indexer.engine.embedded.read.weights import B_METADATA, B_TEXT, MIN_PASSAGE_NORM
from indexer.engine.query import canonical_value
from indexer.fields import SEARCHED_METADATA, FacetFilter, ValueKind

# BM25's length normalisation (Robertson and Zaragoza, section 3.5.2, find 0.5 to 0.8 right for
# text); short metadata varies less in meaning with its length than text does.


@dataclass(frozen=True, slots=True)
class Norms:
    """BM25's length norms: 1 for average length. `passages` is by document."""

    publications: dict[str, Doubles]
    passages: Floats
    publication_count: int
    passage_count: int


def norms(snapshot: Snapshot) -> Norms:
    """The length norms of `snapshot`."""
    return snapshot.tables.get("norms", lambda: _norms(snapshot))


def _norms(snapshot: Snapshot) -> Norms:
    live = snapshot.live
    lengths = snapshot.lengths
    text = snapshot.sum_by_publication(lengths)
    publications = {"text": _norm(text, live, B_TEXT)}
    for name in SEARCHED_METADATA:
        publications[name] = _norm(snapshot.metadata_lengths(name), live, B_METADATA)
    in_live = live[snapshot.publication_of] & snapshot.alive
    in_live[snapshot.publication_docs] = False
    passages = _norm(lengths, in_live & (lengths > 0), B_TEXT)
    return Norms(
        publications,
        np.maximum(passages, MIN_PASSAGE_NORM).astype(np.float32),
        int(np.count_nonzero(live)),
        int(np.count_nonzero(in_live)),
    )


def _norm(lengths: Doubles, counted: Mask, b: float) -> Doubles:
    average = float(lengths[counted].mean()) if counted.any() else 1.0
    return 1 - b + b * lengths / max(average, 1.0)


@dataclass(frozen=True, slots=True)
class FacetTable:
    """The values of one facet that readers may find, and pairs of a publication and the index of a
    value that it has.

    `keys` are the values as they are compared with what is typed, ignoring case and accents, and
    `ranks` is their order as people sort them.
    """

    values: list[str]
    keys: list[str]
    ranks: Ids
    publications: Ids
    ordinals: Ids
    publication_count: int

    def counts(self, matching: Mask) -> Ids:
        """How many of the matching publications have each value."""
        return np.bincount(self.ordinals[matching[self.publications]], minlength=len(self.values))

    def selected(self, chosen: FacetFilter) -> Mask:
        """Which of the values are chosen."""
        return np.fromiter(map(chosen.selects, self.values), bool, len(self.values))

    def equal(self, typed: str) -> Mask:
        """Which of the values are what was typed."""
        key = facet_key(typed)
        return np.fromiter((own == key for own in self.keys), bool, len(self.keys))

    def meant(self, kind: ValueKind, typed: str) -> Mask:
        """Which of the values a reader means: those that are what was typed, also under another of
        their names, or where none is, those that hold the words.
        """
        same = (canonical_value(kind, own) == typed for own in self.values)
        found: Mask = self.equal(typed) | np.fromiter(same, bool, len(self.values))
        if kind is not ValueKind.TEXT or found.any():
            return found
        words = set(map(fold, query_tokens(typed)))
        holding = (words <= set(map(fold, query_tokens(own))) for own in self.values)
        return np.fromiter(holding, bool, len(self.values))

    def having(self, values: Mask) -> Mask:
        """The publications that have at least one of these values."""
        mask = np.zeros(self.publication_count, bool)
        mask[self.publications[values[self.ordinals]]] = True
        return mask


def facet(snapshot: Snapshot, name: str) -> FacetTable:
    """The table of the facet `name`."""
    return snapshot.tables.get(("facet", name), lambda: _facet(snapshot, name))


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of one facet in one segment: value i is that of `sizes[i]` publications."""

    values: list[str]
    sizes: list[int]
    publications: Ids


def _facet(snapshot: Snapshot, name: str) -> FacetTable:
    parts = [_values(snapshot, live, name) for live in snapshot.segments]
    values = sorted({value for part in parts for value in part.values})
    numbers = {value: number for number, value in enumerate(values)}
    ordinals = [
        np.repeat(np.array([numbers[value] for value in part.values], np.int64), part.sizes)
        for part in parts
    ]
    keys = [facet_key(value) for value in values]
    by_name = sorted(range(len(values)), key=lambda n: (keys[n], values[n]))
    ranks = np.empty(len(values), np.int64)
    ranks[by_name] = np.arange(len(values))
    nobody = np.zeros(0, np.int64)
    return FacetTable(
        values,
        keys,
        ranks,
        np.concatenate([nobody, *(part.publications for part in parts)]),
        np.concatenate([nobody, *ordinals]),
        snapshot.publication_count,
    )


def _values(snapshot: Snapshot, live: LiveSegment, name: str) -> _Values:
    segment = live.segment
    prefix = value_key(value_field(name), "").encode()
    rows = segment.values.rows(prefix)
    starts = segment.list_starts("value").part(rows.start, rows.stop + 1).astype(np.int64)
    documents = segment.list_items("value").part(int(starts[0]), int(starts[-1]))
    publications = snapshot.publication_of[documents.astype(np.int64) + live.offset]
    # A value that only deleted or hidden publications have is no value: a filter by it, which lists
    # what is chosen, would tell that there is such a publication.
    kept = snapshot.live[publications]
    behind = np.append(0, np.cumsum(kept))[starts - starts[0]]
    sizes = np.diff(behind).tolist()
    keys = zip(segment.values.part(rows), sizes, strict=True)
    return _Values(
        [key[len(prefix) :].decode() for key, size in keys if size],
        [size for size in sizes if size],
        publications[kept],
    )

"""Tables computed once a commit, when first asked for: length norms and facet values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engine.embedded.schema import METADATA_FIELDS
from indexer.engine.embedded.snapshot import Floats, Ids, Mask, Snapshot

# BM25's length normalisation (Robertson and Zaragoza, section 3.5.2, find 0.5 to 0.8 right for
# text); short metadata varies less in meaning with its length than text does.
B_TEXT: Final = 0.75
B_METADATA: Final = 0.3
SHORTEST: Final = 1 - B_TEXT / 2
"""No passage gains by being shorter than half the average: a note of one line with the word is not
what a reader looks for (on the test sets, whose texts are alike in length, the figures are equal).
"""


@dataclass(frozen=True, slots=True)
class Norms:
    """BM25's length norms: 1 for average length. `passages` is by document."""

    publications: dict[str, Floats]
    passages: Floats
    publication_count: int
    passage_count: int


def norms(snapshot: Snapshot) -> Norms:
    """The length norms of `snapshot`."""
    return snapshot.derived("norms", lambda: _norms(snapshot))


def _norms(snapshot: Snapshot) -> Norms:
    live = snapshot.live
    by_document = snapshot.lengths("text")
    text = np.bincount(snapshot.publication_of, by_document, snapshot.publication_count)
    publications = {"text": _norm(text, live, B_TEXT)}
    for name in METADATA_FIELDS:
        publications[name] = _norm(snapshot.lengths(name)[snapshot.heads], live, B_METADATA)
    in_live = live[snapshot.publication_of] & (snapshot.number > 0)
    return Norms(
        publications,
        np.maximum(_norm(by_document, in_live & (by_document > 0), B_TEXT), SHORTEST),
        int(np.count_nonzero(live)),
        int(np.count_nonzero(in_live)),
    )


def _norm(lengths: Ids | Floats, counted: Mask, b: float) -> Floats:
    average = lengths[counted].mean() if counted.any() else 1.0
    return (1 - b + b * lengths / max(average, 1.0)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class FacetTable:
    """The values of one facet and who has them: pairs of a publication and a value's index."""

    values: list[str]
    publications: Ids
    ordinals: Ids
    publication_count: int

    def counts(self, matching: Mask) -> Ids:
        """How many of the matching publications have each value."""
        return np.bincount(self.ordinals[matching[self.publications]], minlength=len(self.values))

    def having(self, values: Iterable[str]) -> Mask:
        """The publications that have at least one of `values`."""
        ordinals = [self.values.index(value) for value in values if value in self.values]
        mask = np.zeros(self.publication_count, bool)
        mask[self.publications[np.isin(self.ordinals, ordinals)]] = True
        return mask


def within_years(snapshot: Snapshot, first: int | None, last: int | None) -> Mask:
    """The publications of the years `first` to `last` (None: open); no range holds undated ones."""
    years = snapshot.dates // 10000
    if first is None and last is None:
        return np.ones(snapshot.publication_count, bool)
    return (years >= max(first or 1, 1)) & (years <= (9999 if last is None else last))


def facet(snapshot: Snapshot, name: str) -> FacetTable:
    """The table of the facet `name`."""
    return snapshot.derived(("facet", name), lambda: _facet(snapshot, f"{name}_values"))


def _facet(snapshot: Snapshot, field: str) -> FacetTable:
    terms = snapshot.terms(field)
    owners = [snapshot.publication_of[snapshot.postings(field, term).ids] for term in terms]
    ordinals = np.repeat(np.arange(len(terms)), [len(ids) for ids in owners])
    publications = np.concatenate(owners) if owners else np.zeros(0, np.int64)
    return FacetTable(
        [term.decode() for term in terms], publications, ordinals, snapshot.publication_count
    )


@dataclass(frozen=True, slots=True)
class NamesInOrder:
    """Distinct identifiers and folded titles in order, and each publication's rank among them."""

    identifiers: list[str]
    identifier_rank: Ids
    titles: list[str]
    title_rank: Ids


def names_in_order(snapshot: Snapshot) -> NamesInOrder:
    """The identifiers and titles of `snapshot`."""
    return snapshot.derived("names", lambda: _names(snapshot))


def _names(snapshot: Snapshot) -> NamesInOrder:
    identifiers, identifier_rank = _ranked(snapshot.identifiers)
    titles, title_rank = _ranked(snapshot.titles)
    return NamesInOrder(identifiers, identifier_rank, titles, title_rank)


def _ranked(names: list[str]) -> tuple[list[str], Ids]:
    ordered = sorted(set(names))
    ranks = {name: rank for rank, name in enumerate(ordered)}
    return ordered, np.array([ranks[name] for name in names], np.int64)

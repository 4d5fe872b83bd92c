"""The scores of a leaf of a query: BM25F (see `evaluate`), of each publication and each passage."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read import tables
from indexer.engine.embedded.read.matching.occurrences import Occurrences
from indexer.engine.embedded.read.matching.postings import NOWHERE, Postings
from indexer.engine.embedded.read.snapshot import Doubles, Floats, Snapshot
from indexer.engine.embedded.read.weights import BEST_PASSAGE, K1
from indexer.fields import FIELD_WEIGHTS


@dataclass(frozen=True, slots=True)
class Matched:
    """The mask of the matching publications, and the score of each publication."""

    mask: Mask
    scores: Floats


@dataclass(frozen=True, slots=True)
class Scored:
    """An evaluated leaf: the publications, those of them that have it as `typed`, and the passages
    (documents) that it occurs in; `units` is the work that it took.
    """

    match: Matched
    typed: Mask
    documents: Ids
    scores: Floats
    limited: bool
    units: int

    def at_least(self, other: Scored) -> Scored:
        """The same with the scores of `other`, which occurs nowhere else, where they are higher."""
        scores = self.scores.copy()
        places = np.searchsorted(self.documents, other.documents)
        scores[places] = np.maximum(scores[places], other.scores)
        publications = np.maximum(self.match.scores, other.match.scores)
        return replace(self, match=Matched(self.match.mask, publications), scores=scores)

    def times(self, weight: float) -> Scored:
        """The same with all scores multiplied."""
        by = np.float32(weight)
        match = Matched(self.match.mask, self.match.scores * by)
        return replace(self, match=match, scores=self.scores * by)

    @property
    def nbytes(self) -> int:
        """Size in memory in bytes; 0 if nothing matches."""
        if not self.match.mask.any():
            return 0
        own = self.match.mask.nbytes + self.match.scores.nbytes
        if self.typed is not self.match.mask:
            own += self.typed.nbytes
        return own + self.documents.nbytes + self.scores.nbytes


def score(snapshot: Snapshot, occurring: Occurrences, units: int) -> Scored:
    """The scores of a leaf by where it occurs; `units` is the work that it took."""
    norms = tables.norms(snapshot)
    mask = np.zeros(snapshot.publication_count, bool)
    described = np.zeros(snapshot.publication_count)  # BM25F's weighted counts, text left out
    for name, found in occurring.fields.items():
        owners = snapshot.publication_of[found.documents]
        mask[owners] = True
        if name != "text":
            described += _weighted(name, owners, found, norms)
    text = occurring.fields.get("text", NOWHERE)
    owners = snapshot.publication_of[text.documents]
    whole = described + _weighted("text", owners, text, norms)
    rarity = idf(int(np.count_nonzero(mask & snapshot.live)), norms.publication_count)
    # A passage's score in two parts: what all of a publication's passages have, and its own.
    passage_rarity = idf(len(text.documents), norms.passage_count)
    common = _saturated(described)
    scores = rarity * (_saturated(whole) + BEST_PASSAGE * common)
    own = described[owners] + FIELD_WEIGHTS["text"] * text.counts / norms.passages[text.documents]
    passages = passage_rarity * (_saturated(own) - common[owners])
    return Scored(
        Matched(mask, scores.astype(np.float32)),
        mask if occurring.typed is None else occurring.typed,
        text.documents,
        passages.astype(np.float32),
        occurring.limited,
        units,
    )


def _weighted(name: str, owners: Ids, found: Postings, norms: tables.Norms) -> Doubles:
    sums = np.bincount(owners, found.counts, norms.publications[name].size)
    return FIELD_WEIGHTS[name] * sums / norms.publications[name]


def _saturated(weighted: Doubles) -> Doubles:
    return (K1 + 1) * weighted / (weighted + K1)


def idf(holding: int, total: int) -> float:
    """Robertson and Sparck Jones's idf, kept above zero as in Lucene."""
    return float(np.log1p((total - holding + 0.5) / (holding + 0.5)))

"""The words that readers may see, with their vectors."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.embedded.format.segment import Ids
from indexer.engine.embedded.format.word_vectors import LEADING, WordVectors
from indexer.engine.embedded.read.snapshot import Floats, Snapshot
from indexer.engine.embedded.read.tables import norms
from indexer.engine.embedded.read.word_forms import (
    FormTerms,
    MainLanguages,
    main_languages,
    numbered_terms,
    publication_counts,
    recounted,
)
from indexer.engine.meaning.encoder_weights import fault
from indexer.engine.meaning.word_encoder import unit
from indexer.engine.pacing import paced

ALL_FORMS_PASSAGES: Final = 20_000
"""In larger indexes only forms in two publications and more are neighbours. So many passages have
some 100,000 forms; among novels the others were worth 0 to .012 of MRR.
"""
_ROWS_AT_ONCE: Final = 2048
"""Of a part of the leading dimensions, 256 kB: it stays in the processor's own cache."""
_CANDIDATES: Final = 300
"""Words near in the leading dimensions that are compared in all: see `LEADING`."""
_SAMPLED: Final = 64
"""Of so many words one tells how near the candidates are at least."""

Hashes = NDArray[np.int64]


def is_ready(snapshot: Snapshot) -> bool:
    """Whether words of this commit have vectors, and words that are typed can get some."""
    return snapshot.vectors is not None and len(snapshot.vectors) > 0 and not fault()


@dataclass(frozen=True, slots=True)
class _WordTable:
    """The vectors of a commit's words, the terms of each row of them, and in how many publications
    it is if nothing is hidden. `hashes` are those of the words, ascending, `hashed` their rows.
    """

    vectors: WordVectors
    terms: FormTerms
    publications: Ids
    hashes: Hashes
    hashed: NDArray[np.int32]

    def rows(self, words: Collection[str]) -> Ids:
        """The rows of those of the `words` that have one."""
        wanted = np.fromiter(map(hash, words), np.int64, len(words))
        places = np.minimum(self.hashes.searchsorted(wanted), len(self.hashes) - 1)
        found: Ids = self.hashed[places[self.hashes[places] == wanted]].astype(np.int64)
        return found


def _word_table(whole: Snapshot) -> _WordTable:
    def make() -> _WordTable:
        vectors = whole.vectors
        if vectors is None:
            raise ValueError("this commit has no vectors")
        rows = {form.decode(): row for row, form in paced(enumerate(vectors.forms.all()))}
        terms = FormTerms(len(rows), numbered_terms(whole, lambda form: rows.get(form, -1)))
        # A dict of as many words would stay in memory, at ten times the size.
        hashes = np.fromiter(map(hash, rows), np.int64, len(rows))
        hashed = np.argsort(hashes).astype(np.int32)
        counts = publication_counts(whole, terms)
        return _WordTable(vectors, terms, counts, hashes[hashed], hashed)

    return whole.word_tables.get("table", make)


@dataclass(frozen=True, slots=True)
class SeenWords:
    """The words that are neighbours in what readers may see: in how many publications each is, its
    language, and the inverse length of its leading dimensions; 0 if it is no neighbour.
    """

    table: _WordTable
    publications: Ids
    languages: MainLanguages
    inverse: Floats
    count: int

    def nearest(self, typed: Floats) -> Iterator[tuple[Ids, Floats]]:
        """For each of some vectors the rows of the nearest words, best first, with the cosines."""
        vectors = self.table.vectors
        for vector, own in zip(typed, self._near_in_leading(typed), strict=True):
            found = _highest(own, _CANDIDATES)
            found = found[own[found] > 0]
            cosines = vectors.vectors(found) @ vector
            order = np.lexsort((found, -cosines))
            yield found[order], cosines[order]

    def vectors_of(self, words: Collection[str]) -> Floats:
        """The vectors of those of the `words` that are among these, in any order."""
        rows = self.table.rows(words)
        return self.table.vectors.vectors(rows[self.inverse[rows] > 0])

    def _near_in_leading(self, typed: Floats) -> Floats:
        leading = self.table.vectors.leading
        wanted = unit(typed[:, :LEADING])
        found = np.empty((len(typed), len(leading)), np.float32)
        for start in range(0, len(leading), _ROWS_AT_ONCE):
            own = slice(start, start + _ROWS_AT_ONCE)
            np.matmul(wanted, leading[own].astype(np.float32).T, out=found[:, own])
        found *= self.inverse
        return found


def _highest(values: Floats, count: int) -> Ids:
    """Where the highest values are: so many, if there are."""
    if len(values) <= count:
        return np.arange(len(values))
    # Those above a limit that a sample gives are few; a partition of all takes four times as long.
    sample = values[::_SAMPLED]
    above = max(0, len(sample) - 3 * count // _SAMPLED - 4)
    rows = np.flatnonzero(values >= np.partition(sample, above)[above])
    if len(rows) < count:
        rows = np.arange(len(values))
    return rows[np.argpartition(values[rows], len(rows) - count)[-count:]]


def seen_words(snapshot: Snapshot) -> SeenWords:
    """The words of a commit that `is_ready`."""
    return snapshot.word_tables.get("seen", lambda: _made(snapshot))


def _made(snapshot: Snapshot) -> SeenWords:
    table = _word_table(snapshot.whole)
    publications = table.publications
    if snapshot is not snapshot.whole:
        publications = recounted(snapshot, table.terms, publications)
    least = 1 if norms(snapshot).passage_count <= ALL_FORMS_PASSAGES else 2
    lengths = np.linalg.norm(table.vectors.leading.astype(np.float32), axis=1)
    is_seen = (publications >= least) & (lengths > 0)
    inverse = np.divide(1, lengths, out=np.zeros_like(lengths), where=is_seen)
    languages = main_languages(snapshot, table.terms)
    return SeenWords(table, publications, languages, inverse, int(np.count_nonzero(is_seen)))

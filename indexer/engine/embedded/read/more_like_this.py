"""More like this: the publications that share the most characteristic words of one.

As Lucene's MoreLikeThis (org.apache.lucene.queries.mlt, after Doug Cutting): the words of the
publication with the highest tf-idf are a query, and its hits by BM25 the related ones. Rarity is
that among publications of the same languages, since the common words of a language are rare in a
corpus that is mostly in another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engine.analysis import fold, stem
from indexer.engine.embedded.format.array_file import concat_ranges
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read import sorting, tables
from indexer.engine.embedded.read.doc_freqs import DocFreqs, doc_freqs
from indexer.engine.embedded.read.snapshot import Doubles, Snapshot
from indexer.engine.embedded.read.vocabulary import Vocabulary
from indexer.engine.embedded.read.weights import K1
from indexer.engine.port import MIN_PUBLICATIONS
from indexer.engine.searches import Sort
from indexer.languages import FUNCTION_WORDS, INDEXED_LANGUAGES

MAX_QUERY_WORDS: Final = 25
"""Words of the query: Lucene's maxQueryTerms."""
MAX_CANDIDATES: Final = 400
"""Words, by tf-idf over all languages, that are candidates for the query."""
MIN_WORD_COUNT: Final = 2
"""How often a word must occur in the publication: Lucene's minTermFreq."""
MAX_SHOWN_WORDS: Final = 4
MIN_SHARED_WORDS: Final = 3
"""Words in common below which a publication is not related: one or two are chance."""
_FOLDED_FUNCTION_WORDS: Final = frozenset(map(fold, FUNCTION_WORDS))


@dataclass(frozen=True, slots=True)
class Likeness:
    """A publication, by number, and the words that it shares, the most characteristic first."""

    publication: int
    words: tuple[str, ...]


def more_like_this(vocabulary: Vocabulary, publication: int, limit: int) -> list[Likeness]:
    """At most `limit` of the publications of the vocabulary, the most similar first, then the
    newest.
    """
    snapshot = vocabulary.snapshot
    known = doc_freqs(snapshot)
    peers = vocabulary.visible & _same_language(snapshot, publication)
    query = _query(known, peers, publication, int(np.count_nonzero(snapshot.live)))
    shared = _shared(snapshot, known, query, peers)
    shared = shared.where(shared.publications != publication)
    scores = np.bincount(shared.publications, shared.scores, snapshot.publication_count)
    scores[np.bincount(shared.publications, minlength=len(scores)) < MIN_SHARED_WORDS] = 0
    newest = sorting.ranking(snapshot, Sort.NEWEST).ranks
    best = np.lexsort((newest, -scores))[:limit]
    spellings = _Spellings(vocabulary, {})
    return [
        Likeness(other, spellings.distinct(shared.words_of(other)))
        for other in best[scores[best] > 0].tolist()
    ]


def _same_language(snapshot: Snapshot, publication: int) -> Mask:
    """The publications with a language of this one; all, if it has none."""
    table = tables.facet(snapshot, "language")
    own = table.ordinals[table.publications == publication].tolist()
    if not own:
        return np.ones(snapshot.publication_count, bool)
    return table.having(np.isin(np.arange(len(table.values)), own))


@dataclass(frozen=True, slots=True)
class _Query:
    """Rows of the vocabulary, with their weights and idf."""

    rows: Ids
    weights: Doubles
    rarities: Doubles


def _query(known: DocFreqs, peers: Mask, publication: int, count: int) -> _Query:
    """The query that stands for one of `count` publications."""
    places = np.flatnonzero((known.publications == publication) & (known.counts >= MIN_WORD_COUNT))
    rows = np.searchsorted(known.starts, places, "right") - 1
    often = known.counts[places].astype(np.float64)
    rough = often * rarity(known.frequencies(rows), count)
    first = np.sort(np.argsort(-rough, kind="stable")[:MAX_CANDIDATES])
    rows, often = rows[first], often[first]
    having = known.frequencies(rows, peers)
    rarities = rarity(having, int(np.count_nonzero(peers)))
    characteristic = [is_characteristic(known.words[row]) for row in rows.tolist()]
    weights = np.where(
        np.array(characteristic, bool) & (having >= MIN_PUBLICATIONS), often * rarities, 0
    )
    best = np.argsort(-weights, kind="stable")[:MAX_QUERY_WORDS]
    best = best[weights[best] > 0]
    return _Query(rows[best], weights[best], rarities[best])


def is_characteristic(word: str) -> bool:
    """Whether a folded word can say what a text is about: no function word, and letters only."""
    return word not in _FOLDED_FUNCTION_WORDS and word.isalpha()


def rarity(having: Ids, count: int) -> Doubles:
    """The idf of words that so many of `count` publications have, as in `evaluate`."""
    found: Doubles = np.log1p((count - having + 0.5) / (having + 0.5))
    return found


@dataclass(frozen=True, slots=True)
class _Shared:
    """Pairs of a publication and a query word that it has, with their scores."""

    publications: Ids
    words: Sequence[str]
    places: Ids
    scores: Doubles

    def where(self, kept: Mask) -> _Shared:
        return _Shared(self.publications[kept], self.words, self.places[kept], self.scores[kept])

    def words_of(self, publication: int) -> list[str]:
        """The words in common with a publication, the most characteristic first."""
        own = np.flatnonzero(self.publications == publication)
        own = own[np.argsort(-self.scores[own], kind="stable")]
        return [self.words[place] for place in self.places[own].tolist()]


def _shared(snapshot: Snapshot, known: DocFreqs, query: _Query, peers: Mask) -> _Shared:
    starts = known.starts[query.rows]
    sizes = known.starts[query.rows + 1] - starts
    at = concat_ranges(starts, sizes)
    publications = known.publications[at].astype(np.int64)
    lengths = tables.norms(snapshot).publications["text"][publications]
    counts = known.counts[at]
    often = (K1 + 1) * counts / (counts + K1 * lengths)
    scores = np.repeat(query.weights * query.rarities, sizes) * often
    words = [known.words[row] for row in query.rows.tolist()]
    places = np.repeat(np.arange(len(words)), sizes)
    return _Shared(publications, words, places, scores).where(peers[publications])


@dataclass(frozen=True, slots=True)
class _Spellings:
    """Words as they are most often written; each is looked up once."""

    vocabulary: Vocabulary
    known: dict[str, str | None]

    def distinct(self, bases: Sequence[str]) -> tuple[str, ...]:
        """The first `MAX_SHOWN_WORDS` of these words that may be shown, one of each stem."""
        found: dict[str, str] = {}
        for word in self._spelled(bases):
            stems = {stem(word, language.code) for language in INDEXED_LANGUAGES}
            if stems.isdisjoint(found):
                found.update(dict.fromkeys(stems, word))
            if len(dict.fromkeys(found.values())) == MAX_SHOWN_WORDS:
                break
        return tuple(dict.fromkeys(found.values()))

    def _spelled(self, bases: Sequence[str]) -> Iterator[str]:
        for base in bases:
            if base not in self.known:
                self.known[base] = self.vocabulary.most_frequent_spelling(base)
            word = self.known[base]
            if word is not None:
                yield word

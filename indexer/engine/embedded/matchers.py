"""The same leaves of a query through Whoosh's own matchers, document by document.

Slow, and independent of bulk evaluation: `verify` compares the two on the index that is to be
published, the tests on random ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from whoosh.matching import Matcher
from whoosh.query import Or, Query, Term
from whoosh.query.spans import SpanNear2
from whoosh.scoring import Frequency
from whoosh.searching import Searcher

from indexer.engine.embedded.occurrences import Postings
from indexer.engine.embedded.schema import SEPARATOR, searched_as
from indexer.engine.embedded.segment import Segment
from indexer.engine.embedded.snapshot import Snapshot
from indexer.engine.embedded.terms import Terms, expanded, form_terms, word_terms
from indexer.engine.tree import Fuzzy, Phrase, Wildcard, Word

_SEPARATOR: Final = SEPARATOR.encode()


def by_matchers(snapshot: Snapshot, node: Word | Phrase | Wildcard | Fuzzy, field: str) -> Postings:
    """Where `node` occurs in one of the text fields, as `occurrences.occurrences` says it.

    Whoosh measures nearness from word to word, so that "a b c"~2 may mean something else there.
    """
    found: list[tuple[int, float]] = []
    readers = snapshot.reader.leaf_readers() if snapshot.leaves else ()
    for leaf, (reader, offset) in zip(snapshot.leaves, readers, strict=True):
        searcher = Searcher(reader, weighting=Frequency())
        for name in leaf.segment.fields:
            if searched_as(name) == field:
                matcher = _query(snapshot, leaf.segment, node, name).matcher(searcher)
                found += [(document + offset, count) for document, count in _counted(matcher, node)]
    found.sort()
    return Postings(
        np.array([document for document, _ in found], np.int64),
        np.array([count for _, count in found], np.float32),
    )


def _counted(
    matcher: Matcher, node: Word | Phrase | Wildcard | Fuzzy
) -> Iterator[tuple[int, float]]:
    while matcher.is_active():
        count = len(matcher.spans()) if isinstance(node, Phrase) else matcher.score()
        yield matcher.id(), count
        matcher.next()


def _query(
    snapshot: Snapshot, segment: Segment, node: Word | Phrase | Wildcard | Fuzzy, name: str
) -> Query:
    """`node` as a query of Whoosh on one index field of one segment."""
    match node:
        case Word(text):
            return _any(segment, word_terms(segment, text), name)
        case Phrase(words, slop):
            parts = [_any(segment, form_terms(segment, word), name) for word in words]
            if len(parts) == 1:
                return parts[0]
            return SpanNear2(parts, slop=slop + 1, ordered=not slop)
        case Wildcard() | Fuzzy():
            segments = [leaf.segment for leaf in snapshot.leaves]
            expansion = expanded(segments, node, (searched_as(name),))
            return _any(segment, expansion.terms[segments.index(segment)], name)


def _any(segment: Segment, terms: Terms, name: str) -> Query:
    """Those of the terms that are of the index field `name`, each counting with its weight."""
    found = []
    for row, weight in zip(terms.rows.tolist(), terms.weights.tolist(), strict=True):
        base, field, form = segment.terms[row].split(_SEPARATOR)
        if field == name.encode():
            text = base + _SEPARATOR + form if form else base
            found.append(Term(name, text, boost=weight))
    return Or(found)

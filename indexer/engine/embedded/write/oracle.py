"""Evaluates a leaf of a query with Whoosh's matchers, document by document.

It is slow, and independent of bulk evaluation: `verify` compares the two on an index before it is
published, the differential tests on random indexes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from whoosh.query import Or, Query, Term
from whoosh.query.spans import SpanNear2
from whoosh.scoring import Frequency
from whoosh.searching import Searcher

from indexer.engine.ast import Fuzzy, Phrase, TextNode, Wildcard, Word, WordGroup
from indexer.engine.embedded.format.schema import form_of, searched_as
from indexer.engine.embedded.format.segment import Segment
from indexer.engine.embedded.read.matching.phrase_patterns import pattern_forms
from indexer.engine.embedded.read.matching.postings import Postings
from indexer.engine.embedded.read.matching.reading_matching import (
    Row,
    exact_rows,
    group_readings,
    reading_rows,
)
from indexer.engine.embedded.read.matching.term_matching import (
    Terms,
    expanded,
    form_terms,
    group_terms,
    word_terms,
)
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.wildcards import is_pattern


def match_one_by_one(snapshot: Snapshot, node: TextNode, field: str) -> Postings:
    """Where `node` occurs in one of the text fields; to be compared with `occurrences`.

    Whoosh measures proximity from word to word, so that "a b c"~2 may match differently.
    """
    found: defaultdict[int, float] = defaultdict(float)
    readers = snapshot.whoosh_reader.leaf_readers() if snapshot.segments else ()
    for live, (reader, offset) in zip(snapshot.segments, readers, strict=True):
        searcher = Searcher(reader, weighting=Frequency())
        for name in live.segment.fields:
            if searched_as(name) == field:
                for document, count in _counted(snapshot, live.segment, node, name, searcher):
                    found[document + offset] += count
    documents = sorted(found)
    return Postings(
        np.array(documents, np.int64),
        np.array([found[document] for document in documents], np.float32),
    )


def _counted(
    snapshot: Snapshot,
    segment: Segment,
    node: TextNode,
    name: str,
    searcher: Searcher,
) -> Iterator[tuple[int, float]]:
    """The occurrences in each document, in one index field of one segment."""
    match node:
        case Word(text):
            yield from _scored(_any(segment, word_terms(segment, text), name), searcher)
            for row, weight in reading_rows(segment, text).items():
                for document, count in _spanned(_row(segment, row, name), searcher):
                    yield document, count * weight
        case Phrase(words, slop):
            one_of = [
                [_row(segment, row, name) for row in _phrase_rows(snapshot, segment, word, name)]
                for word in words
            ]
            yield from _spanned(_near(list(map(Or, one_of)), slop), searcher)
        case Wildcard() | Fuzzy():
            expansion = expanded(snapshot, node, (searched_as(name),))
            own = expansion.terms[_place(snapshot, segment)]
            yield from _scored(_any(segment, own, name), searcher)
        case WordGroup():
            yield from _scored(_any(segment, group_terms(segment, node), name), searcher)
            for row, weight in group_readings(segment, node).items():
                for document, count in _spanned(_row(segment, row, name), searcher):
                    yield document, count * weight
            for member in node.members:
                if member.word is None:
                    for at, found in _counted(snapshot, segment, member.node, name, searcher):
                        yield at, found * member.weight


def _phrase_rows(snapshot: Snapshot, segment: Segment, word: str, name: str) -> Sequence[Row]:
    if not is_pattern(word):
        return exact_rows(segment, word)
    return pattern_forms(snapshot, word, (searched_as(name),)).rows(_place(snapshot, segment))


def _place(snapshot: Snapshot, segment: Segment) -> int:
    return [live.segment for live in snapshot.segments].index(segment)


def _scored(query: Query, searcher: Searcher) -> Iterator[tuple[int, float]]:
    matcher = query.matcher(searcher)
    while matcher.is_active():
        yield matcher.id(), matcher.score()
        matcher.next()


def _spanned(query: Query, searcher: Searcher) -> Iterator[tuple[int, int]]:
    matcher = query.matcher(searcher)
    while matcher.is_active():
        if count := len(matcher.spans()):
            yield matcher.id(), count
        matcher.next()


def _row(segment: Segment, row: Row, name: str) -> Query:
    """Adjacent words, the first with the marker of a reading at its position."""
    places: list[list[Query]] = []
    for distance, form in row:
        if distance == len(places):
            places.append([])
        places[distance].append(_any(segment, form_terms(segment, form), name))
    return _near([SpanNear2(at, slop=0, mindist=0) if at[1:] else at[0] for at in places], 0)


def _near(words: Sequence[Query], slop: int) -> Query:
    return words[0] if len(words) == 1 else SpanNear2(words, slop=slop + 1, ordered=not slop)


def _any(segment: Segment, terms: Terms, name: str) -> Query:
    """Any of the terms in the index field `name`, with their weights."""
    found = []
    for row, weight in zip(terms.rows.tolist(), terms.weights.tolist(), strict=True):
        if segment.fields[segment.term_fields[row]] == name:
            found.append(Term(name, form_of(segment.terms[row]), boost=weight))
    return Or(found)

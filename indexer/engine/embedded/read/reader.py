"""What one request reads: one snapshot, which has nothing of what is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from indexer.engine.ast import Node
from indexer.engine.editions import Editions
from indexer.engine.embedded.format.segment import Mask
from indexer.engine.embedded.read import records, sorting, tables, work
from indexer.engine.embedded.read.best_passages import PublicationPassages
from indexer.engine.embedded.read.doc_freqs import doc_freqs
from indexer.engine.embedded.read.evaluate import Evaluation, Evaluator
from indexer.engine.embedded.read.facets import FilterMasks, count_facet
from indexer.engine.embedded.read.lexicon import visible_forms
from indexer.engine.embedded.read.misspellings import sounding_like, written_like
from indexer.engine.embedded.read.more_like_this import more_like_this
from indexer.engine.embedded.read.resolution import resolve
from indexer.engine.embedded.read.snapshot import Snapshot, Views
from indexer.engine.embedded.read.sound_index import sound_index
from indexer.engine.embedded.read.vocabulary import Vocabulary
from indexer.engine.embedded.read.work import WorkBudget
from indexer.engine.port import (
    PASSAGES_PER_HIT,
    Hit,
    PassageMatches,
    Related,
    SearchRequest,
    SearchResult,
    Sort,
    Spelling,
    WordCount,
)
from indexer.engine.query import Notice, NoticeKind, Query, parse
from indexer.fields import FACETS, SEARCHED_FIELDS, Filters
from indexer.model import Hidden, OutlineEntry, Passage, Publication, Record


class EmbeddedReader:
    """Reads a commit without what is hidden."""

    def __init__(self, commit: Views, hidden: Hidden) -> None:
        self._commit = commit
        self._snapshot = commit.without(hidden)
        self._budget = WorkBudget(work.MAX_WORK_UNITS)
        self._evaluated: dict[Node | None, _Evaluated] = {}

    @property
    def generation(self) -> str:
        return self._snapshot.name

    @property
    def updated(self) -> datetime:
        return self._snapshot.updated

    @property
    def editions(self) -> Editions:
        return records.editions(self._snapshot)

    def hiding(self, hidden: Hidden) -> EmbeddedReader:
        return EmbeddedReader(self._commit, hidden)

    def warm(self) -> None:
        snapshot = self._snapshot
        tables.norms(snapshot)
        for row in FACETS:
            tables.facet(snapshot, row.name)
        for sort in Sort:
            sorting.ranking(snapshot, sort)
        _ = doc_freqs(snapshot).characters
        visible_forms(snapshot)
        sound_index(snapshot)
        self._vocabulary_mask()

    # --- publications

    def publication(self, identifier: str) -> Publication | None:
        found = self._visible_publication(identifier)
        return None if found is None else records.described(self._snapshot, found.document)

    def passage(self, identifier: str, number: int) -> Passage | None:
        found = self._visible_publication(identifier)
        return None if found is None or not found.has(number) else found.passage(number)

    def pictures(self, identifier: str) -> Sequence[str]:
        found = self._visible_publication(identifier)
        return () if found is None else found.record.pictures

    def contents(self, identifier: str) -> Sequence[OutlineEntry]:
        found = self._visible_publication(identifier)
        return () if found is None else found.contents()

    def passages(self, identifier: str) -> Sequence[Passage]:
        document = self._snapshot.doc_of(identifier)
        return () if document is None else PublicationPassages(self._snapshot, document).passages()

    def records(self) -> Iterator[Record]:
        return iter(records.sorted_records(self._snapshot))

    def removed(self) -> Iterator[Record]:
        return iter(records.removed_records(self._snapshot))

    def related(self, identifier: str, limit: int) -> Sequence[Related]:
        snapshot = self._snapshot
        found = self._visible_publication(identifier)
        if found is None:
            return ()
        editions = self.editions
        same = {edition.id for edition in editions.sisters(identifier)}
        same.update(editions.near_identical(identifier))
        others = snapshot.without(snapshot.live, same)
        vocabulary = Vocabulary(snapshot, others, self._budget)
        similar = more_like_this(vocabulary, found.number, limit)
        documents = snapshot.publication_docs[[one.publication for one in similar]].tolist()
        return [
            Related(records.described(snapshot, document), one.words)
            for document, one in zip(documents, similar, strict=True)
        ]

    def _visible_publication(self, identifier: str) -> PublicationPassages | None:
        snapshot = self._snapshot
        document = snapshot.doc_of(identifier)
        if document is None or not snapshot.live[snapshot.publication_of[document]]:
            return None
        return PublicationPassages(snapshot, document)

    # --- words

    def words_with_prefix(self, prefix: str, limit: int) -> Sequence[WordCount]:
        return self._vocabulary().with_prefix(prefix, limit)

    def similar_words(self, word: str, limit: int) -> Sequence[WordCount]:
        return self._vocabulary().similar_to(word, limit)

    def spelled(self, word: str) -> Spelling | None:
        return self._vocabulary().spelled(word)

    def words_that_sound_like(self, word: str, limit: int) -> Sequence[Spelling]:
        return sounding_like(self._vocabulary(), word, limit)

    def words_written_like(self, word: str, limit: int) -> Sequence[Spelling]:
        return written_like(self._vocabulary(), word, limit)

    def publications_with(self, words: Sequence[str]) -> Sequence[int]:
        return self._vocabulary().count_folded(words)

    def count_spelling(self, word: str) -> int:
        return self._vocabulary().count_spelling(word)

    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._snapshot, self._vocabulary_mask(), self._budget)

    def count(self, tree: Node, filters: Filters) -> int:
        evaluator = Evaluator(self._snapshot, self._budget)
        meant = resolve(evaluator, tree).tree
        if evaluator.affordable(meant) != meant:
            return 0
        mask = evaluator.evaluate(meant, SEARCHED_FIELDS).mask & self._vocabulary_mask()
        return int(np.count_nonzero(mask & FilterMasks(self._snapshot, filters).mask()))

    def _vocabulary_mask(self) -> Mask:
        """The publications without those that are copies of others."""
        snapshot = self._snapshot
        return snapshot.tables.get(
            "vocabulary", lambda: snapshot.without(snapshot.live, self.editions.copies)
        )

    # --- search

    def understand(self, text: str) -> Query:
        query = parse(text)
        if query.tree is None:
            return query
        evaluated = self._evaluate(query.tree)
        notices = dict.fromkeys((*query.notices, *evaluated.notices))
        return replace(query, tree=evaluated.meant, notices=tuple(notices))

    def search(self, request: SearchRequest) -> SearchResult:
        snapshot = self._snapshot
        query = self.understand(request.text)
        evaluated = self._evaluate(query.tree)
        found, visible = evaluated.found, snapshot.live
        if evaluated.tree is None and request.text.strip():  # typed, but nothing to search for
            visible = np.zeros_like(visible)
        matching = found.mask & visible
        filters = FilterMasks(snapshot, request.filters)
        chosen = np.flatnonzero(matching & filters.mask())
        page = _page(sorting.Order(snapshot, request.sort, found.scores, chosen), request)
        partial: list[int] = []
        if len(chosen) < request.per_page and page.start == 0:
            some = evaluated.partial_matches() & visible & filters.mask()
            best = sorting.Order(snapshot, Sort.RELEVANCE, found.scores, np.flatnonzero(some))
            partial = best.part(0, request.per_page - len(chosen))
        notices = [*query.notices, *evaluated.evaluator.notices]
        if partial:
            notices.append(Notice(NoticeKind.PARTIAL, str(len(partial))))
        hits = [_hit(snapshot, found, p) for p in page.publications]
        hits += [replace(_hit(snapshot, found, p), partial=True) for p in partial]
        return SearchResult(
            query=query,
            notices=tuple(dict.fromkeys(notices)),
            total=len(chosen),
            generation=snapshot.name,
            hits=tuple(hits),
            facets=tuple(
                count_facet(
                    snapshot, row, request.filters.get(row.name), matching & filters.mask(row.name)
                )
                for row in FACETS
            ),
            next_cursor=page.next_cursor,
            prev_cursor=page.prev_cursor,
        )

    def matches(self, identifier: str, query: Query, limit: int) -> PassageMatches:
        found = self._visible_publication(identifier)
        if found is None or query.tree is None:
            return PassageMatches()
        evaluation = self._evaluate(query.tree).found
        numbers = found.matching(evaluation)
        return PassageMatches(numbers.tolist(), found.best(evaluation, numbers, limit))

    def _evaluate(self, tree: Node | None) -> _Evaluated:
        """What matches `tree`; a page of results with an expanded hit needs it twice."""
        known = self._evaluated.get(tree)
        if known is None:
            evaluator = Evaluator(self._snapshot, self._budget)
            resolved = tree and resolve(evaluator, tree)
            meant, notices = (resolved.tree, resolved.notices) if resolved else (None, ())
            kept = evaluator.affordable(meant)
            known = _Evaluated(evaluator, meant, notices, kept, evaluator.find(kept))
            self._evaluated[tree] = self._evaluated[meant] = known
        return known


@dataclass(frozen=True, slots=True)
class _Evaluated:
    """A query as it is `meant`, with the `notices` about that; the same without what is too much
    work (`tree`), and what it found.
    """

    evaluator: Evaluator
    meant: Node | None
    notices: tuple[Notice, ...]
    tree: Node | None
    found: Evaluation

    def partial_matches(self) -> Mask:
        """Publications with at least one, but not all, of the conditions."""
        return self.evaluator.partial_matches(self.tree)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of an order, and the cursors of the pages around it."""

    start: int
    publications: list[int]
    next_cursor: str | None
    prev_cursor: str | None


def _page(ordered: sorting.Order, request: SearchRequest) -> _Page:
    if request.cursor:
        position = sorting.decode(request.cursor, request.sort)
        start = ordered.start(position, request.per_page)
    else:
        start = (request.page - 1) * request.per_page
    publications = ordered.part(start, request.per_page)
    more = bool(publications) and start + len(publications) < len(ordered)
    return _Page(
        start,
        publications,
        sorting.encode(ordered.position(publications[-1], "after")) if more else None,
        sorting.encode(ordered.position(publications[0], "before"))
        if publications and start
        else None,
    )


def _hit(snapshot: Snapshot, found: Evaluation, publication: int) -> Hit:
    passages = PublicationPassages(snapshot, int(snapshot.publication_docs[publication]))
    described = records.described(snapshot, passages.document)
    if found.passages is None:
        return Hit(described, 0.0, ())
    numbers = passages.matching(found)
    best = passages.best(found, passages.preferred(numbers), PASSAGES_PER_HIT)
    return Hit(
        described,
        sorting.rounded(found.scores[publication]),
        tuple(best or passages.first_with_text()),
        matching=len(numbers),
    )

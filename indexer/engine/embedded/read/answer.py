"""The answer to a search: its hits and their order, what is close to it, its facets.

Publications that hold the query as typed come first, and stay what and where they are. Where they
are few, words that stand for those of the query are searched for as well (`engine.groups`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from indexer.engine.ast import Node
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read import records, sorting
from indexer.engine.embedded.read.best_passages import PublicationPassages
from indexer.engine.embedded.read.evaluate import Evaluation
from indexer.engine.embedded.read.evaluated import ENOUGH, Evaluated, Topic, Wider
from indexer.engine.embedded.read.facets import FilterMasks, count_facet
from indexer.engine.embedded.read.reranking import Places, nearest_first
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.query import Notice, NoticeKind, Query
from indexer.engine.searches import (
    PASSAGES_PER_HIT,
    AlsoSearched,
    Expand,
    Hit,
    Match,
    SearchRequest,
    SearchResult,
    Sort,
)
from indexer.fields import FACETS

MAX_CLOSE: Final = 5
"""Publications that are close to a query, beside its hits."""


HasEnough = Callable[[Node | None], bool]
"""Whether enough publications match fully, and hold the terms of the query."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The answer to a request, whose query was found as `typed`; `widen` gives what is found beside
    that, if not enough is.
    """

    snapshot: Snapshot
    request: SearchRequest
    query: Query
    typed: Evaluated
    filters: FilterMasks
    widen: Callable[[HasEnough], Wider | None]

    def result(self) -> SearchResult:
        """All of it.

        Raises:
            CursorInvalid: the cursor was not made by this engine.
        """
        found, full = self.typed.found, self.typed.found.mask & self._visible()
        total = int(np.count_nonzero(full & self._here()))
        wider = self.widen(self._has_enough) if self.request.expand is Expand.ON else None
        if wider is None:
            return self._followed(self._listed(found, full, Match.FULL, self.typed.places), full)
        if total >= ENOUGH or not wider.widened.is_question:
            listed = self._listed(found, full, Match.FULL, self.typed.places)
            close = self._close_hits(wider, self._close(wider, full))
            if not close:
                return self._widened(self._followed(listed, full), wider)
            # They have all that was asked for, which partial matches have not.
            return self._widened(replace(listed, close=close), wider)
        meant = wider.best_matches(self._here()) & self._visible() & ~full
        places = nearest_first(self.snapshot, wider, self.typed, meant & self._here())
        if total == 0 and (meant & self._here()).any():
            listed = self._listed(wider.evaluated.found, meant, Match.MEANING, places)
            notice = Notice(NoticeKind.MEANING)
            return self._widened(replace(listed, notices=(*listed.notices, notice)), wider)
        tail = self._listed(found, full, Match.FULL, self.typed.places)
        return self._widened(self._with_tail(tail, wider, meant, places), wider)

    def _has_enough(self, terms: Node | None) -> bool:
        """Whether enough publications match fully. Words of a term that do not stand together may
        mean anything ("se trata de personas" is no "trata de personas"): what has only these does
        not count, though it stays a full match.
        """
        full = self.typed.found.mask & self._here()
        if np.count_nonzero(full) < ENOUGH:
            return False
        return int(np.count_nonzero(full & self.typed.holding(terms))) >= ENOUGH

    def about(self, topic: Topic) -> SearchResult:
        """What is about the topic of the best hits: all full matches, and then the others, both as
        the query and its feedback rank them.

        Raises:
            CursorInvalid: the cursor was not made by this engine.
        """
        full = self.typed.found.mask & self._visible()

        def places(chosen: Ids) -> Ids:
            return np.where(full[chosen], 0, 1)

        matching = full | topic.matches()
        listed = self._listed(topic.evaluated.found, matching, Match.MEANING, places)
        some = self.typed.partial_matches()

        def marked(hit: Hit) -> Hit:
            document = self.snapshot.doc_of(hit.publication.id)
            number = int(self.snapshot.publication_of[document])
            if full[number]:
                return replace(hit, match=Match.FULL)
            return replace(self._partial(number), score=hit.score) if some[number] else hit

        return replace(
            listed,
            hits=tuple(map(marked, listed.hits)),
            wider=topic.query,
            also_searched=tuple(AlsoSearched(word, "", "") for word in topic.words),
        )

    def _visible(self) -> Mask:
        if self.typed.tree is None and self.request.text.strip():  # nothing to search for
            return np.zeros_like(self.snapshot.live)
        return self.snapshot.live

    def _here(self) -> Mask:
        """What the filters leave of what readers may find."""
        return self.filters.mask() & self._visible()

    # --- the hits

    def _listed(
        self,
        found: Evaluation,
        matching: Mask,
        match: Match,
        places: Places | None = None,
    ) -> SearchResult:
        """A page of what matches, by its `places` if they are given, with its facets."""
        snapshot, request = self.snapshot, self.request
        chosen = np.flatnonzero(matching & self.filters.mask())
        by_places = places if request.sort is Sort.RELEVANCE else None
        in_places = by_places(chosen) if by_places is not None else None
        page = _page(
            sorting.Order(snapshot, request.sort, found.scores, chosen, in_places), request
        )
        return SearchResult(
            query=self.query,
            notices=tuple(dict.fromkeys((*self.query.notices, *self.typed.evaluator.notices))),
            total=len(chosen),
            generation=snapshot.name,
            hits=tuple(_hit(snapshot, found, p, match) for p in page.publications),
            facets=tuple(
                count_facet(
                    snapshot,
                    row,
                    request.filters.get(row.name),
                    matching & self.filters.mask(row.name),
                )
                for row in FACETS
            ),
            next_cursor=page.next_cursor,
            prev_cursor=page.prev_cursor,
        )

    def _followed(self, listed: SearchResult, full: Mask) -> SearchResult:
        """The full matches, and on a first page that they do not fill the best partial ones."""
        if not self._has_room(listed):
            return listed
        some = self.typed.partial_matches() & ~full
        best = self._best(self.typed.found, some, self._room(listed))
        return self._with_others(listed, [self._partial(publication) for publication in best])

    def _with_tail(
        self, listed: SearchResult, wider: Wider, meant: Mask, places: Places | None
    ) -> SearchResult:
        """The same with the best of what holds words that stand for those of the query."""
        if not self._has_room(listed):
            return listed
        found, owing = wider.evaluated.found, wider.owe_to_others(self.typed)
        best = self._best(found, meant, self._room(listed), places)
        hits = [
            _hit(self.snapshot, found, publication, Match.MEANING)
            if owing[publication]
            else self._partial(publication)
            for publication in best
        ]
        return self._with_others(listed, hits)

    def _partial(self, publication: int) -> Hit:
        return _hit(self.snapshot, self.typed.found, publication, Match.PARTIAL)

    def _has_room(self, listed: SearchResult) -> bool:
        """Whether this is a first page that full matches do not fill."""
        is_first = self.request.page == 1 or self.request.cursor is not None
        return is_first and listed.total == len(listed.hits) < self.request.per_page

    def _room(self, listed: SearchResult) -> int:
        return self.request.per_page - len(listed.hits)

    def _with_others(self, listed: SearchResult, hits: Sequence[Hit]) -> SearchResult:
        if not hits:
            return listed
        notice = Notice(NoticeKind.PARTIAL, str(len(hits)))
        return replace(listed, hits=(*listed.hits, *hits), notices=(*listed.notices, notice))

    def _close(self, wider: Wider, full: Mask) -> Sequence[int]:
        """What holds all of the words of a query, or what stands for them, beside its hits on the
        first page.
        """
        if self.request.page > 1 or self.request.cursor is not None:
            return ()
        found = wider.evaluated.found
        return self._best(found, found.mask & ~full, MAX_CLOSE)

    def _close_hits(self, wider: Wider, close: Sequence[int]) -> tuple[Hit, ...]:
        found = wider.evaluated.found
        return tuple(_hit(self.snapshot, found, p, Match.MEANING) for p in close)

    def _best(
        self, found: Evaluation, matching: Mask, limit: int, places: Places | None = None
    ) -> Sequence[int]:
        chosen = np.flatnonzero(matching & self._here())
        in_places = places and places(chosen)
        order = sorting.Order(self.snapshot, Sort.RELEVANCE, found.scores, chosen, in_places)
        return order.part(0, limit)

    def _widened(self, result: SearchResult, wider: Wider) -> SearchResult:
        """The result, with what was searched for beside the words as typed, if it shows."""
        if not result.close and all(hit.match is Match.FULL for hit in result.hits):
            return result
        return replace(
            result,
            wider=replace(self.query, tree=wider.widened.tree),
            also_searched=wider.widened.also_searched,
        )


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of an order, and the cursors of the pages around it."""

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
        publications,
        sorting.encode(ordered.position(publications[-1], "after")) if more else None,
        sorting.encode(ordered.position(publications[0], "before"))
        if publications and start
        else None,
    )


def _hit(snapshot: Snapshot, found: Evaluation, publication: int, match: Match) -> Hit:
    passages = PublicationPassages(snapshot, int(snapshot.publication_docs[publication]))
    described = records.described(snapshot, passages.document)
    if found.passages is None:
        return Hit(described, 0.0, ())
    words = passages.words(found)
    numbers = words.nonzero()[0]
    best = passages.best(found, passages.preferred(numbers), words, PASSAGES_PER_HIT)
    return Hit(
        described,
        sorting.rounded(found.scores[publication]),
        tuple(best or passages.first_with_text()),
        match,
        matching=len(numbers),
    )

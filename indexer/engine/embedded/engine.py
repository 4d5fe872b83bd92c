"""The reader: a request -> a result, from the newest commit of the live generation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Final

import numpy as np

from indexer.engine.analysis import lowercase
from indexer.engine.ast import Word
from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.schema import TEXT_FIELDS
from indexer.engine.embedded.format.segment import Mask
from indexer.engine.embedded.read import more_like_this as likeness
from indexer.engine.embedded.read import sorting, tables, vocabulary
from indexer.engine.embedded.read.best_passages import PublicationPassages
from indexer.engine.embedded.read.evaluate import Evaluation, Evaluator
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.embedded.whoosh.index import open_index
from indexer.engine.embedded.write.verify import check
from indexer.engine.port import (
    FACET_LIMIT,
    FACETS,
    PASSAGES_PER_HIT,
    Facet,
    FacetValue,
    Filters,
    Hit,
    IntegrityIssue,
    Related,
    SearchRequest,
    SearchResult,
    Sort,
    WordCount,
)
from indexer.engine.query import Notice, NoticeKind, parse
from indexer.model import Passage, Publication, Record


class EmbeddedEngine:
    """See `port.Engine`."""

    def __init__(self, root: Path, cache_bytes: int) -> None:
        self._root = root
        self._cache_bytes = cache_bytes
        self._snapshot = self._open()

    def _open(self) -> Snapshot:
        folder = generations.live(self._root)
        index = open_index(folder)
        with generations.readable(folder):
            # Named before it is opened: a commit in between is then seen by the next refresh.
            name, updated = generations.newest(folder), generations.updated(folder)
            return Snapshot(index, name, self._cache_bytes, updated)

    @property
    def generation(self) -> str:
        """See `port.Engine`."""
        return self._snapshot.name

    @property
    def updated(self) -> datetime:
        """See `port.Engine`."""
        return self._snapshot.updated

    def refresh(self) -> None:
        """See `port.Engine`."""
        folder = generations.live(self._root)
        if self._snapshot.name != generations.newest(folder):
            self._snapshot = self._open()

    def close(self) -> None:
        """See `port.Engine`."""
        self._snapshot.close()

    # --- publications

    def publication(self, identifier: str) -> Publication | None:
        """See `port.Engine`."""
        shown = _searchable(self._snapshot, identifier)
        return None if shown is None else shown.record.publication

    def passage(self, identifier: str, number: int) -> Passage | None:
        """See `port.Engine`."""
        shown = _searchable(self._snapshot, identifier)
        if shown is None or not 1 <= number <= shown.passage_count:
            return None
        return shown.passage(number)

    def passages(self, identifier: str) -> Sequence[Passage]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        head = snapshot.head_of(identifier)
        if head is None:
            return ()
        shown = PublicationPassages(snapshot, head)
        return [shown.passage(number) for number in range(1, shown.passage_count + 1)]

    def matching(self, identifier: str, text: str) -> Sequence[int]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        shown = _searchable(snapshot, identifier)
        if shown is None:
            return ()
        numbers: list[int] = shown.matching(Evaluator(snapshot).find(parse(text).tree)).tolist()
        return numbers

    def best_passages(self, identifier: str, text: str, most: int) -> Sequence[Passage]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        shown = _searchable(snapshot, identifier)
        if shown is None:
            return ()
        found = Evaluator(snapshot).find(parse(text).tree)
        return shown.best(found, shown.matching(found), most)

    def pictures(self, identifier: str) -> Sequence[str]:
        """See `port.Engine`."""
        shown = _searchable(self._snapshot, identifier)
        return () if shown is None else shown.record.pictures

    def records(self) -> Iterator[Record]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        records = [
            PublicationPassages(snapshot, head).record for head in snapshot.living_heads().tolist()
        ]
        return iter(sorted(records, key=lambda record: record.publication.path))

    def verify(self) -> list[IntegrityIssue]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        with generations.readable(self._root):
            return check(snapshot, sample=len(snapshot.heads) or 1)

    def count(self, text: str, hidden: frozenset[str]) -> int:
        """See `port.Engine`."""
        snapshot = self._snapshot
        visible = _visible(snapshot, hidden)
        tree = parse(text).tree
        if tree is None:
            return 0 if text.strip() else int(visible.sum())
        return int((Evaluator(snapshot).evaluate(tree, TEXT_FIELDS).mask & visible).sum())

    # --- words

    def words_beginning(
        self, beginning: str, hidden: frozenset[str], most: int
    ) -> Sequence[WordCount]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        return vocabulary.beginning(snapshot, _visible(snapshot, hidden), beginning, most)

    def words_near(self, word: str, hidden: frozenset[str], most: int) -> Sequence[WordCount]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        return vocabulary.near(snapshot, _visible(snapshot, hidden), word, most)

    def publications_spelling(self, word: str, hidden: frozenset[str]) -> int:
        """See `port.Engine`."""
        snapshot = self._snapshot
        return vocabulary.publications_spelling(snapshot, _visible(snapshot, hidden), word)

    def publications_with(self, word: str, hidden: frozenset[str]) -> int:
        """See `port.Engine`."""
        snapshot = self._snapshot
        mask = Evaluator(snapshot).evaluate(Word(lowercase(word)), TEXT_FIELDS).mask
        return int(np.count_nonzero(mask & _visible(snapshot, hidden)))

    def related(self, identifier: str, hidden: frozenset[str], most: int) -> Sequence[Related]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        shown = _searchable(snapshot, identifier)
        if shown is None or identifier in hidden:
            return ()
        visible = _visible(snapshot, hidden)
        found = likeness.related(snapshot, visible, shown.number, most)
        heads = snapshot.heads[[one.publication for one in found]].tolist()
        return [
            Related(PublicationPassages(snapshot, head).record.publication, one.words)
            for head, one in zip(heads, found, strict=True)
        ]

    # --- search

    def search(self, request: SearchRequest) -> SearchResult:
        """See `port.Engine`."""
        snapshot = self._snapshot
        query = parse(request.text)
        evaluator = Evaluator(snapshot)
        found = evaluator.find(query.tree)
        visible = _visible(snapshot, request.hidden)
        if query.tree is None and request.text.strip():  # typed, but no word in it
            visible[:] = False
        matching = found.mask & visible
        filters = _Filters(snapshot, request.filters)
        chosen = np.flatnonzero(matching & filters.mask())
        page = _page(sorting.Order(snapshot, request.sort, found.scores, chosen), request)
        partial: list[int] = []
        if len(chosen) < request.per_page and page.start == 0:
            some = evaluator.partial_matches(query.tree) & visible & filters.mask()
            best = sorting.Order(snapshot, Sort.RELEVANCE, found.scores, np.flatnonzero(some))
            partial = best.part(0, request.per_page - len(chosen))
        notices = [*query.notices, *evaluator.notices]
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
                _facet(snapshot, request.filters, n, matching & filters.mask(n)) for n in FACETS
            ),
            next_cursor=page.next_cursor,
            prev_cursor=page.prev_cursor,
        )


@dataclass(frozen=True, slots=True)
class _Page:
    """A stretch of an order, and the cursors that lead on from it."""

    start: int
    publications: list[int]
    next_cursor: str | None
    prev_cursor: str | None


def _page(ordered: sorting.Order, request: SearchRequest) -> _Page:
    if request.cursor:
        place = sorting.decode(request.cursor, request.sort)
        start = ordered.start(place, request.per_page)
    else:
        start = (request.page - 1) * request.per_page
    publications = ordered.part(start, request.per_page)
    more = bool(publications) and start + len(publications) < len(ordered)
    return _Page(
        start,
        publications,
        sorting.encode(ordered.place(publications[-1], "after")) if more else None,
        sorting.encode(ordered.place(publications[0], "before"))
        if publications and start
        else None,
    )


def _hit(snapshot: Snapshot, found: Evaluation, publication: int) -> Hit:
    shown = PublicationPassages(snapshot, int(snapshot.heads[publication]))
    described = shown.record.publication
    if found.passages is None:
        return Hit(described, 0.0, ())
    numbers = shown.matching(found)
    best = shown.best(found, numbers, PASSAGES_PER_HIT)
    return Hit(
        described,
        sorting.rounded(found.scores[publication]),
        tuple(best or map(shown.passage, _first_with_text(described))),
        matching=len(numbers),
    )


def _first_with_text(publication: Publication) -> list[int]:
    """Where only the metadata matches, a hit still shows how the publication begins."""
    empty = set(publication.passages_without_text)
    return [n for n in range(1, publication.passage_count + 1) if n not in empty][:1]


def _visible(snapshot: Snapshot, hidden: frozenset[str]) -> Mask:
    """What readers may see: searchable, and not taken down."""
    mask = snapshot.live.copy()
    for identifier in hidden:
        head = snapshot.head_of(identifier)
        if head is not None:
            mask[snapshot.publication_of[head]] = False
    return mask


class _Filters:
    """The reader's choices as masks of publications."""

    def __init__(self, snapshot: Snapshot, filters: Filters) -> None:
        self._all: Final = np.ones(snapshot.publication_count, bool)
        self._masks: dict[str, Mask] = {}
        if filters.year_from is not None or filters.year_to is not None:
            years = tables.within_years(snapshot, filters.year_from, filters.year_to)
            self._masks["year"] = years
        for name in FACETS:
            if name != "year" and (values := getattr(filters, name)):
                self._masks[name] = tables.facet(snapshot, name).having(values)

    def mask(self, but: str | None = None) -> Mask:
        """The publications that all filters leave, but the one of the facet `but`."""
        masks = (mask for name, mask in self._masks.items() if name != but)
        return reduce(np.logical_and, masks, self._all)


def _facet(snapshot: Snapshot, filters: Filters, name: str, kept: Mask) -> Facet:
    """The values that publications in `kept` have, and the reader's choices, which always show."""
    table = tables.facet(snapshot, name)
    counts = table.counts(kept)
    selected = _selected(filters, name, table.values)
    shown = np.flatnonzero((counts > 0) | selected)
    if name == "year":
        shown = shown[::-1]  # values are in ascending order
    else:
        first = np.lexsort((table.ranks[shown], -counts[shown], ~selected[shown]))
        shown = shown[first[:FACET_LIMIT]]
        shown = shown[np.lexsort((table.ranks[shown], -counts[shown]))]
    return Facet(
        name,
        tuple(
            FacetValue(table.values[number], count, chosen)
            for number, count, chosen in zip(
                shown.tolist(), counts[shown].tolist(), selected[shown].tolist(), strict=True
            )
        ),
    )


def _selected(filters: Filters, name: str, values: Sequence[str]) -> Mask:
    """Which values of a facet the reader has chosen."""
    if name != "year":
        chosen = getattr(filters, name)
        if not chosen:
            return np.zeros(len(values), bool)
        return np.array([value in chosen for value in values], bool)
    low, high = filters.year_from, filters.year_to
    if low is None and high is None:
        return np.zeros(len(values), bool)
    years = np.array(list(map(int, values)), np.int64)
    inside: Mask = (years >= (low or 0)) & (years <= (9999 if high is None else high))
    return inside


def _searchable(snapshot: Snapshot, identifier: str) -> PublicationPassages | None:
    """The publication with this identifier, if readers may find it."""
    head = snapshot.head_of(identifier)
    if head is None or not snapshot.live[snapshot.publication_of[head]]:
        return None
    return PublicationPassages(snapshot, head)

"""The reader: a request -> a result, from the newest commit of the live generation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from indexer import wire
from indexer.engine.embedded import order, store, tables
from indexer.engine.embedded.evaluate import Evaluator, Match
from indexer.engine.embedded.schema import facet_key
from indexer.engine.embedded.snapshot import Mask, Snapshot
from indexer.engine.embedded.verify import check
from indexer.engine.port import (
    FACET_LIMIT,
    FACETS,
    PASSAGES_PER_HIT,
    Facet,
    FacetValue,
    Filters,
    Finding,
    Hit,
    SearchRequest,
    SearchResult,
    Sort,
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
        folder = store.live(self._root)
        index = store.open_index(folder)
        with store.readable(folder):
            # Named before it is opened: a commit in between is then seen by the next refresh.
            name = store.newest(folder)
            return Snapshot(index.reader(), name, self._cache_bytes)

    @property
    def generation(self) -> str:
        """See `port.Engine`."""
        return self._snapshot.name

    def refresh(self) -> None:
        """See `port.Engine`."""
        folder = store.live(self._root)
        if self._snapshot.name != store.newest(folder):
            self._snapshot = self._open()

    def close(self) -> None:
        """See `port.Engine`."""
        self._snapshot.close()

    # --- publications

    def publication(self, identifier: str) -> Publication | None:
        """See `port.Engine`."""
        snapshot = self._snapshot
        head = _searchable_head(snapshot, identifier)
        return None if head is None else _publication(snapshot, head)

    def passage(self, identifier: str, number: int) -> Passage | None:
        """See `port.Engine`."""
        snapshot = self._snapshot
        head = _searchable_head(snapshot, identifier)
        if head is None or not 1 <= number <= _publication(snapshot, head).passage_count:
            return None
        return _passage(snapshot, head + number)

    def passages(self, identifier: str) -> Sequence[Passage]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        head = snapshot.head_of(identifier)
        if head is None:
            return ()
        count = _publication(snapshot, head).passage_count
        return [_passage(snapshot, head + number) for number in range(1, count + 1)]

    def records(self) -> Iterator[Record]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        values = (snapshot.value(head) for head in snapshot.living_heads().tolist())
        records = [wire.decode(value, Record) for value in values]
        return iter(sorted(records, key=lambda record: record.publication.path))

    def verify(self) -> list[Finding]:
        """See `port.Engine`."""
        snapshot = self._snapshot
        with store.readable(self._root):
            return check(snapshot, sample=len(snapshot.heads) or 1)

    # --- search

    def search(self, request: SearchRequest) -> SearchResult:
        """See `port.Engine`."""
        snapshot = self._snapshot
        query = parse(request.text)
        evaluator = Evaluator(snapshot)
        found = evaluator.matches(query.tree)
        visible = _visible(snapshot, request.hidden)
        if query.tree is None and request.text.strip():  # typed, but no word in it
            visible[:] = False
        kept = visible & _filtered(snapshot, request.filters, but=None)
        chosen = np.flatnonzero(found.mask & kept)
        page = _page(order.Order(snapshot, request.sort, found, chosen), request)
        hits = [_hit(snapshot, found, p) for p in page.publications]
        notices = (*query.notices, *evaluator.notices)
        if len(chosen) < request.per_page and page.start == 0:
            some = np.flatnonzero(evaluator.partial_matches(query.tree) & kept)
            best = order.Order(snapshot, Sort.RELEVANCE, found, some).publications
            partial = best[: request.per_page - len(chosen)].tolist()
            hits += [replace(_hit(snapshot, found, p), partial=True) for p in partial]
            notices += (Notice(NoticeKind.PARTIAL, str(len(partial))),) if partial else ()
        if query.tree is None:
            hits = [replace(hit, passages=()) for hit in hits]
        return SearchResult(
            query=query,
            notices=tuple(dict.fromkeys(notices)),
            total=len(chosen),
            generation=snapshot.name,
            hits=tuple(hits),
            facets=_facets(snapshot, request, found.mask & visible),
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


def _page(ordered: order.Order, request: SearchRequest) -> _Page:
    if request.cursor:
        place = order.decode(request.cursor, request.sort)
        start = ordered.start(place, request.per_page)
    else:
        start = (request.page - 1) * request.per_page
    publications = ordered.publications[start : start + request.per_page].tolist()
    end = start + len(publications)
    more = bool(publications) and end < len(ordered.publications)
    return _Page(
        start,
        publications,
        order.encode(ordered.place(end - 1, "after")) if more else None,
        order.encode(ordered.place(start, "before")) if publications and start else None,
    )


def _hit(snapshot: Snapshot, found: Match, publication: int) -> Hit:
    head = int(snapshot.heads[publication])
    shown = _publication(snapshot, head)
    scores = found.passages[head + 1 : head + 1 + shown.passage_count]
    best = np.argsort(-scores, kind="stable")[:PASSAGES_PER_HIT]
    numbers = [int(i) + 1 for i in best if scores[i] > 0] or _first_with_text(shown)
    return Hit(
        shown,
        order.rounded(found.scores[publication]),
        tuple(_passage(snapshot, head + number) for number in numbers),
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


def _filtered(snapshot: Snapshot, filters: Filters, but: str | None) -> Mask:
    """The publications that all filters leave, but the one of the facet `but`."""
    mask = np.ones(snapshot.publication_count, bool)
    for name in FACETS:
        if name == but:
            continue
        if name == "year":
            mask &= tables.within_years(snapshot, filters.year_from, filters.year_to)
        elif values := getattr(filters, name):
            mask &= tables.facet(snapshot, name).having(values)
    return mask


def _facets(snapshot: Snapshot, request: SearchRequest, matching: Mask) -> tuple[Facet, ...]:
    facets = []
    for name in FACETS:
        kept = matching & _filtered(snapshot, request.filters, but=name)
        table = tables.facet(snapshot, name)
        values = [
            FacetValue(value, int(count), _selected(request.filters, name, value))
            for value, count in zip(table.values, table.counts(kept), strict=True)
            if count or _selected(request.filters, name, value)
        ]
        if name == "year":
            values.sort(key=lambda v: v.value, reverse=True)
        else:
            values.sort(key=lambda v: (not v.selected, -v.count, facet_key(v.value)))
            values = sorted(
                values[:FACET_LIMIT], key=lambda v: (-v.count, facet_key(v.value), v.value)
            )
        facets.append(Facet(name, tuple(values)))
    return tuple(facets)


def _selected(filters: Filters, name: str, value: str) -> bool:
    if name != "year":
        return value in getattr(filters, name)
    low, high = filters.year_from, filters.year_to
    if low is None and high is None:
        return False
    return (low or 0) <= int(value) <= (9999 if high is None else high)


def _searchable_head(snapshot: Snapshot, identifier: str) -> int | None:
    head = snapshot.head_of(identifier)
    if head is None or not snapshot.live[snapshot.publication_of[head]]:
        return None
    return head


def _publication(snapshot: Snapshot, head: int) -> Publication:
    return wire.decode(snapshot.value(head), Record).publication


def _passage(snapshot: Snapshot, document: int) -> Passage:
    return wire.decode(snapshot.value(document), Passage)

"""Searches, for pages and for the JSON API."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.engine.searches import SearchResult
from indexer.engine.spelling import correct
from indexer.errors import CursorInvalid
from search_app.library.bounds import bounded_result
from search_app.library.library import Library
from search_app.web.params import AsTyped, SearchState


def search(library: Library, state: SearchState) -> SearchResult:
    """The result, with a better spelling if there is one.

    Raises:
        CursorInvalid: the cursor was not made by this service.
    """
    result = bounded_result(library.reader.search(state.request))
    return replace(result, did_you_mean=correct(library.reader, state.request, result))


@dataclass(frozen=True, slots=True)
class ShownResult:
    """What a page shows: a search and its result. Where nothing matched as it was typed, it is the
    search in another spelling, in place of the one that was `typed`.
    """

    state: SearchState
    result: SearchResult
    typed: SearchState | None = None


def answer(library: Library, state: SearchState) -> ShownResult:
    """The answer to a search. A page past the end becomes the last one; where nothing matches, the
    query is searched as it was probably meant, unless the reader wants it `as_typed`.
    """
    state, result = _search_tolerantly(library, state)
    better = result.did_you_mean
    if better is None or result.total or state.as_typed is AsTyped.YES:
        return ShownResult(state, result)
    meant = state.with_text(better)
    other = search(library, meant)
    return ShownResult(meant, other, typed=state) if other.total else ShownResult(state, result)


def _search_tolerantly(library: Library, state: SearchState) -> tuple[SearchState, SearchResult]:
    """The result, and the search it belongs to: a page past the end becomes the last one."""
    try:
        result = search(library, state)
    except CursorInvalid:
        state = state.with_page(1)
        result = search(library, state)
    last = max(1, -(-result.total // state.request.per_page))
    if not result.hits and state.request.page > last:
        state = state.with_page(last)
        result = search(library, state)
    return state, result

"""Links to the other pages of a result or of a long list, and to other sort orders.

Each link has the query, which takes up to 6 kB in an address: the longer it is, the less stands on
one page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote_plus

from indexer.engine.searches import SearchResult, Sort
from search_app.i18n.locale import N_, gettext, number
from search_app.pages.layout import Link
from search_app.web import links
from search_app.web.params import PER_PAGE, SearchState

PAGES_AROUND: Final = 2
"""Page numbers that are shown on each side of the current one."""
MAX_LISTED: Final = 200
"""Passages in one list of links; of 356 publications, 352 have no more."""
_MIN_LISTED: Final = 25
_LIST_BYTES: Final = 160_000
"""Bytes that the queries in the links of one list may take."""
_HITS_BYTES: Final = 30_000
"""The same for the hits of a page of results, each of which has about ten such links."""

_SORTS: Final = {
    Sort.RELEVANCE: N_("Relevance"),
    Sort.NEWEST: N_("Newest"),
    Sort.OLDEST: N_("Oldest"),
    Sort.TITLE: N_("Title"),
}


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to other pages; a gap in the numbers is a link without a URL."""

    previous: str
    following: str
    pages: tuple[Link, ...]


def sorts(state: SearchState) -> tuple[Link, ...]:
    """The sort orders; without a query there is no relevance, and newest is the default."""
    current = state.request.sort
    offered = list(_SORTS)
    if not state.text:
        offered.remove(Sort.RELEVANCE)
        current = Sort.NEWEST if current is Sort.RELEVANCE else current
    return tuple(
        Link(gettext(_SORTS[sort]), links.search_url(state.with_sort(sort)), sort is current)
        for sort in offered
    )


def pager(state: SearchState, result: SearchResult) -> Pager:
    """The pager of the current page."""
    if state.request.cursor is not None:  # which page that is, is unknown
        following, previous = result.next_cursor, result.prev_cursor
        return Pager(
            links.search_url(state.with_page(cursor=previous)) if previous else "",
            links.search_url(state.with_page(cursor=following)) if following else "",
            (),
        )
    count = max(1, -(-result.total // state.request.per_page))

    def url(to: int) -> str:
        return links.search_url(state.with_page(to))

    return numbered_pager(state.request.page, count, url)


def numbered_pager(page: int, count: int, url: Callable[[int], str]) -> Pager:
    """The pager of page `page` of `count`; `url` returns the address of a page."""
    if count == 1:
        return Pager("", "", ())
    near = {1, count, *range(max(1, page - PAGES_AROUND), min(count, page + PAGES_AROUND) + 1)}
    pages: list[Link] = []
    for to in sorted(near):
        if to - 1 not in near and to > 1:
            pages.append(Link("…", ""))
        pages.append(Link(number(to), url(to), to == page))
    return Pager(
        url(page - 1) if page > 1 else "", url(page + 1) if page < count else "", tuple(pages)
    )


@dataclass(frozen=True, slots=True)
class NumberList:
    """The part of a long list of passage numbers that a page shows, and the links to the others."""

    numbers: Sequence[int]
    pager: Pager
    page: int


def number_list(
    numbers: Sequence[int], around: int, text: str, url: Callable[[int], str]
) -> NumberList:
    """The part of `numbers` that has `around`, or the first number after it.

    `text` is the query that each link has; `url` returns the address of the part that has a number.
    """
    size = list_size(text)
    count = max(1, -(-len(numbers) // size))
    page = min(bisect_left(numbers, around) // size + 1, count)
    return NumberList(
        numbers[(page - 1) * size : page * size],
        numbered_pager(page, count, lambda to: url(numbers[(to - 1) * size])),
        page,
    )


def list_size(text: str) -> int:
    """The passages in one part of a list whose links have the query `text`."""
    return max(_MIN_LISTED, min(MAX_LISTED, _LIST_BYTES // _query_bytes(text)))


def fitting(state: SearchState) -> SearchState:
    """`state` with no more hits on a page than its query leaves room for."""
    most = max(PER_PAGE, _HITS_BYTES // _query_bytes(state.text))
    if state.request.per_page <= most:
        return state
    return replace(state, request=replace(state.request, per_page=most))


def _query_bytes(text: str) -> int:
    """How much of an address a query takes."""
    return 1 + len(quote_plus(text))

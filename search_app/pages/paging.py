"""Links to the other pages of a result, and to its other sort orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer.engine.port import SearchResult, Sort
from search_app.i18n.locale import N_, gettext, number
from search_app.pages.layout import Link
from search_app.web import links
from search_app.web.params import SearchState

PAGES_AROUND: Final = 2
"""Page numbers that are shown on each side of the current one."""

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
    page = state.request.page
    last = max(1, -(-result.total // state.request.per_page))

    def url(to: int) -> str:
        return links.search_url(state.with_page(to)) if 1 <= to <= last else ""

    if last == 1:
        return Pager("", "", ())
    near = {1, last, *range(max(1, page - PAGES_AROUND), min(last, page + PAGES_AROUND) + 1)}
    pages: list[Link] = []
    for to in sorted(near):
        if to - 1 not in near and to > 1:
            pages.append(Link("…", ""))
        pages.append(Link(number(to), url(to), to == page))
    return Pager(url(page - 1), url(page + 1), tuple(pages))

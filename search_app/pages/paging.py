"""Links to the other pages of a result, and to its other orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer.engine.port import SearchResult, Sort
from search_app.i18n.locale import N_, gettext, number
from search_app.pages.layout import Link
from search_app.web import links
from search_app.web.params import SearchState

AROUND: Final = 2
"""Page numbers that are shown on each side of the current one."""

_SORTS: Final = {
    Sort.RELEVANCE: N_("Relevance"),
    Sort.NEWEST: N_("Newest"),
    Sort.OLDEST: N_("Oldest"),
    Sort.TITLE: N_("Title"),
}


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to other pages; a gap in the numbers is a link without an address."""

    previous: str
    following: str
    pages: tuple[Link, ...]


def sorts(asked: SearchState) -> tuple[Link, ...]:
    """The orders to choose from; without words there is no relevance, and newest comes first."""
    current = asked.request.sort
    offered = list(_SORTS)
    if not asked.text:
        offered.remove(Sort.RELEVANCE)
        current = Sort.NEWEST if current is Sort.RELEVANCE else current
    return tuple(
        Link(gettext(_SORTS[sort]), links.search_url(asked.with_sort(sort)), sort is current)
        for sort in offered
    )


def pager(asked: SearchState, result: SearchResult) -> Pager:
    """The links from the page at hand."""
    if asked.request.cursor is not None:  # a cursor does not say which page it is
        following, previous = result.next_cursor, result.prev_cursor
        return Pager(
            links.search_url(asked.with_page(cursor=previous)) if previous else "",
            links.search_url(asked.with_page(cursor=following)) if following else "",
            (),
        )
    page = asked.request.page
    last = max(1, -(-result.total // asked.request.per_page))

    def url(to: int) -> str:
        return links.search_url(asked.with_page(to)) if 1 <= to <= last else ""

    if last == 1:
        return Pager("", "", ())
    near = {1, last, *range(max(1, page - AROUND), min(last, page + AROUND) + 1)}
    pages: list[Link] = []
    for to in sorted(near):
        if to - 1 not in near and to > 1:
            pages.append(Link("…", ""))
        pages.append(Link(number(to), url(to), to == page))
    return Pager(url(page - 1), url(page + 1), tuple(pages))

"""Ways out of a search that found nothing: each was tried, and finds something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.engine.port import Filters, SearchResult
from search_app import links
from search_app.filters import Chip
from search_app.i18n import gettext, ngettext
from search_app.search import Asked

MOST: Final = 4
"""Choices that are taken away one at a time; each costs a search."""

Search = Callable[[Asked], SearchResult]


@dataclass(frozen=True, slots=True)
class WayOut:
    """A search that differs a little, and what it finds."""

    text: str
    url: str
    found: str


def ways_out(asked: Asked, chips: Sequence[Chip], search: Search) -> tuple[WayOut, ...]:
    """The searches near `asked` that find something."""
    tried = [(text, other, _total(other, search)) for text, other in _near(asked, chips)]
    return tuple(
        WayOut(
            text,
            links.search_url(other),
            ngettext("%(count)s publication", "%(count)s publications", total),
        )
        for text, other, total in tried
        if total
    )


def _near(asked: Asked, chips: Sequence[Chip]) -> Iterator[tuple[str, Asked]]:
    if len(chips) > 1:
        yield gettext("Search without the filters"), asked.filtered(Filters())
    for chip in chips[:MOST]:
        yield gettext("Search without “%(filter)s”", filter=chip.label), chip.without
    if '"' in asked.text:
        unquoted = replace(asked.request, text=asked.text.replace('"', " ").strip(), page=1)
        yield gettext("Search without quotation marks"), replace(asked, request=unquoted)


def _total(asked: Asked, search: Search) -> int:
    return search(replace(asked, request=replace(asked.request, per_page=1))).total

"""Ways out of a search that found nothing: each was tried, and finds something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.engine.port import Filters, SearchResult
from search_app import links
from search_app.filters import Chip
from search_app.i18n import N_, gettext, ngettext
from search_app.search import Asked
from search_app.wording import Wording, woven

MOST: Final = 4
"""Choices that are taken away one at a time; each costs a search."""

Search = Callable[[Asked], SearchResult]


@dataclass(frozen=True, slots=True)
class WayOut:
    """A search that differs a little, and what it finds."""

    words: tuple[Wording, ...]
    url: str
    found: str


def ways_out(asked: Asked, chips: Sequence[Chip], search: Search) -> tuple[WayOut, ...]:
    """The searches near `asked` that find something."""
    tried = [(words, other, _total(other, search)) for words, other in _near(asked, chips)]
    return tuple(
        WayOut(
            words,
            links.search_url(other),
            ngettext("%(count)s publication", "%(count)s publications", total),
        )
        for words, other, total in tried
        if total
    )


def _near(asked: Asked, chips: Sequence[Chip]) -> Iterator[tuple[tuple[Wording, ...], Asked]]:
    if len(chips) > 1:
        yield _plain(gettext("Search without the filters")), asked.filtered(Filters())
    for chip in chips[:MOST]:
        yield woven(N_("Search without “%(filter)s”"), "filter", *chip.words), chip.without
    if '"' in asked.text:
        unquoted = replace(asked.request, text=asked.text.replace('"', " ").strip(), page=1)
        yield _plain(gettext("Search without quotation marks")), replace(asked, request=unquoted)


def _plain(text: str) -> tuple[Wording, ...]:
    return (Wording(text),)


def _total(asked: Asked, search: Search) -> int:
    return search(replace(asked, request=replace(asked.request, per_page=1))).total

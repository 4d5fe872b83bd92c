"""Ways out of a search that found nothing: each was tried, and finds something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.engine.port import Filters, SearchResult
from indexer.engine.query import without_quotes
from search_app.i18n.locale import N_, gettext, ngettext
from search_app.i18n.localized_text import LocalizedText, interpolate
from search_app.library.search import SearchState
from search_app.pages.filters import Chip
from search_app.web import links

MAX_SINGLE_FILTERS: Final = 4
"""Choices that are taken away one at a time; each costs a search."""

Search = Callable[[SearchState], SearchResult]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A search that differs a little, and what it finds."""

    words: tuple[LocalizedText, ...]
    url: str
    found: str


def alternatives(
    asked: SearchState, chips: Sequence[Chip], search: Search
) -> tuple[Alternative, ...]:
    """The searches near `asked` that find something."""
    tried = [(words, other, _total(other, search)) for words, other in _near(asked, chips)]
    return tuple(
        Alternative(
            words,
            links.search_url(other),
            ngettext("%(count)s publication", "%(count)s publications", total),
        )
        for words, other, total in tried
        if total
    )


def _near(
    asked: SearchState, chips: Sequence[Chip]
) -> Iterator[tuple[tuple[LocalizedText, ...], SearchState]]:
    if len(chips) > 1:
        yield _plain(gettext("Search without the filters")), asked.filtered(Filters())
    for chip in chips[:MAX_SINGLE_FILTERS]:
        yield interpolate(N_("Search without “%(filter)s”"), "filter", *chip.words), chip.without
    unquoted = without_quotes(asked.text)
    if unquoted != " ".join(asked.text.split()):
        yield _plain(gettext("Search without quotation marks")), asked.with_text(unquoted)


def _plain(text: str) -> tuple[LocalizedText, ...]:
    return (LocalizedText(text),)


def _total(asked: SearchState, search: Search) -> int:
    return search(replace(asked, request=replace(asked.request, per_page=1))).total

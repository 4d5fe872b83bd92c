"""Alternatives to a search that found nothing: each was tried, and finds something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.engine.query import without_quotes
from indexer.fields import NO_FILTERS
from search_app.i18n.locale import N_, gettext, ngettext
from search_app.i18n.localized_text import LocalizedText, interpolate
from search_app.library.library import Library
from search_app.pages.filters import Chip
from search_app.web import links
from search_app.web.params import SearchState

MAX_SINGLE_FILTERS: Final = 4
"""Filters that are removed one at a time; each costs a search."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A search that differs a little, and how much it finds."""

    words: tuple[LocalizedText, ...]
    url: str
    found: str


def alternatives(
    library: Library, state: SearchState, chips: Sequence[Chip]
) -> tuple[Alternative, ...]:
    """The searches close to `state` that find something; `chips` are its filters."""
    found = []
    for words, other in _candidates(state, chips):
        total = library.reader.search(replace(other.request, per_page=1)).total
        if total:
            count = ngettext("%(count)s publication", "%(count)s publications", total)
            found.append(Alternative(words, links.search_url(other), count))
    return tuple(found)


def _candidates(
    state: SearchState, chips: Sequence[Chip]
) -> Iterator[tuple[tuple[LocalizedText, ...], SearchState]]:
    if len(chips) > 1:
        yield _plain(gettext("Search without the filters")), state.with_filters(NO_FILTERS)
    for chip in chips[:MAX_SINGLE_FILTERS]:
        yield interpolate(N_("Search without “%(filter)s”"), "filter", *chip.words), chip.without
    unquoted = without_quotes(state.text)
    if unquoted != " ".join(state.text.split()):
        yield _plain(gettext("Search without quotation marks")), state.with_text(unquoted)


def _plain(text: str) -> tuple[LocalizedText, ...]:
    return (LocalizedText(text),)

"""The page of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from indexer.engine.port import SearchResult
from indexer.engine.query import NoticeKind
from indexer.engine.snippets import Highlighter
from indexer.fields import NO_FILTERS
from indexer.model import Passage
from search_app.i18n.labels import notice_text
from search_app.i18n.locale import N_, gettext, listed, ngettext, number, written_day
from search_app.i18n.localized_text import LocalizedLink, LocalizedText, interpolate
from search_app.library.expansions import expansions
from search_app.library.library import Library
from search_app.library.search import SearchAnswer
from search_app.pages.examples import Example, examples
from search_app.pages.filters import MAX_CHIPS, Chip, FilterForm, chips, filter_form
from search_app.pages.hits import HitView, hit_views
from search_app.pages.layout import Link, PageLayout, page_layout
from search_app.pages.paging import Pager, pager, sorts
from search_app.pages.understood import understood
from search_app.pages.zero_results import Alternative, alternatives
from search_app.web import links
from search_app.web.params import SearchState
from search_app.web.request_params import is_discreet

MAX_EXPANDED_PASSAGES: Final = 30
"""Passages of an expanded hit; the publication's own page has all of them."""


@dataclass(frozen=True, slots=True)
class Respelled:
    """Says that another spelling was searched, and leads to what was typed."""

    words: tuple[LocalizedText, ...]
    typed: LocalizedLink


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything that results.html shows."""

    template: ClassVar[str] = "results.html"
    layout: PageLayout
    heading: str
    summary: str
    updated: str
    did_you_mean: Link | None
    respelled: Respelled | None
    notices: tuple[str, ...]
    hits: tuple[HitView, ...]
    partial_hits: tuple[HitView, ...]
    form: FilterForm
    chips: tuple[Chip, ...]
    clear: str
    sorts: tuple[Link, ...]
    pager: Pager
    alternatives: tuple[Alternative, ...]
    examples: tuple[Example, ...]


def results_page(library: Library, answer: SearchAnswer, expanded: str) -> ResultsPage:
    """The page that shows an answer; `expanded` is the identifier of the hit of which all matching
    passages are shown, if any.
    """
    state, result = answer.state, answer.result
    chosen = chips(state)
    full, partial = _hit_views(library, state, result, expanded)
    return ResultsPage(
        layout=page_layout(_title(state.text), state, indexed=False),
        heading=_heading(state.text),
        summary=_summary(state, result),
        updated=gettext("Collection as of %(date)s", date=written_day(library.reader.updated)),
        did_you_mean=_did_you_mean(state, result.did_you_mean),
        respelled=_respelled(answer),
        notices=_notices(result, expansions(library.reader, result.query)),
        hits=full,
        partial_hits=partial,
        form=filter_form(state, result, len(chosen)),
        chips=chosen[:MAX_CHIPS],
        clear=links.search_url(state.with_filters(NO_FILTERS)) if chosen else "",
        sorts=sorts(state),
        pager=pager(state, result),
        alternatives=() if result.hits else alternatives(library, state, chosen),
        examples=() if result.hits else examples(),
    )


def _hit_views(
    library: Library, state: SearchState, result: SearchResult, expanded: str
) -> tuple[tuple[HitView, ...], tuple[HitView, ...]]:
    """The full matches and the partial ones."""
    highlighter = Highlighter(result.query)
    found = {hit.publication.id: hit.publication for hit in result.hits}
    copies = {identifier: library.near_identical(one) for identifier, one in found.items()}
    passages: dict[str, Sequence[Passage]] = {}
    if expanded in found:
        matches = library.matches(found[expanded], result.query, MAX_EXPANDED_PASSAGES)
        passages[expanded] = matches.best
    full = [hit for hit in result.hits if not hit.partial]
    partial = [hit for hit in result.hits if hit.partial]
    return (
        hit_views(full, state, highlighter, copies, passages),
        hit_views(partial, state, highlighter, copies, passages),
    )


def _heading(text: str) -> str:
    if not text:
        return gettext("All publications")
    return gettext("Results for “%(text)s”", text=text)


def _title(text: str) -> str:
    """A browser keeps titles in its history: a discreet one says nothing of the words."""
    return gettext("Results") if is_discreet() else _heading(text)


def _did_you_mean(state: SearchState, better: str | None) -> Link | None:
    if better is None:
        return None
    return Link(better, links.search_url(state.with_text(better)))


def _respelled(answer: SearchAnswer) -> Respelled | None:
    if answer.typed is None:
        return None
    shown, typed = LocalizedText(answer.state.text, ""), LocalizedText(answer.typed.text, "")
    return Respelled(
        interpolate(N_("Showing results for “%(text)s”."), "text", shown),
        LocalizedLink(
            interpolate(N_("Search for “%(text)s” instead"), "text", typed),
            links.search_url(answer.typed.exactly()),
        ),
    )


def _summary(state: SearchState, result: SearchResult) -> str:
    if result.total == 0 and result.hits:
        return gettext("No publication holds all of these words")
    found = ngettext("%(count)s publication", "%(count)s publications", result.total)
    full = [hit for hit in result.hits if not hit.partial]
    if state.request.cursor is not None or result.total <= state.request.per_page or not full:
        return found
    first = (state.request.page - 1) * state.request.per_page + 1
    return gettext(
        "%(found)s, %(first)s to %(last)s shown",
        found=found,
        first=number(first),
        last=number(first + len(full) - 1),
    )


def _notices(result: SearchResult, also_searched: Sequence[str]) -> tuple[str, ...]:
    """In plain words; that hits are partial is said by the heading above them."""
    has_partial = any(hit.partial for hit in result.hits)
    texts = [
        notice_text(notice)
        for notice in result.notices
        if notice.kind is not NoticeKind.PARTIAL or not has_partial
    ]
    if meaning := understood(result.query.tree):
        texts.insert(0, meaning)
    if also_searched:
        words = listed(also_searched)
        texts.append(gettext("Also searched, among others: %(words)s.", words=words))
    return tuple(texts)

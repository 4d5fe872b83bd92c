"""The page of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from indexer.engine.query import NoticeKind
from indexer.engine.searches import Feedback, Hit, Match, SearchResult
from indexer.engine.snippets import HitHighlighter
from indexer.fields import NO_FILTERS
from indexer.model import Passage
from search_app.i18n.labels import notice_text
from search_app.i18n.locale import N_, gettext, listed, ngettext, number, written_day
from search_app.i18n.localized_text import LocalizedLink, LocalizedText, interpolate
from search_app.library.expansions import expansions
from search_app.library.library import Library
from search_app.library.search import ShownResult
from search_app.pages.examples import Example, examples
from search_app.pages.filters import MAX_CHIPS, Chip, FilterForm, chips, filter_form
from search_app.pages.hits import HitView, hit_views
from search_app.pages.layout import Link, PageLayout, page_layout
from search_app.pages.paging import Pager, pager, sorts
from search_app.pages.understood import understood
from search_app.pages.widening import Widening, widening
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
class HitLists:
    """The hits: those that are counted, those that follow them, with a `heading` that says what
    they are, and those close to a short query.
    """

    counted: tuple[HitView, ...]
    heading: str
    others: tuple[HitView, ...]
    close: tuple[HitView, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in any of them."""
        return not (self.counted or self.others or self.close)


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything that results.html shows. `is_widened` says that something of it was found by other
    words than those typed: beside that, `did_you_mean` is an aside.
    """

    template: ClassVar[str] = "results.html"
    layout: PageLayout
    heading: str
    summary: str
    updated: str
    did_you_mean: Link | None
    respelled: Respelled | None
    is_widened: bool
    notices: tuple[str, ...]
    widening: Widening
    lists: HitLists
    form: FilterForm
    chips: tuple[Chip, ...]
    clear: str
    sorts: tuple[Link, ...]
    pager: Pager
    alternatives: tuple[Alternative, ...]
    examples: tuple[Example, ...]


def results_page(library: Library, answer: ShownResult, expanded: str) -> ResultsPage:
    """The page that shows an answer; `expanded` is the identifier of the hit of which all matching
    passages are shown, if any.
    """
    state, result = answer.state, answer.result
    chosen = chips(state)
    lists = _hit_lists(library, state, result, expanded)
    return ResultsPage(
        layout=page_layout(_title(state.text), state, indexed=False),
        heading=_heading(state.text),
        summary=_summary(state, result),
        updated=gettext("Collection as of %(date)s", date=written_day(library.reader.updated)),
        did_you_mean=_did_you_mean(state, result.did_you_mean),
        is_widened=result.wider is not None,
        respelled=_respelled(answer),
        notices=_notices(library, result),
        widening=widening(library, state, result),
        lists=lists,
        form=filter_form(state, result, len(chosen)),
        chips=chosen[:MAX_CHIPS],
        clear=links.search_url(state.with_filters(NO_FILTERS)) if chosen else "",
        sorts=sorts(state),
        pager=pager(state, result),
        alternatives=alternatives(library, state, chosen) if lists.is_empty else (),
        examples=examples() if lists.is_empty else (),
    )


def _hit_lists(
    library: Library, state: SearchState, result: SearchResult, expanded: str
) -> HitLists:
    found = {hit.publication.id: hit for hit in (*result.hits, *result.close)}
    copies = {
        identifier: library.near_identical(hit.publication) for identifier, hit in found.items()
    }
    passages: dict[str, Sequence[Passage]] = {}
    if expanded in found:
        hit = found[expanded]
        matches = library.matches(hit.publication, result.query_of(hit), MAX_EXPANDED_PASSAGES)
        passages[expanded] = matches.best
    highlighter = HitHighlighter(result)

    def views(hits: Sequence[Hit]) -> tuple[HitView, ...]:
        return hit_views(hits, state, highlighter.of, copies, passages)

    counted = _counted(state, result)
    others = result.hits[len(counted) :]
    return HitLists(
        counted=views(counted),
        heading=_others_heading(others),
        others=views(others),
        close=tuple(map(_compact, views(result.close))),
    )


def _is_about_topic(state: SearchState, result: SearchResult) -> bool:
    return state.request.feedback is Feedback.TOPIC and result.wider is not None


def _is_by_meaning(result: SearchResult) -> bool:
    """Whether nothing matches as typed, and what stands for it is the answer."""
    return result.total > 0 and all(hit.match is Match.MEANING for hit in result.hits)


def _counted(state: SearchState, result: SearchResult) -> Sequence[Hit]:
    """The hits that are part of the total."""
    if _is_about_topic(state, result) or _is_by_meaning(result):
        return result.hits
    return [hit for hit in result.hits if hit.match is Match.FULL]


def _compact(view: HitView) -> HitView:
    """A hit in a list beside the results: its best passage."""
    return replace(view, passages=view.passages[:1], more="", more_url="")


def _others_heading(others: Sequence[Hit]) -> str:
    if any(hit.match is Match.MEANING for hit in others):
        return gettext("These hold only some of the words, or words close in meaning")
    return gettext("These hold only some of the words")


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


def _respelled(answer: ShownResult) -> Respelled | None:
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
    if result.total == 0 and result.close:
        return gettext("No publication holds what you typed")
    found = _found(state, result)
    counted = len(_counted(state, result))
    if state.request.cursor is not None or result.total <= state.request.per_page or not counted:
        return found
    first = (state.request.page - 1) * state.request.per_page + 1
    return gettext(
        "%(found)s, %(first)s to %(last)s shown",
        found=found,
        first=number(first),
        last=number(first + counted - 1),
    )


def _found(state: SearchState, result: SearchResult) -> str:
    if _is_about_topic(state, result):
        return ngettext(
            "%(count)s publication about this topic",
            "%(count)s publications about this topic",
            result.total,
        )
    if _is_by_meaning(result):
        return ngettext(
            "No publication holds all of these words; %(count)s holds some of them, or words close "
            "in meaning, also in other languages",
            "No publication holds all of these words; %(count)s hold some of them, or words close "
            "in meaning, also in other languages",
            result.total,
        )
    return ngettext("%(count)s publication", "%(count)s publications", result.total)


def _notices(library: Library, result: SearchResult) -> tuple[str, ...]:
    """In plain words; what the heading above the hits says is not repeated."""
    said = {NoticeKind.MEANING}
    if any(hit.match is not Match.FULL for hit in result.hits):
        said.add(NoticeKind.PARTIAL)
    texts = [notice_text(notice) for notice in result.notices if notice.kind not in said]
    if meaning := understood(result.query.tree):
        texts.insert(0, meaning)
    if patterns := expansions(library.reader, result.query):
        words = listed([one.text for one in patterns])
        texts.append(gettext("Also searched, among others: %(words)s.", words=words))
    return tuple(texts)

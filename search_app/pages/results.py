"""SearchResult -> the result page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from indexer.engine.port import Filters, SearchResult
from indexer.engine.query import NoticeKind
from indexer.engine.snippets import Highlighter
from indexer.model import Publication
from search_app.i18n.labels import notice_text
from search_app.i18n.locale import gettext, listed, ngettext, number, written_day
from search_app.library.search import SearchState
from search_app.pages.examples import Example, examples
from search_app.pages.filters import Chip, FilterForm, chips, filter_form
from search_app.pages.hits import ExpandedHit, HitList, HitView
from search_app.pages.layout import Link, PageLayout, page_layout
from search_app.pages.paging import Pager, pager, sorts
from search_app.pages.zero_results import Alternative
from search_app.web import links
from search_app.web.request_params import is_discreet


@dataclass(frozen=True, slots=True)
class Answered:
    """What was found, with all that the page tells about it.

    `alike` has what holds almost the same text as each hit; `opened` is the hit whose passages are
    all shown; `also_searched` are words that patterns of the query stand for; `updated` is when the
    index was changed last.
    """

    asked: SearchState
    result: SearchResult
    alike: Mapping[str, Sequence[Publication]]
    opened: ExpandedHit
    also_searched: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    updated: datetime


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything that results.html shows."""

    template: ClassVar[str] = "results.html"
    layout: PageLayout
    heading: str
    summary: str
    updated: str
    did_you_mean: Link | None
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


def results_page(answered: Answered) -> ResultsPage:
    """The page that shows what was found."""
    asked, result = answered.asked, answered.result
    found = HitList(asked, Highlighter(result.query), answered.alike, answered.opened)
    chosen = chips(asked)
    return ResultsPage(
        layout=page_layout(_title(asked.text), asked, indexed=False),
        heading=_heading(asked.text),
        summary=_summary(asked, result),
        updated=gettext("Collection as of %(date)s", date=written_day(answered.updated)),
        did_you_mean=_did_you_mean(asked, result.did_you_mean),
        notices=_notices(answered),
        hits=found.views([hit for hit in result.hits if not hit.partial]),
        partial_hits=found.views([hit for hit in result.hits if hit.partial]),
        form=filter_form(asked, result, len(chosen)),
        chips=chosen,
        clear=links.search_url(asked.filtered(Filters())) if chosen else "",
        sorts=sorts(asked),
        pager=pager(asked, result),
        alternatives=answered.alternatives,
        examples=() if result.hits else examples(),
    )


def _heading(text: str) -> str:
    if not text:
        return gettext("All publications")
    return gettext("Results for “%(text)s”", text=text)


def _title(text: str) -> str:
    """A browser keeps titles in its history: a discreet one says nothing of the words."""
    return gettext("Results") if is_discreet() else _heading(text)


def _did_you_mean(asked: SearchState, meant: str | None) -> Link | None:
    if meant is None:
        return None
    return Link(meant, links.search_url(asked.with_text(meant)))


def _summary(asked: SearchState, result: SearchResult) -> str:
    if result.total == 0 and result.hits:
        return gettext("No publication holds all of these words")
    found = ngettext("%(count)s publication", "%(count)s publications", result.total)
    whole = [hit for hit in result.hits if not hit.partial]
    if asked.request.cursor is not None or result.total <= asked.request.per_page or not whole:
        return found
    first = (asked.request.page - 1) * asked.request.per_page + 1
    return gettext(
        "%(found)s, %(first)s to %(last)s shown",
        found=found,
        first=number(first),
        last=number(first + len(whole) - 1),
    )


def _notices(answered: Answered) -> tuple[str, ...]:
    """In plain words; that hits are partial is said by the heading above them."""
    result, words = answered.result, answered.also_searched
    has_partial = any(hit.partial for hit in result.hits)
    told = [
        notice_text(notice)
        for notice in result.notices
        if notice.kind is not NoticeKind.PARTIAL or not has_partial
    ]
    if words:
        told.append(gettext("Also searched, among others: %(words)s.", words=listed(words)))
    return tuple(told)

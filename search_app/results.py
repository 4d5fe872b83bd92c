"""SearchResult -> the result page: hits, facets, what is chosen, order, paging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from flask import url_for

from indexer.engine.port import Facet, Filters, SearchResult, Sort
from indexer.engine.query import NoticeKind
from indexer.engine.snippets import Highlighter
from indexer.model import Publication
from search_app import links
from search_app.frame import Field, Frame, Link, frame, language_fields
from search_app.i18n import N_, gettext, ngettext, number
from search_app.present import HitView, hit_view, notice_text, value_label
from search_app.search import PER_PAGE, VALUE_FILTERS, Asked, choosing

SHOWN: Final = 6
"""Values of a facet that are shown before the reader asks for more."""
LISTED: Final = 40
"""Values of a facet that are on the page at all, the most frequent ones and those chosen. With the
100 that the engine answers, the page of 150 publications weighs 77 kB, with 40 it weighs 53 kB."""
AROUND: Final = 2
"""Page numbers that are shown on each side of the current one."""

_FACET_NAMES: Final = {
    "language": N_("Language"),
    "type": N_("Type"),
    "year": N_("Year"),
    "creator": N_("Creator"),
    "subject": N_("Subject"),
    "series": N_("Series"),
}
_SORTS: Final = {
    Sort.RELEVANCE: N_("Relevance"),
    Sort.NEWEST: N_("Newest"),
    Sort.OLDEST: N_("Oldest"),
    Sort.TITLE: N_("Title"),
}
EXAMPLES: Final = (
    (N_("psychosocial accompaniment"), N_("publications that hold every word, in any form")),
    (N_('"collective memory"'), N_("exactly these words, side by side")),
    (N_("fear OR terror"), N_("one word or the other")),
    (N_("grief -childhood"), N_("the first word, without the second")),
    (N_("defend*"), N_("words that begin like this")),
    (N_("acompaniment~"), N_("also with small differences in spelling")),
    (N_("title:care"), N_("only in the title; also creator: and subject:")),
    (N_("fear year:2014..2020"), N_("only from these years")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, as a checkbox (or, for a year, as a link)."""

    value: str
    label: str
    count: str
    selected: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet: the first values, and the others behind a button."""

    name: str
    label: str
    shown: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The form with the facets; without JavaScript it is sent by its button."""

    action: str
    fields: tuple[Field, ...]
    facets: tuple[FacetView, ...]
    year_from: str
    year_to: str
    chosen: int


@dataclass(frozen=True, slots=True)
class Example:
    """A query that shows how to search, and what it does."""

    link: Link
    meaning: str


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to other pages; a gap in the numbers is a link without an address."""

    previous: str
    following: str
    pages: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything that results.html shows."""

    template: ClassVar[str] = "results.html"
    frame: Frame
    heading: str
    summary: str
    notices: tuple[str, ...]
    hits: tuple[HitView, ...]
    partial_hits: tuple[HitView, ...]
    form: FilterForm
    chips: tuple[Link, ...]
    clear: str
    sorts: tuple[Link, ...]
    pager: Pager
    examples: tuple[Example, ...]


def results_page(
    asked: Asked, result: SearchResult, alike: Mapping[str, Sequence[Publication]]
) -> ResultsPage:
    """The page that shows `result`; `alike` has what holds almost the same text as each hit."""
    text = asked.text
    marks = Highlighter(result.query)

    def views(partial: bool) -> tuple[HitView, ...]:
        return tuple(
            hit_view(hit, marks, text, alike[hit.publication.id])
            for hit in result.hits
            if hit.partial is partial
        )

    title = gettext("Results for “%(text)s”", text=text) if text else gettext("All publications")
    chips = _chips(asked)
    return ResultsPage(
        frame=frame(title, asked, indexed=False),
        heading=title,
        summary=_summary(asked, result),
        notices=_notices(result),
        hits=views(False),
        partial_hits=views(True),
        form=_form(asked, result, len(chips)),
        chips=chips,
        clear=links.search_url(asked.filtered(Filters())) if chips else "",
        sorts=_sorts(asked),
        pager=_pager(asked, result),
        examples=examples(),
    )


def examples() -> tuple[Example, ...]:
    """Queries that show how to search."""
    return tuple(
        Example(Link(gettext(text), url_for("pages.results", q=gettext(text))), gettext(meaning))
        for text, meaning in EXAMPLES
    )


def _summary(asked: Asked, result: SearchResult) -> str:
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


def _notices(result: SearchResult) -> tuple[str, ...]:
    """In plain words; that hits are partial is said by the heading above them."""
    has_partial = any(hit.partial for hit in result.hits)
    return tuple(
        notice_text(notice)
        for notice in result.notices
        if notice.kind is not NoticeKind.PARTIAL or not has_partial
    )


def _form(asked: Asked, result: SearchResult, chosen: int) -> FilterForm:
    request = asked.request
    fields = [Field("q", asked.text)] if asked.text else []
    if request.sort is not Sort.RELEVANCE:
        fields.append(Field("sort", request.sort))
    if request.per_page != PER_PAGE:
        fields.append(Field("per_page", str(request.per_page)))
    return FilterForm(
        action=url_for("pages.results", lang=None),
        fields=(*fields, *language_fields()),
        facets=tuple(_facet(asked, facet) for facet in result.facets if _offered(asked, facet)),
        year_from=_year(asked.filters.year_from),
        year_to=_year(asked.filters.year_to),
        chosen=chosen,
    )


def _offered(asked: Asked, facet: Facet) -> bool:
    """Whether there is something to choose; a range of years stays to be seen and changed."""
    years = asked.filters.year_from is not None or asked.filters.year_to is not None
    return bool(facet.values) or (facet.name == "year" and years)


def _year(year: int | None) -> str:
    return "" if year is None else str(year)


def _facet(asked: Asked, facet: Facet) -> FacetView:
    choices = tuple(
        Choice(
            value=value.value,
            label=value_label(facet.name, value.value),
            count=number(value.count),
            selected=value.selected,
            url=_year_url(asked, value.value, value.selected) if facet.name == "year" else "",
        )
        for at, value in enumerate(facet.values)
        if at < LISTED or value.selected or facet.name == "year"  # years are newest first
    )
    # What is chosen must be in sight, and one more value takes no more room than "more".
    limit = SHOWN if len(choices) > SHOWN + 1 else len(choices)
    shown = tuple(c for at, c in enumerate(choices) if at < limit or c.selected)
    more = tuple(c for c in choices if c not in shown)
    return FacetView(facet.name, gettext(_FACET_NAMES[facet.name]), shown, more)


def _year_url(asked: Asked, value: str, selected: bool) -> str:
    """Only this year; where it is the only one already, all years."""
    year = int(value) if value.isdigit() else None
    alone = selected and asked.filters.year_from == asked.filters.year_to
    chosen = None if alone else year
    return links.search_url(
        asked.filtered(replace(asked.filters, year_from=chosen, year_to=chosen))
    )


def _chips(asked: Asked) -> tuple[Link, ...]:
    """What is chosen; each link takes one choice away."""
    filters = asked.filters
    chips = []
    for name in VALUE_FILTERS:
        values: tuple[str, ...] = getattr(filters, name)
        for value in values:
            rest = tuple(other for other in values if other != value)
            url = links.search_url(asked.filtered(choosing(filters, name, rest)))
            label = gettext(
                "%(facet)s: %(value)s",
                facet=gettext(_FACET_NAMES[name]),
                value=value_label(name, value),
            )
            chips.append(Link(label, url))
    if filters.year_from is not None or filters.year_to is not None:
        years = replace(filters, year_from=None, year_to=None)
        chips.append(Link(_years_label(filters), links.search_url(asked.filtered(years))))
    return tuple(chips)


def _years_label(filters: Filters) -> str:
    first, last = _year(filters.year_from), _year(filters.year_to)
    if first == last:
        return gettext("Year: %(year)s", year=first)
    if not first:
        return gettext("Until %(year)s", year=last)
    if not last:
        return gettext("From %(year)s", year=first)
    return gettext("From %(first)s to %(last)s", first=first, last=last)


def _sorts(asked: Asked) -> tuple[Link, ...]:
    """The orders to choose from; without words there is no relevance, and newest comes first."""
    current = asked.request.sort
    offered = list(_SORTS)
    if not asked.text:
        offered.remove(Sort.RELEVANCE)
        current = Sort.NEWEST if current is Sort.RELEVANCE else current
    return tuple(
        Link(gettext(_SORTS[sort]), links.search_url(asked.sorted(sort)), sort is current)
        for sort in offered
    )


def _pager(asked: Asked, result: SearchResult) -> Pager:
    if asked.request.cursor is not None:  # a cursor does not say which page it is
        following, previous = result.next_cursor, result.prev_cursor
        return Pager(
            links.search_url(asked.turned_to(cursor=previous)) if previous else "",
            links.search_url(asked.turned_to(cursor=following)) if following else "",
            (),
        )
    page = asked.request.page
    last = max(1, -(-result.total // asked.request.per_page))

    def url(to: int) -> str:
        return links.search_url(asked.turned_to(to)) if 1 <= to <= last else ""

    if last == 1:
        return Pager("", "", ())
    near = {1, last, *range(max(1, page - AROUND), min(last, page + AROUND) + 1)}
    pages: list[Link] = []
    for to in sorted(near):
        if to - 1 not in near and to > 1:
            pages.append(Link("…", ""))
        pages.append(Link(number(to), url(to), to == page))
    return Pager(url(page - 1), url(page + 1), tuple(pages))

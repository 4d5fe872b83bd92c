"""The home page: what the collection is, and how to search it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from indexer.engine.searches import Facet, SearchRequest, Sort
from indexer.engine.snippets import HitHighlighter
from indexer.fields import FACETS_BY_NAME
from indexer.model import UNDETERMINED
from search_app.i18n.locale import gettext, language_word, listed, ngettext, number, written_day
from search_app.library.bounds import bounded_result
from search_app.library.library import Library
from search_app.pages.examples import Example, examples
from search_app.pages.formatting import filter_link
from search_app.pages.hits import HitView, hit_views
from search_app.pages.layout import Link, PageLayout, page_layout
from search_app.web.params import SearchState

MAX_NEWEST: Final = 5
MAX_HOME_VALUES: Final = 24
"""Values of a facet, the most frequent ones."""
_FACETS: Final = ("subject", "language", "type", "series")


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A link to the publications with a value, and their number."""

    link: Link
    count: str


@dataclass(frozen=True, slots=True)
class FacetLinkList:
    """The values of one facet, as links."""

    heading: str
    values: tuple[FacetLink, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything that home.html shows."""

    template: ClassVar[str] = "home.html"
    layout: PageLayout
    summary: str
    updated: str
    newest: tuple[HitView, ...]
    facets: tuple[FacetLinkList, ...]
    examples: tuple[Example, ...]


def home_page(library: Library) -> HomePage:
    """The home page."""
    newest = SearchRequest(sort=Sort.NEWEST, per_page=MAX_NEWEST)
    result = bounded_result(library.reader.search(newest))
    highlighter = HitHighlighter(result)
    facets = {facet.name: facet for facet in result.facets}
    return HomePage(
        layout=page_layout(),
        summary=_collection(result.total, facets),
        updated=gettext("Collection as of %(date)s", date=written_day(library.reader.updated)),
        newest=hit_views(result.hits, SearchState(), highlighter.of, {}, {}),
        facets=tuple(_links(facets[name]) for name in _FACETS if facets[name].values),
        examples=examples(),
    )


def _collection(total: int, facets: dict[str, Facet]) -> str:
    """The collection in one sentence: how many publications, of which years and languages."""
    count = ngettext("%(count)s publication", "%(count)s publications", total)
    years = [int(v.value) for v in facets["year"].values if v.value.isdigit()]
    spoken = [v.value for v in facets["language"].values if v.value != UNDETERMINED]
    parts = [count]
    if years and min(years) == max(years):
        parts.append(gettext("from %(year)s", year=years[0]))
    elif years:
        parts.append(gettext("from %(first)s to %(last)s", first=min(years), last=max(years)))
    if spoken:
        names = [language_word(code) for code in spoken]
        parts.append(gettext("in %(languages)s", languages=listed(names)))
    return " ".join(parts)


def _links(facet: Facet) -> FacetLinkList:
    return FacetLinkList(
        gettext(FACETS_BY_NAME[facet.name].plural),
        tuple(
            FacetLink(filter_link(facet.name, value.value), number(value.count))
            for value in facet.values[:MAX_HOME_VALUES]
        ),
    )

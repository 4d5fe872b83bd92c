"""The filters beside the results: facets to choose from, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from flask import url_for

from indexer.engine.port import Facet, Filters, SearchResult, Sort
from search_app.i18n.labels import localized_value
from search_app.i18n.locale import N_, gettext, number
from search_app.i18n.localized_text import LocalizedText, interpolate
from search_app.library.search import PER_PAGE, VALUE_FILTERS, SearchState, with_choice
from search_app.pages.histogram import Histogram, histogram
from search_app.pages.layout import HiddenField, language_fields
from search_app.web import links

SHOWN: Final = 6
"""Values of a facet that are shown before the reader asks for more."""
MAX_FACET_VALUES: Final = 24
"""Values of a facet on a page, the most frequent ones; all chosen ones besides."""

_FACET_NAMES: Final = {
    "language": N_("Language"),
    "type": N_("Type"),
    "year": N_("Year"),
    "creator": N_("Creator"),
    "subject": N_("Subject"),
    "series": N_("Series"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, as a checkbox."""

    value: str
    label: LocalizedText
    count: str
    selected: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet: the first values, and the others behind a button."""

    name: str
    label: str
    shown: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class YearChoice:
    """The range of years, and how many publications there are of each."""

    label: str
    first: str
    last: str
    histogram: Histogram | None


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The form with the facets; without JavaScript it is sent by its button."""

    action: str
    fields: tuple[HiddenField, ...]
    facets: tuple[FacetView, ...]
    years: YearChoice | None
    chosen: int


def filter_form(asked: SearchState, result: SearchResult, chosen: int) -> FilterForm:
    """The form for what `result` offers; `chosen` is how many choices were made already."""
    request = asked.request
    fields = [HiddenField("q", asked.text)] if asked.text else []
    if request.sort is not Sort.RELEVANCE:
        fields.append(HiddenField("sort", request.sort))
    if request.per_page != PER_PAGE:
        fields.append(HiddenField("per_page", str(request.per_page)))
    facets = {facet.name: facet for facet in result.facets}
    return FilterForm(
        action=url_for("pages.results", lang=None),
        fields=(*fields, *language_fields()),
        facets=tuple(
            _facet(facet) for name, facet in facets.items() if name != "year" and facet.values
        ),
        years=_years(asked, facets["year"]),
        chosen=chosen,
    )


def _years(asked: SearchState, facet: Facet) -> YearChoice | None:
    """None where there is nothing to choose; a range that was chosen can always be changed."""
    first, last = asked.filters.year_from, asked.filters.year_to
    if not facet.values and first is None and last is None:
        return None
    return YearChoice(
        gettext(_FACET_NAMES[facet.name]), _year(first), _year(last), histogram(asked, facet)
    )


def _year(year: int | None) -> str:
    return "" if year is None else str(year)


def _facet(facet: Facet) -> FacetView:
    choices = tuple(
        Choice(
            value=value.value,
            label=localized_value(facet.name, value.value),
            count=number(value.count),
            selected=value.selected,
        )
        for at, value in enumerate(facet.values)
        if at < MAX_FACET_VALUES or value.selected
    )
    # What is chosen must be in sight, and one more value takes no more room than "more".
    limit = SHOWN if len(choices) > SHOWN + 1 else len(choices)
    shown = tuple(c for at, c in enumerate(choices) if at < limit or c.selected)
    more = tuple(c for c in choices if c not in shown)
    return FacetView(facet.name, gettext(_FACET_NAMES[facet.name]), shown, more)


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice that was made; `without` is the search without it."""

    words: tuple[LocalizedText, ...]
    without: SearchState

    @property
    def label(self) -> str:
        """What it says."""
        return "".join(part.text for part in self.words)

    @property
    def url(self) -> str:
        """The results without it."""
        return links.search_url(self.without)


def chips(asked: SearchState) -> tuple[Chip, ...]:
    """What is chosen."""
    filters = asked.filters
    found = []
    for name in VALUE_FILTERS:
        values: tuple[str, ...] = getattr(filters, name)
        for value in values:
            rest = tuple(other for other in values if other != value)
            words = interpolate(
                N_("%(facet)s: %(value)s"),
                "value",
                localized_value(name, value),
                facet=gettext(_FACET_NAMES[name]),
            )
            found.append(Chip(words, asked.filtered(with_choice(filters, name, rest))))
    if filters.year_from is not None or filters.year_to is not None:
        years = replace(filters, year_from=None, year_to=None)
        found.append(Chip((LocalizedText(_years_label(filters)),), asked.filtered(years)))
    return tuple(found)


def _years_label(filters: Filters) -> str:
    first, last = _year(filters.year_from), _year(filters.year_to)
    if first == last:
        return gettext("Year: %(year)s", year=first)
    if not first:
        return gettext("Until %(year)s", year=last)
    if not last:
        return gettext("From %(year)s", year=first)
    return gettext("From %(first)s to %(last)s", first=first, last=last)

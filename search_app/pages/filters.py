"""The filters beside the results: the facets, and the chips of what is selected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import url_for

from indexer.engine.searches import Facet, SearchResult
from indexer.fields import FACETS, FacetField, RangeFilter, ValueFilter
from search_app.i18n.labels import localized_value
from search_app.i18n.locale import N_, gettext, number
from search_app.i18n.localized_text import LocalizedText, interpolate
from search_app.pages.histogram import Histogram, histogram
from search_app.pages.layout import HiddenField, hidden_fields
from search_app.web import links
from search_app.web.params import YEARS, Form, SearchState, range_params

VALUES_AT_FIRST: Final = 6
"""Values of a facet that are shown before the reader asks for more."""
MAX_FACET_VALUES: Final = 24
"""The most frequent values of a facet on a page; selected ones are always shown."""
MAX_CHIPS: Final = 20
"""Filters in use that have a chip: each leads to a search with all the others."""


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
class RangeEnd:
    """One end of a range, as a number field; empty if it is open."""

    name: str
    value: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class RangeView:
    """A facet with a range, and a histogram of its values."""

    label: str
    first: RangeEnd
    last: RangeEnd
    histogram: Histogram | None


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The form with the facets; without JavaScript its button submits it."""

    action: str
    fields: tuple[HiddenField, ...]
    facets: tuple[FacetView, ...]
    ranges: tuple[RangeView, ...]
    chosen: int


def filter_form(state: SearchState, result: SearchResult, chosen: int) -> FilterForm:
    """The form with the facets of `result`; `chosen` is the number of filters in use."""
    facets = {facet.name: facet for facet in result.facets}
    views = (_facet(row, facets[row.name]) for row in FACETS if not row.is_range)
    ranges = (_range(row, state, facets[row.name]) for row in FACETS if row.is_range)
    return FilterForm(
        action=url_for("pages.results", lang=None),
        fields=hidden_fields(state, Form.FILTERS),
        facets=tuple(view for view in views if view.shown),
        ranges=tuple(view for view in ranges if view is not None),
        chosen=chosen,
    )


def _range(row: FacetField, state: SearchState, facet: Facet) -> RangeView | None:
    """None if the facet has no values, unless a range is in use: that can always be changed."""
    chosen = state.filters.range_in(row.name)
    if not facet.values and not chosen:
        return None
    first, last = (
        RangeEnd(param.name, _text(value), YEARS.low, YEARS.high)
        for param, value in zip(range_params(row), (chosen.first, chosen.last), strict=True)
    )
    return RangeView(gettext(row.label), first, last, histogram(state, facet))


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _facet(row: FacetField, facet: Facet) -> FacetView:
    choices = tuple(
        Choice(
            value=value.value,
            label=localized_value(row.kind, value.value),
            count=number(value.count),
            selected=value.selected,
        )
        for at, value in enumerate(facet.values)
        if at < MAX_FACET_VALUES or value.selected
    )
    # What is chosen must be in sight, and one more value takes no more room than "more".
    limit = VALUES_AT_FIRST if len(choices) > VALUES_AT_FIRST + 1 else len(choices)
    shown = tuple(c for at, c in enumerate(choices) if at < limit or c.selected)
    more = tuple(c for c in choices if c not in shown)
    return FacetView(row.name, gettext(row.label), shown, more)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use; `without` is the search without it."""

    words: tuple[LocalizedText, ...]
    without: SearchState

    @property
    def label(self) -> str:
        """Its text."""
        return "".join(part.text for part in self.words)

    @property
    def url(self) -> str:
        """The results without it."""
        return links.search_url(self.without)


def chips(state: SearchState) -> tuple[Chip, ...]:
    """The filters in use: one chip for each value, and for each range."""
    return tuple(chip for row in FACETS for chip in _chips(row, state))


def _chips(row: FacetField, state: SearchState) -> Iterator[Chip]:
    match state.filters.get(row.name):
        case ValueFilter(values):
            for value in values:
                rest = tuple(other for other in values if other != value)
                wording = localized_value(row.kind, value)
                label = gettext(row.label)
                words = interpolate(N_("%(facet)s: %(value)s"), "value", wording, facet=label)
                yield Chip(words, state.with_filter(row.name, ValueFilter(rest)))
        case RangeFilter() as chosen:
            words = (LocalizedText(_range_label(row, chosen)),)
            yield Chip(words, state.with_filter(row.name, RangeFilter()))


def _range_label(row: FacetField, chosen: RangeFilter) -> str:
    first, last = _text(chosen.first), _text(chosen.last)
    if first == last:
        return gettext("%(facet)s: %(value)s", facet=gettext(row.label), value=first)
    if not first:
        return gettext("Until %(year)s", year=last)
    if not last:
        return gettext("From %(year)s", year=first)
    return gettext("From %(first)s to %(last)s", first=first, last=last)

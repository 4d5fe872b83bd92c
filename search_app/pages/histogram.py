"""A histogram of the years, whose bars are filters.

Years are counted together where there are many, so that each bar is wide enough for a finger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indexer.engine.searches import Facet, FacetValue
from indexer.fields import RangeFilter
from search_app.i18n.locale import gettext, ngettext
from search_app.web import links
from search_app.web.params import SearchState

MAX_BARS: Final = 10
"""Bars; in the narrowest place for them, 260 pixels, each is 26 wide (WCAG 2.2, 2.5.8: 24)."""
_SPANS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
WIDTH: Final = 260
HEIGHT: Final = 64
_GAP: Final = 4
_MIN_HEIGHT: Final = 3
"""Height of a bar for at least one publication."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The years `label`; `left`, `width`, `top` and `height` are in units of the picture."""

    label: str
    title: str
    url: str
    selected: bool
    left: int
    width: int
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """The bars in the order of the years; `step` is their distance."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    step: int
    first: str
    last: str


def histogram(state: SearchState, facet: Facet) -> Histogram | None:
    """The bars for a facet with ranges, such as years; None if it has fewer than two values."""
    years = {int(v.value): v for v in facet.values if v.value.isdigit()}
    counted = [year for year, value in years.items() if value.count]
    if len(counted) < 2:
        return None
    span = next((s for s in _SPANS if _bar_count(counted, s) <= MAX_BARS), _SPANS[-1])
    first = min(counted) // span * span
    starts = range(first, max(counted) + 1, span)
    groups = [[years[y] for y in range(s, s + span) if y in years] for s in starts]
    most = max(sum(value.count for value in group) for group in groups)
    step = WIDTH // max(len(starts), MAX_BARS // 2)
    return Histogram(
        tuple(
            _bar(state, facet.name, (start, span), group, most, (place * step, step))
            for place, (start, group) in enumerate(zip(starts, groups, strict=True))
        ),
        width=step * len(starts),
        height=HEIGHT,
        step=step,
        first=str(min(counted)),
        last=str(max(counted)),
    )


def _bar_count(years: Sequence[int], span: int) -> int:
    return max(years) // span - min(years) // span + 1


def _bar(
    state: SearchState,
    facet: str,
    years: tuple[int, int],
    values: Sequence[FacetValue],
    most: int,
    room: tuple[int, int],
) -> Bar:
    start, span = years
    left, step = room
    count = sum(value.count for value in values)
    height = max(_MIN_HEIGHT, round(HEIGHT * count / most)) if count else 0
    label = str(start) if span == 1 else f"{start}–{start + span - 1}"
    found = ngettext("%(count)s publication", "%(count)s publications", count)
    shown = RangeFilter(start, start + span - 1)
    is_chosen = shown == state.filters.range_in(facet)
    # Selecting it again removes the filter.
    other = state.with_filter(facet, RangeFilter() if is_chosen else shown)
    return Bar(
        label=label,
        title=gettext("%(years)s: %(found)s", years=label, found=found),
        url=links.search_url(other) if count or is_chosen else "",
        selected=any(value.selected for value in values),
        left=left + _GAP // 2,
        width=step - _GAP,
        top=HEIGHT - height,
        height=height,
    )

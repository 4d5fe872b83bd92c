"""The bars of the years: counted together, wide enough to hit, each leading to its years."""

from __future__ import annotations

import pytest

from indexer.engine.searches import Facet, FacetValue
from indexer.fields import RangeFilter
from search_app.pages.histogram import HEIGHT, MAX_BARS, histogram
from search_app.web.params import SearchState
from tests.search_app.site import Site


def facet(*years: tuple[int, int]) -> Facet:
    return Facet("year", tuple(FacetValue(str(year), count, False) for year, count in years))


@pytest.mark.parametrize(
    ("years", "labels"),
    [
        ([2014], None),
        ([], None),
        ([2014, 2015], ["2014", "2015"]),
        ([2014, 2023], [str(year) for year in range(2014, 2024)]),
        ([2014, 2024], [f"{year}–{year + 1}" for year in range(2014, 2025, 2)]),
        ([1981, 2021], [f"{year}–{year + 4}" for year in range(1980, 2021, 5)]),
        ([1521, 2021], [f"{year}–{year + 99}" for year in range(1500, 2001, 100)]),
        ([0, 9999], [f"{year}–{year + 999}" for year in range(0, 9001, 1000)]),
    ],
)
def test_years_are_counted_together_until_the_bars_are_wide_enough(
    site: Site, years: list[int], labels: list[str] | None
) -> None:
    with site.app.test_request_context("/search"):
        chart = histogram(SearchState(), facet(*[(year, 1) for year in years]))
    assert labels == (None if chart is None else [bar.label for bar in chart.bars])
    if chart is not None:
        assert len(chart.bars) <= MAX_BARS
        assert chart.step >= 24


def test_bars_are_as_high_as_their_years_have_publications(site: Site) -> None:
    with site.app.test_request_context("/search"):
        chart = histogram(SearchState(), facet((2014, 40), (2015, 20), (2017, 1), (2018, 0)))
    assert chart is not None
    assert [bar.height for bar in chart.bars] == [HEIGHT, HEIGHT // 2, 0, 3]
    assert [bool(bar.url) for bar in chart.bars] == [True, True, False, True]


def test_a_bar_leads_to_its_years_and_a_chosen_one_to_all_again(site: Site) -> None:
    years = facet((1981, 2), (2021, 1))
    with site.app.test_request_context("/search"):
        chart = histogram(SearchState(), years)
        assert chart is not None
        assert chart.bars[0].url == "/search?year_from=1980&year_to=1984"
        chosen = SearchState().with_filter("year", RangeFilter(1980, 1984))
        again = histogram(chosen, years)
        assert again is not None
        assert again.bars[0].url == "/search"
        assert again.bars[-1].url == "/search?year_from=2020&year_to=2024"

"""The slow line of the measurements is slow, and what it measures is there."""

from __future__ import annotations

from tests.bench import first_paint
from tests.browser.chromium import Chromium
from tests.browser.look import SLOW_PHONE
from tests.search_app.site import Site


def test_a_first_paint_on_a_bad_line_comes_after_the_page_and_its_style_sheet(
    site: Site, browser: Chromium
) -> None:
    loaded = first_paint.load(browser, site.root)
    assert loaded.size > 10_000
    assert loaded.paint > 2 * SLOW_PHONE.latency

"""How long a reader with a bad line waits to see something: `python -m tests.bench.first_paint`.

A phone's screen, a processor a quarter as fast as this one's, 400 kbit/s and 150 ms each way to an
answer; nothing is in the browser's cache. Printed for each kind of page, in the library of
pages/test_weight.py: the first contentful paint in milliseconds (the median of several loads), and
what came over the line. Needs Chromium.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.browser import chromium
from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, SLOW_PHONE, Look
from tests.search_app.library.collection import LIBRARY
from tests.search_app.site import serving, write_collection

PAGES: Final = {
    "home": "/",
    "results": "/search?q=miedo",
    "publication": "/publications/obra-001?q=miedo",
    "passage": "/publications/obra-001/passages/1?q=miedo",
}
ON_A_BAD_LINE: Final = Look(PHONE, density=2, speed=SLOW_PHONE)

_PAINTED: Final = """
return new Promise(found => new PerformanceObserver(list => {
  for (const paint of list.getEntries())
    if (paint.name === 'first-contentful-paint') found(paint.startTime);
}).observe({type: 'paint', buffered: true}));
"""
_BYTES: Final = """
return performance.getEntries().filter(entry => entry.transferSize !== undefined)
  .reduce((sum, entry) => sum + entry.transferSize, 0);
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One load of a page: first contentful paint in milliseconds, and bytes with their headers."""

    paint: float
    size: int


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.first_paint", description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="loads of each page (5)")
    times = parser.parse_args(given).times
    with tempfile.TemporaryDirectory() as folder:
        collection, profile = Path(folder, "collection"), Path(folder, "profile")
        collection.mkdir()
        try:
            with (
                serving(write_collection(collection, LIBRARY)) as site,
                chromium.running(profile) as browser,
            ):
                for name, path in PAGES.items():
                    loads = [load(browser, site.root + path) for _ in range(times)]
                    print(_row(name, loads), flush=True)
        except chromium.NotInstalled as missing:
            print(missing)
            return 2
    return 0


def load(browser: Chromium, url: str) -> Load:
    """Open `url` as somebody who was never there."""
    with browser.reader(ON_A_BAD_LINE) as reader:
        reader.open(url)
        return Load(float(reader.probe(_PAINTED)), int(reader.probe(_BYTES)))


def _row(name: str, loads: Sequence[Load]) -> str:
    paints = [each.paint for each in loads]
    spread = f"{min(paints):.0f} to {max(paints):.0f}"
    return f"{name:12} {statistics.median(paints):6.0f} ms ({spread})  {loads[0].size:7,} bytes"


if __name__ == "__main__":
    sys.exit(main())

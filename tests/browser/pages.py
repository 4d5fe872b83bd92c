"""One address of each kind of page, in the collection of tests/web/site.py."""

from __future__ import annotations

from typing import Final

PAGES: Final = {
    "home": "/",
    "all publications": "/search",
    "results with facets and chips": "/search?q=miedo&type=booklet&language=es&year_from=2015",
    "results page 2": "/search?language=pt&page=2",
    "empty result": "/search?q=xyzzyq",
    "partial results": "/search?q=memoria+xyzzyq",
    "publication": "/publications/claves-es?q=miedo",
    "hostile publication": "/publications/markup",
    "passage": "/publications/claves-es/passages/3?q=memoria",
    "passage without text": "/publications/claves-es/passages/2",
    "passage of a picture": "/publications/escaneo/passages/1",
    "HTML passage": "/publications/miedo-html/passages/2?q=red",
    "error": "/nowhere",
}
LONG: Final = {
    "a long word": "/search?q=" + "W" * 300,
    "a long filter": "/search?q=hostil&language=und&subject=" + "larguísimo" * 12,
}
"""What does not fit."""

"""What is sent compressed, to whom, and that it is the same."""

from __future__ import annotations

import gzip

import brotli
import pytest

from tests.search_app.site import Site

PAGES = ["/", "/search?q=miedo", "/api/v1/search?q=miedo", "/static/style.css", "/static/search.js"]


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_that_takes_it_gets_the_same_in_less(site: Site, path: str) -> None:
    plain = site.get(path)
    assert plain.headers["Content-Encoding"] is None
    for name, unpacked in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        answer = site.get(path, {"Accept-Encoding": name})
        assert answer.headers["Content-Encoding"] == name
        assert unpacked(answer.body) == plain.body
        assert len(answer.body) < 0.6 * len(plain.body)
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_originals_are_sent_as_they_are_also_in_parts(site: Site) -> None:
    path = "/publications/miedo-html/file"
    whole = site.get(path, {"Accept-Encoding": "gzip, br"})
    assert whole.headers["Content-Encoding"] is None
    part = site.get(path, {"Accept-Encoding": "gzip, br", "Range": "bytes=10-29"})
    assert part.status == 206
    assert part.body == whole.body[10:30]

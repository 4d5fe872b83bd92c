"""What protects readers: headers on every answer, no cookie, no third party."""

from __future__ import annotations

import re

import pytest

from search_app.pages.layout import STATIC
from tests.search_app.site import Site

EVERYWHERE = [
    "/",
    "/search?q=miedo",
    "/publications/claves-es",
    "/publications/claves-es/passages/1?q=miedo",
    "/publications/claves-es/cite/bibtex",
    "/publications/claves-es/passages/1/cite/csl-json?q=miedo",
    "/publications/claves-es/file",
    "/publications/miedo-html/file",
    "/publications/none",
    "/api/v1/search?q=miedo",
    "/api/v1/search?page=x",
    "/api/v1/suggest?q=miedo",
    "/api/v1/publications/claves-es",
    "/static/style.css",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/favicon.ico",
    "/nowhere",
]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_protects_its_reader(site: Site, method: str, path: str) -> None:
    headers = site.send(method, path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Set-Cookie"] is None
    assert headers["Server"] is None


@pytest.mark.parametrize("path", [path for path in EVERYWHERE if "q=" in path])
def test_what_holds_a_query_is_stored_nowhere(site: Site, path: str) -> None:
    assert site.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [path for path in EVERYWHERE if "file" not in path])
def test_pages_run_and_fetch_only_what_is_ours(site: Site, path: str) -> None:
    answer = site.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe-inline" not in policy
    if answer.media_type == "text/html":
        # Blocks of data are not run; nothing in them can end them (see citations/test_routes.py).
        text = re.sub(r'<script type="application/ld\+json">[^<]*</script>', "", answer.text)
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', text) == []
        assert (
            re.findall(r"<style|<[^>]*\s(?:style|on\w+)=|javascript:|<script(?! src)", text) == []
        )


def test_static_files_name_no_other_server_and_keep_nothing() -> None:
    for path in STATIC.iterdir():
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        text = re.sub(r"^\s*//.*", "", text, flags=re.MULTILINE)
        for word in ("http:", "https:", "//", "@import", "url(", "Storage", "cookie", *_SENDING):
            assert word not in text, (path.name, word)
        assert set(re.findall(r"fetch\b(\([\w.]+)", text)) <= _ASKED, path.name
    assert (STATIC / "style.css").stat().st_size < 20_500
    assert (STATIC / "suggest.js").stat().st_size < 4_000


# The addresses of our own links and forms, and what the server says of suggestions.
_ASKED = {"(from.href", "(from.formAction", "(texts.suggest"}
_SENDING = ("XMLHttpRequest", "sendBeacon", "WebSocket", "EventSource", "import", "indexedDB")


@pytest.mark.parametrize("query", ["", "?lang=en", "?lang=//evil.example"])
@pytest.mark.parametrize("path", ["/", "/search", "/publications/claves-es", "/nowhere"])
def test_the_script_is_given_an_address_of_ours_without_words(
    site: Site, path: str, query: str
) -> None:
    text = site.get(path + query + ("&q=miedo" if query else "?q=miedo")).text
    addresses = re.findall(r'data-suggest="([^"]*)"', text)
    assert addresses == ["/api/v1/suggest" + (query if "evil" not in query else "")]


def test_static_files_may_be_kept_because_their_address_changes(site: Site) -> None:
    address = re.search(r'href="(/static/style\.css\?v=[0-9a-f]{12})"', site.get("/").text)
    assert address is not None
    assert "immutable" in site.get(address[1]).headers["Cache-Control"]
    assert site.get("/static/none.css").headers["Cache-Control"] == "no-store"


def test_crawlers_are_kept_out_of_searches(site: Site) -> None:
    assert "Disallow: /search" in site.get("/robots.txt").text
    assert 'content="noindex, nofollow"' in site.get("/search?q=miedo").text
    assert "noindex" not in site.get("/publications/claves-es").text

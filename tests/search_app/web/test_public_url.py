"""Below a prefix nothing leads out of it, whichever way a proxy hands requests on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from indexer.errors import UsageError
from search_app.application import quick_paths
from search_app.pages.layout import STATIC
from search_app.web.public_url import PathPrefix, PublicUrl, check_exit_url, parse_public_url
from tests.search_app.site import (
    CLAVES,
    KEYS,
    MIEDO,
    RETIRADA,
    Answer,
    Site,
    serving,
    write_collection,
)

HOST = "buscar.example.org"
ROOT = f"https://{HOST}/buscar/"
NAMED = {"Host": HOST, "X-Forwarded-Host": HOST, "X-Forwarded-Proto": "https"}
WAYS: Mapping[str, tuple[Mapping[str, str], bool]] = {
    "cut off and named": (NAMED | {"X-Forwarded-Prefix": "/buscar"}, True),
    "cut off": (NAMED, True),
    "left and named": (NAMED | {"X-Forwarded-Prefix": "/buscar/"}, False),
    "left": (NAMED, False),
}
"""What a proxy says of a request, and whether it cuts the prefix off."""
VISITS_A_ROUTE = 4
UNLINKED = {"health.healthz", "health.readyz", "pages.robots", "pages.icon"}


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = write_collection(tmp_path_factory.mktemp("below"), (CLAVES, KEYS, MIEDO, RETIRADA))
    settings.takedown.write_text("retirada\n", "utf-8")
    with serving(replace(settings, proxies="127.0.0.1", public_url=ROOT)) as one:
        yield one


@dataclass(frozen=True)
class Request:
    """What a browser or program may ask for next: an absolute address, and the body of a POST."""

    address: str
    body: bytes | None = None


class Links(HTMLParser):
    """All addresses in a page, each as its browser or script would ask for it."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.requests: list[Request] = []
        self._base = base

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        for name in ("href", "src", "data-suggest"):
            if has.get(name):
                self._add(has[name])
        for part in filter(None, has.get("srcset", "").split(", ")):
            self._add(part.split()[0])
        if "formaction" in has:
            self._add(has["formaction"], f"{has.get('name')}={has.get('value', '')}".encode())
        if tag == "form":
            self._add(has.get("action", ""), b"q=miedo" if has.get("method") == "post" else None)
        if tag == "meta" and "/" in has.get("content", "") and "://" in has["content"]:
            self._add(has["content"])

    def _add(self, address: str, body: bytes | None = None) -> None:
        self.requests.append(Request(urljoin(self._base, address).partition("#")[0], body))


def _linked(request: Request, answer: Answer) -> list[Request]:
    if location := answer.headers["Location"]:
        return [Request(urljoin(request.address, location))]
    if answer.media_type == "text/html":
        page = Links(request.address)
        page.feed(answer.text)
        return page.requests
    if "json" in answer.media_type and "/cite/" not in request.address:
        urls = re.findall(r'"(?:\w*_)?url": ?"([^"]+)"', answer.text)
        return [Request(urljoin(request.address, url)) for url in urls]
    return []


def _ask(site: Site, request: Request, way: str) -> Answer:
    headers, is_cut = WAYS[way]
    parts = urlsplit(request.address)
    path = parts.path.removeprefix("/buscar") if is_cut else parts.path
    if request.body is None:
        return site.get(f"{path}?{parts.query}", headers)
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    return site.send("POST", f"{path}?{parts.query}", form, request.body)


def _endpoint(site: Site, request: Request) -> str:
    path = urlsplit(request.address).path.removeprefix("/buscar")
    try:
        return str(site.app.url_map.bind("", "/").match(path, return_rule=True)[0].endpoint)
    except HTTPException:
        return "none"


STARTS = [
    Request(ROOT),
    Request(ROOT, b"q=miedo"),
    Request(f"{ROOT}search?q=miedo"),
    Request(f"{ROOT}search?q=nadalodice"),
    Request(f"{ROOT}publications/miedo-html/passages/1"),
    Request(f"{ROOT}publications/retirada"),
    Request(f"{ROOT}publications/CLAVES-ES"),
    Request(f"{ROOT}nowhere"),
    Request(f"{ROOT}api/v1/search?q=miedo"),
    Request(f"{ROOT}api/v1/publications/claves-es"),
    Request(f"{ROOT}api/v1/publications/claves-es/passages/1"),
    Request(f"{ROOT}api/v1/publications/retirada"),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_crawler_never_leaves_the_prefix(below: Site, way: str) -> None:
    visits: Counter[tuple[str, bool]] = Counter()
    waiting, seen = list(STARTS), set(STARTS)
    while waiting:
        request = waiting.pop()
        answer = _ask(below, request, way)
        assert answer.status < 500, request
        for found in _linked(request, answer):
            if urlsplit(found.address).hostname != HOST:
                leaves = _endpoint(below, request) == "pages.leave"
                assert leaves or found.address.startswith("https://schema.org"), (request, found)
                continue
            assert found.address.startswith(ROOT), (request, found)
            kind = (_endpoint(below, found), found.body is None)
            assert kind[0] != "none" or "nowhere" in found.address, (request, found)
            if found not in seen and visits[kind] < VISITS_A_ROUTE:
                visits[kind] += 1
                seen.add(found)
                waiting.append(found)
    asked = {_endpoint(below, request) for request in seen} | UNLINKED
    assert asked - {"none"} == {rule.endpoint for rule in below.app.url_map.iter_rules()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("", 200, 'action="/buscar/search"'),
        ("static/search.js", 200, "use strict"),
        ("healthz", 200, "ok"),
        ("readyz", 200, "ok"),
        ("robots.txt", 200, "Disallow: /buscar/search\n"),
        ("publications/claves-es/cite/ris", 200, f"{ROOT}publications/claves-es"),
        ("search", 200, 'action="/buscar/search"'),
    ],
)
def test_what_nothing_links_to_is_there_too(
    below: Site, way: str, path: str, status: int, expected: str
) -> None:
    answer = _ask(below, Request(ROOT + path), way)
    assert (answer.status, expected in answer.text) == (status, True)


def test_without_a_proxy_the_service_has_the_same_addresses(below: Site) -> None:
    for path in ("/buscar", "/buscar/", "/", "/search?q=miedo", "/buscar/search?q=miedo"):
        answer = below.get(path)
        assert answer.status == 200, path
        assert 'action="/buscar/search"' in answer.text


def test_scripts_know_no_address(below: Site) -> None:
    for script in STATIC.glob("*.js"):
        assert not re.findall(r"""["'`]/\w""", script.read_text("utf-8")), script.name


@pytest.mark.parametrize(
    ("named", "prefix", "path", "routed"),
    [
        # A service at /search: `named` by the proxy, the prefix was cut off; else it may be there.
        ("/search", "/search", "/search", "/search"),
        ("/search", "/search", "/publications/a", "/publications/a"),
        ("", "/search", "/search/search", "/search"),
        ("", "/search", "/search/", "/"),
        ("", "/search", "/", "/"),
        # What only begins like the prefix is something else.
        ("", "/busca", "/buscar", "/buscar"),
        ("", "/a/b", "/a/b/search", "/search"),
        ("", "/a/b", "/a", "/a"),
        ("/proxy", "/own", "/own/search", "/own/search"),
        ("/proxy", "", "/proxy/search", "/search"),
        ("", "", "/search", "/search"),
    ],
)
def test_a_prefix_is_cut_once(named: str, prefix: str, path: str, routed: str) -> None:
    def record(environ: dict[str, str], start: object) -> list[bytes]:
        return [environ["SCRIPT_NAME"].encode(), environ["PATH_INFO"].encode()]

    own = frozenset({"search", "publications"})
    environ = {"SCRIPT_NAME": named, "PATH_INFO": path}
    assert PathPrefix(record, prefix, own)(environ, None) == [
        (named or prefix).encode(),
        routed.encode(),
    ]


@pytest.mark.parametrize(
    ("text", "root", "prefix"),
    [
        ("", "", ""),
        ("https://h.example", "https://h.example", ""),
        ("https://H.example//", "https://H.example", ""),
        ("http://h:8000/buscar", "http://h:8000/buscar", "/buscar"),
        (" https://h.example/a/b-c/ ", "https://h.example/a/b-c", "/a/b-c"),
    ],
)
def test_a_public_url_says_where_the_service_lives(text: str, root: str, prefix: str) -> None:
    found = parse_public_url(text)
    assert (found.root, found.prefix) == (root, prefix)
    assert bool(found.host) == bool(text)
    assert found == PublicUrl() or found.host == found.host.lower()


@pytest.mark.parametrize(
    "path", ["/búsqueda/", "/a//b/", "/../a/", "/./", "/a%20b/", "/a;b/", "/a:b/", "/.well/"]
)
def test_a_path_that_could_be_written_in_two_ways_is_no_prefix(path: str) -> None:
    with pytest.raises(UsageError, match="letters without accents"):
        parse_public_url(f"https://h.example{path}")


@pytest.mark.parametrize(
    "text", ["www.wikipedia.org", "/", "javascript:1", "https://", "http://[", "https://a b/"]
)
def test_the_quick_exit_never_leads_to_ourselves(text: str) -> None:
    with pytest.raises(UsageError, match="exit_url must be a whole web address"):
        check_exit_url(text)


def test_what_watches_the_service_is_answered_at_once_below_the_prefix_too(
    below: Site, tmp_path: Path
) -> None:
    assert {"/healthz", "/buscar/healthz", "/buscar/static/"} <= set(quick_paths(below.settings))
    assert quick_paths(replace(below.settings, public_url="")) == (
        "/healthz",
        "/readyz",
        "/static/",
    )

"""Requests as no browser makes them: odd hosts, paths, origins, bodies, methods and letters."""

from __future__ import annotations

import http.client
import io
import json
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import UsageError
from search_app import create_app
from search_app.web.cross_origin import parse_api_origins
from search_app.web.hosts import parse_host
from search_app.web.security_headers import PAGE_POLICY
from tests.search_app.site import CLAVES, Site, serving, settings_in, write_collection

PUBLIC = "https://buscar.example.org/"
PARTNER = "https://www.partner.example"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service that is reached from its own machine and network."""
    with serving(write_collection(tmp_path_factory.mktemp("requests"))) as running:
        yield running


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service with a public address, whose API a partner's pages may read."""
    written = write_collection(tmp_path_factory.mktemp("public"), (CLAVES,))
    with serving(replace(written, public_url=PUBLIC, api_origins=PARTNER)) as running:
        yield running


# --- hosts

LOCAL = ["127.0.0.1:8000", "localhost", "LOCALHOST.", "[::1]:8000", "a.localhost", ""]
INTRANET = ["buscador", "buscador:8000", "my_service", "buscador.local", "192.168.1.20", "10.0.0.5"]
STRANGERS = [
    "evil.example",
    "evil.example:8000",
    "buscar.example.org.evil.example",
    "127.0.0.1.nip.io",
    "localhost.evil.example",
    "evil-buscar.example.org",
    "0x7f.1.evil.example",
]
INVALID = [
    "a" * 64,
    "a" * 64 + ".example",
    "x." * 200,
    "a..b",
    ".a",
    "a b",
    "a/b",
    "a?b",
    "a#b",
    "user@localhost",
    "localhost:99999",
    "localhost:x",
    "[::1",
    "[zz]",
    "[1.2.3.4]",
    "é",
    "\xff",
    "a,b",
    "%6c",
    "<script>",
    "a\\b",
]


@pytest.mark.parametrize("host", LOCAL + INTRANET)
def test_a_service_is_found_under_the_names_of_its_machine_and_network(
    site: Site, host: str
) -> None:
    assert site.get("/api/v1/search", {"Host": host}).status == 200


@pytest.mark.parametrize("host", [*LOCAL, "buscar.example.org", "BUSCAR.example.org:443"])
def test_a_public_service_is_found_under_its_own_name(public: Site, host: str) -> None:
    assert public.get("/", {"Host": host}).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=miedo",
        "/api/v1/search",
        "/publications/claves-es",
        "/publications/claves-es/file",
        "/static/style.css",
        "/nowhere",
    ],
)
def test_a_strangers_name_gets_nothing_and_is_told_what_to_set(
    site: Site, public: Site, path: str
) -> None:
    for service in (site, public):
        for host in STRANGERS:
            answer = service.get(path, {"Host": host})
            assert answer.status == 421
            assert "public_url" in answer.text
            assert host not in answer.text + str(answer.headers)
            assert "Acompañar" not in answer.text
    assert public.get(path, {"Host": "buscador"}).status == 421


@pytest.mark.parametrize("host", INVALID, ids=range(len(INVALID)))
def test_an_invalid_host_is_refused_in_words(site: Site, host: str) -> None:
    assert parse_host(host) is None
    for path in ("/", "/api/v1/search?q=x", "/nowhere", "/publications/claves-es/file"):
        status, headers, body = _called(site, PATH_INFO=path.partition("?")[0], HTTP_HOST=host)
        assert status == 400
        assert headers["Content-Security-Policy"] == PAGE_POLICY
        assert "no es válido".encode() in body


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_monitoring_may_use_any_name(public: Site, path: str) -> None:
    for host in (*STRANGERS, "10.1.2.3:8000", ""):
        assert public.get(path, {"Host": host}).status == 200


def test_a_request_of_http_1_0_needs_no_host(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
        connection.sendall(b"GET /search?q=miedo HTTP/1.0\r\n\r\n")
        answer = connection.makefile("rb").read()
    assert answer.split(b"\r\n")[0].endswith(b"200 OK")


# --- other origins


@dataclass(frozen=True)
class Asked:
    """A request from a page of another site, and the origin that is allowed then."""

    method: str
    path: str
    origin: str
    allowed: str | None


ASKED = [
    Asked("GET", "/api/v1/search?q=miedo", PARTNER, PARTNER),
    Asked("POST", "/api/v1/search", PARTNER, PARTNER),
    Asked("GET", "/api/v1/search?page=x", PARTNER, PARTNER),
    Asked("GET", "/api/v1/publications/none", PARTNER, PARTNER),
    Asked("OPTIONS", "/api/v1/search", PARTNER, PARTNER),
    Asked("GET", "/api/v1/search", "https://evil.example", None),
    Asked("GET", "/api/v1/search", PARTNER + ".evil.example", None),
    Asked("GET", "/api/v1/search", "http://www.partner.example", None),
    Asked("GET", "/api/v1/search", PARTNER + ":8443", None),
    Asked("GET", "/api/v1/search", "null", None),
    Asked("OPTIONS", "/api/v1/search", "https://evil.example", None),
    Asked("GET", "/search?q=miedo", PARTNER, None),
    Asked("GET", "/publications/claves-es/file", PARTNER, None),
    Asked("GET", "/healthz", PARTNER, None),
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda one: f"{one.method} {one.path} {one.origin}")
def test_only_the_origins_in_the_settings_may_read_the_api_and_nothing_else(
    public: Site, asked: Asked
) -> None:
    headers = public.send(asked.method, asked.path, {"Origin": asked.origin}).headers
    assert headers["Access-Control-Allow-Origin"] == asked.allowed
    assert headers["Access-Control-Allow-Credentials"] is None
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert ("Origin" in (headers["Vary"] or "")) is asked.path.startswith("/api/")


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/suggest", "/api/v1/publications/x"])
def test_without_a_setting_no_other_site_may_read_anything(site: Site, path: str) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        headers = site.send(method, path, {"Origin": PARTNER}).headers
        assert headers["Access-Control-Allow-Origin"] is None


def test_a_preflight_is_told_the_methods_and_that_json_may_be_sent(public: Site) -> None:
    wanted = {
        "Origin": PARTNER,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    headers = public.send("OPTIONS", "/api/v1/search", wanted).headers
    assert {"GET", "POST"} <= set(headers["Access-Control-Allow-Methods"].split(", "))
    assert headers["Access-Control-Allow-Headers"] == "Content-Type"
    other = public.send("OPTIONS", "/api/v1/search", {**wanted, "Origin": "https://evil.example"})
    assert other.headers["Access-Control-Allow-Methods"] is None


@pytest.mark.parametrize(
    ("origins", "public_url"),
    [
        (PARTNER, ""),
        ("*", ""),
        ("www.partner.example", PUBLIC),
        (PARTNER + "/", PUBLIC),
        (PARTNER + "/path", PUBLIC),
        ("https://*.partner.example", PUBLIC),
        (f"* {PARTNER}", PUBLIC),
        ("null", PUBLIC),
        ("ftp://partner.example", PUBLIC),
        ("https://user@partner.example", PUBLIC),
    ],
)
def test_origins_that_would_not_do_what_they_seem_to_are_refused_at_the_start(
    tmp_path: Path, origins: str, public_url: str
) -> None:
    given_settings = replace(settings_in(tmp_path), api_origins=origins, public_url=public_url)
    with pytest.raises(UsageError, match="api_origins"):
        create_app(given_settings)


def test_origins_are_compared_as_browsers_write_them() -> None:
    found = parse_api_origins("HTTPS://A.example:443, http://b.example:80\thttp://c:8080", PUBLIC)
    assert found.named == {"https://a.example", "http://b.example", "http://c:8080"}
    assert parse_api_origins(" * ", PUBLIC).allowed("https://x.example") == "*"


# --- addresses on pages

NASTY_PATHS = [
    "/%5Cevil.example",
    "/%5C%5Cevil.example/login",
    "/%09/evil.example",
    "/%0A/evil.example",
    "/%0D%0A/evil.example",
    "//evil.example",
    "///evil.example",
    "/%2F/evil.example",
    "/%2Fevil.example",
    "/%2F%5Cevil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/%2E%2E//evil.example",
    "/%20//evil.example",
    "/%00//evil.example",
    "/@evil.example",
    "//user:pw@evil.example:80",
    "/%40evil.example",
    "/http://evil.example",
    "/http:%2F%2Fevil.example",
    "/javascript:alert(1)",
    "/%6Aavascript:alert(1)",
    "/;//evil.example",
    "/%E2%80%AEevil.example",
    "/%EF%BC%8Fevil.example",
    "/%E3%80%82evil.example",
    "/%3Fnext=//evil.example",
    "/%23//evil.example",
    "/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/search%5C..%5C%5Cevil.example",
    "/publications/%5Cevil.example",
    "/publications//evil.example",
    "/publications/%2F%2Fevil.example",
    "/publications/x/passages/%5C%5Cevil.example",
    "/publications/x/cite/%5Cevil.example",
    "/%FF%FE//evil.example",
    "/" + "a" * 5_000,
    "/" + "%5C" * 3_000,
]
ADDRESSES = re.compile(r'\s(?:href|src|action|formaction|srcset|data-suggest)="([^"]*)"')


@pytest.mark.parametrize("path", NASTY_PATHS, ids=range(len(NASTY_PATHS)))
def test_no_address_on_a_page_leaves_this_origin_whatever_was_asked_for(
    site: Site, path: str
) -> None:
    for query in (
        "",
        "?lang=en",
        "?discreet=on",
        "?q=%5C%5Cevil.example&lang=//evil.example",
        "?open=//evil.example&from=//evil&matches_from=%5Cevil&cursor=//evil",
    ):
        answer = site.get(path + query)
        assert answer.status in (400, 404)
        assert answer.headers["Location"] is None
        assert _leading_away(site, path, answer.text) == []
    form = b"with=lang%3D%2F%2Fevil.example"
    posted = site.post(path, form, "application/x-www-form-urlencoded")
    assert _leading_away(site, path, posted.text) == []


def _leading_away(site: Site, path: str, text: str) -> list[str]:
    """The addresses in `text` that a browser would resolve to another origin."""
    found = [unescape(part) for address in ADDRESSES.findall(text) for part in address.split(", ")]
    found = [address.split(" ")[0] for address in found]
    assert found
    return [
        address
        for address in found
        if _resolved(f"{site.root}/", address) != site.root
        or (address and not address.startswith(("/", "#")))
        or len(address) > 1_500
    ]


def _resolved(base: str, address: str) -> str:
    """The origin to which a browser resolves `address` (WHATWG URL: white space at the ends is
    dropped, tabs and line breaks anywhere, a backslash is a slash).
    """
    plain = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(0x21))))).replace(
        "\\", "/"
    )
    # Any number of slashes after the first two is skipped too.
    plain = re.sub(r"^/{2,}", "//", plain)
    parts = urlsplit(urljoin(base, plain))
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.parametrize(
    ("address", "away"),
    [
        ("/\\evil.example", True),
        ("/\t/evil.example", True),
        ("//evil.example", True),
        ("\\\\evil", True),
        (" //evil.example", True),
        ("///evil.example", True),
        ("https:evil.example", True),
        ("javascript:alert(1)", True),
        ("/%5Cevil.example", False),
        ("/a//b", False),
        ("#x", False),
    ],
)
def test_the_check_sees_what_a_browser_would_do(site: Site, address: str, away: bool) -> None:
    assert (_resolved(f"{site.root}/", address) != site.root) is away


PLACES = [
    "/",
    "/search?q={}",
    "/search?creator={}",
    "/search?sort={}&cursor={}",
    "/search?q=miedo&open={}",
    "/publications/claves-es?q={}&from={}",
    "/publications/claves-es/passages/1?q={}&lang={}",
    "/publications/miedo-html/passages/1?q={}",
    "/publications/markup?q={}",
]


@pytest.mark.parametrize("place", PLACES)
def test_no_parameter_leads_a_link_of_a_page_away(site: Site, place: str) -> None:
    for value in (
        "%5C%5Cevil.example",
        "//evil.example",
        "javascript:alert(1)",
        "%09//evil",
        "%22%3E%3Ca%20href=//evil.example%3E",
        "@evil.example",
        "%0D%0ALocation:%20//evil",
    ):
        address = place.replace("{}", value)
        for extra in ("", "discreet=on"):
            page = site.get(f"{address}{'&' if '?' in address else '?'}{extra}")
            assert page.status == 200
            assert _leading_away(site, address, page.text) == []


# --- bodies, letters, numbers

LONE = "\ud800"
BODIES = [
    ({LONE: "x"}, "?"),
    ({"q": LONE}, None),
    ({"creator": [LONE, "a"]}, None),
    ({"\x00": 1}, " "),
    ({"<script>": 1}, "<script>"),
    ({"q": float("nan")}, "q"),
    ({"q": 1.5}, "q"),
    ({"q": {"a": 1}}, "q"),
    ({"q": [[]]}, "q"),
    ({"page": True}, "page"),
    ({"page": 10**30}, "page"),
    ({"page": -1}, "page"),
    ({"per_page": 101}, "per_page"),
    ({"cursor": "x" * 3_000}, "cursor"),
    ({"subject": [str(n) for n in range(500)]}, "subject"),
    ({"subject": [str(n) * 290 for n in range(10)], "creator": ["x" * 290]}, "subject"),
    ({f"field{n}": "x" for n in range(500)}, "field0"),
    ({"x" * 5_000: "x"}, "x" * 40),
    ([], "body"),
    ("q", "body"),
    (None, "body"),
    (7, "body"),
]


@pytest.mark.parametrize(("body", "named"), BODIES, ids=range(len(BODIES)))
def test_json_that_is_invalid_is_refused_by_name(
    site: Site, body: object, named: str | None
) -> None:
    answer = site.post("/api/v1/search", json.dumps(body).encode())
    assert answer.status == (200 if named is None else 400)
    assert answer.json.get("parameter") == named
    assert answer.headers["Content-Security-Policy"] == PAGE_POLICY


RAW = [
    b'{"q":' + b"9" * 5_000 + b"}",
    b'{"q":1e400}',
    b'{"q":NaN}',
    b"[" * 60_000,
    b"\xff\xfe",
    b'{"q"',
    b'{"q":"\xed\xa0\x80"}',
    '{"q":"miedo"}'.encode("utf-16"),
    b"\x00" * 100,
]


@pytest.mark.parametrize("body", RAW, ids=range(len(RAW)))
def test_json_of_any_bytes_is_answered(site: Site, body: bytes) -> None:
    for path in ("/api/v1/search", "/api/v1/suggest"):
        assert site.post(path, body).status in (200, 400)


QUERIES = [
    "q=%ED%A0%80",
    "q=\xed\xa0\x80",
    "\xed\xa0\x80=1",
    "q=\xff\xfe",
    "q=%FF",
    "q=%00",
    "q=%0D%0AX:y",
    "page=" + "9" * 5_000,
    "page=1e400",
    "page=NaN",
    "page=%D9%A3",
    "per_page=0x10",
    "year_from=-1",
    "&".join(f"f{n}=1" for n in range(500)),
    "q=a&" * 500,
    "lang=" + "x" * 9_000,
    "from=1e9&matches_from=%D9%A3",
    "from=" + "9" * 5_000,
    "width=NaN",
    "width=" + "9" * 5_000,
]
EVERYWHERE = [
    "/",
    "/search",
    "/publications/claves-es",
    "/publications/claves-es/passages/1",
    "/publications/claves-es/passages/1/picture",
    "/publications/claves-es/cite/ris",
    "/nowhere",
    "/publications/claves-es/file",
    "/api/v1/search",
    "/api/v1/suggest",
    "/api/v1/publications/x",
    "/leave",
    "/healthz",
    "/robots.txt",
]


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_no_query_string_of_any_bytes_is_an_error_of_ours(site: Site, query: str) -> None:
    for path in EVERYWHERE:
        status, headers, body = _called(site, PATH_INFO=path, QUERY_STRING=query)
        assert status < 500
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert b"\r\nX:y" not in body


def _called(site: Site, **environ: Any) -> tuple[int, dict[str, str], bytes]:
    """The app's own answer to a request that a client library would not send."""
    started: list[Any] = []
    body = environ.pop("body", b"")
    everything = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        **environ,
    }
    answer = site.app.wsgi_app(
        everything, lambda status, headers, *_: started.extend((status, headers))
    )
    try:
        data = b"".join(answer)
    finally:
        getattr(answer, "close", lambda: None)()
    return int(started[0][:3]), dict(started[1]), data


HEADERS = [
    "Content-Security-Policy",
    "Cache-Control",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
]
_LATIN = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=60)
_REQUEST = st.fixed_dictionaries(
    {
        "REQUEST_METHOD": st.sampled_from(
            [
                "GET",
                "HEAD",
                "POST",
                "OPTIONS",
                "PUT",
                "DELETE",
                "TRACE",
                "PATCH",
                "CONNECT",
                "x",
                "",
            ]
        ),
        "PATH_INFO": st.one_of(st.sampled_from(EVERYWHERE), _LATIN.map(lambda text: f"/{text}")),
        "QUERY_STRING": st.one_of(st.sampled_from(QUERIES), _LATIN),
        "HTTP_HOST": st.one_of(st.sampled_from([*LOCAL, *STRANGERS, *INVALID]), _LATIN),
        "HTTP_ACCEPT_LANGUAGE": st.one_of(
            st.sampled_from(
                ["", "*;q=0", "en;q=NaN", "en;q=1e400", "x" * 5_000, "en-" * 999, ";;;="]
            ),
            _LATIN,
        ),
        "CONTENT_TYPE": st.sampled_from(
            [
                "",
                "application/json",
                "application/json; charset=utf-16",
                "text/plain",
                "*/*",
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=utf-7",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "multipart/form-data; boundary=\xff",
            ]
        ),
        "body": st.one_of(
            st.binary(max_size=200), st.sampled_from(RAW), st.just(b"q=" + b"a" * 70_000)
        ),
        "HTTP_COOKIE": _LATIN,
        "HTTP_RANGE": st.sampled_from(
            ["", "bytes=0-0", "bytes=-", "bytes=9-1", "bytes=" + "0-1," * 999]
        ),
        "HTTP_IF_NONE_MATCH": st.sampled_from(["", "*", 'W/"', '"' * 5_000, "\xff"]),
        "HTTP_IF_MODIFIED_SINCE": st.sampled_from(["", "Thu, 99 Jan 99999 00:00:00 GMT", "\xff"]),
        "HTTP_ACCEPT_ENCODING": st.sampled_from(["", "br", "gzip;q=x", "identity;q=0", "\xff"]),
    }
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_REQUEST)
def test_no_request_is_an_error_of_ours_and_every_answer_is_protected(
    site: Site, request: dict[str, Any]
) -> None:
    status, headers, _ = _called(site, **request)
    assert status < 500
    assert [name for name in HEADERS if name not in headers] == []
    assert "Server" not in headers


METHODS = [
    ("/", "GET, HEAD, OPTIONS, POST"),
    ("/search", "GET, HEAD, OPTIONS, POST"),
    ("/publications/claves-es", "GET, HEAD, OPTIONS, POST"),
    ("/publications/claves-es/passages/1", "GET, HEAD, OPTIONS, POST"),
    ("/publications/claves-es/file", "GET, HEAD, OPTIONS"),
    ("/publications/claves-es/cite/ris", "GET, HEAD, OPTIONS"),
    ("/api/v1/search", "GET, HEAD, OPTIONS, POST"),
    ("/api/v1/suggest", "GET, HEAD, OPTIONS, POST"),
    ("/api/v1/publications/claves-es", "GET, HEAD, OPTIONS"),
    ("/healthz", "GET, HEAD, OPTIONS"),
    ("/leave", "GET, HEAD, OPTIONS"),
]


@pytest.mark.parametrize(("path", "allowed"), METHODS)
def test_each_route_says_what_it_takes_and_answers_head_as_get_without_a_body(
    site: Site, path: str, allowed: str
) -> None:
    options = site.send("OPTIONS", path)
    assert ", ".join(sorted(options.headers["Allow"].split(", "))) == allowed
    refused = site.send("DELETE", path)
    assert refused.status == 405
    assert ", ".join(sorted(refused.headers["Allow"].split(", "))) == allowed
    got, head = site.get(path), site.send("HEAD", path)
    assert head.body == b""
    assert head.status == got.status
    assert _stable(head.headers) == _stable(got.headers)
    assert all(name in answer.headers for name in HEADERS for answer in (options, refused, head))


def _stable(headers: http.client.HTTPMessage) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() != "date"}


def test_an_answer_that_has_not_changed_is_protected_too(site: Site) -> None:
    for path in ("/static/style.css", "/publications/claves-es/file"):
        tag = site.get(path).headers["ETag"]
        again = site.get(path, {"If-None-Match": tag})
        assert again.status == 304
        assert all(name in again.headers for name in HEADERS)

"""Requests as no browser makes them: odd bodies, letters, numbers, methods and headers."""

from __future__ import annotations

import http.client
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_app.web.security_headers import PAGE_POLICY
from tests.attacks.odd_hosts import INVALID, LOCAL, STRANGERS
from tests.attacks.raw_call import answer_to
from tests.search_app.site import Site

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
        status, headers, body = answer_to(site, PATH_INFO=path, QUERY_STRING=query)
        assert status < 500
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert b"\r\nX:y" not in body


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
    status, headers, _ = answer_to(site, **request)
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

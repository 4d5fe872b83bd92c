"""Requests under strangers' names, and from strangers' pages."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from indexer.errors import UsageError
from search_app.application import create_app
from search_app.web.cross_origin import parse_api_origins
from search_app.web.hosts import parse_host
from search_app.web.security_headers import PAGE_POLICY
from tests.attacks.odd_hosts import INTRANET, INVALID, LOCAL, STRANGERS
from tests.attacks.raw_call import answer_to
from tests.search_app.site import CLAVES, Site, serving, settings_in, write_collection

PUBLIC = "https://buscar.example.org/"
PARTNER = "https://www.partner.example"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service with a public address, whose API a partner's pages may read."""
    written = write_collection(tmp_path_factory.mktemp("public"), (CLAVES,))
    with serving(replace(written, public_url=PUBLIC, api_origins=PARTNER)) as running:
        yield running


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
        status, headers, body = answer_to(site, PATH_INFO=path.partition("?")[0], HTTP_HOST=host)
        assert status == 400
        assert headers["Content-Security-Policy"] == PAGE_POLICY
        assert "no es válido".encode() in body


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_monitoring_may_use_any_name(public: Site, path: str) -> None:
    for host in (*STRANGERS, "10.1.2.3:8000"):
        assert public.get(path, {"Host": host}).status == 200


def test_a_proxy_that_nobody_declared_is_not_believed_about_the_host(site: Site) -> None:
    for host in ("evil.example", "127.0.0.1"):
        handed_on = {"Host": host, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
        answer = site.get("/publications/claves-es", handed_on)
        assert answer.status == (421 if host == "evil.example" else 200)
        assert "evil.example" not in answer.text


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

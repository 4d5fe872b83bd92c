"""The service behind a proxy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.search_app.site import CLAVES, Site, serving, write_collection

FORWARDED = {
    "X-Forwarded-For": "203.0.113.5",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "buscar.example.org",
    "X-Forwarded-Prefix": "/archivo",
}


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = write_collection(tmp_path_factory.mktemp("behind"), (CLAVES,))
    with serving(replace(settings, proxies="127.0.0.1")) as one:
        yield one


def test_links_follow_what_a_trusted_proxy_says(behind: Site) -> None:
    page = behind.send("GET", "/publications/claves-es", FORWARDED).text
    assert 'action="/archivo/search"' in page
    assert "https://buscar.example.org/archivo/publications/claves-es" in page
    assert "203.0.113.5" not in page


def test_a_proxy_that_was_not_declared_is_said_once_and_not_believed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(write_collection(tmp_path, (CLAVES,))) as site:
        for _ in range(3):
            page = site.send("GET", "/publications/claves-es", FORWARDED).text
            assert "/archivo" not in page
            assert "buscar.example.org" not in page
    printed = capfd.readouterr().err
    assert printed.count("\n") == 1
    assert 'Set proxies = "127.0.0.1"' in printed
    assert "203.0.113.5" not in printed

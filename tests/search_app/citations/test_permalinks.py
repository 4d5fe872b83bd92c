"""The addresses in citations: the public one, or the one that was asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from indexer.errors import UsageError
from search_app.application import create_app
from tests.search_app.site import CLAVES, Site, serving, settings_in, write_collection

PASSAGE = "/publications/claves-es/passages/1"


def test_without_a_setting_the_address_is_the_one_that_was_asked_for(site: Site) -> None:
    [item] = site.get(f"{PASSAGE}/cite/csl-json", {"Host": "buscador:8080"}).json
    assert item["URL"] == f"http://buscador:8080{PASSAGE}"


def test_without_a_setting_a_list_names_no_host(site: Site) -> None:
    text = site.get("/search?q=miedo", {"Host": "buscador"}).text
    found = [parse_qs(unescape(c)) for c in re.findall(r'class="Z3988" title="([^"]*)"', text)]
    assert ["Acompañar sin sustituir"] in [coins.get("rft.btitle") for coins in found]
    assert all("rft_id" not in coins for coins in found)
    assert "://buscador" not in text


def test_a_proxys_word_for_the_host_is_not_taken(site: Site) -> None:
    answer = site.get(f"{PASSAGE}/cite/csl-json", {"X-Forwarded-Host": "evil.example"})
    assert answer.json[0]["URL"] == f"{site.root}{PASSAGE}"


@pytest.mark.parametrize(
    ("public_url", "expected"),
    [
        ("https://buscar.example.org/", f"https://buscar.example.org{PASSAGE}"),
        (" https://buscar.example.org", f"https://buscar.example.org{PASSAGE}"),
        ("https://example.org/buscar/", f"https://example.org/buscar{PASSAGE}"),
    ],
)
def test_with_a_public_address_no_other_host_is_named(
    tmp_path: Path, public_url: str, expected: str
) -> None:
    settings = replace(write_collection(tmp_path, (CLAVES,)), public_url=public_url)
    with serving(settings) as site:
        page = site.get(PASSAGE, {"Host": "localhost"})
        results = site.get("/search?q=secretas+palabras+miedo", {"Host": "localhost"})
        [item] = site.get(f"{PASSAGE}/cite/csl-json", {"Host": "localhost"}).json
    assert item["URL"] == expected
    assert f'content="{expected}"' in page.text
    assert "//localhost" not in page.text + results.text
    [coins] = re.findall(r'class="Z3988" title="([^"]*)"', results.text)
    assert parse_qs(unescape(coins))["rft_id"] == [expected.removesuffix("/passages/1")]


@pytest.mark.parametrize(
    "public_url",
    ["buscar.example.org", "ftp://example.org", "https://", "https://a.example/?q=x",
     "https://a.example/#x", "https://user@a.example/", "https://a.example:x/", 'https://a"b/'],
)  # fmt: skip
def test_what_is_no_address_of_a_service_is_told(tmp_path: Path, public_url: str) -> None:
    settings = replace(settings_in(tmp_path), public_url=public_url)
    with pytest.raises(UsageError, match="public_url"):
        create_app(settings)

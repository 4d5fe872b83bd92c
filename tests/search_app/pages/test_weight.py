"""What a page weighs: readers pay for each kilobyte, and some wait for it on a bad line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import pytest

from search_app.pages.layout import STATIC
from tests.search_app.library.collection import LIBRARY
from tests.search_app.site import Site, serving, write_collection

PAGE_BYTES = 60_000
STYLE_BYTES = 20_500
PATHS = ["/", "/search?q=miedo", "/search?q=miedo&page=2", "/publications/obra-001?q=miedo",
         "/publications/obra-001/passages/1?q=miedo", "/nowhere"]  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Enough publications that every facet has more values than are shown."""
    folder = tmp_path_factory.mktemp("library")
    with serving(write_collection(folder, LIBRARY)) as running:
        yield running


def test_a_full_page_of_results_is_light(library: Site) -> None:
    page = library.get("/search?q=miedo")
    assert page.text.count("<mark>") >= 10 * (1 + 3)  # ten hits with three passages each
    assert page.text.count("<fieldset") == 6
    assert len(page.body) < PAGE_BYTES


def test_a_chosen_value_is_on_the_page_however_rare_it_is(library: Site) -> None:
    rare = "Equipo de acompañamiento de la región número 109"
    assert rare not in library.get("/search").text
    chosen = library.get(f"/search?creator={quote(rare)}").text
    assert f'name="creator" value="{rare}" checked' in chosen


def test_all_style_sheets_together_are_light_and_load_nothing() -> None:
    sheets = [path.read_text("utf-8") for path in sorted(STATIC.rglob("*.css"))]
    assert 0 < sum(len(sheet.encode()) for sheet in sheets) < STYLE_BYTES
    for sheet in sheets:
        assert re.findall(r"@import|@font-face|url\(\s*[\"']?(?!data:)", sheet) == []


@pytest.mark.parametrize("path", PATHS)
def test_nothing_but_the_style_sheet_stands_between_a_reader_and_the_text(
    library: Site, path: str
) -> None:
    text = library.get(path).text
    assert _blocking(text) == []
    assert _inline(text) == []
    sheets = re.findall(r'<link[^>]+rel="stylesheet"[^>]*href="([^"]+)"', text)
    assert sheets
    assert all(unescape(sheet).startswith("/static/") for sheet in sheets)


def _blocking(text: str) -> list[str]:
    """Scripts that stop the page until they have come and run."""
    tags = re.findall(r"<script\b[^>]*>", text)
    waits = r'\sdefer\b|\sasync\b|type="(?:module|application/ld\+json)"'
    return [tag for tag in tags if not re.search(waits, tag)]


def _inline(text: str) -> list[str]:
    """Styles and programs that stand in the page itself; the policy of the pages forbids them."""
    scripts = re.findall(r"<script\b(?![^>]*(?:\ssrc=|ld\+json))[^>]*>", text)
    attributes = re.findall(r"<[a-z][^>]*\s(?:style|on[a-z]+)=\"[^\"]*\"", text)
    return scripts + attributes + re.findall(r"<style\b", text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<script src="/x.js"></script>', 1),
        ('<script src="/x.js" defer></script>', 0),
        ('<script type="application/ld+json">{}</script>', 0),
        ("<script>x()</script>", 2),
        ('<p style="color: red">', 1),
        ('<p onclick="x()">', 1),
        ("<style>p {}</style>", 1),
    ],
)
def test_what_would_hold_up_a_page_is_found(text: str, found: int) -> None:
    assert len(_blocking(text) + _inline(text)) == found

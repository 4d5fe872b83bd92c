"""The title of a page is its article's, not its site's."""

from __future__ import annotations

import json

import pytest

from tests.builders import SPANISH
from tests.builders import html as page
from tests.extract.conftest import ReadPage

P = f"<p>{SPANISH}</p>"
SITE = "Organización Equis"
OG_SITE = f"<meta property='og:site_name' content='{SITE}'>"


def _ld(value: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(value)}</script>"


# The page's <title>, head, body; the title is always "El colmenar sereno".
PAGES = {
    "a logo as the first heading, the first page's name in the title": (
        f"Inicio | {SITE}",
        "",
        f"<h1>{SITE}</h1><article><h1>El colmenar sereno</h1>{P}</article>",
    ),
    "a lone heading, the first page's name in the title": (
        f"Inicio | {SITE}",
        "",
        f"<h1>El colmenar sereno</h1>{P}",
    ),
    "a part of a manual, without a head": (
        "",
        "",
        f"<section><div><h2 class='title'>El colmenar sereno</h2></div>{P}<section><h2>Abejas</h2>"
        f"{P}</section><section><h2>Miel</h2>{P}</section></section>",
    ),
    "a logo that leads home": (
        SITE,
        "",
        f"<header><h1><a href='/'>{SITE}</a></h1></header><h2 class='entry-title'>El colmenar "
        f"sereno</h2>{P}",
    ),
    "the site's name as the page's title for links": (
        SITE,
        f"{OG_SITE}<meta property='og:title' content='{SITE}'>",
        f"<main><h1>El colmenar sereno</h1>{P}</main>",
    ),
    "the program before the file's name": (
        "microsoft word - BORRADOR el colmenar.doc", "", f"<h1>El colmenar sereno</h1>{P}",
    ),
    "the title of a document of Word": (
        "", "", f"<p class=MsoTitle>El colmenar sereno</p>{P}<h1>1. Abejas</h1>{P}"
        f"<h1>2. Miel</h1>{P}",
    ),
    "large type, without headings": (
        "Nueva página 1", "",
        f"<font size=2>Colectiva</font><p><b><font size=6>El colmenar sereno</font></b></p>{P}",
    ),
    "a note on the title": (
        "El colmenar sereno", "", f"<h1>El colmenar sereno<sup><a href='#n'>*</a></sup></h1>{P}",
    ),
    "the site's name behind": (f"El colmenar sereno – {SITE}", OG_SITE, P),
    "the site's name before": (f"{SITE} :: El colmenar sereno", OG_SITE, P),
    "a section and the site behind": (
        f"El colmenar sereno | Noticias | {SITE}",
        "",
        f"<h1>Noticias</h1><main><h2>El colmenar sereno</h2>{P}</main>",
    ),
    "the name of a picture as the headline": (
        f"El colmenar sereno | {SITE}",
        _ld({"@type": "Article", "headline": "Una foto del taller"}),
        f"<h1>El colmenar sereno</h1>{P}",
    ),
    "a description as the headline, the name beside it": (
        f"El colmenar sereno - {SITE}",
        _ld({"@type": "Article", "headline": "sitio", "name": "El colmenar sereno"}),
        f"<h1>El colmenar sereno</h1>{P}",
    ),
    "the site's name in a logo": (
        f"El colmenar sereno - {SITE}",
        "",
        f"<a class=navbar-brand href='/'><img alt='{SITE}'></a>{P}",
    ),
    "the site's name in its description for programs": (
        f"El colmenar sereno · {SITE}",
        _ld({"@graph": [{"@type": "Organization", "name": SITE}]}),
        P,
    ),
    "no title, a marked heading": ("", "", f"<h1 class=site-title>{SITE}</h1><h2 class=post-title>"
                                           f"El colmenar sereno</h2>{P}"),
}  # fmt: skip


@pytest.mark.parametrize("what", PAGES)
def test_the_heading_of_the_article_is_the_title(read_page: ReadPage, what: str) -> None:
    title, head, body = PAGES[what]
    found = read_page(page(body, title=title, head=head)).metadata
    assert found.title == "El colmenar sereno"


def test_the_first_page_of_a_site_has_its_name(read_page: ReadPage) -> None:
    found = read_page(page(f"<h1><a href='/'>{SITE}</a></h1>{P}", title=SITE, head=OG_SITE))
    assert found.metadata.title == SITE


def test_a_title_keeps_its_parts_where_no_site_is_known(read_page: ReadPage) -> None:
    found = read_page(page(P, title="Memoria – Verdad – Justicia"))
    assert found.metadata.title == "Memoria – Verdad – Justicia"

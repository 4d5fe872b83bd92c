"""Pages as a browser gets them: address -> status and what must (not) be on the page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.search_app.site import Site, serving, write_collection

PAGES = [
    (
        "/",
        200,
        ["22 publicaciones", "de 1981 a 2021", "Publicaciones más recientes", "Cómo buscar"],
    ),
    ("/?lang=en", 200, ["22 publications", "Newest publications", "How to search"]),
    ("/search", 200, ["Todas las publicaciones", "22 publicaciones", "Más recientes"]),
    (
        "/search?q=memoria",
        200,
        ["<mark>memoria</mark>", "p. 1", "#page=3", "/passages/3?q=memoria"],
    ),
    ("/search?q=escuchar", 200, ["p. i", "#page=1", '<q lang="es">']),
    ("/search?q=red+protege", 200, ["Tejer la red", "/publications/miedo-html/file#red"]),
    ("/search?q=fear", 200, ["Accompanying without replacing", '<q lang="en">']),
    ("/search?q=xyzzyq", 200, ["No se encontró nada", "Cómo buscar", "Revise la ortografía"]),
    ("/search?q=fear&language=pt", 200, ["Buscar sin «Idioma: Portugués»", "(1 publicación)"]),
    ("/search?q=fear&language=pt&type=news", 200, ["Buscar sin los filtros"]),
    ("/search?q=%22collective+accompaniment%22", 200, ["Buscar sin comillas"]),
    (
        "/search?q=segurnaxa&language=pt&lang=en",
        200,
        [
            "Showing results for “",
            '<strong lang="">segurança</strong>',
            'lang=en&q=segurnaxa&language=pt&as_typed=1" rel="nofollow">Search for “',
            "<mark>segurança</mark>",
        ],
    ),
    (
        "/search?q=segurnaxa&language=pt&as_typed=1&lang=en",
        200,
        [
            "Did you mean",
            'q=seguran%C3%A7a&language=pt" rel="nofollow" lang="">segurança<',
            "Nothing was found",
        ],
    ),
    (
        "/search?q=boletim+segurnaxa+xyzzyq",
        200,
        ["Tal vez quiso decir", ">boletim segurança xyzzyq<", "solo algunas de las palabras"],
    ),
    ("/search?q=title:miedo", 200, ["El <mark>miedo</mark> como mensaje"]),
    ("/search?q=memoria+xyzzyq", 200, ["Estas contienen solo algunas de las palabras"]),
    ("/search?language=pt", 200, ["13 publicaciones", "Idioma: Portugués", "Página </span>2"]),
    ("/search?language=pt&page=2", 200, ["se muestran de la 11 a la 13"]),
    ("/search?language=pt&page=999", 200, ["se muestran de la 11 a la 13"]),
    ("/search?language=pt&page=-1", 200, ["se muestran de la 1 a la 10"]),
    ("/search?language=pt&cursor=rubbish", 200, ["se muestran de la 1 a la 10"]),
    ("/search?year_from=2014&year_to=2019", 200, ["De 2014 a 2019", "3 publicaciones"]),
    ("/search?year_from=2019&year_to=2014", 200, ["De 2014 a 2019"]),
    ("/search?sort=oldest", 200, ['aria-current="true">Más antiguas']),
    ("/search?sort=sideways&per_page=x", 200, ["22 publicaciones"]),
    ("/search?q=!+%7B+%5B+%22+~", 200, ["ninguna palabra que buscar"]),
    ("/publications/claves-es", 200, ["2 de 3 páginas tienen texto", "11 de marzo de 2019"]),
    ("/publications/claves-es", 200, ['href="/publications/keys-en"', "no/such.pdf", "CC BY 4.0"]),
    ("/publications/claves-es", 200, ['href="/publications/miedo-html"', "El miedo como mensaje"]),
    ("/publications/claves-es?q=miedo", 200, ["/passages/1?q=miedo", "Volver a los resultados"]),
    ("/publications/claves-es?lang=en", 200, ["2 of 3 pages have text", "/passages/1?lang=en"]),
    ("/publications/miedo-html", 200, ["Las 2 secciones tienen texto", "junio de 2014"]),
    ("/publications/claves-es/passages/1", 200, ["p. i", "1 de 3", "/passages/2", "#page=1"]),
    (
        "/publications/claves-es/passages/3?q=memoria",
        200,
        ['<mark id="match-1">memoria</mark>', '<mark id="match-2">', "3 de 3"],
    ),
    ("/publications/claves-es/passages/2", 200, ["no hay texto que mostrar"]),
    ("/publications/escaneo/passages/1", 200, ["un programa reconoció su texto"]),
    ("/publications/miedo-html/passages/2", 200, ["Tejer la red", "/file#red"]),
    ("/publications/none", 404, ["Aquí no hay nada", "Ir al inicio"]),
    ("/publications/claves-es/passages/4", 404, ["Aquí no hay nada"]),
    ("/publications/claves-es/passages/0", 404, ["Aquí no hay nada"]),
    ("/nowhere?lang=en", 404, ["There is nothing here"]),
]


@pytest.mark.parametrize(("path", "status", "expected"), PAGES)
def test_a_page_shows_what_a_reader_expects(
    site: Site, path: str, status: int, expected: list[str]
) -> None:
    answer = site.get(path)
    text = unescape(answer.text)
    assert answer.status == status
    assert answer.media_type == "text/html"
    assert [string for string in expected if string not in text] == []


@pytest.mark.parametrize(
    ("path", "header", "language"),
    [
        ("/", "", "es"),
        ("/", "de", "es"),
        ("/", "fr-CA", "fr"),
        ("/", "pt-PT,en;q=0.5", "pt"),
        ("/", "en-GB,en;q=0.9", "en"),
        ("/", "de, es;q=0.8, en;q=0.7", "es"),
        ("/?lang=en", "es", "en"),
        ("/?lang=es", "en", "es"),
        ("/?lang=tlh", "en", "en"),
        ("/nowhere", "en", "en"),
    ],
)
def test_the_interface_speaks_the_language_asked_for(
    site: Site, path: str, header: str, language: str
) -> None:
    answer = site.get(path, {"Accept-Language": header})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["Vary"] == "Accept-Language, Accept-Encoding"


@pytest.mark.parametrize(
    "path", ["/?lang=en", "/search?q=memoria&lang=en", "/publications/claves-es?lang=en&q=miedo"]
)
def test_links_and_forms_keep_the_language_of_the_address(site: Site, path: str) -> None:
    text = site.get(path).text
    links = [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]+)"', text)]
    lost = [
        link
        for link in links
        if not link.startswith(("#", "/leave"))
        and "/file" not in link
        and "/cite/" not in link  # the same file in all languages
        and "lang=" not in link
    ]
    assert lost == []
    forms = re.findall(r"<form.*?</form>", text, re.DOTALL)
    assert forms
    assert all('name="lang" value="en"' in form for form in forms)


@pytest.mark.parametrize(("query", "offered"), [("miedo", True), ("xyzzyplugh", False)])
def test_filters_are_offered_where_there_is_something_to_choose(
    site: Site, query: str, offered: bool
) -> None:
    text = site.get(f"/search?q={query}").text
    assert ('id="filters"' in text) == ('href="#filters"' in text) == offered


def test_every_link_on_the_pages_leads_somewhere(site: Site) -> None:
    paths = {"/", "/search?q=miedo&language=es", "/publications/claves-es?q=miedo"}
    links = {
        unescape(link).partition("#")[0]
        for path in paths
        for link in re.findall(r'(?:href|src|action)="(/[^"]*)"', site.get(path).text)
    }
    assert len(links) > 40
    links.remove("/leave")
    assert {link: status for link in links if (status := site.get(link).status) != 200} == {}


def test_a_filter_narrows_and_its_chip_takes_it_away(site: Site) -> None:
    text = site.get("/search?q=acompa%C3%B1amiento&language=es&type=booklet").text
    assert 'name="language" value="es" checked' in text
    chips = re.search(r'class="chips".*?</ul>', text, re.DOTALL)
    assert chips is not None
    links = [unescape(link) for link in re.findall(r'href="([^"]+)"', chips[0])]
    assert links == [
        "/search?q=acompa%C3%B1amiento&type=booklet",
        "/search?q=acompa%C3%B1amiento&language=es",
        "/search?q=acompa%C3%B1amiento",
    ]


def test_a_year_can_be_chosen_and_left_again(site: Site) -> None:
    text = unescape(site.get("/search?language=es").text)
    assert "/search?language=es&year_from=2012&year_to=2014" not in text
    link = re.search(r'<a href="(/search\?language=es&year_from=(\d+)&year_to=\d+)"', text)
    assert link is not None
    chosen = unescape(site.get(link[1]).text)
    assert f'value="{link[2]}"' in chosen
    assert '<a href="/search?language=es" rel="nofollow"' in chosen
    assert 'aria-current="true"><title>' in chosen


def test_paging_reaches_every_publication_once(site: Site) -> None:
    found: list[str] = []
    for page in (1, 2, 3):
        text = site.get(f"/search?page={page}").text
        found += re.findall(r'<h2><a href="/publications/([^"?]+)', text)
    assert len(found) == len(set(found)) == 22


def test_text_with_no_known_language_claims_none(site: Site) -> None:
    assert '<q lang="">' in site.get("/search?q=hostil").text


def test_an_empty_collection_has_a_home_page_and_an_empty_list(tmp_path: Path) -> None:
    with serving(write_collection(tmp_path, ())) as empty:
        assert "La colección todavía está vacía" in empty.get("/").text
        assert "0 publicaciones" in empty.get("/search").text
        assert empty.get("/api/v1/search?q=x").json["total"] == 0


@pytest.mark.parametrize("quotes", ["%22%22", "“”", "„“", "«»"])
def test_all_quotation_marks_can_be_left_out_on_the_first_page(site: Site, quotes: str) -> None:
    opening, closing = quotes[: len(quotes) // 2], quotes[len(quotes) // 2 :]
    query = f"{opening}collective+accompaniment{closing}".replace("%22", '"')
    cursor = site.get("/api/v1/search?q=a&per_page=1").json["next"].partition("cursor=")[2]
    page = site.get(f"/search?q={quote(query, safe='+')}&per_page=5&cursor={cursor}").text
    [link] = re.findall(r'href="([^"]*)"[^>]*>Buscar sin comillas<', unescape(page))
    assert link == "/search?q=collective+accompaniment&per_page=5"

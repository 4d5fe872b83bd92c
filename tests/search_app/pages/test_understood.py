"""Readers see in their language how a query was understood, and may use the words that they see."""

from __future__ import annotations

from html import unescape
from urllib.parse import urlencode

import pytest

from search_app.i18n.locale import LANGUAGES
from tests.search_app.site import Site

FIELDS = {
    "es": ("idioma", "tipo"),
    "en": ("language", "type"),
    "pt": ("idioma", "tipo"),
    "fr": ("langue", "type"),
}

SAID = [
    ("es", "título:acompañar", "Se buscó: título: acompañar."),
    ("es", "miedo O memoria", "Se buscó: miedo o memoria."),
    ("es", "miedo -memoria", "Se buscó: miedo · sin memoria."),
    ("es", "miedo año:2014-2016", "Se buscó: miedo · año: 2014–2016."),
    ("es", "año:>2018", "Se buscó: año: desde 2019."),
    ("es", "idioma:(es O inglés)", "Se buscó: idioma: español o inglés."),
    ("es", "tipo:cuaderno", "Se buscó: tipo: cuaderno."),
    ("fr", "titre : acompañar", "Recherche effectuée\u00a0: titre\u00a0: acompañar."),
    ("pt", "ano:..2016", "Buscado: ano: até 2016."),
    ("en", "language:spanish", "Searched: language: spanish."),
    ("es", "escuchar,miedo", "Nada coincide con «escuchar,miedo» tal como está escrito"),
    ("es", "miedo –memoria", "«–memoria» se entendió como «-memoria»."),
    ("es", "editorial:aluna", "No se puede buscar solo en «editorial»"),
    ("es", "año:siempre", "«año:siempre» no indica ningún año"),
    ("es", "tipo:poema", "Ninguna publicación tiene «tipo:poema»."),
    ("es", "site:aluna.org miedo", "«site:aluna.org» no significa nada en este buscador"),
    ("pt", '"el miedo', "Falta o par de “\"”, por isso foi ignorado."),
    ("fr", "peur OU exil", "«\u00a0OU\u00a0» en majuscules a été compris comme un opérateur"),
    ("es", "/mem.*ia/", "«/mem.*ia/» se buscó como palabras."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "query", "text"), SAID)
def test_the_page_says_how_a_query_was_understood(
    site: Site, language: str, query: str, text: str
) -> None:
    page = site.get(f"/search?{urlencode({'q': query, 'lang': language})}")
    assert page.status == 200
    assert text in unescape(page.text)


@pytest.mark.parametrize("query", ["miedo", '"el miedo"', "acompañ*", "miedo memoria"])
def test_plain_words_need_no_explanation(site: Site, query: str) -> None:
    page = site.get(f"/search?{urlencode({'q': query, 'lang': 'es'})}")
    assert "Se buscó" not in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_labels_of_filters_are_values_in_queries(site: Site, language: str) -> None:
    facets = site.get(f"/api/v1/search?lang={language}").json["facets"]
    for name, facet in zip(FIELDS[language], ("language", "type"), strict=True):
        for value in facets[facet]:
            query = f'{name}:"{value["label"]}"'
            found = site.get(f"/api/v1/search?{urlencode({'q': query})}").json
            assert found["total"] == value["count"], query


def test_what_a_page_of_results_marks_is_marked_on_the_pages_that_it_leads_to(site: Site) -> None:
    query = urlencode({"q": "miedo/escuchar", "lang": "es"})
    for path in ("/search", "/publications/claves-es", "/publications/claves-es/passages/1"):
        page = site.get(f"{path}?{query}").text
        assert "<mark" in page, path

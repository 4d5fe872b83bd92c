"""Failures in the reader's language, and what headers and <head> say about languages."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from search_app.error_handlers import _TEXTS
from search_app.i18n.locale import LANGUAGES, gettext
from tests.search_app.site import Site, serving, write_collection
from tests.search_app.web.test_failures import Failing

WORDS = {
    404: ("Aquí no hay nada", "There is nothing here", "Não há nada aqui", "Il n’y a rien ici"),
    405: ("Esta acción no está disponible aquí", "This action is not available here",
          "Esta ação não está disponível aqui", "Cette action n’est pas disponible ici"),
    500: ("Algo falló de nuestro lado", "Something went wrong on our side",
          "Algo deu errado do nosso lado", "Un problème est survenu de notre côté"),
}  # fmt: skip
each_language = pytest.mark.parametrize("code", LANGUAGES)

BOTH = "Accept-Language, Accept-Encoding"


@each_language
@pytest.mark.parametrize(
    ("status", "method", "path"), [(404, "GET", "publications/x"), (405, "DELETE", "search")]
)
def test_a_refusal_is_in_the_reader_s_language(
    site: Site, status: int, method: str, path: str, code: str
) -> None:
    title = WORDS[status][LANGUAGES.index(code)]
    browser = {"Accept-Language": f"{code}-XX"}
    page = site.send(method, f"/{path}", browser)
    problem = site.send(method, f"/api/v1/{path}", browser)
    assert (page.status, problem.status) == (status, status)
    assert title in unescape(page.text)
    assert problem.json["title"] == title
    assert page.headers["Content-Language"] == problem.headers["Content-Language"] == code
    assert page.headers["Vary"] == problem.headers["Vary"] == BOTH


def test_a_failure_is_in_the_reader_s_language(tmp_path: Path) -> None:
    with serving(write_collection(tmp_path, ()), Failing(KeyError("x"))) as site:  # type: ignore[arg-type]
        for code, title in zip(LANGUAGES, WORDS[500], strict=True):
            page = site.get(f"/search?lang={code}")
            problem = site.get(f"/api/v1/search?lang={code}")
            assert (page.status, problem.status) == (500, 500)
            assert title in unescape(page.text)
            assert problem.json["title"] == title


@each_language
def test_every_failure_has_words_of_its_own(site: Site, code: str) -> None:
    with site.app.test_request_context(f"/?lang={code}"):
        titles = {gettext(title) for title, _ in _TEXTS.values()}
    assert len(titles) == len(_TEXTS)


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("es", "page: debe ser un número entero de 1 a 1000000."),
        ("en", "page: it must be a whole number from 1 to 1000000."),
        ("pt", "page: precisa ser um número inteiro de 1 a 1000000."),
        ("fr", "page\u00a0: ce doit être un nombre entier de 1 à 1000000."),
    ],
)
def test_a_refused_parameter_is_explained_in_the_language_asked_for(
    site: Site, code: str, detail: str
) -> None:
    assert site.get(f"/api/v1/search?page=0&lang={code}").json["detail"] == detail


@pytest.mark.parametrize("query", ["cursor=x", "langauge=x", "sort=x", "q=a&q=b", "year_to=x"])
def test_the_reason_for_a_refusal_is_translated(site: Site, query: str) -> None:
    reasons = {site.get(f"/api/v1/search?{query}&lang={code}").json["detail"] for code in LANGUAGES}
    assert len(reasons) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("path", "declared"),
    [
        ("/publications/miedo-html/file", None),
        ("/publications/claves-es/file", None),
        ("/publications/fuera/file", "fr"),  # not found, which is our answer
        ("/robots.txt", None),
        ("/healthz", None),
        ("/api/v1/search", "fr"),
        ("/publications/claves-es", "fr"),
    ],
)
def test_only_our_own_answers_are_in_the_interface_language(
    site: Site, path: str, declared: str | None
) -> None:
    answer = site.get(path, {"Accept-Language": "fr"})
    assert answer.headers["Content-Language"] == declared
    assert ("Accept-Language" in (answer.headers["Vary"] or "")) == (declared is not None)


LISTED = [
    "/",
    "/publications/claves-es",
    "/publications/claves-es/passages/1",
]


@pytest.mark.parametrize("path", [*LISTED, *(f"{path}?lang=pt" for path in LISTED)])
def test_a_page_that_may_be_listed_names_itself_in_each_language(site: Site, path: str) -> None:
    own = path.partition("?")[0]
    page = site.get(path).text
    links = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)
    expected = [(code, f"{own}?lang={code}") for code in LANGUAGES]
    assert links == [*expected, ("x-default", own)]
    for code, address in links[:-1]:
        assert f'<html lang="{code}">' in site.get(address).text


@pytest.mark.parametrize(
    "path", ["/search", "/search?q=miedo", "/publications/x", LISTED[1] + "?q=a"]
)
def test_a_page_that_may_not_be_listed_names_no_other_languages(site: Site, path: str) -> None:
    assert 'rel="alternate" hreflang' not in site.get(path).text
    assert 'name="robots" content="noindex' in site.get(path).text


@each_language
def test_the_switcher_names_each_language_in_itself_and_keeps_the_page(
    site: Site, code: str
) -> None:
    page = site.get(f"/search?q=miedo&language=es&lang={code}").text
    nav = re.search(r'<nav class="languages" aria-label="([^"]+)">(.*?)</nav>', page, re.DOTALL)
    assert nav is not None
    found = re.findall(
        r'<a href="([^"]+)" lang="(\w+)"( aria-current="true")? hreflang="(\w+)">(\w+)</a>', nav[2]
    )
    names = ["Español", "English", "Português", "Français"]
    assert [
        (unescape(url), lang, hreflang, bool(current), name)
        for url, lang, current, hreflang, name in found
    ] == [
        (f"/search?q=miedo&language=es&lang={other}", other, other, other == code, name)
        for other, name in zip(LANGUAGES, names, strict=True)
    ]

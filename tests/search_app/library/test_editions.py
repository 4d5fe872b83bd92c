"""Sister editions and copies of a text, on the pages and in the answers of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.model import Metadata, Origin, Passage, Relation
from tests.builders import ENGLISH, SPANISH
from tests.search_app.site import Site, Work, pdf, restore, serving, write_collection

TEXT = " ".join(
    f"{SPANISH} Jornada {n}: la asamblea número {n * 37} de la comunidad." for n in range(6)
)
OTHER = " ".join(
    f"La milpa {n} y el río {n * 11} guardan la memoria del pueblo." for n in range(30)
)


def work(
    identifier: str, title: str, language: str, *texts: str, relation: tuple[str, str] | None = None
) -> Work:
    return Work(
        identifier,
        f"{identifier}.pdf",
        pdf(len(texts)),
        Metadata(
            title=title,
            languages=(language,),
            date="2019",
            relations=(Relation(*relation),) if relation else (),
        ),
        tuple(Passage(n, f"{n}", text, language=language) for n, text in enumerate(texts, 1)),
    )


ORIGINAL = work("original", "El miedo avisa", "es", TEXT, OTHER)
ENGLISH_EDITION = work(
    "english", "Fear warns", "en", ENGLISH, ENGLISH, relation=("isTranslationOf", "original.pdf")
)
FRENCH_EDITION = work(
    "french", "La peur avertit", "fr", "La peur.", "Le corps.",
    relation=("isTranslationOf", "el miedo AVISA"),
)  # fmt: skip
ABRIDGED = work(
    "abridged", "El miedo, breve", "es", OTHER[:300], relation=("isVersionOf", "original")
)
WEB = replace(
    work("web", "El miedo avisa (página)", "es", TEXT.replace("ó", "o"), OTHER),
    path="web.html",
    media_type="text/html",
)
WEB = replace(
    WEB,
    passages=tuple(replace(p, origin=Origin.HTML, anchor=f"s{p.number}") for p in WEB.passages),
)
ALONE = work("alone", "Otra cosa", "es", "Nada que ver con lo demás.")
SECRET = work("secret", "Secreto", "pt", "O medo.", "O corpo.",
              relation=("isTranslationOf", "original"))  # fmt: skip
WORKS = (ORIGINAL, ENGLISH_EDITION, FRENCH_EDITION, ABRIDGED, WEB, ALONE, SECRET)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Site]:
    with serving(write_collection(tmp_path, WORKS)) as running:
        yield running


def publication(site: Site, identifier: str) -> dict[str, object]:
    answer: dict[str, object] = site.get(f"/api/v1/publications/{identifier}").json
    return answer


def sisters(site: Site, identifier: str) -> dict[str, str]:
    answer = site.get(f"/api/v1/publications/{identifier}").json
    return {sister["id"]: sister["kind"] for sister in answer["sisters"]}


def test_a_publication_names_its_sisters_from_whichever_side_they_are_related(
    library: Site,
) -> None:
    assert sisters(library, "original") == {
        "abridged": "version", "english": "translation", "french": "translation",
        "secret": "translation",
    }  # fmt: skip
    assert sisters(library, "french")["english"] == "translation"
    assert sisters(library, "alone") == {}
    [sister] = [s for s in library.get("/api/v1/publications/original").json["sisters"]
                if s["id"] == "english"]  # fmt: skip
    assert sister == {
        "id": "english", "languages": ["en"], "kind": "translation", "title": "Fear warns",
        "url": "/publications/english",
    }  # fmt: skip


def test_copies_of_a_text_are_hits_of_their_own_and_on_a_page_folded_under_the_first(
    library: Site,
) -> None:
    assert publication(library, "original")["near_identical"] == ["web"]
    assert publication(library, "web")["near_identical"] == ["original"]
    assert publication(library, "english")["near_identical"] == []
    found = library.get("/api/v1/search?q=asamblea").json
    assert found["total"] == 2
    assert {hit["id"] for hit in found["hits"]} == {"original", "web"}
    page = library.get("/search?q=asamblea&lang=en").text
    assert page.count('<li class="hit"') == 1
    assert "2 publications" in page
    assert page.count("Almost the same text:") == 1
    assert "El miedo avisa (página)</a>" in page
    assert "(Spanish, 2019, HTML)" in page


def test_the_landing_page_shows_editions_in_their_language_and_copies(library: Site) -> None:
    page = library.get("/publications/original").text
    assert "Otros idiomas y ediciones" in page
    link = '<a href="/publications/english" lang="en" hreflang="en">Fear warns</a>'
    assert f'{link} <span class="note">(Inglés, 2019, PDF)</span>' in page
    assert "Otras copias de este texto" in page
    assert '<a href="/publications/web" lang="es" hreflang="es">' in page
    english = library.get("/publications/english").text
    assert "Traducción de" not in english  # the list of editions says it
    assert "Otros idiomas" not in library.get("/publications/alone").text


def test_a_copy_that_is_a_sister_edition_is_shown_once(tmp_path: Path) -> None:
    related = replace(WEB, metadata=replace(WEB.metadata, relations=(
        Relation("isFormatOf", "original"),)))  # fmt: skip
    with serving(write_collection(tmp_path, (ORIGINAL, related))) as site:
        assert sisters(site, "original") == {"web": "version"}
        assert publication(site, "original")["near_identical"] == ["web"]
        page = site.get("/publications/original").text
        assert page.count('href="/publications/web"') == 1
        assert "Otras copias" not in page


def test_a_passage_leads_to_the_same_page_in_other_languages(library: Site) -> None:
    aligned = library.get("/api/v1/publications/original/passages/2").json["aligned"]
    assert [(a["publication"], a["number"], a["exact"]) for a in aligned] == [
        ("english", 2, True), ("french", 2, True), ("secret", 2, True),
    ]  # fmt: skip
    assert aligned[0] == {
        "publication": "english", "number": 2, "label": "2",
        "url": "/publications/english/passages/2", "exact": True,
    }  # fmt: skip
    page = library.get("/publications/original/passages/2?q=miedo").text
    link = '<a href="/publications/english/passages/2?q=miedo" class="plain" hreflang="en">'
    assert f"{link}Esta página en inglés</a>" in page
    assert "This page in French" in library.get("/publications/original/passages/2?lang=en").text


def test_nothing_is_aligned_where_the_numbers_of_pages_differ_much(library: Site) -> None:
    assert library.get("/api/v1/publications/abridged/passages/1").json["aligned"] == []


def test_an_edition_in_the_same_language_is_named_by_its_title(tmp_path: Path) -> None:
    revised = work("revised", "El miedo avisa, 2.ª edición", "es", TEXT, OTHER,
                   relation=("isVersionOf", "original"))  # fmt: skip
    with serving(write_collection(tmp_path, (ORIGINAL, revised))) as site:
        page = site.get("/publications/original/passages/1").text
        assert 'Esta página en «<span lang="es">El miedo avisa, 2.ª edición</span>»' in page


def test_a_place_that_is_only_near_is_called_so(tmp_path: Path) -> None:
    pages = [f"{SPANISH} {n} {n * n + 1000} Tlatelolco{n}" for n in range(20)]
    theirs = [f"{ENGLISH} {n} {n * n + 1000} Tlatelolco{n}" for n in range(20) if n != 7]
    works = (
        work("a", "Uno", "es", *pages),
        work("b", "One", "en", *theirs, relation=("isTranslationOf", "a")),
    )
    with serving(write_collection(tmp_path, works)) as site:
        assert "About here in English" in site.get("/publications/a/passages/8?lang=en").text
        assert "This page in English" in site.get("/publications/a/passages/9?lang=en").text


def test_what_was_taken_down_is_no_sister_no_copy_and_nowhere_aligned(library: Site) -> None:
    addresses = (
        "/publications/original", "/publications/original/passages/2", "/search?q=asamblea",
        "/api/v1/publications/original", "/api/v1/publications/original/passages/2",
        "/api/v1/publications/french",
    )  # fmt: skip
    before = "".join(library.get(address).text for address in addresses)
    library.settings.takedown.write_text("secret\n")
    assert sisters(library, "french")["english"] == "translation"
    library.settings.takedown.write_text("secret\nweb\n")
    assert library.get("/publications/original").status == 410  # almost the same text
    restore(library.settings, "original")
    after = "".join(library.get(address).text for address in addresses)
    for trace in ("secret", "Secreto", "portugués", "publications/web", "(página)"):
        assert trace in before, trace
        assert trace not in after, trace
    assert set(sisters(library, "french")) == {"abridged", "english", "original"}


def test_a_title_that_names_what_was_taken_down_is_not_shown(library: Site) -> None:
    library.settings.takedown.write_text("original\n")
    for address in ("/publications/french", "/api/v1/publications/french"):
        assert "el miedo avisa" not in library.get(address).text.lower()

"""What programs read in the head of a page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from search_app.citations.meta_tags import json_ld, meta_tags
from tests.search_app.citations.works import ROOT, WORKS


def tags(work: str) -> list[tuple[str, str]]:
    return [(tag.name, tag.content) for tag in meta_tags(WORKS[work])]


def test_a_booklet_is_told_to_zotero_as_a_book() -> None:
    assert tags("series") == [
        ("citation_title", "Acompañar sin sustituir: primeras claves"),
        ("citation_author", "Equipo Ñandú,"),
        ("citation_publication_date", "2019/03/11"),
        ("citation_publisher", "Editorial Muestra"),
        ("citation_series_title", "Claves & apuntes"),
        ("citation_language", "es"),
        ("citation_public_url", f"{ROOT}/publications/serie"),
        ("citation_pdf_url", f"{ROOT}/publications/serie/file"),
        ("DC.type", "book"),
        ("DC.title", "Acompañar sin sustituir: primeras claves"),
        ("DC.creator", "Equipo Ñandú"),
        ("DC.date", "2019-03-11"),
        ("DC.publisher", "Editorial Muestra"),
        ("DC.language", "es"),
        ("DC.identifier", f"{ROOT}/publications/serie"),
    ]


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ("two", ("citation_author", "Roble, María José")),
        ("roman", ("citation_firstpage", "iv")),
        ("roman", ("citation_public_url", f"{ROOT}/publications/claves/passages/4")),
        ("roman", ("citation_pdf_url", f"{ROOT}/publications/claves/file")),
        ("page", ("citation_fulltext_html_url", f"{ROOT}/publications/miedo/file")),
        ("page", ("DC.type", "webpage")),
        ("article", ("DC.type", "magazineArticle")),
        ("article", ("citation_journal_title", "Claves & apuntes")),
        ("month", ("citation_publication_date", "2014/06")),
        ("special", ("citation_keywords", "uno; dos")),
    ],
)
def test_a_page_tells_what_it_knows(work: str, expected: tuple[str, str]) -> None:
    assert expected in tags(work)


def test_what_is_not_known_is_not_told() -> None:
    names = {name for name, _ in tags("anonymous") + tags("undated")}
    assert "citation_author" not in dict(tags("anonymous"))
    assert "citation_publication_date" not in dict(tags("undated"))
    assert names.isdisjoint({"citation_firstpage", "citation_series_title", "DC.rights"})


SCHEMA: list[tuple[str, dict[str, Any]]] = [
    (
        "two",
        {
            "@context": "https://schema.org",
            "@type": "Book",
            "name": "Acompañar sin sustituir: primeras claves",
            "author": [
                {"@type": "Person", "name": "Ana Sauco", "givenName": "Ana",
                 "familyName": "Sauco"},
                {"@type": "Person", "name": "María José Roble", "givenName": "María José",
                 "familyName": "Roble"},
            ],
            "datePublished": "2019-03-11",
            "publisher": {"@type": "Organization", "name": "Editorial Muestra"},
            "inLanguage": "es",
            "url": f"{ROOT}/publications/dos",
            "encoding": {
                "@type": "MediaObject",
                "contentUrl": f"{ROOT}/publications/dos/file",
                "encodingFormat": "application/pdf",
            },
        },
    ),
    (
        "section",
        {
            "@context": "https://schema.org",
            "@type": "CreativeWork",
            "position": "Tejer la red",
            "url": f"{ROOT}/publications/miedo/passages/2",
            "isPartOf": {
                "@type": "Article",
                "name": "El miedo como mensaje",
                "author": [{"@type": "Organization", "name": "Equipo Ñandú"}],
                "datePublished": "2014-06-05",
                "publisher": {"@type": "Organization", "name": "Editorial Muestra"},
                "inLanguage": "es",
                "url": f"{ROOT}/publications/miedo",
                "encoding": {
                    "@type": "MediaObject",
                    "contentUrl": f"{ROOT}/publications/miedo/file",
                    "encodingFormat": "text/html",
                },
            },
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("work", "document"), SCHEMA, ids=[work for work, _ in SCHEMA])
def test_schema_org_describes_the_work(work: str, document: dict[str, Any]) -> None:
    assert json.loads(json_ld(WORKS[work])) == document


def test_nothing_in_a_block_of_data_ends_it() -> None:
    text = json_ld(WORKS["special"])
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text)["name"].endswith("<i>no</i>")

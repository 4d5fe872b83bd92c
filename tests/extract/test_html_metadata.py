from __future__ import annotations

import json

import pytest

from indexer.model import Relation
from tests.builders import SPANISH
from tests.builders import html as page
from tests.extract.conftest import ReadPage

P = f"<p>{SPANISH}</p>"


def test_the_page_describes_itself_in_dublin_core_and_highwire(read_page: ReadPage) -> None:
    head = (
        "<meta name='citation_title' content='Diálogos sobre el miedo'>"
        "<meta name='citation_author' content='Lira, Elizabeth'>"
        "<meta name='citation_author' content='Castillo, María Isabel'>"
        "<meta name='citation_publication_date' content='2014/06/12'>"
        "<meta name='citation_doi' content='10.1590/x'>"
        "<meta name='citation_journal_title' content='Revista de prueba'>"
        "<meta name='DC.subject' content='miedo; duelo'><meta name='DC.publisher' content='Aluna'>"
        "<meta name='description' content='Sobre el miedo entre defensoras.'>"
        "<link rel='canonical' href='https://example.org/miedo'>"
        "<link rel='license' href='https://creativecommons.org/licenses/by/4.0/'>"
    )
    found = read_page(page(f"<h1>Otra cosa</h1>{P}", title="Página", head=head)).metadata
    assert found.title == "Diálogos sobre el miedo"
    assert found.creators == ("Lira, Elizabeth", "Castillo, María Isabel")
    assert (found.date, found.identifier) == ("2014-06-12", "10.1590/x")
    assert found.relations == (Relation("isPartOf", "Revista de prueba"),)
    assert (found.subjects, found.publisher) == (("miedo", "duelo"), "Aluna")
    assert found.description == "Sobre el miedo entre defensoras."
    assert found.source == "https://example.org/miedo"
    assert found.rights == "https://creativecommons.org/licenses/by/4.0/"
    assert found.languages == ()


def test_json_ld_is_read_also_in_a_graph_with_references(read_page: ReadPage) -> None:
    graph = [
        {"@type": "WebSite", "name": "Sitio"},
        {"@type": "Person", "@id": "#a", "name": "Elizabeth Lira"},
        {"@type": ["BlogPosting"], "headline": "Miedo &amp; cuidado", "author": {"@id": "#a"},
         "datePublished": "2017-11-29", "keywords": ["miedo", "duelo"],
         "publisher": {"name": "Aluna"}},
    ]  # fmt: skip
    script = json.dumps({"@context": "https://schema.org", "@graph": graph})
    head = f'<script type="application/ld+json">{script}</script>'
    found = read_page(page(P, head=head)).metadata
    assert (found.title, found.creators, found.date) == (
        "Miedo & cuidado",
        ("Elizabeth Lira",),
        "2017-11-29",
    )
    assert (found.subjects, found.publisher) == (("miedo", "duelo"), "Aluna")


@pytest.mark.parametrize(
    "script", ["{", "[" * 5_000, "null", '{"@type": 3, "author": {"name": 1}}']
)
def test_broken_json_ld_is_passed_over(read_page: ReadPage, script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script>'
    assert read_page(page(P, title="El miedo", head=head)).metadata.title == "El miedo"


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("El miedo | Aluna", "<h1>El miedo</h1>", "El miedo"),
        ("El miedo", "<h1>Aluna</h1>", "El miedo"),
        ("Untitled", "<h1>El miedo</h1>", "El miedo"),
        ("", "<h1>El miedo</h1>", "El miedo"),
    ],
)
def test_the_title_is_the_works_not_the_sites(
    read_page: ReadPage, title: str, body: str, expected: str
) -> None:
    assert read_page(page(body + P, title=title)).metadata.title == expected


def test_nobody_is_invented_as_creator(read_page: ReadPage) -> None:
    body = f"<h1>El miedo</h1><p>Por Elizabeth Lira</p><p class='author'>Juan Pérez</p>{P}"
    assert read_page(page(body)).metadata.creators == ()

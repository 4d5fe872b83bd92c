"""Tables of contents, roles, and the parts of a text, as a reader sees them and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.model import BlockKind, Metadata, OutlineEntry, Passage, Role, TextBlock
from tests.search_app.site import Site, Work, pdf, serving, write_collection

TEXT = "El miedo avisa\n\nAvisa de un peligro que aquí se cuenta.\n\n¹ Una nota al pie."
BLOCKS = (
    TextBlock(BlockKind.HEADING, 0, 14, 2),
    TextBlock(BlockKind.FOOTNOTE, TEXT.index("¹"), len(TEXT)),
)
PAGES = (
    Passage(1, "i", "Cuaderno\nTaller de muestra", language="es", role=Role.COVER),
    Passage(2, "ii", "Índice\nEl miedo avisa 1", language="es", role=Role.CONTENTS),
    Passage(3, "1", TEXT, language="es", blocks=BLOCKS),
    Passage(4, "2", "Lira, E. Psicología del temor.", language="es", role=Role.BIBLIOGRAPHY),
)
OUTLINE = (
    OutlineEntry("El miedo <avisa>", 3),
    OutlineEntry("Lo que dice", 3, 1),
    OutlineEntry("Lo que calla", 4, 2),
    OutlineEntry("Libros", 4),
)
SHORT = Work(
    "breve", "breve.pdf", pdf(4), Metadata(title="Cuaderno", languages=("es",)), PAGES,
    contents=OUTLINE,
)  # fmt: skip
LONG = replace(
    SHORT,
    id="largo",
    path="largo.pdf",
    metadata=replace(SHORT.metadata, title="Manual"),
    contents=tuple(
        OutlineEntry(f"Parte {part}.{section}" if section else f"Parte {part}", 1 + part % 4, depth)
        for part in range(1, 9)
        for section, depth in ((0, 0), (1, 1), (2, 1))
    ),
)


@pytest.fixture(scope="module")
def structured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("structured")
    with serving(write_collection(folder, (SHORT, LONG))) as running:
        yield running


def test_contents_are_nested_and_lead_to_their_pages(structured: Site) -> None:
    page = structured.get("/publications/breve").text
    listed = page[page.index('<ol class="contents">') :]
    titles = re.findall(
        r'href="([^"]*/passages/\d)[^"]*"[^>]*><span><span lang="es">(.*?)<', listed
    )
    assert titles == [
        ("/publications/breve/passages/3", "El miedo &lt;avisa&gt;"),
        ("/publications/breve/passages/3", "Lo que dice"),
        ("/publications/breve/passages/4", "Lo que calla"),
        ("/publications/breve/passages/4", "Libros"),
    ]
    assert listed.count('<ol class="contents">') == 3
    assert "p. 2" in listed and "apartado" not in listed


def test_long_contents_are_folded_below_their_parts(structured: Site) -> None:
    page = structured.get("/publications/largo").text
    assert page.count("2 apartados") == 8
    assert "Parte 8.2" in page


def test_the_contents_are_in_the_json(structured: Site) -> None:
    found = structured.get("/api/v1/publications/breve").json
    assert found["contents"][2] == {"title": "Lo que calla", "number": 4, "depth": 2}
    assert len(found["contents"]) == 4


def test_a_withdrawn_page_is_in_no_contents(tmp_path: Path) -> None:
    settings = write_collection(tmp_path, (SHORT,))
    settings.takedown.write_text("/publications/breve/passages/4\n", "utf-8")
    with serving(settings) as site:
        found = site.get("/api/v1/publications/breve").json["contents"]
        assert [entry["number"] for entry in found] == [3, 3]
        assert "Lo que calla" not in site.get("/publications/breve").text


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("es", "Índice de contenido"),
        ("en", "Table of contents"),
        ("pt", "Sumário"),
        ("fr", "Table des matières"),
    ],
)
def test_a_page_says_what_it_is(structured: Site, language: str, label: str) -> None:
    page = structured.get(f"/publications/breve/passages/2?lang={language}").text
    assert f'<span class="role">{label}</span>' in page
    assert 'class="role"' not in structured.get("/publications/breve/passages/3").text


def test_results_say_what_a_page_is(structured: Site) -> None:
    page = structured.get("/search?q=psicología".replace("í", "%C3%AD")).text
    assert '<span class="role">Bibliografía</span>' in page
    (hit, *_) = structured.get("/api/v1/search?q=temor").json["hits"]
    assert [p["role"] for p in hit["passages"]] == ["bibliography"]
    assert structured.get("/api/v1/publications/breve/passages/1").json["role"] == "cover"


def test_a_text_has_headings_paragraphs_and_notes(structured: Site) -> None:
    page = structured.get("/publications/breve/passages/3?q=peligro").text
    assert "<h3>El miedo avisa</h3>" in page
    assert '<p>Avisa de un <mark id="match-1">peligro</mark> que aquí se cuenta.</p>' in page
    notes = page[page.index('class="notes"') :]
    assert "<p>¹ Una nota al pie.</p>" in notes

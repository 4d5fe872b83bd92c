"""The page of an HTML section shows it as it is written, or else its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import ExtractionFailed
from indexer.extract.options import Options
from indexer.extract.registry import extract
from indexer.extract.render.section_html import section_html
from indexer.model import Metadata, Passage, Publication
from search_app.viewer import shown_section
from search_app.viewer.shown_section import trusted_section
from tests.conftest import ROOT
from tests.search_app.site import Site, Work, restore, serving, write_collection

ARTICLE = ROOT / "corpus" / "articulos" / "el-miedo-como-mensaje-es.html"
ADDRESS = "/publications/articulo/passages"


@pytest.fixture(scope="module")
def article_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service whose sections are read in confined processes, as always."""
    passages = extract(ARTICLE, ARTICLE.name, Options()).passages
    work = Work(
        "articulo", ARTICLE.name, ARTICLE.read_bytes(), Metadata("El miedo"), passages, "text/html"
    )
    with serving(write_collection(tmp_path_factory.mktemp("sections"), (work,))) as site:
        yield site


SHOWN = [
    (f"{ADDRESS}/1", ["<h2>El miedo como mensaje", '<span lang="en">Read in English</span>']),
    (f"{ADDRESS}/2?q=alarma", ["<h2>Lo que el miedo avisa</h2><p>", '<mark id="match-1">alarma<']),
    (f"{ADDRESS}/3?q=elizabeth+lira", ['<mark id="match-1">Elizabeth</mark>', "¹"]),
    (f'{ADDRESS}/3?q="elizabeth+lira"', ['<mark id="match-1">Elizabeth Lira</mark>']),
]


@pytest.mark.parametrize(("path", "expected"), SHOWN)
def test_a_section_is_shown_with_its_structure_and_the_matches(
    article_site: Site, path: str, expected: list[str]
) -> None:
    text = article_site.get(path.replace('"', "%22")).text
    assert '<div class="text section-html"' in text
    assert [string for string in expected if string not in text] == []


def test_a_page_with_a_section_has_one_first_heading_and_only_names_of_its_own(
    article_site: Site,
) -> None:
    names = set()
    for number in range(1, 6):
        text = article_site.get(f"{ADDRESS}/{number}?q=miedo").text
        section = text.partition("section-html")[2].partition('<p class="spoken"')[0]
        assert text.count("<h1") == 1
        assert "<h1" not in section
        names.update(re.sub(r"\d+", "", name) for name in re.findall(r' id="([^"]*)"', section))
    assert names == {"match-"}


def test_a_table_stands_in_a_box_that_scrolls(article_site: Site) -> None:
    pages = [article_site.get(f"{ADDRESS}/{number}").text for number in range(1, 8)]
    table = next(text for text in pages if "<table>" in text)
    assert (
        '<div class="section-table" tabindex="0" role="group" aria-labelledby="reading"><table>'
        in table
    )
    assert '<th scope="col">' in table


def test_what_is_taken_down_or_not_there_is_not_shown(tmp_path: Path) -> None:
    passages = extract(ARTICLE, ARTICLE.name, Options()).passages
    data = ARTICLE.read_bytes()
    work = Work("articulo", ARTICLE.name, data, Metadata("El miedo"), passages, "text/html")
    with serving(write_collection(tmp_path, (work,))) as site:
        for number in ("0", "99", "x", "-1", "%D9%A3", "9" * 500):
            assert site.get(f"{ADDRESS}/{number}").status == 404
        assert _shows(site) == "section"
        assert len(list(site.settings.view_cache.iterdir())) == 1
        site.settings.takedown.write_text("articulo\n")
        for address in (f"{ADDRESS}/2", f"{ADDRESS}/99", f"{ADDRESS}/2?q=miedo"):
            assert site.get(address).status == 410
        assert site.get("/search?q=miedo").status == 200
        restore(site.settings, "articulo")
        (site.settings.corpus / ARTICLE.name).unlink()
        assert _shows(site) == "text"


def _reader(corpus: Path) -> shown_section.Source:
    """Reads whatever file is there, as the confined process does not."""

    def read(publication: Publication, passage: Passage) -> str | None:
        try:
            data = (corpus / publication.path).read_bytes()
            return section_html(data, publication.path, passage.number, Options())
        except (OSError, ExtractionFailed):
            return None

    return read


def test_where_the_file_is_gone_or_another_one_the_text_is_shown(tmp_path: Path) -> None:
    passages = extract(ARTICLE, ARTICLE.name, Options()).passages
    data = ARTICLE.read_bytes()
    work = Work("articulo", ARTICLE.name, data, Metadata("El miedo"), passages, "text/html")
    with serving(write_collection(tmp_path, (work,))) as site:
        file = site.settings.corpus / ARTICLE.name
        shown_section.install(site.app, _reader(site.settings.corpus))
        assert _shows(site) == "section"
        file.write_bytes(data.replace(b"sistema de alarma", b"sistema de sirena"))
        assert _shows(site) == "section"  # a little
        file.write_bytes(data.replace(b"<h2", b"<h2>Otro</h2><p>Algo nuevo y distinto</p><h2"))
        assert _shows(site) == "text"
        file.write_bytes(b"%PDF-1.4")
        assert _shows(site) == "text"
        file.unlink()
        assert _shows(site) == "text"


def _shows(site: Site) -> str:
    answer = site.get(f"{ADDRESS}/2?q=protegido")
    assert answer.status == 200
    assert '<mark id="match-1">protegido</mark>' in answer.text
    return "section" if "section-html" in answer.text else "text"


def test_a_page_of_a_pdf_asks_for_no_section(own_site: Site) -> None:
    asked: list[str] = []

    def source(publication: Publication, passage: Passage) -> str | None:
        asked.append(publication.id)
        return None

    shown_section.install(own_site.app, source)
    assert own_site.get("/publications/claves-es/passages/1?q=miedo").status == 200
    assert own_site.get("/publications/escaneo/passages/1").status == 200
    assert asked == []
    assert own_site.get("/publications/miedo-html/passages/1").status == 200
    assert asked == ["miedo-html"]


TEXT = "Título\n\n- El miedo avisa, ¿no?\n\nA | B y mucho más que se lee aquí con calma, 2019."
HTML = (
    "<h1>Título</h1><ul><li>El <em>miedo</em> avisa, ¿no?</li></ul><table><tbody><tr><td>A</td>"
    "<td>B y mucho más que se lee aquí con calma, 2019.</td></tr></tbody></table>"
)
DECIDED = [
    (HTML, True),
    (HTML.replace("Título", "Ti\u0301tulo"), True),
    (HTML.replace("2019", "2018"), True),
    (HTML.replace("avisa", "calla"), False),
    (HTML.replace("</h1>", "</h1><p>Llame al 55 1234 5678</p>"), False),
    ("", False),
    (None, False),
    (HTML + "<script>", False),
    (HTML + "<script></script>", True),
    (HTML.replace("Título", "<style>Título</style>"), False),
]


@pytest.mark.parametrize(("fragment", "is_shown"), DECIDED, ids=range(len(DECIDED)))
def test_a_fragment_is_shown_only_if_it_says_what_the_index_says(
    fragment: str | None, is_shown: bool
) -> None:
    assert (trusted_section(fragment, TEXT) is not None) is is_shown

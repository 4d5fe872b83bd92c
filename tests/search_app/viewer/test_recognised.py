"""The page of a scan: where a program recognised the words, they are marked on the picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from indexer import build
from indexer.extract.render.pdfium_renderer import Drawing, draw
from indexer.extract.render.placed_text import FULL_SCALE, places
from search_app.library.library import current_library
from search_app.viewer.page_image import Mark, page_image
from tests.builders import pdf, scan
from tests.search_app.site import Site, serving, settings_in

TEXT = (
    "El acompañamiento psicosocial parte de la escucha\n"
    "y del reconocimiento de lo que las personas\n"
    "han vivido: niñez, memoria, reparación y cuidado."
)
RECT = re.compile(
    r'<rect data-match="(\d+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/>'
)


@pytest.fixture(scope="module")
def scanned(
    tmp_path_factory: pytest.TempPathFactory, tesseract: None
) -> Iterator[tuple[Site, str]]:
    """A service with one scan, and the scan's identifier."""
    settings = replace(settings_in(tmp_path_factory.mktemp("scanned")), ocr="spa")
    settings.corpus.mkdir()
    (settings.corpus / "escaneo.pdf").write_bytes(scan(pdf(TEXT, "Otra página, con la memoria")))
    build.update(settings)
    with serving(settings) as site:
        (hit,) = site.get("/api/v1/search?q=acompa%C3%B1amiento").json["hits"]
        passage = site.get(f"/api/v1/publications/{hit['id']}/passages/1").json
        assert passage["origin"] == "ocr"
        yield site, hit["id"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("reconocimiento", ["reconocimiento"]),
        ("ninez", ["niñez"]),
        ("%22acompa%C3%B1amiento+psicosocial%22", ["acompañamientopsicosocial"]),
        ("escucha+memoria", ["escucha", "memoria"]),
        ("%22personas+han%22", ["personas", "han"]),
    ],
)
def test_the_marks_cover_the_words_where_they_were_printed(
    scanned: tuple[Site, str], query: str, words: Sequence[str]
) -> None:
    site, identifier = scanned
    page = site.get(f"/publications/{identifier}/passages/1?q={query}").text
    rects = [tuple(map(float, found)) for found in RECT.findall(page)]
    assert len(rects) == len(words)
    printed = draw(pdf(TEXT), 0, 700)
    for (_, x, y, width, height), word in zip(rects, words, strict=True):
        left, top, right, bottom = _box(printed, word)
        assert (x, x + width) == (pytest.approx(left, abs=6), pytest.approx(right, abs=6))
        assert y < (top + bottom) / 2 < y + height
        assert height < 2 * (bottom - top)


def _box(drawing: Drawing, word: str) -> tuple[float, float, float, float]:
    """Where a word stands, in points from the page's top left corner."""
    start = drawing.text.text.index(word)
    boxes = places(drawing.text)[start : start + len(word)] / FULL_SCALE
    least, most = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    size = np.array([drawing.width, drawing.height])
    (left, top), (right, bottom) = (least * size).tolist(), (most * size).tolist()
    return left, top, right, bottom


def test_a_scan_that_was_recognised_later_gets_its_marks(scanned: tuple[Site, str]) -> None:
    site, identifier = scanned
    with site.app.test_request_context("/"):
        site.app.preprocess_request()
        library = current_library()
        publication = library.publication(identifier)
        passage = library.passage(publication, "2")
        at = passage.text.index("memoria")
        ocr_config_ids = library.ocr_config_ids(publication, passage)

        def marks() -> tuple[Mark, ...]:
            found = page_image(publication, passage, [(at, at + 7)])
            assert found is not None
            return found.marks

        assert len(ocr_config_ids) == 1
        assert len(marks()) == 1
        library.ocr_config_ids = lambda publication, passage: ()  # type: ignore[method-assign]
        assert marks() == ()  # as before it was recognised: what is kept is another page
        del library.ocr_config_ids
        assert len(marks()) == 1


def test_a_page_whose_text_was_not_recognised_has_no_ways(site: Site) -> None:
    with site.app.test_request_context("/"):
        site.app.preprocess_request()
        library = current_library()
        for identifier in ("claves-es", "escaneo", "miedo-html"):
            publication = library.publication(identifier)
            assert library.ocr_config_ids(publication, library.passage(publication, "1")) == ()

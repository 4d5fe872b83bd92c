"""A printed page holds what was found and where it is, and nothing to click on."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.browser.chromium import Chromium
from tests.browser.look import WITHOUT_SCRIPT, Look
from tests.search_app.site import Site

CLICKED = (
    "Buscar", "Ir al contenido", "English", "Ordenar por", "Más recientes", "Aplicar filtros",
    "Siguiente", "Anterior", "Leer aquí", "Abrir el original", "Volver a los resultados",
)  # fmt: skip

PRINTED = [
    (
        "/search?q=miedo&type=booklet",
        ["Resultados para «miedo»", "Acompañar sin sustituir", "empieza por escuchar el miedo"],
        ["{root}/search?q=miedo&type=booklet", "/publications/claves-es"],
    ),
    (
        "/publications/claves-es?q=miedo",
        ["Acompañar sin sustituir", "Equipo Ñandú", "11 de marzo de 2019", "CC BY 4.0"],
        ["{root}/publications/claves-es"],
    ),
    (
        "/publications/claves-es/passages/3?q=memoria",
        ["Acompañar sin sustituir", "p. 1", "La memoria colectiva sostiene a las comunidades."],
        ["{root}/publications/claves-es/passages/3"],
    ),
    (
        "/publications/miedo-html/passages/2?q=red",
        ["El miedo como mensaje", "Tejer la red", "La red protege a las defensoras ñandúes."],
        ["{root}/publications/miedo-html/passages/2"],
    ),
]


@pytest.mark.parametrize("look", [Look(), WITHOUT_SCRIPT], ids=["with-script", "without-script"])
def test_paper_shows_what_was_found_and_its_address(
    site: Site, browser: Chromium, look: Look
) -> None:
    root = site.root if look.script else ""  # the page itself cannot know whom it was asked of
    with browser.reader(look) as reader:
        for path, texts, addresses in PRINTED:
            reader.open(site.root + path)
            printed = text_of(reader.print())
            assert [text for text in texts if text not in printed] == [], path
            wanted = [address.format(root=root) for address in addresses]
            assert [each for each in wanted if each not in printed.replace(" ", "")] == [], path
            assert [text for text in CLICKED if text in printed] == [], path


def text_of(data: bytes) -> str:
    """The words of a PDF of one page."""
    [page] = PdfReader(io.BytesIO(data)).pages
    return " ".join(page.extract_text().split())

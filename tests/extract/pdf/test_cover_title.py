"""The title of a PDF is what its cover shows in the largest type."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extract.options import Options
from indexer.extract.registry import extract
from tests.builders import SPANISH, pdf

TEXT = [(11, line) for line in (SPANISH + " ").split(". ") * 3]
Lines = list[tuple[float, str]]


def _page(lines: Lines) -> bytes:
    """A page's content: lines of these sizes from the top; an empty one leaves a gap."""
    parts, height = [], 780.0
    for size, text in lines:
        height -= 1.3 * size
        shown = text.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
        parts.append(b"BT /F1 %.1f Tf 60 %.1f Td (%s) Tj ET" % (size, height, shown))
    return b"\n".join(parts)


def _read(path: Path, title: str, *pages: Lines, turned: int = 0, matrix: bytes = b"") -> str:
    file = path / "doc-final.pdf"
    contents = {number: matrix + _page(lines) for number, lines in enumerate([*pages, TEXT])}
    texts = [""] * len(contents)
    turns = dict.fromkeys(contents, turned)
    file.write_bytes(pdf(*texts, content=contents, turned=turns, info={"Title": title}))
    return extract(file, "cuadernos/doc-final.pdf", Options()).metadata.title


COVER: Lines = [(30, "Memoria de la ladera"), (60, ""), (13, "Colectivo de muestra, A.C.")]
WORD = "Microsoft Word - 130325 INFORME mod LR.docx"

# The title in the properties, the lines of the cover -> the title.
TITLES: dict[str, tuple[str, list[Lines], str]] = {
    "junk in the properties": (WORD, [COVER], "Memoria de la ladera"),
    "no properties": ("", [COVER], "Memoria de la ladera"),
    "the kind of document": ("Informe Anual", [COVER], "Memoria de la ladera"),
    "the title of another document": ("Claves para acompañar 2", [COVER], "Memoria de la ladera"),
    "a title that the cover shows": (
        "Memoria de la ladera y del río",
        [[(30, "Memoria de la ladera"), (14, "y del río")]],
        "Memoria de la ladera y del río",
    ),
    "several lines": (
        "",
        [[(28, "Cuidarnos"), (28, "para seguir"), (28, "caminando"), *COVER[1:]]],
        "Cuidarnos para seguir caminando",
    ),
    "a title that goes on in smaller type": (
        "",
        [[(30, "Guía para el"), (24, "acompañamiento"), *COVER[1:]]],
        "Guía para el acompañamiento",
    ),
    "a subtitle": (
        "",
        [[(30, "Tejer la memoria"), (16, "Guía para acompañar a familias"), *COVER[1:]]],
        "Tejer la memoria: Guía para acompañar a familias",
    ),
    "a question": (
        "",
        [[(30, "¿Dónde están?"), (16, "(segunda parte)"), *COVER[1:]]],
        "¿Dónde están? (segunda parte)",
    ),
    "authors below it": (
        "",
        [[(30, "Tejer la memoria"), (16, "Elizabeth Lira y Ana Ruiz"), *COVER[1:]]],
        "Tejer la memoria",
    ),
    "a place and a date below it": (
        "",
        [[(30, "Tejer la memoria"), (16, "Oaxaca, marzo de 2014"), *COVER[1:]]],
        "Tejer la memoria",
    ),
    "the number in a series in the largest type": (
        "",
        [[(40, "CUADERNO 3"), (60, ""), *COVER]],
        "Memoria de la ladera",
    ),
    "a year in the largest type": ("", [[(60, "2014"), (60, ""), *COVER]], "Memoria de la ladera"),
    "the organisation in the largest type": (
        "",
        [[(40, "Centro de Derechos Humanos"), (60, ""), *COVER]],
        "Memoria de la ladera",
    ),
    "an address in the largest type": (
        "",
        [[(40, "www.example.org"), (60, ""), *COVER]],
        "Memoria de la ladera",
    ),
    "a drop cap": ("", [[*COVER, (60, ""), (70, "E")]], "Memoria de la ladera"),
    "the text below it": (
        "",
        [[(30, "Tejer la memoria"), (12, "Las cifras provienen de los cuadernos de campo y las"),
          (12, "promotoras las revisaron dos veces."), *COVER[1:]]],
        "Tejer la memoria",
    ),
    "capitals as they are typed": (
        "",
        [[(30, "MEMORIA DE LA LADERA"), *COVER[1:]]],
        "MEMORIA DE LA LADERA",
    ),
    "the first page of a text": (
        "",
        [[(18, "El miedo como mensaje"), (11, ""), *TEXT]],
        "El miedo como mensaje",
    ),
    "an empty page and a half-title before": (
        "",
        [[], [(20, "Memoria de la ladera")], COVER],
        "Memoria de la ladera",
    ),
    "contents before anything else": ("", [[(30, "Índice"), (20, "El miedo"), (14, "La ley")]], ""),
    "a numbered section": ("", [[(18, "4. Conclusiones del taller"), (11, ""), *TEXT]], ""),
    "nothing that stands out": ("Claves", [TEXT], "Claves"),
}  # fmt: skip


@pytest.mark.parametrize("what", TITLES)
def test_the_cover_shows_the_title(what: str, tmp_path: Path) -> None:
    stated, pages, title = TITLES[what]
    assert _read(tmp_path, stated, *pages) == title


@pytest.mark.parametrize(
    ("turned", "matrix"), [(90, b"0 1 -1 0 842 0 cm "), (270, b"0 -1 1 0 -200 842 cm ")]
)
def test_the_cover_shows_the_title_on_a_turned_page(
    turned: int, matrix: bytes, tmp_path: Path
) -> None:
    assert _read(tmp_path, WORD, COVER, turned=turned, matrix=matrix) == "Memoria de la ladera"

"""Files that are known to be good, made in code: where not even these are read, it is the machine's
fault (`sandbox.self_test`).
"""

from __future__ import annotations

from typing import Final

from indexer.extract.ocr.raster import Raster
from indexer.media import kind_of_path
from indexer.messages import Message, message
from indexer.sandbox.jobs import MemorySource

SAMPLE_WORD: Final = "luciernaga"
"""Stands in the text of each sample."""

SAMPLE_PICTURE_NAME: Final = "self-test.png"
_PDF_NAME: Final = "self-test.pdf"
_PAGE_NAME: Final = "self-test.html"

_TEXT: Final = (
    f"La {SAMPLE_WORD} acompana a quienes caminan de noche.",
    "Nadie sabe cuantas veces se encendio antes.",
    "Este texto es una prueba del programa.",
)

_PAGE: Final = (
    '<!DOCTYPE html><html lang="es"><head><meta charset="utf-8"><title>Prueba</title></head>'
    f"<body><main><h1>Prueba</h1>{''.join(f'<p>{line}</p>' for line in _TEXT)}</main></body></html>"
).encode()

_LETTERS: Final = {
    "A": ("01110", "10001", "10001", "11111", "10001", "10001", "10001"),
    "L": ("10000", "10000", "10000", "10000", "10000", "10000", "11111"),
    "N": ("10001", "11001", "11101", "10111", "10011", "10001", "10001"),
    "U": ("10001", "10001", "10001", "10001", "10001", "10001", "01110"),
}
"""Rows of dots, from the top."""
_DOT_PIXELS: Final = 6
_MARGIN_PIXELS: Final = 60
_PICTURE_TEXT: Final = "ALUNA"
_PICTURE_DPI: Final = 150
_BLACK, _WHITE = b"\x00", b"\xff"


def reading_failure(reason: Message) -> Message:
    """What to say where not even the good file is read."""
    return message(
        "Nothing can be read on this computer, not even a file that is known to be good. {reason}",
        reason=reason,
    )


def recognition_failure(reason: Message) -> Message:
    """What to say where not even the good picture is recognised."""
    return message(
        "Text recognition (OCR) does not work on this computer, not even on a picture that is known"
        " to be good. {reason}",
        reason=reason,
    )


def sample_file(path: str) -> MemorySource:
    """A good file of the kind that `path` is: a PDF with one page of text, or an HTML page."""
    kind = kind_of_path(path)
    if kind is not None and kind.web_page:
        return MemorySource(_PAGE_NAME, _PAGE)
    return MemorySource(_PDF_NAME, _pdf())


def sample_picture() -> Raster:
    """A picture of a word, for text recognition."""
    rows = [
        b"".join(_row(letter, number) for letter in _PICTURE_TEXT)
        for number in range(len(_LETTERS["A"]))
    ]
    width = len(rows[0]) + 2 * _MARGIN_PIXELS
    side, blank = _WHITE * _MARGIN_PIXELS, _WHITE * width * _MARGIN_PIXELS
    pixels = blank + b"".join((side + row + side) * _DOT_PIXELS for row in rows) + blank
    return Raster(pixels, width, len(pixels) // width, width, _PICTURE_DPI)


def _row(letter: str, number: int) -> bytes:
    """One row of dots of a letter, and the gap behind it."""
    dots = _LETTERS[letter][number] + "0"
    return b"".join((_BLACK if dot == "1" else _WHITE) * _DOT_PIXELS for dot in dots)


def _pdf() -> bytes:
    lines = "".join(f"({line}) Tj 0 -20 Td " for line in _TEXT)
    content = f"BT /F1 12 Tf 60 700 Td {lines}ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    data, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return data + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    ).encode("ascii")

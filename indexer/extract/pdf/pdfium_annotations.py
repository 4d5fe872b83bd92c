"""What people wrote on the pages of a PDF: comments, notes, filled-in fields.

With pdfium_reader and pdfium_pictures the only place that knows pypdfium2; PDFium's Python side has
no words for annotations, so this speaks with PDFium itself.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium_c

_MOST: Final = 1_000  # annotations of a page
_LONGEST: Final = 100_000  # characters of one
# A pop-up repeats the note that it belongs to; a link has no words of its own.
_WITHOUT_WORDS: Final = (pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_LINK)


def notes(page: pypdfium2.PdfPage) -> list[str]:
    """The text of each annotation on the page that has some, in their order."""
    return [text for text in _texts(page) if text.strip()]


def _texts(page: pypdfium2.PdfPage) -> Iterator[str]:
    for place in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
        if not annotation:
            continue
        try:
            kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium_c.FPDF_ANNOT_WIDGET:
                yield _value(annotation, b"V")
            elif kind not in _WITHOUT_WORDS:
                yield _value(annotation, b"Contents")
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)


def _value(annotation: object, key: bytes) -> str:
    """A text entry of an annotation's dictionary; empty where it has none."""
    length = pdfium_c.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < length <= 2 * _LONGEST:  # in bytes, with a zero at the end
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium_c.FPDFAnnot_GetStringValue(
        annotation, key, ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), length
    )
    return buffer.raw[:-2].decode("utf-16-le", "replace")

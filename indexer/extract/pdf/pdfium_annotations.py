"""Reads what people put on the pages of a PDF: comments, filled-in fields, marks to redact.

pypdfium2 has no Python interface for annotations, so this calls PDFium's C functions.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium_c

from indexer.extract.geometry import Box

_MAX_ANNOTATIONS: Final = 1_000  # of a page
_MAX_ANNOTATION_CHARS: Final = 100_000
# A pop-up repeats the note that it belongs to; a link has no text of its own.
_SUBTYPES_WITHOUT_TEXT: Final = (pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_LINK)


def notes(page: pypdfium2.PdfPage) -> list[str]:
    """The texts of the annotations on the page, in their order."""
    return [text for text in _texts(page) if text.strip()]


def redactions(page: pypdfium2.PdfPage) -> list[Box]:
    """The places that were marked to be redacted, in points."""
    found = []
    for place in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
        if not annotation:
            continue
        box = pdfium_c.FS_RECTF()
        is_redaction = pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_REDACT
        if is_redaction and pdfium_c.FPDFAnnot_GetRect(annotation, box):
            found.append((box.left, box.bottom, box.right, box.top))
        pdfium_c.FPDFPage_CloseAnnot(annotation)
    return found


def _texts(page: pypdfium2.PdfPage) -> Iterator[str]:
    for place in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
        if not annotation:
            continue
        try:
            kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium_c.FPDF_ANNOT_WIDGET:
                yield _value(annotation, b"V")
            elif kind not in _SUBTYPES_WITHOUT_TEXT:
                yield _value(annotation, b"Contents")
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)


def _value(annotation: object, key: bytes) -> str:
    """A text entry of an annotation's dictionary; empty if it is missing."""
    length = pdfium_c.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < length <= 2 * _MAX_ANNOTATION_CHARS:  # in bytes, with a zero at the end
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium_c.FPDFAnnot_GetStringValue(
        annotation, key, ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), length
    )
    return buffer.raw[:-2].decode("utf-16-le", "replace")

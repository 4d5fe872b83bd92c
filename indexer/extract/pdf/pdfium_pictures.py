"""Tells which PDF pages are pictures, and renders them.

The functions take a page that `pdfium_reader` has opened, and raise what pypdfium2 raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium_c

from indexer.extract.geometry import Box
from indexer.extract.ocr.raster import MAX_RASTER_PIXELS, Raster
from indexer.extract.pdf import pdfium_annotations

_MIN_PICTURE_SHARE: Final = 0.5
"""Share of a page that pictures must cover for its text to be in them (measured)."""

# Letters drawn as curves have 20 to 40 segments each, so this is a line of text.
_MIN_TEXT_SEGMENTS: Final = 1_000
# Characters that the font does not map to letters: a line of text, too.
_MIN_UNKNOWN_GLYPHS: Final = 60

_MAX_OBJECTS: Final = 20_000

_MAX_RULE_POINTS: Final = 3.0
_EDGE: Final = 0.1
"""Share of a page's width or height in which running heads, logos and cutting marks stand."""
_MIN_SHOWN_SHARE: Final = 0.04
_MIN_DRAWN: Final = 12
"""Small shapes that make a drawing."""
_MAX_DRAWN: Final = 500

_DPI: Final = 200
"""Word recall is .98 to .99 from here on (measured); more only takes longer."""
# A tiny page is a picture whose resolution nobody set, such as a scan at 2400 dpi.
_MIN_SIDE_PIXELS: Final = 1_000


def may_show_text(page: pypdfium2.PdfPage, glyphs: int) -> bool:
    """Whether a page with hardly any letters may show text.

    That is: pictures cover half of it, or it has many characters that the font does not map to
    letters (`glyphs` is their number), or letters drawn as curves.
    """
    objects = list(islice(page.get_objects(), _MAX_OBJECTS))
    return _is_scan(objects, page) or glyphs >= _MIN_UNKNOWN_GLYPHS or _has_drawn_letters(objects)


def shows_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether a page without text has a picture, or a drawing.

    Not: rules, a small logo, marks for cutting at the edges.
    """
    width, height = page.get_size()
    drawn = 0
    for item in islice(page.get_objects(max_depth=1), _MAX_DRAWN):
        left, bottom, right, top = item.get_bounds()
        is_thin = min(right - left, top - bottom) < _MAX_RULE_POINTS
        x, y = (left + right) / 2 / width, (bottom + top) / 2 / height
        is_at_edge = min(x, 1 - x, y, 1 - y) < _EDGE
        if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT or is_thin or is_at_edge:
            continue
        if (right - left) * (top - bottom) >= _MIN_SHOWN_SHARE * width * height:
            return True
        drawn += 1
    return drawn >= _MIN_DRAWN


def raster(page: pypdfium2.PdfPage) -> Raster:
    """Render the page for recognising its text; what was marked to be redacted is white."""
    for box in pdfium_annotations.redactions(page):
        _cover(page, box)
    width, height = page.get_size()
    scale = max(_DPI / 72, _MIN_SIDE_PIXELS / min(width, height))
    scale = min(scale, (MAX_RASTER_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        pixels = bytes(bitmap.buffer)
        return Raster(pixels, bitmap.width, bitmap.height, bitmap.stride, round(72 * scale))
    finally:
        bitmap.close()


def _cover(page: pypdfium2.PdfPage, box: Box) -> None:
    """Draw a white box on an open page, over everything else."""
    left, bottom, right, top = box
    cover = pdfium_c.FPDFPageObj_CreateNewRect(left, bottom, right - left, top - bottom)
    pdfium_c.FPDFPageObj_SetFillColor(cover, 255, 255, 255, 255)
    pdfium_c.FPDFPath_SetDrawMode(cover, pdfium_c.FPDF_FILLMODE_ALTERNATE, False)
    pdfium_c.FPDFPage_InsertObject(page, cover)


def _is_scan(objects: list[pypdfium2.PdfObject], page: pypdfium2.PdfPage) -> bool:
    """Whether pictures, perhaps parts of one, cover enough of the page."""
    width, height = page.get_size()
    return sum(map(_area, _outermost(objects))) >= _MIN_PICTURE_SHARE * float(width * height)


def _outermost(objects: list[pypdfium2.PdfObject]) -> Iterator[pypdfium2.PdfObject]:
    """Pictures on the page itself, and forms that contain one (their coordinates differ inside)."""
    for place, item in enumerate(objects):
        if item.level == 0 and item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            yield item
        elif item.level == 0 and item.type == pdfium_c.FPDF_PAGEOBJ_FORM:
            inside = iter(objects[place + 1 :])
            for inner in inside:
                if inner.level == 0:
                    break
                if inner.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                    yield item
                    break


def _area(item: pypdfium2.PdfObject) -> float:
    left, bottom, right, top = item.get_bounds()
    return float(abs((right - left) * (top - bottom)))


def _has_drawn_letters(objects: list[pypdfium2.PdfObject]) -> bool:
    segments = 0
    for item in objects:
        if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            segments += max(0, pdfium_c.FPDFPath_CountSegments(item))
            if segments >= _MIN_TEXT_SEGMENTS:
                return True
    return False

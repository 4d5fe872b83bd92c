"""PDF pages as pictures: whether a page is one, which one, and how it looks.

With pdfium_reader the only place that knows pypdfium2. The functions take a page that is open there
and raise what PDFium's Python side raises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium_c

_SHARE: Final = 0.5
"""Share of a page that pictures must cover so that its text may be in them (measured)."""

# Letters drawn as curves have 20 to 40 segments each: a line of text, where there is no font.
_SEGMENTS: Final = 1_000
# Characters whose font does not say which letters they are: a line of text, too.
_GLYPHS: Final = 60

_MOST_OBJECTS: Final = 20_000
_MOST_IMAGES: Final = 500

_DPI: Final = 200
"""Word recall is .98 to .99 from here on (measured); more only takes longer."""
# A page that claims to be tiny is a picture whose resolution nobody set: 2400 dpi scans are.
_LEAST_PIXELS: Final = 1_000
_MOST_PIXELS: Final = 25_000_000


@dataclass(frozen=True, slots=True)
class Raster:
    """A grey picture: one byte a pixel, `stride` bytes a row, `dpi` pixels an inch."""

    pixels: bytes
    width: int
    height: int
    stride: int
    dpi: int


def may_show_text(page: pypdfium2.PdfPage, glyphs: int) -> bool:
    """Whether a page with hardly any letters looks as if there were text on it.

    That is: pictures cover half of it; or it has characters whose font does not say which letters
    they are (`glyphs`), or letters drawn as curves.
    """
    objects = list(islice(page.get_objects(), _MOST_OBJECTS))
    return _are_scan(objects, page) or glyphs >= _GLYPHS or _has_segments(objects)


def digest(page: pypdfium2.PdfPage) -> str:
    """Names the picture that the page is: of the files of its pictures if these cover it.

    These are told without decoding anything; else the page is drawn.
    """
    objects = list(islice(page.get_objects(), _MOST_OBJECTS))
    if not _are_scan(objects, page):
        return hashlib.sha256(raster(page).pixels).hexdigest()
    width, height = page.get_size()
    parts = hashlib.sha256(f"{width:.0f} {height:.0f} {page.get_rotation()}".encode())
    images = (item for item in objects if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE)
    for image in islice(images, _MOST_IMAGES):
        data = bytes(image.get_data())
        parts.update(f" {len(data)} {[round(x) for x in image.get_bounds()]} ".encode())
        parts.update(data)
    return parts.hexdigest()


def raster(page: pypdfium2.PdfPage, turned: int = 0) -> Raster:
    """The page as it looks, turned clockwise by 0, 90, 180 or 270 degrees."""
    width, height = page.get_size()
    scale = max(_DPI / 72, _LEAST_PIXELS / min(width, height))
    scale = min(scale, (_MOST_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rotation=turned, grayscale=True, may_draw_forms=False)
    try:
        pixels = bytes(bitmap.buffer)
        return Raster(pixels, bitmap.width, bitmap.height, bitmap.stride, round(72 * scale))
    finally:
        bitmap.close()


def _are_scan(objects: list[pypdfium2.PdfObject], page: pypdfium2.PdfPage) -> bool:
    """Whether pictures, perhaps one picture in parts, cover enough of the page."""
    width, height = page.get_size()
    return sum(map(_area, _outermost(objects))) >= _SHARE * float(width * height)


def _outermost(objects: list[pypdfium2.PdfObject]) -> Iterator[pypdfium2.PdfObject]:
    """Pictures on the page itself, and forms on it that hold one: places inside are the form's."""
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


def _has_segments(objects: list[pypdfium2.PdfObject]) -> bool:
    segments = 0
    for item in objects:
        if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            segments += max(0, pdfium_c.FPDFPath_CountSegments(item))
            if segments >= _SEGMENTS:
                return True
    return False

"""Renders a PDF page as readers see it, and finds the positions of its characters."""

from __future__ import annotations

import contextlib
import ctypes
import math
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c

from indexer.extract.foreign_file import ForeignFile
from indexer.extract.geometry import Box, Boxes, Matrix, map_boxes
from indexer.extract.pdf.page_composition import reading_sequence
from indexer.extract.pdf.pdfium_reader import PDFIUM_ERRORS, PageUnreadable, explain, open_document
from indexer.extract.render.placed_text import PlacedText, place
from indexer.messages import message

# An A4 page 1,400 pixels wide has 2.8 million; one of 1:1000 would have 2,000 million.
_MAX_PIXELS: Final = 4_000_000
_MAX_SIDE_PIXELS: Final = 8_000  # WebP allows 16,383
_MAX_CHARS: Final = 60_000
_DEVICE_UNITS: Final = 1_000_000  # PDFium returns whole pixels, so ask for a rendering of this size
_UNKNOWN: Final = "\x01"


@dataclass(frozen=True, slots=True)
class Bitmap:
    """`pixels` are rows of red, green, blue and an unused byte; a row has `stride` bytes."""

    pixels: bytes
    width: int
    height: int
    stride: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A rendered page of `width` x `height` points, and its characters."""

    width: float
    height: float
    bitmap: Bitmap
    text: PlacedText


def draw(source: ForeignFile | bytes, index: int, pixel_width: int) -> Drawing:
    """Render a page `pixel_width` pixels wide, or less if the bitmap would be too large.

    It shows what a reader of the original sees, including notes and filled-in fields.

    Raises:
        ExtractionFailed: the file cannot be opened: ENCRYPTED or DAMAGED.
        PageUnreadable: the page does not exist, has no size or cannot be rendered.
    """
    with _opened(source) as document, _page(document, index) as page:
        width, height = page.get_size()
        return Drawing(
            width, height, _bitmap(page, pixel_width), _placed_text(page, max(width, height))
        )


def draw_all(
    source: ForeignFile, indexes: Iterable[int], pixel_width: int
) -> Iterator[Bitmap | None]:
    """Render pages as `draw` does, one after the other; None for one that cannot be rendered.

    Raises:
        ExtractionFailed: the file cannot be opened: ENCRYPTED or DAMAGED.
    """
    with _opened(source) as document:
        for index in indexes:
            try:
                with _page(document, index) as page:
                    bitmap = _bitmap(page, pixel_width)
            except PageUnreadable:
                yield None
            else:
                yield bitmap


@contextmanager
def _opened(source: ForeignFile | bytes) -> Iterator[pypdfium2.PdfDocument]:
    with closing(open_document(source)) as document:
        with contextlib.suppress(*PDFIUM_ERRORS):  # a broken form is left out
            document.init_forms()
        yield document


@contextmanager
def _page(document: pypdfium2.PdfDocument, index: int) -> Iterator[pypdfium2.PdfPage]:
    """Open a page; errors become PageUnreadable."""
    try:
        with closing(document.get_page(index)) as page:
            yield page
    except (*PDFIUM_ERRORS, ctypes.ArgumentError) as error:
        raise PageUnreadable(explain(error)) from error


def _bitmap(page: pypdfium2.PdfPage, pixel_width: int) -> Bitmap:
    width, height = page.get_size()
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise PageUnreadable(message("the page has no size"))
    drawn = page.render(
        scale=_scale(width, height, pixel_width), rev_byteorder=True, prefer_bgrx=True
    )
    with closing(drawn):
        return Bitmap(bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride)


def _scale(width: float, height: float, pixel_width: int) -> float:
    """Pixels a point."""
    by_area = math.sqrt(_MAX_PIXELS / (width * height))
    return min(pixel_width / width, by_area, _MAX_SIDE_PIXELS / max(width, height))


def _placed_text(page: pypdfium2.PdfPage, distance: float) -> PlacedText:
    with closing(page.get_textpage()) as text_page:
        text, boxes = _characters(text_page)
    if not text:
        return PlacedText()
    return place(text, map_boxes(_to_fractions(page, distance), boxes))


def _characters(text_page: pypdfium2.PdfTextPage) -> tuple[str, Boxes]:
    """The characters that are drawn on the page in reading order, and their boxes in points."""
    text, boxes = [], []
    boxes_reader = _LineHighBoxes()
    raw = text_page.raw
    for index in reading_sequence(text_page, _MAX_CHARS):
        sign = _sign(pdfium_c.FPDFText_GetUnicode(raw, index))
        if not sign.isspace() and (box := boxes_reader.box(raw, index)):
            text.append(sign)
            boxes.append(box)
    return "".join(text), np.array(boxes, float).reshape(-1, 4)


def _sign(code: int) -> str:
    if code in (0x0D, 0x0A):
        return "\n"
    if code < 0x20 or 0xD800 <= code < 0xE000 or code >= 0x110000:
        return _UNKNOWN
    return chr(code)


class _LineHighBoxes:
    """Reads boxes that are as high as the line, as a highlighter pen marks words."""

    def __init__(self) -> None:
        self._loose = pdfium_c.FS_RECTF()
        self._tight = [ctypes.c_double() for _ in range(4)]

    def box(self, text_page: object, index: int) -> Box | None:
        """Left, bottom, right, top; None if nothing is drawn."""
        loose = self._loose
        if pdfium_c.FPDFText_GetLooseCharBox(text_page, index, loose):
            box = (loose.left, loose.bottom, loose.right, loose.top)
            if _is_box(box):
                return box
        if pdfium_c.FPDFText_GetCharBox(text_page, index, *self._tight):
            left, right, bottom, top = (side.value for side in self._tight)
            if _is_box(box := (left, bottom, right, top)):
                return box
        return None


def _is_box(box: Box) -> bool:
    left, bottom, right, top = box
    return left < right and bottom < top and all(map(math.isfinite, box))


def _to_fractions(page: pypdfium2.PdfPage, distance: float) -> Matrix:
    """From points on the page to fractions of what is shown, after rotation and cropping.

    `distance` in points is long enough for rounding not to matter.
    """
    distance = max(1.0, min(distance, 20_000.0))

    def at(x: float, y: float) -> tuple[float, float]:
        left, top = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, _DEVICE_UNITS, _DEVICE_UNITS, 0, x, y, left, top)
        return left.value / _DEVICE_UNITS, top.value / _DEVICE_UNITS

    (e, f), (ax, ay), (bx, by) = at(0, 0), at(distance, 0), at(0, distance)
    return (
        (ax - e) / distance,
        (ay - f) / distance,
        (bx - e) / distance,
        (by - f) / distance,
        e,
        f,
    )

"""Renders a PDF page with and without its text; `text_visibility` says what for."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c

from indexer.extract.foreign_file import ForeignFile
from indexer.extract.geometry import Box, Matrix, compose, map_box, map_boxes
from indexer.extract.pdf.pdfium_reader import PDFIUM_ERRORS, PageUnreadable, open_document
from indexer.extract.pdf.text_visibility import LetterBoxes, Pixels, TextVisibility

# Pixels a point. Measured on 529 pages: the same words as at 3, in a third of the time.
_SCALE: Final = 1.5
_MAX_PIXELS: Final = 4_000_000
_MAX_FORM_DEPTH: Final = 6
_MAX_OBJECTS: Final = 50_000
_MAX_CHARS: Final = 60_000
_MIN_OPACITY: Final = 8  # of 255; below, nothing shows
# Subtypes of annotations that are marks on the page, unlike links and fields.
_MARK_SUBTYPES: Final = frozenset(
    {
        *(pdfium_c.FPDF_ANNOT_SQUARE, pdfium_c.FPDF_ANNOT_CIRCLE, pdfium_c.FPDF_ANNOT_POLYGON),
        *(pdfium_c.FPDF_ANNOT_HIGHLIGHT, pdfium_c.FPDF_ANNOT_INK, pdfium_c.FPDF_ANNOT_STAMP),
        *(pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_REDACT, pdfium_c.FPDF_ANNOT_LINE),
    }
)


class PdfiumVisibility:
    """An open document. Must be closed."""

    def __init__(self, source: ForeignFile | bytes) -> None:
        """Open it.

        Raises:
            ExtractionFailed: ENCRYPTED or DAMAGED.
        """
        self._document = open_document(source)

    def close(self) -> None:
        """Close the document."""
        self._document.close()

    @property
    def page_count(self) -> int:
        """The number of pages that the document claims."""
        return len(self._document)

    def page(self, index: int) -> TextVisibility:
        """Render a page with and without its text.

        Raises:
            PageUnreadable: the page cannot be loaded or rendered.
        """
        try:
            with closing(self._document.get_page(index)) as page:
                return _PageRenderer(page).visibility()
        except (*PDFIUM_ERRORS, ctypes.ArgumentError) as error:
            raise PageUnreadable(f"PDFium: {error}") from error

    def render_without(self, index: int, places: Sequence[int]) -> Pixels:
        """Render the page without the objects at `places` (indexes of its boxes).

        Raises:
            PageUnreadable: the page cannot be loaded or rendered.
        """
        try:
            with closing(self._document.get_page(index)) as page:
                renderer = _PageRenderer(page)
                for place in places:
                    renderer.hide(place)
                return renderer.picture(marks=max(places, default=0) < len(renderer.objects))
        except (*PDFIUM_ERRORS, ctypes.ArgumentError) as error:
            raise PageUnreadable(f"PDFium: {error}") from error


@dataclass(slots=True)
class _Object:
    handle: Any
    kind: int
    box: Box
    layer: str


@dataclass(slots=True)
class _PageRenderer:
    """Renders one open page."""

    page: pypdfium2.PdfPage
    objects: list[_Object] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    scale: float = _SCALE
    is_complete: bool = True

    def __post_init__(self) -> None:
        width, height = self.page.get_size()
        largest = math.sqrt(_MAX_PIXELS / max(width * height, 1.0))
        self.scale = min(_SCALE, largest)
        raw = self.page.raw
        count = pdfium_c.FPDFPage_CountObjects(raw)
        matrix = self._to_pixels(max(width, 1.0), max(height, 1.0))
        self._collect(count, lambda i: pdfium_c.FPDFPage_GetObject(raw, i), matrix, "", 0)
        self.marks = [map_box(matrix, *box) for box in self._marked()]

    def visibility(self) -> TextVisibility:
        """Render the page with and without its text."""
        layers = ("", *sorted({item.layer for item in self.objects if item.layer}))
        letters = self._letters({name: place for place, name in enumerate(layers)})
        shown = self.picture(marks=True)
        self.hide_text()
        kinds = np.array([item.kind for item in self.objects], np.int64)
        picture = kinds == pdfium_c.FPDF_PAGEOBJ_IMAGE
        fills = [item.kind == pdfium_c.FPDF_PAGEOBJ_PATH and _fills(item) for item in self.objects]
        more = np.zeros(len(self.marks), np.bool_)
        return TextVisibility(
            letters=letters,
            shown=shown,
            bare=self.picture(marks=True) if letters.text else shown,
            boxes=np.array([*(o.box for o in self.objects), *self.marks], float).reshape(-1, 4),
            is_picture=np.concatenate([picture, more]),
            is_cover=np.concatenate([picture | np.array(fills, np.bool_), ~more]),
            layers=layers,
            scale=self.scale,
            is_cropped=_is_cropped(self.page),
            is_complete=self.is_complete,
        )

    def picture(self, *, marks: bool) -> Pixels:
        """Render the page, with or without its annotations."""
        bitmap = self.page.render(
            scale=self.scale,
            may_draw_forms=False,
            draw_annots=marks,
            rev_byteorder=True,
            prefer_bgrx=True,
        )
        with closing(bitmap):
            pixels: Pixels = bitmap.to_numpy().copy()
        return pixels

    def hide(self, place: int) -> None:
        """Leave the object out from now on."""
        if place < len(self.objects):
            pdfium_c.FPDFPageObj_SetIsActive(self.objects[place].handle, False)

    def hide_text(self) -> None:
        """Leave all text out from now on."""
        for place, item in enumerate(self.objects):
            if item.kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
                self.hide(place)

    def _to_pixels(self, width: float, height: float) -> Matrix:
        """From points on the page to pixels; PDFium accounts for rotation and crop box."""
        fine = 1000  # PDFium returns whole pixels, so ask for a larger rendering
        size = (round(width * fine * self.scale), round(height * fine * self.scale))

        def at(x: float, y: float) -> tuple[float, float]:
            left, top = ctypes.c_int(), ctypes.c_int()
            pdfium_c.FPDF_PageToDevice(self.page.raw, 0, 0, *size, 0, x, y, left, top)
            return left.value / fine, top.value / fine

        (e, f), (ax, ay), (bx, by) = at(0, 0), at(100, 0), at(0, 100)
        return ((ax - e) / 100, (ay - f) / 100, (bx - e) / 100, (by - f) / 100, e, f)

    def _collect(
        self, count: int, get: Callable[[int], object], matrix: Matrix, layer: str, depth: int
    ) -> None:
        for index in range(count):
            if len(self.objects) >= _MAX_OBJECTS or depth > _MAX_FORM_DEPTH:
                self.is_complete = False
                return
            handle = get(index)
            kind = pdfium_c.FPDFPageObj_GetType(handle)
            inside = _layer(handle) or layer
            if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
                parts = pdfium_c.FPDFFormObj_CountObjects(handle)
                get_part = partial(pdfium_c.FPDFFormObj_GetObject, handle)
                self._collect(
                    max(parts, 0), get_part, compose(_matrix(handle), matrix), inside, depth + 1
                )
            else:
                self.objects.append(_Object(handle, kind, _bounds(handle, matrix), inside))

    def _marked(self) -> Iterator[Box]:
        for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(self.page.raw), 5000)):
            annotation = pdfium_c.FPDFPage_GetAnnot(self.page.raw, index)
            if annotation:
                rectangle = pdfium_c.FS_RECTF()
                known = pdfium_c.FPDFAnnot_GetRect(annotation, rectangle)
                if known and pdfium_c.FPDFAnnot_GetSubtype(annotation) in _MARK_SUBTYPES:
                    yield rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
                pdfium_c.FPDFPage_CloseAnnot(annotation)

    def _letters(self, layers: dict[str, int]) -> LetterBoxes:
        places = {
            ctypes.addressof(item.handle.contents): place
            for place, item in enumerate(self.objects)
            if item.kind == pdfium_c.FPDF_PAGEOBJ_TEXT
        }
        matrix = self._to_pixels(*(max(side, 1.0) for side in self.page.get_size()))
        rows = _LetterReader()
        with closing(self.page.get_textpage()) as text_page:
            count = text_page.count_chars()
            if count > _MAX_CHARS:
                self.is_complete = False
            for index in range(min(count, _MAX_CHARS)):
                rows.read(text_page.raw, index, places)
        boxes = np.array(rows.boxes, float).reshape(-1, 4)
        order = np.array(rows.order, np.int64)
        return LetterBoxes(
            text="".join(rows.text),
            boxes=map_boxes(matrix, boxes),
            word=np.array(rows.word, np.int64),
            order=order,
            colour=np.array(rows.colour, np.int64).reshape(-1, 3),
            invisible=np.array(rows.invisible, np.bool_),
            layer=np.array(
                [layers[self.objects[o].layer] if o >= 0 else 0 for o in rows.order], np.int64
            ),
            height=np.maximum(boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]),
        )


class _LetterReader:
    """Reads the rows of `LetterBoxes`."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.boxes: list[Box] = []
        self.word: list[int] = []
        self.order: list[int] = []
        self.colour: list[tuple[int, int, int]] = []
        self.invisible: list[bool] = []
        self._box = [ctypes.c_double() for _ in range(4)]
        self._words = 0
        self._known: tuple[int, int, tuple[int, int, int], bool] | None = None

    def read(self, text_page: object, index: int, places: dict[int, int]) -> None:
        """Read a character, if it is a letter or digit that is drawn on the page."""
        code = pdfium_c.FPDFText_GetUnicode(text_page, index)
        character = chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else " "
        if not character.isalnum():
            self._words += 1
            return
        left, right, bottom, top = self._box
        if not pdfium_c.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
            return
        box = (left.value, bottom.value, right.value, top.value)
        if pdfium_c.FPDFText_IsGenerated(text_page, index) == 1 or not all(map(math.isfinite, box)):
            return
        place, colour, invisible = self._appearance(text_page, index, places)
        self.text.append(character)
        self.boxes.append(box)
        self.word.append(self._words)
        self.order.append(place)
        self.colour.append(colour)
        self.invisible.append(invisible)

    def _appearance(
        self, text_page: object, index: int, places: dict[int, int]
    ) -> tuple[int, tuple[int, int, int], bool]:
        handle = pdfium_c.FPDFText_GetTextObject(text_page, index)
        address = ctypes.addressof(handle.contents) if handle else 0
        if self._known is not None and self._known[0] == address:
            return self._known[1:]
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        pdfium_c.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha)
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(handle) if handle else -1
        unseen = mode in (
            pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE,
            pdfium_c.FPDF_TEXTRENDERMODE_CLIP,
        )
        colour = (red.value, green.value, blue.value)
        self._known = (
            address,
            places.get(address, -1),
            colour,
            unseen or alpha.value < _MIN_OPACITY,
        )
        return self._known[1:]


def _is_cropped(page: pypdfium2.PdfPage) -> bool:
    """Whether the crop box is smaller than the page (by more than rounding)."""
    sides = zip(page.get_mediabox(), page.get_cropbox(), strict=True)
    return any(abs(whole - shown) > 1 for whole, shown in sides)


def _fills(item: _Object) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    known = pdfium_c.FPDFPath_GetDrawMode(item.handle, mode, stroke)
    return bool(known) and mode.value != pdfium_c.FPDF_FILLMODE_NONE


def _layer(handle: object) -> str:
    """The name of the layer that an object is marked with; empty if none."""
    for index in range(min(pdfium_c.FPDFPageObj_CountMarks(handle), 20)):
        mark = pdfium_c.FPDFPageObj_GetMark(handle, index)
        if (
            mark
            and _text(lambda *to, mark=mark: pdfium_c.FPDFPageObjMark_GetName(mark, *to)) == "OC"
        ):
            return (
                _text(
                    lambda *to, mark=mark: pdfium_c.FPDFPageObjMark_GetParamStringValue(
                        mark, b"Name", *to
                    )
                )
                or "?"
            )
    return ""


def _text(read: Callable[..., object]) -> str:
    """Read a string that PDFium writes into a buffer as UTF-16, with its length in bytes."""
    length = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(512)
    if not read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 512, length):
        return ""
    return buffer.raw[: min(length.value, 512)].decode("utf-16-le", "replace").rstrip("\0")


def _matrix(handle: object) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(handle, matrix):
        return (1, 0, 0, 1, 0, 0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _bounds(handle: object, matrix: Matrix) -> Box:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(handle, *sides):
        return (0, 0, 0, 0)
    left, bottom, right, top = (side.value for side in sides)
    box = map_box(matrix, left, bottom, right, top)
    return box if all(map(math.isfinite, box)) else (0, 0, 0, 0)

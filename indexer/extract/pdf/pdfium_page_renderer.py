"""Renders one PDF page with and without some of its objects."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c

from indexer.extract.geometry import Box, Boxes, Matrix, compose, map_box, map_boxes
from indexer.extract.pdf import pdfium_calls as call
from indexer.extract.pdf.pdfium_letters import LetterReader
from indexer.extract.pdf.text_visibility import LetterBoxes, Pixels, TextVisibility

# Pixels a point. Measured on 529 pages: the same words as at 3, in a third of the time.
_SCALE: Final = 1.5
_MAX_PIXELS: Final = 4_000_000
_NEAR_PIXELS: Final = 60  # two words or lines away
_AREA_RIM: Final = 4  # pixels around what is looked at
MAX_FORM_DEPTH: Final = 6
MAX_OBJECTS: Final = 50_000
"""Objects of a page that are looked at; a page with more is not inspected."""

_MAX_CHARS: Final = 60_000
MARK_SUBTYPES: Final = frozenset(
    {
        *(pdfium_c.FPDF_ANNOT_SQUARE, pdfium_c.FPDF_ANNOT_CIRCLE, pdfium_c.FPDF_ANNOT_POLYGON),
        *(pdfium_c.FPDF_ANNOT_HIGHLIGHT, pdfium_c.FPDF_ANNOT_INK, pdfium_c.FPDF_ANNOT_STAMP),
        *(pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_REDACT, pdfium_c.FPDF_ANNOT_LINE),
    }
)
"""Subtypes of annotations that are marks on the page, unlike links and fields."""


@dataclass(slots=True)
class PageObject:
    """An object that is drawn on the page, with its box in pixels and the layer it belongs to."""

    handle: Any
    kind: int
    box: Box
    layer: str


@dataclass(slots=True)
class PageRenderer:
    """Renders one open page; its text is loaded unless it is given."""

    page: pypdfium2.PdfPage
    text_page: pypdfium2.PdfTextPage | None = None
    objects: list[PageObject] = field(default_factory=list)
    _marks: list[tuple[Box, int]] = field(default_factory=list)
    scale: float = _SCALE
    is_complete: bool = True
    area: tuple[int, int, int, int] | None = None
    """The pixels that are rendered; all of them without."""

    def __post_init__(self) -> None:
        width, height = self.page.get_size()
        largest = math.sqrt(_MAX_PIXELS / max(width * height, 1.0))
        self.scale = min(_SCALE, largest)
        raw = self.page.raw
        count = pdfium_c.FPDFPage_CountObjects(raw)
        matrix = self._to_pixels(max(width, 1.0), max(height, 1.0))
        self._collect(count, lambda i: pdfium_c.FPDFPage_GetObject(raw, i), matrix, "", 0)
        self._marks = [(map_box(matrix, *box), kind) for box, kind in self._marked()]

    def visibility(self, suspects: Collection[int] | None = None) -> TextVisibility:
        """Render the page with and without its text.

        With `suspects` (indexes of boxes), only the letters of these texts are doubtful, and no
        more is rendered than is needed to look at them.
        """
        letters = self.letters(suspects)
        if suspects is not None:
            self.area = self._around(letters.boxes[letters.doubtful])
        shown = self.picture(marks=True)
        self.hide_text()
        kinds = np.array([item.kind for item in self.objects], np.int64)
        picture = kinds == pdfium_c.FPDF_PAGEOBJ_IMAGE
        fills = [item.kind == pdfium_c.FPDF_PAGEOBJ_PATH and _fills(item) for item in self.objects]
        more = np.zeros(len(self._marks), np.bool_)
        marks = [box for box, _ in self._marks]
        redact = [box for box, kind in self._marks if kind == pdfium_c.FPDF_ANNOT_REDACT]
        return TextVisibility(
            letters=letters,
            shown=shown,
            bare=self.picture(marks=True) if self._draws_text() else shown,
            boxes=np.array([*(o.box for o in self.objects), *marks], float).reshape(-1, 4),
            is_picture=np.concatenate([picture, more]),
            is_cover=np.concatenate([picture | np.array(fills, np.bool_), ~more]),
            redactions=np.array(redact, float).reshape(-1, 4),
            layers=self._layers,
            scale=self.scale,
            is_cropped=_is_cropped(self.page),
            is_complete=self.is_complete,
        )

    def picture(self, *, marks: bool) -> Pixels:
        """Render the page, with or without its annotations; empty where it need not be seen."""
        wide, high = (math.ceil(side * self.scale) for side in self.page.get_size())
        left, top, right, bottom = self.area or (0, 0, wide, high)
        pixels: Pixels = np.zeros((high, wide, 4), np.uint8)
        if left >= right or top >= bottom:
            return pixels
        # PDFium rounds up to whole pixels.
        cut = (max(side - 0.5, 0) / self.scale for side in (left, high - bottom, wide - right, top))
        bitmap = self.page.render(
            scale=self.scale,
            crop=tuple(cut),
            may_draw_forms=False,
            draw_annots=marks,
            rev_byteorder=True,
            prefer_bgrx=True,
        )
        with closing(bitmap):
            pixels[top:bottom, left:right] = bitmap.to_numpy()
        return pixels

    def _around(self, boxes: Boxes) -> tuple[int, int, int, int]:
        """The pixels around the boxes that lie on the page."""
        wide, high = (math.ceil(side * self.scale) for side in self.page.get_size())
        on_page = (boxes[:, 2] > 0) & (boxes[:, 3] > 0) & (boxes[:, 0] < wide)
        inside = boxes[on_page & (boxes[:, 1] < high)]
        if not len(inside):
            return (0, 0, 0, 0)
        left, top = (max(int(side) - _AREA_RIM, 0) for side in inside[:, :2].min(axis=0))
        right, bottom = (int(side) + _AREA_RIM for side in inside[:, 2:].max(axis=0))
        return left, top, min(right, wide), min(bottom, high)

    def hide(self, place: int) -> None:
        """Leave the object out from now on."""
        if place < len(self.objects):
            pdfium_c.FPDFPageObj_SetIsActive(self.objects[place].handle, False)

    def hide_text(self) -> None:
        """Leave all text out from now on."""
        for place, item in enumerate(self.objects):
            if item.kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
                self.hide(place)

    def _draws_text(self) -> bool:
        """Whether any text is drawn: a scan with recognised text need not be decoded twice."""
        text = (o for o in self.objects if o.kind == pdfium_c.FPDF_PAGEOBJ_TEXT)
        modes = (pdfium_c.FPDFTextObj_GetTextRenderMode(item.handle) for item in text)
        return any(mode != pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE for mode in modes)

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
            if len(self.objects) >= MAX_OBJECTS or depth > MAX_FORM_DEPTH:
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
                self.objects.append(PageObject(handle, kind, _bounds(handle, matrix), inside))

    def _marked(self) -> Iterator[tuple[Box, int]]:
        """The places and subtypes of the annotations that are marks on the page."""
        for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(self.page.raw), 5000)):
            annotation = pdfium_c.FPDFPage_GetAnnot(self.page.raw, index)
            if annotation:
                rectangle = pdfium_c.FS_RECTF()
                known = pdfium_c.FPDFAnnot_GetRect(annotation, rectangle)
                kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
                if known and kind in MARK_SUBTYPES:
                    yield (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), kind
                pdfium_c.FPDFPage_CloseAnnot(annotation)

    @property
    def _layers(self) -> tuple[str, ...]:
        return ("", *sorted({item.layer for item in self.objects if item.layer}))

    def places_in(self, layers: Collection[str]) -> list[int]:
        """The indexes of the boxes of all that is marked with one of these layers."""
        return [place for place, item in enumerate(self.objects) if item.layer in layers]

    def letters(self, suspects: Collection[int] | None = None) -> LetterBoxes:
        """The letters of the page; all are doubtful, or those of the suspicious texts."""
        texts = [p for p, o in enumerate(self.objects) if o.kind == pdfium_c.FPDF_PAGEOBJ_TEXT]
        places = {call.address(self.objects[place].handle): place for place in texts}
        needed = set(texts) if suspects is None else self._neighbours(texts, suspects)
        given = self.text_page
        with nullcontext(given) if given else closing(self.page.get_textpage()) as text_page:
            rows = LetterReader(call.address(text_page.raw), places, needed)
            count = text_page.count_chars()
            self.is_complete = self.is_complete and count <= _MAX_CHARS
            rows.read(min(count, _MAX_CHARS))
        boxes = np.array(rows.boxes, float).reshape(-1, 4)
        order = np.array([look.place for look in rows.looks], np.int64)
        layers = {name: place for place, name in enumerate(self._layers)}
        layer_of = [layers[item.layer] for item in self.objects]
        is_suspect = np.ones(len(self.objects) + 1, np.bool_)  # the last one is -1
        if suspects is not None:
            is_suspect[:] = False
            is_suspect[list(suspects)] = True
        matrix = self._to_pixels(*(max(side, 1.0) for side in self.page.get_size()))
        return LetterBoxes(
            text="".join(rows.text),
            boxes=map_boxes(matrix, boxes),
            character=np.array(rows.character, np.int64),
            word=np.array(rows.word, np.int64),
            order=order,
            colour=np.array([look.colour for look in rows.looks], np.int64).reshape(-1, 3),
            invisible=np.array([look.invisible for look in rows.looks], np.bool_),
            clips=np.array([look.clips for look in rows.looks], np.bool_),
            layer=np.array([*layer_of, 0], np.int64)[order],
            doubtful=is_suspect[order],
            height=np.maximum(boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]),
        )

    def _neighbours(self, texts: list[int], suspects: Collection[int]) -> set[int]:
        """The texts at and around the suspicious ones, from which it depends what these are."""
        boxes = np.array([self.objects[place].box for place in texts], float).reshape(-1, 4)
        near = np.zeros(len(texts), np.bool_)
        for place in suspects:
            left, top, right, bottom = self.objects[place].box
            near |= (
                (boxes[:, 0] < right + _NEAR_PIXELS)
                & (left - _NEAR_PIXELS < boxes[:, 2])
                & (boxes[:, 1] < bottom + _NEAR_PIXELS)
                & (top - _NEAR_PIXELS < boxes[:, 3])
            )
        return {texts[row] for row in np.flatnonzero(near)} | set(suspects)


def _is_cropped(page: pypdfium2.PdfPage) -> bool:
    """Whether the crop box is smaller than the page (by more than rounding)."""
    sides = zip(page.get_mediabox(), page.get_cropbox(), strict=True)
    return any(abs(whole - shown) > 1 for whole, shown in sides)


def _fills(item: PageObject) -> bool:
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

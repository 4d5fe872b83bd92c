"""Renders one PDF page with and without some of its objects."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, nullcontext
from typing import Final

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium_c

from indexer.extract.geometry import Box, Boxes, Matrix, map_box, map_boxes
from indexer.extract.pdf import pdfium_calls as call
from indexer.extract.pdf.pdfium_letters import read_letters
from indexer.extract.pdf.pdfium_objects import IMAGE, PATH, TEXT, PageObjects, read_objects
from indexer.extract.pdf.pdfium_shapes import PathShapes
from indexer.extract.pdf.text_visibility import LetterBoxes, Pixels, TextVisibility

# Pixels a point. Measured on 529 pages: the same words as at 3, in a third of the time.
_SCALE: Final = 1.5
_MAX_PIXELS: Final = 4_000_000
_NEAR_PIXELS: Final = 60  # two words or lines away
_AREA_RIM: Final = 4  # pixels around what is looked at
_MAX_CHARS: Final = 60_000
MARK_SUBTYPES: Final = frozenset(
    {
        *(pdfium_c.FPDF_ANNOT_SQUARE, pdfium_c.FPDF_ANNOT_CIRCLE, pdfium_c.FPDF_ANNOT_POLYGON),
        *(pdfium_c.FPDF_ANNOT_HIGHLIGHT, pdfium_c.FPDF_ANNOT_INK, pdfium_c.FPDF_ANNOT_STAMP),
        *(pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_REDACT, pdfium_c.FPDF_ANNOT_LINE),
    }
)
"""Subtypes of annotations that are marks on the page, unlike links and fields."""


class PageRenderer:
    """Renders one open page; its text and its objects are read unless they are given."""

    def __init__(
        self,
        page: pypdfium2.PdfPage,
        text_page: pypdfium2.PdfTextPage | None = None,
        objects: PageObjects | None = None,
    ) -> None:
        self._page = page
        self._text_page = text_page
        self._objects = read_objects(page) if objects is None else objects
        self._is_complete = self._objects.is_complete
        self._area: tuple[int, int, int, int] | None = None  # None: the whole page
        width, height = (max(side, 1.0) for side in page.get_size())
        self._scale = min(_SCALE, math.sqrt(_MAX_PIXELS / (width * height)))
        self._size = tuple(math.ceil(side * self._scale) for side in page.get_size())
        self._matrix = self._to_pixels(width, height)
        self._boxes = map_boxes(self._matrix, self._objects.boxes)
        self._layers, self._layer_of = _layers(self._objects)
        self._marks = [(map_box(self._matrix, *box), kind) for box, kind in self._marked()]

    def visibility(self, suspects: Collection[int] | None = None) -> TextVisibility:
        """Render the page with and without its text.

        With `suspects` (indexes of boxes), only the letters of these texts are doubtful, and no
        more is rendered than is needed to look at them.
        """
        letters = self.letters(suspects)
        if suspects is not None:
            self._area = self._around(letters.boxes[letters.doubtful])
        shown = self._picture(marks=True)
        draws_text = self._draws_text()
        self._show_text(is_shown=False)
        picture = self._objects.kinds == IMAGE
        more = np.zeros(len(self._marks), np.bool_)
        redact = [box for box, kind in self._marks if kind == pdfium_c.FPDF_ANNOT_REDACT]
        return TextVisibility(
            letters=letters,
            shown=shown,
            bare=self._picture(marks=True) if draws_text else shown,
            boxes=np.array([*self._boxes, *(box for box, _ in self._marks)], float).reshape(-1, 4),
            is_picture=np.concatenate([picture, more]),
            is_cover=np.concatenate([picture | self._fills(), ~more]),
            redactions=np.array(redact, float).reshape(-1, 4),
            layers=tuple(self._layers),
            scale=self._scale,
            is_cropped=_is_cropped(self._page),
            is_complete=self._is_complete,
        )

    def picture_without(self, places: Collection[int]) -> Pixels:
        """Render the page, or what of it `visibility` has rendered, without some of its boxes.

        Annotations can only be left out together.
        """
        self._show_text(is_shown=True)
        handles = self._objects.handles
        for place in places:
            if place < len(handles):
                call.set_active(handles[place], False)
        return self._picture(marks=max(places, default=0) < len(handles))

    def places_in(self, layers: Collection[str]) -> list[int]:
        """The indexes of the boxes of all that is marked with one of these layers."""
        chosen = [number for number, name in enumerate(self._layers) if name in layers]
        places: list[int] = np.flatnonzero(np.isin(self._layer_of, chosen)).tolist()
        return places

    def letters(self, suspects: Collection[int] | None = None) -> LetterBoxes:
        """The letters of the page; all are doubtful, or those of the suspicious texts."""
        texts = self._objects.rows(TEXT)
        places = dict(zip(self._objects.handles_at(texts), texts.tolist(), strict=True))
        needed = set(texts.tolist()) if suspects is None else self._neighbours(texts, suspects)
        given = self._text_page
        with nullcontext(given) if given else closing(self._page.get_textpage()) as text_page:
            count = text_page.count_chars()
            self._is_complete = self._is_complete and count <= _MAX_CHARS
            raw = call.address(text_page.raw)
            letters = read_letters(raw, min(count, _MAX_CHARS), places, needed)
        is_suspect = np.ones(len(self._boxes) + 1, np.bool_)  # the last one is -1
        if suspects is not None:
            is_suspect[:] = False
            is_suspect[list(suspects)] = True
        boxes = letters.boxes
        return LetterBoxes(
            text=letters.text,
            boxes=map_boxes(self._matrix, boxes),
            character=letters.character,
            word=letters.word,
            order=letters.place,
            colour=letters.colour,
            invisible=letters.invisible,
            clips=letters.clips,
            layer=np.append(self._layer_of, 0)[letters.place],
            doubtful=is_suspect[letters.place],
            height=np.maximum(boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]),
        )

    def _picture(self, *, marks: bool) -> Pixels:
        """Render the page, with or without its annotations; empty where it need not be seen."""
        wide, high = self._size
        left, top, right, bottom = self._area or (0, 0, wide, high)
        if left >= right or top >= bottom:
            return np.zeros((high, wide, 4), np.uint8)
        # PDFium rounds up to whole pixels.
        sides = (left, high - bottom, wide - right, top)
        bitmap = self._page.render(
            scale=self._scale,
            crop=tuple(max(side - 0.5, 0) / self._scale for side in sides),
            may_draw_forms=False,
            draw_annots=marks,
            rev_byteorder=True,
            prefer_bgrx=True,
        )
        pixels: Pixels = np.empty((high, wide, 4), np.uint8)
        pixels[:top] = pixels[bottom:] = 0
        pixels[top:bottom, :left] = pixels[top:bottom, right:] = 0
        with closing(bitmap):
            pixels[top:bottom, left:right] = bitmap.to_numpy()
        return pixels

    def _around(self, boxes: Boxes) -> tuple[int, int, int, int]:
        """The pixels around the boxes that lie on the page."""
        wide, high = self._size
        on_page = (boxes[:, 2] > 0) & (boxes[:, 3] > 0) & (boxes[:, 0] < wide)
        inside = boxes[on_page & (boxes[:, 1] < high)]
        if not len(inside):
            return (0, 0, 0, 0)
        left, top = (max(int(side) - _AREA_RIM, 0) for side in inside[:, :2].min(axis=0))
        right, bottom = (int(side) + _AREA_RIM for side in inside[:, 2:].max(axis=0))
        return left, top, min(right, wide), min(bottom, high)

    def _show_text(self, *, is_shown: bool) -> None:
        """Draw all text from now on, or leave it out."""
        for handle in self._objects.handles_at(self._objects.rows(TEXT)):
            call.set_active(handle, is_shown)

    def _draws_text(self) -> bool:
        """Whether any text is drawn: a scan with recognised text need not be decoded twice."""
        handles = self._objects.handles_at(self._objects.rows(TEXT))
        modes = call.read_integers(call.get_render_mode, handles)
        return bool((modes != pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE).any())

    def _fills(self) -> npt.NDArray[np.bool_]:
        """Which objects are paths that fill an area, or draw a thick line."""
        places = self._objects.rows(PATH)
        modes = np.zeros((len(places), 2), np.int32)
        call.read_rows(call.get_draw_mode, self._objects.handles_at(places), into=modes)
        fills = np.zeros(len(self._boxes), np.bool_)
        fills[places] = modes[:, 0] != pdfium_c.FPDF_FILLMODE_NONE
        fills[PathShapes(self._objects).thick_lines(places[modes[:, 1] != 0])] = True
        return fills

    def _to_pixels(self, width: float, height: float) -> Matrix:
        """From points on the page to pixels; PDFium accounts for rotation and crop box."""
        fine = 1000  # PDFium returns whole pixels, so ask for a larger rendering
        size = (round(width * fine * self._scale), round(height * fine * self._scale))

        def at(x: float, y: float) -> tuple[float, float]:
            left, top = ctypes.c_int(), ctypes.c_int()
            pdfium_c.FPDF_PageToDevice(self._page.raw, 0, 0, *size, 0, x, y, left, top)
            return left.value / fine, top.value / fine

        (e, f), (ax, ay), (bx, by) = at(0, 0), at(100, 0), at(0, 100)
        return ((ax - e) / 100, (ay - f) / 100, (bx - e) / 100, (by - f) / 100, e, f)

    def _marked(self) -> Iterator[tuple[Box, int]]:
        """The places and subtypes of the annotations that are marks on the page."""
        for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(self._page.raw), 5000)):
            annotation = pdfium_c.FPDFPage_GetAnnot(self._page.raw, index)
            if annotation:
                rectangle = pdfium_c.FS_RECTF()
                known = pdfium_c.FPDFAnnot_GetRect(annotation, rectangle)
                kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
                if known and kind in MARK_SUBTYPES:
                    yield (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), kind
                pdfium_c.FPDFPage_CloseAnnot(annotation)

    def _neighbours(self, texts: npt.NDArray[np.int64], suspects: Collection[int]) -> set[int]:
        """The texts at and around the suspicious ones, from which it depends what these are."""
        boxes = self._boxes[texts]
        near = np.zeros(len(texts), np.bool_)
        for left, top, right, bottom in self._boxes[list(suspects)].tolist():
            near |= (
                (boxes[:, 0] < right + _NEAR_PIXELS)
                & (left - _NEAR_PIXELS < boxes[:, 2])
                & (boxes[:, 1] < bottom + _NEAR_PIXELS)
                & (top - _NEAR_PIXELS < boxes[:, 3])
            )
        return {*texts[near].tolist(), *suspects}


def _is_cropped(page: pypdfium2.PdfPage) -> bool:
    """Whether the crop box is smaller than the page (by more than rounding)."""
    sides = zip(page.get_mediabox(), page.get_cropbox(), strict=True)
    return any(abs(whole - shown) > 1 for whole, shown in sides)


def _layers(objects: PageObjects) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The names of the layers on a page, with "" for none, and the layer of each object."""
    known: dict[int, str] = {}  # objects share marks
    named = [(form.first, form.end, _layer(form.handle, known)) for form in objects.forms]
    marked = np.flatnonzero(call.read_integers(call.count_marks, objects.handles) > 0)
    for place, handle in zip(marked.tolist(), objects.handles_at(marked), strict=True):
        named.append((place, place + 1, _layer(handle, known)))
    names = ["", *sorted({name for _, _, name in named if name})]
    layer_of = np.zeros(len(objects.handles), np.int64)
    for first, end, name in named:
        if name:
            layer_of[first:end] = names.index(name)
    return names, layer_of


def _layer(handle: int, known: dict[int, str]) -> str:
    """The name of the layer that an object is marked with; empty if none."""
    for index in range(min(call.count_marks(handle), 20)):
        mark = call.get_mark(handle, index)
        if mark not in known:
            known[mark] = _layer_of_mark(mark)
        if known[mark]:
            return known[mark]
    return ""


def _layer_of_mark(address: int) -> str:
    """The name of the layer that a mark stands for; empty if it stands for something else."""
    mark = ctypes.cast(ctypes.c_void_p(address), pdfium_c.FPDF_PAGEOBJECTMARK)
    if _text(lambda *to: pdfium_c.FPDFPageObjMark_GetName(mark, *to)) != "OC":
        return ""
    get_parameter = pdfium_c.FPDFPageObjMark_GetParamStringValue
    return _text(lambda *to: get_parameter(mark, b"Name", *to)) or "?"


def _text(read: Callable[..., object]) -> str:
    """Read a string that PDFium writes into a buffer as UTF-16, with its length in bytes."""
    length = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(512)
    if not read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 512, length):
        return ""
    return buffer.raw[: min(length.value, 512)].decode("utf-16-le", "replace").rstrip("\0")

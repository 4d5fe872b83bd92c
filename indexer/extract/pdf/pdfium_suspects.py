"""Finds the texts of a PDF page that something may hide, without rendering the page.

Rendering a page to see what shows takes many times as long as reading its text. So every object
is looked at first: where it is, its colour and that of what lies beneath it, what is drawn over it.
What is suspected here wrongly costs time only; what is not suspected is taken as seen.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes import c_float, c_int, c_uint, c_void_p
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium_c

from indexer.extract.geometry import Box, Boxes, Matrix, compose, map_box
from indexer.extract.pdf import pdfium_calls as call
from indexer.extract.pdf.pdfium_page_renderer import MARK_SUBTYPES, MAX_FORM_DEPTH, MAX_OBJECTS

_TEXT: Final = pdfium_c.FPDF_PAGEOBJ_TEXT
_PATH: Final = pdfium_c.FPDF_PAGEOBJ_PATH
_FORM: Final = pdfium_c.FPDF_PAGEOBJ_FORM
_FILL_MODES: Final = (
    pdfium_c.FPDF_TEXTRENDERMODE_FILL,
    pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE,
)
_MAX_TINY_POINTS: Final = 1.0
_MIN_CONTRAST: Final = 60  # of 255, in at least one channel, between a text and its ground
_EDGE_POINTS: Final = 1.0  # by which letters stick out of the page or their frame by rounding
_MIN_COVER_POINTS: Final = 2.6  # lower or narrower is a line, which hides no letter
_MAX_GROUNDS: Final = 24  # on which one text may lie; it is suspicious on more
_MAX_COVERS: Final = 10_000  # that are compared with each text
_MAX_CLIP_PATHS: Final = 8
_MAX_CLIP_POINTS: Final = 12  # more points are not a rectangle
_MAX_ANNOTATIONS: Final = 5_000
_WHITE: Final = (255, 255, 255)
_NO_MATRIX: Final[Matrix] = (1, 0, 0, 1, 0, 0)


Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Cover:
    """An object that fills an area; without `colour` it has several. If it `is_mixed`, its colour
    mixes with those beneath."""

    place: int
    box: Box
    colour: Colour | None
    is_mixed: bool
    handle: int


_Text = tuple[int, Box, Colour]
"""Place, box and colour of a text that is not suspicious by itself; a plain tuple, as there are
thousands."""


def find_suspects(page: pypdfium2.PdfPage) -> npt.NDArray[np.int64]:
    """The texts that something may hide, as indexes of `TextVisibility.boxes`, in order."""
    scene = _Scene(page)
    return np.array(sorted(scene.suspects()), np.int64)


class _Scene:
    """The objects of one page."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self._count = 0
        self._covers: list[_Cover] = []
        self._texts: list[_Text] = []
        self._suspects: set[int] = set()
        self._whole: dict[int, bool] = {}
        self._clip_key: tuple[int, int, Matrix] = (0, 0, _NO_MATRIX)
        self._clip_frame: Box = (0, 0, 0, 0)
        self._floats = (c_float * 4)()
        self._colours = (c_uint * 4)()
        self._ints = (c_int * 2)()
        self._to_floats = [ctypes.addressof(self._floats) + 4 * i for i in range(4)]
        self._to_colours = [ctypes.addressof(self._colours) + 4 * i for i in range(4)]
        self._to_ints = [ctypes.addressof(self._ints) + 4 * i for i in range(2)]

    def suspects(self) -> set[int]:
        """The suspicious texts, after a look at all objects."""
        raw = call.address(self._page.raw)
        visible = self._visible_box()
        count = pdfium_c.FPDFPage_CountObjects(self._page.raw)
        self._collect(call.get_object, raw, count, _NO_MATRIX, visible, 0)
        self._covers += (_Cover(MAX_OBJECTS, box, None, False, 0) for box in self._marks())
        if len(self._covers) > _MAX_COVERS:
            self._suspects.update(place for place, _, _ in self._texts)
        elif self._texts and self._covers:
            self._compare()
        else:
            self._suspects.update(
                place for place, _, colour in self._texts if min(colour) > 255 - _MIN_CONTRAST
            )
        return self._suspects

    def _visible_box(self) -> Box:
        rectangle = pdfium_c.FS_RECTF()
        if not pdfium_c.FPDF_GetPageBoundingBox(self._page.raw, rectangle):
            return (0, 0, 0, 0)
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top

    def _collect(
        self, get: Any, holder: int | None, count: int, matrix: Matrix, frame: Box, depth: int
    ) -> None:
        """Look at the objects of a page or form; nothing outside `frame` shows.

        It numbers them as `PageRenderer` does.
        """
        for index in range(count):
            if self._count >= MAX_OBJECTS or depth > MAX_FORM_DEPTH:
                return
            handle = get(holder, index)
            kind = call.get_kind(handle)
            if kind == _TEXT:
                self._add_text(handle, matrix, frame)
            elif kind == _FORM:
                self._collect_form(handle, matrix, frame, depth)
                continue
            else:
                self._add_cover(handle, kind, matrix)
            self._count += 1

    def _collect_form(self, handle: int, matrix: Matrix, frame: Box, depth: int) -> None:
        form = ctypes.cast(c_void_p(handle), pdfium_c.FPDF_PAGEOBJECT)
        inner = pdfium_c.FS_MATRIX()
        if not pdfium_c.FPDFPageObj_GetMatrix(form, inner):
            inner = pdfium_c.FS_MATRIX(*_NO_MATRIX)
        own = (inner.a, inner.b, inner.c, inner.d, inner.e, inner.f)
        first, covers = self._count, len(self._covers)
        clip = self._clip(handle, matrix)
        self._collect(
            call.get_form_part,
            handle,
            max(pdfium_c.FPDFFormObj_CountObjects(form), 0),
            compose(own, matrix),
            frame if clip is None else _intersect(frame, clip),
            depth + 1,
        )
        if call.has_transparency(handle):
            inside = [place for place, _, _ in self._texts if place >= first]
            self._suspects.update(inside)
            del self._texts[len(self._texts) - len(inside) :]
            self._covers[covers:] = [
                _Cover(cover.place, cover.box, None, False, 0) for cover in self._covers[covers:]
            ]

    def _add_text(self, handle: int, matrix: Matrix, frame: Box) -> None:
        call.get_bounds(handle, *self._to_floats)
        left, bottom, right, top = box = self._box(matrix)
        is_plain = call.get_render_mode(handle) in _FILL_MODES and not call.has_transparency(handle)
        if (
            is_plain
            and left >= frame[0] - _EDGE_POINTS
            and bottom >= frame[1] - _EDGE_POINTS
            and right <= frame[2] + _EDGE_POINTS
            and top <= frame[3] + _EDGE_POINTS
            and call.get_fill_colour(handle, *self._to_colours)
        ):
            red, green, blue, _ = self._colours
            clip = self._clip(handle, matrix)
            is_framed = clip is None or _is_inside(box, clip)
            # The letters of a font of 2 points are higher than a tiny one.
            is_large = right - left > _MAX_TINY_POINTS and top - bottom > _MAX_TINY_POINTS
            if is_framed and (is_large or not self._is_tiny(handle, matrix)):
                self._texts.append((self._count, box, (red, green, blue)))
                return
        if left < right or bottom < top:  # else it is only spaces
            self._suspects.add(self._count)

    def _add_cover(self, handle: int, kind: int, matrix: Matrix) -> None:
        if kind == _PATH and not (call.get_draw_mode(handle, *self._to_ints) and self._ints[0]):
            return
        call.get_bounds(handle, *self._to_floats)
        box = self._box(matrix)
        if kind == _PATH and call.get_fill_colour(handle, *self._to_colours):
            red, green, blue, _ = self._colours
            is_mixed = bool(call.has_transparency(handle))
            self._covers.append(_Cover(self._count, box, (red, green, blue), is_mixed, handle))
        else:
            self._covers.append(_Cover(self._count, box, None, False, 0))

    def _box(self, matrix: Matrix) -> Box:
        """The box that was read last, on the page."""
        left, bottom, right, top = self._floats
        if matrix is _NO_MATRIX:
            return left, bottom, right, top
        return map_box(matrix, left, bottom, right, top)

    @staticmethod
    def _is_tiny(handle: int, matrix: Matrix) -> bool:
        text = ctypes.cast(c_void_p(handle), pdfium_c.FPDF_PAGEOBJECT)
        size, own = c_float(), pdfium_c.FS_MATRIX()
        if not pdfium_c.FPDFTextObj_GetFontSize(text, size):
            return True
        if not pdfium_c.FPDFPageObj_GetMatrix(text, own):
            return True
        a, b, c, d, *_ = compose((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        return abs(size.value) * min(abs(a) + abs(b), abs(c) + abs(d)) <= _MAX_TINY_POINTS

    def _clip(self, handle: int, matrix: Matrix) -> Box | None:
        """The box to which an object is clipped; None for none. Consecutive objects share one."""
        clip = call.get_clip(handle)
        paths = call.count_clip_paths(clip) if clip else 0
        if paths <= 0:
            return None
        known = (call.get_clip_point(clip, paths - 1, 0), paths, matrix)
        if self._clip_key != known:
            self._clip_key = known
            self._clip_frame = self._clip_box(clip, min(paths, _MAX_CLIP_PATHS), matrix)
        return self._clip_frame

    def _clip_box(self, clip: int, paths: int, matrix: Matrix) -> Box:
        """The box inside all clip paths; empty if one of them is not a rectangle."""
        box: Box = (-1e9, -1e9, 1e9, 1e9)
        for path in range(paths):
            count = call.count_clip_points(clip, path)
            if not 0 < count <= _MAX_CLIP_POINTS:
                return (0, 0, 0, 0)
            points = [self._point(call.get_clip_point(clip, path, i)) for i in range(count)]
            box = _intersect(box, map_box(matrix, *_around(points)))
        return box

    def _point(self, segment: int) -> tuple[float, float]:
        return (
            (self._floats[0], self._floats[1])
            if call.get_point(segment, *self._to_floats[:2])
            else (0, 0)
        )

    def _marks(self) -> Iterator[Box]:
        """The boxes of annotations that may cover something."""
        count = pdfium_c.FPDFPage_GetAnnotCount(self._page.raw)
        for index in range(min(count, _MAX_ANNOTATIONS)):
            annotation = pdfium_c.FPDFPage_GetAnnot(self._page.raw, index)
            if annotation:
                box = pdfium_c.FS_RECTF()
                is_mark = pdfium_c.FPDFAnnot_GetSubtype(annotation) in MARK_SUBTYPES
                if is_mark or pdfium_c.FPDFAnnot_HasKey(annotation, b"AP"):
                    pdfium_c.FPDFAnnot_GetRect(annotation, box)
                    yield box.left, box.bottom, box.right, box.top
                pdfium_c.FPDFPage_CloseAnnot(annotation)

    def _compare(self) -> None:
        """Suspect the texts that have something over them, or their own colour beneath them."""
        texts = np.array([box for _, box, _ in self._texts], float)
        places = np.array([place for place, _, _ in self._texts])
        covers = np.array([cover.box for cover in self._covers], float)
        order = np.array([cover.place for cover in self._covers])
        is_thick = (covers[:, 2:] - covers[:, :2]).min(axis=1) >= _MIN_COVER_POINTS
        over = np.zeros(len(texts), np.bool_)
        beneath: dict[int, list[int]] = {}  # indexes of covers, by those of texts
        cores = _cores(texts)
        for at, cover in enumerate(covers):
            if is_thick[at]:
                meet = _meet(cover, cores)
                over |= meet & (places < order[at])
                for row in np.flatnonzero(meet & (places > order[at])).tolist():
                    beneath.setdefault(row, []).append(at)
        self._suspects.update(places[over].tolist())
        light = np.array([min(colour) for _, _, colour in self._texts]) > 255 - _MIN_CONTRAST
        self._suspects.update(
            places[light & ~over & ~np.isin(np.arange(len(texts)), list(beneath))].tolist()
        )
        for row, below in beneath.items():
            if not over[row] and self._is_lost_on(self._texts[row], below):
                self._suspects.add(int(places[row]))

    def _is_lost_on(self, text: _Text, beneath: list[int]) -> bool:
        """Whether a text may have the colour of the page, or of one of these covers beneath it.

        A cover that lets something through mixes its colour with those beneath it; the result is
        any colour between them.
        """
        _, box, own_colour = text
        grounds: set[tuple[Colour, Colour]] = {(_WHITE, _WHITE)}
        for at in beneath:
            cover = self._covers[at]
            if cover.colour is None or len(grounds) > _MAX_GROUNDS:
                return True
            if cover.is_mixed:
                grounds |= {_between(cover.colour, *ground) for ground in grounds}
            elif _is_inside(box, cover.box) and self._is_whole(cover):
                grounds = {(cover.colour, cover.colour)}
            else:
                grounds.add((cover.colour, cover.colour))
        return any(
            all(
                low - _MIN_CONTRAST < own < high + _MIN_CONTRAST
                for low, own, high in zip(lowest, own_colour, highest, strict=True)
            )
            for lowest, highest in grounds
        )

    def _is_whole(self, cover: _Cover) -> bool:
        """Whether a path fills all of its box."""
        if cover.place not in self._whole:
            self._whole[cover.place] = self._fills_its_box(cover)
        return self._whole[cover.place]

    def _fills_its_box(self, cover: _Cover) -> bool:
        count = call.count_points(cover.handle) if cover.handle else 0
        if not 4 <= count <= 6 or self._clip(cover.handle, _NO_MATRIX) is not None:
            return False
        points = [self._point(call.get_path_point(cover.handle, i)) for i in range(count)]
        left, bottom, right, top = _around(points)
        return all(x in (left, right) and y in (bottom, top) for x, y in points)


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _intersect(one: Box, other: Box) -> Box:
    (l1, b1, r1, t1), (l2, b2, r2, t2) = one, other
    return max(l1, l2), max(b1, b2), min(r1, r2), min(t1, t2)


def _is_inside(box: Box, frame: Box) -> bool:
    return (
        box[0] >= frame[0] - _EDGE_POINTS
        and box[1] >= frame[1] - _EDGE_POINTS
        and box[2] <= frame[2] + _EDGE_POINTS
        and box[3] <= frame[3] + _EDGE_POINTS
    )


def _cores(boxes: Boxes) -> Boxes:
    """The boxes without a quarter of their shorter side all around: no letter's centre is there."""
    rim = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) / 4
    return np.column_stack([boxes[:, :2] + rim[:, None], boxes[:, 2:] - rim[:, None]])


def _meet(box: Boxes, others: Boxes) -> npt.NDArray[np.bool_]:
    meet: npt.NDArray[np.bool_] = (
        (others[:, 0] < box[2])
        & (box[0] < others[:, 2])
        & (others[:, 1] < box[3])
        & (box[1] < others[:, 3])
    )
    return meet


def _between(colour: Colour, lowest: Colour, highest: Colour) -> tuple[Colour, Colour]:
    """The lowest and the highest value of each channel of a colour and a range of colours."""
    red, green, blue = colour
    return (
        (min(red, lowest[0]), min(green, lowest[1]), min(blue, lowest[2])),
        (max(red, highest[0]), max(green, highest[1]), max(blue, highest[2])),
    )

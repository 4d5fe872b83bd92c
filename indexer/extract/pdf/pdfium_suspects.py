"""Finds the texts of a PDF page that something may hide, without rendering the page.

Rendering a page to see what shows takes many times as long as reading its text. So every object
is looked at first: where it is, its colour and that of what lies beneath it, what is drawn over it.
What is suspected here wrongly costs time only; what is not suspected is taken as seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import addressof
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium_c

from indexer.extract.geometry import Box, Boxes, Mask, cores, meet_boxes
from indexer.extract.pdf import pdfium_calls as call
from indexer.extract.pdf.pdfium_clips import ClipReader
from indexer.extract.pdf.pdfium_objects import MAX_OBJECTS, PATH, TEXT, PageObjects, matrix_of
from indexer.extract.pdf.pdfium_page_renderer import MARK_SUBTYPES
from indexer.extract.pdf.pdfium_shapes import MIN_LINE_WIDTH, PathShapes
from indexer.extract.pdf.text_grounds import MIN_CONTRAST, OPAQUE, WHITE, Ground, is_lost_on, mix

_FILL: Final = pdfium_c.FPDF_TEXTRENDERMODE_FILL
_FILL_AND_STROKE: Final = pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE
_MAX_TINY_POINTS: Final = 1.0
_EDGE_POINTS: Final = 1.0  # by which letters stick out of the page or their frame by rounding
_MAX_GROUNDS: Final = 24  # on which one text may lie; it is suspicious on more
_MAX_BENEATH: Final = 200  # covers beneath one text; it is suspicious on more
_MAX_COVERS: Final = 10_000  # that are compared with each text
_MAX_COMPARISONS: Final = 1_000_000  # at once, of a text with a cover: 4 MB
_MAX_CROSSINGS: Final = 500  # of texts and thick lines; the texts of more are suspicious
_MAX_ANNOTATIONS: Final = 5_000

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Texts:
    """Texts that are not suspicious by themselves: their places, boxes and colours."""

    places: Rows
    boxes: Boxes
    colours: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Covers:
    """Objects that fill an area, and annotations.

    Those that are not `has_colour` have several colours. Of those with one, `is_mixed` says that it
    mixes with those beneath, as far as the `alpha` of 255 lets it.
    """

    places: Rows
    boxes: Boxes
    colours: npt.NDArray[np.int64]
    alpha: npt.NDArray[np.int64]
    has_colour: Mask
    is_mixed: Mask

    def at(self, rows: Mask) -> _Covers:
        """Some of them."""
        return _Covers(
            *(self.places[rows], self.boxes[rows], self.colours[rows]),
            *(self.alpha[rows], self.has_colour[rows], self.is_mixed[rows]),
        )


def find_suspects(page: pypdfium2.PdfPage, objects: PageObjects) -> Rows:
    """The texts that something may hide, as indexes of `TextVisibility.boxes`, in order."""
    if not len(objects.rows(TEXT)):
        return np.zeros(0, np.int64)
    return _Scene(page, objects).suspects()


class _Scene:
    """The objects of one page."""

    def __init__(self, page: pypdfium2.PdfPage, objects: PageObjects) -> None:
        self._page = page
        self._objects = objects
        self._clips = ClipReader(objects.matrix_table)
        self._is_faint = np.zeros(len(objects.handles), np.bool_)
        for form in objects.forms:
            if call.has_transparency(form.handle):
                self._is_faint[form.first : form.end] = True
        self._shapes = PathShapes(objects)
        self._lines = np.zeros(0, np.int64)

    def suspects(self) -> Rows:
        """The suspicious texts, after a look at all objects."""
        texts, found = self._texts()
        covers = self._covers()
        if len(covers.places) > _MAX_COVERS:
            suspicious = np.ones(len(texts.places), np.bool_)
        else:
            suspicious = self._compare(texts, covers) | self._at_lines(texts)
        return np.sort(np.concatenate([found, texts.places[suspicious]]))

    def _texts(self) -> tuple[_Texts, Rows]:
        """The texts to be compared with what is around them, and the places of suspicious ones."""
        objects = self._objects
        places = objects.rows(TEXT)
        handles = objects.handles_at(places)
        boxes = objects.boxes[places]
        colours = np.zeros((len(places), 4), np.uint32)
        is_plain = call.read_rows(call.get_fill_colour, handles, into=colours)
        modes = call.read_integers(call.get_render_mode, handles)
        is_plain &= (modes == _FILL) | (modes == _FILL_AND_STROKE)
        is_plain &= call.read_integers(call.has_transparency, handles) == 0
        is_plain &= ~self._is_faint[places]
        is_plain &= _are_inside(boxes, self._frames()[places])
        is_plain &= _are_inside(boxes, self._clips.boxes(handles, objects.matrices[places]))
        sides = boxes[:, 2:] - boxes[:, :2]
        is_empty = ~((sides[:, 0] > 0) | (sides[:, 1] > 0))  # only spaces
        # The letters of a font of 2 points are higher than a tiny one.
        shorter = np.minimum(sides[:, 0], sides[:, 1])
        small = np.flatnonzero(is_plain & ~is_empty & (shorter <= _MAX_TINY_POINTS))
        is_plain[small] = ~self._are_tiny(places[small])
        texts = _Texts(places[is_plain], boxes[is_plain], colours[is_plain, :3].astype(np.int64))
        return texts, places[~is_plain & ~is_empty]

    def _are_tiny(self, places: Rows) -> Mask:
        """Which texts have a tiny font."""
        handles = self._objects.handles_at(places)
        sizes = np.zeros((len(places), 1), np.float32)
        known = call.read_rows(call.get_font_size, handles, into=sizes)
        matrices = np.array([matrix_of(handle)[:4] for handle in handles]).reshape(-1, 2, 2)
        table = np.array([matrix[:4] for matrix in self._objects.matrix_table]).reshape(-1, 2, 2)
        stretch = np.abs(matrices @ table[self._objects.matrices[places]]).sum(axis=2).min(axis=1)
        tiny: Mask = ~known | ~(np.abs(sizes[:, 0]) * stretch > _MAX_TINY_POINTS)
        return tiny

    def _frames(self) -> Boxes:
        """The boxes outside of which nothing of an object shows."""
        rectangle = pdfium_c.FS_RECTF()
        pdfium_c.FPDF_GetPageBoundingBox(self._page.raw, rectangle)
        page = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        frames = np.tile(np.array(page), (len(self._objects.handles), 1))
        for form in self._objects.forms:
            left, bottom, right, top = self._clips.box(form.handle, form.matrix)
            inside = frames[form.first : form.end]
            np.maximum(inside[:, :2], (left, bottom), out=inside[:, :2])
            np.minimum(inside[:, 2:], (right, top), out=inside[:, 2:])
        return frames

    def _covers(self) -> _Covers:
        objects = self._objects
        places = np.flatnonzero(objects.kinds != TEXT)
        is_path = objects.kinds[places] == PATH
        paths = objects.handles_at(places[is_path])
        modes = np.zeros((len(paths), 2), np.int32)
        fills = call.read_rows(call.get_draw_mode, paths, into=modes) & (modes[:, 0] != 0)
        self._lines = places[is_path][modes[:, 1] != 0]
        colours = np.zeros((len(places), 4), np.uint32)
        has_colour, is_mixed = is_path.copy(), is_path.copy()
        of_paths = np.zeros((len(paths), 4), np.uint32)
        has_colour[is_path] = call.read_rows(call.get_fill_colour, paths, into=of_paths)
        is_mixed[is_path] = call.read_integers(call.has_transparency, paths) != 0
        colours[is_path] = of_paths
        covers = _Covers(
            places,
            objects.boxes[places],
            colours[:, :3].astype(np.int64),
            colours[:, 3].astype(np.int64),
            has_colour & ~self._is_faint[places],
            is_mixed,
        )
        sides = covers.boxes[:, 2:] - covers.boxes[:, :2]
        covers_something = np.minimum(sides[:, 0], sides[:, 1]) >= MIN_LINE_WIDTH
        covers_something[is_path] &= fills
        # In a path without any opacity nothing changes, whatever its mode of blending is.
        covers_something &= ~has_colour | (covers.alpha > 0)
        return self._with_marks(covers.at(covers_something))

    def _with_marks(self, covers: _Covers) -> _Covers:
        """With the annotations that may cover something, which are drawn last."""
        boxes = list(_mark_boxes(self._page))
        if not boxes:
            return covers
        marks = np.array(boxes, float)
        none = np.zeros(len(marks), np.int64)
        return _Covers(
            np.concatenate([covers.places, none + MAX_OBJECTS]),
            np.concatenate([covers.boxes, marks]),
            np.concatenate([covers.colours, np.zeros((len(marks), 3), np.int64)]),
            np.concatenate([covers.alpha, none]),
            np.concatenate([covers.has_colour, none > 0]),
            np.concatenate([covers.is_mixed, none > 0]),
        )

    def _compare(self, texts: _Texts, covers: _Covers) -> Mask:
        """Which texts have something over them, or their own colour beneath them."""
        over = np.zeros(len(texts.places), np.bool_)
        beneath = np.zeros(len(texts.places), np.int64)
        pairs = [np.zeros((2, 0), np.int64)]  # of a text and a cover beneath it
        middles = cores(texts.boxes)
        step = max(_MAX_COMPARISONS // max(len(over), 1), 1)
        for start in range(0, len(covers.places), step):
            part = slice(start, start + step)
            meet = meet_boxes(middles, covers.boxes[part])
            is_over = meet & (texts.places[:, None] < covers.places[part])
            over |= is_over.any(axis=1)
            is_beneath = meet & ~is_over & ~over[:, None]
            beneath += is_beneath.sum(axis=1)
            is_beneath[beneath > _MAX_BENEATH] = False
            rows, columns = np.nonzero(is_beneath)
            pairs.append(np.array([rows, columns + start]))
        over |= beneath > _MAX_BENEATH
        on_paper = ~over & (beneath == 0)
        over[on_paper] = (texts.colours[on_paper] > 255 - MIN_CONTRAST).all(axis=1)
        on_covers = ~over & (beneath > 0)
        if on_covers.any():
            rows, at = np.concatenate(pairs, axis=1)
            kept = on_covers[rows] & _stand_out_badly(texts, covers, rows, at)[rows]
            order = np.argsort(rows[kept], kind="stable")
            over |= self._are_lost(texts, covers, rows[kept][order], at[kept][order])
        return over

    def _at_lines(self, texts: _Texts) -> Mask:
        """Which texts may have a thick line over them, or one of their own colour beneath them."""
        found = np.zeros(len(texts.places), np.bool_)
        lines = self._shapes.thick_lines(self._lines) if len(self._lines) else self._lines
        if not len(lines) or not len(found):
            return found
        colours = np.zeros((len(lines), 4), np.uint32)
        call.read_rows(call.get_line_colour, self._objects.handles_at(lines), into=colours)
        middles = cores(texts.boxes)
        step = max(_MAX_COMPARISONS // len(found), 1)
        for start in range(0, len(lines), step):
            part = lines[start : start + step]
            rows, columns = np.nonzero(
                meet_boxes(middles, self._objects.boxes[part]) & ~found[:, None]
            )
            ground = colours[start + columns, :3].astype(np.int64)
            contrast = np.abs(texts.colours[rows] - ground).max(axis=1, initial=0)
            hides = (texts.places[rows] < part[columns]) | (contrast < MIN_CONTRAST)
            if hides.sum() > _MAX_CROSSINGS:
                found[rows[hides]] = True
                continue
            for row, column in zip(rows[hides].tolist(), columns[hides].tolist(), strict=True):
                found[row] |= self._shapes.may_cross(int(part[column]), middles[row].tolist())
        return found

    def _are_lost(self, texts: _Texts, covers: _Covers, rows: Rows, at: Rows) -> Mask:
        """Which texts may have the colour of one of the covers beneath them.

        `rows` has the text of each pair, in order, and `at` the cover.
        """
        lost = np.zeros(len(texts.places), np.bool_)
        is_inside = _are_inside(texts.boxes[rows], covers.boxes[at])
        may_fill = is_inside & covers.has_colour[at] & ~covers.is_mixed[at]
        known: dict[tuple[bytes, bytes, bytes], bool] = {}  # most texts are as the one before
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        for start, end in pairwise([*starts.tolist(), len(rows)]):
            row, beneath, fillers = rows[start], at[start:end], may_fill[start:end]
            key = (beneath.tobytes(), fillers.tobytes(), texts.colours[row].tobytes())
            if key not in known:
                first, is_any = self._highest_filled(
                    covers.places[beneath], fillers, texts.boxes[row].tolist()
                )
                grounds = _grounds(covers, beneath[max(first, 0) :], is_filled=first >= 0)
                lost[row] = grounds is None or is_lost_on(texts.colours[row].tolist(), grounds)
                if is_any:
                    known[key] = bool(lost[row])
            else:
                lost[row] = known[key]
        return lost

    def _highest_filled(self, places: Rows, fillers: Mask, box: Box) -> tuple[int, bool]:
        """The highest of some paths that fills all of a box, or -1.

        And whether it does so for any box in its own.
        """
        is_any = True
        for at in np.flatnonzero(fillers)[::-1].tolist():
            place = int(places[at])
            if self._shapes.fills_its_box(place):
                return at, is_any
            is_any = False
            if self._shapes.fills(place, box):
                return at, is_any
        return -1, is_any


def _grounds(covers: _Covers, beneath: Rows, *, is_filled: bool) -> set[Ground] | None:
    """The colours on which a text may stand, from the covers beneath it; None if unknown.

    The lowest of these is all around the text if it `is_filled`. Where a cover lets something
    through, its colour mixes with those beneath it.
    """
    grounds: set[Ground] = {(WHITE, WHITE)}
    for place, at in enumerate(beneath.tolist()):
        if not covers.has_colour[at] or len(grounds) > _MAX_GROUNDS:
            return None
        red, green, blue = covers.colours[at].tolist()
        colour = (red, green, blue)
        if place == 0 and is_filled:
            grounds = {(colour, colour)}
        elif covers.is_mixed[at]:
            alpha = int(covers.alpha[at])
            grounds |= {mix(colour, alpha, ground) for ground in grounds}
        else:
            grounds.add((colour, colour))
    return grounds


def _stand_out_badly(texts: _Texts, covers: _Covers, rows: Rows, at: Rows) -> Mask:
    """Which texts do not stand out both from the paper and from all covers beneath them.

    Most do, so that it does not matter which of these grounds shows.
    """
    contrast = np.abs(texts.colours[rows] - covers.colours[at]).max(axis=1)
    is_doubtful = (contrast < MIN_CONTRAST) | ~covers.has_colour[at] | covers.is_mixed[at]
    badly: Mask = texts.colours.min(axis=1) > OPAQUE - MIN_CONTRAST
    badly[rows[is_doubtful]] = True
    return badly


def _mark_boxes(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """The boxes of annotations that may cover something."""
    raw = call.address(page.raw)
    for index in range(min(call.count_annotations(raw), _MAX_ANNOTATIONS)):
        annotation = call.get_annotation(raw, index)
        if annotation:
            is_mark = call.get_subtype(annotation) in MARK_SUBTYPES
            if is_mark or call.has_key(annotation, b"AP"):
                box = pdfium_c.FS_RECTF()
                call.get_rectangle(annotation, addressof(box))
                yield box.left, box.bottom, box.right, box.top
            call.close_annotation(annotation)


def _are_inside(boxes: Boxes, frames: Boxes) -> Mask:
    is_after = boxes[:, :2] >= frames[:, :2] - _EDGE_POINTS
    is_before = boxes[:, 2:] <= frames[:, 2:] + _EDGE_POINTS
    inside: Mask = is_after[:, 0] & is_after[:, 1] & is_before[:, 0] & is_before[:, 1]
    return inside

"""Tells whether a path of a PDF page fills or crosses a place, whatever its form is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

from indexer.extract.geometry import Box, Matrix, compose
from indexer.extract.pdf import pdfium_calls as call
from indexer.extract.pdf.pdfium_clips import ClipReader, path_box, path_point
from indexer.extract.pdf.pdfium_objects import PageObjects, matrix_of

Points = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

MIN_LINE_WIDTH: Final = 2.6
"""Points; a thinner line hides no letter."""
_MAX_PATH_POINTS: Final = 400
_MAX_POINTS: Final = 4_000  # of all paths of a page; reading one takes .002 ms
_MAX_LOOKS: Final = 500  # one takes .03 ms
_CURVE_STEPS: Final = 16
_MAX_COORDINATE: Final = 1e5


class PathShapes:
    """The paths of one page. What would take long to find out is not sure to be filled."""

    def __init__(self, objects: PageObjects) -> None:
        self._objects = objects
        self._points_left = _MAX_POINTS
        self._looks_left = _MAX_LOOKS
        self._is_box: dict[int, bool] = {}
        self._outlines: dict[int, _Outline | None] = {}

    def fills_its_box(self, place: int) -> bool:
        """Whether a path fills all of its own box on the page."""
        if place not in self._is_box:
            handle = self._objects.handles[place]
            self._is_box[place] = (
                not ClipReader.is_clipped(handle)
                and path_box(handle) is not None
                and _is_upright(self._matrix(place))
            )
        return self._is_box[place]

    def fills(self, place: int, box: Box) -> bool:
        """Whether a path is sure to fill all of a box that lies in its own box on the page."""
        if ClipReader.is_clipped(self._objects.handles[place]):
            return False
        outline = self._outline(place)
        return outline is not None and outline.fills(box)

    def thick_lines(self, places: Rows) -> Rows:
        """Which of these paths have a line along them that can hide letters."""
        boxes = self._objects.boxes[places]
        # PDFium's boxes have the width of the line on each side.
        may_be = (boxes[:, 2:] - boxes[:, :2]).min(axis=1) >= 2 * MIN_LINE_WIDTH
        chosen = places[may_be]
        thick: Rows = chosen[self._line_widths(chosen) >= MIN_LINE_WIDTH]
        return thick

    def may_cross(self, place: int, box: Box) -> bool:
        """Whether the line along a path may cross a box."""
        outline = self._outline(place)
        return outline is None or outline.meets(box, self._line_widths(np.array([place]))[0] / 2)

    def _line_widths(self, places: Rows) -> Points:
        """The width of the line along each path, in points on the page, where it is widest."""
        handles = self._objects.handles_at(places)
        widths = np.zeros((len(places), 1), np.float32)
        call.read_rows(call.get_line_width, handles, into=widths)
        own = np.zeros((len(places), 6), np.float32)
        first, size = call.data_address(own), own.itemsize * 6
        rows = range(first, first + size * len(places), size)
        list(map(call.get_matrix, handles, rows))
        table = np.array([matrix[:4] for matrix in self._objects.matrix_table]).reshape(-1, 2, 2)
        matrices = own[:, :4].reshape(-1, 2, 2) @ table[self._objects.matrices[places]]
        stretched: Points = widths[:, 0] * np.abs(matrices).sum(axis=1).max(axis=1)
        return stretched

    def _matrix(self, place: int) -> Matrix:
        around = self._objects.matrix_table[self._objects.matrices[place]]
        return compose(matrix_of(self._objects.handles[place]), around)

    def _outline(self, place: int) -> _Outline | None:
        """The outline of a path, if it can be looked at."""
        self._looks_left -= 1
        if self._looks_left < 0:
            return None
        if place not in self._outlines:
            handle = self._objects.handles[place]
            count = call.count_points(handle)
            self._points_left -= min(count, _MAX_PATH_POINTS)
            is_small = 0 < count <= _MAX_PATH_POINTS and self._points_left >= 0
            found = _outline(handle, count, self._matrix(place)) if is_small else None
            self._outlines[place] = found
        return self._outlines[place]


@dataclass(frozen=True, slots=True)
class _Outline:
    """Straight lines around what a path may fill, from `starts` to `ends`.

    `slack` is how far they may be from the curves that they stand for.
    """

    starts: Points
    ends: Points
    slack: float

    def fills(self, box: Box) -> bool:
        """Whether all of a box is filled: no line meets it, and its centre is inside."""
        left, bottom, right, top = box
        return not self.meets(box, 0) and self._surround((left + right) / 2, (bottom + top) / 2)

    def meets(self, box: Box, rim: float) -> bool:
        """Whether a line meets a box with a rim around it, which no axis keeps apart from it."""
        left, bottom, right, top = box
        half = np.array([right - left, top - bottom]) / 2 + rim + self.slack
        way = (self.ends + self.starts - (left + right, bottom + top)) / 2
        line = self.ends - self.starts
        apart = np.abs(way[:, 0] * line[:, 1] - way[:, 1] * line[:, 0])
        across = half[0] * np.abs(line[:, 1]) + half[1] * np.abs(line[:, 0])
        near = (np.abs(way) <= half + np.abs(line) / 2).all(axis=1)
        return bool((near & (apart <= across)).any())

    def _surround(self, x: float, y: float) -> bool:
        """Whether a point is inside by both of PDF's rules: odd, and not wound back."""
        from_x, from_y = (self.starts - (x, y)).T
        to_x, to_y = (self.ends - (x, y)).T
        side = from_x * to_y - from_y * to_x
        up = (from_y <= 0) & (to_y > 0) & (side > 0)
        down = (from_y > 0) & (to_y <= 0) & (side < 0)
        return bool(up.sum() != down.sum() and (up.sum() + down.sum()) % 2)


def _is_upright(matrix: Matrix) -> bool:
    """Whether boxes stay boxes."""
    a, b, c, d, _, _ = matrix
    return (b == 0 and c == 0) or (a == 0 and d == 0)


def _outline(handle: int, count: int, matrix: Matrix) -> _Outline | None:
    """The outline of a path on the page, if it has one."""
    a, b, c, d, e, f = matrix
    starts, ends, slack = [], [], 0.0
    for corners, curve_slack in _parts(handle, count):
        points = corners @ np.array([[a, b], [c, d]]) + (e, f)
        closed = np.vstack([points, points[:1]])
        starts.append(closed[:-1])
        ends.append(closed[1:])
        slack = max(slack, curve_slack)
    scale = abs(a) + abs(b) + abs(c) + abs(d)
    if not starts or not np.abs(np.concatenate(starts)).max() < _MAX_COORDINATE:  # or NaN
        return None
    return _Outline(np.concatenate(starts), np.concatenate(ends), slack * scale)


def _parts(handle: int, count: int) -> Iterator[tuple[Points, float]]:
    """The corners of each part of a path, before its matrix, and how far its curves are off."""
    points: list[Points] = []
    controls: list[tuple[float, float]] = []
    slack = 0.0
    for index in range(count):
        segment = call.get_path_point(handle, index)
        kind, point = call.get_point_kind(segment), path_point(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO and points:
            yield np.concatenate(points), slack
            points = []
        if kind == pdfium_c.FPDF_SEGMENT_BEZIERTO and points:
            controls.append(point)
            if len(controls) == 3:
                curve, off = _flattened(np.array([points[-1][-1], *controls]))
                points.append(curve)
                slack, controls = max(slack, off), []
        else:
            points.append(np.array([point]))
    if points:
        yield np.concatenate(points), slack


def _flattened(curve: Points) -> tuple[Points, float]:
    """Points on a curve, and how far it may be from the lines between them."""
    share = np.linspace(0, 1, _CURVE_STEPS + 1)[1:, None]
    rest = 1 - share
    weights = np.hstack([rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3])
    bend = np.abs(np.diff(curve, 2, axis=0)).sum(axis=1).max()
    return weights @ curve, float(6 * bend / (8 * _CURVE_STEPS**2))

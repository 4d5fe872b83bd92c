"""Tells whether a path of a PDF page fills a place, whatever its form is, also if it is turned."""

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

_MAX_PATH_POINTS: Final = 400
_MAX_POINTS: Final = 4_000  # of all paths of a page; reading one takes .002 ms
_MAX_LOOKS: Final = 500  # at paths that are not boxes; one takes .03 ms
_CURVE_STEPS: Final = 16
_MAX_COORDINATE: Final = 1e5


class FilledShapes:
    """The paths of one page. What would take long to find out counts as not filled."""

    def __init__(self, objects: PageObjects) -> None:
        self._objects = objects
        self._points_left = _MAX_POINTS
        self._looks_left = _MAX_LOOKS
        self._known: dict[int, _Outline | bool] = {}

    def fills(self, place: int, box: Box) -> bool:
        """Whether a path fills all of a box that lies in its own box on the page."""
        if place not in self._known:
            self._known[place] = self._read(place)
        shape = self._known[place]
        if isinstance(shape, bool):
            return shape
        self._looks_left -= 1
        return self._looks_left >= 0 and shape.fills(box)

    def _read(self, place: int) -> _Outline | bool:
        """The outline of a path; whether it fills its box, if that is known without."""
        handle = self._objects.handles[place]
        if ClipReader.is_clipped(handle):
            return False
        around = self._objects.matrix_table[self._objects.matrices[place]]
        matrix = compose(matrix_of(handle), around)
        is_upright = not any(matrix[1:3]) or not (matrix[0] or matrix[3])
        if is_upright and path_box(handle) is not None:
            return True
        count = call.count_points(handle)
        self._points_left -= min(count, _MAX_PATH_POINTS)
        if not 0 < count <= _MAX_PATH_POINTS or self._points_left < 0:
            return False
        return _outline(handle, count, matrix)


@dataclass(frozen=True, slots=True)
class _Outline:
    """Straight lines around what is filled, from `starts` to `ends`; `slack` is how far they may be
    from the curves that they stand for.
    """

    starts: Points
    ends: Points
    slack: float

    def fills(self, box: Box) -> bool:
        """Whether all of a box is filled: no line meets it, and its centre is inside."""
        left, bottom, right, top = box
        centre = np.array([left + right, bottom + top]) / 2
        half = np.array([right - left, top - bottom]) / 2 + self.slack
        return not self._meet(centre, half) and self._surround(centre)

    def _meet(self, centre: Points, half: Points) -> bool:
        """Whether a line meets the box of this half size, which no axis keeps apart from it."""
        way = (self.ends + self.starts) / 2 - centre
        line = self.ends - self.starts
        apart = np.abs(way[:, 0] * line[:, 1] - way[:, 1] * line[:, 0])
        across = half[0] * np.abs(line[:, 1]) + half[1] * np.abs(line[:, 0])
        near = (np.abs(way) <= half + np.abs(line) / 2).all(axis=1)
        return bool((near & (apart <= across)).any())

    def _surround(self, point: Points) -> bool:
        """Whether a point is inside by both of PDF's rules: odd, and not wound back."""
        from_x, from_y = (self.starts - point).T
        to_x, to_y = (self.ends - point).T
        side = from_x * to_y - from_y * to_x
        up = (from_y <= 0) & (to_y > 0) & (side > 0)
        down = (from_y > 0) & (to_y <= 0) & (side < 0)
        return bool(up.sum() != down.sum() and (up.sum() + down.sum()) % 2)


def _outline(handle: int, count: int, matrix: Matrix) -> _Outline | bool:
    """The outline of a path on the page; False if there is none."""
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
        return False
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

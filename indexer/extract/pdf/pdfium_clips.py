"""Reads the rectangles to which objects of a PDF page are clipped."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import addressof, c_float, sizeof
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.extract.geometry import Box, Boxes, Matrix, map_box
from indexer.extract.pdf import pdfium_calls as call
from indexer.extract.pdf.pdfium_objects import NO_MATRIX

Point = tuple[float, float]

_MAX_CLIP_PATHS: Final = 8
_MAX_CLIP_POINTS: Final = 12  # more points are not a rectangle
_EVERYWHERE: Final[Box] = (-1e9, -1e9, 1e9, 1e9)
_NOWHERE: Final[Box] = (0, 0, 0, 0)


class ClipReader:
    """Reads clips; `matrix_table` has the matrices of forms. Consecutive objects share a clip."""

    def __init__(self, matrix_table: Sequence[Matrix]) -> None:
        self._matrix_table = matrix_table
        self._known: dict[tuple[int, int, Matrix], Box] = {}

    def boxes(self, handles: Sequence[int], matrices: npt.NDArray[np.int64]) -> Boxes:
        """The box to which each object is clipped, on the page.

        `matrices` are the indexes of those of the forms they are in.
        """
        boxes = np.tile(np.array(_EVERYWHERE), (len(handles), 1))
        clips = list(map(call.get_clip, handles))
        paths = [call.count_clip_paths(clip) if clip else 0 for clip in clips]
        for row in np.flatnonzero(np.array(paths) > 0).tolist():
            matrix = self._matrix_table[matrices[row]]
            boxes[row] = self._clip_box(clips[row], paths[row], matrix)
        return boxes

    def box(self, handle: int, matrix: Matrix) -> Box:
        """The box to which an object is clipped; an empty one if it is not a rectangle."""
        clip = call.get_clip(handle)
        paths = call.count_clip_paths(clip) if clip else 0
        return self._clip_box(clip, paths, matrix) if paths > 0 else _EVERYWHERE

    @staticmethod
    def is_clipped(handle: int) -> bool:
        """Whether anything clips an object."""
        clip = call.get_clip(handle)
        return bool(clip) and call.count_clip_paths(clip) > 0

    def _clip_box(self, clip: int, paths: int, matrix: Matrix) -> Box:
        key = (call.get_clip_point(clip, paths - 1, 0), paths, matrix)
        if key not in self._known:
            self._known[key] = _read_clip_box(clip, min(paths, _MAX_CLIP_PATHS), matrix)
        return self._known[key]


def path_box(handle: int) -> Box | None:
    """The box that a path fills, in its own coordinates; None if it is not a rectangle."""
    count = call.count_points(handle)
    if not 4 <= count <= 6:
        return None
    points = [path_point(call.get_path_point(handle, index)) for index in range(count)]
    left, bottom, right, top = box = _around(points)
    is_rectangle = all(x in (left, right) and y in (bottom, top) for x, y in points)
    return box if is_rectangle else None


def _read_clip_box(clip: int, paths: int, matrix: Matrix) -> Box:
    """The box inside all clip paths; empty if one of them has too many points."""
    left, bottom, right, top = _EVERYWHERE
    for path in range(paths):
        count = call.count_clip_points(clip, path)
        if not 0 < count <= _MAX_CLIP_POINTS:
            return _NOWHERE
        points = [path_point(call.get_clip_point(clip, path, index)) for index in range(count)]
        around = _around(points)
        if matrix is not NO_MATRIX:
            around = map_box(matrix, *around)
        left, bottom = max(left, around[0]), max(bottom, around[1])
        right, top = min(right, around[2]), min(top, around[3])
    return left, bottom, right, top


def path_point(segment: int) -> Point:
    """The point of a segment of a path, in its own coordinates."""
    sides = (c_float * 2)()
    first = addressof(sides)
    call.get_point(segment, first, first + sizeof(c_float))
    x, y = sides
    return x, y


def _around(points: list[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)

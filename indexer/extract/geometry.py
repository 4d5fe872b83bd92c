"""Boxes, and transformation matrices as in PDF: (a, b, c, d, e, f)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Boxes = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def compose(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        *(a * ta + b * tc, a * tb + b * td),
        *(c * ta + d * tc, c * tb + d * td),
        *(e * ta + f * tc + te, e * tb + f * td + tf),
    )


def map_box(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    """The bounding box of a transformed box."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


def map_boxes(matrix: Matrix, boxes: Boxes) -> Boxes:
    """Apply `map_box` to each row."""
    a, b, c, d, e, f = matrix
    x, y = boxes[:, [0, 0, 2, 2]], boxes[:, [1, 3, 1, 3]]
    across, down = a * x + c * y + e, b * x + d * y + f
    return np.column_stack([across.min(1), down.min(1), across.max(1), down.max(1)])


def cores(boxes: Boxes) -> Boxes:
    """The boxes without a quarter of their shorter side all around: no letter's centre is there."""
    rim = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) / 4
    return np.column_stack([boxes[:, :2] + rim[:, None], boxes[:, 2:] - rim[:, None]])


def meet_boxes(boxes: Boxes, others: Boxes) -> Mask:
    """Which of the boxes (rows) meets which of the others (columns)."""
    meet: Mask = (
        (boxes[:, 0, None] < others[:, 2])
        & (others[:, 0] < boxes[:, 2, None])
        & (boxes[:, 1, None] < others[:, 3])
        & (others[:, 1] < boxes[:, 3, None])
    )
    return meet

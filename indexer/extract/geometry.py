"""Boxes, and matrices as PDF has them: (a, b, c, d, e, f)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Boxes = npt.NDArray[np.float64]


def product(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does what `first` does, and then what `then` does."""
    a, b, c, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        *(a * ta + b * tc, a * tb + b * td),
        *(c * ta + d * tc, c * tb + d * td),
        *(e * ta + f * tc + te, e * tb + f * td + tf),
    )


def mapped(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    """The box around a box that the matrix has moved, turned or stretched."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


def mapped_all(matrix: Matrix, boxes: Boxes) -> Boxes:
    """`mapped` of each row."""
    a, b, c, d, e, f = matrix
    x, y = boxes[:, [0, 0, 2, 2]], boxes[:, [1, 3, 1, 3]]
    across, down = a * x + c * y + e, b * x + d * y + f
    return np.column_stack([across.min(1), down.min(1), across.max(1), down.max(1)])

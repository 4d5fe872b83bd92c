"""How a PDF page looks with and without its text, as plain arrays.

Text that leaves the picture of the page as it is when it is taken away is text that nobody sees,
whatever hides it: a box, a picture, its colour, a layer, a clip. Coordinates are pixels from the
top left corner of the picture, in rows of (left, top, right, bottom).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.extract.geometry import Boxes

Pixels = npt.NDArray[np.uint8]
"""A picture: rows of pixels of red, green, blue and nothing."""


@dataclass(frozen=True, slots=True)
class LetterBoxes:
    """The letters and digits of a page, in the order of its text; one row in each array.

    `word` numbers the words; `order` is the place in `PageLooks.boxes` of the object that draws it,
    `colour` its fill colour, `invisible` says that it is drawn in no colour at all (rendering mode
    3, as OCR does, or transparent); `layer` is the place of its layer in `PageLooks.layers`.
    `height` is in points.
    """

    text: str
    boxes: Boxes
    word: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    colour: npt.NDArray[np.int64]
    invisible: npt.NDArray[np.bool_]
    layer: npt.NDArray[np.int64]
    height: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TextVisibility:
    """One page: `shown` as it looks, `bare` without its text, where nothing else changes.

    `boxes` are those of all objects in the order they are drawn, marks last; `is_picture` and
    `is_cover` (it fills a surface) belong to them. `layers` begins with "" for none; `scale` is
    pixels a point.
    """

    letters: LetterBoxes
    shown: Pixels
    bare: Pixels
    boxes: Boxes
    is_picture: npt.NDArray[np.bool_]
    is_cover: npt.NDArray[np.bool_]
    layers: tuple[str, ...]
    scale: float
    is_cropped: bool
    is_complete: bool

"""How a PDF page looks with and without its text, as plain arrays.

Text whose removal does not change the rendering is text that nobody sees, whatever hides it: a box,
a picture, its colour, a layer, a clip. Coordinates are pixels from the top left corner of the
rendering, in rows of (left, top, right, bottom).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.extract.geometry import Boxes

Pixels = npt.NDArray[np.uint8]
"""A rendering: rows of pixels of red, green, blue and an unused byte."""


@dataclass(frozen=True, slots=True)
class LetterBoxes:
    """The letters and digits of a page, in the order of its text; one row in each array.

    `character` is the letter's index in PDFium's text of the page. `word` numbers the words.
    `order` is the index in `TextVisibility.boxes` of the object that draws the letter (-1 if
    unknown), `colour` its fill colour. `invisible` letters are transparent, or drawn in rendering
    mode 3 as OCR does; `clips` are those that only cut out what is drawn after them (mode 7).
    `layer` is an index in `TextVisibility.layers`. `height` is in points. Letters that are not
    `doubtful` are known to be seen.
    """

    text: str
    boxes: Boxes
    character: npt.NDArray[np.int64]
    word: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    colour: npt.NDArray[np.int64]
    invisible: npt.NDArray[np.bool_]
    clips: npt.NDArray[np.bool_]
    layer: npt.NDArray[np.int64]
    height: npt.NDArray[np.float64]
    doubtful: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TextVisibility:
    """One page, rendered: `shown` as it looks, `bare` without its text, around doubtful letters.

    `boxes` are those of all objects in drawing order, annotations last, with `is_picture` and
    `is_cover` (it fills an area). `redactions` are the places that were marked to be redacted.
    `layers` begins with "" for none; `scale` is in pixels a point. A page that is not
    `is_complete` has more objects or characters than are inspected.
    """

    letters: LetterBoxes
    shown: Pixels
    bare: Pixels
    boxes: Boxes
    is_picture: npt.NDArray[np.bool_]
    is_cover: npt.NDArray[np.bool_]
    redactions: Boxes
    layers: tuple[str, ...]
    scale: float
    is_cropped: bool
    is_complete: bool

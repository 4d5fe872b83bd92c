"""Characters with their positions on a page, from a text layer or from OCR."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.extract.geometry import Boxes

FULL_SCALE: Final = 65_535
"""The width and height of a page in the units of `PlacedText.boxes`."""
BYTES_PER_BOX: Final = 8
"""Bytes of one box."""

Places = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class PlacedText:
    """The visible characters of a page in reading order, without blanks, and a box for each.

    `boxes` has four little-endian uint16 a character: left, top, right and bottom in 65,535ths of
    the page as it is shown, from its top left corner. A character below U+0020, or U+FFFE, is a
    sign of unknown meaning: a lost ligature, a hyphen.
    """

    text: str = ""
    boxes: bytes = b""


def place(text: str, fractions: Boxes) -> PlacedText:
    """`text` with boxes, given in fractions of the page; characters outside it are left out."""
    corners = np.nan_to_num(np.clip(fractions, 0.0, 1.0)) * FULL_SCALE
    boxes = np.column_stack([np.floor(corners[:, :2]), np.ceil(corners[:, 2:])]).astype("<u2")
    seen = (corners[:, 0] < corners[:, 2]) & (corners[:, 1] < corners[:, 3])
    kept = "".join(text[index] for index in np.flatnonzero(seen))
    return PlacedText(kept, boxes[seen].tobytes())


def without_blanks(placed: PlacedText) -> PlacedText:
    """`placed` without the blanks between its words."""
    seen = [at for at, sign in enumerate(placed.text) if not sign.isspace()]
    text = "".join(placed.text[at] for at in seen)
    return PlacedText(text, places(placed)[seen].tobytes())


def places(placed: PlacedText) -> Places:
    """The boxes as rows of left, top, right, bottom."""
    return np.frombuffer(placed.boxes, "<u2").reshape(-1, 4)

"""Regions of a rendered page: their brightness, and whether they are of one colour."""

from __future__ import annotations

from typing import Final

import numpy as np

from indexer.extract.geometry import Boxes
from indexer.extract.pdf.text_visibility import Pixels

# Maximum range of a colour channel (of 255) in an area of one colour, allowing for JPEG noise.
_MAX_UNIFORM_RANGE: Final = 20
_MAX_DARK_BRIGHTNESS: Final = 110  # of 255, of what may be a black box


def bounding_box(boxes: Boxes) -> Boxes:
    """The box around all of them."""
    return np.concatenate([boxes[:, :2].min(0), boxes[:, 2:].max(0)])


def region(picture: Pixels, box: Boxes) -> Pixels:
    """The pixels inside a box, at least one."""
    left, top = np.clip(np.floor(box[:2]), 0, None).astype(int)
    right, bottom = np.clip(np.ceil(box[2:]), 0, None).astype(int)
    return picture[top : max(bottom, top + 1), left : max(right, left + 1)]


def brightness(region: Pixels) -> Boxes:
    """The mean of the colours of each pixel."""
    grey: Boxes = region[:, :, :3].mean(axis=2)
    return grey


def is_uniform(region: Pixels) -> bool:
    """Whether it is all one colour, except for a few pixels of JPEG noise."""
    if not region.size:
        return False
    flat = np.sort(region[:, :, :3].reshape(-1, 3), axis=0).astype(np.int16)
    few = len(flat) * 3 // 100
    return bool((flat[len(flat) - 1 - few] - flat[few]).max() <= _MAX_UNIFORM_RANGE)


def is_dark_area(region: Pixels) -> bool:
    """Whether it may be a part of a black box: of one dark colour."""
    return is_uniform(region) and bool(brightness(region).mean() < _MAX_DARK_BRIGHTNESS)

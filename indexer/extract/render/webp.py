"""Encodes pictures of pages as WebP, in the child that has rendered them.

The only module of the extractors that imports Pillow.

Measured on 24 pages of 24 real publications, 1,400 pixels wide (p50/p90): without loss, with
sixteen shades of each channel, 98/167 kB in 45/112 ms, and letters keep their edges; lossy at 60,
150/258 kB in 62/72 ms (method 4 saves another 3 % and takes twice as long). Photographs show the
shades, and get larger without loss; so pages with many colours are lossy.
"""

from __future__ import annotations

import io
from typing import Final

from PIL import Image

_POSTERIZE_TABLE: Final = [round(round(value / 17) * 17) for value in range(256)] * 3
_MAX_PALETTE_COLOURS: Final = 256
"""With more there is no palette, which is what makes lossless pages small."""
_LOSSY_QUALITY: Final = 60


Picture = Image.Image


def preload() -> None:
    """Load what the first picture would load."""
    without_loss(Image.new("RGB", (1, 1)))


def image(pixels: bytes, width: int, height: int, stride: int) -> Image.Image:
    """The picture of rows of red, green, blue and an unused byte."""
    return Image.frombytes("RGB", (width, height), pixels, "raw", "RGBX", stride, 1)


def smaller(picture: Image.Image, share: float) -> Image.Image:
    """Scale the picture to `share` of its width and height, at least one pixel."""
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    return picture.resize(size, Image.Resampling.BOX, reducing_gap=1.0)


def is_drawn(picture: Image.Image) -> bool:
    """Whether the picture has few colours: a page of text, not a photograph."""
    return picture.point(_POSTERIZE_TABLE).getcolors(_MAX_PALETTE_COLOURS) is not None


def without_loss(picture: Image.Image) -> bytes:
    """Encode losslessly, except for fine shades; for few colours."""
    out = io.BytesIO()
    picture.point(_POSTERIZE_TABLE).save(out, "WEBP", lossless=True, quality=20, method=1)
    return out.getvalue()


def with_loss(picture: Image.Image) -> bytes:
    """Encode lossily; for many colours."""
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=_LOSSY_QUALITY, method=2)
    return out.getvalue()

"""A greyscale picture of a page, as it is recognised."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

MAX_RASTER_PIXELS: Final = 25_000_000


@dataclass(frozen=True, slots=True)
class Raster:
    """A greyscale picture: one byte a pixel, `stride` bytes a row, `dpi` pixels an inch."""

    pixels: bytes
    width: int
    height: int
    stride: int
    dpi: int

    @property
    def is_valid(self) -> bool:
        """Whether the numbers fit each other and what is allowed."""
        sides = min(self.width, self.height, self.dpi) > 0 and self.width <= self.stride
        is_small = self.width * self.height <= MAX_RASTER_PIXELS
        return sides and is_small and len(self.pixels) == self.stride * self.height

    def digest(self) -> str:
        """SHA-256 in hex of everything that decides what is recognised."""
        found = hashlib.sha256(f"{self.width} {self.height} {self.stride} {self.dpi} ".encode())
        found.update(self.pixels)
        return found.hexdigest()

    def turned(self, degrees: int) -> Raster:
        """The picture rotated clockwise by a multiple of 90 degrees."""
        picture = self
        for _ in range(degrees % 360 // 90):
            picture = picture._quarter_turned()
        return picture

    def _quarter_turned(self) -> Raster:
        end = self.stride * self.height
        columns = (self.pixels[x : end : self.stride][::-1] for x in range(self.width))
        return Raster(b"".join(columns), self.height, self.width, self.height, self.dpi)

"""What readers are shown: a page's pictures and where its characters stand, a section's HTML."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from typing import Final

from indexer import extract
from indexer.extract.render.placed_text import PlacedText

# Raise one when a page would now look otherwise, or its characters stand elsewhere; the other when
# a section would be written otherwise.
_PAGES: Final = "2"
_SECTIONS: Final = "1"
VERSION: Final = f"{_PAGES}_{metadata.version('pypdfium2')}_{_SECTIONS}_{extract.VERSION}"
"""Names what draws pages and writes sections; what another version has made is made anew."""

WIDTHS: Final = (700, 1400)
"""Pixels of the pictures' widths: on a telephone, on a desk. The letters of a page of A4 are read
easily at 700 where it is all the screen has, and as on paper at 1400 (170 dpi)."""

THUMBNAIL: Final = 160
"""Pixels of the width of a picture in a list. It is made for itself: of 80 pages of 4 publications
one takes 3 to 5 ms, the two others together about 110 (measured, processor time)."""


@dataclass(frozen=True, slots=True)
class PictureSize:
    """A picture that was asked for with the width `asked`, and its true size in pixels.

    They differ for pages that are very long, whose pictures would be too large.
    """

    asked: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """A page as it is shown, turned and cropped: its size in points, the sizes of its pictures (one
    for each of `WIDTHS`, in that order), and its characters.
    """

    width: float
    height: float
    sizes: tuple[PictureSize, ...]
    text: PlacedText


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """One page of the file with the SHA-256 digest `sha256`; `pictures` are WebP, as in `sizes`."""

    sha256: str
    geometry: PageGeometry
    pictures: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """Small pictures of pages of the file with this digest, as WebP; empty for what is none."""

    sha256: str
    numbers: tuple[int, ...]
    pictures: tuple[bytes, ...]


MAX_SECTION_CHARS: Final = 500_000
"""Characters of a section's HTML; a section of which more would be shown is not shown so."""


@dataclass(frozen=True, slots=True)
class RenderedSection:
    """One section of the file with the SHA-256 digest `sha256`, not sanitised; empty for none."""

    sha256: str
    html: str

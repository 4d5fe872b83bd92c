"""The results of rendering: pictures of a page with its characters, HTML of a section, copies."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from typing import Final

from indexer import extract
from indexer.extract.render.placed_text import PlacedText

# Raise the first when pages look different or their characters' positions change, the second when
# sections are written differently, the third when copies are.
_PAGE_VERSION: Final = "3"
_SECTION_VERSION: Final = "3"
_COPY_VERSION: Final = "2"
VERSION: Final = (
    f"{_PAGE_VERSION}_{metadata.version('pypdfium2')}_{_SECTION_VERSION}_{_COPY_VERSION}_"
    f"{extract.VERSION}"
)
"""The version of the renderers; what another version has made is made anew."""

WIDTHS: Final = (700, 1400)
"""Widths of pictures in pixels, for telephones and for desks. An A4 page is easily readable at 700
where the screen has no more, and as sharp as on paper at 1400 (170 dpi)."""

THUMBNAIL_WIDTH: Final = 160
"""Width in pixels of a picture in a list. It is rendered separately: on 80 pages of 4 publications
it takes 3 to 5 ms, the two others together about 110 (processor time, measured)."""


@dataclass(frozen=True, slots=True)
class PictureSize:
    """The requested width of a picture (`asked`), and its actual size in pixels.

    They differ for very long pages, whose pictures would be too large.
    """

    asked: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """A page as it is shown, rotated and cropped: its size in points, its characters, and the sizes
    of its pictures (one for each of `WIDTHS`, in that order).
    """

    width: float
    height: float
    sizes: tuple[PictureSize, ...]
    text: PlacedText


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """One page of the file with this SHA-256; `pictures` are WebP, in the order of `sizes`."""

    sha256: str
    geometry: PageGeometry
    pictures: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """Thumbnails of pages of the file with this SHA-256, as WebP; empty if one is impossible."""

    sha256: str
    numbers: tuple[int, ...]
    pictures: tuple[bytes, ...]


MAX_SECTION_CHARS: Final = 500_000
"""Maximum length of a section's HTML; a longer section is shown as plain text."""


@dataclass(frozen=True, slots=True)
class RenderedSection:
    """One section of the file with this SHA-256; `html` is not sanitised, and can be empty."""

    sha256: str
    html: str


@dataclass(frozen=True, slots=True)
class PageCopy:
    """The copy of the HTML page with this SHA-256, in the grammar of `copy_markup`."""

    sha256: str
    html: str

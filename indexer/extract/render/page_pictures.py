"""Draws pages of a PDF as WebP: pictures of one page in all widths, or thumbnails of several."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.ocr.ocr_cache import ScannedFile
from indexer.extract.pdf.pdfium_reader import PageUnreadable
from indexer.extract.render import ocr_placement, pdfium_renderer, webp
from indexer.extract.render.placed_text import without_blanks
from indexer.extract.render.rendered import (
    THUMBNAIL_WIDTH,
    WIDTHS,
    PageGeometry,
    PictureSize,
)
from indexer.file_problems import ProblemKind

_OVERSAMPLING: Final = 2
"""How many times as wide a thumbnail is drawn: thin strokes of letters would be lost otherwise."""


def preload() -> None:
    """Load what the first picture would load."""
    webp.preload()


def draw_page(
    file: ForeignFile, number: int, scanned: ScannedFile, ocr_config_ids: Collection[str]
) -> tuple[PageGeometry, tuple[bytes, ...]]:
    """Draw a page (numbers from 1) in all `WIDTHS`.

    If its text was recognised, with one of these `ocr_config_ids`, the positions of its characters
    are those found by `scanned`.

    Raises:
        ExtractionFailed: the file cannot be opened, or the page cannot be drawn.
    """
    try:
        drawing = pdfium_renderer.draw(file, number - 1, WIDTHS[-1])
    except PageUnreadable as error:
        raise ExtractionFailed(ProblemKind.PAGE_FAILED, error.what) from error
    recognised = ocr_placement.ocr_text_on_page(scanned, number, ocr_config_ids)
    text = drawing.text if recognised is None else without_blanks(recognised)
    whole = _picture(drawing.bitmap)
    pictures = [webp.smaller(whole, width / WIDTHS[-1]) for width in WIDTHS[:-1]]
    encode = webp.without_loss if webp.is_drawn(pictures[-1]) else webp.with_loss
    pictures.append(whole)
    sizes = tuple(
        PictureSize(width, picture.width, picture.height)
        for width, picture in zip(WIDTHS, pictures, strict=True)
    )
    return PageGeometry(drawing.width, drawing.height, sizes, text), tuple(map(encode, pictures))


def draw_thumbnails(file: ForeignFile, numbers: Sequence[int]) -> tuple[bytes, ...]:
    """Draw a thumbnail of each of these pages; empty bytes for a page that cannot be drawn.

    Raises:
        ExtractionFailed: the file cannot be opened, or none of the pages can be drawn.
    """
    drawn = pdfium_renderer.draw_all(
        file, [n - 1 for n in numbers], _OVERSAMPLING * THUMBNAIL_WIDTH
    )
    pictures = tuple(b"" if bitmap is None else _thumbnail(bitmap) for bitmap in drawn)
    if not any(pictures):
        raise ExtractionFailed(ProblemKind.PAGE_FAILED)
    return pictures


def _thumbnail(bitmap: pdfium_renderer.Bitmap) -> bytes:
    whole = _picture(bitmap)
    small = webp.smaller(whole, 1 / _OVERSAMPLING)
    return webp.without_loss(small) if webp.is_drawn(whole) else webp.with_loss(small)


def _picture(bitmap: pdfium_renderer.Bitmap) -> webp.Picture:
    return webp.image(bitmap.pixels, bitmap.width, bitmap.height, bitmap.stride)

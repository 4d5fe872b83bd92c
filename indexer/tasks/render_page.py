"""What children run that show pages: the fork server loads it once."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

from indexer import wire
from indexer.errors import ExtractionFailed
from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
from indexer.extract.render import ocr_placement, pdfium_renderer, webp
from indexer.extract.render.placed_text import PlacedText, without_blanks
from indexer.extract.render.rendered import (
    THUMBNAIL,
    WIDTHS,
    PageGeometry,
    PictureSize,
    RenderedPage,
    Thumbnails,
)
from indexer.model import ProblemKind
from indexer.sandbox.protocol import RenderPageRequest, Task
from indexer.sandbox.verify_digest import open_verified

_FINER: Final = 2
"""How many times as wide a small picture is drawn: the lines of its letters would be lost else."""


def preload() -> None:
    """Load what every child needs."""
    webp.preload()


def view(task: Task) -> RenderedPage | Thumbnails:
    """Draw one page of the file, or small pictures of some.

    Raises:
        ExtractionFailed: the file is not the one that was asked for, or the page cannot be drawn.
    """
    request = wire.decode(task.request.encode(), RenderPageRequest)
    file = open_verified(task, request.sha256)
    if not request.page:
        return _thumbnails(file, request)
    try:
        drawing = pdfium_renderer.draw(file, request.page - 1, WIDTHS[-1])
    except PageUnreadable as error:
        raise ExtractionFailed(ProblemKind.PAGE_FAILED, str(error)) from error
    recognised = _recognised(file, request.page - 1, Path(os.fsdecode(task.cache)), request.ways)
    return _view(drawing, request.sha256, recognised or drawing.text)


def _recognised(file: Path, index: int, cache: Path, ways: Collection[str]) -> PlacedText | None:
    if not ways:
        return None
    with PdfiumReader(file) as reader:
        found = ocr_placement.on_page(reader, index, cache, ways)
    return None if found is None else without_blanks(found)


def _view(drawing: pdfium_renderer.Drawing, sha256: str, text: PlacedText) -> RenderedPage:
    whole = _image(drawing.bitmap)
    pictures = [webp.smaller(whole, width / WIDTHS[-1]) for width in WIDTHS[:-1]]
    encoded = webp.without_loss if webp.is_drawn(pictures[-1]) else webp.with_loss
    pictures.append(whole)
    sizes = [
        PictureSize(width, picture.width, picture.height)
        for width, picture in zip(WIDTHS, pictures, strict=True)
    ]
    layout = PageGeometry(drawing.width, drawing.height, tuple(sizes), text)
    return RenderedPage(sha256, layout, tuple(map(encoded, pictures)))


def _thumbnails(file: Path, request: RenderPageRequest) -> Thumbnails:
    indexes = [number - 1 for number in request.thumbnails]
    drawn = pdfium_renderer.draw_all(file, indexes, _FINER * THUMBNAIL)
    pictures = tuple(b"" if bitmap is None else _thumbnail(bitmap) for bitmap in drawn)
    if not any(pictures):
        raise ExtractionFailed(ProblemKind.PAGE_FAILED)
    return Thumbnails(request.sha256, request.thumbnails, pictures)


def _thumbnail(bitmap: pdfium_renderer.Bitmap) -> bytes:
    whole = _image(bitmap)
    picture = webp.smaller(whole, 1 / _FINER)
    return webp.without_loss(picture) if webp.is_drawn(whole) else webp.with_loss(picture)


def _image(bitmap: pdfium_renderer.Bitmap) -> webp.Picture:
    return webp.image(bitmap.pixels, bitmap.across, bitmap.down, bitmap.stride)

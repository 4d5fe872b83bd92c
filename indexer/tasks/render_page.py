"""Render a page of a PDF for readers: its pictures and the boxes of its characters, or thumbnails
of a few pages.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import Final

from indexer import wire
from indexer.extract.ocr.ocr_cache import ScannedFile
from indexer.extract.render.placed_text import BYTES_PER_BOX
from indexer.extract.render.rendered import WIDTHS, PageGeometry, RenderedPage, Thumbnails
from indexer.sandbox.jobs import Job
from indexer.sandbox.protocol import Answer, Task
from indexer.sandbox.task_kind import InvalidAnswer, ProcessLimits, TaskKind
from indexer.settings import Settings

_MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024
_MAX_PICTURE_BYTES: Final = 4 * 1024 * 1024
_MAX_PIXELS_PER_SIDE: Final = 16_383  # WebP's own limit


@dataclass(frozen=True, slots=True)
class RenderPageRequest:
    """Draw pages (numbers from 1) of the file.

    Either `page`, whose text was recognised with these `ocr_config_ids`, if it was; or else
    `thumbnails`. One request for both, because one fork server runs them, which has loaded PDFium
    and Pillow once.
    """

    page: int = 0
    ocr_config_ids: tuple[str, ...] = ()
    thumbnails: tuple[int, ...] = ()


RenderPageJob = Job[RenderPageRequest]


# The child's side. PDFium and Pillow are imported here only: the search service imports this module
# too, and must neither load them nor wait for them.


def preload() -> None:
    """Load what every child needs, before the fork."""
    from indexer.extract.render import page_pictures

    page_pictures.preload()


def render_page(task: Task) -> RenderedPage | Thumbnails:
    """Draw one page of the file, or thumbnails of several.

    Raises:
        ExtractionFailed: the page cannot be drawn.
    """
    from indexer.extract.render import page_pictures

    request = wire.decode(task.request.encode(), RenderPageRequest)
    if request.thumbnails:
        pictures = page_pictures.draw_thumbnails(task.file, request.thumbnails)
        return Thumbnails(task.sha256, request.thumbnails, pictures)
    scanned = ScannedFile(task.sha256, os.fsdecode(task.cache))
    geometry, pictures = page_pictures.draw_page(
        task.file, request.page, scanned, request.ocr_config_ids
    )
    return RenderedPage(task.sha256, geometry, pictures)


def _limits(settings: Settings) -> ProcessLimits:
    return ProcessLimits(
        settings.memory_mb,
        settings.view_seconds,
        settings.view_seconds,
        _MAX_ANSWER_BYTES,
        cache=settings.ocr_cache,
    )


def _validate_page(page: RenderedPage, job: RenderPageJob) -> None:
    if page.sha256 != job.source.sha256:
        raise InvalidAnswer("it shows another file")
    if len(page.pictures) != len(WIDTHS):
        raise InvalidAnswer("it has the wrong number of pictures")
    if not all(map(_is_webp, page.pictures)):
        raise InvalidAnswer("a picture is not valid WebP")
    _validate_geometry(page.geometry)


def _validate_geometry(geometry: PageGeometry) -> None:
    if not (0 < geometry.width < math.inf and 0 < geometry.height < math.inf):
        raise InvalidAnswer("the page has no size")
    if tuple(size.asked for size in geometry.sizes) != WIDTHS:
        raise InvalidAnswer("it has other widths than were requested")
    sides = (side for size in geometry.sizes for side in (size.width, size.height))
    if not all(0 < side <= _MAX_PIXELS_PER_SIDE for side in sides):
        raise InvalidAnswer("a picture has no valid size")
    if len(geometry.text.boxes) != BYTES_PER_BOX * len(geometry.text.text):
        raise InvalidAnswer("the number of boxes does not match the text")


def _validate_thumbnails(found: Thumbnails, job: RenderPageJob) -> None:
    if found.sha256 != job.source.sha256:
        raise InvalidAnswer("it shows another file")
    numbers = job.request.thumbnails
    if found.numbers != numbers or len(found.pictures) != len(numbers):
        raise InvalidAnswer("it has other pages than were requested")
    if not all(map(_is_webp, filter(None, found.pictures))):
        raise InvalidAnswer("a picture is not valid WebP")


def _is_webp(data: bytes) -> bool:
    is_small = len(data) <= _MAX_PICTURE_BYTES
    return is_small and data[:4] == b"RIFF" and data[8:12] == b"WEBP"


RENDER_PAGE: Final = TaskKind(
    f"{__name__}:render_page", Answer[RenderedPage], _limits, _validate_page
)
"""Drawing one page of a file for readers."""

RENDER_THUMBNAILS: Final = TaskKind(
    RENDER_PAGE.function, Answer[Thumbnails], _limits, _validate_thumbnails
)
"""Drawing thumbnails of a few pages of a file; empty bytes for a page that cannot be drawn."""

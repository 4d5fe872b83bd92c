"""What children run that show a page: the fork server loads it once."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from indexer import wire
from indexer.errors import ExtractionFailed
from indexer.extract import pdfium_view, webp
from indexer.extract.page_view import WIDTHS, Layout, PageView, PictureSize
from indexer.extract.pdfium_reader import PageUnreadable
from indexer.model import ProblemKind
from indexer.worker.protocol import Task, Viewing


def preload() -> None:
    """Load what every child needs."""
    webp.preload()


def view(task: Task) -> PageView:
    """Draw one page of the file.

    Raises:
        ExtractionFailed: the file is not the one that was asked for, or the page cannot be drawn.
    """
    request = wire.decode(task.request.encode(), Viewing)
    file = Path(os.fsdecode(task.file))
    try:
        with file.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        if sha256 != request.sha256:
            raise ExtractionFailed(ProblemKind.CHANGING)
        return _view(pdfium_view.draw(file, request.number - 1, WIDTHS[-1]), sha256)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, error.strerror or "") from error
    except PageUnreadable as error:
        raise ExtractionFailed(ProblemKind.PAGE_FAILED, str(error)) from error


def _view(drawing: pdfium_view.Drawing, sha256: str) -> PageView:
    whole = webp.image(drawing.pixels, drawing.across, drawing.down, drawing.stride)
    pictures = [webp.smaller(whole, width / WIDTHS[-1]) for width in WIDTHS[:-1]]
    encoded = webp.without_loss if webp.is_drawn(pictures[-1]) else webp.with_loss
    pictures.append(whole)
    sizes = [
        PictureSize(width, picture.width, picture.height)
        for width, picture in zip(WIDTHS, pictures, strict=True)
    ]
    layout = Layout(drawing.width, drawing.height, tuple(sizes), drawing.text)
    return PageView(sha256, layout, tuple(map(encoded, pictures)))

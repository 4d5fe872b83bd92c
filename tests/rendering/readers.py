"""A task function that is slow, fails or lies; the fork server loads this module."""

from __future__ import annotations

import os
import time

from indexer import wire
from indexer.extract.render.placed_text import PlacedText
from indexer.extract.render.rendered import (
    WIDTHS,
    PageGeometry,
    PictureSize,
    RenderedPage,
    Thumbnails,
)
from indexer.sandbox import child
from indexer.sandbox.protocol import Task
from indexer.tasks.render_page import RenderPageRequest

READER = f"{__name__}:by_name"
PICTURE = b"RIFF\x04\x00\x00\x00WEBP"
SIZES = tuple(PictureSize(width, width, width) for width in WIDTHS)
LAYOUT = PageGeometry(100.0, 100.0, SIZES, PlacedText())


def preload() -> None:
    """Called by the fork server: the digests that these tests ask for are made up."""
    child._verify = lambda task: None


def by_name(task: Task) -> RenderedPage | Thumbnails:
    """Take as long as the file says ("slow": .5 s, "hang": forever), or lie.

    The third thumbnail aborts in a file "third", and is missing in one "without".
    """
    name = task.file.read_bytes().decode("ascii", "replace")
    request = wire.decode(task.request.encode(), RenderPageRequest)
    time.sleep(600 if "hang" in name else 0.5 if "slow" in name else 0)
    if "abort" in name:
        os.abort()
    if small := request.thumbnails:
        if "third" in name and 3 in small:
            os.abort()
        pictures = tuple(b"" if "without" in name and n == 3 else PICTURE for n in small)
        return Thumbnails(task.sha256, small, pictures)
    lie = next((lie for lie in LIES if lie in name), "")
    return LIES[lie] if lie else RenderedPage(task.sha256, LAYOUT, (PICTURE,) * 2)


def _view(
    layout: PageGeometry = LAYOUT, pictures: tuple[bytes, ...] = (PICTURE,) * 2
) -> RenderedPage:
    return RenderedPage("ab" * 32, layout, pictures)


LIES = {
    "other_file": RenderedPage("cd" * 32, LAYOUT, (PICTURE,) * 2),
    "no_webp": _view(pictures=(PICTURE, b"<script>")),
    "too_few": _view(pictures=(PICTURE,)),
    "too_large": _view(pictures=(PICTURE, PICTURE + bytes(5_000_000))),
    "no_size": _view(PageGeometry(0.0, 100.0, SIZES, PlacedText())),
    "negative": _view(PageGeometry(100.0, -1.0, SIZES, PlacedText())),
    "no_pixels": _view(
        PageGeometry(100.0, 100.0, (*SIZES[:1], PictureSize(1400, 0, 9)), PlacedText())
    ),
    "odd_width": _view(
        PageGeometry(100.0, 100.0, (*SIZES[:1], PictureSize(9, 9, 9)), PlacedText())
    ),
    "no_boxes": _view(PageGeometry(100.0, 100.0, SIZES, PlacedText("abc", bytes(23)))),
}

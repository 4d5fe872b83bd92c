"""Renders publications for readers: pictures of a PDF's pages with the boxes of the words on them,
and the sections of an HTML page.

Foreign files are opened in confined processes only (`indexer.sandbox`); what these return is cached
on the disk, up to a limit. `open_render_service` is the way in.
"""

from indexer.extract.ocr.ocr_cache import ocr_config_ids
from indexer.extract.render.placed_text import PlacedText
from indexer.extract.render.rendered import THUMBNAIL_WIDTH, WIDTHS, PageGeometry, PictureSize
from indexer.rendering.highlight_boxes import HighlightBox, highlight_boxes
from indexer.rendering.render_cache import PassageKey
from indexer.rendering.render_queue import QueueFull, RenderFailed
from indexer.rendering.service import RenderService, open_render_service

__all__ = [
    "THUMBNAIL_WIDTH",
    "WIDTHS",
    "HighlightBox",
    "PageGeometry",
    "PassageKey",
    "PictureSize",
    "PlacedText",
    "QueueFull",
    "RenderFailed",
    "RenderService",
    "highlight_boxes",
    "ocr_config_ids",
    "open_render_service",
]

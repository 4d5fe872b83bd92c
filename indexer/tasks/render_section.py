"""What children run that show a section of an HTML page: the fork server loads it once."""

from __future__ import annotations

from indexer import wire
from indexer.errors import ExtractionFailed
from indexer.extract.bounds import Bounds
from indexer.extract.html import html_extractor
from indexer.extract.options import Options
from indexer.extract.render.rendered import RenderedSection
from indexer.extract.render.section_html import section_html
from indexer.model import ProblemKind
from indexer.sandbox.protocol import RenderSectionRequest, Task
from indexer.sandbox.verify_digest import open_verified


def preload() -> None:
    """Load what every child needs."""
    html_extractor.preload()


def section(task: Task) -> RenderedSection:
    """The HTML of one section of the file.

    Raises:
        ExtractionFailed: the file is not the one that was asked for, or cannot be read.
    """
    request = wire.decode(task.request.encode(), RenderSectionRequest)
    file = open_verified(task, request.sha256)
    bounds = Bounds(max_pages=request.max_pages, max_text=request.max_text)
    try:
        with file.open("rb") as stream:
            data = stream.read(html_extractor.limit(bounds) + 1)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, error.strerror or "") from error
    options = Options(bounds, selectors=request.selectors)
    return RenderedSection(request.sha256, section_html(data, task.path, request.number, options))

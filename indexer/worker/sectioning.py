"""What children run that show a section of an HTML page: the fork server loads it once."""

from __future__ import annotations

from indexer import wire
from indexer.errors import ExtractionFailed
from indexer.extract import html
from indexer.extract.bounds import Bounds
from indexer.extract.html_view import section_html
from indexer.extract.options import Options
from indexer.extract.section_view import SectionView
from indexer.model import ProblemKind
from indexer.worker.meant import meant
from indexer.worker.protocol import Sectioning, Task


def preload() -> None:
    """Load what every child needs."""
    html.preload()


def section(task: Task) -> SectionView:
    """The HTML of one section of the file.

    Raises:
        ExtractionFailed: the file is not the one that was asked for, or cannot be read.
    """
    request = wire.decode(task.request.encode(), Sectioning)
    file = meant(task, request.sha256)
    bounds = Bounds(max_pages=request.max_pages, max_text=request.max_text)
    try:
        with file.open("rb") as stream:
            data = stream.read(html.limit(bounds) + 1)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, error.strerror or "") from error
    options = Options(bounds, selectors=request.selectors)
    return SectionView(request.sha256, section_html(data, task.path, request.number, options))

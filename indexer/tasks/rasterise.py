"""Rasterise: render a page that is a picture, so that its text can be recognised (`tasks.ocr`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer import wire
from indexer.errors import ExtractionFailed
from indexer.extract.ocr.raster import MAX_RASTER_PIXELS, Raster
from indexer.file_problems import ProblemKind
from indexer.sandbox.jobs import Job, Outcome
from indexer.sandbox.protocol import Answer, Task
from indexer.sandbox.task_kind import InvalidAnswer, ProcessLimits, SelfTest, TaskKind
from indexer.settings import Settings
from indexer.tasks.samples import recognition_failure, sample_file

_MAX_ANSWER_BYTES: Final = 2 * MAX_RASTER_PIXELS
"""Base64 takes four bytes for three; a row may be a little longer than the picture is wide."""


@dataclass(frozen=True, slots=True)
class RasteriseRequest:
    """Render this page (from 1) of a PDF."""

    page: int


RasteriseJob = Job[RasteriseRequest]
RasteriseOutcome = Outcome[RasteriseRequest, Raster]


# The child's side. PDFium is imported here only: the indexer imports this module too, and must
# neither load it nor wait for it.


def preload() -> None:
    """Load what every child needs, before the fork."""
    from indexer.extract.pdf import pdfium_reader  # noqa: F401


def rasterise(task: Task) -> Raster:
    """Render the page.

    Raises:
        ExtractionFailed: the file cannot be opened, or the page cannot be rendered.
    """
    from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader

    request = wire.decode(task.request.encode(), RasteriseRequest)
    with PdfiumReader(task.file) as reader:
        try:
            return reader.raster(request.page - 1)
        except PageUnreadable as error:
            raise ExtractionFailed(ProblemKind.PAGE_FAILED, error.what) from error


def _limits(settings: Settings) -> ProcessLimits:
    return ProcessLimits(
        settings.memory_mb, settings.cpu_seconds, settings.wall_seconds, _MAX_ANSWER_BYTES
    )


def _validate(picture: Raster, job: RasteriseJob) -> None:
    if not picture.is_valid:
        raise InvalidAnswer("the picture's size does not match its pixels")


def _sample_job(job: RasteriseJob) -> RasteriseJob:
    return Job(sample_file(job.path), RasteriseRequest(page=1))


RASTERISE: Final = TaskKind(
    f"{__name__}:rasterise",
    Answer[Raster],
    _limits,
    _validate,
    SelfTest(_sample_job, lambda picture: len(set(picture.pixels)) > 1, recognition_failure),
)
"""Rendering a page so that its text can be recognised."""

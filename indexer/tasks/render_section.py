"""Render a section of an HTML page for readers, as HTML that is not sanitised yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer import wire
from indexer.errors import ExtractionFailed
from indexer.extract.options import Options
from indexer.extract.render.rendered import MAX_SECTION_CHARS, RenderedSection
from indexer.file_problems import ProblemKind
from indexer.sandbox.jobs import Job
from indexer.sandbox.protocol import Answer, Task
from indexer.sandbox.task_kind import InvalidAnswer, ProcessLimits, TaskKind
from indexer.settings import Settings
from indexer.system_reasons import reason_of

_MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RenderSectionRequest:
    """Render a section (numbers from 1) of the file.

    The `options` must be those with which the file was read, or the numbers mean other sections.
    """

    number: int
    options: Options


RenderSectionJob = Job[RenderSectionRequest]


# The child's side. What parses HTML is imported here only: the search service imports this module
# too, and must neither load it nor wait for it.


def preload() -> None:
    """Load what every child needs, before the fork."""
    from indexer.extract.html import html_extractor
    from indexer.extract.render import section_html  # noqa: F401

    html_extractor.preload()


def render_section(task: Task) -> RenderedSection:
    """Render one section of the file.

    Raises:
        ExtractionFailed: it cannot be read.
    """
    from indexer.extract.html import html_extractor
    from indexer.extract.render.section_html import section_html

    request = wire.decode(task.request.encode(), RenderSectionRequest)
    try:
        with task.file.open("rb") as stream:
            data = stream.read(html_extractor.max_bytes(request.options) + 1)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, reason_of(error)) from error
    html = section_html(data, task.path, request.number, request.options)
    return RenderedSection(task.sha256, html)


def _limits(settings: Settings) -> ProcessLimits:
    return ProcessLimits(
        settings.memory_mb, settings.view_seconds, settings.view_seconds, _MAX_ANSWER_BYTES
    )


def _validate(section: RenderedSection, job: RenderSectionJob) -> None:
    if section.sha256 != job.source.sha256:
        raise InvalidAnswer("it shows another file")
    if len(section.html) > MAX_SECTION_CHARS:
        raise InvalidAnswer("it is longer than the limit")


RENDER_SECTION: Final = TaskKind(
    f"{__name__}:render_section", Answer[RenderedSection], _limits, _validate
)
"""Rendering one section of an HTML page for readers."""

"""Make the copy of an HTML page that browsers may show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer.errors import ExtractionFailed
from indexer.extract.render import copy_markup
from indexer.extract.render.rendered import PageCopy
from indexer.file_problems import ProblemKind
from indexer.messages import message
from indexer.sandbox.jobs import Job
from indexer.sandbox.protocol import Answer, Task
from indexer.sandbox.task_kind import InvalidAnswer, ProcessLimits, TaskKind
from indexer.settings import Settings
from indexer.system_reasons import reason_of

_MAX_ANSWER_BYTES: Final = 2 * copy_markup.MAX_COPY_CHARS
"""Room for letters that are not ASCII, and for quotes, which are escaped on their way."""
_MAX_PAGE_BYTES: Final = 2 * copy_markup.MAX_COPY_CHARS
_VIEWS: Final = 3
"""A page of 15 MB takes 2 s on an idle machine, and 10 on a busy one; it is copied once, while a
picture is one of many."""


@dataclass(frozen=True, slots=True)
class CopyPageRequest:
    """Copy the whole file; there is nothing to choose."""


CopyPageJob = Job[CopyPageRequest]


# The child's side. What parses HTML is imported here only: the search service imports this module
# too, and must neither load it nor wait for it.


def preload() -> None:
    """Load what every child needs, before the fork."""
    from indexer.extract.render import page_copy  # noqa: F401


def copy_page(task: Task) -> PageCopy:
    """Make the copy.

    Raises:
        ExtractionFailed: the file cannot be read, or is too large.
    """
    from indexer.extract.render.page_copy import page_copy

    try:
        with task.file.open("rb") as stream:
            data = stream.read(_MAX_PAGE_BYTES + 1)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, reason_of(error)) from error
    if len(data) > _MAX_PAGE_BYTES:
        raise ExtractionFailed(ProblemKind.MEMORY_LIMIT, message("it is too large to be copied"))
    return PageCopy(task.sha256, page_copy(data))


def _limits(settings: Settings) -> ProcessLimits:
    seconds = _VIEWS * settings.view_seconds
    return ProcessLimits(settings.memory_mb, seconds, seconds, _MAX_ANSWER_BYTES)


def _validate(copy: PageCopy, job: CopyPageJob) -> None:
    if copy.sha256 != job.source.sha256:
        raise InvalidAnswer("it is of another file")
    if len(copy.html) > copy_markup.MAX_COPY_CHARS:
        raise InvalidAnswer("it is longer than the limit")
    if not copy_markup.is_copy(copy.html):
        raise InvalidAnswer("it has markup that no copy may have")


COPY_PAGE: Final = TaskKind(f"{__name__}:copy_page", Answer[PageCopy], _limits, _validate)
"""Making the copy of an HTML page that browsers may show."""

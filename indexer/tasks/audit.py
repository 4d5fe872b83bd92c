"""Audit: find what a file would give away if it were published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from indexer import wire
from indexer.audit.findings import AuditResult
from indexer.sandbox import starters
from indexer.sandbox.jobs import Job, Outcome, SourceFile
from indexer.sandbox.pool import Pool
from indexer.sandbox.protocol import Answer, Task
from indexer.sandbox.schedule import run_all
from indexer.sandbox.task_kind import InvalidAnswer, ProcessLimits, SelfTest, TaskKind
from indexer.settings import Settings
from indexer.tasks.samples import reading_failure, sample_file

_MEMORY_FACTOR: Final = 1.75
"""Times the memory for reading a file: an audit also draws it, and keeps its earlier versions.
A page of 200,000 operators takes 578 MiB, one that unpacks to 300 MB 790; the largest of 40 real
publications took 152."""
_MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """Audit this many pages of a file within `wall_seconds` (0 = no limit)."""

    max_pages: int
    wall_seconds: int


AuditOutcome = Outcome[AuditRequest, AuditResult]


def audit_all(sources: Iterable[SourceFile], settings: Settings) -> Iterator[AuditOutcome]:
    """Audit the files, several at a time; yields outcomes as they come.

    Closing the generator, or an exception in its caller, ends all children.

    Raises:
        SandboxUnavailable: no child can be started on this machine.
    """
    request = AuditRequest(settings.max_pages, settings.wall_seconds)
    jobs = (Job(source, request) for source in sources)
    with closing(Pool(settings, AUDIT, starters.starter(AUDIT.function))) as pool:
        yield from run_all(jobs, pool)


# The child's side. What opens foreign files is imported here only: the indexer imports this module
# too, and must neither load it nor wait for it.


def preload() -> None:
    """Load what every child needs, before the fork."""
    from indexer.audit.detectors import detect

    detect.preload()


def audit(task: Task) -> AuditResult:
    """Audit one file.

    Raises:
        ExtractionFailed: it cannot be audited.
    """
    from indexer.audit.detectors import detect
    from indexer.audit.detectors.limits import Limits

    request = wire.decode(task.request.encode(), AuditRequest)
    limits = Limits(task.cpu_seconds, request.wall_seconds, request.max_pages)
    return detect.inspect(task.file, task.path, limits)


def _limits(settings: Settings) -> ProcessLimits:
    """Those of reading a file, with more memory."""
    return ProcessLimits(
        int(_MEMORY_FACTOR * settings.memory_mb),
        settings.cpu_seconds,
        settings.wall_seconds,
        _MAX_ANSWER_BYTES,
    )


def _validate(result: AuditResult, job: Job[AuditRequest]) -> None:
    for finding in result.findings:
        if not (finding.detail.is_bounded and finding.place.is_bounded) or finding.times < 1:
            raise InvalidAnswer("a finding is too long, or has no count")
        if not (finding.detail.is_printable and finding.place.is_printable):
            raise InvalidAnswer("a finding holds control characters")


def _sample_job(job: Job[AuditRequest]) -> Job[AuditRequest]:
    return Job(sample_file(job.path), job.request)


AUDIT: Final = TaskKind(
    f"{__name__}:audit",
    Answer[AuditResult],
    _limits,
    _validate,
    SelfTest(_sample_job, lambda result: True, reading_failure),
)
"""Auditing a file: what it would give away if it were published."""

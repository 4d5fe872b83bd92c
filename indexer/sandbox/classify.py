"""What happened to a child -> its answer, or the problem that staff see."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Final, TypeVar

from indexer import wire
from indexer.model import Problem, ProblemKind
from indexer.sandbox.jobs import Job
from indexer.sandbox.protocol import Answer, Ending
from indexer.sandbox.work import Work, doubtful_problems
from indexer.settings import Settings

T = TypeVar("T")

_NEAR: Final = 0.5
"""Share of the memory limit from which a sudden end is put down to it: the limit is on address
space, of which resident memory is a part. PDFium's aborts on our bombs come at 58 to 91 % of it;
the preloaded reader alone takes 27 %."""

_NOT_LOADED: Final = 127
"""How the dynamic loader ends a process in which it cannot map what it needs; seen with one of our
bombs, whose other runs end with SIGABRT."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one child did: the bytes it wrote, how it ended, and why it was killed, if it was."""

    data: bytes
    ending: Ending
    late: bool
    too_large: bool


def classify(
    job: Job, attempt: Attempt, work: Work[T], settings: Settings
) -> tuple[T | None, Problem | None]:
    """Exactly one of an answer that makes sense and a problem."""
    if problem := _changed(job) or _stopped(job, attempt, settings):
        return None, problem
    try:
        answer = wire.decode(attempt.data, work.answer)
        _check(job, answer, work, settings)
        return answer.value, answer.problem
    except (wire.WireError, _Nonsense) as error:
        return None, Problem(ProblemKind.GARBLED, job.path, str(error)[:300])


class _Nonsense(ValueError):
    """The answer is of the right type, but cannot be one to this job."""


def _changed(job: Job) -> Problem | None:
    try:
        status = job.file.stat()
    except OSError as error:
        return Problem(ProblemKind.CHANGING, job.path, error.strerror or str(error))
    if (status.st_size, status.st_mtime_ns) != (job.size, job.mtime_ns):
        return Problem(ProblemKind.CHANGING, job.path)
    return None


def _stopped(job: Job, attempt: Attempt, settings: Settings) -> Problem | None:
    """The problem with a child that did not come to an end of its own."""

    def problem(kind: ProblemKind, detail: str) -> Problem:
        return Problem(kind, job.path, detail)

    ending, code = attempt.ending, attempt.ending.exit_code
    if attempt.late:
        return problem(ProblemKind.TIME_LIMIT, f"more than {settings.wall_seconds} seconds")
    if attempt.too_large:
        return problem(ProblemKind.GARBLED, "the answer does not end")
    if ending.lost:
        return problem(ProblemKind.CRASHED, "its process was ended from outside")
    if code < 0 and _out_of_processor_time(ending, settings):
        detail = f"more than {settings.cpu_seconds} seconds of processor time"
        return problem(ProblemKind.TIME_LIMIT, detail)
    is_near_limit = ending.peak_memory >= _NEAR * settings.memory_mb * 1024 * 1024 > 0
    if is_near_limit and (code < 0 or code == _NOT_LOADED):
        how = _signal(code) if code < 0 else f"it ended with {code}"
        detail = f"{how} near the limit of {settings.memory_mb} MB"
        return problem(ProblemKind.MEMORY_LIMIT, detail)
    if code < 0:
        return problem(ProblemKind.CRASHED, _signal(code))
    if code > 0 or not attempt.data:
        return problem(ProblemKind.CRASHED, f"it ended with {code} and without an answer")
    return None


def _out_of_processor_time(ending: Ending, settings: Settings) -> bool:
    if -ending.exit_code == getattr(signal, "SIGXCPU", None):
        return True
    # One who ignores that signal is killed a second later.
    return -ending.exit_code == signal.SIGKILL and 0 < settings.cpu_seconds <= ending.cpu_seconds


def _check(job: Job, answer: Answer[T], work: Work[T], settings: Settings) -> None:
    if (answer.value is None) == (answer.problem is None):
        raise _Nonsense("neither one thing nor the other")
    problems = (answer.problem,) if answer.problem else ()
    doubt = doubtful_problems(problems, job)
    if answer.value is not None:
        doubt = work.doubt(answer.value, job, settings)
    if doubt:
        raise _Nonsense(doubt)


def _signal(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:  # a real-time signal
        return f"signal {-code}"

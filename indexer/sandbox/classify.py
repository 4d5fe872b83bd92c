"""What happened to a child -> its answer, or the problem that staff see."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Final, TypeVar

from indexer import wire
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import NO_MESSAGE, Message, message, plural, quoted, verbatim
from indexer.sandbox.jobs import Job
from indexer.sandbox.process_times import ProcessTimes
from indexer.sandbox.protocol import Answer, Ending
from indexer.sandbox.task_kind import InvalidAnswer, ProcessLimits, TaskKind, validate_problems

R = TypeVar("R")
T = TypeVar("T")

_NEAR_LIMIT_SHARE: Final = 0.5
"""Share of the memory limit from which a sudden end is put down to it: the limit is on address
space, of which resident memory is a part. PDFium's aborts on our bombs come at 58 to 91 % of it;
the preloaded reader alone takes 27 %."""

_LOADER_EXIT_CODE: Final = 127
"""How the dynamic loader ends a process in which it cannot map what it needs; seen with one of our
bombs, whose other runs end with SIGABRT."""

_SIGNALS_FROM_OUTSIDE: Final = frozenset(
    getattr(signal, name, 0) for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT")
) - {0}
"""What the kernel sends when memory runs out, and programs that watch over it or people do. None of
a child's own limits does, except for the processor time, and libraries do not either."""

_AT_WORK_SHARE: Final = 0.5
"""Of the time in which it had a processor. A child that loops takes all of it."""

_MAX_DETAIL_CHARS: Final = 300


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one child did: the bytes it wrote, how it ended and after how many `seconds`, and why it
    was killed, if it was: its answer was `too_large`, or it was late (how far it had got then).
    """

    data: bytes
    ending: Ending
    too_large: bool
    seconds: float
    seen_late: ProcessTimes | None = None


def classify(
    job: Job[R], attempt: Attempt, kind: TaskKind[R, T], limits: ProcessLimits
) -> tuple[T | None, Problem | None]:
    """Returns exactly one of a valid answer and a problem."""
    if problem := _stopped(job, attempt, limits):
        return None, problem
    try:
        answer = wire.decode(attempt.data, kind.answer)
        _validate(job, answer, kind)
        return answer.value, answer.problem
    except (wire.WireError, InvalidAnswer) as error:
        return None, Problem(
            ProblemKind.GARBLED, job.path, quoted("indexer", str(error)[:_MAX_DETAIL_CHARS])
        )


def _stopped(job: Job[R], attempt: Attempt, limits: ProcessLimits) -> Problem | None:
    """The problem with a child that did not end by itself."""

    def problem(kind: ProblemKind, detail: Message = NO_MESSAGE) -> Problem:
        return Problem(kind, job.path, detail)

    ending, code = attempt.ending, attempt.ending.exit_code
    if attempt.seen_late is not None:
        detail = plural(
            "more than {count} second", "more than {count} seconds", limits.wall_seconds
        )
        return problem(_kind_of_delay(attempt, attempt.seen_late), detail)
    if attempt.too_large:
        return problem(ProblemKind.GARBLED, message("the answer is too large"))
    if ending.refused:
        return problem(ProblemKind.RESOURCES_SHORT, quoted("Python", ending.refused))
    if ending.lost:
        return problem(ProblemKind.READER_KILLED)
    if code < 0 and _exceeded_cpu_time(ending, limits):
        detail = plural(
            "more than {count} second of processor time",
            "more than {count} seconds of processor time",
            limits.cpu_seconds,
        )
        return problem(ProblemKind.TIME_LIMIT, detail)
    if -code in _SIGNALS_FROM_OUTSIDE:
        return problem(ProblemKind.READER_KILLED, quoted("Python", _signal_name(code)))
    if _is_near_memory_limit(ending, limits) and (code < 0 or code == _LOADER_EXIT_CODE):
        detail = message(
            "{how}, near the limit of {limit} MB", how=_how(code), limit=limits.memory_mb
        )
        return problem(ProblemKind.MEMORY_LIMIT, detail)
    if code < 0:
        return problem(ProblemKind.CRASHED, quoted("Python", _signal_name(code)))
    if code > 0 or not attempt.data:
        detail = message("it ended with {code} and without an answer", code=str(code))
        return problem(ProblemKind.CRASHED, detail)
    return None


def _how(code: int) -> Message:
    if code < 0:
        return verbatim(_signal_name(code))
    return message("it ended with {code}", code=str(code))


def _is_near_memory_limit(ending: Ending, limits: ProcessLimits) -> bool:
    threshold = _NEAR_LIMIT_SHARE * limits.memory_mb * 1024 * 1024
    return ending.peak_memory >= threshold > 0


def _kind_of_delay(attempt: Attempt, times: ProcessTimes) -> ProblemKind:
    """Whether the file took all the time, or its child was kept from working."""
    if times.waits_for_disk:
        return ProblemKind.UNREADABLE
    worked = max(attempt.ending.cpu_seconds, times.cpu_seconds)
    had = max(0.0, attempt.seconds - times.starved_seconds)
    return ProblemKind.TIME_LIMIT if worked >= _AT_WORK_SHARE * had else ProblemKind.READER_DELAYED


def _exceeded_cpu_time(ending: Ending, limits: ProcessLimits) -> bool:
    if -ending.exit_code == getattr(signal, "SIGXCPU", None):
        return True
    # A child that ignores that signal is killed a second later.
    return -ending.exit_code == signal.SIGKILL and 0 < limits.cpu_seconds <= ending.cpu_seconds


def _validate(job: Job[R], answer: Answer[T], kind: TaskKind[R, T]) -> None:
    if (answer.value is None) == (answer.problem is None):
        raise InvalidAnswer("it must hold either a value or a problem")
    if answer.problem is not None:
        validate_problems([answer.problem], job.path)
    if answer.value is not None:
        kind.validate(answer.value, job)


def _signal_name(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:  # a real-time signal
        return f"signal {-code}"

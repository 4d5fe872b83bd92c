"""Whether it is the machine's fault that a file could not be read: a file that is known to be good
is read in the same way. Where that fails too, nothing is said about the file.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final, Generic, TypeVar

from indexer.errors import SandboxUnavailable, SettingTooLow
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import Message, message
from indexer.sandbox.jobs import Job, Outcome
from indexer.sandbox.pool import Pool
from indexer.sandbox.task_kind import SelfTest
from indexer.settings import Settings

R = TypeVar("R")
T = TypeVar("T")

_OF_THE_MOMENT: Final = (ProblemKind.CHANGING, ProblemKind.UNREADABLE)
"""Say nothing about what reads files."""

_BREAKING: Final = frozenset(
    {
        *(ProblemKind.CRASHED, ProblemKind.MEMORY_LIMIT, ProblemKind.TIME_LIMIT),
        *(ProblemKind.READER_KILLED, ProblemKind.READER_DELAYED, ProblemKind.RESOURCES_SHORT),
    }
)
"""What a machine can cause at any moment, also after it has read other files."""

_PAUSES_SECONDS: Final = (0.0, 0.5, 2.0, 8.0)
"""Before each try with the good file: what was short may be there again. A run of hours is not
given up because memory was short for a few seconds."""

_PROMPT_SECONDS: Final = 5.0
"""A machine that reads the good file within that is not too busy; it takes .02 s on an idle one, .3
with a picture, and eight times that where fifteen processes share two processors."""

_LIMITS: Final = ("memory_mb", "cpu_seconds", "wall_seconds")
"""The settings under which every file can fail."""


class ReaderCheck(Generic[R, T]):
    """Looks whether a machine still reads files, when that is in doubt."""

    def __init__(self, pool: Pool[R, T]) -> None:
        self._pool = pool
        self._read: set[str] = set()

    def confirm(self, outcome: Outcome[R, T]) -> Outcome[R, T]:
        """The outcome, if it can be believed: a good file is read.

        That is tried again after each problem that the machine may have caused, and once for the
        others, which it can only cause where something is not installed properly.

        Raises:
            SandboxUnavailable: the good file cannot be read.
            SettingTooLow: it could be with another setting.
        """
        kind = outcome.problem.kind if outcome.problem else None
        test = self._pool.kind.self_test
        if kind is None or kind in _OF_THE_MOMENT or test is None:
            return outcome
        name = test.job(outcome.job).path
        if kind in _BREAKING or name not in self._read:
            require_sample(self._pool, outcome.job)
            self._read.add(name)
        return outcome

    def settle(self, outcome: Outcome[R, T]) -> Outcome[R, T]:
        """The outcome of a second try, confirmed: a file which again did nothing in its time, while
        the machine is not busy, never ends.

        Raises:
            SandboxUnavailable, SettingTooLow: see `confirm`.
        """
        started = time.monotonic()
        self.confirm(outcome)
        problem = outcome.problem
        is_prompt = time.monotonic() - started < _PROMPT_SECONDS
        if problem is None or problem.kind is not ProblemKind.READER_DELAYED or not is_prompt:
            return outcome
        return replace(outcome, problem=replace(problem, kind=ProblemKind.TIME_LIMIT))


def require_sample(pool: Pool[R, T], job: Job[R]) -> None:
    """See that the pool does its work on the known good file for jobs like this one.

    Raises:
        SandboxUnavailable: the file cannot be read, however often that is tried.
        SettingTooLow: it could be with another setting.
    """
    test = pool.kind.self_test
    if test is None:
        return
    sample = test.job(job)
    problem: Problem | None = None
    for pause in _PAUSES_SECONDS:
        time.sleep(pause)
        found = pool.run(sample)
        if _passes(test, found):
            return
        problem = found.problem
        if problem is None or not problem.kind.temporary:  # waiting will not change it
            break
    _blame_a_setting(pool, test, sample)
    raise SandboxUnavailable(test.failure(_reason(problem)))


def _blame_a_setting(pool: Pool[R, T], test: SelfTest[R, T], sample: Job[R]) -> None:
    """Try the sample with the defaults of the limits, one by one.

    Raises:
        SettingTooLow: one of them is to blame.
    """
    defaults, settings = Settings(), pool.settings
    for name in _LIMITS:
        value, default = getattr(settings, name), getattr(defaults, name)
        if 0 < value < default:
            usual = replace(settings, **{name: default})
            if _passes(test, pool.under(usual).run(sample)):
                raise SettingTooLow(
                    message(
                        "The setting {name} is {value}, with which not even a small file can be "
                        "read; with {default} it can.",
                        name=name,
                        value=str(value),
                        default=str(default),
                    )
                )


def _passes(test: SelfTest[R, T], found: Outcome[R, T]) -> bool:
    return found.value is not None and test.passes(found.value)


def _reason(problem: Problem | None) -> Message:
    """Why the good file could not be read."""
    if problem is None:
        return message("It was read, but without what stands in it.")
    if not problem.detail:
        return problem.kind.explanation
    if problem.kind is ProblemKind.OCR_INTERRUPTED:
        return problem.detail
    return message(
        "{explanation} ({detail})", explanation=problem.kind.explanation, detail=problem.detail
    )

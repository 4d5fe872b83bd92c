"""A kind of task, as the mechanism sees it; the kinds themselves are in `indexer.tasks`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from indexer.file_problems import Problem
from indexer.messages import Message
from indexer.sandbox.jobs import Job
from indexer.sandbox.protocol import Answer
from indexer.settings import Settings

R = TypeVar("R")
T = TypeVar("T")


class InvalidAnswer(ValueError):
    """An answer of the right type that cannot be true; the message says why."""


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """What a child may use. 0 = no limit, except for `max_answer_bytes`.

    `memory_mb` is MiB of address space. In the folder `cache` the child may read files whose names
    it knows; it cannot list them.
    """

    memory_mb: int
    cpu_seconds: int
    wall_seconds: int
    max_answer_bytes: int
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class SelfTest(Generic[R, T]):
    """A file that every machine reads: `job` makes the job to read it in the way of another job,
    `passes` checks what it gave, `failure` says for which reason nothing can be read.
    """

    job: Callable[[Job[R]], Job[R]]
    passes: Callable[[T], bool]
    failure: Callable[[Message], Message]


@dataclass(frozen=True, slots=True)
class TaskKind(Generic[R, T]):
    """What to do with one file.

    `function` ("module:function") runs in the child and receives a `protocol.Task` with the job's
    request. `answer` is the type of what it returns; `validate` checks the values of such an
    answer, and raises `InvalidAnswer`. With `self_test` it is found out whether it is the machine
    that fails.
    """

    function: str
    answer: type[Answer[T]]
    limits: Callable[[Settings], ProcessLimits]
    validate: Callable[[T, Job[R]], None]
    self_test: SelfTest[R, T] | None = None


def validate_problems(problems: Iterable[Problem], path: str) -> None:
    """Check that problems in an answer are about the job's own file, and of a bounded size.

    Raises:
        InvalidAnswer: one names another file, or is too large.
    """
    for problem in problems:
        if problem.path != path:
            raise InvalidAnswer("a problem names another file")
        if not problem.detail.is_bounded:
            raise InvalidAnswer("a problem is too large")

"""A kind of work, as the mechanism sees it; the kinds themselves are in `indexer.tasks`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from indexer.model import Problem
from indexer.sandbox.jobs import Job
from indexer.sandbox.protocol import Answer
from indexer.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """A kind of work on one file.

    `reader` ("module:function") does it in the child, on a `request`; `answer` is the type of what
    it says, and `doubt` why an answer of that type cannot be true (nothing where it can).
    """

    reader: str
    answer: type[Answer[T]]
    request: Callable[[Job, Settings], object]
    doubt: Callable[[T, Job, Settings], str]


def doubtful_problems(problems: tuple[Problem, ...], job: Job) -> str:
    """Why these problems cannot be those of the job's file."""
    return "it speaks of another file" if any(p.path != job.path for p in problems) else ""

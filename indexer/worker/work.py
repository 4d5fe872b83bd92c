"""The kinds of work that children do, one value each, as the indexer's side knows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from indexer.config import Settings
from indexer.findings import Exposure
from indexer.model import Extraction, Problem
from indexer.worker.jobs import Job
from indexer.worker.protocol import Answer, Auditing, Reading

T = TypeVar("T")

_LONGEST_DETAIL: Final = 300  # characters


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


def _reading(job: Job, settings: Settings) -> Reading:
    return Reading(job.languages, settings.max_pages, settings.max_text)


def _doubtful_extraction(extraction: Extraction, job: Job, settings: Settings) -> str:
    numbers = [passage.number for passage in extraction.passages]
    if numbers != list(range(1, len(numbers) + 1)):
        return "the passages are not numbered from 1"
    if sum(len(passage.text) for passage in extraction.passages) > 2 * settings.max_text:
        return "it has more text than was asked for"
    return doubtful_problems(extraction.problems, job)


def _auditing(job: Job, settings: Settings) -> Auditing:
    return Auditing(settings.max_pages, settings.wall_seconds)


def _doubtful_exposure(exposure: Exposure, job: Job, settings: Settings) -> str:
    for finding in exposure.findings:
        if len(finding.detail) > _LONGEST_DETAIL or finding.times < 1:
            return "a finding is longer than was asked for"
        if not finding.detail.isprintable():
            return "a finding could steer a terminal"
    return ""


READING: Final = Work(
    "indexer.worker.reading:read", Answer[Extraction], _reading, _doubtful_extraction
)
"""Reading a file: its text, structure and languages."""

AUDITING: Final = Work(
    "indexer.worker.auditing:audit", Answer[Exposure], _auditing, _doubtful_exposure
)
"""Auditing a file: what it would give away if it were published."""

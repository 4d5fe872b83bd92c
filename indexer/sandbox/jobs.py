"""What the pool is given, and what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from indexer.model import Problem

R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to work on: `file` on disk, `path` in the corpus.

    `size` and `mtime_ns` are those of the moment in which the work was planned; if they differ
    afterwards, the outcome is discarded.
    """

    file: Path
    path: str
    size: int
    mtime_ns: int

    @classmethod
    def from_disk(cls, file: Path, path: str) -> SourceFile:
        """The file as it is now.

        Raises:
            OSError: it is missing or unreadable.
        """
        status = file.stat()
        return cls(file, path, status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Job(Generic[R]):
    """One file to work on, and the request that the child gets along with it."""

    source: SourceFile
    request: R

    @property
    def path(self) -> str:
        """The file's path in the corpus."""
        return self.source.path


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R, T]):
    """The result of a job: exactly one of `value` and `problem`.

    `peak_memory` is the child's resident memory in bytes (0 = unknown).
    """

    job: Job[R]
    value: T | None
    problem: Problem | None
    seconds: float
    peak_memory: int

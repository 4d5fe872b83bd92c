"""What crosses between the indexer, the fork server and a child, as JSON (`indexer.wire`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from indexer.file_problems import Problem
from indexer.sandbox.opened_file import OpenedFile

T = TypeVar("T")

ANSWER: Final = 3
"""The file descriptor that a child writes its answer to."""

FILE: Final = 4
"""The file descriptor that a child reads its file from."""

READY: Final = b"ready"
"""What the fork server sends once it has loaded its function."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a child works on: the file that it gets as the descriptor `FILE`, within its limits.

    `path` is the file's path in the corpus, `sha256` the digest in hex that it must have (empty =
    any); `request` is the JSON of what else the work needs. `cache` is a folder in which the child
    may read files whose names it knows (empty = none). `memory_mb` (MiB of address space, beside
    the mapped file) and `cpu_seconds`: 0 = no limit.
    """

    path: str
    sha256: str
    request: str
    cache: bytes
    memory_mb: int
    cpu_seconds: int

    @property
    def file(self) -> OpenedFile:
        """The file, inside the child."""
        return OpenedFile(FILE)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a child returns: exactly one of the two."""

    value: T | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """What the fork server says of a child first: its process id, or why there is none.

    `refused` is what the system said, empty if there is a child.
    """

    pid: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended, as reported by the system; the child has no influence on it.

    `exit_code` is the negative signal number if a signal ended it; `peak_memory` is resident memory
    in bytes, 0 if the system does not report it. `lost` means that nothing is known, because the
    process that had started the child ended too; `refused` is what the system said when it started
    no process, empty if it did.
    """

    exit_code: int = 0
    peak_memory: int = 0
    cpu_seconds: float = 0.0
    lost: bool = False
    refused: str = ""

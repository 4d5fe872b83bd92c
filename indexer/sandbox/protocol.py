"""What crosses between the indexer, the fork server and a child; JSON by `indexer.wire`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from indexer.extract.ocr.ocr_cache import OcrConfig
from indexer.model import Problem, Selector

T = TypeVar("T")

ANSWER: Final = 3
"""The file descriptor that a child writes its answer to."""

READY: Final = b"ready"
"""What the fork server says when it has loaded the reader."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a child is to do with `file` (as the file system spells it), within limits.

    `path` is the file's path in the corpus; `request` the JSON of what else the reader must know.
    `cache` is a folder from which it may read files whose names it knows, besides.
    `memory_mb` (MiB of address space) and `cpu_seconds` are no limits where they are 0.
    """

    file: bytes
    path: str
    request: str
    cache: bytes
    memory_mb: int
    cpu_seconds: int


@dataclass(frozen=True, slots=True)
class ExtractRequest:
    """The request to read a file: `languages` are those that staff declared; for the rest see
    `extract.options`.
    """

    languages: tuple[str, ...]
    max_pages: int
    max_text: int
    annotations: bool
    recognition: OcrConfig | None
    selectors: tuple[Selector, ...]


@dataclass(frozen=True, slots=True)
class OcrRequest:
    """The request to recognise these pages, as far as their pictures are not known yet."""

    pages: tuple[int, ...]
    recognition: OcrConfig


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """The request to audit a file, in less than `wall_seconds` (0: in any time)."""

    max_pages: int
    wall_seconds: int


@dataclass(frozen=True, slots=True)
class RenderPageRequest:
    """The request to draw pages (by their numbers, from 1), if the file's digest is `sha256`:
    either `page`, of which characters were recognised in these `ways`, or else `thumbnails`.
    """

    sha256: str
    page: int = 0
    ways: tuple[str, ...] = ()
    thumbnails: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderSectionRequest:
    """The request for the HTML of a section (by its number, from 1), if the file's digest is
    `sha256`; for the rest see `extract.options`.
    """

    sha256: str
    number: int
    max_pages: int
    max_text: int
    selectors: tuple[Selector, ...]


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a child says; exactly one of the two."""

    value: T | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended, as the system tells it (the child itself has no say).

    `exit_code` is minus the signal where one ended it; `peak_memory` is in bytes of resident
    memory, 0 where the system does not tell; `lost` says that nobody knows, because the process
    that started it ended too.
    """

    exit_code: int = 0
    peak_memory: int = 0
    cpu_seconds: float = 0.0
    lost: bool = False

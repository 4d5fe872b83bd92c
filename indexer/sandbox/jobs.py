"""What is asked of the worker, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from indexer.model import Problem, Selector

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """One file to work on: `file` on disk, `path` in the corpus, `languages` as staff declared.

    `size` and `mtime_ns` are those of the file when it was planned; `selectors` are what staff said
    of how the page is made. `ocr_languages` are tesseract's names of the languages to recognise
    pictures in, where it is known better than from `languages`, and `ways` those in which they were
    recognised (`ocr_cache.ways`); `pages` the numbers of the pages to recognise or to show;
    `sha256` is the digest of the bytes that are meant, where only these may be worked on.
    """

    file: Path
    path: str
    languages: tuple[str, ...]
    size: int
    mtime_ns: int
    selectors: tuple[Selector, ...] = ()
    ocr_languages: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What working on a file gave: exactly one of `value` and `problem`.

    `peak_memory` is what the child took of resident memory, in bytes (0: not known).
    """

    job: Job
    value: T | None
    problem: Problem | None
    seconds: float
    peak_memory: int

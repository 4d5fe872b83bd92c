"""What is asked of the worker, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.model import Extraction, Problem, Selector


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: `file` on disk, `path` in the corpus, `languages` as staff declared them.

    `size` and `mtime_ns` are those of the file when it was planned; `selectors` are what staff said
    of how the page is made.
    """

    file: Path
    path: str
    languages: tuple[str, ...]
    size: int
    mtime_ns: int
    selectors: tuple[Selector, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading a file gave: exactly one of `extraction` and `problem`.

    `peak_memory` is what the child took of resident memory, in bytes (0: not known).
    """

    job: Job
    extraction: Extraction | None
    problem: Problem | None
    seconds: float
    peak_memory: int

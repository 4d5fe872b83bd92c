"""How far a run is that builds a new index, for those who wait for it: a small file beside it."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

from indexer import wire

_WRITE_SECONDS: Final = 1.0
_STALE_SECONDS: Final = 600.0
"""A run that has said nothing for so long was killed: one file with scanned pages takes minutes."""
_MIN_SECONDS: Final = 5.0
"""Of a run before its speed is taken for that of the rest."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """`done` of `total` files; when the run began, and when it said so, in seconds of the epoch."""

    done: int
    total: int
    began: float
    updated: float

    @property
    def remaining_seconds(self) -> float | None:
        """How long it will take from `updated` on; None if that cannot be said yet."""
        passed = self.updated - self.began
        if not 0 < self.done <= self.total or passed < _MIN_SECONDS:
            return None
        return passed / self.done * (self.total - self.done)


class ProgressFile:
    """Says in a file how far a run is, and removes it at the end. Without it nothing is missing, so
    that a full disk does not stop a run here.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._began = time.time()
        self._next_write = 0.0

    def __enter__(self) -> ProgressFile:
        self.write(0, 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def write(self, done: int, total: int) -> None:
        """Say how many of the files are done; about once a second."""
        now = time.time()
        if now < self._next_write <= now + _WRITE_SECONDS:
            return
        self._next_write = now + _WRITE_SECONDS
        unfinished = self._path.with_name(f".{self._path.name}.new")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(wire.encode(RunProgress(done, total, self._began, now)))
            unfinished.replace(self._path)


def read_progress(path: Path) -> RunProgress | None:
    """How far the run is that writes into `path`; None if none is under way."""
    try:
        found = wire.decode(path.read_bytes(), RunProgress)
    except (OSError, wire.WireError):
        return None
    return found if abs(time.time() - found.updated) < _STALE_SECONDS else None

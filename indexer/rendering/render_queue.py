"""Has pages and sections made, each once however many ask, and no more than the service can bear.

Requests that wait for one hold a thread of the service each. So only some of them may wait: the
others are refused at once, and whoever asks says how long it will wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from indexer.errors import AlunaError
from indexer.rendering.render_cache import PassageKey
from indexer.sandbox.jobs import Job
from indexer.sandbox.pool import Pool
from indexer.sandbox.starters import StarterClosed

T = TypeVar("T")

_FAILED_FOR: Final = 600.0
"""Seconds for which what failed is not tried again."""
_MOST_FAILED: Final = 1_000
_BROKEN_FOR: Final = 60.0
"""Seconds for which nothing is tried after a process could not be started."""


class QueueFull(Exception):
    """It is not there yet, and waiting for it would hold up others. Later it may be."""


class RenderFailed(Exception):
    """It cannot be made: its file is not there or not that one, or breaks its reader."""


class _Parted(Exception):
    """Several that were to be made together could not be: one of them may be at fault."""


class RenderSlots:
    """Where requests wait, at most so many at a time, whatever it is that they wait for."""

    def __init__(self, most: int) -> None:
        self._places = threading.BoundedSemaphore(most)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Wait in here.

        Raises:
            Busy: too many do already.
        """
        if not self._places.acquire(blocking=False):
            raise QueueFull
        try:
            yield
        finally:
            self._places.release()


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """Where requests wait, and how many jobs may be in the making."""

    room: RenderSlots
    jobs: int


class RenderQueue(Generic[T]):
    """Makes what readers are shown, in the background.

    `keep` is called with the passages of a job, which are of one file, and with what was made of
    them, before those who wait have it.
    """

    def __init__(
        self, pool: Pool[T], crowd: QueueLimits, keep: Callable[[Sequence[PassageKey], T], None]
    ) -> None:
        self._pool = pool
        self._crowd = crowd
        self._keep = keep
        self._threads = ThreadPoolExecutor(pool.workers, "view")
        self._lock = threading.Lock()
        self._jobs = 0
        self._running: dict[PassageKey, Future[T]] = {}
        self._failed: dict[PassageKey, float] = {}
        self._broken_until = 0.0

    def made(self, key: PassageKey, file: Path, seconds: float) -> T:
        """What is made of a passage of `file`, perhaps together with others, within `seconds`.

        Raises:
            Busy: it takes longer, or too many wait already.
            NoView: it cannot be made, or could not a while ago.
        """
        until = time.monotonic() + seconds
        if self._has_failed(key):
            raise RenderFailed
        with self._crowd.room.place():
            for _ in range(2):
                try:
                    return self._awaited(key, file).result(until - time.monotonic())
                except _Parted:
                    continue
                except (TimeoutError, CancelledError) as error:
                    raise QueueFull from error
        raise QueueFull

    def begin(self, keys: Sequence[PassageKey], file: Path) -> None:
        """Begin, in one job, those that are not in the making; nobody waits for them yet.

        Where there is enough to do already, nothing happens.
        """
        with self._lock, suppress(QueueFull):
            new = [k for k in keys if k not in self._running and not self._has_failed(k)]
            if new and self._has_room():
                self._begin(new, file)

    def close(self) -> None:
        """Make no more, and end what is being made."""
        self._pool.close()
        self._threads.shutdown(cancel_futures=True)

    def _has_failed(self, key: PassageKey) -> bool:
        return time.monotonic() < self._failed.get(key, 0.0)

    def _has_room(self) -> bool:
        return self._jobs < self._crowd.jobs and time.monotonic() >= self._broken_until

    def _awaited(self, key: PassageKey, file: Path) -> Future[T]:
        with self._lock:
            if future := self._running.get(key):
                return future
            if self._has_failed(key):
                raise RenderFailed
            if not self._has_room():
                raise QueueFull
            return self._begin([key], file)

    def _begin(self, keys: Sequence[PassageKey], file: Path) -> Future[T]:
        try:
            future = self._threads.submit(self._make, keys, file)
        except RuntimeError as error:  # closed
            raise QueueFull from error
        self._jobs += 1
        self._running.update(dict.fromkeys(keys, future))
        return future

    def _make(self, keys: Sequence[PassageKey], file: Path) -> T:
        try:
            value = self._worked(keys, file)
            self._keep(keys, value)
            return value
        finally:
            with self._lock:
                self._jobs -= 1
                for key in keys:
                    del self._running[key]

    def _worked(self, keys: Sequence[PassageKey], file: Path) -> T:
        try:
            job = _job(keys, file)
        except OSError as error:
            raise RenderFailed from error
        try:
            outcome = self._pool.read(job)
        except (AlunaError, StarterClosed, OSError, RuntimeError) as error:  # or no thread
            self._broken_until = time.monotonic() + _BROKEN_FOR
            raise QueueFull from error
        if outcome.value is not None:
            return outcome.value
        if len(keys) > 1:
            raise _Parted
        self._remember_failure(keys[0])
        raise RenderFailed

    def _remember_failure(self, key: PassageKey) -> None:
        with self._lock:
            while len(self._failed) >= _MOST_FAILED:
                del self._failed[next(iter(self._failed))]
            self._failed.pop(key, None)
            self._failed[key] = time.monotonic() + _FAILED_FOR


def _job(keys: Sequence[PassageKey], file: Path) -> Job:
    status = file.stat()
    return Job(
        file,
        keys[0].sha256,  # a file's own name may be one that no text can hold
        (),
        status.st_size,
        status.st_mtime_ns,
        selectors=keys[0].selectors,
        ways=keys[0].ways,
        pages=tuple(key.number for key in keys),
        sha256=keys[0].sha256,
    )

"""Renders pages and sections in the background: each once, however many requests want it, and no
more at a time than the service can bear.

A request that waits for one occupies a thread of the service. So only some requests may wait; the
others are refused at once.
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

from indexer.errors import SandboxUnavailable
from indexer.rendering.render_cache import PassageKey
from indexer.sandbox.jobs import Job, SourceFile
from indexer.sandbox.pool import Pool
from indexer.sandbox.starters import StarterClosed

R = TypeVar("R")
T = TypeVar("T")

_FAILURE_SECONDS: Final = 600.0
"""For how long a passage that could not be rendered is not tried again."""
_MAX_FAILURES: Final = 1_000
_OUTAGE_SECONDS: Final = 60.0
"""For how long nothing is tried after a process could not be started."""


class QueueFull(Exception):
    """It is not rendered yet, and waiting for it would hold up others. It may be there later."""


class RenderFailed(Exception):
    """It cannot be rendered: its file is missing, has changed, or breaks its reader."""


class _BatchFailed(Exception):
    """Passages that were to be rendered together could not be; one of them may be at fault."""


class RenderSlots:
    """Lets at most `max_waiting` requests wait at the same time, whatever they wait for."""

    def __init__(self, max_waiting: int) -> None:
        self._semaphore = threading.BoundedSemaphore(max_waiting)

    @contextmanager
    def acquire(self) -> Iterator[None]:
        """Hold a slot.

        Raises:
            QueueFull: all slots are taken.
        """
        if not self._semaphore.acquire(blocking=False):
            raise QueueFull
        try:
            yield
        finally:
            self._semaphore.release()


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """How many requests may wait, which several queues may share, and how many jobs may run or be
    queued in each.
    """

    slots: RenderSlots
    max_jobs: int


class RenderQueue(Generic[R, T]):
    """Renders passages in the background.

    A job is one or more passages of one file. `make_request` turns its passages into the request to
    the child; `keep` receives the passages and the result before anybody who waits for it does.
    """

    def __init__(
        self,
        pool: Pool[R, T],
        limits: QueueLimits,
        make_request: Callable[[Sequence[PassageKey]], R],
        keep: Callable[[Sequence[PassageKey], T], None],
    ) -> None:
        self._pool = pool
        self._limits = limits
        self._make_request = make_request
        self._keep = keep
        self._threads = ThreadPoolExecutor(pool.workers, "render")
        self._lock = threading.Lock()
        self._running: dict[PassageKey, Future[T]] = {}
        self._failed_until: dict[PassageKey, float] = {}
        self._outage_until = 0.0

    def render(self, key: PassageKey, file: Path, timeout: float) -> T:
        """Render a passage of `file`, perhaps together with others, within `timeout` seconds.

        Raises:
            QueueFull: it takes longer, or too many requests are waiting.
            RenderFailed: it cannot be rendered, or could not a while ago.
        """
        deadline = time.monotonic() + timeout
        if self._has_failed(key):
            raise RenderFailed
        with self._limits.slots.acquire():
            for _ in range(2):
                try:
                    return self._future(key, file).result(deadline - time.monotonic())
                except _BatchFailed:
                    continue
                except (TimeoutError, CancelledError) as error:
                    raise QueueFull from error
        raise QueueFull

    def prefetch(self, keys: Sequence[PassageKey], file: Path) -> None:
        """Start rendering, in one job, those passages that are not being rendered yet.

        Does nothing if the queue is full.
        """
        with self._lock, suppress(QueueFull):
            new = [k for k in keys if k not in self._running and not self._has_failed(k)]
            if new and self._has_room():
                self._submit(new, file)

    def close(self) -> None:
        """Stop rendering, and accept no more."""
        self._pool.close()
        self._threads.shutdown(cancel_futures=True)

    def _has_failed(self, key: PassageKey) -> bool:
        return time.monotonic() < self._failed_until.get(key, 0.0)

    def _has_room(self) -> bool:
        jobs = len(set(self._running.values()))
        return jobs < self._limits.max_jobs and time.monotonic() >= self._outage_until

    def _future(self, key: PassageKey, file: Path) -> Future[T]:
        with self._lock:
            if future := self._running.get(key):
                return future
            if self._has_failed(key):
                raise RenderFailed
            if not self._has_room():
                raise QueueFull
            return self._submit([key], file)

    def _submit(self, keys: Sequence[PassageKey], file: Path) -> Future[T]:
        try:
            future = self._threads.submit(self._run, keys, file)
        except RuntimeError as error:  # closed, or no thread can be started
            raise QueueFull from error
        self._running.update(dict.fromkeys(keys, future))
        return future

    def _run(self, keys: Sequence[PassageKey], file: Path) -> T:
        try:
            value = self._render_in_child(keys, file)
            self._keep(keys, value)
            return value
        finally:
            with self._lock:
                for key in keys:
                    # Not there if its thread could not be started: an earlier one has run it then.
                    self._running.pop(key, None)

    def _render_in_child(self, keys: Sequence[PassageKey], file: Path) -> T:
        try:
            # Named by its digest: text cannot hold every file name.
            source = SourceFile.from_disk(file, path=keys[0].sha256, sha256=keys[0].sha256)
        except OSError as error:
            raise RenderFailed from error
        try:
            outcome = self._pool.run(Job(source, self._make_request(keys)))
        except (
            SandboxUnavailable,
            StarterClosed,
            OSError,
            RuntimeError,
        ) as error:  # RuntimeError: threads
            self._outage_until = time.monotonic() + _OUTAGE_SECONDS
            raise QueueFull from error
        if outcome.value is not None:
            return outcome.value
        if len(keys) > 1:
            raise _BatchFailed
        self._remember_failure(keys[0])
        raise RenderFailed

    def _remember_failure(self, key: PassageKey) -> None:
        with self._lock:
            while len(self._failed_until) >= _MAX_FAILURES:
                del self._failed_until[next(iter(self._failed_until))]
            self._failed_until.pop(key, None)
            self._failed_until[key] = time.monotonic() + _FAILURE_SECONDS

"""Renders pages and sections in the background: each once, however many requests want it, and no
more at a time than the service can bear.

A request that waits for one occupies a thread of the service. So only some requests may wait; the
others are refused at once. What is scarce is shared out between clients: whatever one of them asks
for, the next one gets its turn.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from indexer.errors import MachineError
from indexer.fair_queue import FairQueue
from indexer.file_problems import ProblemKind
from indexer.rendering.render_cache import PassageKey
from indexer.sandbox.children import StarterClosed
from indexer.sandbox.jobs import Job, SourceFile
from indexer.sandbox.pool import Pool

R = TypeVar("R")
T = TypeVar("T")

_log: Final = logging.getLogger(__name__)

_FAILURE_SECONDS: Final = 600.0
"""For how long a passage that could not be rendered is not tried again."""
_MAX_FAILURES: Final = 1_000
_OUTAGE_SECONDS: Final = 60.0
"""For how long nothing is tried after a process could not be started."""


_MACHINE_FAULTS: Final = (ProblemKind.READER_KILLED, ProblemKind.RESOURCES_SHORT)
"""Say nothing about the file, which may be drawn a moment later."""


class QueueFull(Exception):
    """It is not rendered yet, and waiting for it would hold up others. It may be there later."""


class RenderFailed(Exception):
    """It cannot be rendered: its file is missing, has changed, or breaks its reader."""


class _BatchFailed(Exception):
    """Passages that were to be rendered together could not be; one of them may be at fault."""


class RenderSlots:
    """Lets at most `max_waiting` requests wait at the same time, whatever they wait for.

    When all slots are taken, a client that has fewer of them than another one gets one of that.
    """

    def __init__(self, max_waiting: int) -> None:
        self._max_waiting = max_waiting
        self._lock = threading.Lock()
        self._waiting: dict[str, list[Future[None]]] = {}
        self._count = 0

    @contextmanager
    def acquire(self, client: str) -> Iterator[Future[None]]:
        """Hold a slot for a request of `client`; it is lost when the future is done.

        Raises:
            QueueFull: all slots are taken, and no client has more of them than this one.
        """
        lost: Future[None] = Future()
        with self._lock:
            own = self._waiting.get(client, [])
            if self._count >= self._max_waiting:
                self._displace(len(own))
            self._waiting.setdefault(client, []).append(lost)
            self._count += 1
        try:
            yield lost
        finally:
            with self._lock:
                if not lost.done():
                    self._release(client, lost)

    def _displace(self, own: int) -> None:
        """Take the newest slot of the client with the most, unless it has as few as `own`."""
        client = max(self._waiting, key=lambda name: len(self._waiting[name]))
        if len(self._waiting[client]) < own + 2:
            raise QueueFull
        lost = self._waiting[client][-1]
        self._release(client, lost)
        lost.set_result(None)

    def _release(self, client: str, lost: Future[None]) -> None:
        self._waiting[client].remove(lost)
        self._count -= 1
        if not self._waiting[client]:
            del self._waiting[client]


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """How many requests may wait, which several queues may share, and how many jobs may run or be
    queued in each.
    """

    slots: RenderSlots
    max_jobs: int


@dataclass(eq=False, slots=True)
class _RenderJob(Generic[T]):
    """Passages of one file that are rendered together, in the turn of `client`."""

    client: str
    keys: Sequence[PassageKey]
    file: Path
    future: Future[T]


class RenderQueue(Generic[R, T]):
    """Renders passages in the background; each client gets its turn.

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
        self._queue: FairQueue[_RenderJob[T]] = FairQueue(lambda client: pool.workers)
        self._jobs: dict[PassageKey, _RenderJob[T]] = {}  # waiting or running
        self._failed_until: dict[PassageKey, float] = {}
        self._outage_until = 0.0

    def render(self, key: PassageKey, file: Path, timeout: float, client: str = "") -> T:
        """Render a passage of `file`, perhaps together with others, within `timeout` seconds.

        `client` is any text that tells those apart who ask.

        Raises:
            QueueFull: it takes longer, or too many requests are waiting.
            RenderFailed: it cannot be rendered, or could not a while ago.
        """
        deadline = time.monotonic() + timeout
        if self._has_failed(key):
            raise RenderFailed
        with self._limits.slots.acquire(client) as lost:
            for _ in range(2):
                future = self._future(key, file, client)
                ends: list[Future[Any]] = [future, lost]
                wait(ends, deadline - time.monotonic(), FIRST_COMPLETED)
                try:
                    return future.result(0)
                except _BatchFailed:
                    continue
                except (TimeoutError, CancelledError) as error:
                    raise QueueFull from error
        raise QueueFull

    def prefetch(self, keys: Sequence[PassageKey], file: Path, client: str = "") -> None:
        """Start rendering, in one job, those passages that are not being rendered yet.

        Does nothing if the queue is full.
        """
        with self._lock, suppress(QueueFull):
            new = [k for k in keys if k not in self._jobs and not self._has_failed(k)]
            if new:
                self._submit(client, new, file)

    def close(self) -> None:
        """Stop rendering, and accept no more."""
        self._pool.close()
        self._threads.shutdown(cancel_futures=True)
        with self._lock:
            for job in self._queue.clear():
                job.future.cancel()

    def _has_failed(self, key: PassageKey) -> bool:
        return time.monotonic() < self._failed_until.get(key, 0.0)

    def _future(self, key: PassageKey, file: Path, client: str) -> Future[T]:
        with self._lock:
            if job := self._jobs.get(key):
                if self._queue.hasten(job, job.client, client):
                    job.client = client
                return job.future
            if self._has_failed(key):
                raise RenderFailed
            return self._submit(client, [key], file)

    def _submit(self, client: str, keys: Sequence[PassageKey], file: Path) -> Future[T]:
        if time.monotonic() < self._outage_until:
            raise QueueFull
        if len(set(self._jobs.values())) >= self._limits.max_jobs:
            self._make_room(client)
        job: _RenderJob[T] = _RenderJob(client, keys, file, Future())
        self._queue.put(client, job)
        try:
            self._threads.submit(self._run_next)
        except RuntimeError as error:  # closed, or no thread can be started
            self._queue.remove(client, job)
            raise QueueFull from error
        self._jobs.update(dict.fromkeys(keys, job))
        return job.future

    def _make_room(self, client: str) -> None:
        """Drop the last job of the client with the most waiting.

        Raises:
            QueueFull: that would be no fairer.
        """
        dropped = self._queue.give_way(client)
        if dropped is None:
            raise QueueFull
        self._forget(dropped)
        dropped.future.cancel()

    def _forget(self, job: _RenderJob[T]) -> None:
        for key in job.keys:
            del self._jobs[key]

    def _run_next(self) -> None:
        """Run the job whose turn it is; none if one that was submitted has been dropped."""
        with self._lock:
            taken = self._queue.take()
        if taken is None:
            return
        client, job = taken
        job.future.set_running_or_notify_cancel()
        try:
            value = self._render_in_child(job.keys, job.file)
            self._keep(job.keys, value)
        except BaseException as error:  # noqa: BLE001 - for those who wait
            self._finish(client, job)
            job.future.set_exception(error)
        else:
            self._finish(client, job)
            job.future.set_result(value)

    def _finish(self, client: str, job: _RenderJob[T]) -> None:
        with self._lock:
            self._queue.finish(client)
            self._forget(job)

    def _render_in_child(self, keys: Sequence[PassageKey], file: Path) -> T:
        try:
            # Named by its digest: text cannot hold every file name.
            source = SourceFile.from_disk(file, path=keys[0].sha256, sha256=keys[0].sha256)
        except OSError as error:
            raise RenderFailed from error
        try:
            outcome = self._pool.run(Job(source, self._make_request(keys)))
        except (MachineError, StarterClosed) as error:
            self._outage_until = time.monotonic() + _OUTAGE_SECONDS
            _log.warning("Pages cannot be drawn: %s", error)
            raise QueueFull from error
        if outcome.value is not None:
            return outcome.value
        if outcome.problem and outcome.problem.kind in _MACHINE_FAULTS:
            raise QueueFull
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

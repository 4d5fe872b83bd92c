"""Runs jobs in a bounded pool of sandboxed processes; every result, crash and timeout becomes an
`Outcome`.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Final, Generic, TypeVar

from indexer import wire
from indexer.model import Problem, ProblemKind
from indexer.sandbox import starters
from indexer.sandbox.classify import Attempt, classify
from indexer.sandbox.jobs import Job, Outcome
from indexer.sandbox.protocol import Task
from indexer.sandbox.task_kind import TaskKind
from indexer.settings import Settings
from indexer.system_reasons import reason_of

R = TypeVar("R")
T = TypeVar("T")

_KILL_GRACE_SECONDS: Final = 5.0
"""Between killing a child, and killing the server that should have killed it."""

_MACHINE_ERRORS: Final = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""Of opening a file, when it is not the file's fault."""


def run_all(jobs: Iterable[Job[R]], pool: Pool[R, T]) -> Iterator[Outcome[R, T]]:
    """Run the jobs in the pool; yields outcomes as they come.

    At most twice as many jobs as the pool has workers are running or queued; the next job is taken
    once the caller has dealt with an outcome. Closing the generator, or an exception in its caller,
    closes the pool, which ends all children.

    Raises:
        SandboxUnavailable: no child can be started on this machine.
    """
    waiting = iter(jobs)
    threads = ThreadPoolExecutor(pool.workers, "sandbox")
    running: set[Future[Outcome[R, T]]] = set()
    try:
        running = {threads.submit(pool.run, job) for job in islice(waiting, 2 * pool.workers)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            while done:
                yield done.pop().result()
                # Only now: which job is next may depend on what became of this one.
                running |= {threads.submit(pool.run, job) for job in islice(waiting, 1)}
    except BaseException:
        pool.close()
        raise
    finally:
        threads.shutdown(cancel_futures=True)


class Pool(Generic[R, T]):
    """Runs one job in each thread that calls `run`."""

    def __init__(self, settings: Settings, kind: TaskKind[R, T], starter: starters.Starter) -> None:
        self._kind = kind
        self._starter = starter
        self._limits = kind.limits(settings)
        self._workers = settings.workers

    @property
    def workers(self) -> int:
        """How many jobs are to run at the same time."""
        return self._workers or _count_processors()

    def run(self, job: Job[R]) -> Outcome[R, T]:
        """Run one job; whatever goes wrong is in the outcome.

        Raises:
            StarterClosed: the pool was closed.
            SandboxUnavailable: no child can be started on this machine.
            RuntimeError: the system has no thread left.
            OSError: the system has no descriptor left.
        """
        started = time.monotonic()
        try:
            stream = job.source.open()
        except OSError as error:
            if error.errno in _MACHINE_ERRORS:
                raise
            problem = Problem(ProblemKind.CHANGING, job.path, reason_of(error))
            return Outcome(job, None, problem, time.monotonic() - started, 0)
        with stream:
            attempt = self._attempt_on_same(job, stream.fileno())
        seconds = time.monotonic() - started
        if attempt is None:
            return Outcome(job, None, Problem(ProblemKind.CHANGING, job.path), seconds, 0)
        result = classify(job, attempt, self._kind, self._limits)
        return Outcome(job, *result, seconds, attempt.ending.peak_memory)

    def close(self) -> None:
        """End all children."""
        self._starter.close()

    def _attempt_on_same(self, job: Job[R], file: int) -> Attempt | None:
        """Run a child on the file with this descriptor; None if the file changes."""
        before = _state(file)
        attempt = self._attempt(job, file)
        if attempt.ending.lost and not attempt.timed_out:  # perhaps another file's fault
            attempt = self._attempt(job, file)
        return attempt if _state(file) == before else None

    def _attempt(self, job: Job[R], file: int) -> Attempt:
        child = self._starter.start(self._task(job), file)
        try:
            watchdog = _Watchdog(child, self._limits.wall_seconds)
        except BaseException:
            child.kill()
            child.wait()
            raise
        with watchdog:
            try:
                data, too_large = _read_answer(child, self._limits.max_answer_bytes)
            except BaseException:
                child.kill()
                raise
            finally:
                ending = child.wait()
        return Attempt(data, ending, watchdog.timed_out, too_large)

    def _task(self, job: Job[R]) -> Task:
        limits = self._limits
        return Task(
            path=job.path,
            sha256=job.source.sha256,
            request=wire.encode(job.request).decode(),
            cache=os.fsencode(limits.cache.absolute()) if limits.cache else b"",
            memory_mb=limits.memory_mb,
            cpu_seconds=limits.cpu_seconds,
        )


class _Watchdog:
    """Kills a child that takes more than `seconds` (0 = no limit).

    Raises:
        RuntimeError: no thread can be started.
    """

    def __init__(self, child: starters.Child, seconds: float) -> None:
        self.timed_out = False
        self._child = child
        self._seconds = seconds or None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog")
        self._thread.start()

    def __enter__(self) -> _Watchdog:
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        if not self._ended.wait(self._seconds):
            self.timed_out = True
            self._child.kill()
            if not self._ended.wait(_KILL_GRACE_SECONDS):
                self._child.force()


def _read_answer(child: starters.Child, max_bytes: int) -> tuple[bytes, bool]:
    """The child's answer, and whether it was too large, in which case the child is killed."""
    data = bytearray()
    while chunk := child.read():
        if len(data) + len(chunk) > max_bytes:
            child.kill()
            return bytes(data), True
        data += chunk
    return bytes(data), False


def _state(file: int) -> tuple[int, int, int]:
    """Size and times. Whoever sets the time of modification back cannot set that of the change."""
    status = os.fstat(file)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _count_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

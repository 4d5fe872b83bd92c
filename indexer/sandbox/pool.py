"""Runs one job in a sandboxed process; every result, crash and timeout becomes an `Outcome`."""

from __future__ import annotations

import errno
import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Final, Generic, TypeVar

from indexer import wire
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import Message, message, quoted
from indexer.sandbox import machine
from indexer.sandbox.children import Child, Starter
from indexer.sandbox.classify import Attempt, classify
from indexer.sandbox.jobs import Job, Outcome
from indexer.sandbox.process_times import ProcessTimes
from indexer.sandbox.protocol import Task
from indexer.sandbox.task_kind import TaskKind
from indexer.settings import Settings
from indexer.system_errors import SHORTAGES
from indexer.system_reasons import reason_of

R = TypeVar("R")
T = TypeVar("T")

_KILL_GRACE_SECONDS: Final = 5.0
"""Between killing a child, and killing the server that should have killed it."""

_MIN_WAIT_SECONDS: Final = 0.05
"""Between two looks at a child that waits for a processor."""

_MAX_STARVED_FACTOR: Final = 9
"""Times the limit that a child may wait for a processor. Where fifteen processes share two, it gets
a seventh of one."""

_UNREADABLE_ERRORS: Final = (errno.EACCES, errno.EPERM, errno.EIO, errno.ETIMEDOUT)
"""Of opening a file that is there; after the others it may be another one."""


class Pool(Generic[R, T]):
    """Runs one job in each thread that calls `run`."""

    def __init__(self, settings: Settings, kind: TaskKind[R, T], starter: Starter) -> None:
        self.settings = settings
        self.kind = kind
        self._starter = starter
        self._limits = kind.limits(settings)
        self._memory_kills = machine.count_memory_kills()

    @property
    def workers(self) -> int:
        """How many jobs are to run at the same time."""
        return machine.affordable_jobs(self.settings.workers or _count_processors())

    def with_cache(self, folder: Path) -> Pool[R, T]:
        """The same pool, whose children read another cache; closing one closes both."""
        other = Pool(self.settings, self.kind, self._starter)
        other._limits = replace(self._limits, cache=folder)
        return other

    def under(self, settings: Settings) -> Pool[R, T]:
        """The same pool with the limits of other settings; closing one closes both."""
        return Pool(settings, self.kind, self._starter)

    def run(self, job: Job[R]) -> Outcome[R, T]:
        """Run one job; whatever goes wrong is in the outcome.

        Raises:
            StarterClosed: the pool was closed.
            SandboxUnavailable: no child can be started on this machine.
            MachineError: there is no memory, process or descriptor left for starting one.
        """
        started = time.monotonic()
        try:
            stream = job.source.open()
        except OSError as error:
            problem = Problem(_kind_of_failure(error), job.path, _reason(error))
            return Outcome(job, None, problem, time.monotonic() - started)
        with stream:
            try:
                attempt = self._attempt_on_same(job, stream.fileno())
            except (OSError, RuntimeError) as error:  # no descriptor, process or thread is left
                problem = Problem(ProblemKind.RESOURCES_SHORT, job.path, _reason(error))
                return Outcome(job, None, problem, time.monotonic() - started)
        seconds = time.monotonic() - started
        if attempt is None:
            return Outcome(job, None, Problem(ProblemKind.CHANGING, job.path), seconds)
        found = classify(job, attempt, self.kind, self._limits)
        memory, cpu_seconds = attempt.ending.peak_memory, attempt.ending.cpu_seconds
        return Outcome(job, found[0], self._explain(found[1]), seconds, memory, cpu_seconds)

    def _explain(self, problem: Problem | None) -> Problem | None:
        """The problem, with what is known of the machine."""
        if problem is None:
            return None
        permitted, limit = machine.permitted_memory_mb(), self._limits.memory_mb
        if problem.kind is ProblemKind.MEMORY_LIMIT and 0 < permitted < (limit or permitted + 1):
            why = message(
                "this computer permits a program {permitted} MB only (ulimit -v)",
                permitted=permitted,
            )
            return replace(problem, kind=ProblemKind.RESOURCES_SHORT, detail=why)
        has_killed = machine.count_memory_kills() > self._memory_kills
        if problem.kind is ProblemKind.READER_KILLED and has_killed:
            return replace(problem, detail=message("the computer ran out of memory"))
        return problem

    def close(self) -> None:
        """End all children."""
        self._starter.close()

    def _attempt_on_same(self, job: Job[R], file: int) -> Attempt | None:
        """Run a child on the file with this descriptor; None if the file changes."""
        before = _state(file)
        attempt = self._attempt(job, file)
        if attempt.ending.lost and attempt.seen_late is None:  # perhaps another file's fault
            attempt = self._attempt(job, file)
        return attempt if _state(file) == before else None

    def _attempt(self, job: Job[R], file: int) -> Attempt:
        started = time.monotonic()
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
        seconds = time.monotonic() - started
        return Attempt(data, ending, too_large, seconds, watchdog.seen_late)

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
    """Kills a child that takes more than `seconds` (0 = no limit), not counting those in which the
    processors were busy with other processes.

    `seen_late` is how far it had got then; None if it was not killed.

    Raises:
        RuntimeError: no thread can be started.
    """

    def __init__(self, child: Child, seconds: float) -> None:
        self.seen_late: ProcessTimes | None = None
        self._child = child
        self._seconds = seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog")
        self._thread.start()

    def __enter__(self) -> _Watchdog:
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        if self._seconds == 0:
            return
        started, left = time.monotonic(), self._seconds
        times = ProcessTimes()
        while left > 0:
            if self._ended.wait(max(left, _MIN_WAIT_SECONDS)):
                return
            times = self._child.times()
            starved = min(times.starved_seconds, _MAX_STARVED_FACTOR * self._seconds)
            left = self._seconds + starved - (time.monotonic() - started)
        self.seen_late = times
        self._child.kill()
        if not self._ended.wait(_KILL_GRACE_SECONDS):
            self._child.force()


def _read_answer(child: Child, max_bytes: int) -> tuple[bytes, bool]:
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


def _kind_of_failure(error: OSError) -> ProblemKind:
    """What it means that a file cannot be opened."""
    if error.errno in SHORTAGES:
        return ProblemKind.RESOURCES_SHORT
    return ProblemKind.UNREADABLE if error.errno in _UNREADABLE_ERRORS else ProblemKind.CHANGING


def _reason(error: OSError | RuntimeError) -> Message:
    return reason_of(error) if isinstance(error, OSError) else quoted("Python", str(error))


def _count_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

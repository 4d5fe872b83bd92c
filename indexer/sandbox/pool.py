"""Has many files worked on, a few at a time, and makes an outcome of whatever happens."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Final, Generic, TypeVar

from indexer import wire
from indexer.sandbox import starters
from indexer.sandbox.classify import Attempt, classify
from indexer.sandbox.jobs import Job, Outcome
from indexer.sandbox.protocol import Task
from indexer.sandbox.work import Work
from indexer.settings import Settings

T = TypeVar("T")

_GRACE: Final = 5.0
"""Seconds between killing a child, and killing what was to kill it."""

_BESIDE_TEXT: Final = 16 * 1024 * 1024
"""Bytes that an answer may have beside its text."""


def outcomes(jobs: Iterable[Job], pool: Pool[T]) -> Iterator[Outcome[T]]:
    """Have the pool do the jobs; yields outcomes as they come.

    At most twice as many files as the pool has workers are worked on or wait to be taken; for each
    that was taken one follows, once the caller has seen to it. Closing the generator, or an
    exception in its caller, closes the pool, which ends all children.

    Raises:
        AlunaError: no child can be started here at all.
    """
    waiting = iter(jobs)
    threads = ThreadPoolExecutor(pool.workers, "reader")
    running: set[Future[Outcome[T]]] = set()
    try:
        running = {threads.submit(pool.read, job) for job in islice(waiting, 2 * pool.workers)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            while done:
                yield done.pop().result()
                # Only now: which job is next may depend on what became of this one.
                running |= {threads.submit(pool.read, job) for job in islice(waiting, 1)}
    except BaseException:
        pool.close()
        raise
    finally:
        threads.shutdown(cancel_futures=True)


class Pool(Generic[T]):
    """Has one file worked on in each thread that calls `read`."""

    def __init__(self, settings: Settings, work: Work[T], starter: starters.Starter) -> None:
        self._settings = settings
        self._work = work
        self._starter = starter
        self._largest = 4 * settings.max_text + _BESIDE_TEXT

    @property
    def workers(self) -> int:
        """How many files are to be worked on at the same time."""
        return self._settings.workers or _processors()

    def read(self, job: Job) -> Outcome[T]:
        """Have one file worked on; what goes wrong is in the outcome.

        Raises:
            StarterClosed: the pool was closed.
            AlunaError: no child can be started here at all.
        """
        started = time.monotonic()
        attempt = self._attempt(job)
        if attempt.ending.lost and not attempt.late:  # perhaps another file's fault
            attempt = self._attempt(job)
        verdict = classify(job, attempt, self._work, self._settings)
        seconds = time.monotonic() - started
        return Outcome(job, *verdict, seconds, attempt.ending.peak_memory)

    def close(self) -> None:
        """End all children."""
        self._starter.close()

    def _attempt(self, job: Job) -> Attempt:
        child = self._starter.start(self._task(job))
        data = bytearray()
        too_large = False
        with _Alarm(child, self._settings.wall_seconds) as alarm:
            while chunk := child.read():
                if len(data) + len(chunk) > self._largest:
                    too_large = True
                    child.kill()
                    break
                data += chunk
            ending = child.wait()
        return Attempt(bytes(data), ending, late=alarm.rang, too_large=too_large)

    def _task(self, job: Job) -> Task:
        return Task(
            file=os.fsencode(job.file),
            path=job.path,
            request=wire.encode(self._work.request(job, self._settings)).decode(),
            cache=os.fsencode(self._settings.ocr_cache.absolute()),
            memory_mb=self._settings.memory_mb,
            cpu_seconds=self._settings.cpu_seconds,
        )


class _Alarm:
    """Kills a child that takes more than `seconds` (0: any time is right)."""

    def __init__(self, child: starters.Child, seconds: float) -> None:
        self.rang = False
        self._child = child
        self._seconds = seconds or None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="alarm")

    def __enter__(self) -> _Alarm:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        if not self._over.wait(self._seconds):
            self.rang = True
            self._child.kill()
            if not self._over.wait(_GRACE):
                self._child.force()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

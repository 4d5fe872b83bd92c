"""Has pages drawn, each once however many ask, and never more than the service can bear.

Requests that wait for a page hold a thread of the service each. So only some of them may wait: the
others are refused at once, and whoever asks says how long it will wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.errors import AlunaError
from indexer.extract.page_view import PageView
from indexer.views.cache import PageKey
from indexer.worker.children import StarterClosed
from indexer.worker.jobs import Job
from indexer.worker.pool import Pool

_FAILED_FOR: Final = 600.0
"""Seconds for which a page that failed is not tried again."""
_MOST_FAILED: Final = 1_000
_BROKEN_FOR: Final = 60.0
"""Seconds for which nothing is tried after a process could not be started."""


class Busy(Exception):
    """The page is not there yet, and waiting for it would hold up others. Later it may be."""


class NoView(Exception):
    """The page cannot be drawn: its file is not there or not that one, or breaks its reader."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many may wait for a page at a time, and how many pages may be in the making."""

    waiting: int
    pages: int


class Making:
    """Draws pages in the background; `keep` is called with each before those who wait have it."""

    def __init__(
        self, pool: Pool[PageView], crowd: Crowd, keep: Callable[[PageKey, PageView], None]
    ) -> None:
        self._pool = pool
        self._crowd = crowd
        self._keep = keep
        self._threads = ThreadPoolExecutor(pool.workers, "view")
        self._lock = threading.Lock()
        self._running: dict[PageKey, Future[PageView]] = {}
        self._waiting = 0
        self._failed: dict[PageKey, float] = {}
        self._broken_until = 0.0

    def page(self, key: PageKey, file: Path, seconds: float) -> PageView:
        """The page of `file`, drawn within `seconds`.

        Raises:
            Busy: it takes longer, or too many wait already.
            NoView: it cannot be drawn, or could not a while ago.
        """
        future = self._awaited(key, file)
        try:
            return future.result(seconds)
        except (TimeoutError, CancelledError) as error:
            raise Busy from error
        finally:
            with self._lock:
                self._waiting -= 1

    def close(self) -> None:
        """Draw no more, and end what is being drawn."""
        self._pool.close()
        self._threads.shutdown(cancel_futures=True)

    def _awaited(self, key: PageKey, file: Path) -> Future[PageView]:
        """The page in the making, for which one more waits now."""
        with self._lock:
            now = time.monotonic()
            if now < self._failed.get(key, 0.0):
                raise NoView
            if self._waiting >= self._crowd.waiting or now < self._broken_until:
                raise Busy
            future = self._running.get(key)
            if future is None:
                future = self._begin(key, file)
            self._waiting += 1
            return future

    def _begin(self, key: PageKey, file: Path) -> Future[PageView]:
        if len(self._running) >= self._crowd.pages:
            raise Busy
        try:
            future = self._threads.submit(self._make, key, file)
        except RuntimeError as error:  # closed
            raise Busy from error
        self._running[key] = future
        return future

    def _make(self, key: PageKey, file: Path) -> PageView:
        try:
            view = self._drawn(key, file)
            self._keep(key, view)
            return view
        finally:
            with self._lock:
                del self._running[key]

    def _drawn(self, key: PageKey, file: Path) -> PageView:
        try:
            status = file.stat()
        except OSError as error:
            raise NoView from error
        # Named by its digest: a file's own name may be one that no text can hold.
        name, size, mtime = key.sha256, status.st_size, status.st_mtime_ns
        job = Job(file, name, (), size, mtime, pages=(key.number,), sha256=key.sha256)
        try:
            outcome = self._pool.read(job)
        except (AlunaError, StarterClosed, OSError, RuntimeError) as error:  # or no thread
            self._broken_until = time.monotonic() + _BROKEN_FOR
            raise Busy from error
        if outcome.value is None:
            self._remember_failure(key)
            raise NoView
        return outcome.value

    def _remember_failure(self, key: PageKey) -> None:
        with self._lock:
            while len(self._failed) >= _MOST_FAILED:
                del self._failed[next(iter(self._failed))]
            self._failed.pop(key, None)
            self._failed[key] = time.monotonic() + _FAILED_FOR

"""New commits are opened in the background, and given to requests when their tables are made."""

from __future__ import annotations

import time
from collections.abc import Callable
from logging import Logger
from threading import Lock, Thread
from typing import Final

from indexer.engine.port import Engine, Reader
from indexer.errors import IndexUnusable
from indexer.messages import message

RETRY_SECONDS: Final = 60.0
"""After a commit could not be opened, it is tried again."""
_CLOSE_SECONDS: Final = 1.0


class BackgroundRefresh:
    """Refreshes `engine` in one daemon thread at a time; requests get the old commit until then.

    `prepare` gets a reader of each new commit, and of the first one, which is in use meanwhile.
    """

    def __init__(self, engine: Engine, prepare: Callable[[Reader], None], logger: Logger) -> None:
        self._engine = engine
        self._prepare = prepare
        self._logger = logger
        self._lock = Lock()
        self._thread: Thread | None = None
        self._is_prepared = False
        self._is_closed = False
        self._retry_at = 0.0

    def begin(self) -> None:
        """Refresh the engine if there is a newer commit; returns at once.

        Raises:
            IndexUnusable: there is no live generation.
        """
        if self._engine.is_current() and self._is_prepared:
            return
        with self._lock:
            is_running = self._thread is not None and self._thread.is_alive()
            if is_running or self._is_closed or time.monotonic() < self._retry_at:
                return
            # Started when it is needed, not with the service: a fork would not take it along.
            thread = Thread(target=self._run, name="refresh", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no thread available
                self._fail("No thread could be started to open the newest commit of the index.")
            else:
                self._thread = thread

    def close(self) -> bool:
        """Begin no refresh any more; whether the one under way has ended within a moment.

        With a large index it takes many seconds, and the service must end in time.
        """
        with self._lock:
            self._is_closed = True
            thread = self._thread
        if thread is None:
            return True
        thread.join(_CLOSE_SECONDS)
        return not thread.is_alive()

    def _run(self) -> None:
        try:
            if self._engine.is_current():
                self._prepare(self._engine.acquire())
            else:
                self._engine.refresh(self._prepare)
            self._is_prepared = True
        except IndexUnusable as error:
            self._fail(f"{error} {error.advice}")
        except Exception:
            self._logger.exception("The newest commit of the index cannot be opened.")
            self._fail(str(message("The last commit that could be opened stays in use.")))

    def _fail(self, message: str) -> None:
        self._retry_at = time.monotonic() + RETRY_SECONDS
        self._logger.error("%s", message)

"""An index that may not be there yet: the service starts without it, and opens it when it can."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final

from indexer.engine.port import Engine, IntegrityIssue, Reader
from indexer.errors import IndexUnusable
from indexer.model import NOTHING_HIDDEN, Hidden

_RETRY_SECONDS: Final = 1.0
"""After it could not be opened; meanwhile every request gets the same error at once."""


class DeferredEngine:
    """The engine that `open_engine` gives, opened by the first request that it succeeds for.

    Until then everything raises what `open_engine` raised: the index is missing, of another format,
    or damaged, and may be built anew at this moment.
    """

    def __init__(self, open_engine: Callable[[], Engine]) -> None:
        self._open_engine = open_engine
        self._opening = Lock()
        self._engine: Engine | None = None
        self._error: IndexUnusable | None = None
        self._retry_at = 0.0

    def acquire(self, hidden: Hidden = NOTHING_HIDDEN) -> Reader:
        """A reader of the current commit.

        Raises:
            IndexUnusable: the index could not be opened yet.
        """
        return self._opened().acquire(hidden)

    def is_current(self) -> bool:
        """Whether no newer commit exists.

        Raises:
            IndexUnusable: the index could not be opened yet, or there is no live generation.
        """
        return self._opened().is_current()

    def refresh(self, prepare: Callable[[Reader], None] = lambda _: None) -> None:
        """Give readers of the newest commit from now on.

        Raises:
            IndexUnusable: it cannot be opened.
        """
        self._opened().refresh(prepare)

    def verify(self) -> Sequence[IntegrityIssue]:
        """Everything wrong with the index.

        Raises:
            IndexUnusable: the index could not be opened yet.
        """
        return self._opened().verify()

    def close(self) -> None:
        """Release the index, if it was opened."""
        if self._engine is not None:
            self._engine.close()

    def _opened(self) -> Engine:
        if self._engine is not None:
            return self._engine
        with self._opening:
            if self._engine is None:
                if self._error is not None and time.monotonic() < self._retry_at:
                    raise self._error.with_traceback(None)
                try:
                    self._engine = self._open_engine()
                except IndexUnusable as error:
                    self._error, self._retry_at = error, time.monotonic() + _RETRY_SECONDS
                    raise
            return self._engine

"""What the system reports of a folder. The only module that imports watchfiles.

An event is a hint to look sooner, and nothing depends on it: of a network share, or where the
system watches too much already, nothing is reported, and `wait` lasts its whole time.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Final

import watchfiles

_STEP_MS: Final = 200
"""How long nothing must happen before a burst of events is reported."""
_TIMEOUT_MS: Final = 500
"""How often the wait looks whether its time is over."""


class FolderEvents:
    """The events of one folder and of everything below it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._identity: tuple[int, int] | None = None
        self._events: Generator[object, None, None] | None = None

    def wait(self, seconds: float) -> None:
        """Return as soon as something has happened since the last call, or after `seconds`."""
        deadline = time.monotonic() + seconds
        try:
            for changes in self._current_events():
                if changes or time.monotonic() >= deadline:
                    return
        except (OSError, RuntimeError):  # watchfiles raises both; neither stops the waiting
            self.close()
        time.sleep(max(0.0, deadline - time.monotonic()))

    def close(self) -> None:
        """Forget the folder; the next wait begins anew."""
        if self._events is not None:
            with suppress(OSError, RuntimeError):
                self._events.close()
        self._events = self._identity = None

    def _current_events(self) -> Generator[object, None, None]:
        """The events of the folder that has the name now: another one may have been mounted there.

        Raises:
            OSError: there is none, or the system does not watch it.
        """
        status = self._folder.stat()
        identity = status.st_dev, status.st_ino
        if self._events is None or identity != self._identity:
            self.close()
            self._identity = identity
            self._events = watchfiles.watch(
                self._folder,
                watch_filter=None,
                step=_STEP_MS,
                rust_timeout=_TIMEOUT_MS,
                yield_on_timeout=True,
                ignore_permission_denied=True,
            )
        return self._events

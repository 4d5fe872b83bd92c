"""What the system reports of a folder. The only module that imports watchfiles.

An event is a hint to look sooner, and nothing depends on it: of a network share, or where the
system watches too much already, nothing is reported, and `wait` lasts its whole time.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import watchfiles

_STEP_MS: Final = 200
"""How long nothing must happen before a burst of events is reported."""
_TIMEOUT_MS: Final = 500
"""How often the thread looks whether it is to end."""
_SLICE_SECONDS: Final = 0.5
"""The longest wait that Ctrl-C cannot end on Windows."""


class FolderEvents:
    """The events of one folder and of everything below it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._identity: tuple[int, int] | None = None
        self._happened = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def wait(self, seconds: float) -> None:
        """Return as soon as something has happened since the last call, or after `seconds`."""
        self._watch()
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if self._happened.wait(min(left, _SLICE_SECONDS)):
                break
        self._happened.clear()

    def close(self) -> None:
        """Forget the folder; the next wait begins anew."""
        self._stop.set()
        self._thread = self._identity = None

    def _watch(self) -> None:
        """Watch the folder that has the name now: another one may have been mounted there."""
        try:
            status = self._folder.stat()
        except OSError:
            self.close()
            return
        identity = status.st_dev, status.st_ino
        if self._thread is None or not self._thread.is_alive() or identity != self._identity:
            self.close()
            self._identity, self._stop = identity, threading.Event()
            # Of a signal that arrives in it, watchfiles says only that there was one; in a thread
            # there is none.
            thread = threading.Thread(target=self._report, args=(self._stop,), daemon=True)
            with suppress(RuntimeError):  # no thread is to be had now
                thread.start()
                self._thread = thread

    def _report(self, stop: threading.Event) -> None:
        with suppress(OSError, RuntimeError):  # where the system does not watch it
            for _ in watchfiles.watch(
                self._folder,
                watch_filter=None,
                step=_STEP_MS,
                rust_timeout=_TIMEOUT_MS,
                stop_event=stop,
                ignore_permission_denied=True,
            ):
                self._happened.set()

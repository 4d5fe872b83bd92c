"""The indexer's side of its children, as the pool sees it: start them, read their answers, kill and
reap them.
"""

from __future__ import annotations

from typing import Protocol

from indexer.sandbox.process_times import ProcessTimes
from indexer.sandbox.protocol import Ending, Task


class StarterClosed(Exception):
    """No more children are started, because the run is ending."""


class Child(Protocol):
    """One process that works on one file."""

    def read(self) -> bytes:
        """Returns the next part of its answer; empty at the end."""

    def times(self) -> ProcessTimes:
        """What it has done so far. From the thread that calls `read` or from another one."""

    def kill(self) -> None:
        """Kill it and what it has started. Safe from any thread, at any time."""

    def force(self) -> None:
        """Kill it by other means if `kill` had no effect."""

    def wait(self) -> Ending:
        """Reap it once it has ended or was killed, and close its descriptors. Call it once."""


class Starter(Protocol):
    """Starts children."""

    def start(self, task: Task, file: int) -> Child:
        """Start one, which reads the file with this descriptor. The caller closes it.

        Raises:
            StarterClosed: `close` was called.
            SandboxUnavailable: no child can be started on this machine.
            OSError: there is no memory, process or descriptor left for it.
        """

    def close(self) -> None:
        """End all children, and start no more."""

"""Readers that are loaded once for many tests.

A fork server takes .7 s to load its reader, and every update of a test would start one. Readers
that misbehave have servers of their own.
"""

from __future__ import annotations

import os

from indexer.sandbox import starters
from indexer.sandbox.protocol import Task
from indexer.sandbox.starters import Child, Starter, StarterClosed

MARK = "TEST_RUN"
"""The variable that tells the processes which a test has started."""


class SharedReaders:
    """A starter for each reader, which is ended when all tests are done."""

    def __init__(self) -> None:
        self.real = starters.starter
        """What starts servers of one's own."""
        self._starters: dict[str, Starter] = {}

    def starter(self, reader: str) -> Starter:
        """What stands in for `children.starter`."""
        if reader.startswith(("tests.sandbox", "tests.rendering")):
            return self.real(reader)
        if reader not in self._starters:
            self._starters[reader] = self.real(reader)
        return _Borrowed(self._starters[reader])

    def close(self) -> None:
        """End the servers."""
        for starter in self._starters.values():
            starter.close()


class _Borrowed:
    """A starter that ends no children but those that it started."""

    def __init__(self, starter: Starter) -> None:
        self._starter = starter
        self._children: list[Child] = []
        self._closed = False

    def start(self, task: Task) -> Child:
        if self._closed:
            raise StarterClosed
        mark = os.environ.pop(MARK, None)  # the server outlives the tests that look for theirs
        child = self._starter.start(task)
        if mark is not None:
            os.environ[MARK] = mark
        self._children.append(child)
        return child

    def close(self) -> None:
        self._closed = True
        for child in self._children:
            child.kill()

"""Fork servers that many tests share.

A fork server takes .7 s to load its function, and every update of a test would start one. Functions
that misbehave get servers of their own.
"""

from __future__ import annotations

import os

from indexer.sandbox import interpreter, starters
from indexer.sandbox.children import Child, Starter, StarterClosed
from indexer.sandbox.protocol import Task

MARK = "TEST_RUN"
"""The environment variable that marks the processes which a test has started."""


VARIABLES = (MARK, "TEST_MISSING_LAYERS", "TEST_FOLDER", "TEST_HOME")
"""What functions of the tests read in the fork server while they are loaded."""


def pass_variables() -> None:
    """Let the fork servers of this process have the variables of the tests."""
    interpreter.PASSED_VARIABLES = (*interpreter.PASSED_VARIABLES, *VARIABLES)


class SharedReaders:
    """A starter for each function, which is closed when all tests are done."""

    def __init__(self) -> None:
        pass_variables()
        self.real = starters.starter
        """Starts unshared servers."""
        self._starters: dict[str, Starter] = {}

    def starter(self, function: str) -> Starter:
        """Replaces `starters.starter`."""
        if function.startswith(("tests.sandbox", "tests.rendering")):
            return self.real(function)
        if function not in self._starters:
            self._starters[function] = self.real(function)
        return _Borrowed(self._starters[function])

    def close(self) -> None:
        """Stop the servers."""
        for starter in self._starters.values():
            starter.close()


class _Borrowed:
    """A starter that, when closed, kills only the children that it started."""

    def __init__(self, starter: Starter) -> None:
        self._starter = starter
        self._children: list[Child] = []
        self._closed = False

    def start(self, task: Task, file: int) -> Child:
        if self._closed:
            raise StarterClosed
        mark = os.environ.pop(
            MARK, None
        )  # the server outlives the test, which looks for marked processes
        child = self._starter.start(task, file)
        if mark is not None:
            os.environ[MARK] = mark
        self._children.append(child)
        return child

    def close(self) -> None:
        self._closed = True
        for child in self._children:
            child.kill()

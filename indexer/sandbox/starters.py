"""Which starter of children this system supports; and the one that works on every system."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from typing import Final

from indexer import wire
from indexer.sandbox import interpreter
from indexer.sandbox.children import Child, Starter, StarterClosed
from indexer.sandbox.fork_starter import ForkStarter
from indexer.sandbox.process_times import ProcessTimes, times_of
from indexer.sandbox.protocol import Ending, Task

_CHILD_PROGRAM: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from indexer.sandbox import child; child.run_spawned(sys.argv[2], sys.argv[3])"
)


def starter(function: str) -> Starter:
    """The fastest starter that this system supports; `function` is "module:function"."""
    return ForkStarter(function) if sys.platform == "linux" else SpawnStarter(function)


class SpawnStarter:
    """Starts an interpreter for each file. Slow, but works on systems without fork."""

    def __init__(self, function: str) -> None:
        self._function = function
        self._lock = threading.Lock()
        self._closed = False
        self._children: set[_SpawnedChild] = set()

    def start(self, task: Task, file: int) -> Child:
        """Start an interpreter that works on the task."""
        with self._lock:
            if self._closed:
                raise StarterClosed
            child = _SpawnedChild(
                subprocess.Popen(  # noqa: S603 # as above; the path is an argument, not code
                    interpreter.command(
                        _CHILD_PROGRAM,
                        interpreter.search_path_argument(),
                        wire.encode(task).decode("utf-8"),
                        self._function,
                    ),
                    stdin=file,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                    env=interpreter.environment(),
                ),
                self._children,
            )
            self._children.add(child)
        return child

    def close(self) -> None:
        """Kill all children, and start no more."""
        with self._lock:
            self._closed = True
            children = list(self._children)
        for child in children:
            child.kill()


class _SpawnedChild:
    def __init__(self, process: subprocess.Popen[bytes], siblings: set[_SpawnedChild]) -> None:
        self._process = process
        self._siblings = siblings
        self._answer = process.stdout.fileno() if process.stdout else -1

    def read(self) -> bytes:
        return os.read(self._answer, 1 << 20)

    def times(self) -> ProcessTimes:
        return times_of(self._process.pid)

    def kill(self) -> None:
        if sys.platform != "win32" and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def force(self) -> None:
        self.kill()

    def wait(self) -> Ending:
        with self._process:
            exit_code = self._process.wait()
        self._siblings.discard(self)
        return Ending(exit_code=exit_code)

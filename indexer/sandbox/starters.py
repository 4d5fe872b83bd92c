"""The indexer's side of its children: starts them, reads their answers, kills and reaps them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from indexer import wire
from indexer.errors import SandboxUnavailable
from indexer.messages import message
from indexer.sandbox.protocol import READY, Ending, Task

_SERVER_EXIT_SECONDS: Final = 5.0
"""How long the fork server may take to exit before it is killed."""

_MAX_PATHS_BYTES: Final = 64 * 1024

_SERVER_PROGRAM: Final = (
    "import json, socket, sys; requests = socket.socket(fileno=int(sys.argv[1])); "
    f"sys.path[:], function = json.loads(requests.recv({_MAX_PATHS_BYTES})); "
    "from indexer.sandbox import fork_server; fork_server.main(requests, function)"
)
"""Gets the module search path by the socket: all users of a machine can see a command line."""

_CHILD_PROGRAM: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from indexer.sandbox import child; child.run_spawned(sys.argv[2], sys.argv[3])"
)

_ENVIRONMENT: Final = {
    # A child has one thread: the pool distributes the processors, and libgomp aborts if it cannot
    # start another one.
    **dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
    # Where this machine is, is no file's business.
    "TZ": "UTC0",
}

PASSED_VARIABLES: Final = (
    # Without these some systems find no libraries, or Windows starts nothing.
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT"),
    # Where staff put tesseract's language data.
    "TESSDATA_PREFIX",
)
"""What a child's process gets of this one's environment while it starts. Afterwards it is empty."""


class StarterClosed(Exception):
    """No more children are started, because the run is ending."""


class Child(Protocol):
    """One process that works on one file."""

    def read(self) -> bytes:
        """Returns the next part of its answer; empty at the end."""

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
        """

    def close(self) -> None:
        """End all children, and start no more."""


def starter(function: str) -> Starter:
    """The fastest starter that this system supports; `function` is "module:function"."""
    return ForkStarter(function) if sys.platform == "linux" else SpawnStarter(function)


class ForkStarter:
    """Has children forked by a server process that has the function loaded (Linux only)."""

    def __init__(self, function: str) -> None:
        self._function = function
        self._lock = threading.Lock()
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None

    def start(self, task: Task, file: int) -> Child:
        """Start one. The first, and the first after the server was lost, starts the server too."""
        mine, theirs = _socket_pair()
        answer, write = os.pipe()
        try:
            with self._lock, theirs:
                request, descriptors = wire.encode(task), [write, file, theirs.fileno()]
                try:
                    self._send(request, descriptors)
                except OSError:  # the server was killed from outside; start another
                    self._stop()
                    self._send(request, descriptors)
        except BaseException:
            os.close(answer)
            mine.close()
            raise
        finally:
            os.close(write)
        return _ForkedChild(answer, mine, self._kill_server)

    def close(self) -> None:
        """Stop the server, which kills all children, and start no more."""
        with self._lock:
            self._closed = True
            self._stop()

    def _send(self, request: bytes, descriptors: list[int]) -> None:
        if self._closed:
            raise StarterClosed
        if self._requests is None:
            self._requests = self._launch()
        socket.send_fds(self._requests, [request], descriptors)

    def _launch(self) -> socket.socket:
        mine, theirs = _socket_pair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 # nothing in it is from a file
                _command(_SERVER_PROGRAM, str(theirs.fileno())),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the indexer, which then ends the server
                env=_environment(),
            )
        answer = b""
        # Where it has ended, sending fails, or receiving, if what was sent was not read.
        with contextlib.suppress(OSError):
            mine.send(json.dumps([_search_path(), self._function]).encode())
            answer = mine.recv(len(READY))
        if answer != READY:
            mine.close()
            self._stop()
            raise SandboxUnavailable(message("The program that reads files could not be started."))
        return mine

    def _stop(self) -> None:
        if self._requests is not None:
            self._requests.close()
            self._requests = None
        if self._process is not None:
            try:
                self._process.wait(_SERVER_EXIT_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _kill_server(self) -> None:
        process = self._process
        if process is not None:
            process.kill()  # its children die with it


class _ForkedChild:
    def __init__(
        self, answer: int, control: socket.socket, kill_server: Callable[[], None]
    ) -> None:
        self._answer = answer
        self._control = control
        self._kill_server = kill_server

    def read(self) -> bytes:
        return os.read(self._answer, 1 << 20)

    def kill(self) -> None:
        with contextlib.suppress(OSError):  # it has ended
            self._control.shutdown(socket.SHUT_WR)

    def force(self) -> None:
        self._kill_server()

    def wait(self) -> Ending:
        os.close(self._answer)
        with self._control:
            data = self._control.recv(4096)
        return wire.decode(data, Ending) if data else Ending(lost=True)


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
                    _command(
                        _CHILD_PROGRAM,
                        json.dumps(_search_path()),
                        wire.encode(task).decode("utf-8"),
                        self._function,
                    ),
                    stdin=file,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                    env=_environment(),
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


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def _command(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-I", "-c", program, *arguments]


def _search_path() -> list[str]:
    """Python's, where no entry depends on the folder that this process is in."""
    return [str(Path(entry).absolute()) for entry in sys.path]


def _environment() -> dict[str, str]:
    return {
        name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ
    } | _ENVIRONMENT

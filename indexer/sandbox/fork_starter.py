"""Starts children quickly: a server process, which has the function loaded, forks them (Linux)."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from typing import BinaryIO, Final

from indexer import wire
from indexer.errors import MachineError, SandboxUnavailable
from indexer.messages import message, quoted
from indexer.sandbox import interpreter
from indexer.sandbox.children import Child, StarterClosed
from indexer.sandbox.process_times import ProcessTimes, times_of
from indexer.sandbox.protocol import READY, Ending, Start, Task
from indexer.system_errors import shortage_in_words

_SERVER_EXIT_SECONDS: Final = 5.0
"""How long the fork server may take to exit before it is killed."""

_RELAUNCH_SECONDS: Final = 0.5
"""Pause before a second try to start the fork server: what was short may be there again."""
_MAX_LAST_WORDS_BYTES: Final = 64 * 1024

_MAX_PATHS_BYTES: Final = 64 * 1024

_SERVER_PROGRAM: Final = (
    "import json, socket, sys; requests = socket.socket(fileno=int(sys.argv[1])); "
    f"sys.path[:], function = json.loads(requests.recv({_MAX_PATHS_BYTES})); "
    "from indexer.sandbox import fork_server; fork_server.main(requests, function)"
)
"""Gets the module search path by the socket: all users of a machine can see a command line."""


class ForkStarter:
    """Has children forked by a server process that has the function loaded (Linux only)."""

    def __init__(self, function: str) -> None:
        self._function = function
        self._lock = threading.Lock()
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None
        self._errors: BinaryIO | None = None

    def start(self, task: Task, file: int) -> Child:
        """Start one. The first, and the first after the server was lost, starts the server too."""
        mine, theirs = _socket_pair()
        with contextlib.ExitStack() as unless_started, theirs:
            unless_started.callback(mine.close)
            answer, write = os.pipe()
            unless_started.callback(os.close, answer)
            try:
                request, descriptors = wire.encode(task), [write, file, theirs.fileno()]
                with self._lock:
                    self._send_to_server(request, descriptors)
            finally:
                os.close(write)
            unless_started.pop_all()
        return _ForkedChild(answer, mine, self._kill_server)

    def close(self) -> None:
        """Stop the server, which kills all children, and start no more."""
        with self._lock:
            self._closed = True
            self._stop()

    def _send_to_server(self, request: bytes, descriptors: list[int]) -> None:
        try:
            self._send(request, descriptors)
        except ConnectionError:  # it was killed from outside; start another
            self._stop()
            self._send(request, descriptors)

    def _send(self, request: bytes, descriptors: list[int]) -> None:
        if self._closed:
            raise StarterClosed
        if self._requests is None:
            try:
                self._requests = self._launch()
            except (MachineError, OSError):
                time.sleep(_RELAUNCH_SECONDS)
                self._requests = self._launch()
        socket.send_fds(self._requests, [request], descriptors)

    def _launch(self) -> socket.socket:
        mine, theirs = _socket_pair()
        with theirs:
            try:
                # What it complains of is for those who maintain the program, not for staff.
                self._errors = os.fdopen(os.memfd_create("errors", os.MFD_CLOEXEC), "w+b")
                self._process = subprocess.Popen(  # noqa: S603 # nothing in it is from a file
                    interpreter.command(_SERVER_PROGRAM, str(theirs.fileno())),
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=self._errors,
                    start_new_session=True,  # Ctrl-C is for the indexer, which then ends the server
                    env=interpreter.environment(),
                )
            except OSError:
                mine.close()
                self._stop()
                raise
        answer = b""
        # Where it has ended, sending fails, or receiving, if what was sent was not read.
        with contextlib.suppress(OSError):
            mine.send(json.dumps([interpreter.search_path(), self._function]).encode())
            answer = mine.recv(len(READY))
        if answer != READY:
            mine.close()
            raise _unavailable(self._stop())
        return mine

    def _stop(self) -> str:
        """End the server, if there is one; returns what it complained of."""
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
        if self._errors is None:
            return ""
        with self._errors as errors:
            self._errors = None
            errors.seek(0)
            return errors.read(_MAX_LAST_WORDS_BYTES).decode(errors="replace")

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
        self._receiving = threading.Lock()
        self._start: Start | None = None

    def read(self) -> bytes:
        return os.read(self._answer, 1 << 20)

    def times(self) -> ProcessTimes:
        start = None
        if self._receiving.acquire(blocking=False):
            with contextlib.suppress(BlockingIOError):
                start = self._receive_start(socket.MSG_DONTWAIT)
            self._receiving.release()
        return times_of(start.pid) if start and start.pid else ProcessTimes()

    def kill(self) -> None:
        with contextlib.suppress(OSError):  # it has ended
            self._control.shutdown(socket.SHUT_WR)

    def force(self) -> None:
        self._kill_server()

    def wait(self) -> Ending:
        os.close(self._answer)
        with self._control, self._receiving:
            start = self._receive_start()
            if start is None:
                return Ending(lost=True)
            if start.refused:
                return Ending(refused=start.refused)
            data = self._control.recv(4096)
        return wire.decode(data, Ending) if data else Ending(lost=True)

    def _receive_start(self, flags: int = 0) -> Start | None:
        """What the server says of it first; None if it has said nothing."""
        if self._start is None and (data := self._control.recv(4096, flags)):
            self._start = wire.decode(data, Start)
        return self._start


def _unavailable(last_words: str) -> MachineError:
    """The error that says why the fork server could not be started."""
    reason = next(filter(None, reversed(last_words.split("\n"))), "")
    error = shortage_in_words(reason)
    if error is None:
        what = message("The program that reads files could not be started.")
        said = message(
            "The program that reads files could not be started. ({reason})",
            reason=quoted("Python", reason),
        )
        error = SandboxUnavailable(said if reason else what)
    error.add_note(last_words)  # shown with --traceback
    return error


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

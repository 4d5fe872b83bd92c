"""The fork server: loads a task function once, forks a child for each file, and reaps it (Linux).

We do not use multiprocessing's server, which forks as quickly but cannot report how much memory a
killed child had taken, imports the caller's `__main__` into every child, and leaves a child's own
children behind.

For each file it receives a task with three descriptors: the pipe for the child's answer, the file,
and a control socket, on which it says whether the child could be started (`Start`). Anything that
comes on the control socket, including its end, kills the child; when the child has ended, its
`Ending` is sent there. The end of the request socket, which also comes when the indexer is killed,
ends everything.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import selectors
import signal
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer import wire
from indexer.sandbox import allowed_paths, child, confine, jail
from indexer.sandbox.jail import Jail
from indexer.sandbox.protocol import ANSWER, FILE, READY, Ending, Start, Task

_MAX_TASK_BYTES: Final = 64 * 1024
"""Most of a large task are selectors, of which `html.yaml` holds at most 16 KiB."""
_DESCRIPTORS: Final = 3
"""Of a task: for the answer, of the file, and of the control socket."""
_REAP_SECONDS: Final = 2.0
"""How long to wait for killed children before exiting."""


def main(requests: socket.socket, function: str) -> None:
    """Serve requests until their socket ends."""
    has_own_mounts = confine.leave_system()
    confine.adopt_orphans()
    confine.end_before_others(confine.SERVER_SCORE)
    gc.disable()  # loading leaves little garbage, and is a fifth quicker (.73 s, not .91)
    loaded = child.load(function)
    gc.collect()
    gc.freeze()  # else a child's first collection writes to, and so copies, every page
    gc.enable()
    # Never without: what is mounted would be mounted for everybody.
    built = jail.build(allowed_paths.readable_paths()) if has_own_mounts else None
    try:
        requests.send(READY)
    except BrokenPipeError:  # the indexer was killed meanwhile
        return
    _Server(requests, loaded, built).serve()


class _Server:
    """The children, by process id, with the control socket of each."""

    def __init__(
        self, requests: socket.socket, function: child.TaskFunction, built: Jail | None
    ) -> None:
        self._requests = requests
        self._jail = built
        self._function = function
        self._children: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._wakeup, self._wakeup_writer = socket.socketpair()
        self._wakeup.setblocking(False)
        self._wakeup_writer.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(self._wakeup_writer.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._wakeup, selectors.EVENT_READ)
        self._selector.register(requests, selectors.EVENT_READ)

    def serve(self) -> None:
        """Fork, kill and reap until the request socket ends."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._requests:
                    if not self._accept():
                        self._kill_all()
                        return
                elif key.fileobj is self._wakeup:
                    self._wakeup.recv(4096)
                    self._reap()
                elif key.data in self._children:
                    self._selector.unregister(self._children[key.data])
                    _kill(key.data)

    def _accept(self) -> bool:
        """Start the requested child; returns False at the end of requests."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self._requests, _MAX_TASK_BYTES, _DESCRIPTORS)
        except ConnectionResetError:  # the indexer was killed before it had read READY
            return False
        if not data:
            return False
        if len(descriptors) < _DESCRIPTORS:  # this process may have no more
            for descriptor in descriptors:  # the end of the control socket says it
                os.close(descriptor)
            return True
        answer, file, control = *descriptors[:2], socket.socket(fileno=descriptors[2])
        task = wire.decode(data, Task)
        if self._jail is not None and task.cache:
            task = replace(task, cache=self._jail.admit_cache(task.cache))
        try:
            pid = self._fork(task, answer, file)
        except OSError as error:
            _tell(control, Start(refused=error.strerror or type(error).__name__))
            control.close()
        else:
            _tell(control, Start(pid))
            self._children[pid] = control
            self._selector.register(control, selectors.EVENT_READ, pid)
        finally:
            os.close(answer)
            os.close(file)
        return True

    def _fork(self, task: Task, answer: int, file: int) -> int:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            confine.die_with_parent(parent)
            # Either may have the number that the other one gets.
            kept = [
                fcntl.fcntl(descriptor, fcntl.F_DUPFD, FILE + 1) for descriptor in (answer, file)
            ]
            os.dup2(kept[0], ANSWER)
            os.dup2(kept[1], FILE)
            os.closerange(FILE + 1, os.sysconf("SC_OPEN_MAX"))
            child.run(task, self._function, self._jail)
            os._exit(0)
        finally:
            os._exit(1)

    def _reap(self) -> None:
        """Reap exited children and kill their orphans."""
        while ended := _find_ended():
            control = self._children.pop(ended, None)
            if control is not None:
                _kill(ended)  # its group; until it is reaped, no other process has its number
            _, status, usage = os.wait4(ended, 0)
            if control is None:
                continue
            self._kill_strays()
            ending = Ending(
                exit_code=os.waitstatus_to_exitcode(status),
                peak_memory=usage.ru_maxrss * 1024,
                cpu_seconds=usage.ru_utime + usage.ru_stime,
            )
            with contextlib.suppress(KeyError):  # unregistered when it was killed
                self._selector.unregister(control)
            _tell(control, ending)
            control.close()

    def _kill_strays(self) -> None:
        """Kill processes that a child started and that left its group; they became our children."""
        with contextlib.suppress(OSError):  # this kernel does not list children
            listed = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text()
            for pid in map(int, listed.split()):
                if pid not in self._children:
                    _kill(pid)

    def _kill_all(self) -> None:
        for pid in self._children:
            _kill(pid)
        deadline = time.monotonic() + _REAP_SECONDS
        with contextlib.suppress(ChildProcessError):
            while time.monotonic() < deadline:
                self._kill_strays()
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    time.sleep(0.005)


def _find_ended() -> int | None:
    """The process id of a child that has ended and was not reaped, if any."""
    try:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    return found.si_pid if found else None


def _tell(control: socket.socket, what: Start | Ending) -> None:
    with contextlib.suppress(OSError):  # its job was abandoned
        control.send(wire.encode(what))


def _kill(pid: int) -> None:
    for kill in (os.kill, os.killpg):  # it may not have made its group yet
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)

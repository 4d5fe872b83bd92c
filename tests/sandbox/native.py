"""What native code that has taken over a child might try, call by call; all must be refused.

Calls are harmless if they succeed after all: the signals are number 0, which only tests.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from indexer.model import Extraction, Metadata
from indexer.sandbox import syscalls
from indexer.sandbox.protocol import Task
from tests.sandbox import layers

READER = f"{__name__}:by_name"
HOME = "TEST_HOME"

_libc = ctypes.CDLL(None, use_errno=True)
_SERVER = os.getpid()
_NEW = os.O_WRONLY | os.O_CREAT
_SOME = ctypes.create_string_buffer(256)
_SIZE = ctypes.c_size_t(256)

Probe = Callable[[Task], int]


def preload() -> None:
    layers.take_away()


def by_name(task: Task) -> Extraction:
    """The results of the probes that the file's name selects: lines of "name: error"."""
    probes = {
        b"every_call": _every_call,
        b"by_landlock": lambda: _probes(task, BY_LANDLOCK),
        b"needed": lambda: _probes(task, NEEDED),
    }
    results = probes.get(
        Path(os.fsdecode(task.file)).stem.encode(), lambda: _probes(task, PROBES)
    )()
    return Extraction("application/pdf", Metadata(title="\n".join(results)))


def _probes(task: Task, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        ctypes.set_errno(0)
        failed = (PROBES | NEEDED)[name](task) < 0
        yield f"{name}: {_error() if failed else 'done'}"


def _every_call() -> Iterator[str]:
    for name, number in syscalls.refused(platform.machine()).items():
        _libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6)
        yield f"{name}: {_error()}"


def _error() -> str:
    return errno.errorcode.get(ctypes.get_errno(), "?")


def _call(name: str, *arguments: object) -> Probe:
    """A function of the C library; "{file}" in an argument is the task's file, and so on."""

    def attempt(task: Task) -> int:
        file = Path(os.fsdecode(task.file))
        names = {
            "file": file,
            "folder": file.parent,
            "server": _SERVER,
            "home": os.environ[HOME],
            "cache": os.fsdecode(task.cache),
        }
        given = (os.fsencode(a.format(**names)) if isinstance(a, str) else a for a in arguments)
        return int(getattr(_libc, name)(*given))

    return attempt


def _read(path: str) -> Probe:
    return _call("open", path, os.O_RDONLY | os.O_NONBLOCK)


def _look_up(task: Task) -> int:
    found = ctypes.c_void_p()
    return -abs(_libc.getaddrinfo(b"localhost", b"80", None, ctypes.byref(found)))


def _fork(number: int | None = None) -> Probe:
    def attempt(task: Task) -> int:
        arguments = ctypes.create_string_buffer(88)  # of clone3: the signal at its end
        arguments[32] = bytes([signal.SIGCHLD])
        size = ctypes.c_size_t(88)
        pid = int(_libc.syscall(ctypes.c_long(number), arguments, size) if number else _libc.fork())
        if pid == 0:
            os._exit(0)
        return pid

    return attempt


def _read_server(task: Task) -> int:
    part = (ctypes.c_size_t * 2)(ctypes.addressof(_SOME), 8)  # it was there before the fork
    return int(_libc.process_vm_readv(_SERVER, part, 1, part, 1, 0))


def _set_limit(pid: int, what: int, value: int) -> Probe:
    limits = (ctypes.c_ulong * 2)(value, value)
    return _call("prlimit", pid, what, limits, None)


PROBES: dict[str, Probe] = {
    "socket, internet": _call("socket", 2, 1, 0),
    "socket, datagrams": _call("socket", 2, 2, 0),
    "socket, internet 6": _call("socket", 10, 1, 0),
    "socket, local": _call("socket", 1, 1, 0),
    "socket, netlink": _call("socket", 16, 3, 0),
    "pair of sockets": _call("socketpair", 1, 1, 0, (ctypes.c_int * 2)()),
    "look up a name": _look_up,
    "create": _call("open", "{file}.new", _NEW, 0o600),
    "create, nameless": _call("open", "{folder}", os.O_TMPFILE | os.O_RDWR, 0o600),
    "open for writing": _call("open", "{folder}/other.pdf", os.O_WRONLY),
    "truncate": _call("truncate", "{folder}/other.pdf", ctypes.c_long(5)),
    "rename": _call("rename", "{folder}/other.pdf", "{file}.new"),
    "delete": _call("unlink", "{folder}/other.pdf"),
    "link": _call("link", "{folder}/other.pdf", "{file}.new"),
    "symbolic link": _call("symlink", "/", "{file}.new"),
    "folder": _call("mkdir", "{file}.new", 0o700),
    "fifo": _call("mkfifo", "{file}.new", 0o600),
    "rights": _call("chmod", "{folder}/other.pdf", 0o644),
    "owner": _call("chown", "{folder}/other.pdf", os.getuid(), os.getgid()),
    "times": _call("utimes", "{folder}/other.pdf", None),
    "attribute": _call(
        "setxattr", "{folder}/other.pdf", b"user.aluna", b"x", ctypes.c_size_t(1), 0
    ),
    "memory as a file": _call("memfd_create", b"x", 0),
    "shared memory, POSIX": _call("shm_open", b"/aluna-test", _NEW | os.O_RDWR, 0o600),
    "shared memory, System V": _call("shmget", 0, ctypes.c_size_t(4096), 0o1600),
    "message queue": _call("mq_open", b"/aluna-test", _NEW | os.O_RDWR, 0o600, None),
    "memory that stays": _call("mlock", _SOME, _SIZE),
    "another file": _read("{folder}/other.pdf"),
    "the corpus": _read("{folder}"),
    "the cache": _read("{cache}"),
    "a fifo": _read("{folder}/fifo.pdf"),
    "a file at home": _read("{home}/diary.txt"),
    "users": _read("/etc/passwd"),
    "memory of the server": _read("/proc/{server}/mem"),
    "environment of the server": _read("/proc/{server}/environ"),
    "device": _read("/dev/full"),
    "write to /proc": _call("open", "/proc/self/oom_score_adj", os.O_WRONLY),
    "program": _call("execve", b"/bin/true", None, None),
    "process": _fork(),
    "process, by the newer call": _fork(435),
    "signal to the server": _call("kill", _SERVER, 0),
    "signal to its thread": _call("tgkill", _SERVER, _SERVER, 0),
    "signal to all": _call("kill", -1, 0),
    "trace the server": _call("ptrace", 0x4206, _SERVER, None, None),
    "read the server": _read_server,
    "limits of the server": _set_limit(_SERVER, resource.RLIMIT_CORE, resource.RLIM_INFINITY),
    "limits of its own": _set_limit(0, resource.RLIMIT_AS, resource.RLIM_INFINITY),
    "priority": _call("setpriority", 0, 0, -5),
    "outlive the server": _call("prctl", 1, 0, 0, 0, 0),
    "users of its own": _call("unshare", 0x10000000),
    "mount": _call("mount", b"none", b"/", b"tmpfs", ctypes.c_ulong(0), None),
    "another root": _call("chroot", b"/"),
    "another user": _call("setuid", 65534),
}

NEEDED: dict[str, Probe] = {
    "its file": _read("{file}"),
    "nothing": _call("open", os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666),
    "what it can name in the cache": _read("{cache}/0/key"),
    "a library": _read(os.__file__),
    "libraries": _read(str(Path(os.__file__).parent)),
    "what it is itself": _read("/proc/self/status"),
    "chance": _read("/dev/urandom"),
    "signal to itself": lambda task: int(_libc.kill(os.getpid(), 0)),
}
"""What task functions need."""

BY_LANDLOCK = (
    *("create", "create, nameless", "open for writing", "truncate", "rename", "delete", "link"),
    *("symbolic link", "folder", "fifo", "shared memory, POSIX", "write to /proc", "device"),
    *("another file", "the corpus", "the cache", "a fifo", "a file at home", "users", "program"),
    *("memory of the server", "environment of the server", "trace the server", "read the server"),
)
"""Probes that Landlock alone refuses."""


def by_landlock(version: int) -> list[str]:
    """Probes of `BY_LANDLOCK` that this ABI version refuses."""
    return [name for name in BY_LANDLOCK if name != "truncate" or version >= 3]


ONLY_LANDLOCK = (
    *("another file", "the corpus", "the cache", "a fifo", "a file at home", "users", "device"),
    *("memory of the server", "environment of the server", "look up a name"),
)
"""Probes that only Landlock refuses: they are about reading."""

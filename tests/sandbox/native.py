"""What native code that has taken over a child might try, call by call; all must be refused.

Calls are harmless if they succeed after all: the signals are number 0, which only tests.
"""

from __future__ import annotations

import ctypes
import errno
import itertools
import os
import platform
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from indexer.model import Extraction, Metadata
from indexer.sandbox import syscalls
from indexer.sandbox.protocol import FILE, Task
from tests.sandbox import layers

READER = f"{__name__}:by_name"
HOME = "TEST_HOME"
FOLDER = "TEST_FOLDER"

_libc = ctypes.CDLL(None, use_errno=True)
_SERVER = os.getpid()
_NEW = os.O_WRONLY | os.O_CREAT
_SOME = ctypes.create_string_buffer(256)
_SIZE = ctypes.c_size_t(256)

Probe = Callable[[Task], int]


_places: dict[str, str] = {}


def preload() -> None:
    layers.take_away()
    _places.update(folder=os.environ[FOLDER], home=os.environ[HOME])


def by_name(task: Task) -> Extraction:
    """The results of the probes that the file's name selects: lines of "name: error"."""
    probes = {
        "every_call": _every_call,
        "by_landlock": lambda: _probes(task, BY_LANDLOCK),
        "by_jail": lambda: _probes(task, BY_JAIL),
        "needed": lambda: _probes(task, NEEDED),
        "told": lambda: _told(task),
    }
    results = probes.get(Path(task.path).stem, lambda: _probes(task, PROBES))()
    return Extraction("application/pdf", Metadata(title="\n".join(results)))


def _probes(task: Task, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        ctypes.set_errno(0)
        failed = (PROBES | EXISTENCE | NEEDED)[name](task) < 0
        yield f"{name}: {_error() if failed else 'done'}"


def _told(task: Task) -> Iterator[str]:
    """What a file can find out about who runs this, by any means; each as "name: value"."""
    yield f"environment: {dict(os.environ)}"
    yield f"environment of the C library: {_c_environment()}"
    yield f"request: {task.request} {task.cache!r}"
    yield f"command line: {sys.argv}"
    yield f"folder: {Path.cwd()}"
    yield f"users: {os.getresuid()} {os.getresgid()} {os.getgroups()}"
    yield f"host: {platform.node()}"
    yield f"times: {time.tzname} {time.localtime(0).tm_hour}"
    yield f"descriptors: {_descriptors()}"


def _c_environment() -> list[bytes]:
    entries = ctypes.POINTER(ctypes.c_char_p).in_dll(_libc, "environ")
    return list(itertools.takewhile(lambda entry: entry, entries)) if entries else []


def _descriptors() -> list[int]:
    return [number for number in range(1024) if _libc.fcntl(number, 1, 0) >= 0]


def _every_call() -> Iterator[str]:
    for name, number in syscalls.refused(platform.machine()).items():
        _libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6)
        yield f"{name}: {_error()}"


def _error() -> str:
    return errno.errorcode.get(ctypes.get_errno(), "?")


def _call(name: str, *arguments: object) -> Probe:
    """A function of the C library; "{file}" in an argument is the task's file, and so on."""

    def attempt(task: Task) -> int:
        names = _places | {
            "file": f"{_places['folder']}/{task.path}",
            "server": str(_SERVER),
            "cache": os.fsdecode(task.cache),
        }
        given = (os.fsencode(a.format(**names)) if isinstance(a, str) else a for a in arguments)
        return int(getattr(_libc, name)(*given))

    return attempt


def _read(path: str) -> Probe:
    return _call("open", path, os.O_RDONLY | os.O_NONBLOCK)


def _look_at(path: str) -> Probe:
    """Asks whether there is such a path, as `stat` does."""
    return _call("access", path, os.F_OK)


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
    "signals by ioctl, FIOASYNC": _call("ioctl", FILE, 0x5452, ctypes.byref(ctypes.c_int(1))),
    "signals by ioctl, FIOSETOWN": _call("ioctl", FILE, 0x8901, ctypes.byref(ctypes.c_int(1))),
    "signals by flags": _call("fcntl", FILE, 4, os.O_ASYNC),
    "signals by fcntl": _call("fcntl", FILE, 8, _SERVER),
    "where the file is on the disk": _call("ioctl", FILE, 0xC020660B, _SOME),  # FS_IOC_FIEMAP
    "a folder above the file": _call("openat", FILE, b"..", os.O_RDONLY),
    "its file, for writing": _call("write", FILE, b"x", ctypes.c_size_t(1)),
    "name of the host": _call("uname", ctypes.create_string_buffer(512)),
    "name of the host, by another call": _call("gethostname", _SOME, _SIZE),
    "name of the host, in a file": _read("/etc/hostname"),
    "name of the host, in /proc": _read("/proc/sys/kernel/hostname"),
    "environment": _read("/proc/self/environ"),
    "command line": _read("/proc/self/cmdline"),
    "mounts": _read("/proc/self/mountinfo"),
    "mounts, by another name": _read("/proc/mounts"),
    "its memory": _read("/proc/self/maps"),
    "what it is itself": _read("/proc/self/status"),
    "its descriptors": _read("/proc/self/fd"),
    "its network": _read("/proc/self/net/dev"),
    "processor": _read("/proc/cpuinfo"),
    "name of the time zone": _read("/etc/timezone"),
    "the log": _read("/var/log"),
    "users' homes": _read("/home"),
}

EXISTENCE: dict[str, Probe] = {
    "time zone": _read("/etc/localtime"),
    "there is a user list": _look_at("/etc/passwd"),
    "there is a home": _look_at("{home}/diary.txt"),
    "there is a corpus": _look_at("{folder}"),
    "there is its file": _look_at("{file}"),
    "there is another file": _look_at("{folder}/other.pdf"),
    "there is a process": _look_at("/proc/{server}"),
    "there is an index": _look_at("{folder}/../index-ocr"),
}
"""What only a root of its own hides."""

NEEDED: dict[str, Probe] = {
    "its file": lambda task: len(task.file.read_bytes()) - 5,
    "nothing": _call("open", os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666),
    "what it can name in the cache": _read("{cache}/0/key"),
    "a library": _read(os.__file__),
    "libraries": _read(str(Path(os.__file__).parent)),
    "chance": _read("/dev/urandom"),
    "signal to itself": lambda task: int(_libc.kill(os.getpid(), 0)),
}
"""What task functions need."""

BY_JAIL = (
    *("another file", "the corpus", "a fifo", "a file at home", "users", "device"),
    *("memory of the server", "environment of the server", "write to /proc", "environment"),
    *("mounts", "its memory", "its descriptors", "command line", "time zone", "users' homes"),
    *("there is a user list", "there is a home", "there is a corpus", "there is its file"),
    *("there is another file", "there is a process", "there is an index"),
)
"""Probes that a root of its own alone refuses; the last ones nothing else refuses."""

BY_LANDLOCK = (
    *("create", "create, nameless", "open for writing", "truncate", "rename", "delete", "link"),
    *("symbolic link", "folder", "fifo", "shared memory, POSIX", "write to /proc", "device"),
    *("another file", "the corpus", "the cache", "a fifo", "a file at home", "users", "program"),
    *("memory of the server", "environment of the server", "trace the server", "read the server"),
    *("environment", "command line", "mounts", "its memory", "what it is itself"),
)
"""Probes that Landlock alone refuses."""


def by_landlock(version: int) -> list[str]:
    """Probes of `BY_LANDLOCK` that this ABI version refuses."""
    return [name for name in BY_LANDLOCK if name != "truncate" or version >= 3]


ONLY_LANDLOCK = (
    *("another file", "the corpus", "the cache", "a fifo", "a file at home", "users", "device"),
    *("memory of the server", "environment of the server", "look up a name"),
    *("name of the host, in a file", "name of the host, in /proc", "environment", "command line"),
    *("mounts", "mounts, by another name", "its memory", "what it is itself", "its descriptors"),
    *("its network", "processor", "name of the time zone", "the log", "users' homes"),
)
"""Probes that only Landlock and a root of its own refuse: they are about reading."""

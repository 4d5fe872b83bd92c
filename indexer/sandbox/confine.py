"""The rights that a child gives up before it opens a foreign file, layer by layer.

Resource limits, Landlock and the system call filter are enforced by the kernel, also against native
code that a file has taken over; if the system lacks one of them, the others still hold. The audit
hook holds for Python code only, and reports early and clearly what a child must not do.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Final

from indexer.sandbox import allowed_paths, kernel, landlock, seccomp

if sys.platform != "win32":
    import resource

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_CHILD_SUBREAPER: Final = 36
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_SIGKILL: Final = 9
_CAP_DAC_READ_SEARCH: Final = 1 << 2

_MAX_OPEN_FILES: Final = 64

_FORBIDDEN_EVENTS: Final = frozenset(
    {
        *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile"),
        *("os.system", "os.kill", "os.killpg", "subprocess.Popen", "pty.spawn"),
        *("os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"),
        *("os.symlink", "os.truncate", "os.utime", "os.setxattr", "os.removexattr"),
    }
)
_WRITE_FLAGS: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_on_linux: Final = sys.platform == "linux"


def leave_network() -> None:
    """Move this process and its descendants to an empty network, if the system permits it."""
    if not _on_linux:
        return
    # Root keeps its user namespace: in a new one it could not read other users' files.
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    kernel.unshare(flags)
    # A new user namespace makes /proc/self unwritable, which holds oom_score_adj.
    kernel.prctl(_PR_SET_DUMPABLE, 1)


def adopt_orphans() -> None:
    """Become the parent of orphaned descendants, so that they can be found and killed."""
    kernel.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when `parent` ends."""
    if not _on_linux:
        return
    kernel.prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def limit(memory_mb: int, cpu_seconds: int) -> None:
    """Set this process's resource limits: no writing of files, and those given (0 = no limit)."""
    if sys.platform == "win32":
        return

    def cap(what: int, soft: int, hard: int | None = None) -> None:
        highest = resource.getrlimit(what)[1]
        wanted = soft if hard is None else hard
        hard = wanted if highest == resource.RLIM_INFINITY else min(wanted, highest)
        resource.setrlimit(what, (min(soft, hard), hard))

    if _on_linux:
        with contextlib.suppress(OSError):  # if memory runs out, the kernel ends this process first
            Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
        kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)
        for what in (resource.RLIMIT_NPROC, resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE):
            cap(what, 0)
    cap(resource.RLIMIT_CORE, 0)
    cap(resource.RLIMIT_FSIZE, 0)
    cap(resource.RLIMIT_NOFILE, _MAX_OPEN_FILES)
    if cpu_seconds:
        cap(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)  # the hard limit cannot be ignored
    if memory_mb:
        cap(resource.RLIMIT_AS, memory_mb * 1024 * 1024)


def enclose(file: bytes, cache: bytes) -> None:
    """Restrict this process, irrevocably, to what it takes to read `file`.

    It can reach no other file or process. In the folder `cache` (empty = none) it may read files by
    name, but not list them. Root keeps one capability, reading the files of other users.
    """
    kernel.keep_capabilities(_CAP_DAC_READ_SEARCH)
    # Libraries open /dev/null for their messages; some crash if they cannot.
    unlisted = [cache] if cache else []
    readable = allowed_paths.readable_paths(file)
    if not landlock.restrict(readable, unlisted, writable=[os.devnull]):
        seccomp.install_write_filter()
    seccomp.install()


def forbid() -> None:
    """Forbid Python code, irrevocably, to write files, open connections or start processes."""
    sys.dont_write_bytecode = True
    sys.addaudithook(_audit)


def _audit(event: str, args: tuple[object, ...]) -> None:
    if event == "open":
        _, mode, flags = args
        if isinstance(flags, int) and flags & _WRITE_FLAGS:
            raise PermissionError(f"the sandbox forbids writing: {mode}")
    elif event in _FORBIDDEN_EVENTS or event.startswith(("socket.", "shutil.", "tempfile.")):
        # An OSError, so that libraries which can do without it carry on.
        raise PermissionError(f"the sandbox forbids this: {event}")

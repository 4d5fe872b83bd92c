"""What a child takes from itself before it opens a foreign file, layer by layer.

The limits, Landlock and the filter on calls are the system's, and hold for native code that a file
has taken over; where the system does not have one of them, the others hold. The audit hook holds
only for Python code, and says early and clearly what a reader must not do.
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

_OPEN_FILES: Final = 64

_FORBIDDEN: Final = frozenset(
    {
        *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile"),
        *("os.system", "os.kill", "os.killpg", "subprocess.Popen", "pty.spawn"),
        *("os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"),
        *("os.symlink", "os.truncate", "os.utime", "os.setxattr", "os.removexattr"),
    }
)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_on_linux: Final = sys.platform == "linux"


def leave_network() -> None:
    """Move to an empty network, for this process and all it starts, where the system lets us."""
    if not _on_linux:
        return
    # Root keeps its own name space of users: in a new one it could not read others' files.
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    kernel.unshare(flags)
    # Changing users' name space makes /proc/self unwritable, and oom_score_adj is there.
    kernel.prctl(_PR_SET_DUMPABLE, 1)


def adopt_orphans() -> None:
    """Become the parent of descendants whose parent ended, so that they can be found and ended."""
    kernel.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent(parent: int) -> None:
    """End this process when `parent` ends."""
    if not _on_linux:
        return
    kernel.prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def limit(memory_mb: int, cpu_seconds: int) -> None:
    """Set the limits on this process: no writing of files, and those given (0 is none)."""
    if sys.platform == "win32":
        return

    def cap(what: int, soft: int, hard: int | None = None) -> None:
        highest = resource.getrlimit(what)[1]
        wanted = soft if hard is None else hard
        hard = wanted if highest == resource.RLIM_INFINITY else min(wanted, highest)
        resource.setrlimit(what, (min(soft, hard), hard))

    if _on_linux:
        with contextlib.suppress(OSError):  # if memory runs out, let it be this process that ends
            Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
        kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)
        for what in (resource.RLIMIT_NPROC, resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE):
            cap(what, 0)
    cap(resource.RLIMIT_CORE, 0)
    cap(resource.RLIMIT_FSIZE, 0)
    cap(resource.RLIMIT_NOFILE, _OPEN_FILES)
    if cpu_seconds:
        cap(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)  # the second one cannot be ignored
    if memory_mb:
        cap(resource.RLIMIT_AS, memory_mb * 1024 * 1024)


def enclose(file: bytes, cache: bytes) -> None:
    """Leave this process, for good, what reading `file` takes: no other file, no other process.

    In the folder `cache` it may read what it can name, but not look what is there. Root keeps one
    of its rights, the reading of files that are not its own.
    """
    kernel.keep_capabilities(_CAP_DAC_READ_SEARCH)
    # Libraries open /dev/null for their messages; some end in a fault if they cannot.
    if not landlock.restrict(allowed_paths.for_reading(file), [cache], writing=[os.devnull]):
        seccomp.install_against_writing()
    seccomp.install()


def forbid() -> None:
    """Refuse, from now on and for good, Python code that writes files, connects or starts."""
    sys.dont_write_bytecode = True
    sys.addaudithook(_audit)


def _audit(event: str, args: tuple[object, ...]) -> None:
    if event == "open":
        _, mode, flags = args
        if isinstance(flags, int) and flags & _WRITING:
            raise PermissionError(f"a reader must not write: {mode}")
    elif event in _FORBIDDEN or event.startswith(("socket.", "shutil.", "tempfile.")):
        # An OSError, so that libraries which can do without go on.
        raise PermissionError(f"a reader must not do this: {event}")

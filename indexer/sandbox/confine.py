"""The rights that a child gives up before it opens a foreign file, layer by layer.

Resource limits, Landlock and the system call filter are enforced by the kernel, also against native
code that a file has taken over; if the system lacks one of them, the others still hold. The audit
hook holds for Python code only, and reports early and clearly what a child must not do.
"""

from __future__ import annotations

import contextlib
import os
import platform
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
_PR_SET_KEEPCAPS: Final = 8
_CLONE_NEWNS: Final = 0x00020000
_CLONE_NEWUTS: Final = 0x04000000
_CLONE_NEWIPC: Final = 0x08000000
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_SIGKILL: Final = 9
_CAP_DAC_READ_SEARCH: Final = 1 << 2

_NOBODY: Final = 65534
_HOST_NAME: Final = "localhost"

SERVER_SCORE: Final = 500
_CHILD_SCORE: Final = 1000
"""If memory runs out, the kernel ends the process with the highest score first: a child, of which
one file is read later; then a fork server, which is started again; and the indexer last."""

_MAX_OPEN_FILES: Final = 64
_MAX_MAPPED_BYTES: Final = 1 << 31
"""A file of holes can be larger than any memory."""

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


def leave_system() -> bool:
    """Move this process and its descendants to an empty network, to a host without its name, and to
    mounts of their own: as much of it as the system permits. Returns whether it has own mounts.
    """
    os.chdir("/")
    if not _on_linux:
        return False
    user, group = os.geteuid(), os.getegid()
    left = next((flags for flags in _ways_out(user) if kernel.unshare(flags)), 0)
    if left & _CLONE_NEWUSER:
        # A new user namespace makes /proc/self unwritable, which holds these and oom_score_adj.
        kernel.prctl(_PR_SET_DUMPABLE, 1)
        with contextlib.suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny", "ascii")
            Path("/proc/self/uid_map").write_text(f"{_NOBODY} {user} 1", "ascii")
            Path("/proc/self/gid_map").write_text(f"{_NOBODY} {group} 1", "ascii")
    if left & _CLONE_NEWUTS:
        kernel.name_host(_HOST_NAME)
    _forget_host_name()
    return bool(left & _CLONE_NEWNS)


def _ways_out(user: int) -> tuple[int, ...]:
    """What to leave, from the most to the least.

    Root keeps its user namespace if it can: in a new one it cannot read other users' files.
    """
    most = _CLONE_NEWNET | _CLONE_NEWNS | _CLONE_NEWUTS | _CLONE_NEWIPC
    with_users = (most | _CLONE_NEWUSER, _CLONE_NEWNET | _CLONE_NEWUSER)
    return (most, *with_users, _CLONE_NEWNET) if user == 0 else with_users


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


def end_before_others(score: int) -> None:
    """Have the kernel end this process before others if memory runs out: from 0 to 1000."""
    if _on_linux:
        with contextlib.suppress(OSError):  # the other layers hold
            descriptor = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
            os.write(descriptor, str(score).encode())
            os.close(descriptor)


def limit(memory_mb: int, cpu_seconds: int, mapped_bytes: int) -> None:
    """Set this process's resource limits: no writing of files, and those given (0 = no limit).

    A file of `mapped_bytes` that is mapped does not count as memory.
    """
    if sys.platform == "win32":
        return

    def cap(what: int, soft: int, hard: int | None = None) -> None:
        highest = resource.getrlimit(what)[1]
        wanted = soft if hard is None else hard
        hard = wanted if highest == resource.RLIM_INFINITY else min(wanted, highest)
        resource.setrlimit(what, (min(soft, hard), hard))

    if _on_linux:
        end_before_others(_CHILD_SCORE)
        kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)
        for what in (resource.RLIMIT_NPROC, resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE):
            cap(what, 0)
    cap(resource.RLIMIT_CORE, 0)
    cap(resource.RLIMIT_FSIZE, 0)
    cap(resource.RLIMIT_NOFILE, _MAX_OPEN_FILES)
    if cpu_seconds:
        cap(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)  # the hard limit cannot be ignored
    if memory_mb:
        mapped = min(mapped_bytes, _MAX_MAPPED_BYTES)
        cap(resource.RLIMIT_AS, memory_mb * 1024 * 1024 + mapped)


def become_nobody() -> None:
    """Give up the user and the groups, if this process runs as root and the system permits it.

    One capability stays, reading files of other users: libraries may be in a folder that only root
    can enter.
    """
    if not _on_linux or os.geteuid() != 0:
        return
    parent = os.getppid()
    kernel.prctl(_PR_SET_KEEPCAPS, 1)
    with contextlib.suppress(OSError):
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    die_with_parent(parent)  # the kernel forgets it with the user


def enclose(cache: bytes) -> None:
    """Restrict this process, irrevocably, to what it takes to read the file that it has opened.

    It can reach no other file or process. In the folder `cache` (empty = none) it may read files by
    name, but not list them.
    """
    kernel.keep_capabilities(_CAP_DAC_READ_SEARCH)
    # Libraries open /dev/null for their messages; some crash if they cannot.
    unlisted = [cache] if cache else []
    readable = allowed_paths.readable_paths()
    if not landlock.restrict(readable, unlisted, writable=[os.devnull]):
        seccomp.install_write_filter()
    seccomp.install()


def forbid() -> None:
    """Forbid Python code, irrevocably, to write files, open connections or start processes."""
    sys.dont_write_bytecode = True
    sys.addaudithook(_audit)


def _forget_host_name() -> None:
    """Make Python's `platform` answer without the name, and without a system call from now on."""
    known = platform.uname()
    without = platform.uname_result(
        known.system, _HOST_NAME, known.release, known.version, known.machine
    )
    setattr(platform, "_uname_cache", without)  # noqa: B010 # there is no public way


def _audit(event: str, args: tuple[object, ...]) -> None:
    if event == "open":
        _, mode, flags = args
        if isinstance(flags, int) and flags & _WRITE_FLAGS:
            raise PermissionError(f"the sandbox forbids writing: {mode}")
    elif event in _FORBIDDEN_EVENTS or event.startswith(("socket.", "shutil.", "tempfile.")):
        # An OSError, so that libraries which can do without it carry on.
        raise PermissionError(f"the sandbox forbids this: {event}")

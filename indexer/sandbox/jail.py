"""A root folder for children that holds nothing but what they may open (Linux).

Landlock refuses to open other files, but tells which ones exist, how large they are and when they
were changed; and it says nothing about /proc. So the fork server, in a mount namespace of its own,
binds what children need into an empty file system, and each child makes that its root. Systems that
grant no mount namespace (most containers) have no jail; the other layers hold.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from indexer.sandbox import kernel

_PLACE: Final = "/sys"
"""Every system has this folder, and the fork server does not need what is in it."""

_CACHE: Final = b"/cache"
_NO_CACHE: Final = b"/no-cache"
"""There is nothing at this path."""

_BIND: Final = 0x1000 | 0x4000  # MS_BIND, MS_REC
_PRIVATE: Final = 0x40000 | 0x4000  # MS_PRIVATE, MS_REC
_FLAGS: Final = 0x2 | 0x4 | 0x8  # MS_NOSUID, MS_NODEV, MS_NOEXEC

_MOUNT_SETATTR: Final = 442
_AT_RECURSIVE: Final = 0x8000
_READ_ONLY_NO_SUID: Final = 0x1 | 0x2


class Jail:
    """What the fork server has made for its children; it ends with the fork server."""

    def __init__(self) -> None:
        self._cache: tuple[int, int] | None = None

    def admit_cache(self, folder: bytes) -> bytes:
        """Let children read the folder from now on, instead of another one; returns its path for
        them.

        It does not exist before text was recognised for the first time, and staff may delete it.
        """
        try:
            status = Path(os.fsdecode(folder)).stat()
        except OSError:
            return _NO_CACHE
        if self._cache != (status.st_dev, status.st_ino):
            if self._cache is not None:  # nothing can be mounted on a folder that was deleted
                kernel.unmount(_PLACE + os.fsdecode(_CACHE))
                self._cache = None
            if not kernel.mount(os.fsdecode(folder), _PLACE + os.fsdecode(_CACHE), _BIND):
                return _NO_CACHE
            self._cache = status.st_dev, status.st_ino
        return _CACHE

    def enter(self) -> None:
        """Make it the root of this process, which must hold no folder open.

        Raises:
            OSError: the system does not permit it.
        """
        os.chroot(_PLACE)
        os.chdir("/")


def build(paths: Iterable[str]) -> Jail | None:
    """Make a root that holds these files and folders, where they are now; None if not permitted.

    This process must have mounts of its own (`confine.leave_system`). The paths are absolute,
    exist, and none is inside another one.
    """
    with contextlib.ExitStack() as stack:
        # Opened before: they may be below the place.
        opened = {path: stack.enter_context(_opened(path)) for path in paths}
        if not kernel.mount("none", "/", _PRIVATE):
            return None
        if not kernel.mount("tmpfs", _PLACE, _FLAGS, kind="tmpfs", options="size=1m,mode=755"):
            return None
        try:
            Path(_PLACE + os.fsdecode(_CACHE)).mkdir()
            admitted = all(_admit(path, descriptor) for path, descriptor in opened.items())
        except OSError:
            return None
    read_only = _READ_ONLY_NO_SUID.to_bytes(8, "little") + bytes(24)
    kernel.call(_MOUNT_SETATTR, -100, _PLACE.encode(), _AT_RECURSIVE, read_only, len(read_only))
    return Jail() if admitted else None


@contextlib.contextmanager
def _opened(path: str) -> Iterator[int]:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _admit(path: str, descriptor: int) -> bool:
    """Bind what the descriptor has opened into the jail, at this path."""
    target = Path(_PLACE + path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    return kernel.mount(f"/proc/self/fd/{descriptor}", str(target), _BIND)

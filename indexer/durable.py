"""Files replaced in one step: after a power cut they hold the old content or the new one."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import Final

from indexer.failpoints import Failpoint, failpoint

_UNFINISHED: Final = ".new"
"""What follows the name of a file that is still being written; it begins with a point, so that
nobody takes it for a publication."""
_MODE: Final = 0o666
"""The rights of a new file, from which the system takes those that the user's mask takes away."""


def replace_file(path: Path, data: bytes, *, mode: int = _MODE) -> None:
    """Make `data` the content of `path`, durably; one process at a time may do so.

    A file that is replaced keeps its owner, group and rights; a new one has those in `mode`.

    Raises:
        OSError: the system refuses; the old content stays.
    """
    unfinished = _unfinished(path)
    before = path.stat() if path.exists() else None
    failpoint(Failpoint.WRITE_FILE)
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            failpoint(Failpoint.SYNC_FILE)
            os.fsync(descriptor)
        if before is not None:
            _copy_rights(before, unfinished)
        failpoint(Failpoint.RENAME_FILE)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove_unfinished(path: Path) -> None:
    """Remove what a process that was killed while it replaced `path` has left beside it.

    OSError of the system passes through.
    """
    _unfinished(path).unlink(missing_ok=True)


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}{_UNFINISHED}")


def _copy_rights(before: os.stat_result, file: Path) -> None:
    if sys.platform != "win32":
        for owner, group in ((before.st_uid, -1), (-1, before.st_gid)):
            with contextlib.suppress(PermissionError):  # only root gives files to others
                os.chown(file, owner, group)
    file.chmod(stat.S_IMODE(before.st_mode))  # last: changing the owner takes rights away


def make_folder(folder: Path) -> None:
    """Create a folder with those above it that are missing, durably.

    Raises:
        OSError: the system refuses.
    """
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    failpoint(Failpoint.MAKE_FOLDER)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have the system write the names in `folder` to the disk.

    Windows opens no folder as a file, and its file system keeps a journal of names.
    """
    failpoint(Failpoint.SYNC_FOLDER)
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Opens files below the corpus folder: regular ones only, and without following links.

A name that was checked and is opened afterwards may lead elsewhere by then. So the kernel checks
while it opens: with one call on Linux, folder by folder on other Unix systems. Windows offers
neither; there the place of the opened file is compared with its name afterwards.
"""

from __future__ import annotations

import ctypes
import errno
import io
import os
import stat
import struct
import sys
from pathlib import Path
from typing import Final

from indexer.messages import message

_OPENAT2: Final = 437  # on all processors
_NO_SYMLINKS_BENEATH: Final = 0x02 | 0x04 | 0x08  # RESOLVE_NO_MAGICLINKS, NO_SYMLINKS, BENEATH
_NOT_SUPPORTED: Final = (errno.ENOSYS, errno.EPERM)  # old kernels; old filters of containers
_MAX_TRIES: Final = 8
"""The kernel asks to try again where a folder was moved while it looked."""

# A pipe would wait for its writer without O_NONBLOCK, which does nothing to regular files.
_READ: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)
_NOFOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
# Passing through a folder takes no right to list it.
_FOLDER: Final = (
    getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_CLOEXEC", 0)
)

_libc: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
if _libc is not None:
    _libc.syscall.restype = ctypes.c_long


def open_corpus_file(root: Path, path: str) -> io.BufferedReader:
    """Open the regular file at `path` below the folder `root` for reading bytes.

    `path` is written with slashes. `root` itself may be a link, or below one: staff choose it. From
    there on no link is followed, also not one to a file below `root`.

    Raises:
        OSError: it cannot be opened; or `path` is absolute, or has an empty part, `.`, `..` or a
            null character; or a link, folder, pipe, socket or device is there.
    """
    parts = _parts(path)
    descriptor = _open(root, parts)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, message("it is no ordinary file"), path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def resolve_corpus_path(root: Path, path: str) -> str:
    """The path below `root` at which the file at `path` is, once links are followed.

    For a file that the corpus has at its own place and by a link: what this returns is then opened
    with `open_corpus_file`, so that a link put there later is not followed.

    Raises:
        OSError: there is no such file, a link leads out of `root`, or `path` is not below it.
    """
    top = root.resolve(strict=True)
    try:
        target = top.joinpath(*_parts(path)).resolve(strict=True)
    except RuntimeError as error:  # a loop, before Python 3.13
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path) from error
    if not target.is_relative_to(top) or target == top:
        raise OSError(errno.EXDEV, message("the link leads out of the corpus folder"), path)
    return target.relative_to(top).as_posix()


def _parts(path: str) -> list[str]:
    parts = path.split("/")
    # Colons are of drives and of alternative streams.
    separators = "\0\\:" if sys.platform == "win32" else "\0"
    if any(part in ("", ".", "..") or any(c in part for c in separators) for part in parts):
        raise OSError(
            errno.EINVAL, message("no file in the corpus folder can have this path"), path
        )
    try:
        os.fsencode(path)
    except UnicodeEncodeError as error:
        raise OSError(
            errno.EILSEQ, message("no file on this disk can have such a name"), path
        ) from error
    return parts


def _open(root: Path, parts: list[str]) -> int:
    if os.open not in os.supports_dir_fd or not _NOFOLLOW:
        return _open_and_compare(root, parts)
    folder = os.open(root, _FOLDER)
    try:
        try:
            return _open_at_once(folder, parts)
        except OSError as error:
            if error.errno not in _NOT_SUPPORTED:
                raise
        return _open_step_by_step(folder, parts)
    finally:
        os.close(folder)


def _open_at_once(folder: int, parts: list[str]) -> int:
    """Open a file below the folder with `openat2`.

    Raises:
        OSError: as the kernel says; ENOSYS where it does not have this call.
    """
    if _libc is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    path = "/".join(parts)
    how = struct.pack("=QQQ", _READ, 0, _NO_SYMLINKS_BENEATH)
    call = ctypes.c_long(_OPENAT2)
    for _ in range(_MAX_TRIES):
        given = ctypes.c_int(folder), os.fsencode(path), how, ctypes.c_size_t(len(how))
        descriptor = int(_libc.syscall(call, *given))
        if descriptor >= 0:
            return descriptor
        number = ctypes.get_errno()
        if number not in (errno.EAGAIN, errno.EINTR):
            break
    raise _named(OSError(number, os.strerror(number), path))


def _open_step_by_step(folder: int, parts: list[str]) -> int:
    """Open a file below the folder, one folder after the other."""
    here = os.dup(folder)
    try:
        for part in parts[:-1]:
            above, here = here, os.open(part, _FOLDER | _NOFOLLOW, dir_fd=here)
            os.close(above)
        return os.open(parts[-1], _READ | _NOFOLLOW, dir_fd=here)
    except OSError as error:
        raise _named(error) from error
    finally:
        os.close(here)


def _open_and_compare(root: Path, parts: list[str]) -> int:
    """Open a file, and see afterwards whether it is the one that the name stands for.

    Somebody who puts a link there and takes it away again in time can still win; nothing better
    exists on Windows, where making a link takes a right that ordinary users do not have.
    """
    top = root.resolve(strict=True)
    file = top.joinpath(*parts)
    descriptor = os.open(file, _READ)
    try:
        is_linked = file.resolve(strict=True) != file
        if is_linked or not os.path.samestat(os.fstat(descriptor), os.lstat(file)):
            raise OSError(errno.ELOOP, message("there is a link on the way to it"), str(file))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _named(error: OSError) -> OSError:
    """The error, with words that staff understand where a link was met."""
    if error.errno not in (errno.ELOOP, errno.EMLINK):
        return error
    return OSError(error.errno, message("there is a link on the way to it"), error.filename)

"""Landlock (Linux 5.13 and newer): this process may use what is named, and nothing else.

What each version of the kernel's interface ("ABI") adds is in the kernel's manual,
Documentation/userspace-api/landlock.rst. Without it nothing happens here; the other limits hold.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable
from typing import Final

from indexer.sandbox import kernel

_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1

_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3

_FILES: Final = (  # from which version; the rights on files that can be taken away since then
    (1, (1 << 13) - 1),  # execute, write, read, list, remove, make of every kind
    (2, 1 << 13),  # link and rename between folders
    (3, 1 << 14),  # truncate
    (5, 1 << 15),  # ioctl on devices
)
_NETWORK: Final = (4, 0b11)  # bind and connect, TCP
_SCOPE: Final = (6, 0b11)  # abstract sockets of, and signals to, processes outside


def version() -> int:
    """The version that this system has; 0 if none."""
    return max(0, kernel.call(_CREATE_RULESET, 0, 0, _ASK_VERSION))


def restrict(
    reading: Iterable[bytes | str], named: Iterable[bytes], writing: Iterable[str]
) -> bool:
    """Leave this process, for good, the reading of some paths and the writing to some files.

    Folders count with all below them; those of `named` cannot be listed. Paths that do not exist
    are passed over. Tells whether the system did it.
    """
    has = version()
    if has == 0:
        return False
    files = sum(rights for since, rights in _FILES if has >= since)
    network, scope = (rights if has >= since else 0 for since, rights in (_NETWORK, _SCOPE))
    attributes = struct.pack("=QQQ", files, network, scope)
    ruleset = kernel.call(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        for path in reading:
            _allow(ruleset, path, _READ_FILE, _READ_DIR)
        for path in named:
            _allow(ruleset, path, _READ_FILE, 0)
        for path in writing:
            _allow(ruleset, path, _WRITE_FILE, 0)
        return kernel.call(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: bytes | str, on_files: int, on_folders: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not on this system, or not for us to read
        return
    try:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        rights = on_files | (on_folders if folder else 0)
        kernel.call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)

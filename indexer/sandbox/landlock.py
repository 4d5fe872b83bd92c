"""Landlock (Linux 5.13 and newer): restricts this process to the paths that are named.

The kernel's Documentation/userspace-api/landlock.rst lists what each version of the interface (ABI)
adds. On a kernel without Landlock nothing happens here; the other layers hold.
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
_QUERY_VERSION: Final = 1
_PATH_BENEATH: Final = 1

_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3

_FILE_RIGHTS: Final = (  # first version, file rights that it can restrict
    (1, (1 << 13) - 1),  # execute, write, read, list, remove, make of every kind
    (2, 1 << 13),  # link and rename between folders
    (3, 1 << 14),  # truncate
    (5, 1 << 15),  # ioctl on devices
)
_NETWORK_RIGHTS: Final = (4, 0b11)  # bind and connect, TCP
_SCOPE_RIGHTS: Final = (6, 0b11)  # abstract sockets of, and signals to, processes outside


def version() -> int:
    """The ABI version of this kernel; 0 without Landlock."""
    return max(0, kernel.call(_CREATE_RULESET, 0, 0, _QUERY_VERSION))


def restrict(
    readable: Iterable[bytes | str], unlisted: Iterable[bytes], writable: Iterable[str]
) -> bool:
    """Restrict this process, irrevocably, to reading and writing these paths.

    Folders include everything below them; those in `unlisted` can be read but not listed. Paths
    that do not exist are skipped. Returns whether it succeeded.
    """
    has = version()
    if has == 0:
        return False
    files = sum(rights for since, rights in _FILE_RIGHTS if has >= since)
    network, scope = (
        rights if has >= since else 0 for since, rights in (_NETWORK_RIGHTS, _SCOPE_RIGHTS)
    )
    attributes = struct.pack("=QQQ", files, network, scope)
    ruleset = kernel.call(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE, _READ_DIR)
        for path in unlisted:
            _allow(ruleset, path, _READ_FILE, 0)
        for path in writable:
            _allow(ruleset, path, _WRITE_FILE, 0)
        return kernel.call(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: bytes | str, on_files: int, on_folders: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # missing on this system, or unreadable
        return
    try:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        rights = on_files | (on_folders if folder else 0)
        kernel.call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)

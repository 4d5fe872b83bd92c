"""Linux system calls that Python does not offer, through the C library; no-ops on other systems."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from typing import Final

_PR_SET_SECCOMP: Final = 22
_MODE_FILTER: Final = 2
_MNT_DETACH: Final = 2
_CAPABILITIES_VERSION: Final = 0x20080522

# Loaded before the fork, so that no child has to do it.
_libc: Final = ctypes.CDLL(None) if sys.platform == "linux" else None
if _libc is not None:
    _libc.syscall.restype = ctypes.c_long


def prctl(option: int, value: int) -> bool:
    """Change a property of this process; returns whether it succeeded."""
    return _prctl(option, value)


def unshare(flags: int) -> bool:
    """Move this process to new namespaces; returns whether it succeeded."""
    return _libc is not None and _libc.unshare(flags) == 0


def mount(source: str, target: str, flags: int, kind: str = "", options: str = "") -> bool:
    """Mount a file system, or bind a folder or file; returns whether it succeeded."""
    if _libc is None:
        return False
    texts = (os.fsencode(text) if text else None for text in (source, target, kind, options))
    of, at, named, data = map(ctypes.c_char_p, texts)
    return bool(_libc.mount(of, at, named, ctypes.c_ulong(flags), data) == 0)


def unmount(target: str) -> bool:
    """Undo the last mount on `target`, also while it is in use; returns whether it succeeded."""
    if _libc is None:
        return False
    return bool(_libc.umount2(ctypes.c_char_p(os.fsencode(target)), _MNT_DETACH) == 0)


def name_host(name: str) -> bool:
    """Name the host and its domain in this process's namespace; returns whether it succeeded."""
    encoded = name.encode()
    return _libc is not None and not (
        _libc.sethostname(encoded, len(encoded)) or _libc.setdomainname(encoded, len(encoded))
    )


def call(number: int, *arguments: int | bytes) -> int:
    """Make a system call by number; negative if it failed or does not exist."""
    if _libc is None:
        return -1
    given = (ctypes.c_long(a) if isinstance(a, int) else ctypes.c_char_p(a) for a in arguments)
    return int(_libc.syscall(ctypes.c_long(number), *given))


def filter_calls(program: bytes) -> bool:
    """Install the seccomp filter `program` (BPF); returns whether it succeeded."""
    steps = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(steps))
    pointer = ctypes.create_string_buffer(header, len(header))
    return _prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(pointer))


def keep_capabilities(kept: int) -> bool:
    """Drop all capabilities that are not in the bit set `kept`; returns whether it succeeded."""
    if _libc is None:
        return False
    header = struct.pack("=Ii", _CAPABILITIES_VERSION, 0)
    now = ctypes.create_string_buffer(24)
    if _libc.capget(header, now) != 0:
        return False
    permitted = struct.unpack("=6I", now.raw)[1] & kept
    return bool(_libc.capset(header, struct.pack("=6I", permitted, permitted, *[0] * 4)) == 0)


def _prctl(option: int, *values: int) -> bool:
    given = [ctypes.c_long(value) for value in (*values, 0, 0, 0)]
    return _libc is not None and _libc.prctl(option, *given[:4]) == 0

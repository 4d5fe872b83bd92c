"""Calls of Linux that Python does not have, by way of its C library; elsewhere they do nothing."""

from __future__ import annotations

import ctypes
import struct
import sys
from typing import Final

_PR_SET_SECCOMP: Final = 22
_MODE_FILTER: Final = 2
_CAPABILITIES_VERSION: Final = 0x20080522

# Loaded before the fork: each child would have to do it again.
_libc: Final = ctypes.CDLL(None) if sys.platform == "linux" else None
if _libc is not None:
    _libc.syscall.restype = ctypes.c_long


def prctl(option: int, value: int) -> bool:
    """Change a property of this process; tells whether the system did."""
    return _prctl(option, value)


def unshare(flags: int) -> bool:
    """Leave what is shared with other processes; tells whether the system let us."""
    return _libc is not None and _libc.unshare(flags) == 0


def call(number: int, *arguments: int | bytes) -> int:
    """A call by its number; below 0 if it failed or there is no such call."""
    if _libc is None:
        return -1
    given = (ctypes.c_long(a) if isinstance(a, int) else ctypes.c_char_p(a) for a in arguments)
    return int(_libc.syscall(ctypes.c_long(number), *given))


def filter_calls(program: bytes) -> bool:
    """Have the kernel run `program` on every call to come; tells whether it will."""
    steps = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(steps))
    pointer = ctypes.create_string_buffer(header, len(header))
    return _prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(pointer))


def keep_capabilities(kept: int) -> bool:
    """Give up the rights of root but those in the set `kept`; tells whether the system did."""
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

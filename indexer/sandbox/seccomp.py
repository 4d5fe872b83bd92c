"""A filter on this process's system calls (seccomp-BPF, Linux).

It holds for native code too, and on kernels without Landlock. A refused call fails with an error
code, so that libraries which can do without it carry on. Processors that `syscalls` does not list
have no filter.
"""

from __future__ import annotations

import errno
import functools
import os
import platform
import struct
import sys
from collections.abc import Mapping
from typing import Final

from indexer.sandbox import kernel, syscalls

# BPF has one register. It loads parts of the kernel's `struct seccomp_data`.
_LOAD: Final = 0x20
_IF_EQUAL: Final = 0x15
_IF_NOT_BELOW: Final = 0x35
_IF_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06
_NUMBER: Final = 0
_ARCHITECTURE: Final = 4
_ARGUMENTS: Final = 16

_ALLOW: Final = 0x7FFF0000
_FAIL: Final = 0x00050000
_KILL: Final = 0x80000000

_ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_WRITE_FLAGS: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_PRCTL_REFUSED: Final = (1, 36)  # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER: it ends with its parent
# TCGETS, TIOCGWINSZ, FIONREAD, FIONCLEX, FIOCLEX, TCGETS2: what streams ask about themselves.
# Others type into terminals, have signals sent, copy files or tell where on the disk they are.
_IOCTL_ALLOWED: Final = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451, 0x802C542A)
_FCNTL_REFUSED: Final = (
    *(6, 7, 37, 38),  # F_SETLK, F_SETLKW and those of open files: locks that others wait for
    *(4, 8, 10, 15),  # F_SETFL, F_SETOWN, F_SETSIG, F_SETOWN_EX: signals by way of the kernel
    *(1024, 1026, 1031),  # F_SETLEASE, F_NOTIFY; F_SETPIPE_SZ: memory that no limit counts
    *(1036, 1038),  # F_SET_RW_HINT, F_SET_FILE_RW_HINT: they outlive the process
)


def install() -> bool:
    """Install the filter on this process, irrevocably; returns whether it succeeded."""
    return _is_supported and kernel.filter_calls(process_filter(platform.machine(), os.getpid()))


def install_write_filter() -> bool:
    """Install a filter that refuses to open any file for writing; returns whether it succeeded.

    For kernels without Landlock, which can tell paths apart.
    """
    return _is_supported and kernel.filter_calls(write_filter(platform.machine()))


def process_filter(processor: str, pid: int) -> bytes:
    """The filter of the process `pid`, which may send signals to itself only, as `abort` does."""
    numbers = syscalls.conditional(processor)
    signals = (_on_call(numbers[name], _fail_unless(0, pid)) for name in ("kill", "tgkill"))
    return _common_rules(processor) + b"".join(signals) + _step(_RETURN, _ALLOW)


def write_filter(processor: str) -> bytes:
    """The filter that refuses to open files for writing."""
    rules = {
        "open": _fail_on_bits(1, _WRITE_FLAGS, errno.EACCES),
        "openat": _fail_on_bits(2, _WRITE_FLAGS, errno.EACCES),
        # The filter cannot see its arguments. The C library does not use it.
        "openat2": _fail(errno.ENOSYS),
    }
    return _prologue(processor) + _apply(rules, processor) + _step(_RETURN, _ALLOW)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _fail(error: int) -> bytes:
    return _step(_RETURN, _FAIL | error)


def _load_argument(place: int, *, upper: bool = False) -> bytes:
    return _step(_LOAD, _ARGUMENTS + 8 * place + (4 if upper else 0))  # both are little-endian


def _fail_on_bits(place: int, bits: int, error: int) -> bytes:
    test = _step(_IF_ANY_BIT, bits, if_false=1) + _fail(error)
    return _load_argument(place) + test + _step(_RETURN, _ALLOW)


def _fail_on_values(place: int, values: tuple[int, ...]) -> bytes:
    tests = (_step(_IF_EQUAL, value, if_false=1) + _fail(errno.EPERM) for value in values)
    return _load_argument(place) + b"".join(tests) + _step(_RETURN, _ALLOW)


def _fail_on_others(place: int, values: tuple[int, ...]) -> bytes:
    tests = (_step(_IF_EQUAL, value, if_false=1) + _step(_RETURN, _ALLOW) for value in values)
    return _load_argument(place) + b"".join(tests) + _fail(errno.EPERM)


def _fail_unless(place: int, value: int) -> bytes:
    test = _step(_IF_EQUAL, value, if_true=1) + _fail(errno.EPERM)
    return _load_argument(place) + test + _step(_RETURN, _ALLOW)


def _fail_unless_null(place: int) -> bytes:
    test = _step(_IF_EQUAL, 0, if_true=1) + _fail(errno.EPERM)
    return _load_argument(place, upper=True) + test + _fail_unless(place, 0)


def _on_call(number: int, then: bytes) -> bytes:
    return _step(_IF_EQUAL, number, if_false=len(then) // 8) + then


def _prologue(processor: str) -> bytes:
    """Loads the call's number; kills the process if the call is of another architecture."""
    ours = _step(_IF_EQUAL, _ARCHITECTURES[processor], if_true=1)
    return b"".join(
        (_step(_LOAD, _ARCHITECTURE), ours, _step(_RETURN, _KILL), _step(_LOAD, _NUMBER))
    )


def _apply(rules: Mapping[str, bytes], processor: str) -> bytes:
    numbers = syscalls.conditional(processor)
    return b"".join(_on_call(numbers[name], rules[name]) for name in rules if name in numbers)


@functools.cache
def _common_rules(processor: str) -> bytes:
    rules = {
        # The filter cannot see its arguments. The C library falls back to `clone`.
        "clone3": _fail(errno.ENOSYS),
        "prctl": _fail_on_values(0, _PRCTL_REFUSED),
        "ioctl": _fail_on_others(1, _IOCTL_ALLOWED),
        "fcntl": _fail_on_values(1, _FCNTL_REFUSED),
        "prlimit64": _fail_unless_null(2),  # reading limits is allowed, setting them is not
    }
    newer = _step(_IF_NOT_BELOW, syscalls.FIRST_NEWER, if_false=1) + _fail(errno.ENOSYS)
    refused = sorted(syscalls.refused(processor).values())
    always = b"".join(_on_call(number, _fail(errno.EPERM)) for number in refused)
    return _prologue(processor) + newer + always + _apply(rules, processor)


_is_supported: Final = (
    sys.platform == "linux" and platform.machine() in _ARCHITECTURES and sys.maxsize > 2**32
)
if _is_supported:
    _common_rules(platform.machine())  # cached before the children are forked

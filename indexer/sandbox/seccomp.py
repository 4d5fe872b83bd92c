"""A filter on the calls of this process, in the kernel's own small language (seccomp-BPF, Linux).

It holds for native code too, and where Landlock is missing. A refused call fails as if the right
to it were missing, so that libraries which can do without go on. On other processors than those of
`syscalls` there is no filter.
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

# The machine has one register. It loads parts of the kernel's `struct seccomp_data`.
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

_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_PRCTL: Final = (1, 36)  # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER: it ends with its parent
_IOCTL: Final = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: typing into a terminal
_FCNTL: Final = (
    *(6, 7, 37, 38),  # F_SETLK, F_SETLKW and those of open files: locks that others wait for
    *(8, 10, 15),  # F_SETOWN, F_SETSIG, F_SETOWN_EX: signals by way of the kernel
    *(1024, 1031),  # F_SETLEASE; F_SETPIPE_SZ: memory that no limit counts
)


def install() -> bool:
    """Put the filter on this process, for good; tells whether the system did."""
    return _on_known_processor and kernel.filter_calls(program(platform.machine(), os.getpid()))


def install_against_writing() -> bool:
    """The same with one that lets no file be opened for writing, whichever it is: for systems
    without Landlock, which knows one from another."""
    return _on_known_processor and kernel.filter_calls(program_against_writing(platform.machine()))


def program(processor: str, pid: int) -> bytes:
    """The filter for the process `pid`, which may send signals to itself, as `abort` does."""
    numbers = syscalls.looked_at(processor)
    signals = (_on_call(numbers[name], _fail_unless(0, pid)) for name in ("kill", "tgkill"))
    return _same_for_all(processor) + b"".join(signals) + _step(_RETURN, _ALLOW)


def program_against_writing(processor: str) -> bytes:
    """The filter that refuses to open for writing."""
    rules = {
        "open": _fail_on_bits(1, _WRITING, errno.EACCES),
        "openat": _fail_on_bits(2, _WRITING, errno.EACCES),
        # Its arguments are out of the filter's sight. The C library does not use it.
        "openat2": _fail(errno.ENOSYS),
    }
    return _beginning(processor) + _apply(rules, processor) + _step(_RETURN, _ALLOW)


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


def _fail_unless(place: int, value: int) -> bytes:
    test = _step(_IF_EQUAL, value, if_true=1) + _fail(errno.EPERM)
    return _load_argument(place) + test + _step(_RETURN, _ALLOW)


def _fail_unless_null(place: int) -> bytes:
    test = _step(_IF_EQUAL, 0, if_true=1) + _fail(errno.EPERM)
    return _load_argument(place, upper=True) + test + _fail_unless(place, 0)


def _on_call(number: int, then: bytes) -> bytes:
    return _step(_IF_EQUAL, number, if_false=len(then) // 8) + then


def _beginning(processor: str) -> bytes:
    """Loads the number of the call; numbers that mean another call on another processor end it."""
    ours = _step(_IF_EQUAL, _ARCHITECTURES[processor], if_true=1)
    return b"".join(
        (_step(_LOAD, _ARCHITECTURE), ours, _step(_RETURN, _KILL), _step(_LOAD, _NUMBER))
    )


def _apply(rules: Mapping[str, bytes], processor: str) -> bytes:
    numbers = syscalls.looked_at(processor)
    return b"".join(_on_call(numbers[name], rules[name]) for name in rules if name in numbers)


@functools.cache
def _same_for_all(processor: str) -> bytes:
    rules = {
        # Its arguments are out of the filter's sight. The C library then uses `clone`.
        "clone3": _fail(errno.ENOSYS),
        "prctl": _fail_on_values(0, _PRCTL),
        "ioctl": _fail_on_values(1, _IOCTL),
        "fcntl": _fail_on_values(1, _FCNTL),
        "prlimit64": _fail_unless_null(2),  # asking is allowed, setting is not
    }
    newer = _step(_IF_NOT_BELOW, syscalls.FIRST_NEWER, if_false=1) + _fail(errno.ENOSYS)
    refused = sorted(syscalls.refused(processor).values())
    always = b"".join(_on_call(number, _fail(errno.EPERM)) for number in refused)
    return _beginning(processor) + newer + always + _apply(rules, processor)


_on_known_processor: Final = (
    sys.platform == "linux" and platform.machine() in _ARCHITECTURES and sys.maxsize > 2**32
)
if _on_known_processor:
    _same_for_all(platform.machine())  # remembered for the children

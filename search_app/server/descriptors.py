"""How many connections this process can hold without running out of file descriptors."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import resource

_MAX_CONNECTIONS: Final = 2048
"""Each takes at most 32 kB for a header, or 64 kB for a body, that is still incomplete."""
_MIN_CONNECTIONS: Final = 8
_MAX_SELECTABLE: Final = 400
"""Windows waits for 512 sockets at most."""
_RESERVED: Final = 48
"""Descriptors for the index, the sandbox and pictures, beside two for each thread."""
_DESCRIPTORS_PER_CONNECTION: Final = 2
"""A socket, and the file that is being sent through it."""
_USUALLY_OPEN: Final = 32
_DESCRIPTORS_WANTED: Final = 8192


def raise_descriptor_limit() -> None:
    """Let this process open as many files as it may need, if the system lets it."""
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _DESCRIPTORS_WANTED
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            with suppress(OSError, ValueError):  # then the limits of connections are lower
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def connection_limit(threads: int) -> int:
    """How many connections may be open at the same time, beside what the service itself opens."""
    if sys.platform == "win32":
        return _MAX_SELECTABLE
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return _MAX_CONNECTIONS
    free = soft - _open_descriptors() - _RESERVED - 2 * threads
    return max(_MIN_CONNECTIONS, min(_MAX_CONNECTIONS, free // _DESCRIPTORS_PER_CONNECTION))


def _open_descriptors() -> int:
    try:
        return sum(1 for _ in Path("/dev/fd").iterdir())
    except OSError:
        return _USUALLY_OPEN

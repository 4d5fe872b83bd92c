"""What this machine permits a process, and whether it runs out of memory; unknown is 0."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import resource

_DESCRIPTORS_PER_JOB: Final = 6
"""Its file, the pipe of its answer, the control socket, and for a moment the other ends."""
_DESCRIPTORS_BESIDE: Final = 12
"""For the index, the cache of recognised text, and the fork servers."""


def permitted_memory_mb() -> int:
    """MiB of address space that the system permits to a process (`ulimit -v`); 0: no limit."""
    if sys.platform == "win32":
        return 0
    highest = resource.getrlimit(resource.RLIMIT_AS)[1]
    return 0 if highest == resource.RLIM_INFINITY else max(1, highest // (1024 * 1024))


def free_descriptors() -> int:
    """How many files this process may still open; 0 if that is not known.

    It may open as many as the system permits at all from now on: what a shell sets is often less.
    """
    if sys.platform == "win32":
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard and hard != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    try:
        used = len(os.listdir("/dev/fd"))  # noqa: PTH208 # names are enough
    except OSError:
        return 0
    return max(1, soft - used)


def affordable_jobs(wanted: int) -> int:
    """How many of the `wanted` jobs can run at once with the free descriptors: 1 or more."""
    free = free_descriptors()
    if free == 0:
        return wanted
    return max(1, min(wanted, (free - _DESCRIPTORS_BESIDE) // _DESCRIPTORS_PER_JOB))


def count_memory_kills() -> int:
    """How many processes the kernel has killed so far because memory ran out (Linux); else 0."""
    try:
        for line in Path("/proc/vmstat").read_text("ascii").splitlines():
            name, _, number = line.partition(" ")
            if name == "oom_kill":
                return int(number)
    except (OSError, ValueError):
        pass
    return 0

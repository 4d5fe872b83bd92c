"""What this machine permits a process, and whether it runs out of memory; unknown is 0."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import resource

_CONTAINER_FILES: Final = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
    ),
)
"""What a container may take of the memory, and what it has taken, in either version of cgroups."""

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
    """How many files this process may still open; 0 if that is not known."""
    if sys.platform == "win32":
        return 0
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if soft == resource.RLIM_INFINITY:
        return 0
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


def free_memory_mb() -> int:
    """MiB of memory that programs may still take, here or in this container (Linux); else 0."""
    free = _number_in("/proc/meminfo", "MemAvailable:") // 1024
    for limit, used in _CONTAINER_FILES:
        try:
            left = int(Path(limit).read_text("ascii")) - int(Path(used).read_text("ascii"))
        except (OSError, ValueError):  # there is no such limit
            continue
        free = min(free, max(1, left // (1024 * 1024)))
    return free


def count_memory_kills() -> int:
    """How many processes the kernel has killed so far because memory ran out (Linux); else 0."""
    return _number_in("/proc/vmstat", "oom_kill")


def _number_in(file: str, name: str) -> int:
    """The number behind a name in a file of the kernel; 0 if it is not there."""
    try:
        rows = (line.split() for line in Path(file).read_text("ascii").splitlines())
        return next((int(row[1]) for row in rows if row[0] == name), 0)
    except (OSError, ValueError, IndexError):
        return 0

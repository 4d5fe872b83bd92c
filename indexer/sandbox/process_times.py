"""How far a process has got, as the system tells (Linux): whether it works, waits or is held up."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TICKS_PER_SECOND: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_NANOSECONDS: Final = 1e9
_STATE, _USER_TICKS, _SYSTEM_TICKS = 0, 11, 12
"""Places in /proc/PID/stat, counted after the program's name (proc(5))."""
_WAITS_FOR_DISK: Final = "D"


@dataclass(frozen=True, slots=True)
class ProcessTimes:
    """What a process has done since it was started; the defaults mean that nothing is known.

    `cpu_seconds` is the processor time it took, `starved_seconds` for how long it was ready to work
    while the processors were busy with others; `waits_for_disk` means that it cannot go on before a
    disk or a network share answers.
    """

    cpu_seconds: float = 0.0
    starved_seconds: float = 0.0
    waits_for_disk: bool = False


def times_of(pid: int) -> ProcessTimes:
    """The times of the process `pid` now."""
    try:
        # The name, in parentheses, may hold anything.
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        ticks = int(stat[_USER_TICKS]) + int(stat[_SYSTEM_TICKS])
        return ProcessTimes(
            ticks / _TICKS_PER_SECOND, _starved_seconds(pid), stat[_STATE] == _WAITS_FOR_DISK
        )
    except (OSError, ValueError, IndexError):  # not Linux, or it has ended
        return ProcessTimes()


def _starved_seconds(pid: int) -> float:
    """How long it has waited for a processor; 0 if this kernel does not count that."""
    try:
        counted = Path(f"/proc/{pid}/schedstat").read_text("ascii").split()
        return int(counted[1]) / _NANOSECONDS
    except (OSError, ValueError, IndexError):
        return 0.0

"""What the machine has and permits: isolation, memory, open files, processors, clock, language."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from indexer.doctor.check_result import CheckResult, CheckState
from indexer.languages import INTERFACES
from indexer.messages import language_in_use, message
from indexer.sandbox import interpreter, landlock, machine
from indexer.settings import Settings

_PROBE: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from indexer.sandbox import confine; print(confine.leave_system())"
)
_PROBE_SECONDS: Final = 20.0
_MIN_DESCRIPTORS: Final = 64
_MEGABYTE: Final = 1024 * 1024
_FULL_ISOLATION: Final = message(
    "Files are read all the same. For full isolation, use a newer Linux, or have user namespaces "
    "permitted."
)
_BUSY_SHARE: Final = 4.0
"""Programs that wait for a processor, for each processor."""
_PROGRAM_TIME: Final = datetime(2026, 1, 1).timestamp()
"""The program is younger than that."""


def isolation(settings: Settings) -> Iterator[CheckResult]:
    """What keeps a hostile file from the rest of the computer while it is read."""
    layers = {
        "Landlock": landlock.version() > 0,
        "seccomp": _has_seccomp(),
        "namespaces": _leaves_system(),
    }
    missing = ", ".join(name for name, exists in layers.items() if not exists)
    if not missing:
        text = message(
            "While a file is read, it is isolated from the rest of the computer ({layers}).",
            layers=", ".join(layers),
        )
        yield CheckResult("isolation", CheckState.GOOD, text)
    else:
        text = message(
            "While a file is read, it is only in part isolated from the rest of the computer: this "
            "computer has no {missing}.",
            missing=missing,
        )
        yield CheckResult("isolation", CheckState.REDUCED, text, _FULL_ISOLATION)


def _has_seccomp() -> bool:
    try:
        return "Seccomp:" in Path("/proc/self/status").read_text("utf-8", "replace")
    except OSError:
        return False


def _leaves_system() -> bool:
    """Whether a process may have mounts and a network of its own."""
    if sys.platform != "linux":
        return False
    paths = interpreter.search_path_argument()
    done = subprocess.run(  # noqa: S603 # nothing in it is from a file
        interpreter.command(_PROBE, paths),
        env=interpreter.environment(),
        capture_output=True,
        text=True,
        timeout=_PROBE_SECONDS,
        check=False,
    )
    return done.stdout.strip() == "True"


def memory(settings: Settings) -> Iterator[CheckResult]:
    """Free memory, against what reading takes."""
    workers = settings.workers or os.cpu_count() or 1
    needed = settings.memory_mb * workers
    permitted = machine.permitted_memory_mb()
    if permitted and (settings.memory_mb == 0 or permitted < settings.memory_mb):
        yield CheckResult(
            "memory",
            CheckState.BAD,
            message(
                "A program may take {permitted} MB of memory only, and reading a file may need "
                "{needed}.",
                permitted=permitted,
                needed=settings.memory_mb,
            ),
            message("Have more permitted (ulimit -v unlimited)."),
        )
    free = machine.free_memory_mb()
    if free == 0:
        return
    text = message(
        "{free} MB of memory are free; reading files may take up to {needed}.",
        free=free,
        needed=needed,
    )
    if free >= needed:
        yield CheckResult("memory", CheckState.GOOD, text)
    else:
        fewer = max(1, free // max(1, settings.memory_mb))
        advice = message(
            "Close other programs, or set the setting workers to {workers}.", workers=fewer
        )
        yield CheckResult("memory", CheckState.REDUCED, text, advice)


def open_files(settings: Settings) -> Iterator[CheckResult]:
    """How many files the program may open."""
    free = machine.free_descriptors()
    if free == 0:
        return
    text = message("The program may open {number} more files at the same time.", number=free)
    if free >= _MIN_DESCRIPTORS:
        yield CheckResult("open files", CheckState.GOOD, text)
    else:
        advice = message("Have more permitted (ulimit -n 256).")
        yield CheckResult("open files", CheckState.BAD, text, advice)


def processors(settings: Settings) -> Iterator[CheckResult]:
    """How many processors there are, and how busy they are."""
    count = os.cpu_count() or 1
    if not hasattr(os, "getloadavg"):
        return
    load = os.getloadavg()[0]
    text = message(
        "Processors: {count}. Programs that are computing now: {busy}.",
        count=count,
        busy=round(load),
    )
    if load <= _BUSY_SHARE * count:
        yield CheckResult("processors", CheckState.GOOD, text)
    else:
        advice = message("Reading takes longer for that; nothing else has to be done.")
        yield CheckResult("processors", CheckState.REDUCED, text, advice)


def clock(settings: Settings) -> Iterator[CheckResult]:
    """Whether the clock can be right."""
    now = datetime.now().astimezone()
    text = message("The clock says {time}.", time=now.strftime("%Y-%m-%d %H:%M %Z"))
    pointer = settings.index / "current"
    try:
        is_behind = pointer.stat().st_mtime > time.time() + 24 * 3600
    except OSError:
        is_behind = False
    if is_behind or now.timestamp() < _PROGRAM_TIME:
        advice = message(
            "The index is newer than that: set the clock. Embargoes and withdrawals until a date "
            "depend on it."
        )
        yield CheckResult("clock", CheckState.BAD, text, advice)
    else:
        yield CheckResult("clock", CheckState.GOOD, text)


def language(settings: Settings) -> Iterator[CheckResult]:
    """The language of messages, and whether the terminal shows its letters."""
    name = INTERFACES[language_in_use()].name
    text = message("Messages are in this language: {language}.", language=name)
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    if encoding in ("ascii", "ansi_x3.41968", "usascii"):
        advice = message(
            "The terminal shows no accents: set its locale to one with UTF-8, such as es_MX.UTF-8."
        )
        yield CheckResult("language", CheckState.REDUCED, text, advice)
    else:
        yield CheckResult("language", CheckState.GOOD, text)

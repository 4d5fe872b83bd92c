"""How an interpreter for foreign files is started: isolated, in an almost empty environment."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Final

_ENVIRONMENT: Final = {
    # A child has one thread: the pool distributes the processors, and libgomp aborts if it cannot
    # start another one.
    **dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
    # Where this machine is, is no file's business.
    "TZ": "UTC0",
}

PASSED_VARIABLES: Final = (
    # Without these some systems find no libraries, or Windows starts nothing.
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT"),
    # Where staff put tesseract's language data.
    "TESSDATA_PREFIX",
)
"""What a child's process gets of this one's environment while it starts. Afterwards it is empty."""


def command(program: str, *arguments: str) -> list[str]:
    """The command that runs `program`, which is code."""
    return [sys.executable, "-I", "-c", program, *arguments]


def search_path() -> list[str]:
    """Python's, where no entry depends on the folder that this process is in."""
    return [str(Path(entry).absolute()) for entry in sys.path]


def search_path_argument() -> str:
    """The search path for a program's argument, as JSON."""
    return json.dumps(search_path())


def environment() -> dict[str, str]:
    """The variables that the interpreter gets."""
    return {
        name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ
    } | _ENVIRONMENT

"""Starts a program: before its libraries are loaded, this looks whether the machine lets it,
and whatever goes wrong while they are loaded ends in an exit code and two lines.

A library of C or Rust ends the process by itself, with a code and words of its own, where it finds
no memory while it is loaded. So the memory is asked for before.
"""

from __future__ import annotations

import contextlib
import gc
import mmap
import os
import sys
import traceback
from collections.abc import Callable
from typing import Final

from indexer.errors import AlunaError, ExitCode, OutOfOpenFiles, ProgramIncomplete
from indexer.messages import language_of_machine, message, use_language
from indexer.system_errors import refusal, shortage_in

if sys.platform != "win32":
    import resource

_NEEDED_BYTES: Final = 192 * 1024 * 1024
"""Of address space: below that, NumPy or Rust abort (with `ulimit -v` of 160 MB, measured)."""
_NEEDED_DESCRIPTORS: Final = 12
"""Importing takes two or three, reading the index as many more."""
_MOST_DESCRIPTORS: Final = 4096

_ENVIRONMENT: Final = {
    # NumPy computes nothing here that is worth a thread of its own; and OpenBLAS interrupts the
    # program (SIGINT) if the system starts no thread for it.
    "OPENBLAS_NUM_THREADS": "1",
}


def start(load: Callable[[], Callable[[], int]]) -> int:
    """Load a program and run it; returns its exit code. `load` imports it, and returns its main."""
    try:
        set_environment()
        _raise_descriptors()
        require_resources()
        gc.disable()  # loading leaves little garbage, and is a seventh quicker (.36 s, not .42)
        main = load()
        gc.freeze()
        gc.enable()
    except KeyboardInterrupt:
        _say(message("Stopped. Nothing was changed."))
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 # every exception needs an exit code
        if "--traceback" in sys.argv:
            traceback.print_exception(error)
        failure = _failure(error)
        _say(failure, failure.advice)
        return failure.exit_code
    return main()


def set_environment() -> None:
    """Set, where nobody has, what libraries read in the environment while they are loaded."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)


def require_resources() -> None:
    """See that there is memory and that files can be opened.

    Raises:
        OSError: there is no memory.
        OutOfOpenFiles: this process may open hardly any file.
    """
    mmap.mmap(-1, _NEEDED_BYTES).close()  # asked for, but not used
    with contextlib.ExitStack() as opened:
        try:
            for _ in range(_NEEDED_DESCRIPTORS):
                opened.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        except OSError as error:
            raise OutOfOpenFiles(message("This program may not open any more files.")) from error


def _raise_descriptors() -> None:
    """Open as many files as the system permits at all; what a shell sets is often less."""
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _MOST_DESCRIPTORS)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _failure(error: Exception) -> AlunaError:
    if isinstance(error, AlunaError):
        return error
    if shortage := shortage_in(error):
        return shortage
    if isinstance(error, OSError):
        return refusal(error)
    reason = next(iter(str(error).splitlines()), type(error).__name__)
    return ProgramIncomplete(
        message("The program is not fully installed: {reason}.", reason=reason.rstrip("."))
    )


def _say(*lines: object) -> None:
    use_language(language_of_machine())
    print("\n".join(map(str, lines)), file=sys.stderr)

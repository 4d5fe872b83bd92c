"""Turns whatever a command does into an exit code and, if it fails, two lines for its user.

Python exits with 1 after an exception, which would be taken for "done, but some files have
problems". Messages and source lines of unexpected exceptions are shown on request only: they can
quote what somebody has searched for.
"""

from __future__ import annotations

import os
import select
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from indexer.errors import AlunaError, ExitCode, MachineError
from indexer.messages import Message, message
from indexer.signals import Terminated, termination_raised
from indexer.system_reasons import reason_of


def exit_code_of(command: Callable[[], ExitCode], *, show_traceback: bool) -> ExitCode:
    """Run a command; no exception leaves here. Failures are printed to standard error."""
    with termination_raised():
        return _exit_code_of(command, show_traceback=show_traceback)


def _exit_code_of(command: Callable[[], ExitCode], *, show_traceback: bool) -> ExitCode:
    try:
        return _run(command)
    except KeyboardInterrupt as stop:
        print(str(stop) or message("Stopped."), file=sys.stderr)
        return ExitCode.TERMINATED if isinstance(stop, Terminated) else ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 # every exception needs an exit code
        if show_traceback:
            traceback.print_exception(error)
        print(f"{_what_happened(error)}\n{_advice(error)}", file=sys.stderr)
        return error.exit_code if isinstance(error, AlunaError) else ExitCode.FAILED


def _run(command: Callable[[], ExitCode]) -> ExitCode:
    try:
        code = command()
        sys.stdout.flush()
    except BrokenPipeError:
        if not _has_no_reader(sys.stdout):
            raise
        # Python would fail again when it flushes at exit, and exit with 120.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    return code


def _has_no_reader(stream: TextIO) -> bool:
    """Whether the program that reads our output (head, less) has ended."""
    if not hasattr(select, "poll"):
        return False
    poll = select.poll()
    poll.register(stream, 0)
    return any(event & select.POLLERR for _, event in poll.poll(0))


def _what_happened(error: Exception) -> Message:
    match error:
        case AlunaError():
            return error.what
        case MemoryError():
            return message("There is not enough memory.")
        case OSError():
            reason = reason_of(error)
            if isinstance(error.filename, str):
                return message("{file}: {reason}.", file=error.filename, reason=reason)
            return message("The computer refuses something: {reason}.", reason=reason)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return message(
        "An unexpected error stopped the command: {error} in {file}, line {line}.",
        error=type(error).__name__,
        file=Path(frame.filename).name,
        line=str(frame.lineno),
    )


def _advice(error: Exception) -> Message:
    if isinstance(error, AlunaError):
        return error.advice
    if isinstance(error, OSError | MemoryError):
        return MachineError.advice
    return message(
        "This is a fault of the program; the index is as it was before. Run the command again with "
        "--traceback and send what it prints to those who maintain the program."
    )

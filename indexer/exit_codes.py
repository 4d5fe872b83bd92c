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
from typing import Final, TextIO

from indexer.errors import AlunaError, ExitCode
from indexer.messages import Message, message
from indexer.signals import Terminated, termination_raised
from indexer.system_errors import refusal, shortage_behind, shortage_in


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
        failure = failure_of(error)
        if failure is None:
            print(f"{_place(error)}\n{_FAULT_ADVICE}", file=sys.stderr)
            return ExitCode.FAILED
        print(f"{failure}\n{failure.advice}", file=sys.stderr)
        return failure.exit_code


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


def failure_of(error: Exception) -> AlunaError | None:
    """What to tell of the error; None if it is a fault of the program.

    Whatever went wrong because memory, descriptors or processes are short, that is what to say:
    nothing is wrong with the corpus, the index or the settings then.
    """
    if isinstance(error, AlunaError):
        return shortage_behind(error) or error
    if shortage := shortage_in(error):
        return shortage
    return refusal(error) if isinstance(error, OSError) else None


def _place(error: Exception) -> Message:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return message(
        "An unexpected error stopped the command: {error} in {file}, line {line}.",
        error=type(error).__name__,
        file=Path(frame.filename).name,
        line=str(frame.lineno),
    )


_FAULT_ADVICE: Final = message(
    "This is a fault of the program; nothing that was in the index is lost. Run the command again "
    "with --traceback and send what it prints to those who maintain the program."
)

"""What ends a command from outside: Ctrl-C, SIGTERM of the system, the end of the terminal."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final

_TERMINATING: Final = tuple(
    signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if name in signal.Signals.__members__
)
_STOPPING: Final = (signal.SIGINT, *_TERMINATING)


class Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP; everything that gives way to Ctrl-C gives way to it too."""


@contextlib.contextmanager
def termination_raised() -> Iterator[None]:
    """Raise `Terminated` for signals that would end the process at once, so that it ends its
    children, drops what is half written, and says what it has done.

    Signals that whoever started the process has it ignore stay ignored, as under nohup.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _STOPPING}
    for number in _TERMINATING:
        if before[number] is signal.SIG_DFL:
            signal.signal(number, _terminate)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Terminated


def ignore_further_signals() -> None:
    """Have a command that is ending already end in peace, within `termination_raised`."""
    if threading.current_thread() is threading.main_thread():
        for number in _STOPPING:
            signal.signal(number, signal.SIG_IGN)

"""Work in a process of its own, forked from one that has the modules loaded and no threads."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Final

_PROCESSES: Final = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.faults.kills"])


def in_a_process(work: Callable[..., Sequence[str]], *given: object) -> str:
    """What `work` returns, as one text."""
    mine, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_report, args=(work, given, theirs))
    process.start()
    theirs.close()
    found: Sequence[str] = mine.recv()
    process.join()
    return "\n".join(found)


def _report(work: Callable[..., Sequence[str]], given: tuple[object, ...], to: Connection) -> None:
    to.send(list(work(*given)))

"""Kills a change of an index at each of its steps, and looks at what is left."""

from __future__ import annotations

import os
import shutil
import signal
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from indexer import failpoints
from indexer.failpoints import Failpoint
from tests.faults.engine_steps import CHANGES, check, check_undo, settings_of
from tests.faults.rounds import chosen


def steps_of(name: str, folder: Path) -> list[Failpoint]:
    """The failpoints that a change passes, in order."""
    passed: list[Failpoint] = []
    settings = settings_of(prepared(name, folder))
    failpoints.on_failpoint(passed.append)
    CHANGES[name].act(settings)
    failpoints.on_failpoint(None)
    return passed


def prepared(name: str, folder: Path) -> Path:
    """A fresh index to which the change can be done, in a folder that need not exist."""
    shutil.rmtree(folder / name, ignore_errors=True)
    index = folder / name / "var" / "index"
    CHANGES[name].prepare(settings_of(index))
    return index


def kill_at_every_step(name: str, folder: Path) -> Sequence[str]:
    """What went wrong; each round is a process of its own, which is killed at another step."""
    steps = steps_of(name, folder)
    template = prepared(name, folder)
    wrong = []
    for number in chosen(range(len(steps)), 2):
        index = folder / "round" / "var" / "index"
        shutil.rmtree(folder / "round", ignore_errors=True)
        if template.exists():
            shutil.copytree(template, index)
        ended = _in_a_process(lambda index=index, number=number: _act_until(name, index, number))
        try:
            assert ended == -signal.SIGKILL, ended
            check(index, CHANGES[name].states)
            check_undo(index)
        except Exception:  # noqa: BLE001 # everything is reported
            wrong.append(f"{name}, killed before step {number} ({steps[number]}):")
            wrong.append(traceback.format_exc())
    return wrong


def _act_until(name: str, index: Path, number: int) -> None:
    """Do the change, and die at the failpoint with this number, from 0."""
    left = iter(range(number))

    def die(_: Failpoint) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    failpoints.on_failpoint(die)
    CHANGES[name].act(settings_of(index))


def _in_a_process(act: Callable[[], None]) -> int:
    """How a fork that does `act` ended, as in `Process.exitcode`."""
    child = os.fork()
    if child == 0:
        try:
            act()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

"""What becomes of a file on which the machine fails: a second try, and no verdict."""

from __future__ import annotations

import signal
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from typing import cast

import psutil
import pytest

from indexer.errors import SandboxUnavailable
from indexer.file_problems import ProblemKind
from indexer.sandbox import machine, pool, self_test, starters
from indexer.sandbox.children import Child
from indexer.sandbox.classify import Attempt, classify
from indexer.sandbox.pool import Pool
from indexer.sandbox.process_times import ProcessTimes, times_of
from indexer.sandbox.protocol import Ending
from indexer.sandbox.schedule import run_all
from indexer.sandbox.task_kind import ProcessLimits
from indexer.tasks.extract import EXTRACT
from tests.playground import SETTINGS, Playground
from tests.sandbox import layers
from tests.sandbox.misbehaving import GOOD

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these limits need Linux")

LIMITS = ProcessLimits(memory_mb=100, cpu_seconds=10, wall_seconds=20, max_answer_bytes=1000)
MEGABYTE = 1 << 20


def _late(times: ProcessTimes, cpu_seconds: float, seconds: float = 20.0) -> Attempt:
    return Attempt(b"", Ending(-signal.SIGKILL, 0, cpu_seconds), False, seconds, times)


def _ended(number: int, *, memory: int = 0, cpu_seconds: float = 0.1) -> Attempt:
    return Attempt(b"", Ending(number, memory * MEGABYTE, cpu_seconds), False, 1.0)


@pytest.mark.parametrize(
    ("attempt", "kind"),
    [
        (_ended(-signal.SIGKILL, memory=20), ProblemKind.READER_KILLED),
        (_ended(-signal.SIGKILL, memory=95), ProblemKind.READER_KILLED),
        (_ended(-signal.SIGTERM), ProblemKind.READER_KILLED),
        (Attempt(b"", Ending(lost=True), False, 1.0), ProblemKind.READER_KILLED),
        (Attempt(b"", Ending(refused="no process"), False, 1.0), ProblemKind.RESOURCES_SHORT),
        (_ended(-signal.SIGKILL, cpu_seconds=10), ProblemKind.TIME_LIMIT),
        (_ended(-signal.SIGXCPU), ProblemKind.TIME_LIMIT),
        (_ended(-signal.SIGABRT, memory=95), ProblemKind.MEMORY_LIMIT),
        (_ended(-signal.SIGABRT, memory=20), ProblemKind.CRASHED),
        (_ended(-signal.SIGSEGV), ProblemKind.CRASHED),
        (_late(ProcessTimes(), cpu_seconds=18), ProblemKind.TIME_LIMIT),
        (_late(ProcessTimes(starved_seconds=90), 18, seconds=120), ProblemKind.TIME_LIMIT),
        (_late(ProcessTimes(), cpu_seconds=1), ProblemKind.READER_DELAYED),
        (_late(ProcessTimes(waits_for_disk=True), cpu_seconds=1), ProblemKind.UNREADABLE),
    ],
)
def test_the_way_a_child_ends_says_whose_fault_it_is(
    attempt: Attempt, kind: ProblemKind, playground: Playground
) -> None:
    value, problem = classify(playground.job("good"), attempt, EXTRACT, LIMITS)
    assert value is None
    assert problem is not None
    assert problem.kind is kind


def test_a_child_that_is_killed_once_is_run_again(playground: Playground) -> None:
    killed = threading.Event()

    def kill_one() -> None:
        while not killed.is_set():
            server = next(iter(playground.processes()), None)
            for child in server.children() if server else ():
                child.send_signal(signal.SIGKILL)
                killed.set()

    killer = threading.Thread(target=kill_one)
    killer.start()
    try:
        outcome = playground.run("touch_file")["touch_file"]
    finally:
        killed.set()
        killer.join()
    assert outcome.value == GOOD


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause before the good file is tried again."""
    monkeypatch.setattr(self_test, "_PAUSES_SECONDS", (0.0, 0.0))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("function", ["abort", "garbage", "kill_itself"])
def test_where_no_good_file_is_read_nothing_is_said_about_any(
    function: str, playground: Playground
) -> None:
    broken = starters.starter(f"tests.sandbox.misbehaving:{function}")
    with (
        closing(Pool(SETTINGS, EXTRACT, broken)) as one,
        pytest.raises(SandboxUnavailable, match="Nothing can be read on this computer"),
    ):
        list(run_all([playground.job("good")], one))


@pytest.mark.usefixtures("impatient")
def test_a_machine_that_starts_no_process_blames_no_file(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(layers.MISSING, "fork")
    with closing(playground.pool()) as one:
        problem = one.run(playground.job("good")).problem
        assert problem is not None
        assert problem.kind is ProblemKind.RESOURCES_SHORT
        assert "no process" in str(problem.detail)
        with pytest.raises(SandboxUnavailable, match="no process"):
            list(run_all([playground.job("good")], one))


def test_the_limit_of_the_system_is_told_apart_from_the_setting(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "permitted_memory_mb", lambda: 100)
    with closing(playground.pool()) as one:
        problem = one.run(playground.job("ask_for_too_much")).problem
    assert problem is not None
    assert problem.kind is ProblemKind.RESOURCES_SHORT
    assert "100 MB" in str(problem.detail)


@dataclass
class _Starved:
    """A child that got a fifth of a processor."""

    started: float
    killed_after: float = 0.0

    def times(self) -> ProcessTimes:
        return ProcessTimes(starved_seconds=0.8 * (time.monotonic() - self.started))

    def kill(self) -> None:
        self.killed_after = time.monotonic() - self.started

    def force(self) -> None:
        raise AssertionError


def test_waiting_for_a_busy_processor_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_KILL_GRACE_SECONDS", 1.0)
    child = _Starved(time.monotonic())
    with pool._Watchdog(cast(Child, child), 0.1) as watchdog:
        while not child.killed_after:
            time.sleep(0.01)
    assert child.killed_after >= 0.5
    assert watchdog.seen_late is not None


def test_the_times_of_a_process_are_those_of_the_system() -> None:
    found, known = times_of(psutil.Process().pid), psutil.Process().cpu_times()
    assert found.cpu_seconds == pytest.approx(known.user + known.system, abs=1)
    assert times_of(1 << 30) == ProcessTimes()


def test_fewer_files_are_read_at_once_with_few_descriptors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "free_descriptors", lambda: 30)
    assert [machine.affordable_jobs(wanted) for wanted in (1, 3, 64)] == [1, 3, 3]


def test_what_the_machine_did_is_temporary() -> None:
    kinds = {kind for kind in ProblemKind if kind.temporary}
    assert kinds >= {ProblemKind.READER_KILLED, ProblemKind.READER_DELAYED}
    assert kinds >= {ProblemKind.RESOURCES_SHORT, ProblemKind.OCR_INTERRUPTED}
    assert not any("save it again" in str(kind.advice) for kind in kinds)

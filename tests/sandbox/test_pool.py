from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from indexer.errors import ProgramIncomplete
from indexer.file_problems import ProblemKind
from indexer.sandbox import starters
from indexer.sandbox.pool import Pool
from indexer.sandbox.schedule import run_all
from indexer.tasks.extract import EXTRACT, ExtractJob
from indexer.tasks.extract_files import read_all, reader_names
from tests.conftest import ended
from tests.playground import SETTINGS, Playground, wait_until
from tests.sandbox.misbehaving import GOOD, READERS


def test_nothing_is_started_without_a_job(playground: Playground) -> None:
    assert list(read_all([], SETTINGS)) == []
    assert playground.processes() == []


def test_the_answer_about_a_file_that_changed_meanwhile_is_discarded(
    playground: Playground,
) -> None:
    job = playground.job("touch_file")
    threading.Timer(
        0.1, lambda: (playground.folder / job.path).write_bytes(b"%PDF-1.7 more")
    ).start()
    one = playground.pool()
    problem = one.run(job).problem
    one.close()
    assert problem is not None
    assert problem.kind is ProblemKind.CHANGING


def test_the_answer_about_a_file_that_is_gone_is_discarded(playground: Playground) -> None:
    job = playground.job("good")
    (playground.folder / job.path).unlink()
    one = playground.pool()
    problem = one.run(job).problem
    one.close()
    assert problem is not None
    assert (problem.kind, str(problem.detail)) == (
        ProblemKind.CHANGING,
        "it does not exist",
    )


def test_closing_the_generator_kills_children_at_once(playground: Playground) -> None:
    found = run_all(map(playground.job, ["good", "hang", "hang-2"]), playground.pool())
    assert next(found).value == GOOD
    started = time.monotonic()
    found.close()  # type: ignore[attr-defined] # a generator's
    assert time.monotonic() - started < 1
    assert playground.gone()


def test_an_error_in_the_jobs_reaches_the_caller_and_kills_children(
    playground: Playground,
) -> None:
    def jobs() -> Iterator[ExtractJob]:
        yield from map(playground.job, ["hang", *["good"] * 8])
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        list(run_all(jobs(), playground.pool()))
    assert playground.gone()


def test_the_next_job_is_taken_only_after_an_outcome(playground: Playground) -> None:
    asked = 0

    def jobs() -> Iterator[ExtractJob]:
        nonlocal asked
        for _ in range(50):
            asked += 1
            yield playground.job("good")

    one = playground.pool()
    found = run_all(jobs(), one)
    for taken in range(1, 51):
        next(found)
        time.sleep(0.005)
        assert asked < taken + 2 * SETTINGS.workers
    assert list(found) == []
    assert asked == 50
    one.close()


def test_a_function_that_cannot_be_loaded_is_reported(
    playground: Playground, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ProgramIncomplete, match=r"tests\.sandbox\.nowhere is missing") as found:
        Pool(SETTINGS, EXTRACT, starters.starter("tests.sandbox.nowhere:read")).run(
            playground.job("good")
        )
    assert "Traceback" in found.value.__notes__[0]  # for --traceback
    assert capfd.readouterr().err == ""
    assert playground.gone()


@pytest.mark.parametrize("is_spawned", [False, True], ids=["forked", "spawned"])
def test_a_child_that_no_thread_can_watch_is_killed(
    is_spawned: bool, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    starter = starters.SpawnStarter(READERS) if is_spawned else starters.starter(READERS)
    one = Pool(SETTINGS, EXTRACT, starter)
    assert one.run(playground.job("good")).value == GOOD
    before = psutil.Process().num_fds(), len(playground.processes())

    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        for _ in range(5):
            problem = one.run(playground.job("hang")).problem
            assert problem is not None
            assert problem.kind is ProblemKind.RESOURCES_SHORT
    assert (psutil.Process().num_fds(), len(playground.processes())) == before
    assert one.run(playground.job("good")).value == GOOD
    one.close()
    assert playground.gone()


SERVER = """
import socket, sys
from indexer.sandbox import fork_server
fork_server.main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="fork servers need Linux")
@pytest.mark.parametrize("is_ready", [False, True], ids=["while loading", "when it is ready"])
def test_a_fork_server_whose_indexer_was_killed_exits_quietly(is_ready: bool) -> None:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(its.fileno()), READERS],
            pass_fds=[its.fileno()],
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
    with ended(process) as server:
        with ours:
            if is_ready:
                select.select([ours], [], [])  # what it has sent is never read
        _, said = server.communicate(timeout=20)
    assert (server.returncode, said.decode()) == (0, "")


def test_without_a_fork_server_each_file_has_an_interpreter(playground: Playground) -> None:
    names = ["good", "refuse", "stumble", "abort", "silent", "garbage", "spin", "hang", "connect"]
    found = playground.run(*names, pool=Pool(SETTINGS, EXTRACT, starters.SpawnStarter(READERS)))
    assert {name: o.problem.kind for name, o in found.items() if o.problem} == {
        "refuse": ProblemKind.ENCRYPTED,
        "stumble": ProblemKind.CRASHED,
        "abort": ProblemKind.CRASHED,
        "silent": ProblemKind.CRASHED,
        "garbage": ProblemKind.GARBLED,
        "spin": ProblemKind.TIME_LIMIT,
        "hang": ProblemKind.TIME_LIMIT,
        "connect": ProblemKind.CRASHED,
    }
    assert found["good"].value == GOOD
    assert playground.gone()


PROGRAM = """
import sys
from pathlib import Path
from tests.playground import SETTINGS, Playground
from tests.shared_readers import pass_variables
pass_variables()
playground = Playground(Path(sys.argv[1]), "")
print(len(playground.run("good", "hang", "hang-2", "spin_deaf")))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_when_the_indexer_is_killed_everything_ends(
    number: signal.Signals, playground: Playground
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(playground.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with ended(process) as indexer:
        wait_until(lambda: len(playground.processes()) >= 4)
        started = time.monotonic()
        indexer.send_signal(number)
        _, said = indexer.communicate(timeout=10)
    assert playground.gone(2 - (time.monotonic() - started))
    assert indexer.returncode == -number
    expected = b"KeyboardInterrupt" if number == signal.SIGINT else b""
    assert said.splitlines()[-1:] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "setting", ["max_pages", "max_text", "memory_mb", "cpu_seconds", "wall_seconds"]
)
def test_a_limit_that_changes_the_outcome_changes_the_readers_name(setting: str) -> None:
    other = replace(SETTINGS, **{setting: 7})  # type: ignore[arg-type] # all whole numbers
    assert reader_names(other) != reader_names(SETTINGS)


def test_other_settings_do_not_change_the_readers_name() -> None:
    assert reader_names(replace(SETTINGS, workers=9)) == reader_names(SETTINGS)

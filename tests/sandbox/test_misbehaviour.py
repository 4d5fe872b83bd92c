"""Whatever a child does, its file gets an outcome and the run goes on."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from indexer.file_problems import ProblemKind
from indexer.model import Metadata
from indexer.sandbox import pool, starters
from indexer.sandbox.pool import Pool
from indexer.tasks.extract import EXTRACT, ExtractOutcome
from tests.playground import SETTINGS, Playground
from tests.sandbox import layers
from tests.sandbox.misbehaving import GOOD, READERS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these limits need Linux")

PROBLEMS = {
    "refuse": (ProblemKind.ENCRYPTED, "a password is needed"),
    "stumble": (ProblemKind.CRASHED, "TypeError: 'NoneType' object is not subscriptable"),
    "kill_itself": (ProblemKind.READER_KILLED, "SIGKILL"),
    "abort": (ProblemKind.CRASHED, "SIGABRT"),
    "segfault": (ProblemKind.CRASHED, "SIGSEGV"),
    "silent": (ProblemKind.CRASHED, "without an answer"),
    "leave": (ProblemKind.CRASHED, "without an answer"),
    "hang": (ProblemKind.TIME_LIMIT, "more than 2 seconds"),
    "hang_deaf": (ProblemKind.TIME_LIMIT, "more than 2 seconds"),
    "stop_itself": (ProblemKind.TIME_LIMIT, "more than 2 seconds"),
    "drip": (ProblemKind.TIME_LIMIT, "more than 2 seconds"),
    "close_answer_and_hang": (ProblemKind.TIME_LIMIT, "more than 2 seconds"),
    "close_answer_and_spin": (ProblemKind.TIME_LIMIT, ""),
    "half_and_hang": (ProblemKind.TIME_LIMIT, "more than 2 seconds"),
    "spin": (ProblemKind.TIME_LIMIT, ""),
    "spin_deaf": (ProblemKind.TIME_LIMIT, ""),
    "eat_memory": (ProblemKind.MEMORY_LIMIT, ""),
    "eat_memory_and_abort": (ProblemKind.MEMORY_LIMIT, "SIGABRT, near the limit of 256 MB"),
    "eat_memory_and_load": (
        ProblemKind.MEMORY_LIMIT,
        "it ended with 127, near the limit of 256 MB",
    ),
    "eat_shared_memory": (ProblemKind.CRASHED, "Cannot allocate memory"),
    "eat_stack": (ProblemKind.CRASHED, "SIGSEGV"),
    "start_threads": (ProblemKind.CRASHED, "can't start new thread"),
    "ask_for_too_much": (ProblemKind.MEMORY_LIMIT, ""),
    "garbage": (ProblemKind.GARBLED, ""),
    "half": (ProblemKind.GARBLED, "truncated"),
    "twice": (ProblemKind.GARBLED, "trailing"),
    "good_twice": (ProblemKind.GARBLED, "trailing"),
    "deep": (ProblemKind.GARBLED, ""),
    "endless": (ProblemKind.GARBLED, "too large"),
    "large": (ProblemKind.GARBLED, "more text than the limit"),
    "misnumber": (ProblemKind.GARBLED, "not numbered from 1"),
    "blame_another": (ProblemKind.GARBLED, "another file"),
    "connect": (ProblemKind.CRASHED, "the sandbox forbids this: socket."),
    "write_python": (ProblemKind.CRASHED, "the sandbox forbids writing"),
    "start_program": (ProblemKind.CRASHED, "the sandbox forbids this: os.system"),
}
ANSWERS = ["good", "start_processes", "report", "good-last"]


@pytest.fixture(scope="module")
def outcomes(playground: Playground) -> dict[str, ExtractOutcome]:
    return playground.run(*PROBLEMS, *ANSWERS)


def test_every_file_has_exactly_one_outcome(outcomes: dict[str, ExtractOutcome]) -> None:
    assert sorted(outcomes) == sorted([*PROBLEMS, *ANSWERS])
    assert all((o.value is None) != (o.problem is None) for o in outcomes.values())


@pytest.mark.parametrize("name", PROBLEMS)
def test_misbehaviour_becomes_a_problem_of_the_right_kind(
    name: str, outcomes: dict[str, ExtractOutcome]
) -> None:
    kind, detail = PROBLEMS[name]
    problem = outcomes[name].problem
    assert problem is not None
    assert (problem.kind, problem.path) == (kind, f"{name}.pdf")
    assert detail in str(problem.detail)
    assert "\n" not in str(problem.detail)


def test_too_much_processor_time_is_reported_as_such(playground: Playground) -> None:
    patient = Pool(replace(SETTINGS, wall_seconds=60), EXTRACT, starters.starter(READERS))
    problem = playground.run("spin", pool=patient)["spin"].problem
    assert problem is not None
    assert problem.kind is ProblemKind.TIME_LIMIT
    assert "more than 1 second of processor time" in str(problem.detail)


def test_no_file_takes_much_longer_than_its_limit(
    outcomes: dict[str, ExtractOutcome],
) -> None:
    # It may wait nine times its limit for a busy processor, but not use it for longer.
    assert max(o.seconds for o in outcomes.values()) < 10 * SETTINGS.wall_seconds + 1
    assert max(o.cpu_seconds for o in outcomes.values()) < SETTINGS.cpu_seconds + 2


def test_memory_is_reported_even_for_children_that_were_killed(
    outcomes: dict[str, ExtractOutcome],
) -> None:
    assert outcomes["eat_memory_and_abort"].peak_memory > 128 << 20
    assert 0 < outcomes["abort"].peak_memory < 128 << 20


def test_files_next_to_misbehaving_ones_are_read(
    outcomes: dict[str, ExtractOutcome],
) -> None:
    assert outcomes["good"].value == GOOD
    assert outcomes["good-last"].value == GOOD


def test_no_process_and_no_file_is_left(
    outcomes: dict[str, ExtractOutcome], playground: Playground
) -> None:
    assert playground.gone()
    assert {file.name for file in playground.folder.iterdir()} == {f"{n}.pdf" for n in outcomes}


def test_a_fork_bomb_starts_nothing(outcomes: dict[str, ExtractOutcome]) -> None:
    assert _title(outcomes["start_processes"]) == "started 0"


def test_the_only_network_is_an_unused_loopback_and_memory_is_taken_from_children_first(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    flags = ["--net"] if os.geteuid() == 0 else ["--map-root-user", "--net"]
    if subprocess.run(["unshare", *flags, "true"], check=False).returncode != 0:
        pytest.skip("this system lets nobody have a network of his own")
    monkeypatch.setenv(layers.MISSING, "landlock jail")
    seen = ast.literal_eval(_title(playground.run("seen_in_proc")["seen_in_proc"]))
    assert seen == {"interfaces": ["lo:"], "oom": "1000"}


def test_a_child_has_nothing_but_what_it_needs(outcomes: dict[str, ExtractOutcome]) -> None:
    seen = ast.literal_eval(_title(outcomes["report"]))
    assert seen == {
        "descriptors": 5,  # three of /dev/null, the answer and the file
        "no_new_privs": 1,
        "session": True,
        "stdin": True,
        "main": None,  # the caller's program was not imported into it
    }


@pytest.fixture
def unfiltered(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the system had neither Landlock nor seccomp, no mounts, and one user."""
    monkeypatch.setenv(layers.MISSING, "landlock seccomp jail nobody")


def test_processes_that_left_their_group_are_killed_with_their_child(
    unfiltered: None, playground: Playground
) -> None:
    one = playground.pool()
    assert one.run(playground.job("fork_and_end")).value == GOOD
    assert len(playground.processes()) == 1  # the server
    one.close()
    assert playground.gone()


def test_a_lost_server_is_replaced_and_innocent_files_are_read_again(
    unfiltered: None, playground: Playground
) -> None:
    one = playground.pool()
    assert one.run(playground.job("good")).value == GOOD
    playground.processes()[0].send_signal(signal.SIGKILL)
    assert one.run(playground.job("good")).value == GOOD
    problem = one.run(playground.job("kill_server")).problem
    assert problem is not None
    assert problem.kind is ProblemKind.READER_KILLED
    assert one.run(playground.job("good")).value == GOOD
    one.close()
    assert playground.gone()


def test_a_stopped_server_does_not_stop_the_run(
    unfiltered: None, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_KILL_GRACE_SECONDS", 0.2)
    one = playground.pool()
    problem = one.run(playground.job("stop_server")).problem
    assert problem is not None
    assert problem.kind is ProblemKind.READER_DELAYED
    assert one.run(playground.job("good")).value == GOOD
    one.close()
    assert playground.gone()


def _title(outcome: ExtractOutcome) -> str:
    metadata = outcome.value.metadata if outcome.value else Metadata()
    return metadata.title

"""What is remembered of the runs, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.build import Change, UpdateReport
from indexer.errors import IndexUnwritable, RunHistoryUnusable, StaffMustDecide
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import message, verbatim
from indexer.reports.run_history import (
    MAX_DAYS,
    MAX_RUNS,
    NAMES_DAYS,
    PastRun,
    RunHistory,
    RunHistoryFile,
    completed_run,
    ended_run,
)

NOW = datetime.now(UTC)
PROBLEMS = (Problem(ProblemKind.UNSUPPORTED, "cartel.docx", message("It is {what}.", what="x")),)
REPORT = UpdateReport(
    *(1, 0, 0, 0, 3, 1, 0, 9),
    seconds=1.5,
    generation="0001.2",
    problems=PROBLEMS,
    near_identical=(),
    changes=(Change("a.pdf", "new"), Change("c.pdf", "moved", "b.pdf")),
    held_back={},
    idle=False,
)
IDLE = replace(REPORT, new=0, unchanged=4, changes=(), idle=True)


@pytest.fixture
def file(tmp_path: Path) -> RunHistoryFile:
    return RunHistoryFile(tmp_path / "var" / "index-runs.json")


def add(file: RunHistoryFile, report: UpdateReport, days_ago: float = 0) -> None:
    started = NOW - timedelta(days_ago)
    file.add(completed_run("update", started, report), report.problems)


def test_a_run_and_its_problems_are_read_as_they_were_written(file: RunHistoryFile) -> None:
    assert file.read() == RunHistory()
    add(file, REPORT)
    history = file.read()
    assert history.problems == PROBLEMS
    [run] = history.runs
    assert (run.exit_code, run.publications, run.generation) == (1, 4, "0001.2")
    assert run.changes == REPORT.changes
    assert file.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (StaffMustDecide(message("Gone: {path}", path="a.pdf")), 5, "Gone: a.pdf"),
        (IndexUnwritable(verbatim("The disk is full.")), 6, "The disk is full."),
        (
            OSError(28, "No space left on device"),
            6,
            "The computer refuses something: there is no space left on the disk.",
        ),
        (ZeroDivisionError("secret words"), 6, "The program stopped (ZeroDivisionError)."),
        (KeyboardInterrupt(), 130, "It was stopped before its end."),
    ],
)
def test_a_run_that_did_not_go_to_its_end_is_remembered_and_keeps_the_problems(
    file: RunHistoryFile, error: BaseException, code: int, reason: str
) -> None:
    add(file, REPORT)
    file.add(ended_run("update", NOW, 2.0, error), None)
    history = file.read()
    assert history.problems == PROBLEMS
    assert (history.runs[-1].exit_code, str(history.runs[-1].reason)) == (code, reason)
    assert history.last_complete == history.runs[0]


def test_runs_that_did_nothing_are_one_until_something_happens(file: RunHistoryFile) -> None:
    for report in (REPORT, IDLE, IDLE, IDLE, REPORT, IDLE):
        add(file, report)
    assert [run.times for run in file.read().runs] == [1, 3, 1, 1]
    full = IndexUnwritable(verbatim("The disk is full."))
    for _ in range(3):
        file.add(ended_run("watch", NOW, 0.1, full), None)
    assert [run.times for run in file.read().runs] == [1, 3, 1, 1, 3]


def test_old_runs_are_forgotten_and_what_they_changed_earlier() -> None:
    history = RunHistory()
    for days in (MAX_DAYS + 1, MAX_DAYS - 1, NAMES_DAYS + 1, NAMES_DAYS - 1):
        run = completed_run("update", NOW - timedelta(days), REPORT)
        history = history.extended(run, PROBLEMS)
    assert [len(run.changes) for run in history.runs] == [0, 0, 2]
    for _ in range(MAX_RUNS):
        history = history.extended(completed_run("update", NOW, REPORT), PROBLEMS)
    assert len(history.runs) == MAX_RUNS


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\x00", b'{"format": 99}', b'{"runs": 1}'])
def test_a_damaged_history_begins_anew_and_says_so(file: RunHistoryFile, data: bytes) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(data)
    assert file.read() == RunHistory(was_damaged=True)
    add(file, REPORT)
    assert file.read().was_damaged
    assert len(file.read().runs) == 1


def test_a_history_that_cannot_be_written_is_an_error_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    run = PastRun("update", NOW.isoformat(), 0)
    with pytest.raises(RunHistoryUnusable, match="cannot be used: it exists already"):
        RunHistoryFile(tmp_path / "var" / "index-runs.json").add(run, ())

"""The last runs of the indexer, remembered beside the index: what they did, and how they ended.

Nothing depends on the file: one that is damaged is begun anew. It holds paths, counts and problems,
no text of publications and no queries. What a run did to which file is forgotten earlier than that
there was a run, as removed publications are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from indexer import wire
from indexer.build import Change, UpdateReport
from indexer.durable import replace_file
from indexer.errors import ExitCode, RemovalsDoubted, RunHistoryUnusable
from indexer.exit_codes import failure_of
from indexer.file_problems import Loss, Problem, ProblemKind
from indexer.messages import NO_MESSAGE, Message, message
from indexer.signals import Terminated
from indexer.system_reasons import reason_of

FORMAT: Final = 1
MAX_RUNS: Final = 100
MAX_DAYS: Final = 90
"""How long a run is remembered."""
NAMES_DAYS: Final = 30
"""How long the paths of what it changed are: as long as removed publications are kept."""
MAX_NAMED: Final = 1_000
"""Paths that are remembered of one run."""
MAX_PROBLEMS: Final = 20_000
MAX_HISTORY_BYTES: Final = 64 << 20
PROBLEMS_OF_WITHDRAWALS: Final = frozenset(
    {
        *(ProblemKind.TAKEDOWN_UNREADABLE, ProblemKind.TAKEDOWN_UNKNOWN),
        *(ProblemKind.TAKEDOWN_LINE_GONE, ProblemKind.WITHDRAWN_CHANGED),
        *(ProblemKind.WITHDRAWN_ALONG, ProblemKind.WITHDRAWN_PASSAGE_LOST),
    }
)
"""These are not remembered: orders may have solved them, and they quote the remarks of staff."""
_LOCK_SECONDS: Final = 10.0
_MODE: Final = 0o600


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run: `command` is update, rebuild or watch, `started` a time in ISO 8601 (UTC).

    `publications` and `passages` are what could be searched after it, `problems` how many there
    were, `terms` how many of the glossary it added, changed and removed. `reason` says why nothing
    was published, `losses` what staff must decide about. Runs that ended alike and changed nothing
    are one: `times` of them, the last at `last`.
    """

    command: str
    started: str
    exit_code: int
    seconds: float = 0.0
    generation: str = ""
    publications: int = 0
    passages: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    removed: int = 0
    lost: int = 0
    failed: int = 0
    problems: int = 0
    changes: tuple[Change, ...] = ()
    reason: Message = NO_MESSAGE
    losses: tuple[Loss, ...] = ()
    times: int = 1
    last: str = ""
    terms: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether it went to its end, with problems or without."""
        return self.exit_code in (ExitCode.DONE, ExitCode.PROBLEMS)

    @property
    def changed_nothing(self) -> bool:
        """Whether the index is as it was before."""
        files = self.new or self.changed or self.moved or self.removed or self.changes
        return not (files or self.terms)

    def is_like(self, other: PastRun) -> bool:
        """Whether both changed nothing and ended in the same way."""
        return (
            self.changed_nothing
            and other.changed_nothing
            and replace(self, started="", seconds=0, times=1, last="")
            == replace(other, started="", seconds=0, times=1, last="")
        )


@dataclass(frozen=True, slots=True)
class RunHistory:
    """The runs that are remembered, the oldest first; `problems` are those that the last complete
    run named. `was_damaged` says that earlier ones were lost.
    """

    format: int = FORMAT
    runs: tuple[PastRun, ...] = ()
    problems: tuple[Problem, ...] = ()
    was_damaged: bool = False

    @property
    def last_complete(self) -> PastRun | None:
        """The last run that went to its end."""
        return next((run for run in reversed(self.runs) if run.is_complete), None)

    def extended(self, run: PastRun, problems: tuple[Problem, ...] | None) -> RunHistory:
        """This one with `run`; `problems` are None if it did not go to its end."""
        runs = self.runs
        if problems is not None:
            lasting = (one for one in problems if one.kind not in PROBLEMS_OF_WITHDRAWALS)
            problems = tuple(islice(lasting, MAX_PROBLEMS))
        if runs and runs[-1].is_like(run):
            run = replace(runs[-1], times=runs[-1].times + 1, last=run.started)
            runs = runs[:-1]
        return replace(
            self,
            runs=_remembered((*runs, run)),
            problems=self.problems if problems is None else problems,
        )


class RunHistoryFile:
    """The file that holds the history of an index."""

    def __init__(self, path: Path) -> None:
        self.path: Final = path

    def read(self) -> RunHistory:
        """The history; an empty one if there is none, or if it is damaged.

        Raises:
            RunHistoryUnusable: the system refuses.
        """
        try:
            if self.path.stat().st_size > MAX_HISTORY_BYTES:
                return RunHistory(was_damaged=True)
            history = wire.decode(self.path.read_bytes(), RunHistory)
        except FileNotFoundError:
            return RunHistory()
        except wire.WireError:
            return RunHistory(was_damaged=True)
        except OSError as error:
            raise RunHistoryUnusable(self.path, reason_of(error)) from error
        return history if history.format == FORMAT else RunHistory(was_damaged=True)

    def add(self, run: PastRun, problems: tuple[Problem, ...] | None) -> None:
        """Remember a run, durably.

        Raises:
            RunHistoryUnusable: the system refuses, or another program writes it for too long.
        """
        lock = FileLock(self.path.with_name(f"{self.path.name}.lock"), timeout=_LOCK_SECONDS)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with lock:
                history = self.read().extended(run, problems)
                replace_file(self.path, wire.encode(history), mode=_MODE)
        except Timeout as error:  # an OSError too
            reason = message("another program is writing it")
            raise RunHistoryUnusable(self.path, reason) from error
        except OSError as error:
            raise RunHistoryUnusable(self.path, reason_of(error)) from error


def completed_run(command: str, started: datetime, report: UpdateReport) -> PastRun:
    """A run that went to its end."""
    return PastRun(
        command=command,
        started=_iso(started),
        exit_code=ExitCode.PROBLEMS if report.problems else ExitCode.DONE,
        seconds=report.seconds,
        generation=report.generation,
        publications=report.new + report.changed + report.moved + report.unchanged + report.lost,
        passages=report.passages,
        new=report.new,
        changed=report.changed,
        moved=report.moved,
        removed=report.removed,
        lost=report.lost,
        failed=report.failed,
        problems=len(report.problems),
        changes=report.changes[:MAX_NAMED],
        terms=report.glossary.touched,
    )


def ended_run(command: str, started: datetime, seconds: float, error: BaseException) -> PastRun:
    """A run that failed, was refused, or was stopped."""
    code = ExitCode.FAILED
    reason = message("The program stopped ({error}).", error=type(error).__name__)
    if isinstance(error, KeyboardInterrupt):
        code = ExitCode.TERMINATED if isinstance(error, Terminated) else ExitCode.INTERRUPTED
        reason = message("It was stopped before its end.")
    elif isinstance(error, Exception) and (failure := failure_of(error)) is not None:
        code, reason = failure.exit_code, failure.what
    losses = error.losses[:MAX_NAMED] if isinstance(error, RemovalsDoubted) else ()
    return PastRun(command, _iso(started), code, round(seconds, 2), reason=reason, losses=losses)


def _remembered(runs: tuple[PastRun, ...]) -> tuple[PastRun, ...]:
    """The runs that are not too old, the names in them only of those that are newer."""
    now = datetime.now(UTC)
    oldest, oldest_named = (_iso(now - timedelta(days)) for days in (MAX_DAYS, NAMES_DAYS))
    kept = [run for run in runs if (run.last or run.started) >= oldest][-MAX_RUNS:]
    return tuple(
        run if run.started >= oldest_named else replace(run, changes=(), losses=()) for run in kept
    )


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds")

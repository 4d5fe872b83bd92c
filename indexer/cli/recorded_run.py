"""A run of the indexer that is remembered in the history, however it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from indexer.build import UpdateReport
from indexer.errors import IndexLocked, RunHistoryUnusable
from indexer.file_problems import Problem
from indexer.reports.run_history import PastRun, RunHistoryFile, completed_run, ended_run
from indexer.settings import Settings


def recorded_run(settings: Settings, command: str, run: Callable[[], UpdateReport]) -> UpdateReport:
    """What `run` returns or raises; a history that cannot be written is said and changes nothing.

    A run that another indexer kept from starting is not remembered: that one is.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    try:
        report = run()
    except IndexLocked:
        raise
    except (Exception, KeyboardInterrupt) as error:
        _remember(settings, ended_run(command, started, time.monotonic() - clock, error), None)
        raise
    _remember(settings, completed_run(command, started, report), report.problems)
    return report


def _remember(settings: Settings, run: PastRun, problems: tuple[Problem, ...] | None) -> None:
    try:
        RunHistoryFile(settings.run_history).add(run, problems)
    except RunHistoryUnusable as error:
        print(f"{error} {error.advice}", file=sys.stderr)

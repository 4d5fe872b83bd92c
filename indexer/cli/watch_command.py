"""`watch`: updates whenever the corpus has changed, until it is stopped."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Final

from indexer import build
from indexer.build import UpdateReport
from indexer.cli.recorded_run import recorded_run
from indexer.cli.report_option import save_report
from indexer.cli.update_output import print_lines, update_lines
from indexer.engine.edition_proposals import EditionProposal
from indexer.errors import ExitCode
from indexer.exit_codes import failure_of
from indexer.messages import Message, message, plural
from indexer.reports.collection_overview import proposals_after
from indexer.reports.local_format import local_time
from indexer.settings import Settings
from indexer.watching.corpus_watcher import (
    CorpusAway,
    CorpusBack,
    CorpusUpdated,
    CorpusWatcher,
    RunFailed,
    RunRefused,
    WatchEvent,
)


def watch(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Watch the corpus until Ctrl-C."""
    run = _WatchedRun(settings)
    if not options.quiet:
        _say(message("Watching {folder}. Ctrl-C ends it.", folder=str(settings.corpus)))
    for event in CorpusWatcher(settings, run.update).events():
        _report(event, run, options)
    raise AssertionError("the watcher ended by itself")


class _WatchedRun:
    """The runs under `watch`; `proposals` are those of the last one."""

    def __init__(self, settings: Settings) -> None:
        self.settings: Final = settings
        self.proposals: tuple[EditionProposal, ...] = ()

    def update(self) -> UpdateReport:
        """Update the index; whatever fails here is tried again."""
        report = recorded_run(self.settings, "watch", lambda: build.update(self.settings))
        self.proposals = proposals_after(report, self.settings)
        return report


def _report(event: WatchEvent, run: _WatchedRun, options: argparse.Namespace) -> None:
    """Say what has happened, and write the page after each run."""
    match event:
        case CorpusUpdated(report):
            if report.problems or not options.quiet:
                _say(message("Updated:"))
            print_lines(update_lines(report, run.proposals, quiet=options.quiet))
        case CorpusAway(error):
            _say(message("{what} Waiting until it is there.", what=error.what))
        case CorpusBack():
            _say(message("The corpus folder is back."))
        case RunRefused(error):
            _say_error(error)
        case RunFailed(error, pause_seconds):
            _say_error(error)
            _say(
                plural(
                    "The index was not changed. Trying again in {count} second, and then less and "
                    "less often.",
                    "The index was not changed. Trying again in {count} seconds, and then less and "
                    "less often.",
                    pause_seconds,
                )
            )
    if not isinstance(event, CorpusBack):
        save_report(run.settings, options.html_report)
    sys.stdout.flush()


def _say_error(error: Exception) -> None:
    failure = failure_of(error)
    if failure is not None:
        _say(message("{what} {advice}", what=failure.what, advice=failure.advice))
    else:
        _say(
            message("A fault of the program stopped this run: {error}.", error=type(error).__name__)
        )


def _say(what: Message) -> None:
    """Print a line with the time, for somebody who looks at it days later."""
    print(f"{local_time(datetime.now(UTC))}: {what}", flush=True)

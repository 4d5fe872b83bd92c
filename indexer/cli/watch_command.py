"""`watch`: updates whenever the corpus has changed, until it is stopped."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Final

from indexer import build
from indexer.build import UpdateReport
from indexer.cli.preview_output import loss_lines
from indexer.cli.recorded_run import recorded_run
from indexer.cli.report_option import save_report
from indexer.cli.update_output import print_lines, update_lines
from indexer.cli.word_preparation import prepare_words
from indexer.engine import index_history
from indexer.engine.edition_proposals import EditionProposal
from indexer.engine.index_history import History
from indexer.errors import ExitCode
from indexer.exit_codes import failure_of
from indexer.messages import NO_MESSAGE, Message, message, plural
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
    """Watch the corpus until Ctrl-C, and say at the end what was done."""
    started, at_first = datetime.now(UTC), index_history(settings).live_commit()
    run = _WatchedRun(settings)
    if not options.quiet:
        _say(message("Watching {folder}. Ctrl-C ends it.", folder=str(settings.corpus)))
    try:
        for event in CorpusWatcher(settings, run.update).events():
            _report(event, run, options)
    except KeyboardInterrupt as stop:
        raise type(stop)(_farewell(started, at_first, index_history(settings))) from None
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
            print_lines(loss_lines(error.losses))
        case RunFailed(error, pause_seconds):
            _say_error(error)
            _say(
                plural(
                    "Trying again in {count} second, and then less and less often.",
                    "Trying again in {count} seconds, and then less and less often.",
                    pause_seconds,
                )
            )
    if not isinstance(event, CorpusBack):
        save_report(run.settings, options.html_report)
    sys.stdout.flush()
    if isinstance(event, CorpusUpdated):
        prepare_words(run.settings, silent=options.quiet)


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


def _farewell(started: datetime, at_first: str, history: History) -> Message:
    """What the index is like now, whatever was interrupted; nothing, where a part was saved only:
    that is said as for every command.
    """
    since, at_last = local_time(started), history.live_commit()
    if at_last == at_first:
        return message("Stopped. The index has not been changed since {since}.", since=since)
    live = [one.commit for one in history.generations() if one.is_live]
    if any(commit is None or not commit.is_complete for commit in live):
        return NO_MESSAGE
    return message(
        "Stopped. The index was changed since {since}; it is complete, as the last run left it "
        "(generation {generation}).",
        since=since,
        generation=at_last,
    )

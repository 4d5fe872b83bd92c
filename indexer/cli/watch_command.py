"""`watch`: updates whenever the corpus changes."""

from __future__ import annotations

import argparse
import sys
import time

from indexer import build
from indexer.cli.update_output import print_lines, update_lines
from indexer.errors import ExitCode, IndexLocked
from indexer.model import Problem
from indexer.settings import Settings


def watch(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Update every few seconds; print a report only if something has changed."""
    reported: tuple[Problem, ...] = ()
    while True:
        try:
            report = build.update(settings)
        except IndexLocked:
            report = None  # the other indexer does the work; look again later
        if report is not None and not (report.idle and report.problems == reported):
            print_lines(update_lines(report, quiet=options.quiet))
            sys.stdout.flush()
            reported = report.problems
        time.sleep(settings.watch_seconds)

"""`update` and `rebuild`: progress while they run, then every problem and a summary."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from indexer import build
from indexer.build import UpdateProgress, UpdateReport
from indexer.cli.progress import progress_bar
from indexer.cli.update_output import print_lines, update_json, update_lines
from indexer.errors import ExitCode
from indexer.settings import Settings


def update(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Index what is new or changed."""
    return _run_and_report(build.update, settings, options)


def rebuild(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Index everything anew."""
    return _run_and_report(build.rebuild, settings, options)


def _run_and_report(
    work: Callable[[Settings, Callable[[UpdateProgress], None]], UpdateReport],
    settings: Settings,
    options: argparse.Namespace,
) -> ExitCode:
    """Update or rebuild with a progress bar, then print every problem and a summary."""
    with progress_bar(options) as bar:

        def on_progress(step: UpdateProgress) -> None:
            bar.total = step.total
            finished = step.done == step.total
            bar.set_postfix_str("writing the index" if finished else step.path[-40:], False)
            bar.update(step.done - bar.n)
            if finished:
                bar.refresh()

        report = work(settings, on_progress)
    if options.json:
        print(json.dumps(update_json(report), ensure_ascii=False))
    else:
        print_lines(update_lines(report, quiet=options.quiet))
    return ExitCode.PROBLEMS if report.problems else ExitCode.DONE

"""`update` and `rebuild`: progress while they run, then every problem, a summary, and a page."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from indexer import build
from indexer.audit.report import printable
from indexer.build import UpdateProgress, UpdateReport
from indexer.cli.progress import progress_bar
from indexer.cli.recorded_run import recorded_run
from indexer.cli.report_option import save_report
from indexer.cli.update_output import print_lines, update_json, update_lines
from indexer.errors import AlunaError, ExitCode
from indexer.messages import message
from indexer.reports.collection_overview import propose_relations
from indexer.settings import Settings

_Work = Callable[[Settings, Callable[[UpdateProgress], None]], UpdateReport]


def update(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Index what is new or changed."""
    return _run_and_report(build.update, settings, options)


def rebuild(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Index everything anew."""
    return _run_and_report(build.rebuild, settings, options)


def _run_and_report(work: _Work, settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Update or rebuild, then print every problem and a summary, and write the page."""
    try:
        report = recorded_run(
            settings, work.__name__, lambda: _with_progress_bar(work, settings, options)
        )
    except AlunaError:
        save_report(settings, options.html_report)  # it says that this run failed, and why
        raise
    proposals = () if report.idle else propose_relations(settings)
    if options.json:
        print(json.dumps(update_json(report, proposals), ensure_ascii=False))
    else:
        print_lines(update_lines(report, proposals, quiet=options.quiet))
    is_saved = save_report(settings, options.html_report)
    return ExitCode.PROBLEMS if report.problems or not is_saved else ExitCode.DONE


def _with_progress_bar(
    work: _Work, settings: Settings, options: argparse.Namespace
) -> UpdateReport:
    with progress_bar(options) as bar:

        def on_progress(step: UpdateProgress) -> None:
            bar.total = step.total
            finished = step.done == step.total
            shown = str(message("writing the index")) if finished else printable(step.path[-40:])
            bar.set_postfix_str(shown, False)
            bar.update(step.done - bar.n)
            if finished:
                bar.refresh()

        return work(settings, on_progress)

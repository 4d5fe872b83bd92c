"""`update` and `rebuild`: progress while they run, then every problem, a summary, and a page."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from indexer import build
from indexer.audit.report import printable
from indexer.build import UpdatePreview, UpdateProgress, UpdateReport
from indexer.cli.preview_output import loss_line, losses_json, preview_json, preview_lines
from indexer.cli.progress import progress_bar
from indexer.cli.recorded_run import recorded_run
from indexer.cli.report_option import save_report
from indexer.cli.update_output import print_lines, update_json, update_lines
from indexer.cli.word_preparation import prepare_words
from indexer.corpus import Removals
from indexer.errors import AlunaError, ExitCode, StaffMustDecide
from indexer.messages import message
from indexer.reports.collection_overview import proposals_after
from indexer.settings import Settings

_Work = Callable[[Settings, Callable[[UpdateProgress], None], Removals], UpdateReport]


def update(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Index what is new or changed, or say what that would be."""
    if options.dry_run:
        return _print_preview(build.preview(settings), options)
    return _run_and_report(build.update, settings, options)


def _print_preview(would: UpdatePreview, options: argparse.Namespace) -> ExitCode:
    if options.json:
        print(json.dumps(preview_json(would), ensure_ascii=False))
    else:
        print_lines(preview_lines(would))
    if would.losses and not options.accept_removals:
        return ExitCode.UNDECIDED
    return ExitCode.PROBLEMS if would.problems else ExitCode.DONE


def rebuild(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Index everything anew."""
    return _run_and_report(build.rebuild, settings, options)


def _run_and_report(work: _Work, settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Update or rebuild, then print every problem and a summary, and write the page."""
    try:
        report = recorded_run(
            settings, work.__name__, lambda: _with_progress_bar(work, settings, options)
        )
    except AlunaError as error:
        if isinstance(error, StaffMustDecide):
            _print_losses(error, options)
        save_report(settings, options.html_report)  # it says that this run failed, and why
        raise
    proposals = proposals_after(report, settings)
    if options.json:
        print(json.dumps(update_json(report, proposals), ensure_ascii=False))
    else:
        print_lines(update_lines(report, proposals, quiet=options.quiet))
    is_saved = save_report(settings, options.html_report)
    prepare_words(settings, silent=options.quiet or options.json)
    return ExitCode.PROBLEMS if report.problems or not is_saved else ExitCode.DONE


def _print_losses(refused: StaffMustDecide, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps({"losses": losses_json(refused.losses)}, ensure_ascii=False))
    else:
        print_lines(map(loss_line, refused.losses))


def _with_progress_bar(
    work: _Work, settings: Settings, options: argparse.Namespace
) -> UpdateReport:
    with progress_bar(silent=options.quiet or options.json) as bar:

        def on_progress(step: UpdateProgress) -> None:
            bar.total = step.total
            finished = step.done == step.total
            shown = str(message("writing the index")) if finished else printable(step.path[-40:])
            bar.set_postfix_str(shown, False)
            bar.update(step.done - bar.n)
            if finished:
                bar.refresh()

        removals = Removals.ACCEPTED if options.accept_removals else Removals.DOUBTED
        return work(settings, on_progress, removals)

"""`update` and `rebuild`: progress while they run, then every problem and a summary."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from indexer import build
from indexer.build import UpdatePreview, UpdateProgress, UpdateReport
from indexer.cli.preview_output import loss_line, losses_json, preview_json, preview_lines
from indexer.cli.progress import progress_bar
from indexer.cli.update_output import print_lines, update_json, update_lines
from indexer.corpus import Removals
from indexer.errors import ExitCode, RemovalsDoubted
from indexer.settings import Settings


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


def _run_and_report(
    work: Callable[[Settings, Callable[[UpdateProgress], None], Removals], UpdateReport],
    settings: Settings,
    options: argparse.Namespace,
) -> ExitCode:
    """Update or rebuild with a progress bar, then print every problem and a summary."""
    removals = Removals.ACCEPTED if options.accept_removals else Removals.DOUBTED
    try:
        report = _with_progress(work, settings, options, removals)
    except RemovalsDoubted as refused:
        if options.json:
            print(json.dumps({"losses": losses_json(refused.losses)}, ensure_ascii=False))
        else:
            print_lines(map(loss_line, refused.losses))
        raise
    if options.json:
        print(json.dumps(update_json(report), ensure_ascii=False))
    else:
        print_lines(update_lines(report, quiet=options.quiet))
    return ExitCode.PROBLEMS if report.problems else ExitCode.DONE


def _with_progress(
    work: Callable[[Settings, Callable[[UpdateProgress], None], Removals], UpdateReport],
    settings: Settings,
    options: argparse.Namespace,
    removals: Removals,
) -> UpdateReport:
    with progress_bar(options) as bar:

        def on_progress(step: UpdateProgress) -> None:
            bar.total = step.total
            finished = step.done == step.total
            bar.set_postfix_str("writing the index" if finished else step.path[-40:], False)
            bar.update(step.done - bar.n)
            if finished:
                bar.refresh()

        return work(settings, on_progress, removals)

"""`audit`: what publishing files would reveal."""

from __future__ import annotations

import argparse
import json

from indexer.audit import report, run
from indexer.cli.progress import progress_bar
from indexer.errors import ExitCode
from indexer.settings import Settings


def audit(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Audit files with a progress bar, then print the findings of each file and a summary."""
    with progress_bar(silent=options.quiet or options.json) as bar:

        def on_progress(step: run.AuditProgress) -> None:
            bar.total = step.total
            bar.set_postfix_str(report.printable(step.path[-40:]), False)
            bar.update(step.done - bar.n)

        audited = run.audit(options.path, settings, on_progress)
    if options.json:
        print(json.dumps(report.as_json(audited), ensure_ascii=False))
    else:
        for line in report.lines(audited, quiet=options.quiet):
            print(line)
    return ExitCode.DONE if audited.is_harmless else ExitCode.PROBLEMS

"""The report for staff, as commands write it with --html-report and --html."""

from __future__ import annotations

import sys
from pathlib import Path

from indexer.errors import AlunaError, ReportUnwritable
from indexer.reports.collection_overview import read_overview
from indexer.reports.report_file import write_report
from indexer.settings import Settings
from indexer.system_reasons import reason_of


def save_report(settings: Settings, file: Path | None) -> bool:
    """Write the report after a run, if `file` is named; whether that worked. What went wrong is
    said, and does not undo the run.
    """
    if file is None:
        return True
    try:
        write_report(read_overview(settings), file)
    except AlunaError as error:
        print(f"{error} {error.advice}", file=sys.stderr)
        return False
    except OSError as error:
        print(ReportUnwritable(file, reason_of(error)), file=sys.stderr)
        return False
    return True

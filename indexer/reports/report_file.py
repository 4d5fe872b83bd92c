"""Writes the report into a file, in one step: whoever opens it meanwhile reads the old one."""

from __future__ import annotations

from pathlib import Path

from indexer.durable import replace_file
from indexer.errors import ReportUnwritable
from indexer.reports.collection_overview import CollectionOverview
from indexer.reports.report_html import render_page
from indexer.reports.report_sections import report_page
from indexer.system_reasons import reason_of


def write_report(overview: CollectionOverview, file: Path) -> None:
    """Write the page about `overview` into `file`.

    Raises:
        ReportUnwritable: the system refuses; an older page stays.
    """
    html = render_page(report_page(overview))
    try:
        replace_file(file, html.encode("utf-8", "replace"))
    except OSError as error:
        raise ReportUnwritable(file, reason_of(error)) from error

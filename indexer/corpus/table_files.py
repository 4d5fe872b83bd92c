"""Reads the cells of a table that staff keep, whatever kind of file it is: its content decides, not
its name.
"""

from __future__ import annotations

from typing import Final

from indexer.corpus import csv_table, headings
from indexer.corpus.headings import TableColumns
from indexer.corpus.staff_table import Grid, TableInvalid
from indexer.corpus.walk import Walk
from indexer.errors import ExtractionFailed
from indexer.extract.spreadsheet.sheet import Sheet
from indexer.file_problems import ProblemKind
from indexer.messages import message
from indexer.settings import Settings
from indexer.tasks import read_table

_ZIP: Final = b"PK\x03\x04"
"""What .xlsx and .ods begin with."""
_OLD_OFFICE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""What .xls begins with, and an .xlsx with a password."""


def read(walk: Walk, path: str, settings: Settings, columns: TableColumns) -> Grid:
    """The cells of the table at `path` in the corpus; of several sheets the first with these
    columns, or else the first that has something.

    Raises:
        OSError: it cannot be opened.
        TableInvalid: it is not a table.
    """
    with walk.open(path) as stream:
        data = stream.read(csv_table.MAX_BYTES + 1)
    if data.startswith(_OLD_OFFICE):
        raise TableInvalid(
            message(
                "It has a password, or is in the old format of Excel. Save it without a password, "
                "as an Excel workbook (.xlsx)."
            )
        )
    if not data.startswith(_ZIP):
        return csv_table.parse(data, columns)
    grids = [sheet.rows for sheet in _sheets(walk, path, settings)]
    found = ((grid, headings.find(grid, columns)) for grid in grids)
    named = (grid for grid, heading in found if heading and heading.is_usable)
    filled = (grid for grid in grids if grid)
    return next(named, next(filled, ()))


def _sheets(walk: Walk, path: str, settings: Settings) -> tuple[Sheet, ...]:
    try:
        return read_table.read_sheets(walk.root, walk.places.get(path, path), path, settings)
    except ExtractionFailed as error:
        if error.kind is ProblemKind.TEXT_CUT:
            raise TableInvalid(
                message("It has more rows or columns than such a table needs.")
            ) from error
        raise TableInvalid(
            message(
                "It could not be read as a spreadsheet. Open it, and save it again as an Excel "
                "workbook (.xlsx) or as CSV UTF-8. ({reason})",
                reason=error.kind.explanation,
            )
        ) from error

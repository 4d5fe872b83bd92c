"""Reads the table of metadata, whatever kind of file it is: its content decides, not its name."""

from __future__ import annotations

from typing import Final

from indexer.corpus import headings, metadata_csv, metadata_table
from indexer.corpus.metadata_table import MetadataTable, TableInvalid
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


def read(walk: Walk, path: str, settings: Settings) -> MetadataTable:
    """The table at `path` in the corpus.

    Raises:
        OSError: it cannot be opened.
        TableInvalid: it is not a table, or no row in it names the files.
    """
    with walk.open(path) as stream:
        data = stream.read(metadata_csv.MAX_BYTES + 1)
    if data.startswith(_OLD_OFFICE):
        raise TableInvalid(
            message(
                "It has a password, or is in the old format of Excel. Save it without a password, "
                "as an Excel workbook (.xlsx)."
            )
        )
    if not data.startswith(_ZIP):
        return metadata_table.interpret(metadata_csv.parse(data))
    grids = [sheet.rows for sheet in _sheets(walk, path, settings)]
    named = (grid for grid in grids if (found := headings.find(grid)) and found.is_usable)
    filled = (grid for grid in grids if grid)
    return metadata_table.interpret(next(named, next(filled, ())))


def _sheets(walk: Walk, path: str, settings: Settings) -> tuple[Sheet, ...]:
    try:
        return read_table.read_sheets(walk.root, walk.places.get(path, path), path, settings)
    except ExtractionFailed as error:
        if error.kind is ProblemKind.TEXT_CUT:
            raise TableInvalid(
                message("It has more rows or columns than a table of publications.")
            ) from error
        raise TableInvalid(
            message(
                "It could not be read as a spreadsheet. Open it, and save it again as an Excel "
                "workbook (.xlsx) or as CSV UTF-8. ({reason})",
                reason=error.kind.explanation,
            )
        ) from error

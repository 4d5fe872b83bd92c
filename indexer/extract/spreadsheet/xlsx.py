"""Reads workbooks of Excel (.xlsx). The only module that imports openpyxl.

Formulas are never evaluated: their last values are in the file. On a file
that is not a workbook the library raises errors of any kind, so all of them are translated.
"""

from __future__ import annotations

import re
import warnings
from datetime import date, time
from typing import BinaryIO, Final

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.spreadsheet.sheet import (
    MAX_COLUMNS,
    Sheet,
    SheetCollector,
    date_text,
    number_text,
)
from indexer.file_problems import ProblemKind

_NOT_LETTERS: Final = re.compile(r'"[^"]{0,99}"|\\.|\[[^\]]{0,99}\]')
"""Of a number format: what stands for itself, colours and conditions."""


def read_xlsx(file: ForeignFile) -> tuple[Sheet, ...]:
    """The visible sheets of a workbook.

    Raises:
        ExtractionFailed: it is not a workbook, or too large.
        MemoryError: it needs more memory than there is.
    """
    with file.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and the like
        try:
            return _sheets(stream)
        except (ExtractionFailed, MemoryError):
            raise
        except Exception as error:
            raise ExtractionFailed(ProblemKind.DAMAGED) from error


def _sheets(stream: BinaryIO) -> tuple[Sheet, ...]:
    workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    collected = SheetCollector()
    for worksheet in workbook.worksheets:
        if worksheet.sheet_state == "visible":
            worksheet.reset_dimensions()  # which some programs write wrongly
            for row in worksheet.iter_rows(max_col=MAX_COLUMNS):
                collected.add_row([_text(cell) for cell in row])
            collected.end_sheet()
    return collected.sheets()


def _text(cell: Cell | MergedCell | ReadOnlyCell | EmptyCell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):  # and times of a day
        shown = _NOT_LETTERS.sub("", str(cell.number_format)).lower()
        return date_text(value, has_day="d" in shown, has_month="m" in shown)
    if isinstance(value, bool | time):
        return str(value)
    return number_text(value) if isinstance(value, int | float) else str(value)

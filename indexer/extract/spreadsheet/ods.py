"""Reads spreadsheets of LibreOffice (.ods): a zip file with all cells in content.xml."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import IO, Final
from xml.etree import ElementTree

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

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_DIGITS: Final = re.compile(r"\d+")
_MAX_DATE_CHARS: Final = 40


def is_ods(file: ForeignFile) -> bool:
    """Whether a zip file is a spreadsheet of this kind, and not one of Excel's."""
    with file.open("rb") as stream:
        try:
            return "content.xml" in zipfile.ZipFile(stream).NameToInfo
        except (zipfile.BadZipFile, OSError, ValueError):
            return False


def read_ods(file: ForeignFile) -> tuple[Sheet, ...]:
    """The sheets of a spreadsheet.

    Raises:
        ExtractionFailed: it is not a spreadsheet, has a password, or is too large.
        MemoryError: it needs more memory than there is.
    """
    with file.open("rb") as stream:
        try:
            with zipfile.ZipFile(stream).open("content.xml") as content:
                return _sheets(content)
        except (ExtractionFailed, MemoryError):
            raise
        # zipfile raises errors of many kinds on files that are made to.
        except Exception as error:
            raise ExtractionFailed(ProblemKind.DAMAGED) from error


def _sheets(content: IO[bytes]) -> tuple[Sheet, ...]:
    collected = SheetCollector()
    for _, element in ElementTree.iterparse(content):  # noqa: S314 # in the sandbox
        if element.tag == f"{_TABLE}table-row":
            cells = [cell for child in element if child.tag in _CELLS for cell in _repeated(child)]
            collected.add_row(cells, _count(element, "rows"))
            element.clear()
        elif element.tag == f"{_TABLE}table":
            collected.end_sheet()
            element.clear()
    return collected.sheets()


def _repeated(cell: ElementTree.Element) -> Iterator[str]:
    text = _text(cell)
    times = _count(cell, "columns")
    yield from [text] * min(times, MAX_COLUMNS + 1)


def _count(element: ElementTree.Element, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _text(cell: ElementTree.Element) -> str:
    shown = "\n".join(_paragraph(one) for one in cell if one.tag == f"{_TEXT}p")
    match cell.get(f"{_OFFICE}value-type"):
        case "date":
            value = date.fromisoformat(cell.get(f"{_OFFICE}date-value", "")[:10])
            return _date(value, shown)
        case "float":
            return number_text(float(cell.get(f"{_OFFICE}value", "")))
    return shown


def _paragraph(element: ElementTree.Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" ")
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append("\n" if child.tag.endswith("break") else " ")
        elif child.tag != f"{_OFFICE}annotation":
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return "".join(parts)


def _date(value: date, shown: str) -> str:
    """A date, without the day, or without day and month, if the sheet does not show them."""
    numbers = [int(digits) for digits in _DIGITS.findall(shown[:_MAX_DATE_CHARS])]
    if not numbers:  # the text is missing
        return value.isoformat()
    # A year of two digits may look like the day, but the day stands beside a year.
    has_day = len(numbers) > 1 and value.day in numbers
    has_month = value.month in numbers or any(map(str.isalpha, shown[:_MAX_DATE_CHARS]))
    return date_text(value, has_day=has_day, has_month=has_month)

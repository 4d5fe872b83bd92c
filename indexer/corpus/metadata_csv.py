"""Parses metadata.csv as spreadsheets write it, with any country's separator and encoding."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 16 * 1024 * 1024
"""Maximum size of the table."""

FILE_COLUMN: Final = "file"
"""The column that names the file."""


class TableInvalid(ValueError):
    """The whole table is unusable; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, numbered as in a spreadsheet: the header is row 1, and blank rows count.

    `cells` maps columns to texts. `shifted` means that the row has more cells than the header, so
    that it is unknown which cell belongs to which column.
    """

    number: int
    file: str
    cells: dict[str, str]
    shifted: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that are not blank, and the unknown column names of the header."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...]


def parse(data: bytes, columns: Collection[str]) -> Table:
    """Parse a table separated by comma, semicolon or tab, in UTF-8, UTF-16 with BOM, or cp1252.

    Raises:
        TableInvalid: it is too large, not a table, or has no column `file`.
    """
    if len(data) > MAX_BYTES:
        raise TableInvalid(f"it is larger than {MAX_BYTES // 1024 // 1024} MB")
    text = _decode(data)
    separator = max(",;\t", key=_first_line(text).count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise TableInvalid(f"it is not a table: {error}") from error
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(map(str.strip, row))]
    if not filled:
        return Table((), ())
    header, unknown = _header(filled[0][1], columns)
    width = len(filled[0][1])
    return Table(tuple(_row(number, row, header, width) for number, row in filled[1:]), unknown)


def _row(number: int, row: list[str], header: dict[int, str], width: int) -> Row:
    cells = {column: row[index] for index, column in header.items() if index < len(row)}
    shifted = any(cell.strip() for cell in row[width:])
    return Row(number, cells.pop(FILE_COLUMN, "").strip(), cells, shifted)


def _header(row: list[str], columns: Collection[str]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Index of a cell in its row -> column; and the unknown names."""
    header: dict[int, str] = {}
    unknown = []
    for index, cell in enumerate(row):
        name = cell.strip().lower()
        if name in header.values():
            unknown.append(f"{name} (a second time)")
        elif name == FILE_COLUMN or name in columns:
            header[index] = name
        elif name:
            unknown.append(cell.strip())
    if FILE_COLUMN not in header.values():
        names = ", ".join([FILE_COLUMN, *columns])
        raise TableInvalid(f"its first row must name the columns: {names}")
    return header, tuple(unknown)


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # Excel's "Unicode text"
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _first_line(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip()), "")

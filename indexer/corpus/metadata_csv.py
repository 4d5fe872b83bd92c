"""metadata.csv as spreadsheets write it, whatever their country's separator and encoding."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

LARGEST: Final = 16 * 1024 * 1024
"""Bytes that the table may have."""

FILE: Final = "file"
"""The column that names the file."""


class TableInvalid(ValueError):
    """The table as a whole cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, numbered as a spreadsheet does: the header is row 1 and blank rows count.

    `shifted` says that it has more cells than the header, so that nobody knows which is which.
    """

    number: int
    file: str
    cells: dict[str, str]
    shifted: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that are not blank, and the header's names that are not known."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...]


def parse(data: bytes, columns: Collection[str]) -> Table:
    """The table in `data`: comma, semicolon or tab; UTF-8, UTF-16 with a mark, or cp1252.

    Raises:
        TableInvalid: it is too large, no table, or has no column `file`.
    """
    if len(data) > LARGEST:
        raise TableInvalid(f"it is larger than {LARGEST // 1024 // 1024} MB")
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
    cells = {column: row[place] for place, column in header.items() if place < len(row)}
    shifted = any(cell.strip() for cell in row[width:])
    return Row(number, cells.pop(FILE, "").strip(), cells, shifted)


def _header(row: list[str], columns: Collection[str]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Place of a cell in its row -> column; and the names that are not known."""
    header: dict[int, str] = {}
    unknown = []
    for place, cell in enumerate(row):
        name = cell.strip().lower()
        if name in header.values():
            unknown.append(f"{name} (a second time)")
        elif name == FILE or name in columns:
            header[place] = name
        elif name:
            unknown.append(cell.strip())
    if FILE not in header.values():
        known = ", ".join([FILE, *columns])
        raise TableInvalid(f"its first row must name the columns: {known}")
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

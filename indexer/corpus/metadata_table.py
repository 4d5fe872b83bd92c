"""What a table of metadata says: its rows, by column, wherever it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.corpus import headings
from indexer.corpus.staff_text import NotUnderstood, repair_mojibake
from indexer.fields import FILE_COLUMN
from indexer.messages import Message, message

Grid = Sequence[Sequence[str]]
"""The cells of a table, row by row."""

_MAX_NAMED: Final = 10
"""Headings that are quoted in one message."""


class TableInvalid(NotUnderstood):
    """The whole table is unusable; the message says why."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row that is not blank, numbered as in a spreadsheet, from 1.

    `cells` maps columns to texts. `shifted` means that the row has more cells than the headings,
    so that it is unknown which cell belongs to which column. `repaired` means that its letters
    were damaged by a program that took UTF-8 for something else.
    """

    number: int
    file: str
    cells: Mapping[str, str]
    shifted: bool
    repaired: bool


@dataclass(frozen=True, slots=True)
class MetadataTable:
    """The rows below the headings; `labels` maps the columns to what staff call them.

    `heading_row` is the number of the row with the headings; `unlabelled` are the numbers of
    columns that hold something, but have no heading, with the row of the first such cell.
    """

    rows: tuple[TableRow, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    heading_row: int = 0
    unknown: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    unlabelled: Mapping[int, int] = field(default_factory=dict)


def interpret(grid: Grid) -> MetadataTable:
    """Read the headings of a table, and its rows by them; a blank table has neither.

    Raises:
        TableInvalid: no row names the files.
    """
    if not any(cell.strip() for row in grid for cell in row):
        return MetadataTable()
    heading = headings.find(grid)
    if heading is None or not heading.is_usable:
        raise TableInvalid(_no_heading(heading))
    rows = [
        _row(number, row, heading)
        for number, row in enumerate(grid[heading.index + 1 :], heading.index + 2)
        if any(map(str.strip, row))
    ]
    return MetadataTable(
        tuple(rows),
        heading.labels,
        heading.index + 1,
        heading.unknown,
        heading.repeated,
        _unlabelled(grid, heading),
    )


def _no_heading(heading: headings.Heading | None) -> Message:
    example = message("file, title, creator, date, language, type, subject")
    if heading is None:
        return message(
            "No row has the names of the columns. Write them in the first row, for example: "
            "{example}.",
            example=example,
        )
    for name in heading.unknown[:_MAX_NAMED]:
        if headings.similar_column(name) == FILE_COLUMN:
            return message(
                'Row {row} has no column "{file}", where the name of each file stands. Is it the '
                'one that is called "{name}"?',
                row=heading.index + 1,
                file=message("file"),
                name=name,
            )
    return message(
        'Row {row} has no column "{file}", where the name of each file stands.',
        row=heading.index + 1,
        file=message("file"),
    )


def _row(number: int, row: Sequence[str], heading: headings.Heading) -> TableRow:
    cells = {
        column: row[index]
        for index, column in heading.columns.items()
        if index < len(row) and row[index]
    }
    texts = {column: repair_mojibake(text) for column, text in cells.items()}
    file = texts.get(FILE_COLUMN, "").strip()
    shifted = any(cell.strip() for cell in row[heading.width :])
    own = {column: text for column, text in texts.items() if column != FILE_COLUMN}
    return TableRow(number, file, own, shifted, repaired=texts != cells)


def _unlabelled(grid: Grid, heading: headings.Heading) -> dict[int, int]:
    """Columns of the heading row that are blank there, and where something stands below."""
    head = grid[heading.index]
    blank = {index for index, cell in enumerate(head) if not cell.strip()}
    found: dict[int, int] = {}
    if blank:
        for number, row in enumerate(grid[heading.index + 1 :], heading.index + 2):
            for index, cell in enumerate(row):
                if index in blank and cell.strip():
                    found.setdefault(index, number)
    return found

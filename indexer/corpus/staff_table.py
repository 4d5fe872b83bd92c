"""The rows of a table that staff keep, by column, wherever it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.corpus.headings import Heading, TableColumns
from indexer.corpus.mistakes import Place, quoted
from indexer.corpus.staff_text import NotUnderstood, repair_mojibake
from indexer.messages import Message, message

Grid = Sequence[Sequence[str]]
"""The cells of a table, row by row."""

MAX_NAMED: Final = 10
"""The most headings that one message quotes, or that are distinguished."""


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
    cells: Mapping[str, str]
    shifted: bool
    repaired: bool


@dataclass(frozen=True, slots=True)
class StaffTable:
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


@dataclass(frozen=True, slots=True)
class TableMistake:
    """What is wrong, and where."""

    what: Message
    place: Place


def is_blank(grid: Grid) -> bool:
    """Whether nothing stands in any cell."""
    return not any(cell.strip() for row in grid for cell in row)


def rows_below(grid: Grid, heading: Heading) -> StaffTable:
    """The table under the row with the headings."""
    rows = [
        _row(number, row, heading)
        for number, row in enumerate(grid[heading.index + 1 :], heading.index + 2)
        if any(map(str.strip, row))
    ]
    return StaffTable(
        tuple(rows),
        heading.labels,
        heading.index + 1,
        heading.unknown,
        heading.repeated,
        _unlabelled(grid, heading),
    )


def _row(number: int, row: Sequence[str], heading: Heading) -> TableRow:
    cells = {
        column: row[index]
        for index, column in heading.columns.items()
        if index < len(row) and row[index]
    }
    texts = {column: repair_mojibake(text) for column, text in cells.items()}
    shifted = any(cell.strip() for cell in row[heading.width :])
    return TableRow(number, texts, shifted, repaired=texts != cells)


def _unlabelled(grid: Grid, heading: Heading) -> dict[int, int]:
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


def heading_mistakes(
    table: StaffTable, columns: TableColumns, usual: Sequence[str]
) -> Iterator[TableMistake]:
    """What is wrong with the headings; `usual` are the columns that are named as those to use."""
    place = Place(row=table.heading_row)
    if table.unknown:
        what = message(
            "unknown columns: {names}; the columns are {columns}; give one that is only for "
            "you a name that begins with _",
            names=quoted(", ".join(table.unknown[:MAX_NAMED])),
            columns=columns.shown_names(usual),
        )
        yield TableMistake(what, place)
    for name in table.unknown[:MAX_NAMED]:
        similar = columns.similar_column(name)
        if similar and similar not in table.labels:
            what = message('is it the column "{similar}"?', similar=columns.shown_name(similar))
            yield TableMistake(what, Place(row=table.heading_row, column=quoted(name)))
    for name in table.repeated[:MAX_NAMED]:
        what = message(
            'the column "{name}" is there a second time; only the first one is used', name=name
        )
        yield TableMistake(what, place)
    for index, row in list(table.unlabelled.items())[:MAX_NAMED]:
        what = message(
            "column {number} has no name in row {heading}, so it is not used",
            number=index + 1,
            heading=table.heading_row,
        )
        yield TableMistake(what, Place(row=row))


SHIFTED: Final = message(
    "it has more cells than there are columns, so it is ignored; put a cell that holds "
    "a separator in quotes"
)
REPAIRED: Final = message(
    "its accents were damaged by a program that opened the table with the wrong "
    "character set, and were repaired; open it as UTF-8 and save it again"
)
"""What is said of such rows."""

"""What a table of metadata says: its rows, by column, wherever it came from."""

from __future__ import annotations

from indexer.corpus import headings
from indexer.corpus.staff_table import (
    MAX_NAMED,
    Grid,
    StaffTable,
    TableInvalid,
    is_blank,
    rows_below,
)
from indexer.fields import FILE_COLUMN
from indexer.messages import Message, message


def interpret(grid: Grid) -> StaffTable:
    """Read the headings of a table, and its rows by them; a blank table has neither.

    Raises:
        TableInvalid: no row names the files.
    """
    if is_blank(grid):
        return StaffTable()
    heading = headings.find(grid, headings.METADATA)
    if heading is None or not heading.is_usable:
        raise TableInvalid(_no_heading(heading))
    return rows_below(grid, heading)


def _no_heading(heading: headings.Heading | None) -> Message:
    example = message("file, title, creator, date, language, type, subject")
    if heading is None:
        return message(
            "No row has the names of the columns. Write them in the first row, for example: "
            "{example}.",
            example=example,
        )
    for name in heading.unknown[:MAX_NAMED]:
        if headings.METADATA.similar_column(name) == FILE_COLUMN:
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

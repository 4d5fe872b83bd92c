"""A sheet as rows of texts, within limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.errors import ExtractionFailed
from indexer.file_problems import ProblemKind

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 1_000
MAX_CELLS: Final = 1_000_000
MAX_CHARS: Final = 16_000_000
"""Of all sheets together; a table of 5,000 publications has 70,000 cells and 3,000,000 characters.
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet from the first, without blank cells and rows at their ends."""

    rows: tuple[tuple[str, ...], ...]


class SheetCollector:
    """Collects the rows of a spreadsheet's sheets."""

    def __init__(self) -> None:
        self._sheets: list[Sheet] = []
        self._rows: list[tuple[str, ...]] = []
        self._blank_rows = 0
        self._cells = 0
        self._chars = 0

    def add_row(self, cells: Sequence[str], times: int = 1) -> None:
        """Add a row that stands there this many times.

        Raises:
            ExtractionFailed: there are more cells than a table of publications has.
        """
        end = max((n for n, cell in enumerate(cells, 1) if cell.strip()), default=0)
        if not end:
            self._blank_rows += times
            return
        total = len(self._rows) + self._blank_rows + times
        self._cells += times * end
        self._chars += times * sum(map(len, cells))
        if (
            end > MAX_COLUMNS
            or total > MAX_ROWS
            or self._cells > MAX_CELLS
            or self._chars > MAX_CHARS
        ):
            raise ExtractionFailed(ProblemKind.TEXT_CUT)
        self._rows += [()] * self._blank_rows
        self._rows += [tuple(cells[:end])] * times
        self._blank_rows = 0

    def end_sheet(self) -> None:
        """What comes next is another sheet."""
        self._sheets.append(Sheet(tuple(self._rows)))
        self._rows, self._blank_rows = [], 0

    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets that ended."""
        return tuple(self._sheets)


def number_text(value: float) -> str:
    """A number as staff typed it: 2014, not 2014.0."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def date_text(value: date, *, has_day: bool, has_month: bool) -> str:
    """A date as precise as the sheet shows it, in ISO 8601."""
    if has_day:
        return value.isoformat()[:10]
    return value.isoformat()[:7] if has_month else value.isoformat()[:4]

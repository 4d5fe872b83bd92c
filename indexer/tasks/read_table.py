"""Read table: the cells of a spreadsheet in which staff describe the publications.

It is staff's own file, but it comes from anywhere, and has all that makes foreign files dangerous.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.errors import ExtractionFailed
from indexer.extract.spreadsheet.sheet import MAX_CELLS, MAX_CHARS, MAX_COLUMNS, MAX_ROWS, Sheet
from indexer.sandbox import starters
from indexer.sandbox.jobs import Job, SourceFile
from indexer.sandbox.pool import Pool
from indexer.sandbox.protocol import Answer, Task
from indexer.sandbox.task_kind import InvalidAnswer, ProcessLimits, TaskKind
from indexer.settings import Settings

_MAX_ANSWER_BYTES: Final = 4 * MAX_CHARS
"""Room for letters that are not ASCII, for quotes, and for what stands between cells."""

# Measured: 5,000 rows of 14 columns take 1.3 s of processor time and 50 MiB.
_CPU_SECONDS: Final = 20
_WALL_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class ReadTableRequest:
    """Read all sheets; there is nothing to choose."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a spreadsheet, in its order."""

    sheets: tuple[Sheet, ...]


def read_sheets(root: Path, place: str, path: str, settings: Settings) -> tuple[Sheet, ...]:
    """The sheets of the spreadsheet at `place` below `root`; `path` is its path in the corpus.

    Raises:
        OSError: it is missing or unreadable.
        ExtractionFailed: it cannot be read.
        SandboxUnavailable: nothing can be read on this machine.
    """
    source = SourceFile.below(root, place, path)
    with closing(Pool(settings, READ_TABLE, starters.starter(READ_TABLE.function))) as pool:
        outcome = pool.run(Job(source, ReadTableRequest()))
    if outcome.problem is not None:
        raise ExtractionFailed(outcome.problem.kind)
    return outcome.value.sheets if outcome.value else ()


# The child's side. What opens foreign files is imported here only: the indexer imports this module
# too, and must neither load it nor wait for it.


def preload() -> None:
    """Load what the child needs, before it is confined."""
    from indexer.extract.spreadsheet import ods, xlsx  # noqa: F401


def read_table(task: Task) -> Workbook:
    """Read the sheets.

    Raises:
        ExtractionFailed: it is not a spreadsheet, or too large.
    """
    from indexer.extract.spreadsheet.ods import is_ods, read_ods
    from indexer.extract.spreadsheet.xlsx import read_xlsx

    return Workbook(read_ods(task.file) if is_ods(task.file) else read_xlsx(task.file))


def _limits(settings: Settings) -> ProcessLimits:
    return ProcessLimits(settings.memory_mb, _CPU_SECONDS, _WALL_SECONDS, _MAX_ANSWER_BYTES)


def _validate(found: Workbook, job: Job[ReadTableRequest]) -> None:
    rows = [row for sheet in found.sheets for row in sheet.rows]
    if max((len(sheet.rows) for sheet in found.sheets), default=0) > MAX_ROWS:
        raise InvalidAnswer("a sheet has more rows than the limit")
    if max(map(len, rows), default=0) > MAX_COLUMNS or sum(map(len, rows)) > MAX_CELLS:
        raise InvalidAnswer("it has more cells than the limit")
    if sum(len(cell) for row in rows for cell in row) > MAX_CHARS:
        raise InvalidAnswer("it has more text than the limit")


READ_TABLE: Final = TaskKind(f"{__name__}:read_table", Answer[Workbook], _limits, _validate)
"""Reading the table of metadata where it is a spreadsheet."""

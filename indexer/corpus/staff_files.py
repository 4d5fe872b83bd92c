"""What staff wrote, cell by cell, before anything is made of it: the table's rows and the sidecars.

Each row and sidecar is assigned to the file that it describes; one that describes none is reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.corpus import headings, metadata_table, sidecar, staff_text, table_files
from indexer.corpus.mistakes import Mistake, Mistakes, Place, quoted
from indexer.corpus.staff_table import (
    REPAIRED,
    SHIFTED,
    StaffTable,
    TableInvalid,
    TableRow,
    heading_mistakes,
)
from indexer.corpus.staff_text import NotUnderstood
from indexer.corpus.table_names import TABLE_NAMES
from indexer.corpus.typed_paths import NamedFile, TypedPaths, path_key
from indexer.corpus.walk import SIDECAR_SUFFIXES, Walk
from indexer.fields import COLUMNS, FILE_COLUMN
from indexer.file_problems import ProblemKind
from indexer.folding import fold_word
from indexer.media import kind_of_path
from indexer.messages import Message, message
from indexer.settings import Settings
from indexer.system_reasons import reason_of

_MAX_NAMES: Final = 10
"""Names that are listed in one message."""


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """The text of a cell, or the items of a list, and where it stands."""

    texts: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class WrittenSource:
    """What one row of the table, or one sidecar, says of a file.

    `path` is that of the table or sidecar. Of one that is not `is_usable` it is not known what it
    says; `may_hide` means that it may say that readers must not see the publication yet.
    """

    path: str
    cells: Mapping[str, WrittenCell] = field(default_factory=dict)
    is_usable: bool = True
    may_hide: bool = False


@dataclass(frozen=True, slots=True)
class _OrphanRow:
    source: WrittenSource
    mistake: Mistake
    place: Place


class StaffFiles:
    """The table and the sidecars. `mistakes` gets what is wrong with them.

    `table` is the path of the table that is used (empty = there is none), `labels` maps its columns
    to what staff call them. `is_table_usable` says that it could be read; a blank one has no
    labels. `other_table` is a file that may be meant as the table, but is not used (empty = there
    is none). `blank_sidecars` are those that say nothing.
    """

    def __init__(self, walk: Walk, settings: Settings, mistakes: Mistakes) -> None:
        self.sources: dict[str, list[WrittenSource]] = defaultdict(list)
        self.table = walk.tables[0] if walk.tables else ""
        self.labels: Mapping[str, str] = {}
        self.is_table_usable = True
        self.other_table = next(iter((*walk.tables[1:], *walk.other_tables)), "")
        self.blank_sidecars: set[str] = set()
        self._walk = walk
        self._mistakes = mistakes
        self._paths = TypedPaths(walk)
        self._rows: dict[str, int] = {}
        self._orphans: dict[str, _OrphanRow] = {}
        self._report_other_tables()
        for path in walk.sidecars:
            self._read_sidecar(path)
        if self.table:
            self._read_table(settings)

    def adopt_row(self, old_path: str, path: str) -> WrittenSource | None:
        """The row that still names a file by the path that it had before; None if there is none."""
        orphan = self._orphans.pop(path_key(old_path), None)
        if orphan is None:
            return None
        self._mistakes.discard(orphan.mistake)
        what = message(
            '"{old}" is called "{new}" now, so the row was used for it; write that name',
            old=quoted(old_path),
            new=quoted(path),
        )
        self._mistakes.add(ProblemKind.METADATA_UNCLEAR, self.table, what, orphan.place)
        return orphan.source

    def _report_other_tables(self) -> None:
        for path in self._walk.tables[1:]:
            what = message("the table that is used is {table}", table=self.table)
            self._mistakes.add(ProblemKind.TABLE_UNUSED, path, what)
        for path in self._walk.other_tables:
            if "/" in path and path.rpartition("/")[2].lower() in TABLE_NAMES:
                what = message("only a table in the corpus folder itself is used")
            elif self.table:
                what = message("the table that is used is {table}", table=self.table)
            else:
                what = message("no table has the name metadata.csv or metadata.xlsx")
            self._mistakes.add(ProblemKind.TABLE_UNUSED, path, what)

    # --- the table

    def _read_table(self, settings: Settings) -> None:
        try:
            grid = table_files.read(self._walk, self.table, settings, headings.METADATA)
            table = metadata_table.interpret(grid)
        except OSError as error:
            self.is_table_usable = False
            what = reason_of(error)
            self._mistakes.add(ProblemKind.UNREADABLE, self.table, what)
        except TableInvalid as error:
            self.is_table_usable = False
            self._mistakes.add(ProblemKind.METADATA_UNUSABLE, self.table, error.reason)
        else:
            self.labels = table.labels
            if self.labels:
                usual = (FILE_COLUMN, *COLUMNS)
                for one in heading_mistakes(table, headings.METADATA, usual):
                    add = self._mistakes.add
                    add(ProblemKind.METADATA_INVALID, self.table, one.what, one.place)
                self._assign_rows(table)

    def _assign_rows(self, table: StaffTable) -> None:
        label = self.labels[FILE_COLUMN]
        named: list[tuple[TableRow, NamedFile]] = []
        for row in table.rows:
            file = row.cells.get(FILE_COLUMN, "").strip()
            if file == label:  # the headings once more
                continue
            if file and (_described(row) or _may_be_path(file)):
                named.append((row, self._paths.find(file)))
            elif _described(row):
                what = message("it is empty")
                place = Place(row=row.number, column=label)
                self._mistakes.add(ProblemKind.METADATA_INVALID, self.table, what, place)
        # A row that names its file exactly comes before one that only resembles its name.
        for row, found in sorted(named, key=lambda pair: not pair[1].is_exact):
            self._assign_row(row, found)

    def _assign_row(self, row: TableRow, found: NamedFile) -> None:
        place = Place(row=row.number, column=self.labels[FILE_COLUMN])
        key = path_key(found.path)
        if not found.path or (not found.is_exact and key in self._rows):
            mistake = self._mistakes.add(
                ProblemKind.METADATA_ORPHAN, self.table, self._missing(found), place
            )
            source = self._row_source(row, found.typed)
            self._orphans[path_key(found.typed)] = _OrphanRow(source, mistake, place)
            return
        if key in self._rows:
            what = message(
                '"{file}" is already described in row {row}, which is used',
                file=quoted(found.path),
                row=self._rows[key],
            )
            place = Place(row=row.number)
            self._mistakes.add(ProblemKind.METADATA_INVALID, self.table, what, place)
            return
        if not found.is_exact:
            what = message(
                '"{typed}" was taken for "{file}"; write that name',
                typed=quoted(found.typed),
                file=quoted(found.path),
            )
            self._mistakes.add(ProblemKind.METADATA_UNCLEAR, self.table, what, place)
        if not row.shifted:
            self._rows[key] = row.number
        source = self._row_source(row, found.path)
        self._report_row(row, found.path, source)
        self.sources[key].append(source)

    def _row_source(self, row: TableRow, file: str) -> WrittenSource:
        if row.shifted:
            return WrittenSource(
                self.table,
                is_usable=False,
                may_hide=_hiding_columns() & self.labels.keys() != set(),
            )
        cells = {
            column: WrittenCell((text,), Place(row.number, 0, self.labels[column], file))
            for column, text in _described(row).items()
        }
        return WrittenSource(self.table, cells)

    def _report_row(self, row: TableRow, file: str, source: WrittenSource) -> None:
        place = Place(row=row.number, file=file)
        if row.shifted:
            self._mistakes.add(ProblemKind.METADATA_UNUSABLE, self.table, SHIFTED, place)
        if row.repaired:
            self._mistakes.add(ProblemKind.METADATA_UNCLEAR, self.table, REPAIRED, place)

    def _missing(self, found: NamedFile) -> Message:
        typed = quoted(found.typed)
        names = ", ".join(f'"{quoted(name)}"' for name in found.candidates[:_MAX_NAMES])
        if len(found.candidates) == 1:
            return message('there is no file "{typed}"; is it {names}?', typed=typed, names=names)
        if found.candidates:
            return message(
                'there is no file "{typed}"; is it one of these: {names}?', typed=typed, names=names
            )
        return message('there is no file "{typed}"', typed=typed)

    # --- sidecars

    def _read_sidecar(self, path: str) -> None:
        described = _described_by(path)
        file = self._paths.exact(described)
        if not file:
            what = message(
                "a sidecar is named after the whole name of its file, like claves.pdf.yaml"
            )
            self._mistakes.add(ProblemKind.METADATA_ORPHAN, path, what)
            return
        sources = self.sources[path_key(file)]
        if sources:
            what = message("{file} is described in {other}", file=file, other=sources[0].path)
            self._mistakes.add(ProblemKind.METADATA_UNUSABLE, path, what)
            return
        try:
            with self._walk.open(path) as stream:
                data = stream.read(sidecar.MAX_BYTES + 1)
            sources.append(self._sidecar_source(path, sidecar.parse(data)))
        except OSError as error:
            sources.append(WrittenSource(path, is_usable=False))
            what = reason_of(error)
            self._mistakes.add(ProblemKind.UNREADABLE, path, what)
        except NotUnderstood as error:
            sources.append(WrittenSource(path, is_usable=False, may_hide=_may_hide(data)))
            self._mistakes.add(ProblemKind.METADATA_UNUSABLE, path, error.reason)

    def _sidecar_source(self, path: str, entries: Sequence[sidecar.SidecarEntry]) -> WrittenSource:
        cells: dict[str, WrittenCell] = {}
        if not any(entry.values for entry in entries):
            self.blank_sidecars.add(path)
        for entry in entries:
            column = headings.METADATA.column_of(entry.name)
            if column not in COLUMNS:
                what = message(
                    'unknown name "{name}"; the names are {columns}',
                    name=quoted(entry.name),
                    columns=headings.METADATA.shown_names(COLUMNS),
                )
                place = Place(line=entry.line)
                self._mistakes.add(ProblemKind.METADATA_INVALID, path, what, place)
            elif column in cells:
                what = message(
                    "{name} is already in line {line}, which is used",
                    name=quoted(entry.name),
                    line=cells[column].place.line,
                )
                place = Place(line=entry.line)
                self._mistakes.add(ProblemKind.METADATA_INVALID, path, what, place)
            else:
                place = Place(line=entry.line, column=entry.name.strip())
                cells[column] = WrittenCell(entry.values, place)
        return WrittenSource(path, cells)


def _described(row: TableRow) -> Mapping[str, str]:
    """What a row says of its file, by column."""
    return {column: text for column, text in row.cells.items() if column != FILE_COLUMN}


def _may_be_path(text: str) -> bool:
    """Whether a cell that stands alone in its row is a file, and not a note or a sum below."""
    return kind_of_path(text) is not None or "/" in text or " " not in text.strip()


def _described_by(path: str) -> str:
    """The path of the file that a sidecar describes."""
    suffix = max((s for s in SIDECAR_SUFFIXES if path.lower().endswith(s)), key=len)
    return path[: -len(suffix)]


def _hiding_columns() -> set[str]:
    """The columns that can say that readers must not see a publication yet."""
    return {name for name, row in COLUMNS.items() if row.if_invalid}


def _may_hide(data: bytes) -> bool:
    """Whether a sidecar that is not understood names such a column."""
    text = fold_word(staff_text.decode(data[: sidecar.MAX_BYTES]))
    rows = [row for row in COLUMNS.values() if row.if_invalid]
    return any(fold_word(name) in text for row in rows for name in (row.name, *row.names))

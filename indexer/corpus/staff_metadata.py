"""Metadata that staff write beside the files: a table, and a sidecar NAME.pdf.yaml a file.

A sidecar takes precedence over the table, field by field. What cannot be understood is reported,
and stays as it was before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indexer.corpus import field_parsers, lost_metadata
from indexer.corpus.list_cells import KnownValues, split_cell
from indexer.corpus.lost_metadata import StaffDescription, what_goes
from indexer.corpus.mistakes import Mistakes, Place, quoted
from indexer.corpus.spellings import Spellings
from indexer.corpus.staff_files import StaffFiles, WrittenCell, WrittenSource
from indexer.corpus.staff_text import CellInvalid
from indexer.corpus.table_names import TABLE_NAMES
from indexer.corpus.typed_paths import path_key
from indexer.corpus.walk import Walk
from indexer.fields import COLUMNS, MetadataField, ValueKind, Wording
from indexer.file_problems import Loss, Problem, ProblemKind
from indexer.messages import Message, message
from indexer.model import Metadata, Record
from indexer.publication_types import type_code
from indexer.settings import Settings

_EMPTY = Metadata()


@dataclass(frozen=True, slots=True)
class MetadataLocation:
    """Where staff wrote something: a file in the corpus folder, and the place in it."""

    file: str
    place: Place


@dataclass(frozen=True, slots=True)
class _ReadCell:
    value: Any
    mistake: tuple[ProblemKind, Message] | None = None
    is_understood: bool = True


@dataclass(frozen=True, slots=True)
class _Understood:
    """What is understood of all that staff wrote about a file.

    `sources` are the table and the sidecars that describe it, `given_by` those of them that give a
    value which no earlier one gives. `uncertain` are the attributes of which something was not
    understood; `is_usable` says that every source could be read at all, `has_row` that one is a row
    of the table.
    """

    metadata: Metadata = _EMPTY
    sources: tuple[str, ...] = ()
    given_by: tuple[str, ...] = ()
    uncertain: frozenset[str] = frozenset()
    is_usable: bool = True
    may_hide: bool = False
    has_row: bool = False

    def over(self, other: _Understood) -> _Understood:
        """This, and what `other` adds."""
        metadata = self.metadata.over(other.metadata)
        given_by = other.given_by if metadata != self.metadata else ()
        return _Understood(
            metadata,
            tuple(dict.fromkeys((*self.sources, *other.sources))),
            tuple(dict.fromkeys((*self.given_by, *given_by))),
            self.uncertain | other.uncertain,
            self.is_usable and other.is_usable,
            self.may_hide or other.may_hide,
            self.has_row or other.has_row,
        )


class StaffMetadata:
    """The metadata that staff wrote for each file."""

    def __init__(self, walk: Walk, settings: Settings) -> None:
        self._mistakes = Mistakes()
        self._files = StaffFiles(walk, settings, self._mistakes)
        self._known = KnownValues()
        self._cells_read: dict[tuple[str, tuple[str, ...]], _ReadCell] = {}
        for cell_field, cell in self._cells():
            self._known.learn(cell_field, cell.texts)
        self._understood = {
            key: self._understand_all(sources) for key, sources in self._files.sources.items()
        }
        self._spellings = Spellings(one.metadata for one in self._understood.values())
        self._report_spellings()

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in the table and the sidecars. Complete once every file was described."""
        return list(self._mistakes.problems())

    def describe(self, paths: Sequence[str], record: Record | None) -> StaffDescription:
        """What staff wrote about the file at `paths`, all of which hold the same bytes.

        What they wrote about the first path wins. `record` is what is known of the publication.
        """
        found = _Understood()
        for path in paths:
            found = found.over(self._understood.get(path_key(path), _Understood()))
        row_path = ""
        if record is not None and not found.has_row:
            row_path, adopted = self._adopted(paths, record)
            found = found.over(adopted)
        metadata = self._spellings.unify(found.metadata)
        if record is None:
            if found.may_hide:
                metadata = metadata.over(_hidden())
                what = message(
                    "perhaps it says that the publication must not be seen yet: until it is "
                    "corrected, readers do not see it"
                )
                place = Place(file=paths[0])
                self._mistakes.add(ProblemKind.METADATA_UNUSABLE, found.sources[0], what, place)
            return StaffDescription(metadata, metadata, found.given_by, found.given_by)
        found = replace(found, metadata=metadata)
        return replace(self._compared(paths[0], found, record), row_path=row_path)

    def relations_of(self, paths: Sequence[str]) -> MetadataLocation:
        """Where staff wrote the relations of a publication with these paths, as far as is known."""
        for path in paths:
            for source in self._files.sources.get(path_key(path), ()):
                if cell := source.cells.get("relation"):
                    return MetadataLocation(source.path, cell.place)
        return MetadataLocation(paths[0], Place())

    def _report_spellings(self) -> None:
        """Say which values are used in another spelling than they have: as one is meant by several,
        staff may want to write it in one way.
        """
        for sources in self._files.sources.values():
            for source in sources:
                for column, cell in source.cells.items():
                    row = COLUMNS[column]
                    if not row.several or row.wording is Wording.FREE:
                        continue
                    values = self._read(row, cell.texts).value
                    for value in values:
                        chosen = self._spellings.chosen(row, value)
                        if chosen not in values:
                            what = message(
                                'it has "{text}", which is shown as "{other}", as it is written '
                                "elsewhere",
                                text=quoted(value),
                                other=quoted(chosen),
                            )
                            self._mistakes.add(
                                ProblemKind.METADATA_UNCLEAR, source.path, what, cell.place
                            )

    def _cells(self) -> Iterator[tuple[MetadataField, WrittenCell]]:
        for sources in self._files.sources.values():
            for source in sources:
                for column, cell in source.cells.items():
                    yield COLUMNS[column], cell

    def _understand_all(self, sources: Sequence[WrittenSource]) -> _Understood:
        found = _Understood()
        for source in sources:  # the sidecar comes first
            found = found.over(self._understand(source))
        return found

    def _understand(self, source: WrittenSource) -> _Understood:
        values: dict[str, Any] = {}
        uncertain = set()
        for column, cell in source.cells.items():
            row = COLUMNS[column]
            read = self._read(row, cell.texts)
            if read.value:
                values[row.attribute] = read.value
            if read.mistake is not None:
                kind, what = read.mistake
                self._mistakes.add(kind, source.path, what, cell.place)
            if not read.is_understood:
                uncertain.add(row.attribute)
        return _Understood(
            Metadata(**values),
            (source.path,),
            (source.path,) if values else (),
            frozenset(uncertain),
            source.is_usable,
            source.may_hide,
            source.path == self._files.table,
        )

    def _read(self, row: MetadataField, texts: tuple[str, ...]) -> _ReadCell:
        """What a cell says. Most texts are those of many cells."""
        read = self._cells_read.get((row.name, texts))
        if read is None:
            read = self._cells_read[row.name, texts] = _read_cell(row, texts, self._known)
        return read

    def _adopted(self, paths: Sequence[str], record: Record) -> tuple[str, _Understood]:
        """A path that the file had before, and what the table says of it under that."""
        old_paths = (record.row_path, record.publication.path, *record.publication.copies)
        for old_path in filter(None, old_paths):
            if source := self._files.adopt_row(old_path, paths[0]):
                return old_path, self._understand(source)
        return "", _Understood()

    def _compared(self, path: str, found: _Understood, record: Record) -> StaffDescription:
        before = record.staff
        gaps = lost_metadata.gaps(found.metadata, before)
        if not gaps:
            return StaffDescription(found.metadata, found.metadata, found.given_by, found.given_by)
        unclear = gaps if not found.is_usable else gaps & found.uncertain
        metadata = found.metadata.over(lost_metadata.only(before, unclear))
        reason = self._why_gone(found, record, gaps - unclear)
        if reason is None:
            sources = found.given_by if not unclear else _joined(found.given_by, record)
            return StaffDescription(metadata, metadata, sources, sources)
        kept = metadata.over(lost_metadata.only(before, reason.attributes))
        described_in, kept_in = found.given_by, _joined(found.given_by, record)
        if not self._files.is_table_usable:
            metadata, described_in = kept, kept_in
        lost = (Loss(path, reason.what),)
        return StaffDescription(metadata, kept, described_in, kept_in, lost)

    def _why_gone(self, found: _Understood, record: Record, gaps: frozenset[str]) -> _Gone | None:
        """Which of the `gaps` nobody has emptied, and why they are there."""
        files = self._files
        if not gaps:
            return None
        sidecars = [name for name in record.described_in if not _is_table(name)]
        if sidecars and not any(not _is_table(source) for source in found.sources):
            return _Gone(gaps, what_goes(lost_metadata.SIDECAR_GONE, gaps, sidecar=sidecars[0]))
        blank = next((one for one in found.sources if one in files.blank_sidecars), "")
        if sidecars and blank:
            return _Gone(gaps, what_goes(lost_metadata.SIDECAR_BLANK, gaps, sidecar=blank))
        if record.described_in and not any(map(_is_table, record.described_in)):
            return None
        if not files.table:
            return _Gone(gaps, _table_gone(files.other_table, gaps))
        if not files.is_table_usable:
            return _Gone(gaps, what_goes(lost_metadata.TABLE_UNUSABLE, gaps, table=files.table))
        if not files.labels:
            return _Gone(gaps, _table_blank(files.table, files.other_table, gaps))
        if not found.has_row:
            return _Gone(gaps, what_goes(lost_metadata.ROW_GONE, gaps, table=files.table))
        columns = {COLUMNS[name].attribute for name in files.labels if name in COLUMNS}
        if without := gaps - columns:
            return _Gone(without, what_goes(lost_metadata.COLUMNS_GONE, without, table=files.table))
        return None


def _read_cell(row: MetadataField, texts: tuple[str, ...], known: KnownValues) -> _ReadCell:
    split = split_cell(row, texts, known)
    try:
        value = field_parsers.parse_values(row, split.values)
    except CellInvalid as error:
        mistake = ProblemKind.METADATA_INVALID, _invalid(row, error)
        return _ReadCell(row.if_invalid, mistake, is_understood=False)
    if row.kind is ValueKind.TYPE and value and not type_code(str(value)):
        return _ReadCell(value, (ProblemKind.METADATA_UNCLEAR, _unknown_type(str(value))))
    if split.question:
        return _ReadCell(value, (ProblemKind.METADATA_UNCLEAR, split.question))
    return _ReadCell(value)


@dataclass(frozen=True, slots=True)
class _Gone:
    attributes: frozenset[str]
    what: Message


def _table_gone(other: str, gaps: frozenset[str]) -> Message:
    if other:
        return what_goes(lost_metadata.TABLE_RENAMED, gaps, other=other)
    return what_goes(lost_metadata.TABLE_GONE, gaps)


def _table_blank(table: str, other: str, gaps: frozenset[str]) -> Message:
    if other:
        return what_goes(lost_metadata.TABLE_HIDDEN, gaps, table=table, other=other)
    return what_goes(lost_metadata.TABLE_BLANK, gaps, table=table)


def _is_table(path: str) -> bool:
    return path.lower() in TABLE_NAMES


def _joined(sources: Sequence[str], record: Record) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*sources, *record.described_in)))


def _hidden() -> Metadata:
    rows = [row for row in COLUMNS.values() if row.if_invalid]
    return Metadata(**{row.attribute: row.if_invalid for row in rows})  # type: ignore[arg-type]


def _invalid(row: MetadataField, error: CellInvalid) -> Message:
    if row.if_invalid:
        return message(
            "{reason}; until it is corrected, readers do not see the publication",
            reason=error.reason,
        )
    return error.reason


def _unknown_type(value: str) -> Message:
    return message(
        '"{text}" is not one of the types, so readers see it as it is written; the types are '
        "{types}",
        text=quoted(value),
        types=usual_types(),
    )


def usual_types() -> Message:
    """The types that are offered, in the order of their rows."""
    return message("booklet, article, post, guide, dialogue, report, announcement")

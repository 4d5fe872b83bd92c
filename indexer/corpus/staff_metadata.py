"""What staff wrote beside the files: metadata.csv, and a sidecar NAME.pdf.yaml for one file.

A sidecar wins over the table, field by field. A cell that is not understood is dropped and
reported, the rest is used.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from indexer.corpus import field_parsers, metadata_csv, sidecar
from indexer.corpus.walk import SIDECAR, TABLE, Walk, open_regular
from indexer.fields import COLUMNS
from indexer.model import Metadata, Problem, ProblemKind

_COLUMNS: Final = ", ".join(COLUMNS)
_NOTHING: Final = Metadata()


@dataclass(frozen=True, slots=True)
class MetadataLocation:
    """Where staff wrote something: a file in the corpus folder, and the place in it."""

    file: str
    where: str


class StaffMetadata:
    """What staff say of each file; `problems` is what is wrong with how they say it.

    Where a sidecar, a row or the whole table cannot be read, what it said before is not known to
    be wrong: `of` then fills up from the metadata of last time, so that a half-saved table does
    not take away titles and permanent addresses.
    """

    def __init__(self, walk: Walk) -> None:
        self.problems: list[Problem] = []
        self._walk = walk
        self._said: dict[str, Metadata] = {}
        self._relations: dict[str, MetadataLocation] = {}
        self._doubtful: set[str] = set()
        self._table_doubtful = False
        self._present = {_key(file.path) for file in walk.files}
        self._by_name = {_name(file.path): file.path for file in reversed(walk.files)}
        if walk.table is not None:
            self._read_table(walk.table)
        for path in walk.sidecars:
            self._read_sidecar(path)

    def of(self, path: str, before: Metadata | None) -> Metadata:
        """The metadata of the file at `path`; `before` is what staff said of it last time."""
        key = _key(path)
        said = self._said.get(key, _NOTHING)
        if before is not None and (self._table_doubtful or key in self._doubtful):
            return said.over(before)
        return said

    def relations_of(self, paths: Sequence[str]) -> MetadataLocation:
        """Where the relations of a publication with these paths stand, as far as can be told."""
        told = (self._relations.get(_key(path)) for path in paths)
        return next((place for place in told if place), MetadataLocation(paths[0], "relation"))

    def _read_table(self, file: Path) -> None:
        try:
            with open_regular(file) as stream:
                read = metadata_csv.parse(stream.read(metadata_csv.LARGEST + 1), COLUMNS)
        except (OSError, metadata_csv.TableInvalid) as error:
            self._table_doubtful = True
            self._unusable(TABLE, error)
            return
        if read.unknown:
            names = ", ".join(read.unknown)
            known = f"{metadata_csv.FILE}, {_COLUMNS}"
            self._invalid(TABLE, f"row 1: unknown columns: {names}; known are {known}")
        seen: dict[str, int] = {}
        for row in read.rows:
            self._read_row(row, seen)

    def _read_row(self, row: metadata_csv.Row, seen: dict[str, int]) -> None:
        path, where = _slashes(row.file), f"row {row.number}"
        key = _key(path)
        if not path:
            self._invalid(TABLE, f"{where}, column {metadata_csv.FILE}: it is empty")
        elif not self._is_present(path):
            detail = (
                f'{where}, column {metadata_csv.FILE}: there is no file "{path}"{self._hint(path)}'
            )
            self.problems.append(Problem(ProblemKind.METADATA_ORPHAN, TABLE, detail))
        elif key in seen:
            detail = f'{where}: "{path}" is already described in row {seen[key]}, which is used'
            self._invalid(TABLE, detail)
        elif row.shifted:
            self._doubtful.add(key)
            detail = f'{where}, file "{path}": it has more cells than the header, so it is not used'
            self._invalid(TABLE, f"{detail}; put a cell that holds a separator in quotes")
        else:
            seen[key] = row.number
            self._said[key], wrong = _metadata({c: [cell] for c, cell in row.cells.items()})
            if self._said[key].relations:
                self._relations[key] = MetadataLocation(
                    TABLE, f'{where}, column relation, file "{path}"'
                )
            for column, why in wrong.items():
                self._invalid(TABLE, f'{where}, column {column}, file "{path}": {why}')

    def _read_sidecar(self, path: str) -> None:
        of = path.removesuffix(SIDECAR)
        if of == path or not self._is_present(of):
            detail = "a sidecar stands beside its file and has its whole name, like claves.pdf.yaml"
            self.problems.append(Problem(ProblemKind.METADATA_ORPHAN, path, detail))
            return
        key = _key(of)
        try:
            with open_regular(self._walk.root / path) as stream:
                entries = sidecar.parse(stream.read(sidecar.LARGEST + 1))
        except (OSError, sidecar.SidecarInvalid) as error:
            self._doubtful.add(key)
            self._unusable(path, error)
            return
        known = self._known_entries(path, entries)
        said, wrong = _metadata({name: entry.values for name, entry in known.items()})
        if said.relations:
            self._relations[key] = MetadataLocation(
                path, f"line {known['relation'].line}, relation"
            )
        self._said[key] = said.over(self._said.get(key, _NOTHING))
        for name, why in wrong.items():
            self._invalid(path, f"line {known[name].line}, {name}: {why}")

    def _known_entries(
        self, path: str, entries: Sequence[sidecar.SidecarEntry]
    ) -> dict[str, sidecar.SidecarEntry]:
        known: dict[str, sidecar.SidecarEntry] = {}
        for entry in entries:
            name = entry.name.strip().lower()
            if name not in COLUMNS:
                detail = f'unknown name "{entry.name}"; known are {_COLUMNS}'
                self._invalid(path, f"line {entry.line}: {detail}")
            elif name in known:
                detail = f"{name} is already in line {known[name].line}, which is used"
                self._invalid(path, f"line {entry.line}: {detail}")
            else:
                known[name] = entry
        return known

    def _is_present(self, path: str) -> bool:
        return _key(path) in self._present or self._walk.hides(path)

    def _hint(self, path: str) -> str:
        alike = self._by_name.get(_name(path))
        return f'; is it "{alike}"?' if alike else ""

    def _invalid(self, path: str, detail: str) -> None:
        self.problems.append(Problem(ProblemKind.METADATA_INVALID, path, _printable(detail)))

    def _unusable(self, path: str, error: Exception) -> None:
        if isinstance(error, OSError):
            detail = error.strerror or str(error)
            self.problems.append(Problem(ProblemKind.UNREADABLE, path, detail))
        else:
            self._invalid(path, str(error))


def _metadata(named: Mapping[str, Sequence[str]]) -> tuple[Metadata, dict[str, str]]:
    """Metadata from names and values, and for each name that was not understood why."""
    good: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column, cells in named.items():
        field = COLUMNS[column]
        try:
            good[field.attribute] = field_parsers.parse_field(field, cells)
        except field_parsers.CellInvalid as error:
            wrong[column] = str(error)
    return Metadata(**{name: value for name, value in good.items() if value}), wrong


def _slashes(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./").lstrip("/")


def _key(path: str) -> str:
    """A path as it is compared: spreadsheets and file systems compose accents differently."""
    return unicodedata.normalize("NFC", path)


def _name(path: str) -> str:
    return _key(path).rpartition("/")[2].casefold()


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

"""Metadata that staff write beside the files: metadata.csv, and a sidecar NAME.pdf.yaml a file.

A sidecar takes precedence over the table, field by field. An invalid cell is dropped and reported,
the rest is used.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from indexer.corpus import field_parsers, metadata_csv, sidecar
from indexer.corpus.walk import SIDECAR_SUFFIX, TABLE_NAME, Walk
from indexer.fields import COLUMNS
from indexer.messages import verbatim
from indexer.model import Metadata, Problem, ProblemKind

_COLUMNS: Final = ", ".join(COLUMNS)
_EMPTY: Final = Metadata()
MAX_PROBLEMS_A_FILE: Final = 500
"""Problems of one table or sidecar that are listed."""
_MAX_DETAIL_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class MetadataLocation:
    """Where staff wrote something: a file in the corpus folder, and the row or line in it."""

    file: str
    where: str


class StaffMetadata:
    """The metadata that staff wrote for each file, and the `problems` in it.

    If a sidecar, a row or the whole table is unusable, `of` fills the gaps with the previous
    metadata, so that a half-saved table does not take away titles and permanent addresses.
    """

    def __init__(self, walk: Walk) -> None:
        self.problems: list[Problem] = []
        self._walk = walk
        self._counts: Counter[str] = Counter()
        self._metadata: dict[str, Metadata] = {}
        self._relations: dict[str, MetadataLocation] = {}
        self._unusable_keys: set[str] = set()
        self._table_unusable = False
        self._present = {_key(file.path) for file in walk.files}
        self._by_name = {_name(file.path): file.path for file in reversed(walk.files)}
        if walk.table:
            self._read_table(walk.table)
        for path in walk.sidecars:
            self._read_sidecar(path)

    def of(self, path: str, before: Metadata | None) -> Metadata:
        """The metadata of the file at `path`; `before` is what it was at the last run."""
        key = _key(path)
        metadata = self._metadata.get(key, _EMPTY)
        if before is not None and (self._table_unusable or key in self._unusable_keys):
            return metadata.over(before)
        return metadata

    def relations_of(self, paths: Sequence[str]) -> MetadataLocation:
        """Where staff wrote the relations of a publication with these paths, as far as is known."""
        locations = (self._relations.get(_key(path)) for path in paths)
        return next(filter(None, locations), MetadataLocation(paths[0], "relation"))

    def _read_table(self, path: str) -> None:
        try:
            with self._walk.open(path) as stream:
                table = metadata_csv.parse(stream.read(metadata_csv.MAX_BYTES + 1), COLUMNS)
        except (OSError, metadata_csv.TableInvalid) as error:
            self._table_unusable = True
            self._report_unusable(TABLE_NAME, error)
            return
        if table.unknown:
            names = ", ".join(table.unknown)
            known = f"{metadata_csv.FILE_COLUMN}, {_COLUMNS}"
            self._invalid(TABLE_NAME, f"row 1: unknown columns: {names}; the columns are {known}")
        seen: dict[str, int] = {}
        for row in table.rows:
            self._read_row(row, seen)

    def _read_row(self, row: metadata_csv.Row, seen: dict[str, int]) -> None:
        path, where = _corpus_path(row.file), f"row {row.number}"
        key = _key(path)
        if not path:
            self._invalid(TABLE_NAME, f"{where}, column {metadata_csv.FILE_COLUMN}: it is empty")
        elif not self._is_present(path):
            detail = f'there is no file "{path}"{self._hint(path)}'
            detail = f"{where}, column {metadata_csv.FILE_COLUMN}: {detail}"
            self._add(ProblemKind.METADATA_ORPHAN, TABLE_NAME, detail)
        elif key in seen:
            detail = f'{where}: "{path}" is already described in row {seen[key]}, which is used'
            self._invalid(TABLE_NAME, detail)
        elif row.shifted:
            self._unusable_keys.add(key)
            detail = f'{where}, file "{path}": it has more cells than the header, so it is ignored'
            self._invalid(TABLE_NAME, f"{detail}; put a cell that holds a separator in quotes")
        else:
            seen[key] = row.number
            self._metadata[key], errors = _parse({c: [cell] for c, cell in row.cells.items()})
            if self._metadata[key].relations:
                self._relations[key] = MetadataLocation(
                    TABLE_NAME, f'{where}, column relation, file "{path}"'
                )
            for column, error in errors.items():
                self._invalid(TABLE_NAME, f'{where}, column {column}, file "{path}": {error}')

    def _read_sidecar(self, path: str) -> None:
        described = path.removesuffix(SIDECAR_SUFFIX)
        if described == path or not self._is_present(described):
            detail = "a sidecar is named after the whole name of its file, like claves.pdf.yaml"
            self._add(ProblemKind.METADATA_ORPHAN, path, detail)
            return
        key = _key(described)
        try:
            with self._walk.open(path) as stream:
                entries = sidecar.parse(stream.read(sidecar.MAX_BYTES + 1))
        except (OSError, sidecar.SidecarInvalid) as error:
            self._unusable_keys.add(key)
            self._report_unusable(path, error)
            return
        known = self._known_entries(path, entries)
        metadata, errors = _parse({name: entry.values for name, entry in known.items()})
        if metadata.relations:
            self._relations[key] = MetadataLocation(
                path, f"line {known['relation'].line}, relation"
            )
        self._metadata[key] = metadata.over(self._metadata.get(key, _EMPTY))
        for name, error_text in errors.items():
            self._invalid(path, f"line {known[name].line}, {name}: {error_text}")

    def _known_entries(
        self, path: str, entries: Sequence[sidecar.SidecarEntry]
    ) -> dict[str, sidecar.SidecarEntry]:
        known: dict[str, sidecar.SidecarEntry] = {}
        for entry in entries:
            name = entry.name.strip().lower()
            if name not in COLUMNS:
                detail = f'unknown name "{entry.name}"; the names are {_COLUMNS}'
                self._invalid(path, f"line {entry.line}: {detail}")
            elif name in known:
                detail = f"{name} is already in line {known[name].line}, which is used"
                self._invalid(path, f"line {entry.line}: {detail}")
            else:
                known[name] = entry
        return known

    def _is_present(self, path: str) -> bool:
        return _key(path) in self._present or self._walk.is_unreadable(path)

    def _hint(self, path: str) -> str:
        similar = self._by_name.get(_name(path))
        return f'; is it "{similar}"?' if similar else ""

    def _invalid(self, path: str, detail: str) -> None:
        self._add(ProblemKind.METADATA_INVALID, path, detail)

    def _add(self, kind: ProblemKind, path: str, detail: str) -> None:
        """Add a problem; of a file that has too many, only the first ones."""
        self._counts[path] += 1
        if self._counts[path] < MAX_PROBLEMS_A_FILE:
            self.problems.append(Problem(kind, path, verbatim(_printable(detail))))
        elif self._counts[path] == MAX_PROBLEMS_A_FILE:
            more = f"there are more mistakes; these are the first {MAX_PROBLEMS_A_FILE - 1}"
            self.problems.append(Problem(ProblemKind.METADATA_INVALID, path, verbatim(more)))

    def _report_unusable(self, path: str, error: Exception) -> None:
        if isinstance(error, OSError):
            detail = error.strerror or str(error)
            self._add(ProblemKind.UNREADABLE, path, detail)
        else:
            self._invalid(path, str(error))


def _parse(cells: Mapping[str, Sequence[str]]) -> tuple[Metadata, dict[str, str]]:
    """The metadata in `cells` (column -> texts), and an error message for each invalid column."""
    valid: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for column, texts in cells.items():
        field = COLUMNS[column]
        try:
            valid[field.attribute] = field_parsers.parse_field(field, texts)
        except field_parsers.CellInvalid as error:
            errors[column] = str(error)
            if field.if_invalid:
                errors[column] += "; until it is corrected, readers do not see the publication"
            valid[field.attribute] = field.if_invalid
    return Metadata(**{name: value for name, value in valid.items() if value}), errors


def _corpus_path(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./").lstrip("/")


def _key(path: str) -> str:
    """The path for comparison: spreadsheets and file systems compose accents differently."""
    return unicodedata.normalize("NFC", path)


def _name(path: str) -> str:
    return _key(path).rpartition("/")[2].casefold()


def _printable(text: str) -> str:
    """`text` as it can be shown: a cell that is quoted in it may be of any length."""
    if len(text) > _MAX_DETAIL_CHARS:
        text = f"{text[: _MAX_DETAIL_CHARS // 2]} … {text[-_MAX_DETAIL_CHARS // 2 :]}"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

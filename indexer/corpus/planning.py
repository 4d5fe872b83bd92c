"""Compares the corpus with the records of the index: what is there to do, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from indexer.corpus.html_yaml import Selectors, reader_with
from indexer.corpus.staff_metadata import MetadataLocation, StaffMetadata
from indexer.corpus.walk import FoundFile, Walk, digest, walk
from indexer.media import kind_of_path
from indexer.model import Metadata, Problem, ProblemKind, ReaderNames, Record, Selector
from indexer.settings import Settings

_ID_LENGTHS: Final = (16, 64)
"""Hex digits of the content's hash that make an identifier: 16, and all where 16 are taken."""


class FileState(StrEnum):
    """What has happened to a publication since its record was written."""

    NEW = "new"
    """There is no record of it: read it."""

    CHANGED = "changed"
    """Other bytes, another reader, other declared languages or selectors: remove the record, read
    it."""

    MOVED = "moved"
    """The same bytes at other paths, perhaps with other metadata: nothing to read."""

    REMOVED = "removed"
    """Its files are gone: remove the record."""

    METADATA_CHANGED = "metadata_changed"
    """Staff describe it differently, perhaps with another identifier: nothing to read."""

    RETRY = "retry"
    """It could not be read, but the reader or what staff say of how to read it is another now: read
    it."""

    UNCHANGED = "unchanged"
    """Nothing to do, except to note other times where `Item.mtime_only`."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One publication-to-be: the files that hold the same bytes.

    `paths` are sorted; the first is the publication's own, the others its copies; `mtimes_ns`
    belong to them. `id` is the identifier from now on; `record.publication.id`, where there is a
    record, the one until now, which must be removed if it is another. A removed publication has
    its record's paths. `readers` name what reads it now, with `selectors` if it is a page.
    """

    id: str
    state: FileState
    paths: tuple[str, ...]
    sha256: str
    size: int
    mtimes_ns: tuple[int, ...]
    staff: Metadata
    record: Record | None
    readers: ReaderNames
    selectors: tuple[Selector, ...] = ()

    @property
    def mtime_only(self) -> bool:
        """Whether only the files' times are others, so that a new record saves hashing again."""
        return (
            self.state is FileState.UNCHANGED
            and self.record is not None
            and self.record.mtimes_ns != self.mtimes_ns
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """All publications by path, and the problems that are not in any publication's record.

    `relations` says where the relations of an item stand, by its identifier.
    """

    items: tuple[PlannedFile, ...]
    problems: tuple[Problem, ...]
    relations: Mapping[str, MetadataLocation]


def plan(settings: Settings, records: Iterable[Record], readers: ReaderNames) -> Plan:
    """Compare the corpus with `records`; `readers` name the versions and options that read now.

    A file is hashed only if its path, size or time is not in the records. What is known of files
    that are there but cannot be opened just now is kept.

    Raises:
        CorpusMissing: the corpus folder cannot be read.
    """
    found = walk(settings.corpus)
    staff, selectors = StaffMetadata(found), Selectors(found)
    past = _Past(records)
    contents = _contents(found, past)
    kept = past.take_hidden(found, contents)
    identifiers = _Identifiers(contents, kept)
    items = [_item_as_before(record, FileState.UNCHANGED) for record in kept]
    relations: dict[str, MetadataLocation] = {}
    for sha256, files in contents.items():
        record = past.take(sha256, files, contents)
        said = _said(staff, files, record)
        id, said = identifiers.choose(sha256, said)
        item = PlannedFile(
            id=id,
            state=FileState.NEW,
            paths=tuple(file.path for file in files),
            sha256=sha256,
            size=files[0].size,
            mtimes_ns=tuple(file.mtime_ns for file in files),
            staff=said,
            record=record,
            readers=readers,
        )
        item = _with_selectors(item, selectors)
        items.append(replace(item, state=_state(item)))
        relations[id] = staff.relations_of(item.paths)
    items += [_item_as_before(record, FileState.REMOVED) for record in past.left()]
    items.sort(key=lambda item: (item.paths[0], item.id))
    problems = [*found.problems, *staff.problems, *selectors.problems, *identifiers.problems]
    problems.sort(key=lambda problem: problem.path)
    return Plan(tuple(items), tuple(problems), relations)


class _Past:
    """The records, each of which belongs to at most one item."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._left = {record.publication.id: record for record in records}
        self._by_sha256 = {r.publication.sha256: r for r in reversed(self._left.values())}
        self._by_path = {path: r for r in self._left.values() for path in _paths(r)}

    def sha256(self, file: FoundFile) -> str | None:
        """The hash of a file that has the path, size and time it had."""
        record = self._by_path.get(file.path)
        if record is None or record.publication.size != file.size:
            return None
        same = (file.path, file.mtime_ns) in zip(_paths(record), record.mtimes_ns, strict=False)
        return record.publication.sha256 if same else None

    def take_hidden(self, found: Walk, contents: _Contents) -> list[Record]:
        """Records of contents that may still be where nobody can look now."""
        hidden = [
            record
            for record in self._left.values()
            if record.publication.sha256 not in contents and any(map(found.hides, _paths(record)))
        ]
        for record in hidden:
            del self._left[record.publication.id]
        return hidden

    def take(self, sha256: str, files: list[FoundFile], contents: _Contents) -> Record | None:
        """The record of these bytes, else of bytes that are gone and had one of these paths."""
        candidates = [self._by_sha256.get(sha256)]
        candidates += [
            record
            for file in files
            if (record := self._by_path.get(file.path))
            and record.publication.sha256 not in contents
        ]
        for record in candidates:
            if record is not None and record.publication.id in self._left:
                return self._left.pop(record.publication.id)
        return None

    def left(self) -> list[Record]:
        """Records that no item took."""
        return list(self._left.values())


class _Identifiers:
    """Gives each publication an identifier of its own: staff's, else one from its hash."""

    def __init__(self, contents: _Contents, kept: Iterable[Record]) -> None:
        self.problems: list[Problem] = []
        self._paths = {sha256: files[0].path for sha256, files in contents.items()}
        self._paths |= {r.publication.sha256: r.publication.path for r in kept}
        self._owners = {r.publication.id: r.publication.sha256 for r in kept}
        self._hashed: dict[str, str] = {}
        for sha256 in contents:
            short, full = (sha256[:digits] for digits in _ID_LENGTHS)
            self._hashed[sha256] = full if short in self._owners else short
            self._owners[self._hashed[sha256]] = sha256

    def choose(self, sha256: str, staff: Metadata) -> tuple[str, Metadata]:
        """The identifier, and `staff` without the one that it cannot have."""
        wanted = staff.identifier or self._hashed[sha256]
        owner = self._owners.setdefault(wanted, sha256)
        if owner == sha256:
            return wanted, staff
        detail = f'"{wanted}" is the identifier of "{self._paths[owner]}"'
        problem = Problem(ProblemKind.DUPLICATE_IDENTIFIER, self._paths[sha256], detail)
        self.problems.append(problem)
        return self._hashed[sha256], replace(staff, identifier="")


_Contents = dict[str, list[FoundFile]]


def _contents(found: Walk, past: _Past) -> _Contents:
    """Hash -> the files with that content, by path; in order of their first paths."""
    contents: _Contents = {}
    for file in found.files:
        try:
            sha256 = past.sha256(file) or digest(file)
        except OSError as error:
            found.hide(file.path, error)
            continue
        if sha256 is None:
            found.hidden.add(file.path)
            found.report(ProblemKind.CHANGING, file.path)
        else:
            contents.setdefault(sha256, []).append(file)
    return contents


def _said(staff: StaffMetadata, files: list[FoundFile], record: Record | None) -> Metadata:
    """What staff say of the first file, and of its copies where they say nothing of it."""
    said, before = Metadata(), record.staff if record else None
    for file in files:
        said = said.over(staff.of(file.path, before))
    return said


def _with_selectors(item: PlannedFile, selectors: Selectors) -> PlannedFile:
    """The item to be read as staff say; one that was read before stays as it is, where what they
    say now has mistakes."""
    path, record = item.paths[0], item.record
    kind = kind_of_path(path)
    if kind is None or not kind.web_page:
        return item
    given = selectors.of(path)
    reader = reader_with(item.readers.text, given)
    if record is not None and selectors.are_doubtful(path) and not _is_changed(item, record):
        is_by_this = record.reader.startswith(item.readers.text)
        reader = record.reader if is_by_this else reader
    return replace(item, readers=ReaderNames(reader, reader), selectors=given)


def _is_changed(item: PlannedFile, record: Record) -> bool:
    """Whether other bytes or languages make it be read again in any case."""
    before = record.publication.sha256, record.staff.languages
    return before != (item.sha256, item.staff.languages)


def _state(item: PlannedFile) -> FileState:
    record = item.record
    if record is None:
        return FileState.NEW
    publication = record.publication
    if publication.sha256 != item.sha256:
        return FileState.CHANGED
    same_reader = record.reader in (item.readers.text, item.readers.pictures)
    if not same_reader or record.staff.languages != item.staff.languages:
        return FileState.CHANGED if record.searchable else FileState.RETRY
    if _paths(record) != item.paths:
        return FileState.MOVED
    if (publication.id, record.staff) != (item.id, item.staff):
        return FileState.METADATA_CHANGED
    return FileState.UNCHANGED


def _item_as_before(record: Record, state: FileState) -> PlannedFile:
    publication = record.publication
    return PlannedFile(
        id=publication.id,
        state=state,
        paths=_paths(record),
        sha256=publication.sha256,
        size=publication.size,
        mtimes_ns=record.mtimes_ns,
        staff=record.staff,
        record=record,
        readers=ReaderNames(record.reader, record.reader),
    )


def _paths(record: Record) -> tuple[str, ...]:
    return (record.publication.path, *record.publication.copies)

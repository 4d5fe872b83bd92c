"""Compares the corpus with the records of the index and plans what to do, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from indexer.corpus.html_yaml import Selectors, reader_with
from indexer.corpus.lost_metadata import LostMetadata
from indexer.corpus.staff_metadata import MetadataLocation, StaffMetadata
from indexer.corpus.walk import FoundFile, Walk, digest, walk
from indexer.media import kind_of_path
from indexer.messages import verbatim
from indexer.model import Metadata, Problem, ProblemKind, ReaderNames, Record, Selector
from indexer.settings import Settings

_ID_LENGTHS: Final = (16, 64)
"""Hex digits of the content's hash in an identifier: 16, or all of them if those 16 are taken."""


class FileState(StrEnum):
    """What has happened to a publication since its record was written, and what to do."""

    NEW = "new"
    """No record: read it."""

    CHANGED = "changed"
    """Different bytes, reader, declared languages or selectors: replace the record."""

    MOVED = "moved"
    """The same bytes at different paths, perhaps with different metadata: nothing to read."""

    REMOVED = "removed"
    """Its files are gone: remove the record."""

    METADATA_CHANGED = "metadata_changed"
    """Staff changed its metadata, perhaps its identifier: nothing to read."""

    RETRY = "retry"
    """It could not be read, but the reader or the selectors have changed since: read it."""

    UNCHANGED = "unchanged"
    """Nothing to do, except to store new times if `PlannedFile.mtime_only`."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A publication as it will be: the files that hold the same bytes, and what to do with them.

    `paths` are sorted; the first is the publication's own, the others are its copies; `mtimes_ns`
    are in the same order. `id` is the new identifier, `record.publication.id` the old one, which
    must be removed if it differs. A removed publication has its record's paths. `readers` name the
    versions and options that read it now, with `selectors` if it is an HTML page. `former_ids` are
    the identifiers that it had before, the oldest first; `place` is where its own file was found,
    links resolved (empty if it was not); `described_in` are the paths of the table and the sidecars
    that `staff` comes from.
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
    former_ids: tuple[str, ...] = ()
    place: str = ""
    described_in: tuple[str, ...] = ()

    @property
    def mtime_only(self) -> bool:
        """Whether only the files' times differ: a new record avoids hashing them again."""
        return (
            self.state is FileState.UNCHANGED
            and self.record is not None
            and self.record.mtimes_ns != self.mtimes_ns
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """All publications in order of path, and the problems that are in no publication's record.

    `relations` maps the identifier of an item to where staff wrote its relations.
    `lost_metadata` is what is missing in the table and the sidecars; `items` have it still.
    """

    items: tuple[PlannedFile, ...]
    problems: tuple[Problem, ...]
    relations: Mapping[str, MetadataLocation]
    lost_metadata: tuple[LostMetadata, ...]


def plan(
    settings: Settings,
    records: Iterable[Record],
    readers: ReaderNames,
    earlier: Iterable[Record] = (),
) -> Plan:
    """Compare the corpus with `records`; `readers` name the current versions and options.

    A file is hashed only if its path, size or time is not in the records. What is known of files
    that exist but cannot be opened now is kept. `earlier` are the records of an index that is
    replaced, from which former identifiers and embargoes are taken over.

    Raises:
        CorpusMissing: the corpus folder cannot be read.
    """
    found = walk(settings.corpus)
    staff, selectors = StaffMetadata(found, settings), Selectors(found)
    known = _KnownRecords(records)
    contents = _contents(found, known)
    kept = known.take_unreadable(found, contents)
    past, embargoes = _KnownRecords(earlier), list[Problem]()
    identifiers = _Identifiers(contents, kept)
    items = [_item_as_before(record, FileState.UNCHANGED) for record in kept]
    relations: dict[str, MetadataLocation] = {}
    lost_metadata: list[LostMetadata] = []
    for sha256, files in contents.items():
        record = known.take(sha256, files, contents)
        before = record or past.take(sha256, files, contents)
        described = staff.describe([file.path for file in files], record)
        lost_metadata += described.lost
        metadata, problems = _with_embargo(described.kept, before, files)
        embargoes += problems
        id, metadata = identifiers.choose(sha256, metadata)
        item = replace(
            _new_item(id, sha256, files, metadata, readers),
            record=record,
            former_ids=_former_ids(before, id),
            described_in=described.described_in,
        )
        item = _with_selectors(item, selectors)
        items.append(replace(item, state=_state(item)))
        relations[id] = staff.relations_of(item.paths)
    items += [_item_as_before(record, FileState.REMOVED) for record in known.remaining()]
    items.sort(key=lambda item: (item.paths[0], item.id))
    problems = [*found.problems, *staff.problems, *selectors.problems, *identifiers.problems]
    problems += embargoes
    problems.sort(key=lambda problem: problem.path)
    return Plan(tuple(items), tuple(problems), relations, tuple(lost_metadata))


class _KnownRecords:
    """The records of the index, each of which is given to at most one item."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._remaining = {record.publication.id: record for record in records}
        self._by_sha256 = {r.publication.sha256: r for r in reversed(self._remaining.values())}
        self._by_path = {path: r for r in self._remaining.values() for path in _paths(r)}

    def sha256(self, file: FoundFile) -> str | None:
        """The hash of a file whose path, size and time are unchanged."""
        record = self._by_path.get(file.path)
        if record is None or record.publication.size != file.size:
            return None
        same = (file.path, file.mtime_ns) in zip(_paths(record), record.mtimes_ns, strict=False)
        return record.publication.sha256 if same else None

    def take_unreadable(self, found: Walk, contents: _Contents) -> list[Record]:
        """Take the records of contents that may still be where nothing can be read now."""
        unreadable = [
            record
            for record in self._remaining.values()
            if record.publication.sha256 not in contents
            and any(map(found.is_unreadable, _paths(record)))
        ]
        for record in unreadable:
            del self._remaining[record.publication.id]
        return unreadable

    def take(self, sha256: str, files: list[FoundFile], contents: _Contents) -> Record | None:
        """Take the record of these bytes, else of missing bytes that had one of these paths."""
        candidates = [self._by_sha256.get(sha256)]
        candidates += [
            record
            for file in files
            if (record := self._by_path.get(file.path))
            and record.publication.sha256 not in contents
        ]
        for record in candidates:
            if record is not None and record.publication.id in self._remaining:
                return self._remaining.pop(record.publication.id)
        return None

    def remaining(self) -> list[Record]:
        """The records that no item took."""
        return list(self._remaining.values())


class _Identifiers:
    """Assigns unique identifiers: the one staff chose, else one made from the content's hash."""

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
        """The identifier, and `staff` without an identifier that is taken."""
        wanted = staff.identifier or self._hashed[sha256]
        owner = self._owners.setdefault(wanted, sha256)
        if owner == sha256:
            return wanted, staff
        detail = f'"{wanted}" is the identifier of "{self._paths[owner]}"'
        problem = Problem(ProblemKind.DUPLICATE_IDENTIFIER, self._paths[sha256], verbatim(detail))
        self.problems.append(problem)
        return self._hashed[sha256], replace(staff, identifier="")


_Contents = dict[str, list[FoundFile]]


def _contents(found: Walk, known: _KnownRecords) -> _Contents:
    """Hash -> the files with that content, in order of path; in order of the first paths."""
    contents: _Contents = {}
    for file in found.files:
        try:
            sha256 = known.sha256(file) or digest(file)
        except OSError as error:
            found.add_unreadable(file.path, error)
            continue
        if sha256 is None:
            found.unreadable_paths.add(file.path)
            found.report(ProblemKind.CHANGING, file.path)
        else:
            contents.setdefault(sha256, []).append(file)
    return contents


def _new_item(
    id: str, sha256: str, files: list[FoundFile], staff: Metadata, readers: ReaderNames
) -> PlannedFile:
    """The files with this content, as if nothing were known of them."""
    return PlannedFile(
        id=id,
        state=FileState.NEW,
        paths=tuple(file.path for file in files),
        sha256=sha256,
        size=files[0].size,
        mtimes_ns=tuple(file.mtime_ns for file in files),
        staff=staff,
        record=None,
        readers=readers,
        place=files[0].place,
    )


def _former_ids(before: Record | None, identifier: str) -> tuple[str, ...]:
    """The identifiers that a publication had before, without the one that it has now."""
    if before is None:
        return ()
    known = dict.fromkeys((*before.former_ids, before.publication.id))
    return tuple(one for one in known if one != identifier)


def _with_embargo(
    metadata: Metadata, before: Record | None, files: Sequence[FoundFile]
) -> tuple[Metadata, list[Problem]]:
    """An embargo that is not over ends by another date only, not because its cell got lost."""
    known = before.publication.metadata.available if before is not None else ""
    if metadata.available or known <= date.today().isoformat():
        return metadata, []
    problem = Problem(ProblemKind.EMBARGO_KEPT, files[0].path, verbatim(known))
    return replace(metadata, available=known), [problem]


def _with_selectors(item: PlannedFile, selectors: Selectors) -> PlannedFile:
    """The item with the selectors that apply to it.

    One that was read before keeps its reader while the selectors have mistakes, so that a typo does
    not change what is indexed.
    """
    path, record = item.paths[0], item.record
    kind = kind_of_path(path)
    if kind is None or not kind.web_page:
        return item
    own = selectors.of(path)
    reader = reader_with(item.readers.text, own)
    if record is not None and selectors.have_mistakes(path) and not _is_changed(item, record):
        is_current = record.reader.startswith(item.readers.text)
        reader = record.reader if is_current else reader
    return replace(item, readers=ReaderNames(reader, reader), selectors=own)


def _is_changed(item: PlannedFile, record: Record) -> bool:
    """Whether its bytes or declared languages differ, so that it is read again in any case."""
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
    now = item.id, item.staff, item.former_ids, item.described_in
    if (publication.id, record.staff, record.former_ids, record.described_in) != now:
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
        former_ids=record.former_ids,
        described_in=record.described_in,
    )


def _paths(record: Record) -> tuple[str, ...]:
    return (record.publication.path, *record.publication.copies)

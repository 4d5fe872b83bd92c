"""One publication of a plan: what has happened to it, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.model import Metadata, ReaderNames, Record, Selector

_NOTHING: Final = Metadata()


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

    RESTORED = "restored"
    """What replaced it is gone, and the file that was indexed is back: nothing to read."""

    RETRY = "retry"
    """It could not be read, but the reader or the selectors have changed since: read it."""

    LOST = "lost"
    """What is in its place cannot be read, as at the last run: its last text stays."""

    UNREADABLE = "unreadable"
    """Its file cannot be opened now, or is empty: its record stays."""

    UNCHANGED = "unchanged"
    """Nothing to do, except to store new times if `PlannedFile.mtime_only`."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A publication as it will be: the files that hold the same bytes, and what to do with them.

    `paths` are sorted; the first is the publication's own, the others are its copies; `mtimes_ns`
    are in the same order. `id` is the new identifier, `record.publication.id` the old one, which
    must be removed if it differs. A removed publication has its record's paths. `readers` name the
    versions and options that read it now, with `selectors` if it is an HTML page. `former_ids` are
    the identifiers that it had before, the oldest first; `remembered` is the part of `staff` that
    is written nowhere any more; `described_in` are the paths of the table and the sidecars that the
    rest comes from, `row_path` is the path in the table if it is another one. `place` is where its
    own file was found, links resolved (empty if it was not). `returned` is the record of a removed
    publication that is back.
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
    remembered: Metadata = _NOTHING
    described_in: tuple[str, ...] = ()
    row_path: str = ""
    place: str = ""
    returned: Record | None = None

    @property
    def mtime_only(self) -> bool:
        """Whether only the files' times differ: a new record avoids hashing them again."""
        return (
            self.state in (FileState.UNCHANGED, FileState.LOST)
            and self.record is not None
            and self.record.mtimes_ns != self.mtimes_ns
        )


def item_as_before(record: Record, state: FileState) -> PlannedFile:
    """The item of a publication of which nothing new is known."""
    publication = record.publication
    return PlannedFile(
        id=publication.id,
        state=state,
        paths=paths_of(record),
        sha256=publication.sha256,
        size=publication.size,
        mtimes_ns=record.mtimes_ns,
        staff=record.staff,
        record=record,
        readers=ReaderNames(record.reader, record.reader),
        former_ids=record.former_ids,
        remembered=record.remembered,
        described_in=record.described_in,
        row_path=record.row_path,
    )


def paths_of(record: Record) -> tuple[str, ...]:
    """The paths of a publication: its own, then those of its copies."""
    return (record.publication.path, *record.publication.copies)

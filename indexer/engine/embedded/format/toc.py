"""A commit's table of contents: the segments of a generation, and what is deleted in them.

    _MAIN_<n>.toc     the table of commit n; the highest n is the latest commit
    undo_<n>.toc      that of the commit which `undo` goes back to. It has another name, so that a
                      latest table that got lost is damage, and not the commit before
    MAIN_<name>.arrays     a segment

A table of contents has

    0     what Whoosh reads of any table: sizes of numbers, byte order, version, release
    14    JSON: a `CommitTable`
    end   CRC-32 of all before it

Whoosh's own tables hold pickles. They name classes, so that moving one makes an index unreadable,
and run code when they are read. Ours have a version of their own instead, and
`engine.embedded.whoosh` registers a loader for it with Whoosh.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from indexer import wire
from indexer.durable import replace_file
from indexer.engine.embedded.format.segment import Mask
from indexer.engine.glossary import Concept
from indexer.errors import IndexDamaged
from indexer.failpoints import Failpoint, failpoint
from indexer.messages import message
from indexer.system_reasons import reason_of

T = TypeVar("T")

INDEX_NAME: Final = "MAIN"
"""Whoosh's default, which `whoosh.index.open_dir` looks for."""
TOC_VERSION: Final = 0x414C554E
_HEADER: Final = bytes([4, 8, 4]) + struct.pack("!ii", -12345, TOC_VERSION) + bytes([2, 7, 5])
_CHECKSUM: Final = struct.Struct("<I")
_TOC_FILE: Final = re.compile(rf"_{INDEX_NAME}_([0-9]+)\.toc")
_UNDO_FILE: Final = re.compile(r"undo_([0-9]+)\.toc")
_UNFINISHED_TOC_FILE: Final = re.compile(rf"\._{INDEX_NAME}_[0-9]+\.toc\.new")
_SEGMENT_FILE: Final = re.compile(rf"{INDEX_NAME}_[0-9a-z]+\..+")
_REMOVABLE: Final = (_TOC_FILE, _UNDO_FILE, _UNFINISHED_TOC_FILE, _SEGMENT_FILE)


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """A segment in a commit. `deleted` are ranges of documents, in ascending order."""

    name: str
    document_count: int
    deleted: tuple[tuple[int, int], ...] = ()

    def path(self, folder: Path) -> Path:
        """The segment's file in the generation's `folder`."""
        return folder / f"{INDEX_NAME}_{self.name}.arrays"

    @property
    def deleted_count(self) -> int:
        """Number of deleted documents."""
        return sum(stop - start for start, stop in self.deleted)

    @property
    def alive_count(self) -> int:
        """Number of documents that are not deleted."""
        return self.document_count - self.deleted_count

    def without(self, ranges: Iterable[tuple[int, int]]) -> SegmentInfo:
        """The segment with these publications deleted: where the documents of each start and
        stop.
        """
        return replace(self, deleted=tuple(sorted({*self.deleted, *ranges})))

    def is_deleted(self, document: int) -> bool:
        """Whether a document is deleted."""
        at = bisect_right(self.deleted, (document, self.document_count + 1)) - 1
        return at >= 0 and document < self.deleted[at][1]

    def alive(self) -> Mask:
        """Which documents are not deleted."""
        mask = np.ones(self.document_count, bool)
        for start, stop in self.deleted:
            mask[start:stop] = False
        return mask


@dataclass(frozen=True, slots=True)
class CommitTable:
    """What a table of contents says: the segments, when the commit was made, in UTC, and the
    concepts of the glossary: a few hundred, so that they need no file, checksum and way back of
    their own.

    `undo_to` is the commit that `undo` goes back to: the one before the run that made this one;
    None if there is none. A long run saves several times what it has read; `is_complete` says
    whether it came to its end.
    """

    segments: tuple[SegmentInfo, ...]
    made: datetime
    undo_to: int | None = None
    is_complete: bool = True
    glossary: tuple[Concept, ...] = ()  # not in tables that were written before there was one


def new_segment_name() -> str:
    """A name that no other segment has."""
    return secrets.token_hex(8)


def toc_path(folder: Path, number: int) -> Path:
    """The table of contents of commit `number`."""
    return folder / f"_{INDEX_NAME}_{number}.toc"


def _undo_path(folder: Path, number: int) -> Path:
    return folder / f"undo_{number}.toc"


def latest_commit(folder: Path) -> int:
    """The number of the latest commit.

    Raises:
        IndexDamaged: there is no table of contents.
    """
    numbers = _numbers(folder, _TOC_FILE)
    if not numbers:
        raise IndexDamaged(
            message("The index in {folder} has no table of contents.", folder=str(folder))
        )
    return max(numbers)


def undo_commit(folder: Path) -> int | None:
    """The number of the commit that was kept for `undo`, whatever the latest table says; None if
    there is none.
    """
    return max(_numbers(folder, _UNDO_FILE), default=None)


def _numbers(folder: Path, kind: re.Pattern[str]) -> list[int]:
    found = (kind.fullmatch(path.name) for path in folder.iterdir())
    return [int(match[1]) for match in found if match]


def read_latest(folder: Path, read: Callable[[int], T]) -> T:
    """What `read` returns for the latest commit; called again if a newer commit replaced it.

    Raises:
        IndexDamaged: the latest commit cannot be read.
    """
    while True:
        number = latest_commit(folder)
        try:
            return read(number)
        except (OSError, IndexDamaged) as error:
            if number != latest_commit(folder):
                continue
            if isinstance(error, IndexDamaged):
                raise
            raise IndexDamaged(
                message(
                    "The index in {folder} cannot be read: {reason}.",
                    folder=str(folder),
                    reason=reason_of(error),
                )
            ) from error


def write_toc(folder: Path, number: int, table: CommitTable) -> None:
    """Publish commit `number`, durably and in one step. OSError of the system passes through."""
    failpoint(Failpoint.WRITE_TABLE)
    data = _HEADER + wire.encode(table)
    replace_file(toc_path(folder, number), data + _CHECKSUM.pack(zlib.crc32(data)))


def read_toc(folder: Path, number: int) -> CommitTable:
    """The table of commit `number`, the latest one or the one that `undo` goes back to.

    Raises:
        IndexDamaged: the table is not what was written.
        OSError: the system cannot read it.
    """
    path = toc_path(folder, number)
    try:
        return parse_toc(path.read_bytes(), path)
    except FileNotFoundError:
        path = _undo_path(folder, number)
        return parse_toc(path.read_bytes(), path)


def parse_toc(data: bytes, path: Path) -> CommitTable:
    """The content of the table of contents at `path`.

    Raises:
        IndexDamaged: it is not what was written.
    """
    written, checksum = data[: -_CHECKSUM.size], data[-_CHECKSUM.size :]
    if checksum != _CHECKSUM.pack(zlib.crc32(written)):
        raise IndexDamaged(
            message(
                "The index file {path} is damaged: {reason}.",
                path=str(path),
                reason=message("its checksum is wrong"),
            )
        )
    try:
        if written[len(_HEADER) :].startswith(b"["):  # until format 5: the segments only
            segments = wire.decode(written[len(_HEADER) :], tuple[SegmentInfo, ...])
            return CommitTable(segments, datetime.fromtimestamp(0, UTC))
        return wire.decode(written[len(_HEADER) :], CommitTable)
    except wire.WireError as error:
        raise IndexDamaged(
            message(
                "The index file {path} is damaged: {reason}.",
                path=str(path),
                reason=message("it is not what was written"),
            )
        ) from error


def remove_superseded(folder: Path, kept: Mapping[int, CommitTable]) -> None:
    """Remove the files that the commits in `kept`, by their numbers, do not need; all but the
    latest are kept for `undo`.

    Windows refuses to remove a file that a reader has open; a later commit does.
    """
    failpoint(Failpoint.REMOVE_SUPERSEDED)
    latest = max(kept)
    needed = {toc_path(folder, latest)}
    for number in kept.keys() - {latest}:
        with contextlib.suppress(FileNotFoundError):  # it was renamed before
            toc_path(folder, number).replace(_undo_path(folder, number))
        needed.add(_undo_path(folder, number))
    needed |= {one.path(folder) for table in kept.values() for one in table.segments}
    for path in set(folder.iterdir()) - needed:
        if any(kind.fullmatch(path.name) for kind in _REMOVABLE):
            with contextlib.suppress(OSError):
                path.unlink()

"""Writes publications into a generation: the live one, or a new one beside it."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.merge_source import MergeSource
from indexer.engine.embedded.format.segment import Segment
from indexer.engine.embedded.format.toc import (
    CommitTable,
    SegmentInfo,
    latest_commit,
    new_segment_name,
    read_toc,
    remove_superseded,
    write_toc,
)
from indexer.engine.embedded.read.reader import EmbeddedReader
from indexer.engine.embedded.read.snapshot import NO_COMMIT, Snapshot, Views
from indexer.engine.embedded.whoosh.index import open_commit, open_index
from indexer.engine.embedded.write.merge import merge
from indexer.engine.embedded.write.merge_policy import choose_merge
from indexer.engine.embedded.write.segment_builder import SegmentBuilder
from indexer.engine.embedded.write.verify import check
from indexer.engine.glossary import Glossary
from indexer.errors import IndexDamaged, IndexOutdated
from indexer.failpoints import Failpoint, failpoint
from indexer.messages import message
from indexer.model import NOTHING_HIDDEN, Passage, Record

_SAMPLE: Final = 50
"""Publications whose words are searched before a generation becomes live."""
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says of a full disk, a used quota, and a file that may not grow further."""


class EmbeddedWriter:
    """One transaction on the generation in `folder`.

    It buffers about `memory` bytes. `publish` is called with the folder after each commit, and with
    whether the transaction ends; it returns the folder's path from then on.
    """

    def __init__(self, folder: Path, memory: int, publish: Callable[[Path, bool], Path]) -> None:
        self._folder = folder
        self._memory = memory
        self._publish = publish
        self._locks = ExitStack()
        self._number = latest_commit(folder)
        self._table = read_toc(folder, self._number)
        # Nobody goes back to the empty index that a generation begins with, or to a part of one.
        may_undo = self._number > 0 and not generations.is_unfinished(folder)
        self._undo_to = {self._number: self._table} if may_undo else {}
        self._latest = self._open(self._number)
        self._deleted: dict[int, list[tuple[int, int]]] = {}
        self._flushed: list[SegmentInfo] = []
        self._builder: tuple[str, SegmentBuilder] | None = None
        self._written: set[str] = set()
        self._removed: set[str] = set()
        self._glossary = self._table.glossary
        self.before: Final = EmbeddedReader(Views(self._latest), NOTHING_HIDDEN)

    def _open(self, number: int) -> Snapshot:
        name = f"{self._folder.name}.{number}"
        return Snapshot(open_commit(self._folder, number), name, 0, self._table)

    def hold(self, locks: ExitStack) -> None:
        """Release `locks` at the end of the transaction."""
        self._locks = locks

    def put(self, record: Record, passages: Sequence[Passage]) -> None:
        """Add a publication, or replace it."""
        identifier = record.publication.id
        if identifier in self._written:
            raise ValueError(f"{identifier} was written in this transaction already")
        self.remove(identifier)
        self._written.add(identifier)
        with generations.writable(self._folder):
            if self._builder is None:
                name = new_segment_name()
                path = SegmentInfo(name, 0).path(self._folder)
                self._builder = name, SegmentBuilder(path, self._dictionaries())
            builder = self._builder[1]
            builder.add(record, passages)
            if builder.memory > self._memory:
                self._flush()

    def _dictionaries(self) -> dict[str, bytes]:
        """The compression dictionaries of the index so far, those of larger segments preferred."""
        known: dict[str, bytes] = {}
        for info in sorted(
            [*self._table.segments, *self._flushed], key=lambda info: info.alive_count
        ):
            known.update(Segment(info.path(self._folder)).dictionaries)
        return known

    def remove(self, identifier: str) -> None:
        """Remove a publication if it is in the index."""
        if identifier in self._removed:
            return
        self._removed.add(identifier)
        document = self._latest.doc_of(identifier)
        if document is None:
            return
        live = self._latest.segment_of(document)
        start = document - live.offset
        docs = live.segment.publication_docs
        following = docs[docs > start]
        stop = int(following[0]) if len(following) else live.segment.document_count
        self._deleted.setdefault(self._latest.segments.index(live), []).append((start, stop))

    def put_glossary(self, glossary: Glossary) -> None:
        """Replace the glossary."""
        self._glossary = glossary.concepts

    def _flush(self) -> None:
        """Write what was put since the last flush as a segment."""
        if self._builder is None:
            return
        name, builder = self._builder
        self._flushed.append(SegmentInfo(name, builder.finish()))
        self._builder = None

    def save(self) -> None:
        """Commit what was written until now; the transaction goes on."""
        with generations.writable(self._folder):
            self._write_commit(is_complete=False)
        with generations.readable(self._folder):
            self._latest = self._open(self._number)
        self._deleted = {}

    def commit(self) -> str:
        """Publish the transaction and return the generation's name."""
        with self._locks, generations.writable(self._folder):
            self._write_commit(is_complete=True)
            failpoint(Failpoint.FINISH)
            return generations.newest(self._folder)

    def _write_commit(self, *, is_complete: bool) -> None:
        try:
            self._flush()
            segments = self._merged([*self._left(), *self._flushed])
        except BaseException:
            self._drop()
            raise
        undo_to = next(iter(self._undo_to), None)
        table = CommitTable(
            tuple(segments), datetime.now(UTC), undo_to, is_complete, self._glossary
        )
        # If this is stopped, the table may be in place or not: the next commit removes the segments
        # that are in none.
        self._flushed = []
        self._table = self._write_toc(table)
        self._number += 1
        remove_superseded(self._folder, {self._number: self._table} | self._undo_to)
        self._folder = self._publish(self._folder, is_complete)

    def _left(self) -> list[SegmentInfo]:
        """The segments of the latest commit without what was removed since."""
        deleted = self._deleted
        return [one.without(deleted.get(at, ())) for at, one in enumerate(self._table.segments)]

    def _write_toc(self, table: CommitTable) -> CommitTable:
        """Write the next table, as it is returned; where there is no room, in the place of what
        `undo` would need.
        """
        number = self._number + 1
        try:
            write_toc(self._folder, number, table)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            self._undo_to = {}
            # Readers may open the commit before this one until there is another.
            remove_superseded(self._folder, {self._number: self._table, number: table})
            table = dataclasses.replace(table, undo_to=None)
            write_toc(self._folder, number, table)
        return table

    def _merged(self, segments: Sequence[SegmentInfo]) -> list[SegmentInfo]:
        """`segments` without empty ones, and with those merged that the policy chooses.

        Where there is no room for a merged one they stay as they are: it is still possible to
        remove something.
        """
        left = [info for info in segments if info.alive_count]
        chosen = choose_merge(left)
        if not chosen:
            return left
        failpoint(Failpoint.MERGE)
        name = new_segment_name()
        path = SegmentInfo(name, 0).path(self._folder)
        sources = [MergeSource(Segment(info.path(self._folder)), info.alive()) for info in chosen]
        try:
            merged = SegmentInfo(name, merge(path, sources))
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            return left
        self._flushed.append(merged)
        return [*(info for info in left if info not in chosen), merged]

    def cancel(self) -> None:
        """Drop what was written since the last `save`."""
        with self._locks, generations.writable(self._folder):
            self._drop()

    def _drop(self) -> None:
        """Remove the files that are in no commit."""
        if self._builder is not None:
            self._builder[1].abandon()
            self._builder = None
        for info in self._flushed:
            info.path(self._folder).unlink(missing_ok=True)
        if generations.is_unfinished(self._folder) and not self._number:
            generations.clear_unfinished(self._folder.parent)  # nothing of it was saved


def extend(root: Path, options: str, memory: int) -> EmbeddedWriter:
    """A transaction on the live generation of the index at `root`.

    Raises:
        IndexMissing, IndexOutdated, IndexDamaged, IndexUnwritable, IndexLocked
    """
    with ExitStack() as locks:
        locks.enter_context(generations.locked(root))
        folder = generations.live(root)
        if generations.description(folder).options != options:
            raise IndexOutdated(
                message("The index in {folder} was written with other options.", folder=str(folder))
            )
        writer = _begin(folder, memory, lambda folder, _: folder, locks)
        generations.clear_unfinished(root)
        return writer


def replace(root: Path, options: str, memory: int, keep: int) -> EmbeddedWriter:
    """A transaction that builds a new generation and publishes it once it is verified; it goes on
    with one that was begun in the same way and not finished.

    What it saves is published only if nothing is live yet.

    Raises:
        IndexUnwritable, IndexLocked
    """
    with ExitStack() as locks:
        locks.enter_context(generations.locked(root))
        is_first = not generations.live_name(root)

        def publish(folder: Path, is_complete: bool) -> Path:
            if not generations.is_unfinished(folder) or not (is_complete or is_first):
                return folder
            failpoint(Failpoint.VERIFY_GENERATION)
            issues = check(Snapshot(open_index(folder), "", 1 << 24, NO_COMMIT), _SAMPLE)
            if issues:
                generations.clear_unfinished(root)  # nobody goes on with it
                raise IndexDamaged(
                    message("The new index was not published. {issue}", issue=issues[0].what)
                )
            return generations.publish(folder, keep)

        if building := generations.resumable(root, options):
            with contextlib.suppress(IndexDamaged):  # then it is begun anew
                writer = _begin(building, memory, publish, locks)
                generations.clear_unfinished(root, but=building)
                return writer
        generations.clear_unfinished(root)
        with generations.writable(root):
            building = generations.create(root, options)
        return _begin(building, memory, publish, locks)


def _begin(
    folder: Path, memory: int, publish: Callable[[Path, bool], Path], locks: ExitStack
) -> EmbeddedWriter:
    """The transaction, which takes over `locks`."""
    generations.check_format(folder)
    with generations.readable(folder):
        writer = EmbeddedWriter(folder, memory, publish)
    writer.hold(locks.pop_all())
    return writer

"""Writes publications into a generation: the live one, or a new one beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.merge_source import MergeSource
from indexer.engine.embedded.format.segment import Segment
from indexer.engine.embedded.format.toc import (
    SegmentInfo,
    latest_commit,
    new_segment_name,
    read_toc,
    remove_superseded,
    write_toc,
)
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.embedded.whoosh.index import open_index
from indexer.engine.embedded.write.merge import merge
from indexer.engine.embedded.write.merge_policy import choose_merge
from indexer.engine.embedded.write.segment_builder import SegmentBuilder
from indexer.engine.embedded.write.verify import check
from indexer.errors import IndexDamaged, IndexOutdated
from indexer.messages import message
from indexer.model import Passage, Record


class EmbeddedWriter:
    """One transaction on the generation in `folder`, whose latest commit is `before`.

    It buffers about `memory` bytes. `finish` is called after the commit and returns the name of the
    generation; `locks` are released at the end of the transaction.
    """

    def __init__(
        self,
        before: Snapshot,
        folder: Path,
        memory: int,
        finish: Callable[[], str],
        locks: ExitStack,
    ) -> None:
        self._before = before
        self._folder = folder
        self._memory = memory
        self._finish = finish
        self._locks = locks
        self._commit_number = latest_commit(folder)
        self._segments = list(read_toc(folder, self._commit_number))
        self._flushed: list[SegmentInfo] = []
        self._builder: tuple[str, SegmentBuilder] | None = None
        self._written: set[str] = set()
        self._removed: set[str] = set()

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
        for info in sorted([*self._segments, *self._flushed], key=lambda info: info.alive_count):
            known.update(Segment(info.path(self._folder)).dictionaries)
        return known

    def remove(self, identifier: str) -> None:
        """Remove a publication if it is in the index."""
        if identifier in self._removed:
            return
        self._removed.add(identifier)
        document = self._before.doc_of(identifier)
        if document is None:
            return
        live = self._before.segment_of(document)
        start = document - live.offset
        docs = live.segment.publication_docs
        following = docs[docs > start]
        stop = int(following[0]) if len(following) else live.segment.document_count
        number = self._before.segments.index(live)
        self._segments[number] = self._segments[number].without(start, stop)

    def _flush(self) -> None:
        """Write what was put since the last flush as a segment."""
        if self._builder is None:
            return
        name, builder = self._builder
        self._flushed.append(SegmentInfo(name, builder.finish()))
        self._builder = None

    def commit(self) -> str:
        """Publish the transaction and return the generation's name."""
        with self._locks, generations.writable(self._folder):
            try:
                self._flush()
                segments = self._merged([*self._segments, *self._flushed])
            except BaseException:
                self._drop()
                raise
            # If this fails, the table may be in place or not: the next commit removes the segments
            # that are in no table of contents.
            number = self._commit_number + 1
            write_toc(self._folder, number, segments)
            remove_superseded(self._folder, number, segments)
            return self._finish()

    def _merged(self, segments: Sequence[SegmentInfo]) -> list[SegmentInfo]:
        """`segments` without empty ones, and with those merged that the policy chooses."""
        left = [info for info in segments if info.alive_count]
        chosen = choose_merge(left)
        if not chosen:
            return left
        name = new_segment_name()
        path = SegmentInfo(name, 0).path(self._folder)
        sources = [MergeSource(Segment(info.path(self._folder)), info.alive()) for info in chosen]
        merged = SegmentInfo(name, merge(path, sources))
        self._flushed.append(merged)
        return [*(info for info in left if info not in chosen), merged]

    def cancel(self) -> None:
        """Drop the transaction."""
        with self._locks, generations.writable(self._folder):
            self._drop()

    def _drop(self) -> None:
        """Remove the files of this transaction."""
        if self._builder is not None:
            self._builder[1].abandon()
            self._builder = None
        for info in self._flushed:
            info.path(self._folder).unlink(missing_ok=True)


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
        return _begin(folder, memory, lambda: generations.newest(folder), locks)


def replace(root: Path, options: str, memory: int, keep: int) -> EmbeddedWriter:
    """A transaction that builds a new generation and publishes it once it is verified.

    Raises:
        IndexUnwritable, IndexLocked
    """
    with ExitStack() as locks:
        locks.enter_context(generations.locked(root))
        with generations.writable(root):
            building = generations.create(root, options)

        def finish() -> str:
            issues = check(Snapshot(open_index(building), "", 1 << 24), sample=50)
            if issues:
                raise IndexDamaged(
                    message("The new index was not published. {issue}", issue=issues[0].what)
                )
            return generations.newest(generations.publish(building, keep))

        return _begin(building, memory, finish, locks)


def _begin(
    folder: Path, memory: int, finish: Callable[[], str], locks: ExitStack
) -> EmbeddedWriter:
    """The transaction, which takes over `locks`."""
    with generations.readable(folder):
        before = Snapshot(open_index(folder), "", 0)
    return EmbeddedWriter(before, folder, memory, finish, locks.pop_all())

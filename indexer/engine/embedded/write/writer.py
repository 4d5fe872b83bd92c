"""Writes publications into a generation: the live one, or a new one beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from whoosh.index import TOC, FileIndex, clean_files

from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.merge_source import MergeSource
from indexer.engine.embedded.format.segment import Segment
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.embedded.whoosh.codec import ArraySegment
from indexer.engine.embedded.write.merge import merge
from indexer.engine.embedded.write.merge_policy import to_merge
from indexer.engine.embedded.write.segment_builder import SegmentBuilder
from indexer.engine.embedded.write.verify import check
from indexer.errors import IndexDamaged, IndexOutdated
from indexer.model import Passage, Record


class EmbeddedWriter:
    """One transaction. `finish` makes it visible after the commit and names the result."""

    def __init__(
        self, index: FileIndex, memory: int, finish: Callable[[], str], held: ExitStack
    ) -> None:
        self._index = index
        self._memory = memory
        self._finish = finish
        self._held = held
        self._folder = Path(index.storage.folder)
        toc = TOC.read(index.storage, index.indexname)
        self._generation = toc.generation
        self._schema = toc.schema
        self._segments: list[ArraySegment] = toc.segments
        self._before = Snapshot(index, "", 0)
        self._flushed: list[ArraySegment] = []
        self._builder: tuple[ArraySegment, SegmentBuilder] | None = None
        self._written: set[str] = set()
        self._removed: set[str] = set()

    def put(self, record: Record, passages: Sequence[Passage]) -> None:
        """See `port.Writer`."""
        identifier = record.publication.id
        if identifier in self._written:
            raise ValueError(f"{identifier} was written in this transaction already")
        self.remove(identifier)
        self._written.add(identifier)
        with generations.writable(self._folder):
            if self._builder is None:
                segment = ArraySegment(self._index.indexname)
                path = segment.file(self._index.storage)
                self._builder = segment, SegmentBuilder(path, self._dictionaries())
            builder = self._builder[1]
            builder.add(record, passages)
            if builder.memory > self._memory:
                self._flush()

    def _dictionaries(self) -> dict[str, bytes]:
        """What values are packed with in the index until now, in the largest segment first."""
        known: dict[str, bytes] = {}
        for segment in sorted([*self._segments, *self._flushed], key=lambda s: s.doc_count()):
            known.update(Segment(segment.file(self._index.storage)).dictionaries)
        return known

    def remove(self, identifier: str) -> None:
        """See `port.Writer`."""
        if identifier in self._removed:
            return
        self._removed.add(identifier)
        head = self._before.doc_of(identifier)
        if head is None:
            return
        live = self._before.segment_of(head)
        start = head - live.offset
        heads = live.segment.heads
        following = heads[heads > start]
        stop = int(following[0]) if len(following) else live.segment.document_count
        self._segments[self._before.segments.index(live)].delete_range(start, stop)

    def _flush(self) -> None:
        """Write what was put since the last time as a segment."""
        if self._builder is None:
            return
        segment, builder = self._builder
        segment.set_doc_count(builder.finish())
        self._builder = None
        self._flushed.append(segment)

    def commit(self) -> str:
        """See `port.Writer`."""
        with self._held, generations.writable(self._folder):
            try:
                self._flush()
                segments = self._merged([*self._segments, *self._flushed])
            except BaseException:
                self._drop()
                raise
            # If this fails, the table may be in place or not: what then is in no table of contents
            # is cleared away by the next commit.
            toc = TOC(self._schema, segments, self._generation + 1)
            toc.write(self._index.storage, self._index.indexname)
            clean_files(self._index.storage, self._index.indexname, self._generation + 1, segments)
            return self._finish()

    def _merged(self, segments: Sequence[ArraySegment]) -> list[ArraySegment]:
        """What the segments become: emptied ones go, and some are merged into one."""
        left = [segment for segment in segments if segment.doc_count()]
        chosen = to_merge(left)
        if not chosen:
            return left
        storage = self._index.storage
        made = ArraySegment(self._index.indexname)
        self._flushed.append(made)
        sources = [MergeSource(Segment(s.file(storage)), s.alive()) for s in chosen]
        made.set_doc_count(merge(made.file(storage), sources))
        return [*(segment for segment in left if segment not in chosen), made]

    def cancel(self) -> None:
        """See `port.Writer`."""
        with self._held, generations.writable(self._folder):
            self._drop()

    def _drop(self) -> None:
        """Remove what this transaction wrote."""
        if self._builder is not None:
            self._builder[1].abandon()
            self._builder = None
        for segment in self._flushed:
            segment.file(self._index.storage).unlink(missing_ok=True)


def extend(root: Path, options: str, memory: int) -> EmbeddedWriter:
    """A transaction on the live generation of the index at `root`.

    Raises:
        IndexMissing, IndexOutdated, IndexDamaged, IndexUnwritable, IndexLocked
    """
    stack = ExitStack()
    with stack:
        stack.enter_context(generations.locked(root))
        folder = generations.live(root)
        index = generations.open_index(folder)
        if generations.description(folder).options != options:
            raise IndexOutdated(f"The index in {folder} was written with other options.")
        return _begin(index, folder, memory, lambda: generations.newest(folder), stack)


def replace(root: Path, options: str, memory: int, keep: int) -> EmbeddedWriter:
    """A transaction that builds a new generation and publishes it once it was verified.

    Raises:
        IndexUnwritable, IndexLocked
    """
    stack = ExitStack()
    with stack:
        stack.enter_context(generations.locked(root))
        with generations.writable(root):
            building = generations.create(root, options)
        index = generations.open_index(building)

        def finish() -> str:
            findings = check(Snapshot(index, "", 1 << 24), sample=50)
            if findings:
                raise IndexDamaged(
                    f"The new index was not published, because it is not right: {findings[0].what}"
                )
            return generations.newest(generations.publish(building, keep))

        return _begin(index, building, memory, finish, stack)


def _begin(
    index: FileIndex, folder: Path, memory: int, finish: Callable[[], str], stack: ExitStack
) -> EmbeddedWriter:
    """The transaction; it takes over from `stack` what is to be given back at its end."""
    lock = index.lock("WRITELOCK")
    with generations.writable(folder):
        lock.acquire()
    stack.callback(lock.release)
    with generations.readable(folder):
        return EmbeddedWriter(index, memory, finish, stack.pop_all())

"""Writes publications into a generation: the live one, or a new one beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from indexer import wire
from indexer.engine.analysis import folded
from indexer.engine.embedded import store
from indexer.engine.embedded.schema import (
    METADATA_FIELDS,
    VALUE_FIELDS,
    date_key,
    facet_values,
    length_field,
    metadata_words,
    passage_words,
    stems_field,
)
from indexer.engine.embedded.snapshot import Snapshot
from indexer.engine.embedded.verify import check
from indexer.errors import IndexDamaged, IndexOutdated
from indexer.model import Passage, Record

POOL_MB: Final = 256
"""Memory for postings, as Whoosh estimates it, before it sorts them to disk: with 128, Whoosh's
default, 3,900 passages took half as long again, and 110 MiB less."""


class _Codec(W3Codec):
    """Whoosh's codec without its field lengths, which have their own columns here.

    With them each posting of a new segment asks for its document's length, and for each of these
    Whoosh asks the system whether a file exists: half of the time of a commit.
    """

    length_stats = False


class EmbeddedWriter:
    """One transaction. `finish` makes it visible after Whoosh's commit and names the result."""

    def __init__(
        self, writer: SegmentWriter, before: Snapshot, finish: Callable[[], str], held: ExitStack
    ) -> None:
        self._writer = writer
        self._before = before
        self._finish = finish
        self._held = held
        self._folder = Path(writer.storage.folder)
        self._written: set[str] = set()
        self._removed: set[str] = set()

    def put(self, record: Record, passages: Sequence[Passage]) -> None:
        """See `port.Writer`."""
        publication = record.publication
        if publication.id in self._written:
            raise ValueError(f"{publication.id} was written in this transaction already")
        self.remove(publication.id)
        self._written.add(publication.id)
        fields: dict[str, object] = {
            "id": (publication.id,),
            "value": wire.encode(record),
            "searchable": int(record.searchable),
            "date": date_key(publication.metadata.date),
            "id_key": publication.id.encode(),
            "title_key": folded(publication.metadata.title or publication.path).encode(),
        }
        if record.searchable:
            fields |= _indexed_metadata(record)
        with store.writable(self._folder):
            self._writer.add_document(**fields)
            for passage in passages:
                self._writer.add_document(**_indexed_passage(publication.id, passage))

    def remove(self, identifier: str) -> None:
        """See `port.Writer`."""
        if identifier in self._removed:
            return
        self._removed.add(identifier)
        for document in self._before.postings("id", identifier.encode()).ids:
            self._writer.delete_document(int(document))

    def commit(self) -> str:
        """See `port.Writer`."""
        with self._held, store.writable(self._folder):
            self._writer.commit()
            return self._finish()

    def cancel(self) -> None:
        """See `port.Writer`."""
        with self._held, store.writable(self._folder):
            self._writer.cancel()


def _indexed_passage(identifier: str, passage: Passage) -> dict[str, object]:
    words = passage_words(passage)
    return {
        "id": (identifier,),
        "number": passage.number,
        "value": wire.encode(passage),
        "text": words,
        "text_stems": words,
        "text_length": words.count,
    }


def _indexed_metadata(record: Record) -> dict[str, object]:
    metadata = record.publication.metadata
    fields: dict[str, object] = {
        f"{name}_values": facet_values(metadata, name) for name in VALUE_FIELDS
    }
    for name in METADATA_FIELDS:
        words = metadata_words(metadata, name)
        fields |= {name: words, stems_field(name): words, length_field(name): words.count}
    return fields


def extend(root: Path, options: str) -> EmbeddedWriter:
    """A transaction on the live generation of the index at `root`.

    Raises:
        IndexMissing, IndexOutdated, IndexDamaged, IndexUnwritable, IndexLocked
    """
    stack = ExitStack()
    with stack:
        stack.enter_context(store.locked(root))
        folder = store.live(root)
        index = store.open_index(folder)
        if store.description(folder).options != options:
            raise IndexOutdated(f"The index in {folder} was written with other options.")

        def finish() -> str:
            store.sync(folder)
            return store.newest(folder)

        return _begin(index, folder, finish, stack)


def replace(root: Path, options: str, keep: int) -> EmbeddedWriter:
    """A transaction that builds a new generation and publishes it once it was verified.

    Raises:
        IndexUnwritable, IndexLocked
    """
    stack = ExitStack()
    with stack:
        stack.enter_context(store.locked(root))
        with store.writable(root):
            building = store.create(root, options)
        index = store.open_index(building)

        def finish() -> str:
            findings = check(Snapshot(index.reader(), "", 1 << 24), sample=50)
            if findings:
                raise IndexDamaged(
                    f"The new index was not published, because it is not right: {findings[0].what}"
                )
            return store.newest(store.publish(building, keep))

        return _begin(index, building, finish, stack)


def _begin(
    index: FileIndex, folder: Path, finish: Callable[[], str], stack: ExitStack
) -> EmbeddedWriter:
    """The transaction; it takes over from `stack` what is to be given back at its end."""
    with store.readable(folder):
        before = Snapshot(index.reader(), "", 1 << 20)
    stack.callback(before.close)
    with store.writable(folder):
        writer = SegmentWriter(index, codec=_Codec(), limitmb=POOL_MB)
    return EmbeddedWriter(writer, before, finish, stack.pop_all())

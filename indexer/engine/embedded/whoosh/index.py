"""Opens a generation as a Whoosh index."""

from __future__ import annotations

from pathlib import Path

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, FileIndex

from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.toc import INDEX_NAME, parse_toc, read_latest, read_toc
from indexer.engine.embedded.whoosh.codec import ArraySegment
from indexer.engine.embedded.whoosh.field_types import IndexSchema


def open_index(folder: Path) -> FileIndex:
    """The Whoosh index of the generation in `folder`.

    Raises:
        IndexOutdated: it has another format.
        IndexDamaged: it cannot be opened.
    """
    generations.check_format(folder)

    def opened(number: int) -> FileIndex:
        read_toc(folder, number)  # checks what Whoosh reads before it calls `load_toc`
        return FileIndex(FileStorage(str(folder)))

    return read_latest(folder, opened)


class CommitIndex(FileIndex):
    """The index as it was at commit `number`, whatever was committed since."""

    def __init__(self, storage: FileStorage, number: int) -> None:
        # Not Whoosh's own, which reads the latest commit: that may be the damaged one.
        self.storage, self._schema, self.indexname = storage, None, INDEX_NAME
        self._number = number

    def _read_toc(self) -> TOC:
        table = read_toc(Path(self.storage.folder), self._number)
        return TOC(IndexSchema(), [ArraySegment(info) for info in table.segments], self._number)


def open_commit(folder: Path, number: int) -> FileIndex:
    """The Whoosh index of the generation in `folder` as it was at commit `number`.

    Raises:
        IndexOutdated: it has another format.
        IndexDamaged: the table of this commit is damaged or gone.
    """
    generations.check_format(folder)
    return open_any_format(folder, number)


def open_any_format(folder: Path, number: int) -> FileIndex:
    """The Whoosh index of commit `number`, also if it has another format.

    Raises:
        IndexDamaged: the table of this commit is damaged or gone, or cannot be understood.
    """
    with generations.readable(folder):
        read_toc(folder, number)
        return CommitIndex(FileStorage(str(folder)), number)


def load_toc(
    stream: StructFile, number: int, schema: Schema | None, version: int
) -> tuple[Schema, list[ArraySegment]]:
    """What Whoosh's `TOC.read` calls for our version of a table of contents.

    Raises:
        IndexDamaged: the table is not what was written.
    """
    stream.seek(0)
    table = parse_toc(stream.read(), Path(stream.file.name))
    return schema or IndexSchema(), [ArraySegment(info) for info in table.segments]

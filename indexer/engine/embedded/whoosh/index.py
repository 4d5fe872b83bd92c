"""Opens a generation as a Whoosh index."""

from __future__ import annotations

from pathlib import Path

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex

from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.toc import parse_toc, read_latest, read_toc
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


def load_toc(
    stream: StructFile, number: int, schema: Schema | None, version: int
) -> tuple[Schema, list[ArraySegment]]:
    """What Whoosh's `TOC.read` calls for our version of a table of contents.

    Raises:
        IndexDamaged: the table is not what was written.
    """
    stream.seek(0)
    segments = parse_toc(stream.read(), Path(stream.file.name))
    return schema or IndexSchema(), [ArraySegment(info) for info in segments]

"""Gives each request a reader of one commit, as Lucene's SearcherManager does."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.toc import latest_commit
from indexer.engine.embedded.format.word_vectors import newest_vectors, open_vectors
from indexer.engine.embedded.read.reader import EmbeddedReader
from indexer.engine.embedded.read.snapshot import Snapshot, Views
from indexer.engine.embedded.whoosh.index import open_any_format, open_index
from indexer.engine.embedded.write.verify import check
from indexer.engine.port import IntegrityIssue, Reader
from indexer.errors import IndexDamaged, IndexUnusable
from indexer.model import NOTHING_HIDDEN, Hidden


def _do_nothing(_: Reader) -> None:
    """The preparation of a commit whose tables are made on first use."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A commit, and the file of vectors that there was when it was opened, usable or not."""

    commit: Views
    vectors_file: Path | None


class EmbeddedEngine:
    """The index in the folder `root`; each commit has a cache of `cache_bytes`."""

    def __init__(self, root: Path, cache_bytes: int) -> None:
        self._root = root
        self._cache_bytes = cache_bytes
        self._refreshing = Lock()
        self._opened = self._with_vectors(self._open())

    def _open(self) -> Snapshot:
        while True:
            folder = generations.live(self._root)
            try:
                return self._open_generation(folder)
            except IndexUnusable:
                # Another one became live meanwhile, and this one may have been removed.
                if generations.live(self._root) == folder:
                    raise

    def _open_generation(self, folder: Path) -> Snapshot:
        index = open_index(folder)
        with generations.readable(folder):
            # Named before it is opened: a commit in between is then seen by the next refresh.
            name, made = generations.newest(folder), generations.newest_table(folder).made
            return Snapshot(index, name, self._cache_bytes, made)

    def _with_vectors(self, snapshot: Snapshot) -> _Opened:
        """A commit with the newest vectors; searches go on without those that cannot be used."""
        file = newest_vectors(self._root)
        vectors = None
        with contextlib.suppress(IndexDamaged):
            vectors = open_vectors(self._root)
        return _Opened(Views(snapshot.with_vectors(vectors)), file)

    def acquire(self, hidden: Hidden = NOTHING_HIDDEN) -> EmbeddedReader:
        return EmbeddedReader(self._opened.commit, hidden)

    def is_current(self) -> bool:
        return self._has_newest_commit() and self._has_newest_vectors()

    def _has_newest_commit(self) -> bool:
        own = self._opened.commit.whole.name
        return own == generations.newest(generations.live(self._root))

    def _has_newest_vectors(self) -> bool:
        return self._opened.vectors_file == newest_vectors(self._root)

    def refresh(self, prepare: Callable[[Reader], None] = _do_nothing) -> None:
        # One at a time, so that no slower thread puts an older commit in place of a newer one.
        with self._refreshing:
            if self.is_current():
                return
            is_new = not self._has_newest_commit()
            opened = self._with_vectors(self._open() if is_new else self._opened.commit.whole)
            prepare(EmbeddedReader(opened.commit, NOTHING_HIDDEN))
            self._opened = opened

    def verify(self) -> list[IntegrityIssue]:
        snapshot = self._opened.commit.whole
        with generations.readable(self._root):
            return check(snapshot, sample=snapshot.publication_count or 1)

    def close(self) -> None:
        self._opened.commit.whole.close()


class AnyFormatEngine(EmbeddedEngine):
    """Reads also an index of another format, for what is taken over from it.

    What it cannot understand is reported as damage when it is read.
    """

    def _open_generation(self, folder: Path) -> Snapshot:
        number = latest_commit(folder)
        with generations.readable(folder):
            return Snapshot(open_any_format(folder, number), f"{folder.name}.{number}", 0)

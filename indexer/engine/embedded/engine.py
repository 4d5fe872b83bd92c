"""Gives each request a reader of one commit, as Lucene's SearcherManager does."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.toc import latest_commit, read_toc
from indexer.engine.embedded.format.word_vectors import WordVectors, newest_vectors, open_vectors
from indexer.engine.embedded.read.reader import EmbeddedReader
from indexer.engine.embedded.read.snapshot import Snapshot, Views
from indexer.engine.embedded.whoosh.index import open_any_format, open_index
from indexer.engine.embedded.write.verify import check, check_vectors
from indexer.engine.port import IntegrityIssue, Reader
from indexer.errors import IndexDamaged, IndexUnusable
from indexer.model import NOTHING_HIDDEN, Hidden


def _do_nothing(_: Reader) -> None:
    """The preparation of a commit whose tables are made on first use."""


class EmbeddedEngine:
    """The index in the folder `root`; each commit has a cache of `cache_bytes`, and the vectors of
    its words that `open_words` gives.
    """

    def __init__(
        self,
        root: Path,
        cache_bytes: int,
        open_words: Callable[[Path], WordVectors | None] = open_vectors,
    ) -> None:
        self._root = root
        self._cache_bytes = cache_bytes
        self._open_words = open_words
        self._refreshing = Lock()
        self._vectors_file = newest_vectors(root)
        self._commit = Views(self._open())

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
            name, table = generations.newest(folder), generations.newest_table(folder)
            return Snapshot(index, name, self._cache_bytes, table, self._open_vectors())

    def _open_vectors(self) -> WordVectors | None:
        """The newest vectors; searches go on without those that cannot be used."""
        with contextlib.suppress(IndexDamaged):
            return self._open_words(self._root)
        return None

    def acquire(self, hidden: Hidden = NOTHING_HIDDEN) -> EmbeddedReader:
        return EmbeddedReader(self._commit, hidden)

    def is_current(self) -> bool:
        return self._has_newest_commit() and self._vectors_file == newest_vectors(self._root)

    def _has_newest_commit(self) -> bool:
        return self._commit.whole.name == generations.newest(generations.live(self._root))

    def refresh(self, prepare: Callable[[Reader], None] = _do_nothing) -> None:
        # One at a time, so that no slower thread puts an older commit in place of a newer one.
        with self._refreshing:
            if self.is_current():
                return
            vectors_file = newest_vectors(
                self._root
            )  # looked at before it is opened, as commits are
            if self._has_newest_commit():
                commit = Views(self._commit.whole.with_vectors(self._open_vectors()))
            else:
                commit = Views(self._open())
            prepare(EmbeddedReader(commit, NOTHING_HIDDEN))
            self._commit, self._vectors_file = commit, vectors_file

    def verify(self) -> list[IntegrityIssue]:
        snapshot = self._commit.whole
        with generations.readable(self._root):
            return [
                *check(snapshot, sample=snapshot.publication_count or 1),
                *check_vectors(self._root),
            ]

    def close(self) -> None:
        self._commit.whole.close()


class AnyFormatEngine(EmbeddedEngine):
    """Reads also an index of another format, for what is taken over from it.

    What it cannot understand is reported as damage when it is read.
    """

    def _open_generation(self, folder: Path) -> Snapshot:
        number = latest_commit(folder)
        with generations.readable(folder):
            table, name = read_toc(folder, number), f"{folder.name}.{number}"
            return Snapshot(open_any_format(folder, number), name, 0, table)

"""Gives each request a reader of one commit, as Lucene's SearcherManager does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Final

from indexer.engine.embedded.format import generations
from indexer.engine.embedded.read.reader import EmbeddedReader
from indexer.engine.embedded.read.snapshot import Snapshot, hide
from indexer.engine.embedded.whoosh.index import open_index
from indexer.engine.embedded.write.verify import check
from indexer.engine.once import OncePerKey
from indexer.engine.port import IntegrityIssue, Reader
from indexer.model import NOTHING_HIDDEN, Hidden

_MAX_VIEWS: Final = 2
"""What readers see of a commit, by what is hidden from them: now, and before that was changed."""


def _do_nothing(_: Reader) -> None:
    """The preparation of a commit whose tables are made on first use."""


class _Commit:
    """One commit, and what readers see of it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot: Final = snapshot
        # Not in the snapshot: what hides a part of it refers to it.
        self._views: Final = OncePerKey(_MAX_VIEWS)

    def reader(self, hidden: Hidden) -> EmbeddedReader:
        """A reader without what is hidden."""
        snapshot = self.snapshot
        if hidden != NOTHING_HIDDEN:
            snapshot = self._views.get(hidden, lambda: hide(self.snapshot, hidden))
        return EmbeddedReader(snapshot)


class EmbeddedEngine:
    """The index in the folder `root`; each commit has a cache of `cache_bytes`."""

    def __init__(self, root: Path, cache_bytes: int) -> None:
        self._root = root
        self._cache_bytes = cache_bytes
        self._refreshing = Lock()
        self._hidden = NOTHING_HIDDEN
        self._commit = _Commit(self._open())

    def _open(self) -> Snapshot:
        folder = generations.live(self._root)
        index = open_index(folder)
        with generations.readable(folder):
            # Named before it is opened: a commit in between is then seen by the next refresh.
            name, updated = generations.newest(folder), generations.updated(folder)
            return Snapshot(index, name, self._cache_bytes, updated)

    def acquire(self, hidden: Hidden = NOTHING_HIDDEN) -> EmbeddedReader:
        self._hidden = hidden
        return self._commit.reader(hidden)

    def is_current(self) -> bool:
        return self._commit.snapshot.name == generations.newest(generations.live(self._root))

    def refresh(self, prepare: Callable[[Reader], None] = _do_nothing) -> None:
        # One at a time, so that no slower thread puts an older commit in place of a newer one.
        with self._refreshing:
            if not self.is_current():
                commit = _Commit(self._open())
                prepare(commit.reader(self._hidden))
                self._commit = commit

    def verify(self) -> list[IntegrityIssue]:
        snapshot = self._commit.snapshot
        with generations.readable(self._root):
            return check(snapshot, sample=snapshot.publication_count or 1)

    def close(self) -> None:
        self._commit.snapshot.close()

"""The generations on disk, and the way back to an earlier one, or to an earlier commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.toc import (
    CommitTable,
    latest_commit,
    read_toc,
    remove_superseded,
    undo_commit,
    write_toc,
)
from indexer.engine.embedded.read.reader import EmbeddedReader
from indexer.engine.embedded.read.snapshot import Snapshot, Views
from indexer.engine.embedded.whoosh.index import open_commit
from indexer.engine.embedded.write.verify import check
from indexer.engine.index_history import CommitInfo, GenerationInfo, StepBack
from indexer.engine.port import Reader
from indexer.errors import IndexDamaged, IndexMissing, IndexUnusable, NoWayBack
from indexer.messages import message
from indexer.model import NOTHING_HIDDEN, Publication

_CACHE_BYTES: Final = 1 << 24


class EmbeddedHistory:
    """The generations of the index in the folder `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def live_commit(self) -> str:
        try:
            return generations.newest(generations.live(self._root))
        except (IndexUnusable, OSError):
            return ""

    def has_saved_part(self) -> bool:
        return generations.has_saved_part(self._root)

    def writing_process(self) -> str:
        return generations.lock_holder(self._root)

    def generations(self) -> Sequence[GenerationInfo]:
        live = generations.live_name(self._root)
        return [_generation_info(one, is_live=one.name == live) for one in self._folders()]

    def _folders(self) -> list[Path]:
        folders = generations.every(self._root) if self._root.is_dir() else []
        if not folders:
            raise IndexMissing(
                message("There is no index in {folder} yet.", folder=str(self._root))
            )
        return folders

    def undo(self, prepare: Callable[[Reader], None]) -> StepBack:
        generations.live(self._root)  # no lock is left where there is no index
        with generations.locked(self._root):
            folder = generations.live(self._root)
            target, number, undone = _undo_target(folder)
            now = _verified(folder, target)
            prepare(now.reader)
            step = _step_back(f"{folder.name}.{number + 1}", _try_to_open(folder, number), now)
            table = replace(
                now.table,
                made=datetime.now(UTC),
                undo_to=None if undone is None else number,
            )
            with generations.writable(folder):
                write_toc(folder, number + 1, table)
                kept = {} if undone is None else {number: undone}
                remove_superseded(folder, {number + 1: table} | kept)
            generations.clear_unfinished(self._root)
        return step

    def rollback(self, name: str, prepare: Callable[[Reader], None]) -> StepBack:
        self._folders()  # no lock is left where there is no index
        with generations.locked(self._root):
            folders = self._folders()
            live = self._root / generations.live_name(self._root)
            folder = _named(folders, name) if name else _generation_before(folders, live)
            if folder == live:
                raise NoWayBack(
                    message("The generation {name} is the live one already.", name=folder.name)
                )
            now = _verified(folder, latest_commit(folder))
            prepare(now.reader)
            left = _try_to_open(live, None) if live in folders else None
            step = _step_back(now.name, left, now)
            with generations.writable(self._root):
                generations.make_live(folder)
            generations.clear_unfinished(self._root)
        return step


def _undo_target(folder: Path) -> tuple[int, int, CommitTable | None]:
    """The commit to go back to; the one that is taken back, and its table: None if that is damaged
    or lost.
    """
    target, number = undo_commit(folder), -1
    undone: CommitTable | None = None
    try:
        number = latest_commit(folder)
        undone = read_toc(folder, number)
        target = undone.undo_to
    except IndexDamaged:
        number = max(number, (target or 0) + 1)
    if target is None:
        raise NoWayBack(
            message(
                "There is nothing to take back in generation {name}: it was built in one run. "
                "`python -m indexer rollback` goes back to the one before it, if there is one.",
                name=folder.name,
            )
        )
    return target, number, undone


def _named(folders: Sequence[Path], name: str) -> Path:
    for folder in folders:
        if folder.name == name:
            return folder
    known = ", ".join(folder.name for folder in folders)
    raise NoWayBack(
        message("There is no generation {name}, only these: {known}.", name=name, known=known)
    )


def _generation_before(folders: Sequence[Path], live: Path) -> Path:
    """The generation that was live before this one; where that is not known, the newest of those
    that are older; where none is live, the newest.
    """
    if live not in folders:
        return folders[-1]
    replaced = generations.description(live).replaces
    before = [folder for folder in folders if folder.name == replaced and folder != live]
    before += reversed(folders[: folders.index(live)])
    if not before:
        raise NoWayBack(
            message("There is no generation before {name}, the live one.", name=live.name)
        )
    return before[0]


class _Commit:
    """One commit of the generation in `folder`.

    Raises:
        IndexUnusable: it cannot be opened.
    """

    def __init__(self, folder: Path, number: int) -> None:
        index = open_commit(folder, number)
        self.name: Final = f"{folder.name}.{number}"
        with generations.readable(folder):
            self.table: Final = read_toc(folder, number)
            self.snapshot: Final = Snapshot(index, self.name, _CACHE_BYTES, self.table)
            self.reader: Final = EmbeddedReader(Views(self.snapshot), NOTHING_HIDDEN)
            records = list(self.reader.records())
        self.publications: Final[dict[str, Publication]] = {
            record.publication.id: record.publication for record in records if record.searchable
        }

    @property
    def info(self) -> CommitInfo:
        """What the port says of it."""
        return CommitInfo(
            self.name,
            self.table.made,
            len(self.publications),
            sum(one.passage_count for one in self.publications.values()),
            self.table.is_complete,
        )


def _generation_info(folder: Path, *, is_live: bool) -> GenerationInfo:
    try:
        commit = _Commit(folder, latest_commit(folder))
    except IndexUnusable as error:
        return GenerationInfo(folder.name, is_live, None, problem=str(error))
    before = _try_to_open(folder, commit.table.undo_to) if commit.table.undo_to else None
    undo_to = None if before is None else before.info
    return GenerationInfo(folder.name, is_live, commit.info, undo_to)


def _try_to_open(folder: Path, number: int | None) -> _Commit | None:
    """A commit (without a number the latest); None if it cannot be opened."""
    try:
        return _Commit(folder, latest_commit(folder) if number is None else number)
    except IndexUnusable:
        return None


def _verified(folder: Path, number: int) -> _Commit:
    """A commit, everything in which reads back as it was written.

    Raises:
        IndexUnusable: it does not.
    """
    commit = _Commit(folder, number)
    with generations.readable(folder):
        issues = check(commit.snapshot, sample=max(1, commit.snapshot.publication_count))
    if issues:
        raise IndexDamaged(
            message("What was to be gone back to is damaged: {what}.", what=issues[0].what)
        )
    return commit


def _step_back(name: str, left: _Commit | None, now: _Commit) -> StepBack:
    before = {} if left is None else left.publications
    returned, gone = (
        tuple(sorted(these[one].path for one in these.keys() - others.keys()))
        for these, others in ((now.publications, before), (before, now.publications))
    )
    return StepBack(name, None if left is None else left.info, now.info, returned, gone)

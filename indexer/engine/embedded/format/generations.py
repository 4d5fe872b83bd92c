"""Generations on disk: complete indexes side by side, and a pointer to the live one.

    <index>/current          the name of the live generation
    <index>/lock, holder     the indexer's lock, and the ID of the process that holds it
    <index>/0001/            a generation: segments, a table of contents, `generation.json`
    <index>/0002.building/   an unfinished generation, perhaps of an indexer that was killed
    <index>/0001.removing/   what is left of an old one

Publishing replaces `current` atomically. A generation is never deleted because it cannot be opened,
and the live one never at all; old ones are deleted after a newer one was published.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from indexer import wire
from indexer.durable import make_folder, remove_unfinished, replace_file, sync_folder
from indexer.engine.embedded.format.schema import FORMAT, index_fields
from indexer.engine.embedded.format.toc import (
    CommitTable,
    latest_commit,
    read_latest,
    read_toc,
    write_toc,
)
from indexer.errors import (
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnusable,
    IndexUnwritable,
)
from indexer.failpoints import Failpoint, failpoint
from indexer.messages import message
from indexer.system_reasons import reason_of

_POINTER: Final = "current"
_DESCRIPTION: Final = "generation.json"
_BUILDING: Final = ".building"
_REMOVING: Final = ".removing"
_DAMAGE: Final = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    struct.error,
    zlib.error,
)
"""What reading damaged files raises."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a generation was written with: its format, the writer's options, its index fields.

    `replaces` is the generation that was live when it was begun; empty if there was none.
    """

    format: int
    options: str
    fields: tuple[str, ...] = ()  # not in formats before 4
    replaces: str = ""  # not in formats before 6


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the indexer's lock on the index at `root`. The system releases it if the process dies.

    Raises:
        IndexLocked: another process holds it.
        IndexUnwritable: the folder cannot be written.
    """
    lock, holder = FileLock(root / "lock", timeout=0), root / "holder"
    try:
        with writable(root):
            make_folder(root)
            lock.acquire()
        with contextlib.suppress(OSError):  # a full disk; it is for a message only
            holder.write_text(str(os.getpid()), "ascii")
        yield
    except Timeout as error:
        who = holder.read_text("ascii") if holder.exists() else "?"
        raise IndexLocked(
            message(
                "Another indexer (process {number}) is writing the index in {folder}.",
                number=who,
                folder=str(root),
            )
        ) from error
    finally:
        lock.release()


def lock_holder(root: Path) -> str:
    """The process that holds the indexer's lock on the index at `root`; empty if none does."""
    if not (root / "lock").exists():
        return ""
    try:
        with FileLock(root / "lock", timeout=0):
            return ""
    except Timeout:
        holder = root / "holder"
        return holder.read_text("ascii") if holder.exists() else "?"
    except OSError:  # not this user's: whoever may write finds out
        return ""


@contextlib.contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Translate an OSError while writing in `folder` into `IndexUnwritable`."""
    try:
        yield
    except Timeout:  # also an OSError, which `locked` translates
        raise
    except OSError as error:
        raise IndexUnwritable(
            message(
                "The index in {folder} cannot be written: {reason}.",
                folder=str(folder),
                reason=reason_of(error),
            )
        ) from error


@contextlib.contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Translate what reading a damaged index in `folder` raises into `IndexDamaged`."""
    try:
        yield
    except _DAMAGE as error:
        raise IndexDamaged(
            message(
                "The index in {folder} cannot be read: {reason}.",
                folder=str(folder),
                reason=message("it is not what was written"),
            )
        ) from error


def live(root: Path) -> Path:
    """The folder of the live generation.

    Raises:
        IndexMissing: nothing was published yet.
        IndexDamaged: the pointer is damaged, or its generation is missing.
        IndexUnusable: the system does not let us read it.
    """
    try:
        name = (root / _POINTER).read_text("ascii").strip()
    except FileNotFoundError as error:
        raise IndexMissing(
            message("There is no index in {folder} yet.", folder=str(root))
        ) from error
    except UnicodeDecodeError as error:
        raise IndexDamaged(
            message("{file} does not name a generation.", file=str(root / _POINTER))
        ) from error
    except OSError as error:
        raise IndexUnusable(
            message(
                "The index in {folder} cannot be read: {reason}.",
                folder=str(root),
                reason=reason_of(error),
            )
        ) from error
    if not name.isdigit() or not (root / name).is_dir():
        raise IndexDamaged(
            message(
                "{file} names the generation {name}, which does not exist.",
                file=str(root / _POINTER),
                name=name,
            )
        )
    return root / name


def description(folder: Path) -> Description:
    """The description of the generation in `folder`.

    Raises:
        IndexDamaged: its description cannot be read.
    """
    path = folder / _DESCRIPTION
    try:
        return wire.decode(path.read_bytes(), Description)
    except (OSError, wire.WireError) as error:
        raise IndexDamaged(
            message(
                "The index file {path} is damaged: {reason}.",
                path=str(path),
                reason=reason_of(error)
                if isinstance(error, OSError)
                else message("it is not what was written"),
            )
        ) from error


def check_format(folder: Path) -> None:
    """Check that this program reads the format of the generation in `folder`.

    Raises:
        IndexOutdated: it has another format, or other fields.
        IndexDamaged: its description cannot be read.
    """
    written = description(folder)
    if written.format != FORMAT:
        raise IndexOutdated(
            message(
                "The index in {folder} has format {written}; this program reads {read}.",
                folder=str(folder),
                written=str(written.format),
                read=str(FORMAT),
            )
        )
    if written.fields != index_fields():
        raise IndexOutdated(
            message(
                "The index in {folder} has other fields than this program searches.",
                folder=str(folder),
            )
        )


def newest(folder: Path) -> str:
    """The name of the latest commit in the generation in `folder`, as in `Engine.generation`.

    Raises:
        IndexDamaged: it has no commit.
    """
    return f"{folder.name}.{latest_commit(folder)}"


def newest_table(folder: Path) -> CommitTable:
    """The table of contents of the latest commit in the generation in `folder`.

    Raises:
        IndexDamaged: it has no commit, or the table is damaged.
    """
    return read_latest(folder, lambda number: read_toc(folder, number))


def every(root: Path) -> list[Path]:
    """The folders of all complete generations, the oldest first."""
    found = [path for path in root.iterdir() if path.name.isdecimal() and path.is_dir()]
    return sorted(found, key=_number)


def live_name(root: Path) -> str:
    """The name of the live generation; empty if there is none, or if the pointer is damaged."""
    try:
        return live(root).name
    except IndexUnusable:
        return ""


def is_unfinished(folder: Path) -> bool:
    """Whether the generation in `folder` was not published yet."""
    return folder.name.endswith(_BUILDING)


def clear_unfinished(root: Path, *, but: Path | None = None) -> None:
    """Remove what indexers left that were killed; needs the lock.

    What the system does not let go of now, as Windows does with files that are open, is removed the
    next time.
    """
    with contextlib.suppress(OSError):
        remove_unfinished(root / _POINTER)
    for kind in (_BUILDING, _REMOVING):
        for left in root.glob(f"*{kind}"):
            if left != but:
                with contextlib.suppress(OSError):
                    failpoint(Failpoint.CLEAR_UNFINISHED)
                    shutil.rmtree(left, ignore_errors=True)


def create(root: Path, options: str) -> Path:
    """Create an empty generation beside the others, not yet published."""
    failpoint(Failpoint.BEGIN_GENERATION)
    number = max(map(_number, every(root)), default=0) + 1
    folder = root / f"{number:04}{_BUILDING}"
    folder.mkdir()
    write_toc(folder, 0, CommitTable((), datetime.now(UTC), is_complete=False))
    described = Description(FORMAT, options, index_fields(), live_name(root))
    replace_file(folder / _DESCRIPTION, wire.encode(described))
    return folder


def resumable(root: Path, options: str) -> Path | None:
    """An unfinished generation that holds a part of what a new one would: the run that began it was
    stopped after it had saved something, and nothing has become live since.
    """
    expected = Description(FORMAT, options, index_fields(), live_name(root))
    for folder in _saved_parts(root):
        with contextlib.suppress(IndexDamaged):
            if description(folder) == expected:
                return folder
    return None


def has_saved_part(root: Path) -> bool:
    """Whether there is an unfinished generation in which something was saved."""
    return any(True for _ in _saved_parts(root))


def _saved_parts(root: Path) -> Iterator[Path]:
    for folder in sorted(root.glob(f"*{_BUILDING}")):
        with contextlib.suppress(IndexDamaged):
            if latest_commit(folder) > 0:
                yield folder


def publish(building: Path, keep: int) -> Path:
    """Make the generation in `building` the live one and return its new folder.

    `keep` generations stay (at least one): this one, the one that was live, then the newest.
    """
    root = building.parent
    before = live_name(root)
    failpoint(Failpoint.RENAME_GENERATION)
    folder = building.rename(root / building.name.removesuffix(_BUILDING))
    sync_folder(root)  # the pointer must not reach the disk before what it names
    make_live(folder)
    others = [path for path in every(root) if path != folder]
    others.sort(key=lambda path: (path.name == before, _number(path)), reverse=True)
    for superseded in others[max(keep, 1) - 1 :]:
        with contextlib.suppress(OSError):  # this one is live already; the next run clears it away
            failpoint(Failpoint.REMOVE_GENERATION)
            removed = superseded.rename(superseded.with_suffix(_REMOVING))
            sync_folder(root)  # nobody finds half of it under its name
            shutil.rmtree(removed)
    return folder


def make_live(folder: Path) -> None:
    """Point to the generation in `folder`, durably and in one step."""
    failpoint(Failpoint.MOVE_POINTER)
    replace_file(folder.parent / _POINTER, folder.name.encode())


def _number(folder: Path) -> int:
    """The number of a generation; from 10,000 on its name has five digits."""
    return int(folder.name)

"""Generations on disk: complete indexes side by side, and a pointer to the live one.

    <index>/current          the name of the live generation
    <index>/lock, holder     the indexer's lock, and the ID of the process that holds it
    <index>/0001/            a generation: segments, a table of contents, `generation.json`
    <index>/0002.building/   an unfinished generation, perhaps of an indexer that was killed

Publishing replaces `current` atomically. A generation is never deleted because it cannot be opened;
old ones are deleted after a newer one was published.
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
from indexer.durable import replace_file
from indexer.engine.embedded.format.schema import FORMAT, index_fields
from indexer.engine.embedded.format.toc import latest_commit, read_latest, toc_path, write_toc
from indexer.errors import (
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnwritable,
)
from indexer.messages import message
from indexer.system_reasons import reason_of

_POINTER: Final = "current"
_DESCRIPTION: Final = "generation.json"
_BUILDING: Final = ".building"
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
    """What a generation was written with: its format, the writer's options, its index fields."""

    format: int
    options: str
    fields: tuple[str, ...] = ()  # not in formats before 4


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
            root.mkdir(parents=True, exist_ok=True)
            lock.acquire()
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


def updated(folder: Path) -> datetime:
    """When the latest commit in the generation in `folder` was made.

    Raises:
        IndexDamaged: it has no commit.
    """
    written = read_latest(folder, lambda number: toc_path(folder, number).stat())
    return datetime.fromtimestamp(written.st_mtime, UTC)


def create(root: Path, options: str) -> Path:
    """Create an empty generation beside the others, not yet published, and clear away abandoned
    ones.
    """
    for abandoned in root.glob(f"*{_BUILDING}"):
        shutil.rmtree(abandoned)
    number = max(map(_number, _generations(root)), default=0) + 1
    folder = root / f"{number:04}{_BUILDING}"
    folder.mkdir()
    write_toc(folder, 0, ())
    replace_file(folder / _DESCRIPTION, wire.encode(Description(FORMAT, options, index_fields())))
    return folder


def publish(building: Path, keep: int) -> Path:
    """Make the generation in `building` the live one and return its new folder.

    The `keep` newest generations stay (at least one), this one in any case.
    """
    root = building.parent
    folder = building.rename(root / building.name.removesuffix(_BUILDING))
    replace_file(root / _POINTER, folder.name.encode())
    others = [path for path in _generations(root) if path != folder]
    for superseded in sorted(others, key=_number, reverse=True)[max(keep, 1) - 1 :]:
        shutil.rmtree(superseded)
    return folder


def _generations(root: Path) -> list[Path]:
    return [path for path in root.iterdir() if path.name.isdecimal() and path.is_dir()]


def _number(folder: Path) -> int:
    """The number of a generation; from 10,000 on its name has five digits."""
    return int(folder.name)

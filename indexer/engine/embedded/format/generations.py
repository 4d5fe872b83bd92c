"""Generations on disk: complete indexes side by side, and one small file that names the live one.

    <index>/current          the name of the live generation
    <index>/lock, holder     the indexer's lock, and the process that holds it
    <index>/0001/            a generation: Whoosh's files and `generation.json`
    <index>/0002.building/   one that is not finished, or was abandoned by a killed indexer

Publishing is one atomic replacement of `current`. A generation is never deleted because it failed
to open; old ones go after a newer one was published.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from filelock import FileLock, Timeout
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, EmptyIndexError, FileIndex, IndexVersionError
from whoosh.index import IndexError as UnknownIndexError

from indexer import wire
from indexer.engine.embedded.format.schema import FORMAT, schema
from indexer.errors import (
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnwritable,
)

T = TypeVar("T")

_POINTER: Final = "current"
_NAME: Final = "MAIN"
_DESCRIPTION: Final = "generation.json"
_BUILDING: Final = ".building"
_CHECKSUM: Final = struct.Struct("<I")
_DAMAGE: Final = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    struct.error,
    zlib.error,
    pickle.UnpicklingError,
)
"""What Whoosh raises on files that are not what it wrote."""
_UNOPENABLE: Final = (EmptyIndexError, UnknownIndexError, IndexVersionError, OSError, ValueError)
"""What it raises where there is no table of contents that it can read."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a generation was written with: the index's format, and the options of its writer."""

    format: int
    options: str


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the indexer's lock on the index at `root`; the system frees it if the process dies.

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
        who = holder.read_text("ascii") if holder.exists() else "unknown"
        raise IndexLocked(f"Another indexer (process {who}) is at work on {root}.") from error
    finally:
        lock.release()


@contextlib.contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Translate the system's refusal to write in `folder` into `IndexUnwritable`."""
    try:
        yield
    except Timeout:  # an OSError too; `locked` knows what it means
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise IndexUnwritable(f"The index in {folder} cannot be written: {reason}.") from error


@contextlib.contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Translate what reading other bytes than were written in `folder` ends in."""
    try:
        yield
    except _DAMAGE as error:
        raise IndexDamaged(f"The index in {folder} cannot be read: {error!r}.") from error


def live(root: Path) -> Path:
    """The folder of the live generation.

    Raises:
        IndexMissing: nothing was published yet.
        IndexDamaged: the pointer names nothing that is there.
    """
    try:
        name = (root / _POINTER).read_text("ascii").strip()
    except FileNotFoundError as error:
        raise IndexMissing(f"There is no index in {root} yet.") from error
    except UnicodeDecodeError as error:
        raise IndexDamaged(f"{root / _POINTER} does not name a generation.") from error
    if not name.isdigit() or not (root / name).is_dir():
        raise IndexDamaged(f"{root / _POINTER} names the generation {name!r}, which is not there.")
    return root / name


def description(folder: Path) -> Description:
    """What the generation in `folder` was written with.

    Raises:
        IndexDamaged: its description cannot be read.
    """
    path = folder / _DESCRIPTION
    try:
        return wire.decode(path.read_bytes(), Description)
    except (OSError, wire.WireError) as error:
        raise IndexDamaged(f"{path} cannot be read: {error}.") from error


def open_index(folder: Path) -> FileIndex:
    """The Whoosh index of the generation in `folder`.

    Raises:
        IndexOutdated: its format is another one, or it has other fields.
        IndexDamaged: it cannot be opened.
    """
    written = description(folder)
    if written.format != FORMAT:
        raise IndexOutdated(
            f"The index in {folder} has format {written.format}; this program reads {FORMAT}."
        )
    index = _of_newest(folder, lambda number: _Storage(str(folder)).open_index())
    if set(index.schema.names()) != set(schema().names()):
        raise IndexOutdated(f"The index in {folder} has other fields than this program searches.")
    return index


class _Storage(FileStorage):
    """Whoosh's folder of files, with tables of contents that can be trusted.

    A table is on the disk, whole, before it takes the place of the one before; behind what Whoosh
    writes in it, and reads, stands a CRC-32.
    """

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """See Whoosh, which renames nothing but tables of contents."""
        folder = Path(self.folder)
        written = (folder / oldname).read_bytes()
        _synced(folder / oldname, written + _CHECKSUM.pack(zlib.crc32(written)))
        super().rename_file(oldname, newname, safe)
        _sync_folder(folder)

    def open_file(self, name: str, **how: object) -> StructFile:
        """See Whoosh.

        Raises:
            IndexDamaged: a table of contents is not what was written.
        """
        path = Path(self.folder) / name
        if path.suffix == ".toc":
            data = path.read_bytes()
            written, end = data[: -_CHECKSUM.size], data[-_CHECKSUM.size :]
            if end != _CHECKSUM.pack(zlib.crc32(written)):
                raise IndexDamaged(f"The index file {path} is damaged: its checksum is wrong.")
        return super().open_file(name, **how)


def newest(folder: Path) -> str:
    """The name of the newest commit in the generation in `folder`, as `Engine.generation` gives."""
    return f"{folder.name}.{_newest(folder)}"


def updated(folder: Path) -> datetime:
    """When the newest commit in the generation in `folder` was made: when its table of contents
    was written.

    Raises:
        IndexDamaged: it has none.
    """
    written = _of_newest(folder, lambda number: (folder / TOC._filename(_NAME, number)).stat())
    return datetime.fromtimestamp(written.st_mtime, UTC)


def _of_newest(folder: Path, read: Callable[[int], T]) -> T:
    """What `read` makes of the newest commit, by its number; again if another one took its place
    meanwhile.

    Raises:
        IndexDamaged: it cannot be read, and is still the newest.
    """
    while True:
        number = _newest(folder)
        try:
            return read(number)
        except _UNOPENABLE as error:
            if number == _newest(folder):
                raise IndexDamaged(f"The index in {folder} cannot be opened: {error}.") from error


def _newest(folder: Path) -> int:
    number: int = TOC._latest_generation(FileStorage(str(folder)), _NAME)
    return number


def create(root: Path, options: str) -> Path:
    """An empty generation beside the others, not yet published; abandoned ones are cleared away."""
    for abandoned in root.glob(f"*{_BUILDING}"):
        shutil.rmtree(abandoned)
    newest = max((int(p.name) for p in _generations(root)), default=0)
    folder = root / f"{newest + 1:04}{_BUILDING}"
    folder.mkdir()
    _Storage(str(folder)).create_index(schema())
    _write(folder / _DESCRIPTION, wire.encode(Description(FORMAT, options)))
    return folder


def publish(building: Path, keep: int) -> Path:
    """Make the generation in `building` the live one, and keep the last `keep`; its new folder."""
    root = building.parent
    folder = building.rename(root / building.name.removesuffix(_BUILDING))
    _write(root / _POINTER, folder.name.encode())
    for older in sorted(_generations(root), reverse=True)[max(keep, 1) :]:
        shutil.rmtree(older)
    return folder


def _generations(root: Path) -> list[Path]:
    return [path for path in root.iterdir() if path.name.isdigit() and path.is_dir()]


def _write(path: Path, data: bytes) -> None:
    """Replace `path` in one step that survives a power cut."""
    beside = path.with_suffix(".new")
    _synced(beside, data)
    beside.replace(path)
    _sync_folder(path.parent)


def _synced(path: Path, data: bytes) -> None:
    """Write a file, and have the system write it to the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

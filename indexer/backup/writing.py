"""Writes a backup, while the service answers and an indexer may be at work."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from indexer import __version__, wire
from indexer.backup import format
from indexer.backup.format import Manifest, StoredFile, opened_backup, writable
from indexer.durable import sync_folder
from indexer.errors import CorpusMissing, MachineError, UsageError
from indexer.messages import message
from indexer.settings import Settings

_TRIES: Final = 5
_TRY_SECONDS: Final = 0.5
_FIRST_ZIP_TIME: Final = 315_619_200
"""Seconds of the epoch at the beginning of 1980, before which ZIP knows no time."""
_PACKED: Final = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".zip", ".epub"})
"""Endings of what does not become smaller."""
_UNNEEDED: Final = frozenset(
    {"lock", "holder", "words.lock", ".ds_store", "thumbs.db", "desktop.ini"}
)


@dataclass(frozen=True, slots=True)
class BackupReport:
    """How much was copied, and what was not: links, and files that could not be read."""

    files: int
    bytes: int
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class _Writing:
    archive: zipfile.ZipFile
    files: dict[str, StoredFile] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def write_backup(settings: Settings, settings_file: Path | None, target: Path) -> BackupReport:
    """Write a backup to `target`, which appears when it is complete and was read back.

    Raises:
        CorpusMissing: there is nothing to back up.
        UsageError: `target` is in a folder that is backed up.
        MachineError: it cannot be written, or the index changes all the time.
    """
    if not settings.corpus.is_dir():
        raise CorpusMissing(
            message("The corpus folder {path} does not exist.", path=str(settings.corpus))
        )
    inside = (settings.corpus, settings.index, settings.ocr_cache)
    if any(target.resolve().is_relative_to(folder.resolve()) for folder in inside):
        raise UsageError(
            message(
                "The backup {path} would be inside of what it holds. Name a place elsewhere, best "
                "on another disk.",
                path=str(target),
            )
        )
    with _unfinished(target) as file, zipfile.ZipFile(file, "w", allowZip64=True) as archive:
        writing = _Writing(archive)
        if settings_file is not None and settings_file.is_file():
            _add(writing, settings_file, format.SETTINGS)
        _add_folder(writing, settings.corpus, format.CORPUS)
        _add_index(writing, settings)
        # Last: it knows of everything that was withdrawn while the rest was copied.
        if not settings.takedown.is_relative_to(settings.corpus) and settings.takedown.is_file():
            _add(writing, settings.takedown, format.TAKEDOWN)
        if settings.withdrawals.is_file():
            _add(writing, settings.withdrawals, format.WITHDRAWALS)
        manifest = Manifest(format.FORMAT, __version__, time.time(), writing.files)
        archive.writestr(format.MANIFEST, wire.encode(manifest), zipfile.ZIP_DEFLATED)
    size = sum(one.size for one in writing.files.values())
    return BackupReport(len(writing.files), size, tuple(sorted(writing.left_out)))


@contextlib.contextmanager
def _unfinished(target: Path) -> Iterator[BinaryIO]:
    """A new file that becomes `target` at the end, if what was written can be read back."""
    with writable():
        descriptor, name = tempfile.mkstemp(".unfinished", f".{target.name}-", target.parent)
    unfinished = Path(name)
    try:
        with writable(), os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with opened_backup(unfinished):
            pass
        with writable():
            unfinished.replace(target)
            sync_folder(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _add_folder(writing: _Writing, folder: Path, name: str) -> None:
    for place, folders, files in os.walk(folder):
        within = Path(place).relative_to(folder).as_posix()
        start = name if within == "." else f"{name}/{within}"
        for link in [one for one in folders if (Path(place) / one).is_symlink()]:
            writing.left_out.append(str(Path(place) / link))
        folders[:] = sorted(one for one in folders if not one.endswith(".building"))
        for one in sorted(files):
            path = Path(place) / one
            if path.is_symlink():
                writing.left_out.append(str(path))
            elif one.lower() not in _UNNEEDED:
                _add(writing, path, f"{start}/{one}")


def _add_index(writing: _Writing, settings: Settings) -> None:
    """The index of one commit, although an indexer may be at work: it is copied again until nothing
    has changed meanwhile.

    Raises:
        MachineError: it changes all the time.
    """
    for _ in range(_TRIES):
        before = _listing(settings.index)
        trial = _Writing(writing.archive, {}, [])
        opened = _open_all(settings.index)
        if opened is not None and _listing(settings.index) == before:
            with contextlib.ExitStack() as stack:
                for name, file in opened.items():
                    stack.callback(file.close)
                    _copy(trial, file, f"{format.INDEX}/{name}")
            writing.files.update(trial.files)
            _add_folder(writing, settings.ocr_cache, format.OCR_CACHE)
            return
        for file in (opened or {}).values():
            file.close()
        time.sleep(_TRY_SECONDS)
    raise MachineError(
        message("The index {path} changes all the time. Try again later.", path=str(settings.index))
    )


def _open_all(folder: Path) -> dict[str, BinaryIO] | None:
    """All files of the index, opened: they can be read then, whatever an indexer removes. None if
    one has gone before it could be opened.
    """
    opened: dict[str, BinaryIO] = {}
    try:
        for name in _listing(folder):
            opened[name] = (folder / name).open("rb")
    except FileNotFoundError:
        for file in opened.values():
            file.close()
        return None
    return opened


def _listing(folder: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if ".building/" in f"{name}/" or path.name.lower() in _UNNEEDED:
            continue
        with contextlib.suppress(FileNotFoundError):
            status = path.stat()
            if path.is_file():
                found[name] = status.st_size, status.st_mtime_ns
    return found


def _add(writing: _Writing, path: Path, name: str) -> None:
    try:
        file = path.open("rb")
    except OSError:
        writing.left_out.append(str(path))
        return
    with file:
        _copy(writing, file, name)


def _copy(writing: _Writing, file: BinaryIO, name: str) -> None:
    status = os.fstat(file.fileno())
    packed = PurePosixPath(name).suffix.lower() in _PACKED
    info = zipfile.ZipInfo(name, time.localtime(max(status.st_mtime, _FIRST_ZIP_TIME))[:6])
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with writing.archive.open(info, "w", force_zip64=True) as stored:
        while part := file.read(format.CHUNK_BYTES):
            digest.update(part)
            stored.write(part)
            size += len(part)
    writing.files[name] = StoredFile(size, status.st_mtime_ns, digest.hexdigest())

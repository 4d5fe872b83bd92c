"""The file that a backup is.

    backup.json     what is in it: size, time and SHA-256 of each file
    settings/…      aluna.toml
    corpus/…        the publications, and all that staff wrote beside them
    takedown/…      the list of withdrawals, where it is not in the corpus
    beside/…        the index, what was recognised on scans, what was withdrawn

The index is part of it: former identifiers, and publications whose file was lost, are nowhere else.
It is a ZIP file, so that any system can look into it; it holds withdrawn works, so that nobody else
may read it.
"""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer import wire
from indexer.errors import BackupUnusable, MachineError
from indexer.messages import message, verbatim
from indexer.system_reasons import reason_of

FORMAT: Final = 1
MANIFEST: Final = "backup.json"
SETTINGS: Final = "settings/aluna.toml"
CORPUS: Final = "corpus"
TAKEDOWN: Final = "takedown/takedown.txt"
INDEX: Final = "beside/index"
OCR_CACHE: Final = "beside/index-ocr"
WITHDRAWALS: Final = "beside/index-withdrawn.json"

CHUNK_BYTES: Final = 1 << 20
_MAX_MANIFEST_BYTES: Final = 256 << 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in a backup: bytes, modification time in nanoseconds, SHA-256."""

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, by name; `created` in seconds of the epoch."""

    format: int
    program: str
    created: float
    files: Mapping[str, StoredFile]


@contextlib.contextmanager
def opened_backup(source: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup whose files are all what was written.

    Raises:
        BackupUnusable: they are not, or the file is not a backup.
    """
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise unusable(source, str(error)) from error
    with archive:
        try:
            if archive.getinfo(MANIFEST).file_size > _MAX_MANIFEST_BYTES:
                raise wire.WireError(MANIFEST)
            manifest = wire.decode(archive.read(MANIFEST), Manifest)
            for name, stored in manifest.files.items():
                read_file(archive, name, stored, lambda part: None)
        except (KeyError, OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise unusable(source, str(error)) from error
        if manifest.format != FORMAT:
            raise unusable(source, f"format {manifest.format}")
        yield archive, manifest


def read_file(
    archive: zipfile.ZipFile, name: str, stored: StoredFile, take: Callable[[bytes], object]
) -> None:
    """Give the content of a file to `take`, part by part.

    Raises:
        ValueError: it is not what was written.
    """
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as file:
        while part := file.read(CHUNK_BYTES):
            size += len(part)
            if size > stored.size:
                break
            digest.update(part)
            take(part)
    if (size, digest.hexdigest()) != (stored.size, stored.sha256):
        raise ValueError(name)


@contextlib.contextmanager
def writable() -> Iterator[None]:
    """Translate what the system refuses into MachineError."""
    try:
        yield
    except OSError as error:
        raise MachineError(
            message(
                "The system refuses something the backup needs: {reason} ({path}).",
                path=str(error.filename or ""),
                reason=reason_of(error),
            )
        ) from error


def unusable(source: Path, reason: str) -> BackupUnusable:
    """The error that says why `source` cannot be used."""
    return BackupUnusable(
        message(
            "{path} is no backup, or it is damaged: {reason}.",
            path=str(source),
            reason=verbatim(reason),
        )
    )

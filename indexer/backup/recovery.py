"""Puts a backup back into its places: on another machine, or where something was lost."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path
from typing import Final

from indexer.backup import format
from indexer.backup.format import StoredFile, opened_backup, read_file, unusable, writable
from indexer.durable import sync_folder
from indexer.errors import UsageError
from indexer.messages import message
from indexer.settings import Settings

_POINTER: Final = f"{format.INDEX}/current"
"""Comes last: an index without it is not used."""
_HARMLESS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", "lock", "holder"})


def recover(source: Path, settings: Settings) -> int:
    """Put what a backup holds into the places that `settings` name; the number of files.

    What is there already and is the same stays, so that a recovery that was interrupted goes on.

    Raises:
        BackupUnusable: `source` is no backup, or is damaged; nothing was written.
        UsageError: other files are in the way; nothing was written.
        MachineError: the system refuses to write.
    """
    with opened_backup(source) as (archive, manifest):
        names = (name for name in manifest.files if name != format.SETTINGS)
        places = {name: _place(name, settings) for name in names}
        for name, place in places.items():
            if place.exists() and not _is_same(place, manifest.files[name]):
                raise _in_the_way(place)
        known = set(places.values())
        for folder in (settings.corpus, settings.index):
            # It would be published, or taken for a part of the index.
            for path in folder.rglob("*"):
                if path not in known and not path.is_dir() and path.name not in _HARMLESS:
                    raise _in_the_way(path)
        with writable():
            for name in sorted(places, key=_recovery_order):
                _extract(archive, name, manifest.files[name], places[name])
    return len(places)


def recover_settings(source: Path, target: Path) -> bool:
    """Put the settings file of a backup at `target`; whether it has one.

    Raises:
        BackupUnusable: `source` is no backup, or is damaged.
        MachineError: the system refuses to write.
    """
    with opened_backup(source) as (archive, manifest):
        if format.SETTINGS not in manifest.files:
            return False
        with writable():
            _extract(archive, format.SETTINGS, manifest.files[format.SETTINGS], target)
    return True


def _in_the_way(path: Path) -> UsageError:
    return UsageError(
        message(
            "There is another file {path} already. A backup is put into empty folders only: move "
            "the folders of corpus and index away first.",
            path=str(path),
        )
    )


def _recovery_order(name: str) -> tuple[bool, bool, str]:
    """What was withdrawn comes first, so that nothing of it is ever shown; the pointer last."""
    return name == _POINTER, name != format.WITHDRAWALS, name


def _extract(archive: zipfile.ZipFile, name: str, stored: StoredFile, place: Path) -> None:
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{place.name}.new")
    with unfinished.open("wb") as file:
        read_file(archive, name, stored, file.write)
        file.flush()
        os.fsync(file.fileno())
    os.utime(unfinished, ns=(stored.mtime_ns, stored.mtime_ns))
    unfinished.replace(place)
    sync_folder(place.parent)


def _place(name: str, settings: Settings) -> Path:
    """Where a file of a backup belongs.

    Raises:
        BackupUnusable: it belongs nowhere.
    """
    first, *rest = name.split("/")
    is_plain = all(part not in ("", ".", "..") and "\\" not in part for part in rest)
    if rest and is_plain and not any(":" in part for part in rest[:1] if os.name == "nt"):
        match first, rest:
            case "corpus", _:
                return settings.corpus.joinpath(*rest)
            case "takedown", [_]:
                return settings.takedown
            case "beside", ["index-withdrawn.json"]:
                return settings.withdrawals
            case "beside", ["index", *within] if within:
                return settings.index.joinpath(*within)
            case "beside", ["index-ocr", *within] if within:
                return settings.ocr_cache.joinpath(*within)
    raise unusable(Path(name), "it belongs nowhere")


def _is_same(place: Path, stored: StoredFile) -> bool:
    if not place.is_file() or place.stat().st_size != stored.size:
        return False
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256

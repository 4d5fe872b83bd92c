"""Pages and sections that were rendered before: files in a folder beside the index, up to a limit.

Someone who can read the folder learns which pages were once looked at, and nothing else. It holds
nothing about queries or readers, and not who looked, how often or when: all files have the same
made-up times, and reading changes none. (The file system may still know when a file was created; to
hide that too, put the folder in memory, for example on a tmpfs.) When the folder is full, files are
evicted at random, because any better choice would have to record what was read when. Deleting the
folder is harmless at any time.

Every file begins with the digest of the rest; a damaged one counts as missing. A folder that cannot
be written to behaves like an empty one. Safe for several threads and processes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.extract.render.rendered import VERSION
from indexer.model import Selector

_DIGEST_BYTES: Final = 32
_NEW_PREFIX: Final = ".new-"
_KEPT_SHARE: Final = 0.9
"""Share of the limit that is left after an eviction, so that not every page causes one."""
_RESCAN_EVERY: Final = 64
"""Files written between two looks at what other processes wrote."""
# Far in the future, so that file systems do not record access times ("relatime").
_TIMES: Final = (4_102_444_800, 0)
_NO_ACCESS_TIME: Final = getattr(os, "O_NOATIME", 0)


@dataclass(frozen=True, slots=True)
class PassageKey:
    """A passage: the digest of its file (SHA-256, in hexadecimal) and its number, from 1.

    `ocr_config_ids` are those with which its text was recognised, if it was
    (`ocr_cache.ocr_config_ids`); `selectors` are what staff say about the markup of its file.
    """

    sha256: str
    number: int
    ocr_config_ids: tuple[str, ...] = ()
    selectors: tuple[Selector, ...] = ()

    def name(self, what: str) -> str:
        """The file name under which `what` of the passage is cached."""
        return f"{self.sha256}-{self.number}-{VERSION}-{self._options_digest()}{what}"

    def _options_digest(self) -> str:
        if not (self.ocr_config_ids or self.selectors):
            return ""
        options = repr((self.ocr_config_ids, [(s.part, s.css) for s in self.selectors]))
        return f"{hashlib.sha256(options.encode()).hexdigest()[:16]}-"


class RenderCache:
    """The folder, with at most `max_bytes` in it."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._size = 0
        self._writes_since_scan = (
            _RESCAN_EVERY  # so that the first file that is written causes a scan
        )

    def get(self, name: str) -> bytes | None:
        """What is cached under this name; None if nothing."""
        try:
            data = _read(self._folder / name)
        except OSError:
            return None
        digest, rest = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
        return rest if hashlib.sha256(rest).digest() == digest else None

    def has(self, name: str) -> bool:
        """Whether there is a file of this name, even a damaged one."""
        with contextlib.suppress(OSError):  # of a folder that may not be entered
            return (self._folder / name).exists()
        return False

    def put(self, name: str, data: bytes) -> None:
        """Store `data` if possible; readers see all of it or nothing."""
        size = _DIGEST_BYTES + len(data)
        if size > self._max_bytes:
            return
        with contextlib.suppress(OSError, OverflowError):  # the latter: made-up times
            self._write(name, hashlib.sha256(data).digest() + data)
            self._evict(size)

    def keep_only(self, sha256s: Collection[str]) -> None:
        """Remove the passages of all other files, and those of other versions."""
        with contextlib.suppress(OSError):
            for entry in self._entries():
                digest, _, rest = entry.name.partition("-")
                if digest not in sha256s or f"-{VERSION}-" not in f"-{rest}":
                    _remove([entry])

    def _write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self._folder / f"{_NEW_PREFIX}{secrets.token_hex(8)}"
        try:
            new.write_bytes(data)
            os.utime(new, _TIMES)
            new.replace(self._folder / name)
        finally:
            new.unlink(missing_ok=True)
        os.utime(self._folder, _TIMES)

    def _evict(self, written: int) -> None:
        with self._lock:
            self._size += written
            self._writes_since_scan += 1
            if self._size <= self._max_bytes and self._writes_since_scan < _RESCAN_EVERY:
                return
            entries = self._entries()
            self._size = sum(map(_size, entries))
            self._writes_since_scan = 0
            if self._size > self._max_bytes:
                self._size -= _remove(
                    _random_excess(entries, self._size - _KEPT_SHARE * self._max_bytes)
                )

    def _entries(self) -> list[os.DirEntry[str]]:
        with os.scandir(self._folder) as found:
            return list(found)


def _random_excess(entries: list[os.DirEntry[str]], excess: float) -> Iterable[os.DirEntry[str]]:
    secrets.SystemRandom().shuffle(entries)
    for entry in entries:
        if excess <= 0:
            return
        excess -= _size(entry)
        yield entry


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:  # removed by another process
        return 0


def _remove(entries: Iterable[os.DirEntry[str]]) -> int:
    """Remove the files; returns how many bytes were freed."""
    freed = 0
    for entry in entries:
        size = _size(entry)
        with contextlib.suppress(OSError):
            os.unlink(entry)  # noqa: PTH108 # an entry is not a Path
            freed += size
    return freed


def _read(file: Path) -> bytes:
    try:
        descriptor = os.open(file, os.O_RDONLY | _NO_ACCESS_TIME)
    except PermissionError:  # another user's file
        descriptor = os.open(file, os.O_RDONLY)
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read()

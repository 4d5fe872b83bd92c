"""Pages and sections that were made before: files in a folder beside the index, within a bound.

What the folder tells somebody who may read it is which pages were once looked at by somebody, and
no more. It holds nothing of a query and nothing of a reader, and says not who looked, how often or
when: every file has the same made-up times, and reading changes none. (The file system itself may
still know when a file was made; whoever has to hide that too puts the folder in memory, for
example on a tmpfs.) Which files go when there is no more room is drawn by lot, because any better
choice needs to know what was read when. Deleting the folder is harmless, at any time.

Every file begins with the digest of the rest, so that a damaged one counts as not there. A folder
that cannot be written to is like an empty one. Several threads and processes may use it at once.
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

_DIGEST: Final = 32  # bytes
_NEW: Final = ".new-"
_KEPT: Final = 0.9
"""Share of the bound that is left when files had to go, so that this is not done at each page."""
_LOOK_EVERY: Final = 64
"""Files written between two looks at what other processes wrote."""
# Far in the future, so that file systems do not note a time of reading ("relatime").
_TIMES: Final = (4_102_444_800, 0)
_NO_ACCESS_TIME: Final = getattr(os, "O_NOATIME", 0)


@dataclass(frozen=True, slots=True)
class PassageKey:
    """A passage: the digest of its file (SHA-256, in hexadecimal) and its number, from 1.

    `ways` are those in which text was recognised on it, if it was (`extract.ocr_cache.ways`);
    `selectors` what staff say of how its file is made.
    """

    sha256: str
    number: int
    ways: tuple[str, ...] = ()
    selectors: tuple[Selector, ...] = ()

    def name(self, what: str) -> str:
        """The name of what is kept of the passage."""
        return f"{self.sha256}-{self.number}-{VERSION}-{self._how()}{what}"

    def _how(self) -> str:
        if not (self.ways or self.selectors):
            return ""
        said = repr((self.ways, [(s.part, s.css) for s in self.selectors]))
        return f"{hashlib.sha256(said.encode()).hexdigest()[:16]}-"


class RenderCache:
    """The folder, with at most `most` bytes in it."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder = folder
        self._most = most
        self._lock = threading.Lock()
        self._size = 0
        self._unseen = _LOOK_EVERY  # so that the first file that is written has a look taken

    def get(self, name: str) -> bytes | None:
        """What is kept under this name, if anything."""
        try:
            data = _read(self._folder / name)
        except OSError:
            return None
        digest, rest = data[:_DIGEST], data[_DIGEST:]
        return rest if hashlib.sha256(rest).digest() == digest else None

    def has(self, name: str) -> bool:
        """Whether something is kept under this name, be it damaged."""
        return (self._folder / name).exists()

    def put(self, name: str, data: bytes) -> None:
        """Keep `data`, if that is possible; a reader sees all of it or nothing."""
        size = _DIGEST + len(data)
        if size > self._most:
            return
        with contextlib.suppress(OSError, OverflowError):  # the latter is of the made-up times
            self._write(name, hashlib.sha256(data).digest() + data)
            self._make_room(size)

    def keep_only(self, sha256s: Collection[str]) -> None:
        """Remove the passages of all other files, and what another version has made."""
        with contextlib.suppress(OSError):
            for entry in self._entries():
                digest, _, rest = entry.name.partition("-")
                if digest not in sha256s or f"-{VERSION}-" not in f"-{rest}":
                    _remove([entry])

    def _write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self._folder / f"{_NEW}{secrets.token_hex(8)}"
        try:
            new.write_bytes(data)
            os.utime(new, _TIMES)
            new.replace(self._folder / name)
        finally:
            new.unlink(missing_ok=True)
        os.utime(self._folder, _TIMES)

    def _make_room(self, written: int) -> None:
        with self._lock:
            self._size += written
            self._unseen += 1
            if self._size <= self._most and self._unseen < _LOOK_EVERY:
                return
            entries = self._entries()
            self._size = sum(map(_size, entries))
            self._unseen = 0
            if self._size > self._most:
                self._size -= _remove(_drawn_by_lot(entries, self._size - _KEPT * self._most))

    def _entries(self) -> list[os.DirEntry[str]]:
        with os.scandir(self._folder) as found:
            return list(found)


def _drawn_by_lot(entries: list[os.DirEntry[str]], excess: float) -> Iterable[os.DirEntry[str]]:
    secrets.SystemRandom().shuffle(entries)
    for entry in entries:
        if excess <= 0:
            return
        excess -= _size(entry)
        yield entry


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:  # another process has removed it
        return 0


def _remove(entries: Iterable[os.DirEntry[str]]) -> int:
    """Remove the files, and tell how many bytes that were."""
    freed = 0
    for entry in entries:
        size = _size(entry)
        with contextlib.suppress(OSError):
            os.unlink(entry)  # noqa: PTH108 # an entry is no Path
            freed += size
    return freed


def _read(file: Path) -> bytes:
    try:
        descriptor = os.open(file, os.O_RDONLY | _NO_ACCESS_TIME)
    except PermissionError:  # the file is another user's
        descriptor = os.open(file, os.O_RDONLY)
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read()

"""Opens originals: only the bytes that were indexed, and only from the corpus folder."""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple

from werkzeug.exceptions import NotFound

from indexer.corpus_files import open_corpus_file, resolve_corpus_path
from indexer.model import Publication

_MAX_KNOWN: Final = 4096
_BLOCK_BYTES: Final = 1024 * 1024
_YOUNG_NS: Final = 2_000_000_000
"""A file that was changed less than this ago can change again within the tick of its clock."""


class OriginalChanged(Exception):
    """The corpus has another file in the place of the one that was indexed."""

    def __init__(self, publication: Publication) -> None:
        super().__init__(publication.id)
        self.publication = publication


class OriginalFile:
    """An open original. Reading fails as soon as the file is no longer the one that was opened."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        status = os.fstat(stream.fileno())
        self.size: Final = status.st_size
        self.state: Final = _state(status)

    def read(self, size: int = -1) -> bytes:
        """The next bytes.

        Raises:
            OSError: the file was changed while it was read.
        """
        data = self._stream.read(size)
        if _state(os.fstat(self._stream.fileno())) != self.state:
            raise OSError("the file was changed while it was read")
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to another place; returns it."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._stream.tell()

    def seekable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


class OriginalFiles:
    """Opens the originals of one corpus. Thread-safe; remembers the digests of files that have not
    changed: to hash 18 MB takes 10 to 40 ms."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._digests: OrderedDict[_FileState, str] = OrderedDict()
        self._reported: set[tuple[str, str]] = set()

    def open(self, corpus: Path, publication: Publication) -> OriginalFile:
        """The file of `publication`, or one of its copies, with the bytes that were indexed.

        Raises:
            NotFound: the corpus has no such file.
            OriginalChanged: what it has are other bytes.
        """
        found = False
        for path in (publication.path, *publication.copies):
            try:
                file = OriginalFile(open_corpus_file(corpus, resolve_corpus_path(corpus, path)))
            except OSError:  # it is gone, or leads out of the corpus
                continue
            if self._has_digest(file, publication):
                return file
            file.close()
            found = True
        raise OriginalChanged(publication) if found else NotFound

    def is_news(self, publication: Publication) -> bool:
        """Whether this is the first time that the file of `publication` is reported as changed."""
        key = publication.id, publication.sha256
        with self._lock:
            is_new = key not in self._reported
            self._reported.add(key)
        return is_new

    def _has_digest(self, file: OriginalFile, publication: Publication) -> bool:
        try:
            return file.size == publication.size and self._digest(file) == publication.sha256
        except OSError:  # it is being changed
            return False

    def _digest(self, file: OriginalFile) -> str:
        with self._lock:
            if known := self._digests.get(file.state):
                self._digests.move_to_end(file.state)
                return known
        digest = hashlib.sha256()
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
        file.seek(0)
        if time.time_ns() - file.state.changed_ns > _YOUNG_NS:
            with self._lock:
                self._digests[file.state] = digest.hexdigest()
                while len(self._digests) > _MAX_KNOWN:
                    self._digests.popitem(last=False)
        return digest.hexdigest()


class _FileState(NamedTuple):
    """Changes with the content of a file, save within one tick of the file system's clock."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int


def _state(status: os.stat_result) -> _FileState:
    return _FileState(
        status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    )


def locate(corpus: Path, publication: Publication) -> Path:
    """The first of the publication's paths that is a file inside `corpus`.

    Raises:
        NotFound: none of them is; links and `..` that lead out of the corpus do not count.
    """
    for path in (publication.path, *publication.copies):
        with suppress(OSError):
            file = corpus / resolve_corpus_path(corpus, path)
            if file.is_file():
                return file
    raise NotFound

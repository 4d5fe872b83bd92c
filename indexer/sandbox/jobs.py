"""What the pool is given, and what it returns."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Generic, Protocol, TypeVar

from indexer.corpus_files import open_corpus_file
from indexer.file_problems import Problem
from indexer.messages import message

if sys.platform == "linux":
    import fcntl

    _ALL_SEALS: Final = (
        fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
    )

R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to work on: at `place` below the folder `root`, where no link is followed.

    `path` is its path in the corpus, which may be a link to it. `size` and `mtime_ns` are those of
    the moment in which the work was planned, and `sha256` its digest in hex then (empty =
    unknown). If any of these differ when the work is done, there is no outcome but a problem.
    """

    root: Path
    place: str
    path: str
    size: int
    mtime_ns: int
    sha256: str = ""

    @classmethod
    def from_disk(cls, file: Path, path: str, sha256: str = "") -> SourceFile:
        """The file as it is now; links to it are followed now, and not later.

        Without its digest, this reads it to find out.

        Raises:
            OSError: it is missing or unreadable, or not a regular file.
        """
        real = file.resolve(strict=True)
        return cls.below(real.parent, real.name, path, sha256)

    @classmethod
    def below(cls, root: Path, place: str, path: str, sha256: str = "") -> SourceFile:
        """The file at `place` below `root` as it is now; no link is followed.

        Without its digest, this reads it to find out.

        Raises:
            OSError: it is missing or unreadable, or not a regular file.
        """
        with open_corpus_file(root, place) as stream:
            status = os.fstat(stream.fileno())
            sha256 = sha256 or hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(root, place, path, status.st_size, status.st_mtime_ns, sha256)

    def open(self) -> io.BufferedReader:
        """Open it for reading bytes.

        Raises:
            OSError: it is missing, unreadable or not a regular file; or it has changed.
        """
        stream = open_corpus_file(self.root, self.place)
        status = os.fstat(stream.fileno())
        if (status.st_size, status.st_mtime_ns) != (self.size, self.mtime_ns):
            stream.close()
            raise OSError(
                errno.ESTALE, message("it has another size or time than before"), self.path
            )
        return stream


@dataclass(frozen=True, slots=True)
class MemorySource:
    """Bytes to work on that are not in a file of their own; `path` is the file they are about."""

    path: str
    data: bytes
    sha256: str = ""

    def open(self) -> BinaryIO:
        """A nameless file with the bytes, which no child can change.

        Raises:
            OSError: there is no memory or descriptor left.
        """
        if sys.platform != "linux":
            stream = tempfile.TemporaryFile()  # noqa: SIM115 # the caller closes it
        else:
            flags = os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING
            stream = os.fdopen(os.memfd_create("bytes", flags), "w+b")
        stream.write(self.data)
        stream.flush()
        if sys.platform == "linux":
            fcntl.fcntl(stream.fileno(), fcntl.F_ADD_SEALS, _ALL_SEALS)
        return stream


class Source(Protocol):
    """What a job works on."""

    @property
    def path(self) -> str:
        """The file's path in the corpus."""

    @property
    def sha256(self) -> str:
        """The digest in hex that the bytes must have; empty if any will do."""

    def open(self) -> BinaryIO:
        """Open it.

        Raises:
            OSError: it cannot be read, or is not what it was.
        """


@dataclass(frozen=True, slots=True)
class Job(Generic[R]):
    """One file to work on, and the request that the child gets along with it."""

    source: Source
    request: R

    @property
    def path(self) -> str:
        """The file's path in the corpus."""
        return self.source.path


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R, T]):
    """The result of a job: exactly one of `value` and `problem`.

    `seconds` is how long it took, `peak_memory` the child's resident memory in bytes, `cpu_seconds`
    its processor time (0 = unknown).
    """

    job: Job[R]
    value: T | None
    problem: Problem | None
    seconds: float
    peak_memory: int = 0
    cpu_seconds: float = 0.0

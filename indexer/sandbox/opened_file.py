"""The file of a task, which its child has as a descriptor, and not by any path."""

from __future__ import annotations

import hashlib
import io
import os
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK_BYTES: Final = 1 << 20


class OpenedFile:
    """A file that is read by its descriptor, in the ways in which a `Path` is read."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def open(self, mode: Literal["rb"]) -> io.BufferedReader:
        """A stream from the file's beginning. Closing it leaves the descriptor open."""
        return io.BufferedReader(_Stream(self._descriptor))

    def read_bytes(self) -> bytes:
        """The whole file."""
        with self.open("rb") as stream:
            return stream.read()

    def stat(self) -> os.stat_result:
        """Its size, times and so on."""
        return os.fstat(self._descriptor)

    def sha256(self) -> str:
        """Its digest in hex."""
        found = hashlib.sha256()
        with self.open("rb") as stream:
            while block := stream.read(_BLOCK_BYTES):
                found.update(block)
        return found.hexdigest()


class _Stream(io.RawIOBase):
    """Has a position of its own: duplicates of a descriptor would share one."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        size = os.fstat(self._descriptor).st_size
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        os.lseek(self._descriptor, self._position, os.SEEK_SET)
        data = os.read(self._descriptor, len(view))
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

"""A file to be read: a `Path`, or a descriptor without any path (`sandbox.opened_file`)."""

from __future__ import annotations

import ctypes
import io
import mmap
import os
from typing import Literal, Protocol


class ForeignFile(Protocol):
    """A file that somebody else has made."""

    def open(self, mode: Literal["rb"]) -> io.BufferedReader:
        """A stream from its beginning."""

    def read_bytes(self) -> bytes:
        """The whole file."""

    def stat(self) -> os.stat_result:
        """Its size, times and so on."""


def map_file(file: ForeignFile) -> ctypes.Array[ctypes.c_char] | bytes:
    """The file's bytes for native code, which are read from the disk when they are used.

    Nothing that is written to them gets into the file.

    Raises:
        OSError: it cannot be opened.
    """
    with file.open("rb") as stream:
        if not os.fstat(stream.fileno()).st_size:
            return b""
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY)
    return (ctypes.c_char * len(mapped)).from_buffer(mapped)

"""Named flat arrays in one file, mapped into memory and verified before use.

    0        header: magic, version, byte-order mark, block size, offset and CRC-32 of the directory
    64       the arrays, each aligned to 64 bytes, little-endian
    …        the directory: JSON (arrays, facts), then the CRC-32 of each block before it

A reader maps the file and reads header and directory. The checksum of a block is verified when the
block is first used, so that opening costs the same for any size. Damage raises an `IndexDamaged`
that names the file; it never changes an answer.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from indexer import wire
from indexer.errors import IndexDamaged
from indexer.failpoints import Failpoint, failpoint
from indexer.messages import Message, message

FILE_VERSION: Final = 1
_MAGIC: Final = b"ALUNAARR"
_BYTE_ORDER: Final = 0x01020304
_HEADER: Final = struct.Struct("<8sIIIIQQ")
_ALIGNMENT: Final = 64
BLOCK_BYTES: Final = 16 * 1024
"""Bytes under one checksum. Verifying one takes about 4 µs, which the first lookup of a rare word
pays for each array; with 1 KiB the checksums would be 0.4 % of the file, and read at opening.
"""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class _ArrayEntry:
    """An array's `dtype` in numpy's notation, and its `count` items from byte `offset` on."""

    dtype: str
    count: int
    offset: int


@dataclass(frozen=True, slots=True)
class _Directory:
    """The arrays by name, and small facts that the writer adds.

    The names of these classes' fields are on the disk.
    """

    arrays: dict[str, _ArrayEntry]
    facts: dict[str, list[str]]


def contains(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of `wanted` are in `keys`, which are in ascending order."""
    if not len(keys):
        return np.zeros(len(wanted), bool)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found: NDArray[np.bool_] = keys[at] == wanted
    return found


def concat_ranges(starts: NDArray[np.int64], sizes: Array) -> NDArray[np.int64]:
    """The ranges `start … start + size - 1`, one after the other."""
    wide = sizes.astype(np.int64)
    behind = np.cumsum(wide)
    count = int(behind[-1]) if len(behind) else 0
    return np.arange(count, dtype=np.int64) + np.repeat(starts - behind + wide, wide)


def narrowest_dtype(maximum: int) -> np.dtype[Any]:
    """The narrowest unsigned little-endian type for 0 to `maximum`."""
    return np.min_scalar_type(max(maximum, 0)).newbyteorder("<")


class ArrayFileWriter:
    """Writes one file from front to back; it cannot be read before `finish`.

    OSError of the system passes through.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        failpoint(Failpoint.WRITE_SEGMENT)
        self._file = path.open("w+b")
        self._file.write(bytes(_ALIGNMENT))
        self._end = _ALIGNMENT
        self._places: dict[str, _ArrayEntry] = {}

    def add(self, name: str, values: Array) -> None:
        """Write a whole array."""
        self.reserve(name, values.dtype, len(values)).append(values)

    def reserve(self, name: str, dtype: np.dtype[Any], count: int) -> ArraySection:
        """Reserve room for `count` items, which can be appended while other arrays are written."""
        place = self._begin(name, dtype)
        self._places[name] = _ArrayEntry(place.dtype, count, place.offset)
        self._end = place.offset + count * dtype.itemsize
        return ArraySection(self._file, place.offset)

    def stream(self, name: str) -> ArraySection:
        """Begin an array of bytes of unknown length; no other can begin before `end_stream`."""
        return ArraySection(self._file, self._begin(name, np.dtype("u1")).offset)

    def end_stream(self, name: str, section: ArraySection) -> None:
        """End the array of bytes that `stream` began."""
        place = self._begin(name, np.dtype("u1"))
        self._end = section.at
        self._places[name] = _ArrayEntry(place.dtype, section.at - place.offset, place.offset)

    def _begin(self, name: str, dtype: np.dtype[Any]) -> _ArrayEntry:
        if name in self._places:
            raise ValueError(f"{name} is written already")
        offset = -(-self._end // _ALIGNMENT) * _ALIGNMENT
        return _ArrayEntry(dtype.newbyteorder("<").str, 0, offset)

    def finish(self, facts: dict[str, list[str]]) -> None:
        """Write directory and header, and sync the file to the disk."""
        self._file.seek(0, os.SEEK_END)
        self._file.write(bytes(self._end - self._file.tell()))
        checksums = np.array(list(_checksums(self._file, self._end)), "<u4")
        directory = wire.encode(_Directory(self._places, facts))
        tail = struct.pack("<I", len(directory)) + directory + checksums.tobytes()
        self._file.seek(self._end)
        self._file.write(tail)
        header = _HEADER.pack(
            _MAGIC, FILE_VERSION, _BYTE_ORDER, BLOCK_BYTES, zlib.crc32(tail), self._end, len(tail)
        )
        self._file.seek(0)
        self._file.write(header + struct.pack("<I", zlib.crc32(header)))
        self._file.flush()
        failpoint(Failpoint.SYNC_SEGMENT)
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close and remove the file."""
        with contextlib.suppress(OSError):  # a full disk; the file is discarded
            self._file.close()
        self.path.unlink(missing_ok=True)


class ArraySection:
    """One array that is being written; `at` is the file offset of its next item."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self.at = offset

    def append(self, values: Array | bytes) -> None:
        """Write more items."""
        if self._file.tell() != self.at:
            self._file.seek(self.at)
        if isinstance(values, bytes):
            self._file.write(values)
            self.at += len(values)
            return
        flat = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
        self._file.write(flat.data.cast("B") if len(flat) else b"")
        self.at += flat.nbytes


def _checksums(file: BinaryIO, end: int) -> list[int]:
    """The checksum of each block, from the first array to `end`."""
    file.seek(_ALIGNMENT)
    sums = []
    for start in range(_ALIGNMENT, end, BLOCK_BYTES):
        sums.append(zlib.crc32(file.read(min(BLOCK_BYTES, end - start))))
    return sums


class ArrayFile:
    """A finished file. `facts` is what the writer added. Safe to share between threads.

    Raises:
        IndexDamaged: the file is damaged; raised on opening or when the damaged block is read.
        OSError: the system cannot open the file.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size < _HEADER.size + 4:
                raise _damaged(path, message("it is cut short"))
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        end = _read_header(path, mapped)
        (size,) = struct.unpack_from("<I", mapped, end)
        try:
            directory = wire.decode(bytes(mapped[end + 4 : end + 4 + size]), _Directory)
        except wire.WireError as error:
            raise _damaged(path, message("it is not what was written")) from error
        blocks = _Blocks(path, mapped, end, end + 4 + size)
        self.facts: Final = directory.facts
        self._check = partial(blocks.check, _ALIGNMENT, end)
        self._columns = {
            name: MappedArray(blocks, place) for name, place in directory.arrays.items()
        }

    def __getitem__(self, name: str) -> MappedArray:
        return self._columns[name]

    def check(self) -> None:
        """Verify the checksums of all arrays."""
        self._check()


def _read_header(path: Path, mapped: memoryview) -> int:
    """Verify header and directory, and return where the directory begins."""
    header = mapped[: _HEADER.size]
    magic, version, order, block, crc, end, length = _HEADER.unpack(header)
    (own,) = struct.unpack_from("<I", mapped, _HEADER.size)
    if magic != _MAGIC or zlib.crc32(header) != own:
        raise _damaged(path, message("its header is wrong"))
    if (version, order, block) != (FILE_VERSION, _BYTE_ORDER, BLOCK_BYTES):
        raise _damaged(path, message("it has another format"))
    if len(mapped) != end + length:
        raise _damaged(path, message("it is cut short"))
    if zlib.crc32(mapped[end:]) != crc:
        raise _damaged(path, message("the checksum of its directory is wrong"))
    return int(end)


def _damaged(path: Path, reason: Message) -> IndexDamaged:
    return IndexDamaged(
        message("The index file {path} is damaged: {reason}.", path=str(path), reason=reason)
    )


class _Blocks:
    """The blocks of a mapped file, whose arrays end at `end`, and their `checksums`."""

    def __init__(self, path: Path, mapped: memoryview, end: int, checksums: int) -> None:
        self.mapped: Final = mapped
        self._path = path
        self._end = end
        self._checksums = np.frombuffer(mapped, "<u4", offset=checksums)
        self._checked = bytearray(len(self._checksums))

    def check(self, start: int, stop: int) -> None:
        """Verify the blocks with the bytes from `start` to `stop`, each only once."""
        last = (stop - 1 - _ALIGNMENT) // BLOCK_BYTES + 1
        block = self._checked.find(0, (start - _ALIGNMENT) // BLOCK_BYTES, last)
        while block != -1:
            at = _ALIGNMENT + block * BLOCK_BYTES
            if (
                zlib.crc32(self.mapped[at : min(at + BLOCK_BYTES, self._end)])
                != self._checksums[block]
            ):
                raise _damaged(
                    self._path,
                    message("the checksum of the block at byte {at} is wrong", at=str(at)),
                )
            self._checked[block] = 1
            block = self._checked.find(0, block, last)


class MappedArray:
    """One array of a file, verified as it is read. `count` is its number of items."""

    __slots__ = ("_array", "_blocks", "_item", "_offset", "count")

    def __init__(self, blocks: _Blocks, place: _ArrayEntry) -> None:
        self._blocks = blocks
        self._array: Array = np.frombuffer(blocks.mapped, place.dtype, place.count, place.offset)
        self._offset = place.offset
        self._item = self._array.itemsize
        self.count: Final = place.count

    def whole(self) -> Array:
        """The whole array, as a view into the file."""
        return self.part(0, self.count)

    def part(self, start: int, stop: int) -> Array:
        """The items from `start` to `stop`, as a view into the file."""
        if start < stop:
            self._blocks.check(self._offset + start * self._item, self._offset + stop * self._item)
        return self._array[start:stop]

    def text(self, start: int, stop: int) -> bytes:
        """A copy of the bytes from `start` to `stop` of an array of bytes."""
        return self.part(start, stop).tobytes()


_open_files: WeakValueDictionary[tuple[int, ...], ArrayFile] = WeakValueDictionary()


def open_array_file(path: Path) -> ArrayFile:
    """The file at `path`, mapped and verified once for all its readers.

    Raises:
        IndexDamaged: its header or directory is damaged.
        OSError: the system cannot open it.
    """
    status = path.stat()
    same = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
    file = _open_files.get(same)
    if file is None:
        file = _open_files[same] = ArrayFile(path)
    return file

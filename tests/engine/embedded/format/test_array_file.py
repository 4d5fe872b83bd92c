"""Array files and string tables: what is written comes back, and damage is always seen."""

from __future__ import annotations

import re
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from indexer.engine.embedded.format.array_file import (
    BLOCK_BYTES,
    ArrayFile,
    ArrayFileWriter,
    narrowest_dtype,
)
from indexer.engine.embedded.format.string_table import (
    BLOCKS_PER_STRETCH,
    STRINGS_PER_BLOCK,
    StringTable,
    merge_strings,
    write_strings,
)
from indexer.errors import IndexDamaged

NUMBERS = np.arange(20_000, dtype=np.uint32) * 7
BYTES = bytes(range(256)) * 40


def write(path: Path) -> None:
    writer = ArrayFileWriter(path)
    writer.add("numbers", NUMBERS)
    section = writer.stream("bytes")
    for start in range(0, len(BYTES), 1000):
        section.append(BYTES[start : start + 1000])
    writer.end_stream("bytes", section)
    first = writer.reserve("first", np.dtype("u2"), 4)
    second = writer.reserve("second", np.dtype("f8"), 2)
    for part in (0, 1):  # in turns, as a merge does
        first.append(np.array([part, part + 10], np.uint16))
        second.append(np.array([part / 2]))
    writer.add("empty", np.zeros(0, np.uint64))
    writer.finish({"fields": ["a", "ñ"]})


def read(path: Path) -> dict[str, list[int]]:
    file = ArrayFile(path)
    names = ("numbers", "bytes", "first", "second", "empty")
    return {name: file[name].whole().tolist() for name in names}


WRITTEN = {
    "numbers": NUMBERS.tolist(),
    "bytes": list(BYTES),
    "first": [0, 10, 1, 11],
    "second": [0.0, 0.5],
    "empty": [],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.arrays"
    write(path)
    return path


def test_what_is_written_comes_back(path: Path) -> None:
    assert read(path) == WRITTEN
    assert ArrayFile(path).facts == {"fields": ["a", "ñ"]}
    assert ArrayFile(path)["numbers"].part(5, 8).tolist() == [35, 42, 49]


def test_an_array_is_a_view_into_the_file(path: Path) -> None:
    numbers = ArrayFile(path)["numbers"].whole()
    assert not numbers.flags.owndata
    assert not numbers.flags.writeable


def test_opening_reads_no_array(path: Path) -> None:
    """A block in the middle is verified only when it is read."""
    data = bytearray(path.read_bytes())
    data[BLOCK_BYTES * 3] ^= 1
    path.write_bytes(data)
    file = ArrayFile(path)
    assert file["numbers"].part(0, 10).tolist() == NUMBERS[:10].tolist()
    with pytest.raises(IndexDamaged, match=re.escape(str(path))):
        file["numbers"].whole()


def test_any_flipped_byte_is_damage_that_names_the_file(path: Path) -> None:
    """Every tenth byte, and all of header and directory; only padding may change unseen."""
    whole = path.read_bytes()
    end = ArrayFile(path)["empty"]
    assert end.count == 0
    for at in [*range(64), *range(64, len(whole), 211), *range(len(whole) - 600, len(whole))]:
        damaged = bytearray(whole)
        damaged[at] ^= 0x10
        path.write_bytes(damaged)
        if 44 <= at < 64:  # between the header and the first array nothing is written
            assert read(path) == WRITTEN
            continue
        with pytest.raises(IndexDamaged, match=re.escape(str(path))):
            ArrayFile(path).check()


@pytest.mark.parametrize("kept", [0, 10, 47, 64, 1000, 50_000, -1])
def test_a_cut_file_is_damage(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(IndexDamaged, match=r"cut short|header"):
        ArrayFile(path)


@pytest.mark.parametrize("field", [1, 2])
def test_another_version_or_byte_order_is_reported(path: Path, field: int) -> None:
    header = struct.Struct("<8sIIIIQQ")
    values = list(header.unpack(path.read_bytes()[: header.size]))
    values[field] += 1
    packed = header.pack(*values)
    data = packed + struct.pack("<I", zlib.crc32(packed))
    path.write_bytes(data + path.read_bytes()[len(data) :])
    with pytest.raises(IndexDamaged, match="another format"):
        ArrayFile(path)


def test_a_name_is_written_once(path: Path) -> None:
    writer = ArrayFileWriter(path)
    writer.add("a", NUMBERS)
    with pytest.raises(ValueError, match="a is written already"):
        writer.add("a", NUMBERS)
    writer.abandon()
    assert not path.exists()


@pytest.mark.parametrize(
    ("maximum", "dtype"),
    [(0, "u1"), (255, "u1"), (256, "<u2"), (65535, "<u2"), (65536, "<u4"), (2**32, "<u8")],
)
def test_the_narrowest_type_is_chosen(maximum: int, dtype: str) -> None:
    assert narrowest_dtype(maximum) == np.dtype(dtype)


# --- tables of strings

keys = st.binary(max_size=4).filter(lambda key: b"\xff" not in key)


def table_of(path: Path, strings: Iterable[bytes]) -> StringTable:
    writer = ArrayFileWriter(path)
    write_strings(writer, "table", sorted(strings))
    writer.finish({})
    return StringTable(ArrayFile(path), "table")


@given(st.sets(keys, max_size=4 * STRINGS_PER_BLOCK), st.lists(keys, min_size=1, max_size=20))
@limits(max_examples=100)
def test_a_table_finds_what_a_sorted_list_finds(strings: set[bytes], wanted: list[bytes]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        ordered = sorted(strings)
        table = table_of(Path(folder) / "x.arrays", strings)
        assert table.all() == ordered
        assert len(table) == len(ordered)
        for key in [*wanted, *ordered[:: STRINGS_PER_BLOCK // 3]]:
            there = key in strings
            assert table.find(key) == (ordered.index(key) if there else None)
            assert table.lower(key) == bisect_left(ordered, key)
            rows = table.rows(key)
            assert table.part(rows) == [s for s in ordered if s.startswith(key)]
            if key:
                assert table.starting(key) == dict(zip(table.part(rows), rows, strict=True))
            if rows:
                raw = table.raw(rows).tobytes()
                assert raw.split(b"\xff")[:-1] == table.part(rows)
                assert table[rows.start] == ordered[rows.start]


@pytest.mark.parametrize("share", [0, 0.3, 1], ids=["none", "some", "all"])
@pytest.mark.parametrize(
    "counts",
    [
        (0,),
        (0, 0),
        (5 * BLOCKS_PER_STRETCH * STRINGS_PER_BLOCK,),
        (1, 3 * BLOCKS_PER_STRETCH * STRINGS_PER_BLOCK, 0, 700),
        (
            2 * BLOCKS_PER_STRETCH * STRINGS_PER_BLOCK,
            2 * BLOCKS_PER_STRETCH * STRINGS_PER_BLOCK,
            2 * BLOCKS_PER_STRETCH * STRINGS_PER_BLOCK + 1,
        ),
    ],
)
def test_tables_are_merged_as_sets_are(tmp_path: Path, counts: list[int], share: float) -> None:
    chance = np.random.default_rng(1)
    tables, kept = [], []
    for number, count in enumerate(counts):
        # Few numbers to draw from, so that tables share strings; the last begins where others end.
        drawn = {b"%d" % n for n in chance.integers(0, 4000, count) + 2000 * (number > 1)}
        tables.append(table_of(tmp_path / f"{number}.arrays", drawn))
        kept.append(chance.random(len(drawn)) < share)
    result = merge_strings(tables, kept)
    strings = [table.all() for table in tables]
    wanted = {s for own, keep in zip(strings, kept, strict=True) for s in np.array(own)[keep]}
    assert result.strings == sorted(wanted)
    row_of = {string: row for row, string in enumerate(result.strings)}
    for own, keep, rows in zip(strings, kept, result.rows, strict=True):
        assert rows.tolist() == [
            row_of[string] if goes_in else -1 for string, goes_in in zip(own, keep, strict=True)
        ]

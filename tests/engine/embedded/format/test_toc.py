"""Tables of contents: what a commit's segments are, and which files it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.engine.embedded.format import toc
from indexer.engine.embedded.format.toc import CommitTable, SegmentInfo
from indexer.engine.glossary import Concept, GlossaryForm
from indexer.errors import IndexDamaged

SEGMENTS = (SegmentInfo("0a", 10, ((0, 3), (5, 7))), SegmentInfo("0b", 1))
MADE = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)


def table(*segments: SegmentInfo, undo_to: int | None = None) -> CommitTable:
    return CommitTable(segments, MADE, undo_to)


WITH_GLOSSARY = replace(
    table(*SEGMENTS),
    glossary=(Concept((GlossaryForm("niñez", "es"), GlossaryForm("childhood", "en")), "ojo"),),
)


@pytest.mark.parametrize("written", [table(), table(*SEGMENTS, undo_to=5), WITH_GLOSSARY])
def test_what_is_written_is_read(tmp_path: Path, written: CommitTable) -> None:
    toc.write_toc(tmp_path, 7, written)
    assert toc.latest_commit(tmp_path) == 7
    assert toc.read_toc(tmp_path, 7) == written


def test_the_bytes_are_those_of_the_format(tmp_path: Path) -> None:
    """If this fails, `schema.FORMAT` must be raised, unless what was written before is read, too:
    an index on disk is read by these.
    """
    toc.write_toc(tmp_path, 1, table(*SEGMENTS, undo_to=0))
    assert (tmp_path / "_MAIN_1.toc").read_bytes() == (
        b"\x04\x08\x04\xff\xff\xcf\xc7ALUN\x02\x07\x05"
        b'{"segments":[{"name":"0a","document_count":10,"deleted":[[0,3],[5,7]]},'
        b'{"name":"0b","document_count":1,"deleted":[]}],'
        b'"made":"2026-11-28T12:30:00Z","undo_to":0,"is_complete":true,"glossary":[]}'
        b"R\xe6\x9f\xd5"
    )


def test_a_table_from_before_there_was_a_glossary_is_read(tmp_path: Path) -> None:
    (tmp_path / "_MAIN_1.toc").write_bytes(
        b"\x04\x08\x04\xff\xff\xcf\xc7ALUN\x02\x07\x05"
        b'{"segments":[{"name":"0a","document_count":10,"deleted":[[0,3],[5,7]]},'
        b'{"name":"0b","document_count":1,"deleted":[]}],'
        b'"made":"2026-11-28T12:30:00Z","undo_to":0,"is_complete":true}'
        b"\x05\x95Pc"
    )
    assert toc.read_toc(tmp_path, 1) == table(*SEGMENTS, undo_to=0)


@pytest.mark.parametrize("data", [b"", b"\x04", b"\x04\x08\x04" + bytes(40)])
def test_another_file_is_damage(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "_MAIN_1.toc").write_bytes(data)
    with pytest.raises(IndexDamaged, match="_MAIN_1"):
        toc.read_toc(tmp_path, 1)


def test_a_folder_without_a_table_is_damage(tmp_path: Path) -> None:
    (tmp_path / "_MAIN_1.toc.new").touch()
    with pytest.raises(IndexDamaged, match="no table of contents"):
        toc.latest_commit(tmp_path)


def test_the_tenth_commit_is_later_than_the_ninth(tmp_path: Path) -> None:
    for number in (9, 10):
        toc.write_toc(tmp_path, number, table())
    assert toc.latest_commit(tmp_path) == 10


def test_a_commit_removes_what_it_and_the_one_to_undo_to_do_not_need_and_nothing_else(
    tmp_path: Path,
) -> None:
    kept = ["MAIN_0a.arrays", "MAIN_0b.arrays", "MAIN_0c.arrays", "generation.json", "other"]
    gone = ["MAIN_0d.arrays", "MAIN_0c.new.arrays", "_MAIN_1.toc", "._MAIN_5.toc.new"]
    for name in [*kept, *gone]:
        (tmp_path / name).touch()
    tables = {2: table(SegmentInfo("0c", 1)), 4: table(*SEGMENTS, undo_to=2)}
    for number, written in tables.items():
        toc.write_toc(tmp_path, number, written)
    toc.remove_superseded(tmp_path, tables)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([*kept, "undo_2.toc", "_MAIN_4.toc"])
    assert {number: toc.read_toc(tmp_path, number) for number in (2, 4)} == tables


@pytest.mark.parametrize(
    ("deleted", "expected"),
    [
        ([], set()),
        ([(0, 3)], {0, 1, 2}),
        ([(5, 7), (0, 1)], {0, 5, 6}),
        ([(5, 7), (5, 7)], {5, 6}),
        ([(9, 10), (3, 5), (5, 9)], set(range(3, 10))),
    ],
)
def test_a_segment_knows_what_is_deleted(
    deleted: list[tuple[int, int]], expected: set[int]
) -> None:
    segment = SegmentInfo("a", 10)
    for start, stop in deleted:
        segment = segment.without([(start, stop)])
    assert {d for d in range(10) if segment.is_deleted(d)} == expected
    assert segment.deleted_count == len(expected) == 10 - segment.alive_count
    assert [not alive for alive in segment.alive()] == [d in expected for d in range(10)]

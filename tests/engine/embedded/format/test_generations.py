"""The embedded engine's files: generations and damage; `tests/faults` has how they are written."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from indexer.engine import extend_index, open_engine, replace_index
from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.schema import FORMAT
from indexer.engine.embedded.whoosh import index
from indexer.engine.searches import SearchRequest
from indexer.errors import IndexDamaged, IndexOutdated, IndexUnwritable
from indexer.settings import Settings, load_settings
from tests.contract import library


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of one generation."""
    index = tmp_path_factory.mktemp("built") / "index"
    library.build(load_settings({"index": index}, {}))
    return index


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> Settings:
    """Those of a copy that may be damaged."""
    shutil.copytree(built, tmp_path / "index")
    return load_settings({"index": tmp_path / "index"}, {})


def folders(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.index.iterdir() if path.is_dir())


def test_the_last_two_generations_are_kept(settings: Settings) -> None:
    for _ in range(3):
        library.build(settings)
    assert folders(settings) == ["0003", "0004"]


def test_the_generations_after_the_9999th_are_in_the_order_of_their_numbers(
    settings: Settings,
) -> None:
    (settings.index / "0001").rename(settings.index / "9998")
    for expected in (["9998", "9999"], ["10000", "9999"], ["10000", "10001"]):
        library.build(settings)
        assert folders(settings) == expected
        assert (settings.index / "current").read_text() == max(expected, key=int)
    assert open_engine(settings).acquire().search(SearchRequest("")).total == len(library.LIBRARY)


@pytest.mark.parametrize("keep", [0, 1, 2])
def test_the_generation_that_is_published_is_never_removed(settings: Settings, keep: int) -> None:
    """Whatever else is in the folder."""
    (settings.index / "20000").mkdir()
    building = generations.create(settings.index, "")
    (settings.index / "30000").mkdir()
    folder = generations.publish(building, keep)
    assert folder.is_dir()
    assert generations.live(settings.index) == folder


def test_what_an_abandoned_indexer_left_is_cleared_away_by_the_next(settings: Settings) -> None:
    (settings.index / "0002.building").mkdir()
    library.build(settings)
    assert folders(settings) == ["0001", "0002"]


def test_a_cancelled_generation_is_never_live(settings: Settings) -> None:
    replace_index(settings).cancel()
    assert open_engine(settings).acquire().search(SearchRequest("")).total == len(library.LIBRARY)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("current", b"0007"),
        ("current", b""),
        ("current", b"../../etc"),
        ("current", b"\xff\xfe"),
        ("0001/generation.json", b"{}"),
        ("0001/generation.json", b""),
    ],
)
def test_damage_is_reported_and_nothing_is_deleted(
    settings: Settings, name: str, content: bytes
) -> None:
    (settings.index / name).write_bytes(content)
    before = {path for path in settings.index.rglob("*") if path.is_file()}
    with pytest.raises(IndexDamaged):
        open_engine(settings)
    with pytest.raises(IndexDamaged):
        extend_index(settings)
    assert all(path.exists() for path in before)


@pytest.mark.parametrize("kept", [0, 10, 1000])
def test_a_segment_that_was_cut_is_damage(settings: Settings, kept: int) -> None:
    [segment] = (settings.index / "0001").glob("*.arrays")
    os.truncate(segment, kept)
    with pytest.raises(IndexDamaged):
        open_engine(settings)
    with pytest.raises(IndexDamaged):
        extend_index(settings)
    replace_index(settings).cancel()  # the lock is free


def test_any_flipped_byte_in_the_table_of_contents_is_damage(settings: Settings) -> None:
    [table] = (settings.index / "0001").glob("*.toc")
    whole = table.read_bytes()
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 0x20
        table.write_bytes(damaged)
        with pytest.raises(IndexDamaged, match=re.escape(str(table))):
            open_engine(settings)


def test_a_commit_while_the_index_is_opened_is_no_damage(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table of contents that was found is gone when it is read: there is a newer one."""
    library.build(settings)
    read_toc, due = index.read_toc, [True]

    def read_late(folder: Path, number: int) -> object:
        if due:
            due.clear()
            writer = extend_index(settings)
            writer.remove("miedo")
            writer.commit()
        return read_toc(folder, number)

    monkeypatch.setattr(index, "read_toc", read_late)
    assert open_engine(settings).acquire().publication("miedo") is None
    assert not due


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = load_settings({"index": tmp_path / "file" / "index"}, {})
    with pytest.raises(IndexUnwritable, match="cannot be written"):
        replace_index(settings)


def test_a_rebuild_mends_a_damaged_index_and_keeps_the_damaged_one(settings: Settings) -> None:
    [segment] = (settings.index / "0001").glob("*.arrays")
    os.truncate(segment, 10)
    library.build(settings)
    assert open_engine(settings).acquire().search(SearchRequest("")).total == len(library.LIBRARY)
    assert folders(settings) == ["0001", "0002"]


OUTDATED = [
    ({"format": 3}, "has format 3"),
    ({"format": FORMAT, "fields": ["title"]}, "has other fields"),
]


@pytest.mark.parametrize(("changed", "reason"), OUTDATED, ids=["format", "fields"])
def test_another_format_is_outdated_not_damaged(
    settings: Settings, changed: dict[str, object], reason: str
) -> None:
    path = settings.index / "0001/generation.json"
    path.write_text(json.dumps({"options": "", **changed}))
    for open_index in (open_engine, extend_index):
        with pytest.raises(IndexOutdated, match=reason):
            open_index(settings)

"""The embedded engine's files: generations, damage, and indexers that are killed."""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import re
import resource
import shutil
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from indexer.engine import extend_index, open_engine, replace_index
from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.schema import FORMAT
from indexer.engine.embedded.whoosh import index
from indexer.engine.port import SearchRequest
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


def test_going_back_is_naming_the_generation_before(settings: Settings) -> None:
    writer = replace_index(settings)
    writer.commit()
    (settings.index / "current").write_text("0001")
    assert open_engine(settings).acquire().search(SearchRequest("")).total == len(library.LIBRARY)


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


# Every step between the first byte of a commit and its last.
STEPS = [
    ("indexer.engine.embedded.format.array_file", "ArrayFileWriter", "add"),
    ("indexer.engine.embedded.format.array_file", "ArrayFileWriter", "finish"),
    ("indexer.engine.embedded.write.writer", "", "merge"),
    ("indexer.engine.embedded.write.writer", "", "write_toc"),
    ("indexer.engine.embedded.format.toc", "", "replace_file"),
    ("indexer.engine.embedded.write.writer", "", "remove_superseded"),
    ("indexer.engine.embedded.write.writer", "", "check"),
    ("indexer.engine.embedded.format.generations", "", "publish"),
    ("indexer.engine.embedded.format.generations", "", "replace_file"),
]

# Forked from a process that has this module loaded: an interpreter for each would take .3 s.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__, *sorted({module for module, _, _ in STEPS})])


def _commit_again_and_again(index: Path, how: str, ready: Connection) -> None:
    settings = load_settings({"index": index}, {})
    ready.send_bytes(b"ready")
    while True:
        writer = (extend_index if how == "extend" else replace_index)(settings)
        if how == "extend":
            writer.remove("miedo")
            library.write(writer, "memoria")
            writer.commit()
            writer = extend_index(settings)
            library.write(writer, "miedo")
        else:
            library.write(writer)
        writer.commit()


@pytest.mark.parametrize("how", ["extend", "replace"])
@pytest.mark.parametrize("delay", [0.0, 0.011, 0.023, 0.037, 0.051, 0.083, 0.12, 0.2])
def test_an_indexer_killed_at_any_moment_leaves_the_last_commit_serving(
    settings: Settings, how: str, delay: float
) -> None:
    mine, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_commit_again_and_again, args=(settings.index, how, theirs))
    process.start()
    theirs.close()
    assert mine.recv_bytes() == b"ready"
    time.sleep(delay)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    engine = open_engine(settings)
    total = engine.acquire().search(SearchRequest("")).total
    assert total in (len(library.LIBRARY), len(library.LIBRARY) - 1)
    assert list(engine.verify()) == []
    library.build(settings)  # the lock went with the process


def _stop_at_a_step(index: Path, how: str, module: str, owner: str, name: str, when: str) -> None:
    holder: Any = importlib.import_module(module)
    holder = getattr(holder, owner) if owner else holder
    original = getattr(holder, name)

    def stop(*given: object, **named: object) -> None:
        if when == "after":
            original(*given, **named)
        os._exit(9)

    settings = load_settings({"index": index}, {})
    writer = (extend_index if how == "extend" else replace_index)(settings)
    setattr(holder, name, stop)
    if how == "extend":
        writer.remove("miedo")
        library.write(writer, "memoria")
    else:
        library.write(writer, *(i for i in library.LIBRARY if i != "miedo"))
    writer.commit()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("how", ["extend", "replace"])
@pytest.mark.parametrize(("module", "owner", "name"), STEPS, ids=[step[2] for step in STEPS])
def test_an_indexer_stopped_at_a_step_of_its_commit_leaves_one_state_or_the_other(
    settings: Settings, how: str, module: str, owner: str, name: str, when: str
) -> None:
    process = _PROCESSES.Process(
        target=_stop_at_a_step, args=(settings.index, how, module, owner, name, when)
    )
    process.start()
    process.join()
    # The pointer is replaced by a rebuild only.
    only_in = {"merge": "extend", "check": "replace", "publish": "replace"}
    expected = "replace" if module.endswith("generations") else only_in.get(name, how)
    assert process.exitcode == (9 if expected == how else 0)
    engine = open_engine(settings)
    found = {
        h.publication.id for h in engine.acquire().search(SearchRequest("", per_page=100)).hits
    }
    assert found in (set(library.LIBRARY), set(library.LIBRARY) - {"miedo"})
    assert list(engine.verify()) == []
    extend_index(settings).commit()  # the lock went with the process
    folder = settings.index / (settings.index / "current").read_text()
    assert len(list(folder.glob("*.arrays"))) == 1  # what was left half written is cleared away
    library.build(settings)
    assert open_engine(settings).acquire().search(SearchRequest("")).total == len(library.LIBRARY)
    assert not list(settings.index.glob("*.building"))


def _write_without_room(index: Path, room: int, said: Connection) -> None:
    writer = extend_index(load_settings({"index": index}, {}))
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        try:
            library.write(writer)
        except IndexUnwritable:
            writer.cancel()
            raise
        writer.commit()
    except IndexUnwritable as error:
        said.send_bytes(str(error).encode())


@pytest.mark.parametrize("room", [0, 100, 1000, 5000, 12_000])
def test_a_disk_without_room_is_reported_and_the_index_stays(settings: Settings, room: int) -> None:
    [before] = settings.index.glob("*/*.arrays")
    assert before.stat().st_size > 12_000
    mine, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_write_without_room, args=(settings.index, room, theirs))
    process.start()
    theirs.close()
    assert b"cannot be written" in mine.recv_bytes()
    process.join()
    assert process.exitcode == 0
    assert list(settings.index.glob("*/*.arrays")) == [before]
    engine = open_engine(settings)
    assert engine.acquire().search(SearchRequest("")).total == len(library.LIBRARY)
    assert list(engine.verify()) == []

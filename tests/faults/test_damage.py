"""Damage to any file of an index is an error or changes no answer, and there is a way out of it."""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.engine import extend_index, index_history, open_engine
from indexer.engine.embedded.write import writer
from indexer.engine.port import Reader
from indexer.engine.searches import SearchRequest
from indexer.errors import IndexUnusable, UsageError
from tests.contract import library
from tests.faults.engine_steps import ALL, REST, found, settings_of
from tests.faults.rounds import chosen

QUERIES = ("miedo", '"derechos humanos"', "comun*", "title:claves", "language:en", "género OR año")


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _zero(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes(min(512, len(data) - at)) + data[at + 512 :]


HARMS: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "a bit is flipped": _flip,
    "another bit is flipped": _flip,
    "a sector is lost": _zero,
    "cut in the middle": lambda data, _: data[: len(data) // 2],
    "without its last byte": lambda data, _: data[:-1],
    "longer": lambda data, _: data + b"\0",
    "empty": lambda data, _: b"",
    "gone": lambda data, _: None,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two generations, the live one with a commit to undo to."""
    index = tmp_path_factory.mktemp("built") / "index"
    settings = settings_of(index)
    library.build(settings)
    library.build(settings)
    changed = extend_index(settings)
    changed.remove("miedo")
    changed.commit()
    return index


def _answers(index: Path) -> list[object]:
    engine = open_engine(settings_of(index))
    try:
        reader = engine.acquire()
        results = [reader.search(SearchRequest(query)) for query in QUERIES]
        texts = [[one.text for one in reader.passages(name)] for name in sorted(REST)]
        return [texts, [[(h.publication, h.score) for h in result.hits] for result in results]]
    finally:
        engine.close()


def _files(index: Path) -> list[str]:
    return sorted(str(one.relative_to(index)) for one in index.rglob("*") if one.is_file())


def _prepare_nothing(_: Reader) -> None:
    pass


def _go_back(index: Path) -> Iterator[frozenset[str]]:
    """What readers find after `undo` and after `rollback`, where these are not refused."""
    history = index_history(settings_of(index))
    for back in (history.undo, lambda prepare: history.rollback("", prepare)):
        try:
            back(_prepare_nothing)
        except (IndexUnusable, UsageError):
            continue
        yield found(index)


def test_damage_never_changes_an_answer_and_never_stops_a_rebuild(
    built: Path, tmp_path: Path
) -> None:
    expected = _answers(built)
    rounds = list(itertools.product(_files(built), HARMS))
    refused = 0
    for name, harm in chosen(rounds, 10):
        index = tmp_path / "index"
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(built, index)
        data = (index / name).read_bytes() or b"x"
        damaged = HARMS[harm](data, random.Random(f"{name} {harm}"))
        (index / name).unlink() if damaged is None else (index / name).write_bytes(damaged)
        try:
            assert _answers(index) == expected, (name, harm)
        except IndexUnusable:
            refused += 1
        before = {file for file in _files(index) if file.startswith("000")}
        for state in _go_back(index):
            assert state in (ALL, REST), (name, harm)
        assert all((index / file).exists() for file in before if file.endswith(".arrays"))
        library.build(settings_of(index))
        assert found(index) == ALL, (name, harm)
    assert refused


def test_a_clock_that_is_set_back_changes_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path / "index")
    library.build(settings)

    class Before(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime(2001, 2, 3, tzinfo=UTC)

    monkeypatch.setattr(writer, "datetime", Before)
    changed = extend_index(settings)
    changed.remove("miedo")
    changed.commit()
    assert found(settings.index) == REST
    index_history(settings).undo(_prepare_nothing)
    assert found(settings.index) == ALL
    library.build(settings)
    assert [one.is_live for one in index_history(settings).generations()] == [False, True]

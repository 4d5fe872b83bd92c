"""Pages in the making: each once, few at a time, nobody waits who would hold up others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.extract.page_view import PageView
from indexer.views.cache import PassageKey
from indexer.views.making import Busy, Crowd, Making, NoView, WaitingRoom
from indexer.worker import children
from indexer.worker.jobs import Job, Outcome
from indexer.worker.pool import Pool
from indexer.worker.work import VIEWING
from tests.views.conftest import SETTINGS
from tests.views.readers import LIES, READER

KEY = PassageKey("ab" * 32, 1)
LIMITS = replace(SETTINGS, workers=2, wall_seconds=1, cpu_seconds=1)
WIDE = Crowd(WaitingRoom(50), 50)


class CountingPool(Pool[PageView]):
    """A pool that remembers which files it was given."""

    def __init__(self) -> None:
        super().__init__(LIMITS, VIEWING, children.starter(READER))
        self.files: list[str] = []

    def read(self, job: Job) -> Outcome[PageView]:
        self.files.append(job.path)
        return super().read(job)


@pytest.fixture(scope="module")
def pool() -> Iterator[CountingPool]:
    with closing(CountingPool()) as one:
        yield one


@contextmanager
def making(pool: CountingPool, crowd: Crowd = WIDE) -> Iterator[Making[PageView]]:
    """A making that leaves the pool open for the next test."""
    one = Making(pool, crowd, lambda keys, view: None)
    pool.files.clear()
    yield one
    one._threads.shutdown()


def file(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(b"%PDF")
    return path


def test_a_page_that_many_ask_for_is_drawn_once(pool: CountingPool, tmp_path: Path) -> None:
    path = file(tmp_path, "slow")
    with making(pool) as one, ThreadPoolExecutor(12) as threads:
        views = list(threads.map(lambda _: one.made(KEY, path, 5), range(12)))
    assert pool.files == ["slow"]
    assert all(view == views[0] for view in views)


def test_whoever_would_be_one_too_many_is_refused_at_once(
    pool: CountingPool, tmp_path: Path
) -> None:
    paths = [file(tmp_path, f"slow{n}") for n in range(6)]

    def ask(number: int) -> float | None:
        started = time.monotonic()
        try:
            one.made(PassageKey("ab" * 32, number), paths[number], 5)
        except Busy:
            return time.monotonic() - started
        return None

    with making(pool, Crowd(WaitingRoom(2), 9)) as one, ThreadPoolExecutor(6) as threads:
        refused = [seconds for seconds in threads.map(ask, range(6)) if seconds is not None]
        assert len(refused) == 4
        assert max(refused) < 0.3
        assert one.made(PassageKey("ab" * 32, 5), paths[5], 5)


def test_who_does_not_wait_longer_finds_the_page_later(pool: CountingPool, tmp_path: Path) -> None:
    path = file(tmp_path, "slow")
    with making(pool, Crowd(WaitingRoom(1), 1)) as one:
        started = time.monotonic()
        with pytest.raises(Busy):
            one.made(KEY, path, 0.05)
        assert time.monotonic() - started < 0.4
        with pytest.raises(Busy):  # no more pages than that
            one.made(PassageKey("ab" * 32, 2), path, 5)
        assert one.made(KEY, path, 5)
    assert pool.files == ["slow"]


@pytest.mark.parametrize("name", ["abort", "hang", *LIES])
def test_a_page_that_failed_is_not_tried_again(
    name: str, pool: CountingPool, tmp_path: Path
) -> None:
    path = file(tmp_path, name)
    with making(pool) as one:
        for _ in range(3):
            with pytest.raises(NoView):
                one.made(KEY, path, 5)
        assert pool.files == [name]
        assert one.made(PassageKey("ab" * 32, 2), file(tmp_path, "good"), 5)


def test_a_file_that_is_gone_is_looked_for_again(pool: CountingPool, tmp_path: Path) -> None:
    with making(pool) as one:
        with pytest.raises(NoView):
            one.made(KEY, tmp_path / "good", 5)
        assert one.made(KEY, file(tmp_path, "good"), 5)


def test_where_no_process_can_be_started_readers_do_without(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    nowhere = Pool(LIMITS, VIEWING, children.starter("tests.views.nowhere:view"))
    with closing(Making(nowhere, WIDE, lambda keys, view: None)) as one:
        for seconds in (10.0, 0.2):
            started = time.monotonic()
            with pytest.raises(Busy):
                one.made(KEY, file(tmp_path, "good"), seconds)
        assert time.monotonic() - started < 0.1
    assert "nowhere" in capfd.readouterr().err


def test_closing_ends_what_waits(tmp_path: Path) -> None:
    one = Making(CountingPool(), WIDE, lambda keys, view: None)
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(one.made, KEY, file(tmp_path, "hang"), 5)
        time.sleep(0.6)
        started = time.monotonic()
        one.close()
        assert isinstance(asked.exception(), Busy)
    assert time.monotonic() - started < 1
    with pytest.raises(Busy):
        one.made(PassageKey("ab" * 32, 2), file(tmp_path, "good"), 5)

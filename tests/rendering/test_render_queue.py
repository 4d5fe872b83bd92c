"""The render queue: each page once, few at a time, and no request waits that would block others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.extract.render.rendered import RenderedPage, Thumbnails
from indexer.rendering.render_cache import PassageKey
from indexer.rendering.render_queue import (
    QueueFull,
    QueueLimits,
    RenderFailed,
    RenderQueue,
    RenderSlots,
)
from indexer.rendering.service import page_request, thumbnails_request
from indexer.sandbox import starters
from indexer.sandbox.jobs import Job, Outcome, SourceFile
from indexer.sandbox.pool import Pool
from indexer.tasks.render_page import RENDER_PAGE, RENDER_THUMBNAILS, RenderPageRequest
from tests.playground import wait_until
from tests.rendering.conftest import SETTINGS
from tests.rendering.readers import LIES, PICTURE, READER

KEY = PassageKey("ab" * 32, 1)
LIMITS = replace(SETTINGS, workers=2, view_seconds=1)
WIDE = QueueLimits(RenderSlots(50), 50)


class CountingPool(Pool[RenderPageRequest, RenderedPage]):
    """A pool that records the files of its jobs."""

    def __init__(self) -> None:
        super().__init__(LIMITS, RENDER_PAGE, starters.starter(READER))
        self.files: list[str] = []

    def run(self, job: Job[RenderPageRequest]) -> Outcome[RenderPageRequest, RenderedPage]:
        assert isinstance(job.source, SourceFile)
        self.files.append(job.source.place)
        return super().run(job)


@pytest.fixture(scope="module")
def pool() -> Iterator[CountingPool]:
    with closing(CountingPool()) as one:
        yield one


@contextmanager
def queue(
    pool: CountingPool, limits: QueueLimits = WIDE
) -> Iterator[RenderQueue[RenderPageRequest, RenderedPage]]:
    """A queue that leaves the pool open for the next test."""
    one = RenderQueue(pool, limits, page_request, lambda keys, page: None)
    pool.files.clear()
    yield one
    one._threads.shutdown()


def file(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(name.encode())
    return path


def test_a_page_that_many_request_is_drawn_once(pool: CountingPool, tmp_path: Path) -> None:
    path = file(tmp_path, "slow")
    with queue(pool) as one, ThreadPoolExecutor(12) as threads:
        views = list(threads.map(lambda _: one.render(KEY, path, 5), range(12)))
    assert pool.files == ["slow"]
    assert all(view == views[0] for view in views)


def test_a_request_beyond_the_slots_is_refused_at_once(pool: CountingPool, tmp_path: Path) -> None:
    paths = [file(tmp_path, f"slow{n}") for n in range(6)]

    def ask(number: int) -> float | None:
        started = time.monotonic()
        try:
            one.render(PassageKey("ab" * 32, number), paths[number], 5)
        except QueueFull:
            return time.monotonic() - started
        return None

    with queue(pool, QueueLimits(RenderSlots(2), 9)) as one, ThreadPoolExecutor(6) as threads:
        refused = [seconds for seconds in threads.map(ask, range(6)) if seconds is not None]
        assert len(refused) == 4
        assert max(refused) < 0.3
        assert one.render(PassageKey("ab" * 32, 5), paths[5], 5)


def test_a_client_that_fills_the_queue_takes_no_turn_of_others(
    pool: CountingPool, tmp_path: Path
) -> None:
    """Slots and jobs for four; two clients have taken them all when a reader comes."""
    path = file(tmp_path, "slow")
    greedy = [key for key in keys(*range(1, 21)) for _ in range(2)]
    outcomes: list[str] = []

    def ask(number: int) -> None:
        try:
            one.render(greedy[number], path, 5, f"greedy {number % 2}")
        except QueueFull:
            outcomes.append("refused")
        else:
            outcomes.append("drawn")

    with queue(pool, QueueLimits(RenderSlots(4), 4)) as one, ThreadPoolExecutor(40) as threads:
        asked = [threads.submit(ask, number) for number in range(40)]
        wait_until(lambda: outcomes.count("refused") >= 30)
        assert one.render(keys(99)[0], path, 2, "reader")
        assert outcomes.count("drawn") < 4
        for done in asked:
            done.result()


def test_what_another_client_has_asked_for_comes_in_the_readers_turn(
    pool: CountingPool, tmp_path: Path
) -> None:
    with queue(pool) as one:
        for number in range(1, 13):
            one.prefetch(keys(number), file(tmp_path, f"slow{number}"), "greedy")
        before = len(pool.files)
        one.render(keys(12)[0], tmp_path / "slow12", 9, "reader")
        assert pool.files.index("slow12") <= before + 3  # the last otherwise


def test_a_page_that_timed_out_is_there_later(pool: CountingPool, tmp_path: Path) -> None:
    path = file(tmp_path, "slow")
    with queue(pool, QueueLimits(RenderSlots(1), 1)) as one:
        started = time.monotonic()
        with pytest.raises(QueueFull):
            one.render(KEY, path, 0.05)
        assert time.monotonic() - started < 0.4
        with pytest.raises(QueueFull):  # no more pages than that
            one.render(PassageKey("ab" * 32, 2), path, 5)
        assert one.render(KEY, path, 5)
    assert pool.files == ["slow"]


@pytest.mark.parametrize("name", ["abort", "hang", *LIES])
def test_a_page_that_failed_is_not_tried_again(
    name: str, pool: CountingPool, tmp_path: Path
) -> None:
    path = file(tmp_path, name)
    with queue(pool) as one:
        for _ in range(3):
            with pytest.raises(RenderFailed):
                one.render(KEY, path, 5)
        assert pool.files == [name]
        assert one.render(PassageKey("ab" * 32, 2), file(tmp_path, "good"), 5)


def test_a_missing_file_is_tried_again(pool: CountingPool, tmp_path: Path) -> None:
    with queue(pool) as one:
        with pytest.raises(RenderFailed):
            one.render(KEY, tmp_path / "good", 5)
        assert one.render(KEY, file(tmp_path, "good"), 5)


def test_if_no_process_can_be_started_requests_are_refused_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Pool(LIMITS, RENDER_PAGE, starters.starter("tests.rendering.nowhere:view"))
    with closing(RenderQueue(nowhere, WIDE, page_request, lambda keys, page: None)) as one:
        for seconds in (10.0, 0.2):
            started = time.monotonic()
            with pytest.raises(QueueFull):
                one.render(KEY, file(tmp_path, "good"), seconds)
        assert time.monotonic() - started < 0.1
    assert "nowhere is missing" in caplog.text


def test_a_job_whose_thread_could_not_be_started_leaves_no_trace(
    pool: CountingPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    paths = [file(tmp_path, f"slow{n}") for n in range(5)]
    with queue(pool, QueueLimits(RenderSlots(9), 2)) as one:
        one.render(KEY, file(tmp_path, "good"), 5)
        one.prefetch(keys(1), paths[0])
        time.sleep(0.2)
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", refuse)
            with pytest.raises(QueueFull):
                one.render(keys(2)[0], paths[1], 5)
        wait_until(lambda: not one._jobs)
        for number in (2, 3, 4):
            one.prefetch(keys(number), paths[number])
        time.sleep(0.2)
    assert sorted(pool.files) == ["good", "slow0", "slow2", "slow3"]


def test_closing_ends_waiting_requests(tmp_path: Path) -> None:
    one = RenderQueue(CountingPool(), WIDE, page_request, lambda keys, page: None)
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(one.render, KEY, file(tmp_path, "hang"), 5)
        time.sleep(0.6)
        started = time.monotonic()
        one.close()
        assert isinstance(asked.exception(), QueueFull)
    assert time.monotonic() - started < 1
    with pytest.raises(QueueFull):
        one.render(PassageKey("ab" * 32, 2), file(tmp_path, "good"), 5)


class Drawers:
    """A queue of thumbnails that records the pages of each job."""

    def __init__(self, jobs: int = 50) -> None:
        self.pages: list[tuple[int, ...]] = []
        self.kept: list[int] = []
        pool = Pool(LIMITS, RENDER_THUMBNAILS, starters.starter(READER))
        run = pool.run

        def counted(job: Job[RenderPageRequest]) -> Outcome[RenderPageRequest, Thumbnails]:
            self.pages.append(job.request.thumbnails)
            return run(job)

        pool.run = counted  # type: ignore[method-assign]
        limits = QueueLimits(RenderSlots(50), jobs)
        self.queue = RenderQueue(pool, limits, thumbnails_request, self._keep)

    def _keep(self, keys: Sequence[PassageKey], made: Thumbnails) -> None:
        assert made.numbers == tuple(key.number for key in keys)
        self.kept += made.numbers


def keys(*numbers: int) -> list[PassageKey]:
    return [PassageKey("ab" * 32, number) for number in numbers]


def test_prefetched_pages_are_one_job_for_all_requests(tmp_path: Path) -> None:
    path, drawers = file(tmp_path, "slow"), Drawers()
    with closing(drawers.queue) as one, ThreadPoolExecutor(4) as threads:
        one.prefetch(keys(1, 2, 3), path)
        one.prefetch(keys(2, 3, 4), path)
        asked = [threads.submit(one.render, key, path, 5) for key in keys(1, 2, 3, 4)]
        assert [a.result().numbers for a in asked] == [(1, 2, 3)] * 3 + [(4,)]
    assert sorted(drawers.pages) == [(1, 2, 3), (4,)]
    assert sorted(drawers.kept) == [1, 2, 3, 4]


def test_a_page_that_breaks_its_child_does_not_affect_the_others(tmp_path: Path) -> None:
    path, drawers = file(tmp_path, "slow_third"), Drawers()
    with closing(drawers.queue) as one, ThreadPoolExecutor(3) as threads:
        one.prefetch(keys(2, 3, 4), path)
        asked = [threads.submit(one.render, key, path, 5) for key in keys(2, 3, 4)]
        assert asked[0].result().pictures == asked[2].result().pictures == (PICTURE,)
        assert isinstance(asked[1].exception(), RenderFailed)
        one.prefetch(keys(2, 3, 4), path)  # the third is known by now
        assert one.render(keys(4)[0], path, 5).numbers == (2, 4)
    together, *singly, again = drawers.pages
    assert (together, sorted(singly), again) == ((2, 3, 4), [(2,), (3,), (4,)], (2, 4))


def test_nothing_is_prefetched_if_the_queue_is_full(tmp_path: Path) -> None:
    path, drawers = file(tmp_path, "slow"), Drawers(jobs=1)
    with closing(drawers.queue) as one:
        for number in (1, 2):
            one.prefetch(keys(number), path)
        with pytest.raises(QueueFull):
            one.render(keys(2)[0], path, 5)
        assert one.render(keys(1)[0], path, 5)
    one.prefetch(keys(5), path)  # closed
    assert drawers.pages == [(1,)]

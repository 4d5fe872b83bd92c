"""Loops in the background give their items, and pause."""

from __future__ import annotations

from itertools import count
from threading import Thread

import pytest

from indexer.engine import pacing
from indexer.engine.pacing import paced


def test_all_items_are_given_in_order() -> None:
    assert list(paced(range(1000))) == list(range(1000))


def test_nothing_is_taken_before_it_is_wanted() -> None:
    assert next(paced(count())) == 0


def test_in_the_background_there_is_a_pause_after_each_millisecond_of_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        nonlocal now
        pauses.append(now)
        now += seconds

    def loop() -> None:
        nonlocal now
        for _ in paced(range(10)):
            now += 0.0004

    monkeypatch.setattr(pacing, "perf_counter", lambda: now)
    monkeypatch.setattr(pacing, "sleep", sleep)
    loop()
    assert pauses == []  # commands run in the main thread
    background = Thread(target=loop)
    now = 0.0
    background.start()
    background.join()
    assert pauses == pytest.approx([0.0012, 0.0044, 0.0076])

"""Loops in the background give their items, and pause."""

from __future__ import annotations

from itertools import count

import pytest

from indexer.engine import pacing
from indexer.engine.pacing import paced


def test_all_items_are_given_in_order() -> None:
    assert list(paced(range(1000))) == list(range(1000))


def test_nothing_is_taken_before_it_is_wanted() -> None:
    assert next(paced(count())) == 0


def test_after_each_millisecond_of_work_there_is_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        nonlocal now
        pauses.append(now)
        now += seconds

    monkeypatch.setattr(pacing, "perf_counter", lambda: now)
    monkeypatch.setattr(pacing, "sleep", sleep)
    for _ in paced(range(10)):
        now += 0.0004
    assert pauses == pytest.approx([0.0012, 0.0034, 0.0056])

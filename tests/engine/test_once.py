"""Values that are made once for each key, while others go on."""

from __future__ import annotations

import threading

import pytest

from indexer.engine.once import OncePerKey


def test_the_value_of_a_key_is_made_once_for_all_threads() -> None:
    once, made, start = OncePerKey(), [], threading.Barrier(8)

    def make() -> int:
        made.append(1)
        return len(made)

    got: list[int] = []

    def ask() -> None:
        start.wait()
        got.append(once.get("key", make))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [1] * 8


def test_nobody_waits_for_the_value_of_another_key() -> None:
    once, begun, go_on = OncePerKey(), threading.Event(), threading.Event()

    def make_slowly() -> str:
        begun.set()
        go_on.wait(30)
        return "slow"

    slow = threading.Thread(target=once.get, args=("slow", make_slowly))
    slow.start()
    try:
        assert begun.wait(30)
        quick = threading.Thread(target=once.get, args=("quick", lambda: "quick"))
        quick.start()
        quick.join(10)
        assert not quick.is_alive()
    finally:
        go_on.set()
        slow.join()
    assert once.get("slow", lambda: "another") == "slow"


def test_the_making_of_one_value_may_use_another() -> None:
    once = OncePerKey()
    assert once.get("outer", lambda: once.get("inner", lambda: 1) + 1) == 2


def test_what_failed_is_tried_again() -> None:
    once = OncePerKey()
    with pytest.raises(ZeroDivisionError):
        once.get("key", lambda: 1 // 0)
    assert once.get("key", lambda: 1) == 1


def test_beyond_the_limit_the_least_recently_used_value_is_dropped() -> None:
    once = OncePerKey(limit=2)
    for key in ("a", "b", "a", "c"):
        once.get(key, lambda key=key: f"first {key}")
    assert [once.get(key, lambda key=key: f"second {key}") for key in ("a", "c", "b")] == [
        "first a",
        "first c",
        "second b",
    ]

"""Long loops that leave the interpreter to other threads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import current_thread, main_thread
from time import perf_counter, sleep
from typing import Final, TypeVar

T = TypeVar("T")

BUSY_SECONDS: Final = 0.001
PAUSE_SECONDS: Final = 0.002


def paced(items: Iterable[T]) -> Iterator[T]:
    """The items, with a pause after each millisecond; in the main thread, without.

    A search calls numpy some hundred times, and each time waits for its turn after a thread that
    computes in Python. So what is made in the background pauses. Commands run in the main thread,
    and nobody waits for them but their user.
    """
    if current_thread() is main_thread():
        yield from items
        return
    pause_at = perf_counter() + BUSY_SECONDS
    for item in items:
        yield item
        if perf_counter() > pause_at:
            sleep(PAUSE_SECONDS)
            pause_at = perf_counter() + BUSY_SECONDS

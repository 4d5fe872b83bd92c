"""Long loops that leave the interpreter to other threads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import perf_counter, sleep
from typing import Final, TypeVar

T = TypeVar("T")

BUSY_SECONDS: Final = 0.001
PAUSE_SECONDS: Final = 0.001


def paced(items: Iterable[T]) -> Iterator[T]:
    """The items, with a pause after each millisecond.

    A search calls numpy some hundred times, and each time waits for its turn after a thread that
    computes in Python. So what is made in the background pauses.
    """
    pause_at = perf_counter() + BUSY_SECONDS
    for item in items:
        yield item
        if perf_counter() > pause_at:
            sleep(PAUSE_SECONDS)
            pause_at = perf_counter() + BUSY_SECONDS

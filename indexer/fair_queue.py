"""A queue in which each client gets its turn, whatever the others have put into it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """Items of several clients; the next is of the client that has the fewest running.

    Among those it goes round. `share` says how many items of a client may run at the same time.
    Not thread-safe. A client is forgotten when nothing of it waits or runs.
    """

    def __init__(self, share: Callable[[str], int]) -> None:
        self._share = share
        self._waiting: dict[str, deque[T]] = {}  # the first client has waited longest for its turn
        self._running: Counter[str] = Counter()
        self._length = 0

    def __len__(self) -> int:
        """How many items wait."""
        return self._length

    def put(self, client: str, item: T) -> None:
        """Add an item behind the other items of `client`."""
        self._waiting.setdefault(client, deque()).append(item)
        self._length += 1

    def take(self) -> tuple[str, T] | None:
        """The next item and its client; None if nothing waits that may run.

        Call `finish` when the item is done.
        """
        running = self._running.get  # asking a Counter itself is slower
        ready = [name for name in self._waiting if running(name, 0) < self._share(name)]
        if not ready:
            return None
        client = min(ready, key=lambda name: running(name, 0))  # the first of several
        items = self._waiting.pop(client)
        item = items.popleft()
        if items:
            self._waiting[client] = items
        self._length -= 1
        self._running[client] += 1
        return client, item

    def finish(self, client: str) -> None:
        """Note that an item that was taken is done."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]

    def knows(self, client: str) -> bool:
        """Whether anything of `client` waits or runs."""
        return client in self._waiting or client in self._running

    def hasten(self, item: T, owner: str, client: str) -> bool:
        """Let an item of `owner` wait with those of `client` instead, if these are fewer.

        For what both of them want; whether it was moved.
        """
        items = self._waiting.get(owner)
        if items is None or item not in items:
            return False
        if len(self._waiting.get(client, ())) >= len(items):
            return False
        self.remove(owner, item)
        self.put(client, item)
        return True

    def give_way(self, client: str) -> T | None:
        """Remove and return the newest item of the client with the most, to make room for `client`.

        None if no other client has at least two more items waiting than `client`.
        """
        longest = max(self._waiting, key=lambda name: len(self._waiting[name]), default=client)
        own = len(self._waiting.get(client, ()))
        if longest == client or len(self._waiting[longest]) < own + 2:
            return None
        item = self._waiting[longest].pop()
        self._length -= 1
        return item

    def remove(self, client: str, item: T) -> bool:
        """Remove an item of `client`; whether it was still waiting."""
        items = self._waiting.get(client)
        if items is None or item not in items:
            return False
        items.remove(item)
        self._forget_if_empty(client)
        self._length -= 1
        return True

    def clear(self) -> list[T]:
        """Remove and return all items that wait."""
        items = [item for waiting in self._waiting.values() for item in waiting]
        self._waiting.clear()
        self._length = 0
        return items

    def _forget_if_empty(self, client: str) -> None:
        if not self._waiting[client]:
            del self._waiting[client]

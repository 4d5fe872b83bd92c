"""Waits for sockets; what this costs does not grow with the connections that do nothing."""

from __future__ import annotations

from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any

__all__ = ["EVENT_READ", "EVENT_WRITE", "SocketMap", "Watched", "handle_events"]

Watched = Any
"""An object of waitress that has a socket: `readable()`, `writable()`, `handle_*_event()`."""


class SocketMap(dict[int, Watched]):
    """Waitress's map of open sockets, as a selector.

    Waitress itself looks at every connection before it waits, each time; here an object
    is looked at by `follow` when its state may have changed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._selector = DefaultSelector()
        self._watched: dict[int, int] = {}  # for which events, by descriptor

    def __delitem__(self, descriptor: int) -> None:
        self._watch(descriptor, 0)
        super().__delitem__(descriptor)

    def follow(self, watched: Watched) -> None:
        """Wait from now on for what `watched` wants to do."""
        descriptor = watched._fileno
        if descriptor in self:
            wanted = (EVENT_READ if watched.readable() else 0) | (
                EVENT_WRITE if watched.writable() else 0
            )
            self._watch(descriptor, wanted)

    def wait(self, seconds: float) -> list[tuple[Watched, int]]:
        """What can be read or written, after `seconds` at the latest."""
        events = self._selector.select(seconds)
        # One that is closed while the others are handled is no longer in the map.
        return [(self[key.fd], mask) for key, mask in events if key.fd in self]

    def close(self) -> None:
        """Wait for nothing any more."""
        self._selector.close()

    def _watch(self, descriptor: int, wanted: int) -> None:
        watched = self._watched.get(descriptor, 0)
        if wanted == watched:
            return
        if not wanted:
            self._selector.unregister(descriptor)
        elif watched:
            self._selector.modify(descriptor, wanted)
        else:
            self._selector.register(descriptor, wanted)
        self._watched[descriptor] = wanted
        if not wanted:
            del self._watched[descriptor]


def handle_events(watched: Watched, mask: int) -> None:
    """Read and write what can be read and written."""
    if mask & EVENT_READ:
        watched.handle_read_event()
    if mask & EVENT_WRITE and watched._fileno is not None:
        watched.handle_write_event()

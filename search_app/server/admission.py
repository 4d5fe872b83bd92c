"""Which connections are open, and which of them have to go when there are too many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from search_app.server.client_channel import IDLE_PHASES, KEEP_ALIVE_SECONDS, ClientChannel, Phase
from search_app.server.clients import Client, ClientKind

_MAX_PER_CLIENT: Final = 100
"""A browser opens six; offices, mobile networks and Tor exits have many readers at one address."""
_OTHERS_SHARE: Final = 4
"""One connection in four is for others, whatever a single client opens."""
_PRESSURE_SHARE: Final = 2
"""Connections are kept for less long when one in two is taken."""
_PRESSED_KEEP_ALIVE_SECONDS: Final = 3.0
_SENDING: Final = frozenset({Phase.SENDING})


class Admission:
    """The open connections, at most `limit` of them.

    What is full makes room by closing the connection that has been idle for longest: those that
    only occupy their place lose it, those that ask get their answer.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        per_client = min(_MAX_PER_CLIENT, max(1, limit // _OTHERS_SHARE))
        self._limits = {
            ClientKind.STRANGER: per_client,
            ClientKind.OWN_MACHINE: limit - limit // _OTHERS_SHARE,
            ClientKind.PROXY: limit,
        }
        self._channels: dict[str, dict[ClientChannel, None]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[ClientChannel]:
        for channels in list(self._channels.values()):
            yield from list(channels)

    def make_room(self, client: Client) -> bool:
        """Make room for one more connection of `client`; whether it may be opened."""
        own = self._channels.get(client.token, {})
        if len(own) >= self._limits[client.kind]:
            return _close_longest(own, IDLE_PHASES)
        return self._count < self.limit or self.close_one(len(own))

    def close_one(self, own: int = 0) -> bool:
        """Close a connection for a client that has `own` of them; whether one could be.

        One that is idle, or, of a client that has more, the one that has been reading an answer
        for longest.
        """
        by_size = sorted(self._channels.values(), key=len, reverse=True)
        if any(_close_longest(channels, IDLE_PHASES) for channels in by_size):
            return True
        larger = (channels for channels in by_size if len(channels) >= own + 2)
        return any(_close_longest(channels, _SENDING) for channels in larger)

    def add(self, channel: ClientChannel) -> None:
        """Note a connection that was opened."""
        self._channels.setdefault(channel.peer.token, {})[channel] = None
        self._count += 1

    def remove(self, channel: ClientChannel) -> None:
        """Note that a connection is closed."""
        channels = self._channels.get(channel.peer.token, {})
        if channel in channels:
            del channels[channel]
            self._count -= 1
            if not channels:
                del self._channels[channel.peer.token]

    def close_overdue(self, now: float) -> None:
        """Close connections whose clients are too slow."""
        pressed = self._count * _PRESSURE_SHARE > self.limit
        keep_alive = _PRESSED_KEEP_ALIVE_SECONDS if pressed else KEEP_ALIVE_SECONDS
        for channel in self:
            if channel.is_overdue(now, keep_alive):
                channel.handle_close()


def _close_longest(channels: Iterable[ClientChannel], phases: frozenset[Phase]) -> bool:
    """Close the one that has been in one of `phases` for longest; whether there was one."""
    found = [channel for channel in channels if channel.phase in phases]
    if not found:
        return False
    min(found, key=lambda channel: channel.phase_began).handle_close()
    return True

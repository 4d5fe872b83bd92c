"""Accepts the connections at one address."""

from __future__ import annotations

import errno
import logging
import socket
import time
from typing import TYPE_CHECKING, Any, Final

from waitress import wasyncore
from waitress.server import TcpWSGIServer

from indexer.messages import message
from indexer.system_reasons import reason_of
from search_app.server.client_channel import ClientChannel
from search_app.server.clients import Client, ClientKind, tells_of_a_proxy
from search_app.server.request_parser import RequestParser

if TYPE_CHECKING:
    from search_app.server.search_server import SearchServer

_log: Final = logging.getLogger(__name__)

_MAX_ACCEPTED: Final = 64
"""Connections that are accepted before others get their turn."""
_EXHAUSTED: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_PAUSE_SECONDS: Final = 0.5
_QUIET_SECONDS: Final = 300.0
"""Between two lines of the log that say the same."""


class Listener(TcpWSGIServer):
    """What waitress calls a server: one listening socket, and what its channels need."""

    def __init__(self, server: SearchServer, sockinfo: Any) -> None:
        self.socket_map = server.socket_map
        self.running = server.running
        """The connections that threads are at work for."""
        self.paused_until = 0.0
        self._server = server
        self._quiet_until = 0.0
        super().__init__(
            server.application,
            map=server.socket_map,
            dispatcher=server.workers,
            adj=server.adjustments,
            sockinfo=sockinfo,
        )

    def readable(self) -> bool:
        """Whether to accept connections."""
        return bool(self.accepting) and not self.paused_until

    def handle_accept(self) -> None:
        """Accept what has come, up to a number."""
        for _ in range(_MAX_ACCEPTED):
            try:
                sock, address = self.socket.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    self._make_room(error)
                    return
                continue  # this client has gone
            self._admit(sock, address[0])

    def add_task(self, channel: ClientChannel) -> None:
        """Have the next request of a connection answered."""
        self._server.workers_for(channel).add_task(channel)

    @property
    def is_stopping(self) -> bool:
        """Whether the server answers what has come, and then ends."""
        return self._server.is_stopping

    def stop_accepting(self) -> None:
        """Close the listening socket; connections that are open stay."""
        wasyncore.dispatcher.close(self)

    def closed(self, channel: ClientChannel) -> None:
        """Forget a connection."""
        self._server.closed(channel)

    def requester_of(self, peer: Client, request: RequestParser) -> Client:
        """The client whose request `peer` sent, which may be a proxy."""
        if request.error:
            return peer
        if peer.kind is ClientKind.OWN_MACHINE and tells_of_a_proxy(request.headers):
            self._say_once(
                "A proxy on this machine hands requests on, and the setting proxies does not name "
                'it: all its readers count as one. Set proxies = "127.0.0.1".'
            )
        return self._server.clients.request_client(peer, request.headers)

    def _admit(self, sock: socket.socket, address: str) -> None:
        try:
            peer = self._server.clients.peer(address, sock.getsockname()[0])
            if not self._server.admission.make_room(peer):
                sock.close()
                return
            self.set_socket_options(sock)
            channel = ClientChannel(self, sock, peer)
        except OSError:  # the client has gone
            sock.close()
            return
        self._server.opened(channel)

    def _make_room(self, error: OSError) -> None:
        said = message(
            "The oldest idle connections are closed, because {reason}. Raise the limit of open "
            "files (ulimit -n, or LimitNOFILE of systemd).",
            reason=reason_of(error),
        )
        self._say_once(str(said))
        if not self._server.admission.close_one():
            self.paused_until = time.monotonic() + _PAUSE_SECONDS

    def _say_once(self, said: str) -> None:
        now = time.monotonic()
        if now >= self._quiet_until:
            self._quiet_until = now + _QUIET_SECONDS
            _log.warning("%s", said)

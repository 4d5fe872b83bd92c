"""One connection: its phases, and how long each of them may take."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Final

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from search_app.server.clients import Client
from search_app.server.error_answers import ErrorAnswer
from search_app.server.request_parser import RequestParser
from search_app.web.client_token import CLIENT_TOKEN
from search_app.web.stopping import STOPPING

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from search_app.server.listener import Listener

HEADER_SECONDS: Final = 10.0
"""For a connection's first byte, and for the whole of a header from its first byte on."""
BODY_SECONDS: Final = 30.0
"""64 kB over a line of 20 kbit/s take 26 s; what readers type takes one."""
KEEP_ALIVE_SECONDS: Final = 15.0
RATE_SECONDS: Final = 30.0
MIN_RATE_BYTES: Final = 8 * 1024
"""What a reader must take of an answer in each `RATE_SECONDS`. The slowest lines that people use,
2G and bad Tor circuits, take about ten times as much."""
LINGER_SECONDS: Final = 2.0
_MAX_LINGER_BYTES: Final = 4 * 1024 * 1024
_UNSENT_BYTES: Final = 64 * 1024
"""What the system takes of an answer beyond what is on its way; the rate is measured behind it."""
_NO_ADDRESS: Final = ("", 0)
"""In place of the client's, which is nowhere kept."""
_CONNECTION_KEYS: Final = ("REMOTE_ADDR", "REMOTE_HOST", "REMOTE_PORT")


class Phase(Enum):
    """What a connection is doing."""

    WAITING = "waiting"  # for a request's first byte
    HEADER = "header"
    BODY = "body"
    ANSWERING = "answering"  # a thread is at work, or will be
    SENDING = "sending"
    LINGERING = "lingering"  # it is closed, and the client has yet to read why


IDLE_PHASES: Final = frozenset({Phase.WAITING, Phase.HEADER, Phase.BODY, Phase.LINGERING})


class AnonymousTask(WSGITask):
    """A request as the application gets it: with a token for its client in place of an address."""

    def get_environment(self) -> WSGIEnvironment:
        """The WSGI environment."""
        environ: WSGIEnvironment = super().get_environment()
        for name in _CONNECTION_KEYS:
            environ.pop(name, None)
        environ[CLIENT_TOKEN] = self.channel.requester.token
        environ[STOPPING] = self.channel.server.is_stopping
        return environ

    def build_response_header(self) -> bytes:
        """The status and the headers; they say so where this is the connection's last answer."""
        if self.channel.server.is_stopping:
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header


class ClientChannel(HTTPChannel):
    """A connection of `peer`. The thread of the event loop reads and writes, others answer."""

    request: RequestParser | None
    close_when_flushed: bool
    parser_class = RequestParser
    task_class = AnonymousTask
    error_task_class = ErrorAnswer

    def __init__(self, listener: Listener, sock: socket.socket, peer: Client) -> None:
        self.peer = peer
        self.requester = peer
        self.has_asked = False
        self.phase = Phase.WAITING
        self.phase_began = time.monotonic()
        self._window_began = self.phase_began
        self._sent_bytes = 0  # since then
        self._lingered_bytes = 0
        self._unparsed = b""
        _limit_unsent(sock)
        super().__init__(listener, sock, _NO_ADDRESS, listener.adj, map=listener.socket_map)

    # --- in the event loop's thread

    def received(self, data: bytes) -> bool:
        """Take in what was read; a request that follows another waits until that is answered."""
        if self.phase is Phase.LINGERING:
            self._lingered_bytes += len(data)
            self.will_close = self._lingered_bytes > _MAX_LINGER_BYTES
            return False
        with self.requests_lock:
            if self.will_close or self.close_when_flushed:
                return False
            self._parse(self._unparsed + data)
        return True

    def advance(self, now: float) -> None:
        """Go on after an event or an answer: note the phase, and parse what has come meanwhile."""
        if not self.connected:
            return
        if self._unparsed and not self.requests and not self.total_outbufs_len:
            self.received(b"")
        phase = self._next_phase()
        if phase is not self.phase:
            self._enter(phase, now)

    def is_overdue(self, now: float, keep_alive_seconds: float) -> bool:
        """Whether the client is too slow; to be called about once a second.

        It may wait for `keep_alive_seconds` with nothing to do.
        """
        seconds = now - self.phase_began
        match self.phase:
            case Phase.WAITING:
                patience = keep_alive_seconds
                return seconds > (patience if self.has_asked else min(patience, HEADER_SECONDS))
            case Phase.HEADER:
                return seconds > HEADER_SECONDS
            case Phase.BODY:
                return seconds > BODY_SECONDS
            case Phase.ANSWERING:
                if self.total_outbufs_len <= self.adj.outbuf_high_watermark:
                    self._begin_window(now)  # the thread is computing, and waits for nobody
                return self._takes_too_little(now)
            case Phase.SENDING:
                return self._takes_too_little(now)
            case Phase.LINGERING:
                return seconds > LINGER_SECONDS

    @property
    def is_idle(self) -> bool:
        """Whether no request is under way."""
        return self.phase in (Phase.WAITING, Phase.LINGERING)

    def readable(self) -> bool:
        """Whether to read. While a request is answered, what follows is left to the system."""
        return not self._unparsed and bool(super().readable())

    def writable(self) -> bool:
        """Whether to write. Of an answer that is not complete, little is left for later."""
        if self.requests and not self.will_close:
            return bool(self.total_outbufs_len >= self.adj.send_bytes)
        return bool(super().writable())

    def handle_write(self) -> None:
        """Write what is left of the answer; then the connection may have to end."""
        ends = self.close_when_flushed
        if ends:
            self.close_when_flushed = False  # waitress would close at once
        super().handle_write()
        if not ends or not self.connected:
            return
        if self.total_outbufs_len:
            self.close_when_flushed = True
        else:
            self._linger()

    def del_channel(self, map: object = None) -> None:
        """Leave the event loop, when the connection is closed."""
        super().del_channel(map)
        self.server.closed(self)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send, and count what is taken."""
        sent: int = super().send(data, do_close)
        self._sent_bytes += sent
        return sent

    def _parse(self, data: bytes) -> None:
        """Parse up to the end of one request, and have it answered; keep the rest."""
        while data and not self.requests:
            if self.request is None:
                self.request = self.parser_class(self.adj)
            consumed = self.request.received(data)
            data = data[consumed:]
            if self.request.completed:
                request, self.request = self.request, None
                self.sent_continue = False
                if not request.empty:
                    self._enqueue(request)
            elif self.request.expect_continue and not self.sent_continue:
                self.send_continue()
        self._unparsed = data

    def _enqueue(self, request: RequestParser) -> None:
        self.requester = self.server.requester_of(self.peer, request)
        self.requests.append(request)
        # Now: the answer may be complete before the event loop looks at this connection again.
        self._enter(Phase.ANSWERING, time.monotonic())
        self.server.add_task(self)

    def _next_phase(self) -> Phase:
        if self.phase is Phase.LINGERING:
            return Phase.LINGERING
        if self.requests:
            return Phase.ANSWERING
        if self.total_outbufs_len or self.close_when_flushed:
            return Phase.SENDING
        if self.request is None:
            # Empty lines before a request are no reason to wait for longer.
            return Phase.HEADER if self.phase is Phase.HEADER else Phase.WAITING
        return Phase.BODY if self.request.headers_finished else Phase.HEADER

    def _enter(self, phase: Phase, now: float) -> None:
        if phase is Phase.ANSWERING:
            self.has_asked = True
        self.phase, self.phase_began = phase, now
        self._begin_window(now)

    def _begin_window(self, now: float) -> None:
        self._window_began, self._sent_bytes = now, 0

    def _takes_too_little(self, now: float) -> bool:
        if now - self._window_began < RATE_SECONDS:
            return False
        too_little = self._sent_bytes < MIN_RATE_BYTES
        self._begin_window(now)
        return too_little

    def _linger(self) -> None:
        """End the connection, and read on for a moment.

        If it were closed with something unread, the system would tell the client that it was
        reset, and the client could lose the answer.
        """
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:  # the client has gone
            self.handle_close()
            return
        self._enter(Phase.LINGERING, time.monotonic())
        self._unparsed = b""

    # --- in a thread that answers

    def service(self) -> None:
        """Answer the request."""
        self.server.running.add(self)
        super().service()


def _limit_unsent(sock: socket.socket) -> None:
    """Let the system take little beyond what is on its way, so that a slow reader is noticed."""
    if option := getattr(socket, "TCP_NOTSENT_LOWAT", None):
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, option, _UNSENT_BYTES)

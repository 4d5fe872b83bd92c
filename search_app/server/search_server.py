"""The server: opens its sockets, runs the event loop, and ends gracefully."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import Any, Final
from wsgiref.types import WSGIApplication

from waitress.adjustments import Adjustments
from waitress.trigger import trigger
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.settings import Settings
from search_app.server import memory
from search_app.server.admission import Admission
from search_app.server.client_channel import ClientChannel
from search_app.server.clients import ClientIdentifier, parse_proxies
from search_app.server.descriptors import connection_limit, raise_descriptor_limit
from search_app.server.event_loop import EVENT_WRITE, SocketMap, Watched, handle_events
from search_app.server.file_ranges import send_ranges_as_files
from search_app.server.listener import Listener
from search_app.server.workers import WorkerThreads

_log: Final = logging.getLogger(__name__)

MAX_HEADER_BYTES: Final = 32 * 1024
"""A query of 500 characters takes at most 6 kB of an address."""
_NEVER: Final = 1 << 62
"""Bytes after which waitress would write what readers type, or read, into a temporary file."""
_HIGH_WATERMARK_BYTES: Final = 1024 * 1024
_LOOP_SECONDS: Final = 1.0
_DRAIN_SECONDS: Final = 0.1
_GRACE_SECONDS: Final = 0.5
"""For requests that are on their way when the service is stopped."""
_STOP_SECONDS: Final = 8.0
"""Less than the ten after which containers are killed."""
_TRIM_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Demands:
    """What an application demands of its server."""

    max_body_bytes: int
    quick_paths: tuple[str, ...] = ()
    """Beginnings of the paths that are answered at once, while all others may have to wait."""


def open_server(application: WSGIApplication, settings: Settings, demands: Demands) -> SearchServer:
    """A server that listens on the host and port in `settings`.

    Raises:
        OSError: the address is taken, or is not one of this machine.
        UsageError: the setting `proxies` is invalid.
        ValueError: the host is unknown.
    """
    raise_descriptor_limit()
    memory.limit_arenas()
    return SearchServer(application, settings, demands)


class SearchServer:
    """Serves an application until it is stopped."""

    def __init__(self, application: WSGIApplication, settings: Settings, demands: Demands) -> None:
        # Only what a trusted proxy says reaches it.
        behind_proxy = ProxyFix(application, x_for=0, x_proto=1, x_host=1, x_prefix=1)
        self.application = send_ranges_as_files(behind_proxy)
        self.clients = ClientIdentifier(parse_proxies(settings.proxies))
        self.adjustments = _adjustments(settings, demands.max_body_bytes)
        self.workers = WorkerThreads(settings.threads)
        self._quick_worker = WorkerThreads(1)
        self._quick_paths = demands.quick_paths
        self.admission = Admission(connection_limit(settings.threads))
        self.socket_map = SocketMap()
        self.running: set[ClientChannel] = set()
        self._stopping = False
        self._next_look = 0.0
        self._next_trim = 0.0
        self._was_busy = False
        self._listeners: list[Listener] = []
        self._listening = threading.RLock()  # a signal's handler may run inside of it
        try:
            for sockinfo in self.adjustments.listen:
                self._listeners.append(Listener(self, sockinfo))
        except OSError:
            self.close()
            raise
        for watched in list(self.socket_map.values()):
            self.socket_map.follow(watched)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._listeners[0].effective_port)

    @property
    def is_stopping(self) -> bool:
        """Whether `stop` was called."""
        return self._stopping

    def run(self) -> None:
        """Answer requests until `stop` is called, then those that have come until then."""
        while not self._stopping:
            self._turn(_LOOP_SECONDS)
        self._drain()
        self.close()

    def stop(self) -> None:
        """Let `run` end; from any thread, or a signal's handler."""
        self._stopping = True
        with self._listening:  # the descriptor of a trigger that is closed may be another's by then
            for listener in self._listeners[:1]:
                listener.pull_trigger()

    def close(self) -> None:
        """Close all sockets, and end the threads."""
        ended = [each.shutdown(_GRACE_SECONDS) for each in (self.workers, self._quick_worker)]
        for channel in self.admission:
            channel.handle_close()
        with self._listening:
            listeners, self._listeners = self._listeners, []
        for listener in listeners:
            if all(ended):
                listener.close()
            else:  # a thread may still pull the trigger, whose descriptor must not be another's
                listener.stop_accepting()
        self.socket_map.close()

    def workers_for(self, channel: ClientChannel) -> WorkerThreads:
        """The threads that answer the next request of a connection."""
        request = channel.requests[0]
        is_quick = not request.error and request.path.startswith(self._quick_paths)
        return self._quick_worker if is_quick else self.workers

    def opened(self, channel: ClientChannel) -> None:
        """Watch a new connection."""
        self.admission.add(channel)
        self.socket_map.follow(channel)

    def closed(self, channel: ClientChannel) -> None:
        """Forget a connection."""
        self.admission.remove(channel)
        self.running.discard(channel)

    def _turn(self, seconds: float) -> None:
        """Handle what happens next, within so many seconds."""
        events = self.socket_map.wait(seconds)
        now = time.monotonic()
        for watched, mask in events:
            self._handle(watched, mask, now)
        # A thread that has something to send pulls the trigger; which one it was does not matter.
        if any(isinstance(watched, trigger) for watched, _ in events):
            for channel in list(self.running):
                if not channel.requests:
                    self.running.discard(channel)
                self._handle(channel, EVENT_WRITE if channel.writable() else 0, now)
        if now >= self._next_look:
            self._next_look = now + _LOOP_SECONDS
            self._look_around(now)

    def _handle(self, watched: Watched, mask: int, now: float) -> None:
        """Read and write, let a connection go on, and wait for what is needed next."""
        try:
            handle_events(watched, mask)
            if isinstance(watched, ClientChannel):
                watched.advance(now)
            self.socket_map.follow(watched)
        except Exception:  # noqa: BLE001 - the others go on
            _log.exception("A connection failed.")
            if isinstance(watched, ClientChannel):
                watched.handle_close()

    def _look_around(self, now: float) -> None:
        self.admission.close_overdue(now)
        for listener in self._listeners:
            if listener.paused_until and now >= listener.paused_until:
                listener.paused_until = 0.0
            self.socket_map.follow(listener)
        self._was_busy = self._was_busy or bool(self.running)
        if self._was_busy and now >= self._next_trim:
            self._was_busy, self._next_trim = False, now + _TRIM_SECONDS
            memory.return_free_memory()

    def _drain(self) -> None:
        """Answer what has come, and nothing after that."""
        began = time.monotonic()
        for listener in self._listeners:
            listener.handle_accept()
            listener.stop_accepting()
        while self.admission and time.monotonic() < began + _STOP_SECONDS:
            has_time = time.monotonic() < began + _GRACE_SECONDS
            for channel in self.admission:
                if channel.is_idle and not has_time:
                    channel.handle_close()
            self._turn(_DRAIN_SECONDS)


def _adjustments(settings: Settings, max_body_bytes: int) -> Adjustments:
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "ident": None,  # says nothing about the program and its version
        "max_request_body_size": max_body_bytes + 1,
        "max_request_header_size": MAX_HEADER_BYTES,
        "inbuf_overflow": _NEVER,
        "outbuf_overflow": _NEVER,
        "outbuf_high_watermark": _HIGH_WATERMARK_BYTES,
        "clear_untrusted_proxy_headers": False,  # done before that
    }
    return Adjustments(**options)

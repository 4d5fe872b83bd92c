"""The server with an application of a test's own, and clients at several addresses."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from indexer.settings import Settings
from search_app.application import MAX_BODY
from search_app.server import Demands, SearchServer, open_server

READER: Final = "127.0.0.9"


def connect(port: int, address: str, receive_bytes: int = 0) -> socket.socket:
    """A connection from one of the addresses of this machine."""
    one = socket.socket()
    one.settimeout(20)
    if receive_bytes:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    one.bind((address, 0))
    one.connect(("127.0.0.1", port))
    return one


def get(port: int, path: str, address: str = READER) -> int:
    """The status of an answer to a client at `address`."""
    source = (address, 0)
    connection = http.client.HTTPConnection("127.0.0.1", port, 20, source_address=source)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


Application = Callable[[dict[str, Any], Callable[..., Any]], Sequence[bytes]]


@contextmanager
def running(application: Application, threads: int = 4) -> Iterator[SearchServer]:
    """The server with another application."""
    server = open_server(
        application, replace(Settings(), port=0, threads=threads), Demands(MAX_BODY, ("/healthz",))
    )  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(20)

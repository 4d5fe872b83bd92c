"""The end: what has come is answered, nothing else is accepted, and it takes a bounded time."""

from __future__ import annotations

import errno
import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from search_app.application import create_app
from search_app.server import search_server
from search_app.web.stopping import STOPPING
from tests.attacks.open_servers import READER, connect, running
from tests.conftest import ROOT, ended
from tests.search_app.site import write_collection

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class SlowApplication:
    """Answers when it may, and says whether the service was stopped when it was asked."""

    def __init__(self) -> None:
        self.asked = threading.Semaphore(0)
        self.may_answer = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        self.asked.release()
        self.may_answer.wait(20)
        body = b"stopping" if environ[STOPPING] else b"running"
        start("200 OK", [("Content-Length", str(len(body)))])
        return [body]


@contextmanager
def asking(port: int, data: bytes = REQUEST) -> Iterator[socket.socket]:
    with connect(port, READER) as one:
        one.sendall(data)
        yield one


def _answer(one: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    parts = []
    while part := one.recv(65536):
        parts.append(part)
    return b"".join(parts)


def _is_refused(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED


def test_a_request_under_way_is_answered_while_no_other_is_accepted() -> None:
    application = SlowApplication()
    with running(application) as server, asking(port := server.port) as one:
        assert application.asked.acquire(timeout=20)
        server.stop()
        _wait_until(lambda: _is_refused(port))
        application.may_answer.set()
        answer = _answer(one)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"Connection: close" in answer
    assert answer.endswith(b"running")


@pytest.mark.parametrize("sent", [10, len(REQUEST) - 1])
def test_a_request_that_has_half_come_is_answered(sent: int) -> None:
    application = SlowApplication()
    application.may_answer.set()
    with running(application) as server, asking(port := server.port, REQUEST[:sent]) as one:
        time.sleep(0.1)  # it has been read
        server.stop()
        _wait_until(lambda: _is_refused(port))
        time.sleep(search_server._GRACE_SECONDS)
        one.sendall(REQUEST[sent:])
        assert _answer(one).endswith(b"stopping")


def test_a_service_that_is_stopped_is_not_ready(tmp_path: Path) -> None:
    client = create_app(write_collection(tmp_path, ())).test_client()
    assert client.get("/readyz").status_code == 200
    stopping = {STOPPING: True}
    assert client.get("/readyz", environ_overrides=stopping).status_code == 503
    assert client.get("/healthz", environ_overrides=stopping).status_code == 200


SERVICE = """
import sys, time
from dataclasses import replace
from indexer.settings import Settings
from search_app.serving import _stop_on_signals
from search_app.server import Demands, open_server, search_server

search_server._STOP_SECONDS = 2
seconds = float(sys.argv[1])

def application(environ, start):
    time.sleep(seconds)
    start("200 OK", [("Content-Length", "100000")])
    return [b"x" * 100_000]

server = open_server(application, replace(Settings(), port=0), Demands(1000))
_stop_on_signals(server)
print(server.port, flush=True)
server.run()
"""


@contextmanager
def slow_service(seconds: float) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A service, as a process of its own, that takes so long for each answer."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICE, str(seconds)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    with ended(process):
        assert process.stdout is not None
        yield process, int(process.stdout.readline())


def test_slow_requests_are_answered_in_full_when_the_system_ends_the_service() -> None:
    with slow_service(0.8) as (process, port), ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(_read, port) for _ in range(8)]
        time.sleep(0.4)
        process.send_signal(signal.SIGTERM)
        assert [done.result() for done in asked] == [(200, 100_000)] * 8
        assert process.wait(20) == 0


@pytest.mark.parametrize(("signals", "code"), [(1, 0), (2, -signal.SIGTERM)])
def test_what_never_ends_is_not_waited_for(signals: int, code: int) -> None:
    with slow_service(3600) as (process, port), asking(port) as one, asking(port, b"GET "):
        time.sleep(0.1)
        for _ in range(signals):
            process.send_signal(signal.SIGTERM)
            _wait_until(lambda: _is_refused(port))
        assert process.wait(20) == code
        assert _answer(one) == b""


def _read(port: int) -> tuple[int, int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/")
    answer = connection.getresponse()
    return answer.status, len(answer.read())


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)

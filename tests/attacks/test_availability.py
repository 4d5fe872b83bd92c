"""What keeps a service from answering others: connections, slow clients, greedy ones."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from werkzeug.utils import send_file

from search_app.server import client_channel, search_server
from tests.attacks.open_servers import READER, connect, get, running
from tests.conftest import ROOT, ended
from tests.playground import wait_until
from tests.search_app.site import CLAVES, Site, pdf, serving, write_collection

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="clients are told apart by addresses of the loopback network"
)

ATTACKER: Final = "127.0.0.2"
LARGE: Final = 6 * 1024 * 1024
SECRET: Final = b"NOMBRE-SECRETO-DE-PERSONA"


def ends(one: socket.socket) -> bool:
    """Whether the server closes a connection, whatever it sends before."""
    try:
        while one.recv(65536):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Sequence[bytes]:
    """An application with a large answer, and one that holds what was sent."""
    body = environ["wsgi.input"].read() + b"x" * (LARGE if environ["PATH_INFO"] == "/large" else 1)
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    work = replace(CLAVES, id="largo", path="largo.pdf", data=pdf(70), copies=())
    passages = tuple(replace(CLAVES.passages[0], number=n, label=str(n)) for n in range(1, 71))
    folder = tmp_path_factory.mktemp("availability")
    with serving(write_collection(folder, (replace(work, passages=passages),))) as one:
        yield one


# --- connections


@pytest.mark.parametrize("address", [ATTACKER, "127.0.0.1"])
def test_connections_that_send_nothing_stop_nobody(site: Site, address: str) -> None:
    with ExitStack() as stack:
        for _ in range(150):
            stack.enter_context(connect(site.port, address))
        assert get(site.port, "/healthz") == 200
        assert get(site.port, "/healthz", address) == 200


def test_where_there_are_too_many_the_longest_idle_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search_server, "connection_limit", lambda threads: 40)
    with running(answer) as server, ExitStack() as stack:
        first, *_, last = [
            stack.enter_context(connect(server.port, f"127.0.1.{n % 20}")) for n in range(120)
        ]
        assert get(server.port, "/") == 200
        assert ends(first)
        last.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert last.recv(100).startswith(b"HTTP/1.1 200")
        assert len(server.admission) <= 40


def test_a_client_with_many_connections_loses_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_server, "connection_limit", lambda threads: 40)
    with running(answer) as server, ExitStack() as stack:
        reader = stack.enter_context(connect(server.port, READER))
        for _ in range(60):
            stack.enter_context(connect(server.port, ATTACKER))
        reader.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert reader.recv(100).startswith(b"HTTP/1.1 200")
        assert len(server.admission) <= 11  # a quarter, and the reader


def test_connections_that_read_slowly_make_room_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search_server, "connection_limit", lambda threads: 24)
    with running(answer) as server, ExitStack() as stack:
        for number in range(24):
            one = stack.enter_context(connect(server.port, f"127.0.1.{number % 4}", 4096))
            one.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        phases = (client_channel.Phase.SENDING,)
        wait_until(lambda: all(channel.phase in phases for channel in server.admission))
        assert get(server.port, "/") == 200
        assert get(server.port, "/", "127.0.1.9") == 200


def test_without_descriptors_the_service_answers_and_says_so_in_one_line(tmp_path: Path) -> None:
    with service(tmp_path, "ulimit -n 64;") as (process, port), ExitStack() as stack:
        for _ in range(80):
            stack.enter_context(connect(port, ATTACKER))
        assert get(port, "/healthz") == 200
        assert get(port, "/search?q=miedo") == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert len(process.stderr.read().splitlines()) <= 1


# --- slow clients


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines that a test can wait for."""
    for name in ("HEADER_SECONDS", "BODY_SECONDS", "RATE_SECONDS", "LINGER_SECONDS"):
        monkeypatch.setattr(client_channel, name, 0.4)
    monkeypatch.setattr("search_app.server.admission.KEEP_ALIVE_SECONDS", 0.4)
    monkeypatch.setattr(search_server, "_LOOP_SECONDS", 0.1)


def trickle(piece: bytes) -> Callable[[socket.socket], None]:
    def send(one: socket.socket) -> None:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            one.sendall(piece)
            time.sleep(0.05)
        raise AssertionError("it was not closed")

    return send


POST: Final = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"
SLOW: Final[dict[str, tuple[bytes, Callable[[socket.socket], None] | None]]] = {
    "nothing": (b"", None),
    "half a header": (b"GET / HTTP/1.1\r\nHo", None),
    "a header line at a time": (b"GET / HTTP/1.1\r\n", trickle(b"X-A: b\r\n")),
    "a header letter at a time": (b"GET / HTTP/1.1\r\nX: ", trickle(b"a")),
    "empty lines": (b"\r\n", trickle(b"\r\n")),
    "pairs of empty lines": (b"\r\n\r\n", trickle(b"\r\n\r\n")),
    "half a body": (POST + b"q=", None),
    "a body letter at a time": (POST, trickle(b"a")),
    "a chunk at a time": (
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        trickle(b"1\r\na\r\n"),
    ),
    "a body that is announced": (
        POST.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"),
        None,
    ),
    "nothing after an answer": (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", None),
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("begin", "go_on"), SLOW.values(), ids=SLOW)
def test_a_slow_client_is_closed(
    begin: bytes, go_on: Callable[[socket.socket], None] | None
) -> None:
    with running(answer) as server, connect(server.port, ATTACKER) as one:
        one.sendall(begin)
        if go_on is not None:
            with pytest.raises(ConnectionError):
                go_on(one)
        else:
            assert ends(one)
        wait_until(lambda: not len(server.admission))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("requests", [1, 40])
def test_a_client_that_does_not_read_is_closed_and_holds_no_thread(requests: int) -> None:
    with running(answer, threads=2) as server, ExitStack() as stack:
        for _ in range(4):
            one = stack.enter_context(connect(server.port, ATTACKER, 4096))
            one.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * requests)
        assert get(server.port, "/") == 200
        wait_until(lambda: not len(server.admission))


@pytest.mark.parametrize("part", ["", "Range: bytes=1-\r\n"])
def test_slow_readers_of_a_large_file_hold_no_thread(tmp_path: Path, part: str) -> None:
    file = tmp_path / "large"
    file.write_bytes(bytes(range(256)) * (LARGE // 256))

    def send(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] != "/file":
            return answer(environ, start_response)
        response = send_file(file, environ, mimetype="application/pdf", conditional=True)
        return response(environ, start_response)

    request = f"GET /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{part}\r\n"
    with running(send, threads=2) as server, ExitStack() as stack:
        for number in range(6):
            one = stack.enter_context(connect(server.port, f"127.0.1.{number}", 4096))
            one.sendall(request.encode())
        assert get(server.port, "/") == 200
        received = b"".join(iter(lambda: one.recv(1 << 20), b""))
        _, _, body = received.partition(b"\r\n\r\n")
        assert body == file.read_bytes()[1 if part else 0 :]


@pytest.mark.usefixtures("impatient")
def test_a_reader_on_a_slow_line_gets_the_whole_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_channel, "MIN_RATE_BYTES", 10_000)
    with running(answer) as server, connect(server.port, READER, 65536) as one:
        one.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = 0
        while data := one.recv(256 * 1024):
            received += len(data)
            time.sleep(0.02)
        assert received > LARGE


# --- greedy clients


class Blocking:
    """An application whose answers to `/slow` come when the test lets them."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.lock = threading.Lock()
        self.running = self.most = 0
        self.order: list[str] = []

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Sequence[bytes]:
        with self.lock:
            self.order.append(environ["PATH_INFO"])
            self.running += 1
            self.most = max(self.most, self.running)
        if environ["PATH_INFO"].startswith("/slow"):
            self.release.wait(20)
        with self.lock:
            self.running -= 1
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


def test_one_client_takes_no_more_than_its_share_of_the_threads() -> None:
    application = Blocking()
    with running(application, threads=4) as server, ThreadPoolExecutor(20) as threads:
        asked = [threads.submit(get, server.port, "/slow", ATTACKER) for _ in range(20)]
        wait_until(lambda: application.running == 2)
        assert [get(server.port, "/quick") for _ in range(5)] == [200] * 5
        application.release.set()
        assert {done.result() for done in asked} == {200}
    assert application.most == 3  # two of the attacker, and the reader's


def test_health_is_answered_while_all_threads_are_taken() -> None:
    application = Blocking()
    with running(application, threads=2) as server, ThreadPoolExecutor(20) as threads:
        asked = [threads.submit(get, server.port, "/slow", f"127.0.2.{n}") for n in range(1, 20)]
        wait_until(lambda: application.running == 2)
        assert get(server.port, "/healthz") == 200
        application.release.set()
        assert {done.result() for done in asked} == {200}


def test_clients_take_turns() -> None:
    application = Blocking()
    with running(application, threads=2) as server, ThreadPoolExecutor(20) as threads:
        holders = [threads.submit(get, server.port, "/slow", f"127.0.2.{n}") for n in (1, 2)]
        wait_until(lambda: application.running == 2)
        greedy = [threads.submit(get, server.port, "/greedy", ATTACKER) for _ in range(12)]
        wait_until(lambda: len(server.workers._queue) == 12)
        readers = [threads.submit(get, server.port, "/reader", f"127.0.3.{n}") for n in (1, 2, 3)]
        wait_until(lambda: len(server.workers._queue) == 15)
        application.release.set()
        assert {done.result() for done in (*holders, *greedy, *readers)} == {200}
    after = application.order[2:]
    assert max(place for place, path in enumerate(after) if path == "/reader") <= 6


def test_readers_get_their_pictures_while_greedy_clients_ask_for_all(site: Site) -> None:
    picture = "/publications/largo/passages/{}/picture?width=700"
    stop = threading.Event()

    def greedy(number: int) -> None:
        at = number
        while not stop.is_set():
            get(site.port, picture.format(1 + at % 60), f"127.0.1.{1 + number % 4}")
            at += 7

    with ThreadPoolExecutor(50) as threads:
        for number in range(40):
            threads.submit(greedy, number)
        time.sleep(0.3)
        readers = [
            threads.submit(get, site.port, picture.format(61 + n), f"127.0.4.{n}")
            for n in range(1, 6)
        ]
        statuses = [reader.result() for reader in readers]
        stop.set()
    assert statuses == [200] * 5


# --- nothing typed touches a disk

SCRIPT: Final = """
from dataclasses import replace
from indexer.settings import Settings
from search_app.server import Demands, open_server
from tests.attacks.test_availability import answer
server = open_server(answer, replace(Settings(), port=0), Demands(65536))
print(server.port, flush=True)
server.run()
"""


def written_by(process: subprocess.Popen[str]) -> set[str]:
    """The files that a process has open for writing."""
    found = set()
    for one in Path(f"/proc/{process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            target = str(one.readlink())
            flags = Path(f"/proc/{process.pid}/fdinfo/{one.name}").read_text().split()[3]
            if target.startswith("/") and target != "/dev/null" and int(flags, 8) & 3:
                found.add(target)
    return found


def test_neither_large_answers_nor_bodies_are_written_to_a_file(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with ended(process), ExitStack() as stack:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        body = SECRET + b"a" * (60_000 - len(SECRET))
        head = b"POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"
        for sent in (head + body, head + body[:59_000], b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"):
            one = stack.enter_context(connect(port, ATTACKER, 4096))
            one.sendall(sent)
        seen: set[str] = set()
        for _ in range(30):
            seen |= written_by(process)
            time.sleep(0.02)
        assert one.recv(1000).startswith(b"HTTP/1.1 200")
    assert seen == set()


def test_a_file_in_a_form_stays_in_memory(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse)
    body = (
        b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\nmiedo\r\n'
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        + SECRET * 2000
        + b"\r\n--x--\r\n"
    )
    found = site.post("/search", body, "multipart/form-data; boundary=x")
    assert found.status == 200


# --- the end


@contextmanager
def service(folder: Path, shell: str = "") -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`python -m search_app` as a process of its own."""
    settings = write_collection(folder, (CLAVES,))
    command = [sys.executable, "-m", "search_app", "--port", "0", "--index", str(settings.index)]
    process = subprocess.Popen(
        ["bash", "-c", f'{shell} exec "$@"', "bash", *command, "--corpus", str(settings.corpus)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with ended(process):
        assert process.stdout is not None
        found = re.search(r":(\d+)/", process.stdout.readline())
        assert found is not None
        yield process, int(found[1])


def test_when_the_system_ends_it_requests_under_way_are_answered(tmp_path: Path) -> None:
    with service(tmp_path) as (process, port), ThreadPoolExecutor(12) as threads:
        signalled, stopped = threading.Event(), threading.Event()

        def ask() -> list[int]:
            statuses = []
            while not stopped.is_set():
                is_late = signalled.is_set()
                try:
                    statuses.append(get(port, "/search?q=miedo"))
                except ConnectionRefusedError:
                    break
                except ConnectionResetError:  # it came after the last that was accepted
                    if is_late:
                        break
                    raise
            return statuses

        asked = [threads.submit(ask) for _ in range(12)]
        time.sleep(0.5)
        signalled.set()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        stopped.set()
        assert {status for done in asked for status in done.result()} == {200}
        assert process.stderr is not None
        assert process.stderr.read() == ""

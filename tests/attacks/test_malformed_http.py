"""Requests that no browser sends: each gets one answer that protects readers, and none passes for
another request.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Sequence
from typing import Final

import pytest

from search_app.web.security_headers import SECURITY_HEADERS
from tests.attacks.open_servers import running
from tests.search_app.site import CLAVES, Site, serving, write_collection

WORD: Final = b"ZANAHORIA"
HIDDEN: Final = b"GET /healthz?q=ZANAHORIA HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
"""A request that must not be answered where it stands inside another one."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(write_collection(tmp_path_factory.mktemp("malformed"), (CLAVES,))) as one:
        yield one


def answers(port: int, *pieces: bytes) -> list[bytes]:
    """All answers to what is sent; the connection is then closed for writing."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), 20) as one:
        for piece in pieces:
            one.sendall(piece)
        one.shutdown(socket.SHUT_WR)
        while data := one.recv(65536):
            received += data
    return re.split(rb"(?=HTTP/1\.[01] [1-5][0-9][0-9] )", received)[1:]


def post(headers: bytes, body: bytes = b"", version: bytes = b"1.1") -> bytes:
    return b"POST /search HTTP/%b\r\nHost: x\r\n%b\r\n%b" % (version, headers, body)


CHUNKED: Final = b"Transfer-Encoding: chunked\r\n"
HOSTS: Final = b"GET /healthz HTTP/1.1\r\n"
MALFORMED: Final[dict[str, tuple[int, bytes]]] = {
    "noise": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + WORD + b"\r\n\r\n"),
    "no method": (400, b"/healthz?ZANAHORIA HTTP/1.1\r\nHost: x\r\n\r\n"),
    "spaces in the address": (400, b"GET /search?q=a ZANAHORIA HTTP/1.1\r\nHost: x\r\n\r\n"),
    "two spaces": (400, b"GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a bare line feed": (400, b"GET /healthz HTTP/1.1\r\nHost: x\nX: ZANAHORIA\r\n\r\n"),
    "a bare carriage return": (400, b"GET /healthz HTTP/1.1\r\nHost: x\rX: ZANAHORIA\r\n\r\n"),
    "a folded header": (400, HOSTS + b"Host: x\r\nX: a\r\n ZANAHORIA\r\n\r\n"),
    "a header that begins with a space": (400, HOSTS + b" Host: ZANAHORIA\r\n\r\n"),
    "a space before the colon": (400, HOSTS + b"Host : ZANAHORIA\r\n\r\n"),
    "a header without a colon": (400, HOSTS + b"Host: x\r\nZANAHORIA\r\n\r\n"),
    "a NUL in a header": (400, HOSTS + b"Host: x\r\nX: ZANA\0HORIA\r\n\r\n"),
    "no host": (400, HOSTS + b"\r\n"),
    "an empty host": (400, HOSTS + b"Host:\r\n\r\n"),
    "two hosts": (400, HOSTS + b"Host: x\r\nHost: ZANAHORIA\r\n\r\n"),
    "a brace for an address": (400, b"GET http://[ZANAHORIA HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a length of 5,000 digits": (400, post(b"Content-Length: " + b"9" * 5000 + b"\r\n", HIDDEN)),
    "two lengths": (400, post(b"Content-Length: 3\r\nContent-Length: 90\r\n", b"q=a" + HIDDEN)),
    "the same length twice": (400, post(b"Content-Length: 3\r\nContent-Length: 3\r\n", b"q=a")),
    "a list of lengths": (400, post(b"Content-Length: 3, 90\r\n", b"q=a" + HIDDEN)),
    "a negative length": (400, post(b"Content-Length: -1\r\n", HIDDEN)),
    "a length with a sign": (400, post(b"Content-Length: +3\r\n", b"q=a" + HIDDEN)),
    "a length in other digits": (400, post("Content-Length: ٣\r\n".encode(), b"q=a")),
    "a length in base 16": (400, post(b"Content-Length: 0x3\r\n", b"q=a")),
    "a length and chunks": (
        400,
        post(b"Content-Length: 6\r\n" + CHUNKED, b"0\r\n\r\n" + HIDDEN),
    ),
    "chunks and a length": (
        400,
        post(CHUNKED + b"Content-Length: 6\r\n", b"0\r\n\r\n" + HIDDEN),
    ),
    "chunks in HTTP/1.0": (400, post(CHUNKED, b"0\r\n\r\n" + HIDDEN, version=b"1.0")),
    "another encoding": (501, post(b"Transfer-Encoding: gzip\r\n", HIDDEN)),
    "an encoding beside chunks": (501, post(b"Transfer-Encoding: gzip, chunked\r\n", HIDDEN)),
    "a misspelt encoding": (501, post(b"Transfer-Encoding: xchunked\r\n", HIDDEN)),
    "an encoding with a vertical tab": (400, post(b"Transfer-Encoding: \x0bchunked\r\n", HIDDEN)),
    "a space before the encoding's colon": (400, post(b"Transfer-Encoding : chunked\r\n", HIDDEN)),
    "a negative chunk": (400, post(CHUNKED, b"-1\r\n" + HIDDEN)),
    "a chunk size with a prefix": (400, post(CHUNKED, b"0x3\r\nq=a\r\n0\r\n\r\n")),
    "a chunk size with an underscore": (400, post(CHUNKED, b"1_0\r\nq=a\r\n0\r\n\r\n")),
    "a chunk that is longer than it says": (400, post(CHUNKED, b"3\r\nq=abc\r\n0\r\n\r\n")),
    "chunks with bare line feeds": (413, post(CHUNKED, b"3\nq=a\n0\n\n" + b"a" * 70_000)),
    "a huge chunk": (413, post(CHUNKED, b"11170\r\n" + b"a" * 70_000)),
    "a chunk size without an end": (413, post(CHUNKED, b"1" * 70_000)),
    "a header of 70 kB": (431, HOSTS + b"Host: x\r\nX: " + WORD * 8000 + b"\r\n\r\n"),
    "an address of 70 kB": (431, b"GET /search?q=" + WORD * 8000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
}


@pytest.mark.parametrize(("status", "sent"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_request_has_one_answer_that_protects(
    site: Site, capfd: pytest.CaptureFixture[str], status: int, sent: bytes
) -> None:
    [answer] = answers(site.port, sent)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    for name, value in SECURITY_HEADERS.items():
        assert re.search(rf"^{name}: {re.escape(value)}\r?$", head.decode(), re.I | re.M), name
    assert re.search(rb"^Connection: close\r?$", head, re.I | re.M)
    assert not re.search(rb"^(Server|Via):", head, re.I | re.M)
    assert re.match("^[A-ZÀ-ÿ].*[.]\n(.+[.]\n){3}$", body.decode())  # four languages, a line each
    assert b"aitress" not in answer
    assert WORD not in answer
    assert WORD.decode() not in "".join(capfd.readouterr())


def test_a_body_that_is_announced_too_large_is_refused_unread_in_words(site: Site) -> None:
    for expect in (b"", b"Expect: 100-continue\r\n"):
        [answer] = answers(site.port, post(b"Content-Length: 1200000\r\n" + expect))
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"Connection: close" in answer
        assert b"Content-Security-Policy" in answer


def test_a_client_that_sends_a_large_body_all_the_same_gets_to_read_why(site: Site) -> None:
    request = post(b"Content-Length: 1200000\r\n", b"a" * 1_200_000)
    [answer] = answers(site.port, request)
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_what_follows_a_body_that_was_not_read_is_no_request(site: Site) -> None:
    [answer] = answers(site.port, post(b"Content-Length: 70000\r\n", HIDDEN))
    assert answer.startswith(b"HTTP/1.1 413 ")


GET: Final = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_requests_in_a_row_are_answered_in_their_order(site: Site, size: int) -> None:
    row = (
        GET
        + post(CHUNKED, b"3\r\nq=a\r\n0\r\nTrailer: x\r\n\r\n")
        + GET.replace(b"healthz", b"no")
        + GET
    )
    pieces = [row[at : at + size] for at in range(0, len(row), size)]
    statuses = [int(answer.split()[1]) for answer in answers(site.port, *pieces)]
    assert statuses == [200, 200, 404, 200]


def test_a_head_request_that_fails_has_no_body(site: Site) -> None:
    sent = b"HEAD /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: a\r\n\r\n"
    [answer] = answers(site.port, sent)
    assert answer.endswith(b"\r\n\r\n")


def test_an_application_that_fails_is_answered_without_details(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(environ: object, start_response: object) -> Sequence[bytes]:
        raise ValueError("ZANAHORIA")

    with running(fail) as server:
        [answer] = answers(server.port, b"GET /?ZANAHORIA HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 500 ")
    assert b"Content-Security-Policy" in answer
    assert WORD not in answer
    assert "ZANAHORIA" not in "".join(capfd.readouterr())

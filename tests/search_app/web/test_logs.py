"""Nothing of what readers type reaches the output of a real server, also where it fails."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.search_app.site import write_collection

MARKER = "Xochiquetzalmarker"
PATHS = [
    "/",
    "/search",
    "/publications/claves-es",
    "/publications/claves-es/passages/1",
    "/publications/claves-es/passages/1/picture",
    "/publications/claves-es/passages/1/cite/bibtex",
    "/publications/claves-es/file",
    "/publications/none",
    f"/publications/{MARKER}",
    f"/publications/{MARKER}/passages/{MARKER}",
    f"/nowhere/{MARKER}",
    "/api/v1/search",
    "/api/v1/suggest",
    f"/api/v1/publications/{MARKER}",
    "/healthz",
    "/readyz",
    "/static/style.css",
]
DISCREET = ["/", "/search", "/publications/claves-es", "/publications/claves-es/passages/1"]
# A service in which every search and suggestion fails with a message that quotes the query.
FAILING = """
import sys
from indexer.engine.embedded.read.reader import EmbeddedReader
import search_app.pages.results, search_app.serving
def search(self, request):
    try:
        raise ValueError(f"cannot read {request.text}")
    except ValueError as error:
        raise RuntimeError(repr(request)) from error
EmbeddedReader.search = search
def words_with_prefix(self, prefix, limit):
    raise ValueError(f"no words begin with {prefix}")
EmbeddedReader.words_with_prefix = words_with_prefix
sys.exit(search_app.serving.main())
"""


@contextmanager
def _server(folder: Path, command: list[str], log: Path) -> Iterator[str]:
    settings = write_collection(folder)
    environment = {
        **os.environ,
        "ALUNA_INDEX": str(settings.index),
        "ALUNA_CORPUS": str(settings.corpus),
        "ALUNA_TAKEDOWN": str(settings.takedown),
        "ALUNA_PORT": "0",
        "PYTHONUNBUFFERED": "1",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command], env=environment, stdout=subprocess.PIPE, stderr=output
        )
    assert process.stdout is not None
    try:
        line = process.stdout.readline().decode()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address is not None, log.read_text()
        yield address[0]
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
        with log.open("ab") as output:
            output.write(line.encode() + rest)


def _status(url: str, headers: Mapping[str, str], body: bytes | None = None) -> int:
    request = urllib.request.Request(url, body, dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def _everything(root: str) -> set[int]:
    """Send the marker by every way that a reader has."""
    statuses = set()
    for path in PATHS:
        for query in (f"q={MARKER}", f"creator={MARKER}&page={MARKER}&cursor={MARKER}"):
            headers = {"Referer": f"{root}/?q={MARKER}", "User-Agent": MARKER, "Cookie": MARKER}
            statuses.add(_status(f"{root}{path}?{query}", headers))
        for host in (f"{MARKER}.example", f"{MARKER}..example", MARKER * 9):
            odd = {"Host": host, "Origin": f"https://{MARKER}.example", "Accept-Language": MARKER}
            statuses.add(_status(f"{root}{path}?q=%ED%A0%80{MARKER}", odd))
    for kind, body in (
        ("application/json", f'{{"q": "{MARKER}"}}'),
        ("application/json", f'{{"{MARKER}": {MARKER}'),
        ("application/json", f'{{"{MARKER}\\ud800": "{MARKER}\\ud800"}}'),
        ("application/json", f'{{"q": ["{MARKER}", {{"{MARKER}": NaN}}]}}'),
        ("multipart/form-data; boundary=x", f"--x\r\n{MARKER}"),
        ("application/x-www-form-urlencoded", f"q={MARKER}"),
        ("application/x-www-form-urlencoded", f"with=q%3D{MARKER}%26open%3D{MARKER}"),
        ("application/x-www-form-urlencoded", f"with={'%26a' * 300}{MARKER}"),
        ("text/plain", MARKER),
    ):
        for path in ("/api/v1/search", "/api/v1/suggest", *DISCREET):
            statuses.add(_status(root + path, {"Content-Type": kind}, body.encode()))
    return statuses


@pytest.mark.parametrize(
    ("command", "failing"),
    [(["-m", "search_app"], False), (["-c", FAILING], True)],
    ids=["working", "failing"],
)
def test_the_server_says_nothing_of_what_was_searched(
    tmp_path: Path, command: list[str], failing: bool
) -> None:
    log = tmp_path / "log"
    with _server(tmp_path, command, log) as root:
        statuses = _everything(root)
    output = log.read_text()
    assert (500 in statuses) is failing
    assert {200, 400, 404, 421} <= statuses
    assert MARKER.lower() not in output.lower()
    assert "claves-es" not in output
    if failing:  # what went wrong can still be found out
        assert "RuntimeError" in output
        assert "ValueError" in output
        assert "search.py" in output
        assert "suggestions.py" in output
    else:
        assert output.splitlines() == [line for line in output.splitlines() if "http://" in line]

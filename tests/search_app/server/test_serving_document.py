"""docs/serving.md and deploy/nginx.conf have the figures of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from search_app.application import MAX_BODY
from search_app.server import admission, client_channel, descriptors, search_server
from search_app.server.clients import _ACCEPTED
from tests.conftest import ROOT
from tests.docs.documents import Document

SERVING = Document(Path("docs/serving.md"))
NGINX = (ROOT / "deploy/nginx.conf").read_text("utf-8")


@pytest.mark.parametrize(
    "sentence",
    [
        f"closed after {client_channel.HEADER_SECONDS:.0f} seconds",
        f"may take {client_channel.BODY_SECONDS:.0f} seconds, and have {MAX_BODY // 1024} kB",
        f"closed after {client_channel.KEEP_ALIVE_SECONDS:.0f} seconds; "
        f"after {admission._PRESSED_KEEP_ALIVE_SECONDS:.0f} where",
        f"at least {client_channel.MIN_RATE_BYTES // 1024} kB are read in each "
        f"{client_channel.RATE_SECONDS:.0f} seconds",
        f"at most {admission._MAX_PER_CLIENT}, then",
        f"{descriptors._MAX_CONNECTIONS:,} connections are open at most",
        f"after {search_server._STOP_SECONDS:.0f} seconds at the latest",
    ],
)
def test_the_figures_are_those_of_the_code(sentence: str) -> None:
    assert sentence in " ".join(SERVING.text.split())


@pytest.mark.parametrize(
    "directive",
    [
        "access_log off",
        f"client_max_body_size {MAX_BODY // 1024}k",
        f"client_body_buffer_size {MAX_BODY // 1024}k",
        "proxy_max_temp_file_size 0",
        f"large_client_header_buffers 4 {search_server.MAX_HEADER_BYTES // 1024}k",
        f"keepalive_timeout {client_channel.KEEP_ALIVE_SECONDS - 5:.0f}s",
        *(f"proxy_set_header {name.replace('_', '-')}" for name in _ACCEPTED),
        "proxy_set_header X-Forwarded-For $remote_addr",
        "proxy_set_header Forwarded ",
    ],
)
def test_the_proxy_keeps_what_the_service_promises(directive: str) -> None:
    assert re.search(rf"^\s*{re.escape(directive)}", NGINX, re.IGNORECASE | re.MULTILINE)


def test_no_server_of_the_proxy_logs_requests() -> None:
    servers = re.split(r"^server \{", NGINX, flags=re.MULTILINE)[1:]
    assert len(servers) == 2
    assert all("access_log off;" in server for server in servers)

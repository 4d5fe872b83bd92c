"""nginx with the configurations in deploy: it takes them, and readers get what they must."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.conftest import ROOT, ended
from tests.search_app.site import CLAVES, RETIRADA, Site, serving, write_collection

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")

SECRET = "secretaspalabras"
MAIN = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log warn;
{user}
events {{ }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Way:
    """A configuration, what is changed in it, and where readers find the service then."""

    file: str
    url: str
    change: tuple[str, str] = ("", "")


WAYS = {
    "a host of its own": Way("nginx.conf", "https://buscar.example.org/"),
    "the path is handed on": Way("nginx-prefix.conf", "https://www.example.org/buscar/"),
    "the path is cut off": Way(
        "nginx-prefix.conf",
        "https://www.example.org/buscar/",
        ("proxy_pass http://aluna;", "proxy_pass http://aluna/;"),
    ),
    "the path is not named": Way(
        "nginx-prefix.conf",
        "https://www.example.org/buscar/",
        ("X-Forwarded-Prefix /buscar", 'X-Forwarded-Prefix ""'),
    ),
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(pem) + private)
    return path


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    """The service at both addresses."""
    settings = write_collection(tmp_path_factory.mktemp("sites"), (CLAVES, RETIRADA))
    settings.takedown.write_text("retirada\n", "utf-8")
    settings = replace(settings, proxies="127.0.0.1")
    first, second = dict.fromkeys(way.url for way in WAYS.values())
    with (
        serving(replace(settings, public_url=first)) as one,
        serving(replace(settings, public_url=second)) as other,
    ):
        yield {first: one, second: other}


@contextmanager
def proxying(folder: Path, way: Way, site: Site, certificate: Path) -> Iterator[int]:
    """nginx with a configuration of ours on a free port, before a service."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, plain_port = one.getsockname()[1], other.getsockname()[1]
    text = (ROOT / "deploy" / way.file).read_text("utf-8")
    assert way.change[0] in text
    text = text.replace(*way.change) if way.change[0] else text
    text = re.sub(r"listen \[::\].*;", "", text)
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain_port};")
    text = re.sub(r"/etc/letsencrypt/\S+\.pem", str(certificate), text)
    text = text.replace("/var/log/nginx", str(folder)).replace(":8000", f":{site.port}")
    (folder / "site.conf").write_text(text, "utf-8")
    user = "user root;" if Path("/proc/self").owner() == "root" else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), "utf-8")
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    checked = subprocess.run(
        [*command, "-t"], capture_output=True, text=True, timeout=30, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    with ended(subprocess.Popen(command, stderr=subprocess.DEVNULL)):
        _wait_for(port)
        yield port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("nginx does not listen")


def _ask(port: int, way: Way, path: str, method: str = "GET") -> tuple[int, str, str]:
    """The status, the address that it leads to, and the text of an answer."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    host = way.url.split("/")[2]
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=trusting)
    try:
        headers = {"Host": host, "X-Forwarded-Prefix": "/evil", "X-Forwarded-Host": "evil.example"}
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers["Location"] or "", answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("name", WAYS)
def test_readers_reach_everything_through_nginx(
    tmp_path: Path, sites: dict[str, Site], certificate: Path, name: str
) -> None:
    way = WAYS[name]
    root = way.url.removeprefix("https://").partition("/")[2]
    prefix = f"/{root}".rstrip("/")
    with proxying(tmp_path, way, sites[way.url], certificate) as port:
        status, _, page = _ask(port, way, f"{prefix}/search?q={SECRET}+miedo")
        assert status == 200
        assert f'action="{prefix}/search"' in page
        assert f'href="{prefix}/static/style.css' in page
        assert "evil" not in page
        status, _, page = _ask(port, way, f"{prefix}/publications/claves-es")
        assert f"{way.url}publications/claves-es" in page
        assert _ask(port, way, f"{prefix}/publications/retirada")[0] == 410
        assert _ask(port, way, f"{prefix}/nowhere?q={SECRET}")[0] == 404
        status, target, _ = _ask(port, way, f"{prefix}/publications/CLAVES-ES")
        assert not target or target.startswith(f"{prefix}/publications/")
        assert _ask(port, way, f"{prefix}/static/search.js")[0] == 200
        if prefix:
            assert _ask(port, way, prefix)[:2] == (301, way.url)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert SECRET not in file.read_text("utf-8", "replace"), file

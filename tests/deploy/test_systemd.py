"""The units: hardened, valid, and good for what they are there for on a machine with systemd."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import pdf
from tests.conftest import ROOT
from tests.deploy import systemd_machine
from tests.deploy.systemd_machine import Machine, booted

UNITS = ROOT / "deploy/systemd"
SERVICES = sorted(UNITS.glob("*.service"))
MAX_EXPOSURE = 3.0

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_is_exposed_to_little(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=yes", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    exposure = re.search(r"Overall exposure level for .*: ([\d.]+)", done.stdout)
    assert exposure is not None, done.stderr
    assert float(exposure[1]) <= MAX_EXPOSURE


@needs_systemd
def test_systemd_understands_every_line() -> None:
    units = sorted(map(str, [*SERVICES, *UNITS.glob("*.timer")]))
    command = ["systemd-analyze", "verify", "--man=no", *units]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    said = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert [line for line in said if str(UNITS) in line or "aluna" in line] == []


# --- on a machine with systemd

PROBE = """
import json, os, sys
sys.path.insert(0, "/opt/aluna")
from indexer.sandbox import allowed_paths, confine, jail, landlock, seccomp
networks = [line.split(":")[0].strip() for line in open("/proc/self/net/dev").readlines()[2:]]
written = [f for f in ("/opt/aluna", "/srv/aluna/corpus", "/etc") if os.access(f, os.W_OK)]
own_mounts = confine.leave_system()
built = jail.build(allowed_paths.readable_paths()) is not None
print(json.dumps({"networks": networks, "written": written, "own_mounts": own_mounts, "jail": built,
    "landlock": landlock.version() > 0, "host": os.uname().nodename, "filter": seccomp.install()}))
"""


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _prepare(folder: Path, port: int) -> str:
    """Installs as docs/serving.md says, into folders that stay in memory."""
    (folder / "uno.pdf").write_bytes(pdf("Hablamos de luciérnagas y de cómo acompañan la noche."))
    (folder / "probe.py").write_text(PROBE, "utf-8")
    return f"""
systemd-sysusers {UNITS}/aluna.sysusers.conf
mkdir -p /opt/aluna /etc/aluna /srv/aluna/corpus
mount -t tmpfs tmpfs /var/backups
install -d -o aluna /var/backups/aluna
mount --bind {ROOT} /opt/aluna
cp {folder}/uno.pdf /srv/aluna/corpus/
cp {folder}/probe.py /etc/aluna/
cp {UNITS}/aluna.toml /etc/aluna/aluna.toml
echo 'port = {port}' >> /etc/aluna/aluna.toml
"""


def _units(folder: Path) -> dict[str, str]:
    """The units, and one that says what those of the indexer leave to the sandbox."""
    units = {unit.name: unit.read_text("utf-8") for unit in SERVICES}
    indexer = units["aluna-indexer.service"]
    units["probe.service"] = re.sub(
        r"(?m)^ExecStart=.*", "ExecStart=/opt/aluna/.venv/bin/python /etc/aluna/probe.py", indexer
    )
    # Python may be in a home folder here, there is no journal, and the other tests go on.
    for name in list(units):
        output = folder / f"{name}.log"
        units[f"{name}.d/here.conf"] = (
            "[Service]\nProtectHome=tmpfs\nNice=0\nCPUSchedulingPolicy=other\n"
            f"BindReadOnlyPaths={Path(sys.base_prefix).resolve()}\n"
            f"StandardOutput=append:{output}\nStandardError=append:{output}\n"
        )
    return units


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("machine")


@pytest.fixture(scope="module")
def port() -> int:
    return _free_port()


@pytest.fixture(scope="module")
def machine(folder: Path, port: int) -> Iterator[Machine]:
    if not systemd_machine.is_available():
        pytest.skip("systemd cannot be started here: that takes root, and systemd")
    with booted(folder, _units(folder), _prepare(folder, port)) as one:
        yield one


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except ConnectionRefusedError:
        return 0, b""
    finally:
        connection.close()


def test_the_units_index_serve_and_stop(machine: Machine, folder: Path, port: int) -> None:
    assert machine.systemctl("start", "--no-block", "aluna-search.service").returncode == 0
    assert machine.systemctl("start", "aluna-indexer.service").returncode == 0, _log(folder)
    assert machine.show("aluna-indexer.service", "Result") == "success"
    deadline = time.monotonic() + 20
    while _get(port, "/readyz")[0] != 200:
        assert time.monotonic() < deadline, _log(folder)
        time.sleep(0.1)
    status, body = _get(port, "/api/v1/search?q=luciernagas")
    [hit] = json.loads(body)["hits"]
    assert (status, hit["path"]) == (200, "uno.pdf")
    # A process that gives up everything has drawn it.
    status, picture = _get(port, f"{hit['url']}/passages/1/picture?width=240")
    assert (status, picture[:4]) == (200, b"RIFF")
    assert machine.systemctl("stop", "aluna-search.service").returncode == 0
    assert machine.show("aluna-search.service", "ExecMainStatus") == "0"
    assert machine.show("aluna-search.service", "Result") == "success"


def test_a_backup_is_made(machine: Machine, folder: Path) -> None:
    assert machine.systemctl("start", "aluna-backup.service").returncode == 0, _log(folder)
    said = (folder / "aluna-backup.service.log").read_text("utf-8")
    assert "/var/backups/aluna/aluna-" in said


def test_a_unit_leaves_the_sandbox_all_of_its_walls(machine: Machine, folder: Path) -> None:
    assert machine.systemctl("start", "probe.service").returncode == 0, _log(folder)
    assert json.loads((folder / "probe.service.log").read_text("utf-8")) == {
        "networks": ["lo"],
        "written": [],
        "own_mounts": True,
        "jail": True,
        "landlock": True,
        "filter": True,
        "host": "localhost",
    }


def _log(folder: Path) -> str:
    return "\n".join(f.read_text("utf-8", "replace") for f in folder.glob("*log"))

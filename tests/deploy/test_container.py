"""The image: what it is made of is there, and it runs as nobody in particular."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from indexer.settings import SETTINGS, load_settings
from tests.conftest import ROOT
from tests.deploy.container_packages import PACKAGES, needed
from tests.environment.lock import LOCK, pins
from tests.search_app.site import Site

FILE = ROOT / "deploy/container/Containerfile"
COMPOSE = yaml.safe_load((ROOT / "deploy/container/compose.yaml").read_text("utf-8"))
KNOWN = {
    *("FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD"),
    "HEALTHCHECK",
}


@dataclass(frozen=True)
class Step:
    name: str
    text: str


def _steps() -> list[list[Step]]:
    """The steps of each stage."""
    lines = [line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    stages: list[list[Step]] = []
    for line in filter(str.strip, joined.splitlines()):
        name, _, text = line.partition(" ")
        assert name in KNOWN, line
        if name == "FROM":
            stages.append([])
        stages[-1].append(Step(name, text.strip()))
    return stages


BUILD, RUN = _steps()


def _of(stage: list[Step], name: str) -> list[str]:
    return [step.text for step in stage if step.name == name]


def test_all_that_is_copied_is_there() -> None:
    copied = [text.split()[:-1] for text in _of(BUILD, "COPY")]
    for source in (one for sources in copied for one in sources):
        assert (ROOT / source).exists(), source
    [between] = _of(RUN, "COPY")
    assert between.startswith("--from=build ")
    assert all("AS build" in text for text in _of(BUILD, "FROM"))


def test_the_packages_are_those_that_the_programs_need() -> None:
    assert PACKAGES.read_text("utf-8").split() == needed(), (
        "run `python -m tests.deploy.container_packages`"
    )


def test_only_what_is_locked_is_installed_and_with_its_hashes(tmp_path: Path) -> None:
    shutil.copy(LOCK, tmp_path)
    shutil.copy(PACKAGES, tmp_path)
    for command in _of(BUILD, "RUN"):
        if command.startswith("awk"):
            subprocess.run(["sh", "-ec", command], cwd=tmp_path, check=True, timeout=30)
        elif "pip install" in command:
            assert "--no-deps" in command
            assert "--require-hashes" in command or command.endswith(" .")
    chosen = pins((tmp_path / "required.txt").read_text("utf-8"))
    wanted, locked = needed(), pins(LOCK.read_text("utf-8"))
    assert chosen == [pin for pin in locked if pin.name in wanted]
    assert all(pin.hashes for pin in chosen)
    [tools] = pins((tmp_path / "setuptools.txt").read_text("utf-8"))
    assert tools.name == "setuptools"


def test_it_runs_as_a_user_without_rights_with_settings_that_are_understood() -> None:
    last = [step.name for step in RUN]
    assert _of(RUN, "USER") == ["aluna"]
    assert "RUN" not in last[last.index("USER") :]
    words = [word.partition("=") for text in _of(RUN, "ENV") for word in text.split()]
    variables = {name: value for name, _, value in words}
    settings = load_settings({}, variables | {"ALUNA_SETTINGS": "/dev/null"})
    assert settings.host == "0.0.0.0"
    volumes = json.loads(_of(RUN, "VOLUME")[0])
    assert str(settings.corpus) in volumes
    assert settings.index.is_relative_to(volumes[1])
    assert _of(RUN, "EXPOSE") == [str(settings.port)]


def test_it_starts_both_programs() -> None:
    command = [*json.loads(_of(RUN, "ENTRYPOINT")[0]), *json.loads(_of(RUN, "CMD")[0])]
    assert command[1:] == ["-m", "search_app"]


@pytest.mark.parametrize(("path", "code"), [("/healthz", 0), ("/nowhere", 1)])
def test_the_health_check_sees_whether_it_answers(site: Site, path: str, code: int) -> None:
    [text] = _of(RUN, "HEALTHCHECK")
    command = json.loads(text[text.index("[") :])
    script = command[2].replace(":8000/healthz", f":{site.port}{path}")
    done = subprocess.run(
        [sys.executable, *command[1:2], script], capture_output=True, timeout=30, check=False
    )
    assert done.returncode == code


@pytest.mark.parametrize("name", ["search", "indexer"])
def test_a_container_may_do_little(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "./corpus:/srv/aluna/corpus:ro" in service["volumes"]
    assert (service.get("network_mode") == "none") == (name == "indexer")
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    variables = set(service.get("environment", ()))
    assert variables <= {setting.variable for setting in SETTINGS}

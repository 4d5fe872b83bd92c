"""Faults of the machine: each ends a command in two lines, and none is blamed on a file."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer import cli
from indexer.sandbox import landlock, machine, self_test
from tests.builders import pdf
from tests.conftest import ROOT
from tests.test_build import page

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these limits need Linux")

_TEXT = "Los cuadernos acompañan a las defensoras, que nombran el miedo en el taller."
_NO_MEMORY = "ulimit -v 150000"
_NO_DESCRIPTORS = "ulimit -n 10"
_FEW_DESCRIPTORS = "ulimit -n 18"
_NO_THREADS = "ulimit -u 1"
_AS_NOBODY = (
    *("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
    *("--bounding-set=-all,+dac_read_search", "--inh-caps=-all,+dac_read_search"),
    "--ambient-caps=+dac_read_search",
)
"""The number of root's processes has no limit; and Python may be where only root can read."""


@dataclass(frozen=True)
class Finished:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Office:
    """A corpus with one page and one PDF, and its index."""

    folder: Path

    @property
    def flags(self) -> list[str]:
        return ["--corpus", str(self.folder / "corpus"), "--index", str(self.folder / "index")]

    def run(self, command: str, limit: str) -> Finished:
        """Run a command of the indexer, or the service, in a shell that has set a limit."""
        needs_user = limit == _NO_THREADS and os.geteuid() == 0
        flags = [*self.flags[:3], self.flags[3] + "-of-another-user"] if needs_user else self.flags
        module = [] if command.startswith("search_app") else ["indexer"]
        program = [sys.executable, "-m", *module, *shlex.split(command), *flags]
        done = subprocess.run(
            [
                *(_AS_NOBODY if needs_user else ()),
                *("bash", "-c", f"{limit} && exec {shlex.join(program)}"),
            ],
            cwd=ROOT,
            env=os.environ | {"LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("office")
    page(folder / "corpus" / "miedo.html", "Sobre el miedo", _TEXT)
    (folder / "corpus" / "claves.pdf").write_bytes(pdf(_TEXT))
    one = Office(folder)
    assert cli.main(["update", "--quiet", *one.flags]) == 0
    folder.chmod(0o777)
    (folder / "corpus" / "nuevo.pdf").write_bytes(pdf(f"{_TEXT} Es nuevo."))
    return one


def _searchable(office: Office, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The generation that readers get, and how many publications are in it."""
    capsys.readouterr()
    cli.main(["status", "--json", *office.flags])
    status = json.loads(capsys.readouterr().out)
    return [status["generation"], status["publications"]]


@pytest.mark.parametrize(
    ("command", "limit", "said"),
    [
        ("update", _NO_MEMORY, "There is not enough memory."),
        ("status", _NO_MEMORY, "There is not enough memory."),
        ("audit", _NO_DESCRIPTORS, "This program may not open any more files."),
        ("search miedo", _NO_DESCRIPTORS, "This program may not open any more files."),
        ("update", _FEW_DESCRIPTORS, ""),
        ("search_app --port 0", _NO_MEMORY, "There is not enough memory."),
        ("search_app --port 0", _NO_DESCRIPTORS, "This program may not open any more files."),
        ("update", _NO_THREADS, "The computer starts no more processes for this user."),
        ("audit", _NO_THREADS, "The computer starts no more processes for this user."),
    ],
)
def test_a_machine_without_resources_ends_a_command_in_two_lines(
    command: str, limit: str, said: str, office: Office
) -> None:
    done = office.run(command, limit)
    assert done.code == 6, done.err
    assert len(done.err.splitlines()) == 2, done.err
    assert said in done.err
    assert "Traceback" not in done.err


def test_after_all_that_readers_have_what_they_had(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _searchable(office, capsys) == ["0001.1", 2]


def test_few_descriptors_do_for_searching(office: Office) -> None:
    done = office.run("search miedo", "ulimit -n 16")
    assert (done.code, done.err) == (0, "")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause before the good file is tried again."""
    monkeypatch.setattr(self_test, "_PAUSES_SECONDS", (0.0, 0.0))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("megabytes", ["60", "300"])
def test_a_setting_under_which_files_of_a_kind_fail_is_named_and_drops_nothing(
    megabytes: str,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = _searchable(office, capsys)
    monkeypatch.setenv("ALUNA_MEMORY_MB", megabytes)
    assert cli.main(["update", *office.flags]) == 2
    said = capsys.readouterr().err
    assert f"The setting memory_mb is {megabytes}, with which not even a small file" in said
    assert "with 512 it can" in said
    monkeypatch.delenv("ALUNA_MEMORY_MB")
    assert _searchable(office, capsys) == before


def _few_descriptors(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(machine, "free_descriptors", lambda: 30)


def _low_setting(patch: pytest.MonkeyPatch) -> None:
    patch.setenv("ALUNA_MEMORY_MB", "60")


def _no_languages(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("indexer.extract.ocr.tessdata._FOLDERS", ())


def _old_kernel(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(landlock, "version", lambda: 0)


def _little_space(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(9, 9, 9 << 20))


def _clock_set_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(time, "time", lambda: 1_000_000_000.0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("harm", "name", "state"),
    [
        (_few_descriptors, "open files", "bad"),
        (_low_setting, "reading", "bad"),
        (_no_languages, "text recognition", "bad"),
        (_old_kernel, "isolation", "reduced"),
        (_little_space, "disk", "bad"),
        (_clock_set_back, "clock", "bad"),
    ],
)
def test_doctor_names_what_is_wrong(
    harm: Callable[[pytest.MonkeyPatch], None],
    name: str,
    state: str,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    harm(monkeypatch)
    code = cli.main(["doctor", "--json", *office.flags])
    found = json.loads(capsys.readouterr().out)
    named = {check["name"] for check in found["checks"] if check["state"] == state}
    assert name in named
    assert code == (1 if state == "bad" else 0)
    assert all(check["advice"] for check in found["checks"] if check["state"] != "good")
    assert [one["source"] for one in found["settings"]][:2] == ["--corpus", "--index"]


def test_doctor_is_read_by_people(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--lang", "es", *office.flags]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(("[bien]", "[regular]", "El ajuste")) for line in lines[:-1])
    assert lines[-1] == "Está todo lo que el programa necesita."


def test_doctor_looks_at_folders_that_are_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    flags = ["--corpus", str(tmp_path / "none"), "--index", str(tmp_path / "file" / "index")]
    assert cli.main(["doctor", "--json", *flags]) == 1
    states = {c["name"]: c["state"] for c in json.loads(capsys.readouterr().out)["checks"]}
    assert [states[name] for name in ("corpus", "write permission")] == ["bad", "bad"]
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]

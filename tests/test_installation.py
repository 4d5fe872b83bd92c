"""What staff double-click, and what it runs before anything is installed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer import installation
from tests.conftest import ROOT

STARTER = ROOT / "Aluna.command"
WINDOWS_STARTER = ROOT / "Aluna.cmd"


def test_each_package_of_the_lock_is_installed_with_its_hashes() -> None:
    lock = installation.LOCK.read_text("utf-8")
    blocks = installation.locked_packages(lock)
    assert len(blocks) == sum("==" in line for line in lock.splitlines())
    assert "\n".join(text for _, text in blocks).count("--hash=") == lock.count("--hash=")
    assert {"setuptools", "tesserocr", "pypdf"} <= dict(blocks).keys()


def test_what_is_installed_is_installed_again_only_after_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, stamp = tmp_path / "lock", tmp_path / "stamp"
    source.touch()
    monkeypatch.setattr(installation, "SOURCES", (source,))
    assert not installation.is_current(stamp)
    stamp.touch()
    os.utime(source, (1, 1))
    assert installation.is_current(stamp)
    os.utime(stamp, (0, 0))
    assert not installation.is_current(stamp)


def test_an_older_python_can_read_why_it_is_too_old() -> None:
    source = Path(installation.__file__).read_text("utf-8")
    ast.parse(source, feature_version=(3, 8))
    before = source.partition("import argparse")[0]
    assert "sys.version_info < (3, 11)" in before


def test_nothing_but_python_is_needed_to_install() -> None:
    command = [sys.executable, "-S", "-I", "-c", "import sys; sys.path.insert(0, '.'); "]
    command[-1] += "import indexer.installation; print('ok')"
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "ok\n"


# --- the starters


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The starter, beside programs that only say that they run."""
    place = tmp_path / "mi carpeta"
    (place / "indexer").mkdir(parents=True)
    (place / "indexer" / "__init__.py").touch()
    (place / "indexer" / "__main__.py").write_text("import sys; print('menu', *sys.argv[1:])")
    (place / "indexer" / "installation.py").write_text("print('installed')")
    (place / ".venv" / "bin").mkdir(parents=True)
    (place / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (place / STARTER.name).write_bytes(STARTER.read_bytes())
    (place / STARTER.name).chmod(0o755)
    return place


def start(folder: Path, path: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", str(folder / STARTER.name)]
    environment = {**os.environ, "PATH": path}
    return subprocess.run(
        command, cwd="/", env=environment, input="\n", capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a starter for macOS and Linux")
def test_the_starter_installs_and_shows_the_list(folder: Path) -> None:
    done = start(folder, f"{Path(sys.executable).parent}:/usr/bin:/bin")
    assert (done.returncode, done.stdout, done.stderr) == (0, "installed\nmenu menu\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="a starter for macOS and Linux")
def test_the_starter_waits_where_the_installation_failed(folder: Path) -> None:
    (folder / "indexer" / "installation.py").write_text("raise SystemExit('no')")
    done = start(folder, f"{Path(sys.executable).parent}:/usr/bin:/bin")
    assert (done.returncode, done.stdout) == (1, "\n[Enter] ")


@pytest.mark.skipif(sys.platform == "win32", reason="a starter for macOS and Linux")
def test_the_starter_says_where_python_comes_from(folder: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dirname").symlink_to("/usr/bin/dirname")
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3").chmod(0o755)
    done = start(folder, str(tools))
    assert done.returncode == 1
    assert "Falta Python 3.11" in done.stdout
    assert done.stdout.count("https://www.python.org/downloads/") == 4


def test_the_starters_can_be_double_clicked() -> None:
    mode = subprocess.run(
        ["git", "ls-files", "--stage", STARTER.name], cwd=ROOT, capture_output=True, text=True
    ).stdout
    assert mode.startswith("100755") or not mode, "not executable"
    assert os.access(STARTER, os.X_OK)
    assert b"\r" not in STARTER.read_bytes()
    windows = WINDOWS_STARTER.read_bytes()
    assert windows.isascii(), "the window has another code page when it begins"
    assert windows.count(b"\r\n") == windows.count(b"\n")


def test_the_starter_of_windows_runs_what_the_other_one_runs() -> None:
    said = WINDOWS_STARTER.read_text("ascii")
    for words in ("-m indexer.installation", "-m indexer menu", "sys.version_info < (3, 11)"):
        assert words in said
        assert words in STARTER.read_text("utf-8")
    labels = {line[1:] for line in said.splitlines() if line.startswith(":")}
    assert {line.split("goto ")[1] for line in said.splitlines() if "goto " in line} == labels

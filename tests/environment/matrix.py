"""The ranges of setup.cfg at both ends, on each Python that is here (`make matrix`).

Each combination has a virtual environment in var/matrix, with the wheel as users install it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.conftest import ROOT
from tests.environment.lock import WITHOUT_WHEEL, requirements, uv

FOLDER: Final = ROOT / "var" / "matrix"
TESTED_PYTHONS: Final = ("3.11", "3.12", "3.13")
"""Those that setup.cfg's classifiers name."""
ENDS: Final = {"lowest": "lowest-direct", "newest": "highest"}
"""How uv resolves each end of the ranges."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A Python and an end of the ranges."""

    python: str
    end: str

    @property
    def folder(self) -> Path:
        """Its virtual environment."""
        return FOLDER / f"{self.python}-{self.end}"

    @property
    def log(self) -> Path:
        """What its tests printed."""
        return FOLDER / f"{self.python}-{self.end}.log"


def cells(chosen: Sequence[str]) -> list[Cell]:
    """The combinations to test: all, or the `chosen` Pythons and ends."""
    pythons = [python for python in TESTED_PYTHONS if python in chosen] or TESTED_PYTHONS
    ends = [end for end in ENDS if end in chosen] or list(ENDS)
    return [Cell(python, end) for python in pythons for end in ends]


def run(chosen: Sequence[str], tests: Sequence[str]) -> int:
    """Test each combination; prints a line for each, and returns 1 if any failed."""
    wheel = build_wheel(FOLDER)
    failed = 0
    for cell in cells(chosen):
        started = time.monotonic()
        executable = find_python(cell.python)
        if executable is None:
            print(f"Python {cell.python}: not on this machine", flush=True)
            continue
        result = _test(cell, executable, wheel, tests)
        failed += result != "passed"
        seconds = time.monotonic() - started
        print(f"Python {cell.python}, {cell.end}: {result} ({seconds:.0f} s)", flush=True)
    return 1 if failed else 0


def find_python(version: str) -> Path | None:
    """An interpreter of this version, on the path or of pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    on_path = shutil.which(f"python{version}")
    found = [Path(on_path)] if on_path else []
    for executable in [*found, *sorted(pyenv.glob(f"versions/{version}.*/bin/python"))]:
        # What pyenv puts on the path may only say that the version is not chosen.
        if subprocess.run([executable, "--version"], capture_output=True, check=False).returncode:
            continue
        return executable
    return None


def build_wheel(folder: Path) -> Path:
    """The project's wheel, built into `folder` with the setuptools that is installed."""
    for old in folder.glob("*.whl"):
        old.unlink()
    # The folder in which the wheel is put together would keep files that are no longer there.
    with TemporaryDirectory() as copy:
        for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        for package in ("indexer", "search_app"):
            shutil.copytree(
                ROOT / package, Path(copy, package), ignore=shutil.ignore_patterns("__pycache__")
            )
        uv(
            *("--no-cache", "build", "--quiet", "--wheel", "--no-build-isolation"),
            *("--python", sys.executable, "--out-dir", str(folder), copy),
        )
    [wheel] = folder.glob("*.whl")
    return wheel


def _test(cell: Cell, executable: Path, wheel: Path, tests: Sequence[str]) -> str:
    python = cell.folder / "bin" / "python"
    try:
        uv("venv", "--quiet", "--clear", "--python", str(executable), str(cell.folder))
        uv(
            *("pip", "install", "--quiet", "--python", str(python)),
            *("--resolution", ENDS[cell.end], "--requirements", "-"),
            *("--only-binary=:all:", f"--no-binary={WITHOUT_WHEEL}"),
            text="\n".join(requirements()),
        )
        uv("pip", "install", "--quiet", "--python", str(python), "--no-deps", str(wheel))
    except subprocess.CalledProcessError as error:
        return f"not installed: {error.stderr.strip()}"
    indexer = [python.with_name("aluna-indexer"), "update", f"--index={cell.folder / 'index'}"]
    pytest = [python, "-m", "pytest", "-q", "-n", "auto", *tests]
    with cell.log.open("w", encoding="utf-8") as log:
        for command, highest in ((indexer, 1), (pytest, 0)):  # 1: some files have problems
            done = subprocess.run(
                command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False
            )
            if done.returncode > highest:
                return f"failed, see {cell.log}"
    return "passed"

"""The ranges of setup.cfg at both ends, on each Python that is here (`make matrix`).

Each combination has a virtual environment in var/matrix, with the wheel as users install it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.conftest import ROOT
from tests.environment.lock import EXTRAS, WITHOUT_WHEEL, uv

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
        try:
            executable = uv("python", "find", "--no-python-downloads", "--system", cell.python)
        except subprocess.CalledProcessError:
            print(f"Python {cell.python}: not on this machine", flush=True)
            continue
        result = _test(cell, executable.strip(), wheel, tests)
        failed += result != "passed"
        seconds = time.monotonic() - started
        print(f"Python {cell.python}, {cell.end}: {result} ({seconds:.0f} s)", flush=True)
    return 1 if failed else 0


def build_wheel(folder: Path) -> Path:
    """The project's wheel, built into `folder` with the locked setuptools."""
    for old in folder.glob("*.whl"):
        old.unlink()
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*command, *options], check=True)
    [wheel] = folder.glob("*.whl")
    return wheel


def _test(cell: Cell, executable: str, wheel: Path, tests: Sequence[str]) -> str:
    python = cell.folder / "bin" / "python"
    try:
        uv("venv", "--quiet", "--clear", "--python", executable, str(cell.folder))
        uv(
            *("pip", "install", "--quiet", "--python", str(python)),
            *("--resolution", ENDS[cell.end], "--requirements", "setup.cfg"),
            *("--only-binary=:all:", f"--no-binary={WITHOUT_WHEEL}"),
            *(f"--extra={extra}" for extra in EXTRAS),
        )
        uv("pip", "install", "--quiet", "--python", str(python), "--no-deps", str(wheel))
    except subprocess.CalledProcessError as error:
        return f"not installed: {error.stderr.strip()}"
    with cell.log.open("w", encoding="utf-8") as log:
        for command in (
            [python.with_name("aluna-indexer"), "update", f"--index={cell.folder / 'index'}"],
            [python, "-m", "pytest", "-q", "-n", "auto", *tests],
        ):
            done = subprocess.run(
                command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False
            )
    return "passed" if done.returncode == 0 else f"failed, see {cell.log}"

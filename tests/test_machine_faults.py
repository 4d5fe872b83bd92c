"""Faults of the machine, by real processes: what they do to a command, and that no file is blamed."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer import cli
from tests.builders import pdf
from tests.conftest import ROOT
from tests.test_build import page

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these limits need Linux")

_TEXT = "Los cuadernos acompañan a las defensoras, que nombran el miedo en el taller."


@dataclass(frozen=True)
class House:
    """A corpus with one page and one PDF, and its index."""

    folder: Path

    @property
    def flags(self) -> list[str]:
        return ["--corpus", str(self.folder / "corpus"), "--index", str(self.folder / "index")]

    def run(self, command: str, limit: str = "true", **variables: str) -> Finished:
        """Run a command in a shell that has set a limit."""
        program = [sys.executable, "-m", "indexer", *shlex.split(command), *self.flags]
        done = subprocess.run(
            ["bash", "-c", f"{limit} && exec {shlex.join(program)}"],
            cwd=ROOT,
            env=os.environ | {"LANG": "C.UTF-8"} | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def searchable(self) -> int:
        """How many publications can be found."""
        done = self.run("status --json")
        return int(json.loads(done.out)["publications"])


@dataclass(frozen=True)
class Finished:
    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("house")
    page(folder / "corpus" / "miedo.html", "Sobre el miedo", _TEXT)
    (folder / "corpus" / "claves.pdf").write_bytes(pdf(_TEXT))
    one = House(folder)
    assert cli.main(["update", "--quiet", *one.flags]) == 0
    return one

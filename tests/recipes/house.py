"""A copy of the program in which recipes are followed, with an index and a service of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, ended


@dataclass(frozen=True)
class Edit:
    """A change of a file of the program: `old`, which stands in it once, becomes `new`."""

    file: str
    old: str
    new: str

    def apply(self, house: Path) -> None:
        path = house / self.file
        text = path.read_text("utf-8")
        assert text.count(self.old) == 1, f"{self.file} has not one place for {self.new!r}"
        path.write_text(text.replace(self.old, self.new), "utf-8")


@dataclass(frozen=True)
class Recipe:
    """A change as CONTRIBUTING.md describes it under the heading `title`.

    `edits` and `files` (new ones of the program) are the recipe's steps, `uses` edits that its
    result is used by; `module` is what is run then; `corpus` are files that staff add, `settings`
    lines of their aluna.toml.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    uses: tuple[Edit, ...] = ()
    module: str = ""
    corpus: Mapping[str, bytes] = field(default_factory=dict)
    settings: str = ""

    @property
    def touched(self) -> set[str]:
        """The files of the program that following it changes or adds."""
        return {edit.file for edit in self.edits} | set(self.files)

    def follow(self, house: Path) -> None:
        for edit in (*self.edits, *self.uses):
            edit.apply(house)
        _write(house, {name: text.encode() for name, text in self.files.items()})
        _write(house / "corpus", self.corpus)
        with (house / "aluna.toml").open("a", encoding="utf-8") as settings:
            settings.write(self.settings)
        if self.module:
            _run(house, self.module, is_complete=False)


@dataclass(frozen=True)
class House:
    """The copy in `folder`, indexed and served at `root`; `report` is what `update --json` said."""

    folder: Path
    root: str
    report: dict[str, Any]

    def get(self, path: str) -> str:
        """What the service answers, in English."""
        with urllib.request.urlopen(self.root + path) as response:
            return str(response.read().decode("utf-8"))

    def json(self, path: str) -> Any:
        return json.loads(self.get(path))


def build(folder: Path, corpus: Mapping[str, bytes], recipes: tuple[Recipe, ...]) -> None:
    """Copy the program into `folder`, with a corpus, and follow all `recipes` there."""
    for package in ("indexer", "search_app"):
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    _write(folder / "corpus", corpus)
    for recipe in recipes:
        recipe.follow(folder)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@contextmanager
def serving(folder: Path) -> Iterator[House]:
    """Index the corpus of the copy in `folder`, and serve it."""
    report = json.loads(_run(folder, "indexer", "update", "--json"))
    service = subprocess.Popen(
        [sys.executable, "-m", "search_app", "--port", "0"],
        cwd=folder,
        env=_environment(folder),
        stdout=subprocess.PIPE,
        text=True,
    )
    with ended(service):
        assert service.stdout is not None
        root = service.stdout.readline().partition(": ")[2].partition("/ (")[0]
        yield House(folder, root, report)


def _run(folder: Path, module: str, *arguments: str, is_complete: bool = True) -> str:
    """What a module of the copy prints; where `is_complete`, it has nothing to complain about."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in ((0,) if is_complete else (0, 1)), done.stdout + done.stderr
    return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}

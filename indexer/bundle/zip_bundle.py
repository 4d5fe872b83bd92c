"""Writes an offline copy as a zip: unpacked on a laptop, one command opens the search.

NAME/
  LEAME.txt                how to open it, in the languages of the interface
  buscar.cmd .command .sh  for Windows, macOS, Linux: they start buscar.py
  app/                     the two packages of the program
  data/corpus, data/index  the originals and an index of them (`public_copy`)
  aluna.toml               the settings that readers notice
  wheels/                  the libraries, if asked for (`library_wheels`)
"""

from __future__ import annotations

import importlib.util
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer.bundle.library_wheels import WheelTarget, download_wheels
from indexer.bundle.public_copy import copy_public
from indexer.bundle.public_view import CopyReport, open_public_view, work_folder
from indexer.bundle.read_me import read_me
from indexer.durable import sync_folder
from indexer.engine import carry_words
from indexer.messages import Message
from indexer.settings import Settings

_LAUNCHER: Final = Path(__file__).with_name("launcher")
_PACKAGES: Final = ("indexer", "search_app")
_EXECUTABLE: Final = frozenset({".sh", ".command"})
_PACKED_ALREADY: Final = frozenset({".pdf", ".whl", ".arrays", ".vectors", ".png", ".jpg", ".zip"})
_LEFT_OUT: Final = ("__pycache__", "*.pyc", "*.po")
_SHOWN_SETTINGS: Final = ("site_name", "exit_url")


def write_zip(
    settings: Settings,
    output: Path,
    targets: Sequence[WheelTarget] = (),
    on_step: Callable[[Message], None] = lambda step: None,
) -> CopyReport:
    """Write the offline copy to `output`, with the libraries for `targets`.

    `output` is replaced in one step, or left as it was.

    Raises:
        IndexUnusable: there is no index, or it cannot be read.
        WithdrawalsUnreadable: it is not known what was withdrawn.
        BundleUnwritable: it cannot be written.
        WheelsMissing: libraries cannot be downloaded.
    """
    with work_folder(output) as work, open_public_view(settings) as view:
        folder = work / output.stem
        data = folder / "data"
        target = replace(settings, corpus=data / "corpus", index=data / "index", generations=1)
        report = copy_public(view, target)
        carry_words(settings, target)
        _add_program(settings, folder, report)
        if targets:
            download_wheels(targets, folder / "wheels", on_step)
        packed = work / output.name
        _pack(folder, packed)
        packed.replace(output)
        sync_folder(output.parent)
    return report


def _add_program(settings: Settings, folder: Path, report: CopyReport) -> None:
    for package in _PACKAGES:
        found = importlib.util.find_spec(package)
        if found is None or not found.submodule_search_locations:
            raise AssertionError(f"the package {package} is not installed")
        source = Path(found.submodule_search_locations[0])
        shutil.copytree(source, folder / "app" / package, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    for file in sorted(_LAUNCHER.iterdir()):
        shutil.copy(file, folder)
    lines = [f"{name} = {_quoted(str(getattr(settings, name)))}" for name in _SHOWN_SETTINGS]
    (folder / "aluna.toml").write_text("\n".join([*lines, ""]), "utf-8")
    # Notepad shows a file of Unix's line ends on one line where Windows is old.
    (folder / "LEAME.txt").write_text(
        read_me(settings.site_name, report), "utf-8-sig", newline="\r\n"
    )


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _pack(folder: Path, output: Path) -> None:
    now = time.localtime()[:6]
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in _files(folder):
            name = path.relative_to(folder.parent).as_posix()
            entry = zipfile.ZipInfo(name, now)
            # Who unpacks it with Unix's tools gets files to read, and scripts to run.
            entry.external_attr = (0o755 if path.suffix in _EXECUTABLE else 0o644) << 16
            stored = path.suffix.lower() in _PACKED_ALREADY
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, packed.open(entry, "w", force_zip64=True) as copy:
                shutil.copyfileobj(source, copy, 1 << 20)


def _files(folder: Path) -> Iterator[Path]:
    """The launcher first, so that it is seen first where a list is in the order of the zip."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return iter(sorted(files, key=lambda path: (len(path.parts), path.as_posix())))

"""Power cuts: what a process does to its files is recorded (`record.c`), and the disk is made again
as it may be when the power goes at some moment.

Nothing is on the disk for certain but what was synced: a file has the content of its last fsync, a
folder the names of its last fsync. What came after may be there as well, for each file and folder
on its own, in part too, and a file may have its new length without its new content.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.conftest import ROOT
from tests.faults.engine_steps import CHANGES, Found, check, settings_of
from tests.faults.rounds import ALL, chosen

PROGRAM: Final = """
import sys
from pathlib import Path
from tests.faults.engine_steps import CHANGES, settings_of
for name in sys.argv[2:]:
    place = Path(sys.argv[1]) / name
    CHANGES[name].act(settings_of(place / "var" / "index"))
    (place / "done").mkdir()
"""
"""Does some changes, each in a folder of its own, and marks there that it said so."""


@dataclass(slots=True)
class _File:
    """A file: what it holds, and what of that is on the disk."""

    now: bytearray = field(default_factory=bytearray)
    synced: bytes = b""


@dataclass(slots=True)
class _Folder:
    """A folder: its names, and those that are on the disk."""

    now: dict[str, _File | _Folder] = field(default_factory=dict)
    synced: dict[str, _File | _Folder] = field(default_factory=dict)


class Disk:
    """The folder `root`, after any number of recorded operations."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._top = _read(root)

    def holds(self, path: str) -> bool:
        """Whether a path is on it."""
        return Path(path).is_relative_to(self._root)

    def do(self, operation: str, path: str, other: str, offset: int, data: bytes) -> None:
        """Repeat one operation."""
        folder, name = self._place(path)
        node = folder.now.get(name) if name else folder
        match operation, node:
            case (("O" | "T"), None):
                folder.now[name] = _File()
            case "T", _File():
                node.now.clear()
            case "W", _File():
                node.now.extend(bytes(max(0, offset - len(node.now))))
                node.now[offset : offset + len(data)] = data
            case "S", _File():
                node.now[:] = node.now[:offset].ljust(offset, b"\0")
            case "F", _File():
                node.synced = bytes(node.now)
            case "F", _Folder():
                node.synced = copy(node.now)
            case "M", _:
                folder.now[name] = _Folder()
            case "U", _:
                del folder.now[name]
            case "R", _File() | _Folder():
                target, new_name = self._place(other)
                target.now[new_name] = folder.now.pop(name)
            case "O", _:
                pass
            case _:
                raise AssertionError(f"{operation} {path}")

    def _place(self, path: str) -> tuple[_Folder, str]:
        parts = Path(path).relative_to(self._root).parts
        folder = self._top
        for part in parts[:-1]:
            below = folder.now[part]
            assert isinstance(below, _Folder)
            folder = below
        return folder, parts[-1] if parts else ""

    def write_after_power_cut(self, place: Path, chance: random.Random | None) -> None:
        """Write what is left to `place`: what was synced, and at random what was not; without
        `chance` nothing of that.
        """
        _write(self._top, place, chance)


def _read(folder: Path) -> _Folder:
    names: dict[str, _File | _Folder] = {}
    for path in folder.iterdir():
        data = b"" if path.is_dir() else path.read_bytes()
        names[path.name] = _read(path) if path.is_dir() else _File(bytearray(data), data)
    return _Folder(names, copy(names))


def _write(folder: _Folder, place: Path, chance: random.Random | None) -> None:
    place.mkdir(parents=True)
    names = folder.synced if chance is None or chance.random() < 0.5 else folder.now
    for name, node in names.items():
        if isinstance(node, _Folder):
            _write(node, place / name, chance)
        else:
            (place / name).write_bytes(_content(node, chance))


def _content(file: _File, chance: random.Random | None) -> bytes:
    if chance is None or file.synced == file.now:
        return file.synced
    now = bytes(file.now)
    return chance.choice([file.synced, now, bytes(len(now)), now[: len(now) // 2], b""])


# --- recording


def compile_recorder(folder: Path) -> Path:
    """The library that records; needs a C compiler."""
    library = folder / "record.so"
    source = Path(__file__).with_name("record.c")
    subprocess.run(["cc", "-Wall", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


Operation = tuple[str, str, str, int, bytes]


@dataclass(frozen=True, slots=True)
class Recording:
    """What a change did to the files below a folder, in order, from `disk` on."""

    name: str
    disk: Disk
    operations: tuple[Operation, ...]


def record(recorder: Path, folder: Path, names: Sequence[str]) -> list[Recording]:
    """Do some changes, each in a folder of its own below `folder`, all in one process."""
    disks = {}
    for name in names:
        place = folder / name
        place.mkdir(parents=True)
        CHANGES[name].prepare(settings_of(place / "var" / "index"))
        disks[name] = Disk(place)
    log = folder / "log"
    subprocess.run(
        [sys.executable, "-c", PROGRAM, folder, *names],
        cwd=ROOT,
        env=os.environ | {"LD_PRELOAD": str(recorder), "WATCHED": f"{folder}/", "RECORD": str(log)},
        check=True,
    )
    operations = list(_operations(log.read_bytes()))
    return [
        Recording(name, disk, tuple(one for one in operations if disk.holds(one[1])))
        for name, disk in disks.items()
    ]


def _operations(log: bytes) -> Iterator[Operation]:
    at = 0
    while at < len(log):
        end = log.index(b"\n", at)
        kind, path, other, offset, size = log[at:end].decode().split("\t")
        at = end + 1 + int(size)
        yield kind, path, other, int(offset), log[end + 1 : at]


# --- cutting the power


def cut_at_every_operation(recording: Recording, folder: Path) -> Sequence[str]:
    """What went wrong when the power went after any number of operations of a change."""
    name, disk, operations = recording.name, recording.disk, recording.operations
    assert operations[-1][0] == "M"
    assert Path(operations[-1][1]).name == "done"
    wrong: list[str] = []
    cuts = set(chosen(range(len(operations) + 1), 5))
    for number in range(len(operations) + 1):
        is_done = number == len(operations)  # and the change said so
        if number in cuts:
            states = CHANGES[name].states
            for seed in (None, *range(3 if ALL else 1)):
                cut = Cut(name, number, seed)
                wrong += _cut(disk, folder / "cut", cut, states[-1:] if is_done else states)
        if not is_done:
            disk.do(*operations[number])
    return wrong


@dataclass(frozen=True, slots=True)
class Cut:
    """When the power went in a change, and which of the unsynced is left (None: nothing)."""

    name: str
    number: int
    seed: int | None


def _cut(disk: Disk, folder: Path, cut: Cut, states: tuple[Found, ...]) -> Sequence[str]:
    shutil.rmtree(folder, ignore_errors=True)
    chance = None if cut.seed is None else random.Random(f"{cut}")
    disk.write_after_power_cut(folder, chance)
    try:
        check(folder / "var" / "index", states)
    except Exception:  # noqa: BLE001 # everything is reported
        return [str(cut), traceback.format_exc()]
    return []

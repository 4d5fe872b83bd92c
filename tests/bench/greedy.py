"""What greedy clients cost others: `python -m tests.bench.greedy`.

The service, in a process of its own, has a publication of 5,000 sections. Connections that send
nothing are opened; then clients ask over and over for that publication with the longest query, and
for the slowest searches, while a bystander searches. Printed as JSON: for how long the bystander
and `/healthz` wait, in milliseconds, and the resident memory of the service, in MB, before, at
most, and after. Linux only.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psutil

from indexer.model import Passage
from tests.conftest import ROOT, ended
from tests.search_app.site import CLAVES, MANY, MIEDO, Work, write_collection

SECTIONS: Final = 5_000
GREEDY_PATHS: Final = (
    "/publications/enorme?q=" + quote("ñ" * 499),
    "/publications/enorme",
    "/api/v1/search?q="
    + quote(" OR ".join(f"*{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz")),
    "/search?per_page=100&q=" + quote(" ".join("miedo" for _ in range(80))),
)
BYSTANDER_PATH: Final = "/api/v1/search?q=acompa%C3%B1amiento"
_CALM_SECONDS: Final = 15.0

Figures = dict[str, Any]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.greedy", description=__doc__)
    parser.add_argument("--clients", type=int, default=24, help="greedy clients (24)")
    parser.add_argument("--idle", type=int, default=105, help="connections that send nothing (105)")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long it lasts (20)")
    parser.add_argument(
        "--addresses", action="store_true", help="each greedy client has an address of its own"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _service(Path(folder)) as (process, port):
        print(json.dumps(measure(process, port, options), indent=2))
    return 0


def measure(process: psutil.Process, port: int, options: argparse.Namespace) -> Figures:
    """The figures of one run."""
    _ask(port, BYSTANDER_PATH, "127.0.0.1")
    before = _megabytes(process)
    stop = threading.Event()
    memory: list[float] = []
    searches: list[float] = []
    health: list[float] = []
    answered: list[int] = []

    def greedy(number: int) -> None:
        address = f"127.0.9.{number + 1}" if options.addresses else "127.0.0.1"
        while not stop.is_set():
            answered.append(_ask(port, GREEDY_PATHS[len(answered) % len(GREEDY_PATHS)], address))

    def bystander(path: str, times: list[float]) -> None:
        while not stop.is_set():
            started = time.perf_counter()
            _ask(port, path, "127.0.0.1")
            times.append((time.perf_counter() - started) * 1e3)
            time.sleep(0.1)

    def watch() -> None:
        while not stop.is_set():
            memory.append(_megabytes(process))
            time.sleep(0.1)

    with ExitStack() as stack:
        for number in range(options.idle):
            idle = stack.enter_context(socket.socket())
            idle.bind((f"127.0.8.{number // 100 + 1}", 0))
            idle.connect(("127.0.0.1", port))
        jobs: list[Callable[[], None]] = [
            watch,
            lambda: bystander(BYSTANDER_PATH, searches),
            lambda: bystander("/healthz", health),
            *[lambda number=number: greedy(number) for number in range(options.clients)],  # type: ignore[misc]
        ]
        threads = [threading.Thread(target=job) for job in jobs]
        for thread in threads:
            thread.start()
        time.sleep(options.seconds)
        stop.set()
        for thread in threads:
            thread.join()
    time.sleep(_CALM_SECONDS)
    return {
        "greedy_answers": len(answered),
        "largest_answer_kb": round(max(answered, default=0) / 1e3),
        "search_ms": _summary(searches),
        "healthz_ms": _summary(health),
        "memory_mb": {
            "before": round(before),
            "most": round(max(memory)),
            "after": round(_megabytes(process)),
        },
    }


def _ask(port: int, path: str, address: str) -> int:
    """The size of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, 120, source_address=(address, 0))
    try:
        connection.request("GET", path)
        return len(connection.getresponse().read())
    finally:
        connection.close()


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss / 1e6)


def _summary(times: list[float]) -> Figures:
    ordered = sorted(times)
    return {
        "count": len(ordered),
        "p50": round(ordered[len(ordered) // 2], 1),
        "worst": round(ordered[-1], 1),
    }


def _works() -> tuple[Work, ...]:
    passages = tuple(
        Passage(
            number,
            f"Sección {number}",
            f"La sección {number} trata del miedo y del acompañamiento psicosocial en comunidades.",
            language="es",
            anchor=f"s{number}",
        )
        for number in range(1, SECTIONS + 1)
    )
    return (CLAVES, *MANY, replace(MIEDO, id="enorme", path="enorme.html", passages=passages))


@contextmanager
def _service(folder: Path) -> Iterator[tuple[psutil.Process, int]]:
    settings = write_collection(folder, _works())
    command = [sys.executable, "-m", "search_app", "--port", "0", "--index", str(settings.index)]
    process = subprocess.Popen(
        [*command, "--corpus", str(settings.corpus)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ,
    )
    with ended(process):
        assert process.stdout is not None
        found = re.search(r":(\d+)/", process.stdout.readline())
        assert found is not None
        yield psutil.Process(process.pid), int(found[1])


if __name__ == "__main__":
    sys.exit(main())

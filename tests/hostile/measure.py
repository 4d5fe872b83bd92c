"""What hostile files cost: an outcome for each, and the memory of all processes together."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from indexer.corpus import plan
from indexer.model import ReaderNames
from indexer.sandbox.jobs import SourceFile
from indexer.settings import load_settings
from indexer.tasks.extract import ExtractJob, ExtractOutcome, extract_job
from indexer.tasks.extract_files import read_all
from tests.conftest import ROOT

_PAUSE = 0.02


@dataclass(slots=True)
class Peak:
    """The most memory that a process and its descendants took at the same time, in bytes.

    `shared_once` counts each page once (proportional set size); `resident` is the sum of what
    `ps` shows, in which what the processes share counts in each of them.
    """

    shared_once: int = 0
    resident: int = 0

    def watch(self, pid: int, stop: threading.Event) -> None:
        """Sample until told to stop."""
        while not stop.wait(_PAUSE):
            sizes = list(_sizes(pid))
            self.shared_once = max(self.shared_once, sum(pss for pss, _ in sizes))
            self.resident = max(self.resident, sum(rss for _, rss in sizes))


@dataclass(frozen=True, slots=True)
class Update:
    """How an update ended, what it took, and the processes that it left."""

    exit_code: int
    peak: Peak
    left: int


def read(files: Iterable[Path], workers: int) -> list[ExtractOutcome]:
    """Read files in their children, with the limits as they are by default."""
    settings = replace(load_settings(environment={}), workers=workers)
    return list(read_all((job(file) for file in files), settings))


def job(file: Path) -> ExtractJob:
    """The job that the indexer would make of a file, with the limits as they are by default."""
    return extract_job(SourceFile.from_disk(file, file.name), load_settings(environment={}))


def plan_seconds(name: str, data: bytes) -> float:
    """Processor time for planning a corpus of one PDF, one page and the file `name`, in seconds."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        corpus = Path(folder)
        (corpus / "a.pdf").write_bytes(b"a")
        (corpus / "c.html").write_bytes(b"c")
        (corpus / name).write_bytes(data)
        settings = replace(load_settings(environment={}), corpus=corpus)
        start = time.process_time()
        plan(settings, [], ReaderNames("1", "1"))
        return time.process_time() - start


def update(corpus: Path, workers: int) -> Update:
    """Run `update` on a folder, and watch all its processes."""
    peak, stop = Peak(), threading.Event()
    with tempfile.TemporaryDirectory(prefix="hostile-") as index:
        command = [sys.executable, "-m", "indexer", "update", "--quiet", f"--workers={workers}"]
        folders = ["--corpus", str(corpus), "--index", index]
        with subprocess.Popen([*command, *folders], cwd=ROOT, stdout=subprocess.DEVNULL) as process:
            watcher = threading.Thread(target=peak.watch, args=(process.pid, stop))
            watcher.start()
            exit_code = process.wait()
            stop.set()
            watcher.join()
        left = sum(index in " ".join(_command(p)) for p in psutil.process_iter())
    return Update(exit_code, peak, left)


def _sizes(pid: int) -> Iterator[tuple[int, int]]:
    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in family:
        try:
            size = process.memory_full_info()
        except psutil.Error:  # it has ended
            continue
        yield size.pss, size.rss


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []

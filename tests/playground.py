from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from indexer.model import Extraction
from indexer.sandbox import starters
from indexer.sandbox.jobs import SourceFile
from indexer.sandbox.pool import Pool
from indexer.sandbox.schedule import run_all
from indexer.settings import load_settings
from indexer.tasks.extract import (
    EXTRACT,
    ExtractJob,
    ExtractOutcome,
    ExtractRequest,
    extract_job,
)
from tests.sandbox.misbehaving import READERS
from tests.shared_readers import MARK

SETTINGS = replace(
    load_settings(environment={}),
    workers=4,
    memory_mb=256,
    cpu_seconds=1,
    wall_seconds=2,
    max_text=2_000_000,
)


class Playground:
    """Runs misbehaving functions, and finds all processes that they started."""

    def __init__(self, folder: Path, mark: str) -> None:
        self.folder = folder
        self._mark = mark

    def job(self, name: str) -> ExtractJob:
        """A job for the function `name` of misbehaving.py; `name-2` is the same function."""
        file = self.folder / f"{name}.pdf"
        file.write_bytes(b"%PDF-")
        return extract_job(SourceFile.from_disk(file, file.name), SETTINGS)

    def run(
        self, *names: str, pool: Pool[ExtractRequest, Extraction] | None = None
    ) -> dict[str, ExtractOutcome]:
        with closing(pool or self.pool()) as one:
            found = run_all(map(self.job, names), one)
            return {Path(outcome.job.path).stem: outcome for outcome in found}

    def pool(self) -> Pool[ExtractRequest, Extraction]:
        return Pool(SETTINGS, EXTRACT, starters.starter(READERS))

    def processes(self) -> list[psutil.Process]:
        """All processes that were started from here and still exist, including zombies."""
        return [p for p in psutil.process_iter() if p != psutil.Process() and self._ours(p)]

    def gone(self, seconds: float = 2.0) -> bool:
        deadline = time.monotonic() + seconds
        while self.processes():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _ours(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return process.ppid() == psutil.Process().pid
            return bool(process.environ().get(MARK) == self._mark)
        except psutil.Error:
            return False


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    with pytest.MonkeyPatch.context() as patch:
        mark = uuid.uuid4().hex
        patch.setenv(MARK, mark)
        yield Playground(tmp_path_factory.mktemp("playground"), mark)


Until = Callable[[], object]


def wait_until(condition: Until, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)

"""Reads the corpus: through the real reader, by pdftotext, and by other readers alone.

Every file is read in a process of its own, as the indexer does it: none can end the run.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from indexer.sandbox import starters
from indexer.sandbox.jobs import Job, SourceFile
from indexer.sandbox.pool import Pool
from indexer.sandbox.protocol import Answer
from indexer.sandbox.schedule import run_all
from indexer.sandbox.task_kind import ProcessLimits, TaskKind
from indexer.settings import Settings, load_settings
from indexer.tasks.extract import ExtractJob, ExtractOutcome, extract_job
from indexer.tasks.extract_files import read_all
from tests.quality.alone import Text
from tests.quality.corpus import Source

PDFTOTEXT: Final = "pdftotext"
WORKERS: Final = 2
_SECONDS: Final = 120
_SETTINGS: Final = replace(load_settings({}, {}), workers=WORKERS, ocr="")

Texts = dict[str, Text]
"""By path; a file that a reader refuses has no text."""


def ours(sources: Sequence[Source]) -> dict[str, ExtractOutcome]:
    """What the indexer would read, by path.

    Pictures are recognised in scans only, which are not compared: what is compared does not depend
    on whether tesseract is installed.
    """
    scans = [source for source in sources if source.is_scan]
    others = [source for source in sources if not source.is_scan]
    jobs = (_job(source, _SETTINGS) for source in others)
    found = {outcome.job.path: outcome for outcome in read_all(jobs, _SETTINGS)}
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load_settings({"index": Path(folder) / "index"}, {}), workers=WORKERS)
        jobs = (_job(source, settings) for source in scans)
        found |= {outcome.job.path: outcome for outcome in read_all(jobs, settings)}
    return found


def alone(function: Callable[..., Text], sources: Sequence[Source]) -> Texts:
    """What one function of `alone` gives."""
    reader = f"{function.__module__}:{function.__name__}"
    kind: TaskKind[None, Text] = TaskKind(reader, Answer[Text], _limits, lambda text, job: None)
    jobs = (Job(SourceFile.from_disk(source.file, source.path), None) for source in sources)
    with closing(Pool(_SETTINGS, kind, starters.starter(reader))) as pool:
        found = run_all(jobs, pool)
        return {outcome.job.path: outcome.value or Text() for outcome in found}


def has_pdftotext() -> bool:
    """Whether it can be run here."""
    return shutil.which(PDFTOTEXT) is not None


def pdftotext_version() -> str:
    """Its version, or nothing."""
    if not has_pdftotext():
        return ""
    said = subprocess.run([PDFTOTEXT, "-v"], capture_output=True, text=True, check=False).stderr
    return said.split("\n")[0].removeprefix("pdftotext version").strip()


def by_pdftotext(sources: Sequence[Source], *options: str) -> Texts:
    """What pdftotext gives, page by page."""
    with ThreadPoolExecutor(WORKERS) as threads:
        texts = threads.map(partial(_pages, options), sources)
        return {source.path: text for source, text in zip(sources, texts, strict=True)}


def _pages(options: Sequence[str], source: Source) -> Text:
    command = [PDFTOTEXT, *options, "-q", "-enc", "UTF-8", str(source.file), "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return Text()
    return Text(tuple(done.stdout.decode("utf-8", "replace").split("\f")[:-1]))


def _job(source: Source, settings: Settings) -> ExtractJob:
    return extract_job(SourceFile.from_disk(source.file, source.path), settings)


def _limits(settings: Settings) -> ProcessLimits:
    max_answer_bytes = 4 * settings.max_text + 16 * 1024 * 1024
    return ProcessLimits(
        settings.memory_mb, settings.cpu_seconds, settings.wall_seconds, max_answer_bytes
    )

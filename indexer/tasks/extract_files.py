"""Reads many files: first their text, then what is only a picture, then these files once more.

Recognising a long scan takes minutes, which is more than a child may take. So a child that reads a
file returns the pages whose picture was not recognised yet. Others render these pages, further ones
recognise one picture each, on all processors, and the file is read again with what is in the
cache by then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Final

from indexer import extract
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import Message
from indexer.model import Extraction, ReaderNames
from indexer.sandbox import starters
from indexer.sandbox.pool import Pool
from indexer.sandbox.schedule import run_all
from indexer.settings import Settings
from indexer.tasks import ocr
from indexer.tasks.extract import EXTRACT, ExtractJob, ExtractOutcome, ExtractRequest
from indexer.tasks.scanned_pages import PagesToRead, ScannedPages

_BREAKS_PROCESS: Final = (ProblemKind.TIME_LIMIT, ProblemKind.MEMORY_LIMIT, ProblemKind.CRASHED)

_OCR_ROUNDS: Final = 2
"""The second is for files whose language is known only after the first."""


def read_all(
    jobs: Iterable[ExtractJob],
    settings: Settings,
    on_progress: Callable[[Message], None] = lambda step: None,
    on_problem: Callable[[Problem], None] = lambda problem: None,
) -> Iterator[ExtractOutcome]:
    """Read the files, several at a time; yields outcomes as they come, files with scans last.

    At most twice `settings.workers` files are being read or queued; `on_progress` receives OCR
    progress, `on_problem` problems that are of no file. Closing the generator, or an exception in
    its caller, ends all children.

    Raises:
        SandboxUnavailable: no child can be started on this machine, or none reads a good file.
        SettingTooLow: no file can be read with one of the settings.
        MachineError: there is no memory, process, thread or descriptor left.
    """
    with (
        closing(Pool(settings, EXTRACT, starters.starter(EXTRACT.function))) as pool,
        closing(ScannedPages(settings, on_progress, on_problem)) as scans,
    ):
        for rounds_left in range(_OCR_ROUNDS, -1, -1):
            again: list[PagesToRead] = []
            for outcome in _read_once_or_twice(jobs, pool.with_cache(scans.cache_folder)):
                wanted = scans.pages_to_read(outcome) if rounds_left else None
                if wanted is None:
                    yield scans.explain(outcome)
                else:
                    again.append(wanted)
            if not again:
                return
            scans.recognise(again)
            jobs = [wanted.reread for wanted in again]


def _read_once_or_twice(
    jobs: Iterable[ExtractJob], pool: Pool[ExtractRequest, Extraction]
) -> Iterator[ExtractOutcome]:
    """Read the files; those that break their process once more, without rendering their pages.

    Rendering, which shows whether words are hidden, takes more than reading: a page that nobody can
    render would otherwise keep the others from being found.
    """
    again: list[ExtractJob] = []
    for outcome in run_all(jobs, pool):
        request, problem = outcome.job.request, outcome.problem
        is_broken = problem is not None and problem.kind in _BREAKS_PROCESS
        if is_broken and request.options.look_seconds:
            options = replace(request.options, look_seconds=0.0)
            again.append(replace(outcome.job, request=replace(request, options=options)))
        else:
            yield outcome
    yield from run_all(again, pool)


def reader_names(settings: Settings) -> ReaderNames:
    """The names of what reads files now."""
    limits = (
        settings.max_pages,
        settings.max_text,
        settings.memory_mb,
        settings.cpu_seconds,
        settings.wall_seconds,
        int(settings.annotations),  # as a number: options written before stay the same
    )
    text = f"{extract.VERSION}+{hashlib.sha256(repr(limits).encode()).hexdigest()[:8]}"
    return ReaderNames(text, f"{text}+{ocr.options_digest(settings)}")

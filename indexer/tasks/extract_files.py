"""Reads many files: first their text, then what is only a picture, then these files once more.

Recognising a long scan takes minutes, which is more than a child may take. So a child that reads a
file returns the pages whose picture was not recognised yet, other children recognise a few of them
each, on all processors, and the file is read again with what is in the cache by then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final

from indexer import extract
from indexer.extract.ocr import tessdata
from indexer.extract.ocr.ocr_cache import OcrCache, OcrConfig, OcrResult
from indexer.model import UNDETERMINED, Extraction, Origin, Problem, ProblemKind, ReaderNames
from indexer.sandbox import starters
from indexer.sandbox.jobs import Job
from indexer.sandbox.pool import Pool, run_all
from indexer.settings import Settings
from indexer.tasks import ocr
from indexer.tasks.extract import EXTRACT, ExtractJob, ExtractOutcome
from indexer.tasks.ocr import OCR, OcrJob, OcrOutcome, OcrRequest

_PAGES_PER_CHILD: Final = 4
"""Loading the languages takes .1 s, a page one or two."""

_MIN_LETTERS: Final = 150
"""Letters below which a text's language is too uncertain to recognise it again in that language."""

_MAX_FAILURES: Final = 3
_MAX_SECONDS_PER_PAGE: Final = 30.0
"""A hostile file could keep all processors busy for days: after that many pages on which OCR
failed, or once its pages take more than so many seconds each, the rest of its pages is skipped."""

_OCR_ROUNDS: Final = 2
"""The second is for files whose language is known only after the first."""


def read_all(
    jobs: Iterable[ExtractJob],
    settings: Settings,
    on_progress: Callable[[str], None] = lambda message: None,
) -> Iterator[ExtractOutcome]:
    """Read the files, several at a time; yields outcomes as they come, files with scans last.

    At most twice `settings.workers` files are being read or queued; `on_progress` receives OCR
    progress. Closing the generator, or an exception in its caller, ends all children.

    Raises:
        SandboxUnavailable: no child can be started on this machine.
        IndexUnwritable: recognised text cannot be stored.
    """
    scans = _ScannedPages(settings, on_progress)
    with closing(Pool(settings, EXTRACT, starters.starter(EXTRACT.function))) as pool:
        for rounds_left in range(_OCR_ROUNDS, -1, -1):
            again: list[_PagesToRead] = []
            for outcome in run_all(jobs, pool):
                wanted = scans.pages_to_read(outcome) if rounds_left else None
                if wanted is None:
                    yield scans.explain(outcome)
                else:
                    again.append(wanted)
            if not again:
                return
            scans.recognise(again)
            jobs = [wanted.reread for wanted in again]


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


@dataclass(frozen=True, slots=True)
class _PagesToRead:
    """Pages of a file to recognise, and the job to read the file with that done."""

    reread: ExtractJob
    config: OcrConfig
    pages: tuple[int, ...]

    def ocr_jobs(self, max_text: int) -> Iterator[OcrJob]:
        """The jobs to recognise the pages, a few each."""
        for start in range(0, len(self.pages), _PAGES_PER_CHILD):
            pages = self.pages[start : start + _PAGES_PER_CHILD]
            yield Job(self.reread.source, OcrRequest(pages, self.config, max_text))


@dataclass(slots=True)
class _OcrEffort:
    """What OCR of one file has cost so far."""

    pages: int = 0
    seconds: float = 0.0
    failures: int = 0

    @property
    def is_worthwhile(self) -> bool:
        is_slow = (
            self.pages >= _PAGES_PER_CHILD and self.seconds > _MAX_SECONDS_PER_PAGE * self.pages
        )
        return self.failures < _MAX_FAILURES and not is_slow


class _ScannedPages:
    """The pages that are pictures, of all files of a run."""

    def __init__(self, settings: Settings, on_progress: Callable[[str], None]) -> None:
        self._settings = settings
        self._on_progress = on_progress
        self._cache = OcrCache(settings.ocr_cache)
        self._missing = ocr.missing_packages(settings) if settings.ocr else ""
        self._default_config = ocr.config_for((), settings)
        self._failures: dict[tuple[str, int], str] = {}
        self._efforts: dict[str, _OcrEffort] = {}

    def pages_to_read(self, outcome: ExtractOutcome) -> _PagesToRead | None:
        """The pages to recognise of a file that was read; None if there are none.

        These are the waiting pages; and pages that were recognised in other languages than the file
        turned out to be in, which costs a tenth of the words (measured).
        """
        job, read = outcome.job, outcome.value
        options = job.request.options
        if self._missing or read is None or options.ocr is None:
            return None
        waiting = [n for n in read.waiting if (job.path, n) not in self._failures]
        better = self._better_config(job, options.ocr, read)
        if better is not None:
            request = replace(job.request, options=replace(options, ocr=better))
            known = [p.number for p in read.passages if p.origin is Origin.OCR]
            pages = tuple(sorted({*waiting, *known}))
            return _PagesToRead(Job(job.source, request), better, pages)
        return _PagesToRead(job, options.ocr, tuple(waiting)) if waiting else None

    def _better_config(
        self, job: ExtractJob, current: OcrConfig, read: Extraction
    ) -> OcrConfig | None:
        """OCR in the languages that the text turned out to be in, if these are others."""
        has_scans = read.waiting or read.pictures
        is_settled = job.request.languages or current != self._default_config
        if not has_scans or is_settled or _letters(read) < _MIN_LETTERS:
            return None
        names = tessdata.installed(_languages(read))
        if not names or set(names) <= set(current.languages):
            return None
        return ocr.config_in(names, self._settings)

    def recognise(self, files: Sequence[_PagesToRead]) -> None:
        """Recognise the pages, a few in each child; one by one where a child failed.

        Raises:
            IndexUnwritable: recognised text cannot be stored.
        """
        max_text = self._settings.max_text
        jobs = [job for file in files for job in file.ocr_jobs(max_text)]
        left = sum(len(job.request.pages) for job in jobs)
        single: list[OcrJob] = []
        with closing(Pool(self._settings, OCR, starters.starter(OCR.function))) as pool:
            for outcome in self._run(jobs, pool):
                job = outcome.job
                left -= len(job.request.pages)
                self._on_progress(f"recognising pictures, {left} pages left: {job.path}")
                if outcome.problem is not None:
                    single += (
                        replace(job, request=replace(job.request, pages=(page,)))
                        for page in job.request.pages
                    )
            for outcome in self._run(single, pool):
                if outcome.problem is not None:
                    reason = f"{outcome.problem.kind.explanation} {outcome.problem.detail}"
                    self._failures[outcome.job.path, outcome.job.request.pages[0]] = reason.strip()
                    self._effort(outcome.job).failures += 1

    def _run(
        self, jobs: Sequence[OcrJob], pool: Pool[OcrRequest, tuple[OcrResult, ...]]
    ) -> Iterator[OcrOutcome]:
        for outcome in run_all(filter(self._is_worthwhile, jobs), pool):
            for recognised in outcome.value or ():
                # A child that a file has taken over could give text to other files' pictures.
                if self._cache.get(recognised.key) is None:
                    self._cache.put(recognised)
            effort = self._effort(outcome.job)
            effort.pages += len(outcome.job.request.pages)
            effort.seconds += outcome.seconds
            yield outcome

    def _effort(self, job: OcrJob) -> _OcrEffort:
        return self._efforts.setdefault(job.path, _OcrEffort())

    def _is_worthwhile(self, job: OcrJob) -> bool:
        """Whether the file's pages are still tried; if not, they are noted as skipped."""
        if self._effort(job).is_worthwhile:
            return True
        why = "it takes too long, or fails too often, on other pages of this file"
        self._failures.update(dict.fromkeys(((job.path, n) for n in job.request.pages), why))
        return False

    def explain(self, outcome: ExtractOutcome) -> ExtractOutcome:
        """The outcome, with a problem that says why pages of it are still waiting, if any are."""
        job, read = outcome.job, outcome.value
        if read is None or not read.waiting:
            return outcome
        numbers = ", ".join(map(str, read.waiting))
        detail = f"page {numbers}"
        kind = ProblemKind.OCR_MISSING if self._missing else ProblemKind.OCR_FAILED
        reasons = [self._missing, *(self._failures.get((job.path, n), "") for n in read.waiting)]
        if reason := next(filter(None, reasons), ""):
            detail = f"{detail}; {reason}"
        problem = Problem(kind, job.path, detail, read.waiting[0])
        return replace(outcome, value=replace(read, problems=(*read.problems, problem)))


def _languages(read: Extraction) -> list[str]:
    return [code for code in read.metadata.languages if code != UNDETERMINED]


def _letters(read: Extraction) -> int:
    return sum(sum(map(str.isalpha, passage.text)) for passage in read.passages)

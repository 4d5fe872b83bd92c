"""Reads many files: first their text, then what is only a picture, then these files once more.

Recognising a long scan takes minutes, which is more than a child may take. So a child that reads a
file returns the pages whose picture was not recognised yet. Others render these pages, further ones
recognise one picture each, on all processors, and the file is read again with what is in the
cache by then.
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
from indexer.extract.ocr.raster import Raster
from indexer.messages import NO_MESSAGE, Message, message, named_pages, plural
from indexer.model import UNDETERMINED, Extraction, Origin, Problem, ProblemKind, ReaderNames
from indexer.sandbox import starters
from indexer.sandbox.jobs import Job
from indexer.sandbox.pool import Pool, run_all
from indexer.settings import Settings
from indexer.tasks import ocr
from indexer.tasks.extract import EXTRACT, ExtractJob, ExtractOutcome, ExtractRequest
from indexer.tasks.ocr import OCR, OcrJob, OcrOutcome, ocr_job
from indexer.tasks.rasterise import RASTERISE, RasteriseJob, RasteriseOutcome, RasteriseRequest

_MIN_LETTERS: Final = 150
"""Letters below which a text's language is too uncertain to recognise it again in that language."""

_MAX_FAILURES: Final = 3
_MAX_SECONDS_PER_PAGE: Final = 30.0
_MIN_TIMED_PAGES: Final = 4
"""A hostile file could keep all processors busy for days: after that many pages on which OCR
failed, or once its pages take more than so many seconds each, the rest of its pages is skipped."""

_BREAKS_PROCESS: Final = (ProblemKind.TIME_LIMIT, ProblemKind.MEMORY_LIMIT, ProblemKind.CRASHED)

_OCR_ROUNDS: Final = 2
"""The second is for files whose language is known only after the first."""


def read_all(
    jobs: Iterable[ExtractJob],
    settings: Settings,
    on_progress: Callable[[Message], None] = lambda step: None,
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
            for outcome in _read_once_or_twice(jobs, pool):
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


@dataclass(frozen=True, slots=True)
class _PagesToRead:
    """Pages of a file to recognise, and the job to read the file with that done."""

    reread: ExtractJob
    config: OcrConfig
    pages: tuple[int, ...]

    def rasterise_jobs(self) -> Iterator[RasteriseJob]:
        """The jobs to render the pages."""
        return (Job(self.reread.source, RasteriseRequest(page)) for page in self.pages)


@dataclass(slots=True)
class _OcrEffort:
    """What OCR of one file has cost so far."""

    pages: int = 0
    seconds: float = 0.0
    failures: int = 0

    @property
    def is_worthwhile(self) -> bool:
        is_slow = (
            self.pages >= _MIN_TIMED_PAGES and self.seconds > _MAX_SECONDS_PER_PAGE * self.pages
        )
        return self.failures < _MAX_FAILURES and not is_slow


class _ScannedPages:
    """The pages that are pictures, of all files of a run."""

    def __init__(self, settings: Settings, on_progress: Callable[[Message], None]) -> None:
        self._settings = settings
        self._on_progress = on_progress
        self._cache = OcrCache(settings.ocr_cache)
        self._missing = ocr.missing_packages(settings) if settings.ocr else NO_MESSAGE
        self._default_config = ocr.config_for((), settings)
        self._failures: dict[tuple[str, int], Message] = {}
        self._efforts: dict[str, _OcrEffort] = {}
        self._left = 0

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
        """Recognise the pages.

        Raises:
            IndexUnwritable: recognised text cannot be stored.
        """
        self._left = sum(len(file.pages) for file in files)
        with (
            closing(Pool(self._settings, RASTERISE, starters.starter(RASTERISE.function))) as first,
            closing(Pool(self._settings, OCR, starters.starter(OCR.function))) as second,
        ):
            for outcome in run_all(self._ocr_jobs(files, first), second):
                request, found = outcome.job.request, outcome.value
                if found is not None:
                    self._cache.put(OcrResult(request.config.key(request.picture), found))
                self._count(outcome, request.page)
                self._report_page(outcome.job.path)

    def _ocr_jobs(
        self, files: Sequence[_PagesToRead], pool: Pool[RasteriseRequest, Raster]
    ) -> Iterator[OcrJob]:
        """Render the pages; yields the jobs to recognise those pictures that are not known yet."""
        configs = {file.reread.path: file.config for file in files}
        jobs = (job for file in files for job in file.rasterise_jobs())
        started: set[str] = set()
        for outcome in run_all(filter(self._is_worthwhile, jobs), pool):
            job, page = outcome.job, outcome.job.request.page
            self._effort(job.path).pages += 1
            self._count(outcome, page)
            if outcome.value is not None:
                config, max_text = configs[job.path], self._settings.max_text
                found = ocr_job(job.path, page, outcome.value, config, max_text)
                picture = found.request.picture
                self._cache.put_page(job.source.sha256, page, picture)
                key = config.key(picture)
                if key not in started and self._cache.get(key) is None:
                    started.add(key)
                    yield found
                    continue
            self._report_page(job.path)

    def _count(self, outcome: RasteriseOutcome | OcrOutcome, page: int) -> None:
        effort = self._effort(outcome.job.path)
        effort.seconds += outcome.seconds
        if outcome.problem is not None:
            self._failures[outcome.job.path, page] = _why(outcome.problem)
            effort.failures += 1

    def _report_page(self, path: str) -> None:
        self._left -= 1
        self._on_progress(
            plural(
                "recognising pictures, {count} page left: {path}",
                "recognising pictures, {count} pages left: {path}",
                self._left,
                path=path,
            )
        )

    def _effort(self, path: str) -> _OcrEffort:
        return self._efforts.setdefault(path, _OcrEffort())

    def _is_worthwhile(self, job: RasteriseJob) -> bool:
        """Whether the file's pages are still tried; if not, they are noted as skipped."""
        if self._effort(job.path).is_worthwhile:
            return True
        self._failures[job.path, job.request.page] = message(
            "it takes too long, or fails too often, on other pages of this file"
        )
        self._report_page(job.path)
        return False

    def explain(self, outcome: ExtractOutcome) -> ExtractOutcome:
        """The outcome, with a problem that says why pages of it are still waiting, if any are.

        It keeps the keys of those pictures only that its pages are: a file that has taken over its
        child must not have the recognised text of another one stored for longer than that.
        """
        job, read = outcome.job, outcome.value
        if read is not None and read.pictures:
            read = replace(read, pictures=self._own_pictures(job, read))
            outcome = replace(outcome, value=read)
        if read is None or not read.waiting:
            return outcome
        detail = named_pages(read.waiting)
        kind = ProblemKind.OCR_MISSING if self._missing else ProblemKind.OCR_FAILED
        failures = (self._failures.get((job.path, n), NO_MESSAGE) for n in read.waiting)
        if reason := next(filter(None, (self._missing, *failures)), None):
            detail = message("{pages}: {reason}", pages=detail, reason=reason)
        problem = Problem(kind, job.path, detail, read.waiting[0])
        return replace(outcome, value=replace(read, problems=(*read.problems, problem)))

    def _own_pictures(self, job: ExtractJob, read: Extraction) -> tuple[str, ...]:
        sha256, numbers = job.source.sha256, (passage.number for passage in read.passages)
        own = {self._cache.picture_of(sha256, number) for number in numbers}
        return tuple(key for key in read.pictures if key.partition("-")[0] in own)


def _why(problem: Problem) -> Message:
    if not problem.detail:
        return problem.kind.explanation
    return message("{what} ({detail})", what=problem.kind.explanation, detail=problem.detail)


def _languages(read: Extraction) -> list[str]:
    return [code for code in read.metadata.languages if code != UNDETERMINED]


def _letters(read: Extraction) -> int:
    return sum(sum(map(str.isalpha, passage.text)) for passage in read.passages)

"""The pages of a run that are pictures: which are recognised, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from indexer.errors import MachineError, SettingTooLow
from indexer.extract.ocr import tessdata
from indexer.extract.ocr.ocr_cache import OcrConfig, OcrResult
from indexer.extract.ocr.raster import Raster
from indexer.extract.ocr.run_cache import RunCache
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import NO_MESSAGE, Message, message, named_pages, plural
from indexer.model import UNDETERMINED, Extraction, Origin
from indexer.sandbox import starters
from indexer.sandbox.jobs import Job
from indexer.sandbox.pool import Pool
from indexer.sandbox.schedule import run_all
from indexer.settings import Settings
from indexer.tasks import ocr
from indexer.tasks.extract import ExtractJob, ExtractOutcome
from indexer.tasks.ocr import OCR, OcrJob, OcrOutcome, ocr_job
from indexer.tasks.rasterise import RASTERISE, RasteriseJob, RasteriseOutcome, RasteriseRequest

_MIN_LETTERS: Final = 150
"""Letters below which a text's language is too uncertain to recognise it again in that language."""

_MAX_FAILURES: Final = 3
_MAX_SECONDS_PER_PAGE: Final = 30.0
_MIN_TIMED_PAGES: Final = 4
"""A hostile file could keep all processors busy for days: after that many pages on which OCR
failed, or once its pages take more than so many seconds of processor time each, the rest of its
pages is skipped."""


@dataclass(frozen=True, slots=True)
class PagesToRead:
    """Pages of a file to recognise, and the job to read the file, of `page_count` pages, with that
    done.
    """

    reread: ExtractJob
    config: OcrConfig
    pages: tuple[int, ...]
    page_count: int

    def rasterise_jobs(self) -> Iterator[RasteriseJob]:
        """The jobs to render the pages."""
        return (Job(self.reread.source, RasteriseRequest(page)) for page in self.pages)


@dataclass(slots=True)
class _OcrEffort:
    """What OCR of one file has cost so far; `seconds` of processor time."""

    pages: int = 0
    seconds: float = 0.0
    failures: int = 0

    @property
    def is_worthwhile(self) -> bool:
        is_slow = (
            self.pages >= _MIN_TIMED_PAGES and self.seconds > _MAX_SECONDS_PER_PAGE * self.pages
        )
        return self.failures < _MAX_FAILURES and not is_slow


@dataclass(frozen=True, slots=True)
class _OcrFailure:
    """Why a page was not recognised; `is_machines`: that says nothing about the page."""

    reason: Message
    is_machines: bool = False


class ScannedPages:
    """The pages that are pictures, of all files of a run. Close it."""

    def __init__(
        self,
        settings: Settings,
        on_progress: Callable[[Message], None],
        on_problem: Callable[[Problem], None],
    ) -> None:
        self._settings = settings
        self._on_progress = on_progress
        self._on_problem = on_problem
        self._cache = RunCache(settings.ocr_cache)
        self._missing = ocr.missing_packages(settings) if settings.ocr else NO_MESSAGE
        self._default_config = ocr.config_for((), settings)
        self._outage: Message = NO_MESSAGE
        self._failures: dict[tuple[str, int], _OcrFailure] = {}
        self._efforts: dict[str, _OcrEffort] = {}
        self._left = 0

    @property
    def cache_folder(self) -> Path:
        """Where those who read the files find what was recognised."""
        return self._cache.folder

    def close(self) -> None:
        """Forget what could not be kept."""
        self._cache.close()

    def pages_to_read(self, outcome: ExtractOutcome) -> PagesToRead | None:
        """The pages to recognise of a file that was read; None if there are none.

        These are the waiting pages; and pages that were recognised in other languages than the file
        turned out to be in, which costs a tenth of the words (measured).
        """
        job, read = outcome.job, outcome.value
        options = job.request.options
        if self._missing or self._outage or read is None or options.ocr is None:
            return None
        waiting = [n for n in read.waiting if (job.path, n) not in self._failures]
        count = len(read.passages)
        better = self._better_config(job, options.ocr, read)
        if better is not None:
            request = replace(job.request, options=replace(options, ocr=better))
            known = [p.number for p in read.passages if p.origin is Origin.OCR]
            pages = tuple(sorted({*waiting, *known}))
            return PagesToRead(Job(job.source, request), better, pages, count)
        return PagesToRead(job, options.ocr, tuple(waiting), count) if waiting else None

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

    def recognise(self, files: Sequence[PagesToRead]) -> None:
        """Recognise the pages, as far as this machine can."""
        self._left = sum(len(file.pages) for file in files)
        try:
            self._recognise(files)
            for file in files:
                pages = range(1, file.page_count + 1)
                self._cache.bring(file.reread.source.sha256, pages, file.config.config_id)
        except (MachineError, SettingTooLow) as error:  # what is read without it can be found
            self._outage = error.what
        if self._cache.failure:
            folder, why = str(self._settings.ocr_cache), self._cache.failure
            self._on_problem(Problem(ProblemKind.OCR_NOT_KEPT, folder, why))

    def _recognise(self, files: Sequence[PagesToRead]) -> None:
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
        self, files: Sequence[PagesToRead], pool: Pool[RasteriseRequest, Raster]
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
        effort, problem = self._effort(outcome.job.path), outcome.problem
        effort.seconds += outcome.cpu_seconds or outcome.seconds
        if problem is None:
            return
        reason = problem.kind.explanation
        if problem.detail:
            reason = message("{what} ({detail})", what=reason, detail=problem.detail)
        self._failures[outcome.job.path, page] = _OcrFailure(reason, problem.kind.temporary)
        effort.failures += not problem.kind.temporary

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
        why = message("it takes too long, or fails too often, on other pages of this file")
        self._failures[job.path, job.request.page] = _OcrFailure(why)
        self._report_page(job.path)
        return False

    def explain(self, outcome: ExtractOutcome) -> ExtractOutcome:
        """The outcome, with problems that say why pages of it are still waiting, if any are.

        It keeps the keys of those pictures only that its pages are: a file that has taken over its
        child must not have the recognised text of another one stored for longer than that.
        """
        job, read = outcome.job, outcome.value
        if read is not None and read.pictures:
            read = replace(read, pictures=self._own_pictures(job, read))
            outcome = replace(outcome, value=read)
        if read is None or not read.waiting:
            return outcome
        found = tuple(self._waiting_problems(job.path, read.waiting))
        return replace(outcome, value=replace(read, problems=(*read.problems, *found)))

    def _waiting_problems(self, path: str, waiting: Sequence[int]) -> Iterator[Problem]:
        """One problem for each kind of reason, with the first page's reason."""
        by_kind: dict[ProblemKind, list[int]] = {}
        for number in waiting:
            by_kind.setdefault(self._kind_of(path, number), []).append(number)
        for kind, pages in by_kind.items():
            reason = next(filter(None, (self._reason(path, n) for n in pages)), NO_MESSAGE)
            detail = named_pages(pages)
            if reason:
                detail = message("{pages}: {reason}", pages=detail, reason=reason)
            yield Problem(kind, path, detail, pages[0])

    def _kind_of(self, path: str, number: int) -> ProblemKind:
        if self._missing:
            return ProblemKind.OCR_MISSING
        failure = self._failures.get((path, number))
        is_machines = failure.is_machines if failure else bool(self._outage)
        return ProblemKind.OCR_INTERRUPTED if is_machines else ProblemKind.OCR_FAILED

    def _reason(self, path: str, number: int) -> Message:
        if self._missing:
            return self._missing
        failure = self._failures.get((path, number))
        return failure.reason if failure else self._outage

    def _own_pictures(self, job: ExtractJob, read: Extraction) -> tuple[str, ...]:
        sha256, numbers = job.source.sha256, (passage.number for passage in read.passages)
        own = {self._cache.picture_of(sha256, number) for number in numbers}
        return tuple(key for key in read.pictures if key.partition("-")[0] in own)


def _languages(read: Extraction) -> list[str]:
    return [code for code in read.metadata.languages if code != UNDETERMINED]


def _letters(read: Extraction) -> int:
    return sum(sum(map(str.isalpha, passage.text)) for passage in read.passages)

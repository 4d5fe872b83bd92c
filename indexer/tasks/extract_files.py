"""Reads many files: their text first, then what is only a picture, then these files once more.

A long scan takes minutes to recognise, which no child may: so a child that reads a file names the
pages whose picture nobody has recognised yet, other children recognise a few of them each, on all
processors, and the file is read again, with what is in the cache now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final

from indexer import extract
from indexer.extract.ocr import tessdata
from indexer.extract.ocr.ocr_cache import OcrCache, OcrResult
from indexer.model import UNDETERMINED, Extraction, Origin, Problem, ProblemKind, ReaderNames
from indexer.sandbox import starters
from indexer.sandbox.jobs import Job, Outcome
from indexer.sandbox.pool import Pool, outcomes
from indexer.settings import Settings
from indexer.tasks import ocr_config
from indexer.tasks.work import READING, RECOGNISING

_PAGES: Final = 4
"""Pages that one child recognises: loading the languages takes .1 s, a page one or two."""

_LETTERS: Final = 150
"""Letters below which a text's language is too doubtful to recognise it again in that."""

_FAILURES: Final = 3
_SLOW: Final = 30.0
"""A file made to do harm could keep all processors busy for days: after that many pages on which
recognising stopped, or where pages take more than so many seconds each, its others are left out."""

_ROUNDS: Final = 2
"""The second is for files whose language is known only when something was recognised."""


def read_all(
    jobs: Iterable[Job], settings: Settings, tell: Callable[[str], None] = lambda what: None
) -> Iterator[Outcome[Extraction]]:
    """Read the files, several at a time; yields outcomes as they come, files with scans last.

    At most twice `settings.workers` files are being read or wait to be taken; `tell` hears how far
    recognising pages is. Closing the generator, or an exception in its caller, ends all children.

    Raises:
        AlunaError: no file can be read here at all, or what is recognised cannot be kept.
    """
    pictures = _Pictures(settings, tell)
    with closing(Pool(settings, READING, starters.starter(READING.reader))) as pool:
        for rounds_left in range(_ROUNDS, -1, -1):
            again: list[Job] = []
            for outcome in outcomes(jobs, pool):
                job = pictures.wanted(outcome) if rounds_left else None
                if job is None:
                    yield pictures.explained(outcome)
                else:
                    again.append(job)
            if not again:
                return
            pictures.recognise(again)
            jobs = [replace(job, pages=()) for job in again]


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
    return ReaderNames(text, f"{text}+{ocr_config.options(settings)}")


@dataclass(slots=True)
class _Effort:
    """What recognising one file has cost until now."""

    pages: int = 0
    seconds: float = 0.0
    failures: int = 0

    @property
    def is_worth_it(self) -> bool:
        slow = self.pages >= _PAGES and self.seconds > _SLOW * self.pages
        return self.failures < _FAILURES and not slow


def _spoken(read: Extraction) -> list[str]:
    return [code for code in read.metadata.languages if code != UNDETERMINED]


def _letters(read: Extraction) -> int:
    return sum(sum(map(str.isalpha, passage.text)) for passage in read.passages)


class _Pictures:
    """The pages that are pictures, of all files of a run."""

    def __init__(self, settings: Settings, tell: Callable[[str], None]) -> None:
        self._settings = settings
        self._tell = tell
        self._cache = OcrCache(settings.ocr_cache)
        self._missing = ocr_config.missing(settings) if settings.ocr else ""
        self._failed: dict[tuple[str, int], str] = {}
        self._efforts: dict[str, _Effort] = {}

    def wanted(self, outcome: Outcome[Extraction]) -> Job | None:
        """The job to recognise pages of a file that was read, if there is any to do.

        That is pages that wait; and those that were recognised in other languages than the file
        turned out to be in, which costs a tenth of the words (measured).
        """
        job, read = outcome.job, outcome.value
        if self._missing or read is None or not (read.waiting or read.pictures):
            return None
        pages = [n for n in read.waiting if (job.path, n) not in self._failed]
        is_open = not job.languages and not job.ocr_languages and _letters(read) >= _LETTERS
        better = tessdata.installed(_spoken(read)) if is_open else ()
        how = ocr_config.of(job, self._settings)
        if how is not None and better and not set(better) <= set(how.languages):
            known = [p.number for p in read.passages if p.origin is Origin.OCR]
            return replace(job, ocr_languages=better, pages=tuple(sorted({*pages, *known})))
        return replace(job, pages=tuple(pages)) if pages else None

    def recognise(self, jobs: Sequence[Job]) -> None:
        """Recognise the jobs' pages, a few in each child; one by one where a child did not do it.

        Raises:
            IndexUnwritable: what was recognised cannot be kept.
        """
        chunks = [
            replace(job, pages=job.pages[start : start + _PAGES])
            for job in jobs
            for start in range(0, len(job.pages), _PAGES)
        ]
        left = sum(len(job.pages) for job in chunks)
        single = []
        starter = starters.starter(RECOGNISING.reader)
        with closing(Pool(self._settings, RECOGNISING, starter)) as pool:
            for outcome in self._outcomes(chunks, pool):
                job = outcome.job
                left -= len(job.pages)
                self._tell(f"recognising pictures, {left} pages left: {job.path}")
                if outcome.problem is not None:
                    single += [replace(job, pages=(page,)) for page in job.pages]
            for outcome in self._outcomes(single, pool):
                if outcome.problem is not None:
                    what = f"{outcome.problem.kind.explanation} {outcome.problem.detail}"
                    self._failed[outcome.job.path, outcome.job.pages[0]] = what.strip()
                    self._effort(outcome.job).failures += 1

    def _outcomes(
        self, jobs: Sequence[Job], pool: Pool[tuple[OcrResult, ...]]
    ) -> Iterator[Outcome[tuple[OcrResult, ...]]]:
        for outcome in outcomes(filter(self._is_worth_it, jobs), pool):
            for recognised in outcome.value or ():
                # A child that a file has taken over could give text to others' pictures.
                if self._cache.get(recognised.key) is None:
                    self._cache.put(recognised)
            effort = self._effort(outcome.job)
            effort.pages += len(outcome.job.pages)
            effort.seconds += outcome.seconds
            yield outcome

    def _effort(self, job: Job) -> _Effort:
        return self._efforts.setdefault(job.path, _Effort())

    def _is_worth_it(self, job: Job) -> bool:
        """Whether the file's pages are still tried; else they are noted as left out."""
        if self._effort(job).is_worth_it:
            return True
        why = "it takes too long, or stops too often, on other pages of this file"
        self._failed.update(dict.fromkeys(((job.path, page) for page in job.pages), why))
        return False

    def explained(self, outcome: Outcome[Extraction]) -> Outcome[Extraction]:
        """The outcome with a problem that says why pages of it wait, if some do."""
        job, read = outcome.job, outcome.value
        if read is None or not read.waiting:
            return outcome
        numbers = ", ".join(map(str, read.waiting))
        detail = f"page {numbers}"
        kind = ProblemKind.OCR_MISSING if self._missing else ProblemKind.OCR_FAILED
        reasons = [self._missing, *(self._failed.get((job.path, n), "") for n in read.waiting)]
        if reason := next(filter(None, reasons), ""):
            detail = f"{detail}; {reason}"
        problem = Problem(kind, job.path, detail, read.waiting[0])
        return replace(outcome, value=replace(read, problems=(*read.problems, problem)))

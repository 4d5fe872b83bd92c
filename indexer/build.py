"""The conductor: plan -> read -> write -> verify -> publish, all or nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from indexer import corpus, extract
from indexer.corpus import FileState, PlannedFile
from indexer.engine import extend_index, open_engine, replace_index
from indexer.engine.editions import unrelated_copies
from indexer.engine.near_duplicates import signature
from indexer.engine.port import Reader, Writer
from indexer.errors import IndexMissing, IndexOutdated
from indexer.extract.ocr.ocr_cache import OcrCache
from indexer.media import UNKNOWN, kind_of_path
from indexer.model import (
    Extraction,
    Metadata,
    Passage,
    Problem,
    ProblemKind,
    Publication,
    Record,
)
from indexer.sandbox.jobs import Job, Outcome
from indexer.settings import Settings
from indexer.tasks.extract_files import read_all, reader_names

_READ = (FileState.NEW, FileState.CHANGED, FileState.RETRY)
_REWRITE = (FileState.MOVED, FileState.METADATA_CHANGED)
_UNREAD = (ProblemKind.UNSUPPORTED, ProblemKind.UNREADABLE, ProblemKind.OUTSIDE)
"""Problems of files that have no record, because they were not opened."""


@dataclass(frozen=True, slots=True)
class UpdateProgress:
    """How far a run is: `done` of `total` files, `path` the one that was just finished, or what
    is being done."""

    done: int
    total: int
    path: str


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What a run did, counted in publications; each is in one of the first six counts, or removed.

    `failed` are files of which nothing can be found, also those known from earlier runs, and those
    of a kind that is not read; `passages` is how many the index holds now; `problems` are all that
    there are now; `near_identical` are groups of paths that hold almost the same text, though
    nobody has related them to each other; `idle` says that there was nothing to do.
    """

    new: int
    changed: int
    moved: int
    removed: int
    unchanged: int
    failed: int
    passages: int
    seconds: float
    generation: str
    problems: tuple[Problem, ...]
    near_identical: tuple[tuple[str, ...], ...]
    idle: bool


def update(
    settings: Settings, progress: Callable[[UpdateProgress], None] = lambda step: None
) -> UpdateReport:
    """Bring the index up to date with the corpus; builds a new one where there is none that fits.

    Raises:
        CorpusMissing, IndexDamaged, IndexLocked
    """
    started = time.monotonic()
    try:
        writer = extend_index(settings, extract.VERSION)
    except (IndexMissing, IndexOutdated):
        return rebuild(settings, progress)
    with _Transaction(writer) as transaction:
        engine = open_engine(settings)
        try:
            reader = engine.acquire()
            run = _Run(settings, transaction, progress, reader)
            run.work(list(reader.records()))
            if not run.wrote:
                return run.report(started, reader.generation)
        finally:
            engine.close()
        return run.finish(started)


def rebuild(
    settings: Settings, progress: Callable[[UpdateProgress], None] = lambda step: None
) -> UpdateReport:
    """Read the whole corpus into a new generation, verify it, and make it the live one.

    Raises:
        CorpusMissing, IndexDamaged, IndexLocked
    """
    started = time.monotonic()
    with _Transaction(replace_index(settings, extract.VERSION)) as transaction:
        run = _Run(settings, transaction, progress, None)
        run.work([])
        return run.finish(started)


class _Transaction:
    """A writer that is cancelled unless it was committed."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._open = True

    def __enter__(self) -> _Transaction:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open:
            self.writer.cancel()

    def commit(self) -> str:
        self._open = False
        return self.writer.commit()


class _Run:
    """One pass over the corpus, writing into one transaction."""

    def __init__(
        self,
        settings: Settings,
        transaction: _Transaction,
        progress: Callable[[UpdateProgress], None],
        reader: Reader | None,
    ) -> None:
        self._settings = settings
        self._transaction = transaction
        self._writer = transaction.writer
        self._progress = progress
        self._reader = reader
        self._readers = reader_names(settings)
        self._counts: Counter[str] = Counter()
        self._problems: list[Problem] = []
        self._records: list[Record] = []
        self._pictures: set[str] = set()
        self.wrote = False

    def work(self, records: Sequence[Record]) -> None:
        """Do all that the corpus asks for, compared with `records`."""
        plan = corpus.plan(self._settings, records, self._readers)
        self._problems += plan.problems
        known = {path for item in plan.items for path in item.paths}
        unread = {p.path for p in plan.problems if p.kind in _UNREAD}
        self._counts["failed"] += len(unread - known)
        for item in plan.items:
            if item.state is FileState.REMOVED:
                self._clear(item)
            elif item.state in _REWRITE or item.mtime_only:
                self._rewrite(item)
            elif item.state is FileState.UNCHANGED and item.record is not None:
                self._count(item, item.record)
        self._read([item for item in plan.items if item.state in _READ])
        self._problems += corpus.dangling(self._records, plan.relations)

    def _clear(self, item: PlannedFile) -> None:
        """Take out what the index holds of the item until now."""
        if item.record is not None:
            self._writer.remove(item.record.publication.id)
            self.wrote = True
        self._counts["removed"] += item.state is FileState.REMOVED

    def _rewrite(self, item: PlannedFile) -> None:
        """The same text under another path, description or time."""
        if item.record is None or self._reader is None:
            raise AssertionError(f"{item.paths[0]} is {item.state} without a record")
        before = item.record
        record = replace(
            before,
            publication=_publication(item, before.publication, before.found),
            mtimes_ns=item.mtimes_ns,
            searchable=_is_searchable(item, before.publication),
            staff=item.staff,
            problems=tuple(replace(p, path=item.paths[0]) for p in before.problems),
        )
        self._put(item, record, self._reader.passages(before.publication.id))

    def _read(self, items: Sequence[PlannedFile]) -> None:
        waiting = {item.paths[0]: item for item in items}
        jobs = (self._job(item) for item in items)

        def tell(what: str) -> None:
            self._progress(UpdateProgress(len(items) - len(waiting), len(items), what))

        for done, outcome in enumerate(read_all(jobs, self._settings, tell), 1):
            item = waiting.pop(outcome.job.path)
            if outcome.problem and outcome.problem.kind is ProblemKind.CHANGING and item.record:
                # What was known of it stays until it can be read; the next run looks again.
                kept = replace(item.record, problems=(*item.record.problems, outcome.problem))
                self._count(replace(item, state=FileState.UNCHANGED), kept)
            else:
                self._put(item, *_record(item, outcome))
            self._progress(UpdateProgress(done, len(items), outcome.job.path))

    def _job(self, item: PlannedFile) -> Job:
        path = item.paths[0]
        file = self._settings.corpus / path
        size, mtime_ns = item.size, item.mtimes_ns[0]
        return Job(file, path, item.staff.languages, size, mtime_ns, item.selectors)

    def _put(self, item: PlannedFile, record: Record, passages: Iterable[Passage]) -> None:
        self._clear(item)
        self._writer.put(record, tuple(passages))
        self.wrote = True
        self._count(item, record)

    def _count(self, item: PlannedFile, record: Record) -> None:
        self._problems += record.problems
        self._pictures.update(record.pictures)
        self._records.append(record)
        self._counts[item.state if record.searchable else "failed"] += 1

    def finish(self, started: float) -> UpdateReport:
        """Publish what was written, and forget the pictures that no publication has any more."""
        report = self.report(started, self._transaction.commit())
        OcrCache(self._settings.ocr_cache).keep_only(self._pictures)
        return report

    def report(self, started: float, generation: str) -> UpdateReport:
        """What was done."""
        count = self._counts
        alike = unrelated_copies(self._records)
        return UpdateReport(
            new=count[FileState.NEW],
            changed=count[FileState.CHANGED]
            + count[FileState.METADATA_CHANGED]
            + count[FileState.RETRY],
            moved=count[FileState.MOVED],
            removed=count["removed"],
            unchanged=count[FileState.UNCHANGED],
            failed=count["failed"],
            passages=sum(record.publication.passage_count for record in self._records),
            seconds=round(time.monotonic() - started, 2),
            generation=generation,
            problems=tuple(sorted(self._problems, key=lambda p: (p.path, p.passage or 0))),
            near_identical=alike,
            idle=not self.wrote,
        )


def _record(item: PlannedFile, outcome: Outcome[Extraction]) -> tuple[Record, tuple[Passage, ...]]:
    """The record of a file that was read, or could not be, and its passages."""
    kind = kind_of_path(item.paths[0]) or UNKNOWN
    extraction = outcome.value or Extraction(kind.media_type)
    problems = extraction.problems if outcome.problem is None else (outcome.problem,)
    passages = extraction.passages
    bare = Publication(
        id=item.id,
        path=item.paths[0],
        copies=item.paths[1:],
        sha256=item.sha256,
        size=item.size,
        media_type=extraction.media_type,
        metadata=Metadata(),
        passage_count=len(passages),
        passages_without_text=tuple(
            p.number for p in passages if not any(map(str.isalnum, p.text))
        ),
    )
    record = Record(
        publication=_publication(item, bare, extraction.metadata),
        mtimes_ns=item.mtimes_ns,
        reader=item.readers.pictures
        if extraction.pictures or extraction.waiting
        else item.readers.text,
        searchable=outcome.value is not None and _is_searchable(item, bare),
        found=extraction.metadata,
        staff=item.staff,
        problems=problems,
        pictures=extraction.pictures,
        signature=signature(passages),
    )
    return record, passages


def _is_searchable(item: PlannedFile, publication: Publication) -> bool:
    """Whether readers can find it: by its text, or by the title that staff gave a scan."""
    pages, empty = publication.passage_count, len(publication.passages_without_text)
    return pages > empty or (pages > 0 and bool(item.staff.title))


def _publication(item: PlannedFile, known: Publication, found: Metadata) -> Publication:
    """`known` under the item's identifier, paths and description; else titled by file name."""
    metadata = item.staff.over(found)
    if not metadata.title:
        name = PurePosixPath(item.paths[0]).stem
        metadata = replace(
            metadata, title=" ".join(name.replace("_", " ").replace("-", " ").split())
        )
    return replace(known, id=item.id, path=item.paths[0], copies=item.paths[1:], metadata=metadata)

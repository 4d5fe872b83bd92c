"""Builds and updates the index: plan, read, write, verify, publish; all or nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from indexer import corpus, extract
from indexer.corpus import FileState, PlannedFile
from indexer.engine import extend_index, open_engine, replace_index
from indexer.engine.editions import unrelated_copies
from indexer.engine.near_duplicates import signature
from indexer.engine.port import Writer
from indexer.errors import IndexMissing, IndexOutdated, IndexUnusable
from indexer.extract.ocr.ocr_cache import OcrCache
from indexer.media import UNKNOWN, kind_of_path
from indexer.messages import Message
from indexer.model import (
    Extraction,
    HeldBack,
    Metadata,
    Passage,
    Problem,
    ProblemKind,
    Publication,
    Record,
)
from indexer.run_progress import ProgressFile
from indexer.sandbox.jobs import SourceFile
from indexer.settings import Settings
from indexer.tasks.extract import ExtractJob, ExtractOutcome, extract_job
from indexer.tasks.extract_files import read_all, reader_names
from indexer.withdrawals.update import UpdateWithdrawals

_READ_STATES = (FileState.NEW, FileState.CHANGED, FileState.RETRY)
_REWRITE_STATES = (FileState.MOVED, FileState.METADATA_CHANGED)
_UNRECORDED = (ProblemKind.UNSUPPORTED, ProblemKind.UNREADABLE, ProblemKind.OUTSIDE)
"""Problems of files that were not opened and so have no record."""


@dataclass(frozen=True, slots=True)
class UpdateProgress:
    """Progress of a run: `done` of `total` files; `path` is the last file, or the current step."""

    done: int
    total: int
    path: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a run did about one publication.

    `state` is `new`, `changed` (its text or its metadata), `moved` (`before` is the path that it
    had), `removed`, `lost` (the file can no longer be read; its last text stays) or `failed` (a
    file that cannot be searched).
    """

    path: str
    state: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What a run did, in publications; each is in one of the first seven counts.

    `failed` counts the files that cannot be searched: those of unsupported kinds, and unreadable
    ones, also from earlier runs. `lost` counts those that can be searched, but whose file cannot be
    read any more, also from earlier runs. `passages` and `problems` are those of the whole index
    now. `changes` name what this run changed, in order of path. `near_identical` are groups of
    paths with almost the same text that nobody has related to each other. `held_back` counts, by
    path, what is not published of the files of the whole index. `idle` means that there was nothing
    to do.
    """

    new: int
    changed: int
    moved: int
    removed: int
    unchanged: int
    failed: int
    lost: int
    passages: int
    seconds: float
    generation: str
    problems: tuple[Problem, ...]
    near_identical: tuple[tuple[str, ...], ...]
    changes: tuple[Change, ...]
    held_back: dict[str, HeldBack]
    idle: bool


def update(
    settings: Settings, on_progress: Callable[[UpdateProgress], None] = lambda step: None
) -> UpdateReport:
    """Bring the index up to date with the corpus; builds a new one if there is no usable one.

    Raises:
        CorpusMissing, IndexDamaged, IndexLocked, MachineError
    """
    started = time.monotonic()
    try:
        writer = extend_index(settings, extract.VERSION)
    except (IndexMissing, IndexOutdated):
        return rebuild(settings, on_progress)
    with _Transaction(writer) as transaction:
        run = _Run(settings, transaction, on_progress)
        run.index(list(writer.before.records()))
        if not run.wrote:
            return run.report(started, writer.before.generation)
        return run.finish(started)


def rebuild(
    settings: Settings, on_progress: Callable[[UpdateProgress], None] = lambda step: None
) -> UpdateReport:
    """Read the whole corpus into a new generation, verify it, and make it the live one. What a run
    has saved of it that was stopped is not read again.

    Raises:
        CorpusMissing, IndexDamaged, IndexLocked, MachineError
    """
    started = time.monotonic()
    with (
        _Transaction(replace_index(settings, extract.VERSION)) as transaction,
        ProgressFile(settings.run_progress) as file,
    ):

        def on_step(step: UpdateProgress) -> None:
            file.write(step.done, step.total)
            on_progress(step)

        run = _Run(settings, transaction, on_step)
        run.index(list(transaction.writer.before.records()), _live_records(settings))
        return run.finish(started)


def _live_records(settings: Settings) -> Sequence[Record]:
    """The records of the generation that is about to be replaced; empty if it cannot be read."""
    try:
        engine = open_engine(settings)
    except IndexUnusable:
        return ()
    try:
        return list(engine.acquire().records())
    except IndexUnusable:  # what made somebody rebuild it
        return ()
    finally:
        engine.close()


class _Transaction:
    """A writer that is cancelled unless it is committed."""

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
        on_progress: Callable[[UpdateProgress], None],
    ) -> None:
        self._settings = settings
        self._transaction = transaction
        self._writer = transaction.writer
        self._on_progress = on_progress
        self._reader = transaction.writer.before
        self._readers = reader_names(settings)
        self._counts: Counter[str] = Counter()
        self._problems: list[Problem] = []
        self._records: list[Record] = []
        self._changes: list[Change] = []
        self._pictures: set[str] = set()
        self._withdrawals = UpdateWithdrawals(settings, self._reader)
        self._saved_at = time.monotonic()
        self.wrote = False

    def index(self, records: Sequence[Record], earlier: Sequence[Record] = ()) -> None:
        """Write what has changed in the corpus, compared with `records`; `earlier` are those of the
        index that is replaced.
        """
        plan = corpus.plan(self._settings, records, self._readers, earlier)
        self._problems += plan.problems
        known = {path for item in plan.items for path in item.paths}
        unrecorded = {p.path for p in plan.problems if p.kind in _UNRECORDED}
        self._counts["failed"] += len(unrecorded - known)
        for item in plan.items:
            if item.state is FileState.REMOVED:
                self._remove(item)
            elif item.state in _REWRITE_STATES or item.mtime_only:
                self._rewrite(item)
            elif item.state is FileState.UNCHANGED and item.record is not None:
                self._count(item, item.record)
        self._read([item for item in plan.items if item.state in _READ_STATES])
        self._problems += corpus.dangling_relations(self._records, plan.relations)
        # Before anything is committed: the service then knows the works by their new names.
        self._problems += self._withdrawals.learn(self._records)

    def _remove(self, item: PlannedFile) -> None:
        """Remove the item's old record and passages from the index."""
        if item.record is not None:
            self._writer.remove(item.record.publication.id)
            self.wrote = True
        if item.state is FileState.REMOVED:
            self._counts["removed"] += 1
            self._changes.append(Change(item.paths[0], "removed"))

    def _rewrite(self, item: PlannedFile) -> None:
        """Write the same text under a different path, metadata or time."""
        if item.record is None:
            raise AssertionError(f"{item.paths[0]} is {item.state} without a record")
        before = item.record
        record = replace(
            before,
            publication=_publication(item, before.publication, before.found),
            mtimes_ns=item.mtimes_ns,
            searchable=_is_searchable(item, before.publication),
            staff=item.staff,
            problems=tuple(replace(p, path=item.paths[0]) for p in before.problems),
            former_ids=item.former_ids,
            described_in=item.described_in,
        )
        self._put(item, record, self._reader.passages(before.publication.id))

    def _read(self, items: Sequence[PlannedFile]) -> None:
        waiting = {item.paths[0]: item for item in items}
        jobs = (self._job(item) for item in items)

        def on_step(step: Message) -> None:
            self._on_progress(UpdateProgress(len(items) - len(waiting), len(items), str(step)))
            self._save_if_due(waiting.values())

        outcomes = read_all(jobs, self._settings, on_step, self._problems.append)
        for done, outcome in enumerate(outcomes, 1):
            item = waiting.pop(outcome.job.path)
            if outcome.problem and outcome.problem.kind.temporary and item.record:
                # What is known of it stays until it can be read; the next run tries again.
                kept = replace(item.record, problems=(*item.record.problems, outcome.problem))
                self._count(replace(item, state=FileState.UNCHANGED), kept)
            else:
                self._put(item, *_record(item, outcome))
            self._on_progress(UpdateProgress(done, len(items), outcome.job.path))
            self._save_if_due(waiting.values())

    def _save_if_due(self, waiting: Collection[PlannedFile]) -> None:
        """Save what was read, so that a long run that is stopped loses minutes and not hours."""
        is_due = time.monotonic() - self._saved_at >= self._settings.save_seconds
        if not (is_due and waiting and self.wrote):
            return
        unread = [item.record for item in waiting if item.record is not None]
        self._withdrawals.learn([*self._records, *unread])  # as before each commit
        self._writer.save()
        self._saved_at = time.monotonic()

    def _job(self, item: PlannedFile) -> ExtractJob:
        path = item.paths[0]
        source = SourceFile(
            self._settings.corpus, item.place, path, item.size, item.mtimes_ns[0], item.sha256
        )
        return extract_job(source, self._settings, item.staff.languages, item.selectors)

    def _put(self, item: PlannedFile, record: Record, passages: Iterable[Passage]) -> None:
        self._remove(item)
        text = tuple(passages)
        self._writer.put(record, text)
        self._withdrawals.keep(record, text)
        self.wrote = True
        self._count(item, record)
        self._changes += _changes(item, record)

    def _count(self, item: PlannedFile, record: Record) -> None:
        self._problems += record.problems
        self._pictures.update(record.pictures)
        self._records.append(record)
        self._counts[item.state if record.searchable else "failed"] += 1

    def finish(self, started: float) -> UpdateReport:
        """Publish what was written, and drop recognised text that no publication uses any more."""
        report = self.report(started, self._transaction.commit())
        OcrCache(self._settings.ocr_cache).keep_only(
            self._pictures, {record.publication.sha256 for record in self._records}
        )
        return report

    def report(self, started: float, generation: str) -> UpdateReport:
        """What the run did."""
        count = self._counts
        return UpdateReport(
            new=count[FileState.NEW],
            changed=count[FileState.CHANGED]
            + count[FileState.METADATA_CHANGED]
            + count[FileState.RETRY],
            moved=count[FileState.MOVED],
            removed=count["removed"],
            unchanged=count[FileState.UNCHANGED],
            failed=count["failed"],
            lost=count["lost"],
            passages=sum(record.publication.passage_count for record in self._records),
            seconds=round(time.monotonic() - started, 2),
            generation=generation,
            problems=tuple(sorted(self._problems, key=lambda p: (p.path, p.passage or 0))),
            near_identical=unrelated_copies(self._records),
            changes=tuple(sorted(self._changes, key=lambda change: change.path)),
            held_back=held_back_by_path(self._records),
            idle=not self.wrote,
        )


_REPORTED_STATES: Final = {
    FileState.METADATA_CHANGED: FileState.CHANGED,
    FileState.RETRY: FileState.CHANGED,
}
"""How a state is reported where it has no name of its own."""


def _changes(item: PlannedFile, record: Record) -> Iterator[Change]:
    """What is reported of a publication that was written."""
    if item.state is FileState.UNCHANGED:
        return
    path, before = item.paths[0], item.record.publication.path if item.record else ""
    state = _REPORTED_STATES.get(item.state, item.state)
    if not record.searchable:
        yield Change(path, "failed")
    elif item.state is FileState.MOVED and before != path:
        yield Change(path, state.value, before)
    else:
        yield Change(path, state.value)


def held_back_by_path(records: Iterable[Record]) -> dict[str, HeldBack]:
    """What was held back of each file, by path; only of those where something was."""
    counted = {record.publication.path: record.held_back for record in records if record.held_back}
    return dict(sorted(counted.items()))


def _record(item: PlannedFile, outcome: ExtractOutcome) -> tuple[Record, tuple[Passage, ...]]:
    """The record of a file, whether it could be read or not, and its passages."""
    kind = kind_of_path(item.paths[0]) or UNKNOWN
    extraction = outcome.value or Extraction(kind.media_type)
    problems = extraction.problems if outcome.problem is None else (outcome.problem,)
    passages = extraction.passages
    content = Publication(
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
        publication=_publication(item, content, extraction.metadata),
        mtimes_ns=item.mtimes_ns,
        reader=item.readers.of(extraction),
        searchable=outcome.value is not None and _is_searchable(item, content),
        found=extraction.metadata,
        staff=item.staff,
        problems=problems,
        pictures=extraction.pictures,
        signature=signature(passages),
        held_back=extraction.held_back,
        former_ids=item.former_ids,
        described_in=item.described_in,
    )
    return record, passages


def _is_searchable(item: PlannedFile, publication: Publication) -> bool:
    """Whether readers can find it: by its text, or by the title that staff gave to a scan."""
    pages, empty = publication.passage_count, len(publication.passages_without_text)
    return pages > empty or (pages > 0 and bool(item.staff.title))


def _publication(item: PlannedFile, known: Publication, found: Metadata) -> Publication:
    """`known` with the item's identifier, paths and metadata; without a title, the file name."""
    metadata = item.staff.over(found)
    if not metadata.title:
        name = PurePosixPath(item.paths[0]).stem
        metadata = replace(
            metadata, title=" ".join(name.replace("_", " ").replace("-", " ").split())
        )
    return replace(known, id=item.id, path=item.paths[0], copies=item.paths[1:], metadata=metadata)

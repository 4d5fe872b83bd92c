"""Everything that staff can be shown of the collection: the index, its problems, the last runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from indexer.build import UpdateReport, held_back_by_path, preview
from indexer.engine import meaning_state, open_engine
from indexer.engine.edition_proposals import EditionProposal, propose_editions
from indexer.engine.editions import unrelated_copies
from indexer.engine.meaning.word_store import MeaningState
from indexer.errors import CorpusMissing, IndexUnusable, RunHistoryUnusable
from indexer.file_problems import Problem
from indexer.model import HeldBack, Publication, Record
from indexer.reports.run_history import RunHistory, RunHistoryFile
from indexer.settings import Settings
from indexer.withdrawals.orders import OrderResult, open_orders


@dataclass(frozen=True, slots=True)
class DiskUse:
    """Bytes on the disk: the index, recognised pages, what was drawn for readers, what is free."""

    index: int
    recognised: int
    drawn: int
    free: int


@dataclass(frozen=True, slots=True)
class IndexedCollection:
    """What one commit of the index holds, at `updated`.

    `near_identical` are groups of paths, `held_back` counts by path what is not published,
    `removed` are the records of publications that were removed lately, `terms` is how many the
    glossary has.
    """

    generation: str
    updated: datetime
    records: tuple[Record, ...]
    near_identical: tuple[tuple[str, ...], ...]
    proposals: tuple[EditionProposal, ...]
    held_back: Mapping[str, HeldBack]
    removed: tuple[Record, ...]
    terms: int

    @property
    def searchable(self) -> tuple[Publication, ...]:
        """The publications that can be found."""
        return tuple(record.publication for record in self.records if record.searchable)

    @property
    def passages(self) -> int:
        """How many pages or sections these have."""
        return sum(publication.passage_count for publication in self.searchable)

    @property
    def passages_without_text(self) -> int:
        """How many of these have no text."""
        return sum(len(publication.passages_without_text) for publication in self.searchable)


@dataclass(frozen=True, slots=True)
class CollectionOverview:
    """All of it; `state` is what is in the index, or why it cannot be used. `history_error` says
    why the history, which then is empty, cannot be read.
    """

    settings: Settings
    state: IndexedCollection | IndexUnusable
    problems: tuple[Problem, ...]
    withdrawn: OrderResult
    history: RunHistory
    history_error: RunHistoryUnusable | None
    disk: DiskUse
    meaning: MeaningState

    @property
    def indexed(self) -> IndexedCollection | None:
        """What is in the index, if it can be used."""
        return self.state if isinstance(self.state, IndexedCollection) else None

    @property
    def unsearchable(self) -> int:
        """How many files cannot be searched; what has no record is known from the last run."""
        last, indexed = self.history.last_complete, self.indexed
        if indexed is None:
            return 0
        if last is not None and last.generation == indexed.generation:
            return last.failed
        return sum(not record.searchable for record in indexed.records)


def read_overview(settings: Settings) -> CollectionOverview:
    """Look at the index and at everything beside it.

    Raises:
        WithdrawalsUnreadable: it is not known what was withdrawn.
    """
    history, history_error = RunHistory(), None
    try:
        history = RunHistoryFile(settings.run_history).read()
    except RunHistoryUnusable as unusable:
        history_error = unusable
    state: IndexedCollection | IndexUnusable
    try:
        state = _indexed(settings)
    except IndexUnusable as error:
        state = error
    withdrawals = open_orders(settings)
    return CollectionOverview(
        settings=settings,
        state=state,
        problems=(*_problems(state, history, settings), *withdrawals.problems()),
        withdrawn=withdrawals.overview(),
        history=history,
        history_error=history_error,
        disk=_disk_use(settings),
        meaning=meaning_state(settings),
    )


def proposals_after(report: UpdateReport, settings: Settings) -> tuple[EditionProposal, ...]:
    """What to propose after a run: none if no file came or got another name, as all texts are
    compared.
    """
    if not (report.new or report.moved):
        return ()
    engine = open_engine(settings)
    try:
        reader = engine.acquire()
        return propose_editions(reader.records(), reader.editions, reader.passages)
    finally:
        engine.close()


def _indexed(settings: Settings) -> IndexedCollection:
    """What the live index holds.

    Raises:
        IndexUnusable: there is no index, or it cannot be read.
    """
    engine = open_engine(settings)
    try:
        reader = engine.acquire()
        records = tuple(reader.records())
        return IndexedCollection(
            generation=reader.generation,
            updated=reader.updated,
            records=records,
            near_identical=unrelated_copies(records),
            proposals=propose_editions(records, reader.editions, reader.passages),
            held_back=held_back_by_path(records),
            removed=tuple(reader.removed()),
            terms=len(reader.glossary.concepts),
        )
    finally:
        engine.close()


def _problems(
    state: IndexedCollection | IndexUnusable, history: RunHistory, settings: Settings
) -> Iterable[Problem]:
    """What is wrong with the files: those of the records, and those that the last run named of
    files that have no record. Where it is not remembered, the folder is looked at.
    """
    indexed = state if isinstance(state, IndexedCollection) else None
    records = indexed.records if indexed else ()
    found = dict.fromkeys(problem for record in records for problem in record.problems)
    last = history.last_complete
    if last is None:
        found |= dict.fromkeys(_problems_now(settings) if indexed else ())
    is_current = last is not None and indexed is not None and last.generation == indexed.generation
    recorded = {record.publication.path for record in records}
    for problem in history.problems:
        if is_current or problem.path not in recorded:
            found[problem] = None
    return sorted(found, key=lambda problem: (problem.path, problem.passage or 0))


def _problems_now(settings: Settings) -> Iterable[Problem]:
    with suppress(CorpusMissing):
        return preview(settings).problems
    return ()


def _disk_use(settings: Settings) -> DiskUse:
    folder = settings.index.absolute()
    while not folder.exists():
        folder = folder.parent
    return DiskUse(
        _size(settings.index),
        _size(settings.ocr_cache),
        _size(settings.view_cache),
        shutil.disk_usage(folder).free,
    )


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            status = path.lstat()
        except OSError:  # an indexer is at work, or it is somebody else's
            continue
        total += 0 if path.is_dir() else status.st_size
    return total

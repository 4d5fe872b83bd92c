"""One pass over the corpus: what has changed is read, described anew, kept or removed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from indexer import corpus
from indexer.build.file_records import (
    is_forgotten,
    record_described_anew,
    record_of,
    record_of_last_text,
    record_of_removed,
)
from indexer.build.update_report import (
    FAILED,
    Change,
    GlossaryChange,
    UpdateProgress,
    UpdateReport,
    changes_of,
    glossary_change,
    held_back_by_path,
    reported_state,
)
from indexer.corpus import (
    FileState,
    Plan,
    PlannedFile,
    Removals,
    TextLosses,
    is_cut_off,
    text_length,
)
from indexer.engine.editions import unrelated_copies
from indexer.engine.glossary import NO_GLOSSARY, Glossary
from indexer.engine.port import Reader
from indexer.engine.transaction import Transaction
from indexer.errors import CorpusMissing, IndexUnusable, RemovalsDoubted
from indexer.extract.ocr.ocr_cache import OcrCache
from indexer.file_problems import Loss, Problem, ProblemKind
from indexer.messages import NO_MESSAGE, Message, message, verbatim
from indexer.model import Passage, Record
from indexer.sandbox.jobs import SourceFile
from indexer.settings import Settings
from indexer.tasks.extract import ExtractJob, ExtractOutcome, extract_job
from indexer.tasks.extract_files import read_all, reader_names
from indexer.withdrawals.update import UpdateWithdrawals

_READ_STATES: Final = (FileState.NEW, FileState.CHANGED, FileState.RETRY)
_REWRITE_STATES: Final = (FileState.MOVED, FileState.METADATA_CHANGED, FileState.RESTORED)
_UNRECORDED: Final = (
    ProblemKind.UNSUPPORTED,
    ProblemKind.UNREADABLE,
    ProblemKind.OUTSIDE,
    ProblemKind.LINK_ONLY,
)
"""Problems of files that were not opened and so have no record."""


class UpdateRun:
    """One pass over the corpus, writing into one transaction.

    The corpus is compared with `previous`, the index that readers have. Where another generation is
    written, everything is read again, except for what a run that was stopped has saved in it.
    """

    def __init__(
        self,
        settings: Settings,
        transaction: Transaction,
        on_progress: Callable[[UpdateProgress], None],
        previous: Reader | None,
        removals: Removals,
    ) -> None:
        self._settings = settings
        self._transaction = transaction
        self._writer = transaction.writer
        self._on_progress = on_progress
        self._previous = previous
        self._removals = removals
        self._extends = previous is self._writer.before
        self._known = list(previous.records()) if previous is not None else []
        self._removed = list(previous.removed()) if previous is not None else []
        self._known_glossary = NO_GLOSSARY if previous is None else previous.glossary
        self._glossary = GlossaryChange()
        self._done_with: set[str] = set()  # identifiers that were removed or written anew
        self._saved = {} if self._extends else _by_sha256(self._writer.before)
        self._counts: Counter[str] = Counter()
        self._problems: list[Problem] = []
        self._records: list[Record] = []
        self._changes: list[Change] = []
        self._pictures: set[str] = set()
        self._losses = TextLosses(self._known)
        self._withdrawals = UpdateWithdrawals(settings, self._writer.before)
        self._saved_at = time.monotonic()
        self.wrote = False

    def index(self) -> None:
        """Write what has changed in the corpus.

        Raises:
            RemovalsDoubted: something would be lost, perhaps by accident; nothing is published.
            CorpusMissing: the corpus folder cannot be read.
        """
        plan = self._plan()
        self._ask_about(plan.losses)
        self._problems += plan.problems
        self._put_glossary(plan.glossary)
        known = {path for item in plan.items for path in item.paths}
        unrecorded = {p.path for p in plan.problems if p.kind in _UNRECORDED}
        self._counts[FAILED] += len(unrecorded - known)
        self._read([item for item in plan.items if not self._is_done_unread(item)])
        self._remember(item.record for item in plan.items if item.state is FileState.REMOVED)
        self._ask_about(self._losses.doubted())
        self._problems += corpus.dangling_relations(self._records, plan.relations)
        # Before anything is committed: the service then knows the works by their new names.
        self._problems += self._withdrawals.learn(self._records)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found in the corpus."""
        return not self._records

    def _plan(self) -> Plan:
        names = reader_names(self._settings)
        try:
            plan = corpus.plan(
                self._settings,
                self._known,
                names,
                self._removed,
                self._removals,
                self._known_glossary,
            )
        except CorpusMissing as error:
            # An index that was made of it says that it was there.
            there = [record.publication.path for record in self._known if record.searchable]
            losses = [Loss(path, message("The corpus folder is away.")) for path in there]
            self._ask_about(losses, verbatim(str(error)))
            raise
        return plan

    def _ask_about(self, losses: Sequence[Loss], reason: Message = NO_MESSAGE) -> None:
        """Stop, unless staff have accepted what would be lost, or nothing would be."""
        if losses and self._removals is Removals.DOUBTED:
            raise RemovalsDoubted(losses, reason)

    def _put_glossary(self, glossary: Glossary) -> None:
        """Write the glossary, unless it is what is in the index."""
        self._glossary = glossary_change(self._known_glossary, glossary)
        if not self._extends or glossary != self._known_glossary:
            self._writer.put_glossary(glossary)
            self.wrote = True

    def _is_done_unread(self, item: PlannedFile) -> bool:
        """Do what takes no reading; returns whether that was all."""
        if item.state is FileState.REMOVED:
            self._forget(item)
        elif item.record is not None and not item.place:  # the file cannot be opened now
            self._keep(item, item.record)
        elif not self._extends:
            return self._is_taken_over(item)
        elif item.state in _REWRITE_STATES or item.mtime_only:
            self._rewrite(item)
        elif item.state in _READ_STATES or item.record is None:
            return False
        else:
            self._count(item, item.record)
        return True

    def _is_taken_over(self, item: PlannedFile) -> bool:
        """Take over what a stopped run has read of a file into the new generation, if it has."""
        saved = self._saved.get(item.sha256)
        if saved is None or not saved.searchable or saved.staff.languages != item.staff.languages:
            return False
        if saved.reader not in (item.readers.text, item.readers.pictures):
            return False
        text = self._writer.before.passages(saved.publication.id)
        self._put(item, record_described_anew(item, saved), text)
        return True

    def _forget(self, item: PlannedFile) -> None:
        """Take a publication out of the index."""
        self._remove(item)
        self._counts[FileState.REMOVED] += 1
        self._changes += changes_of(item, None)

    def _remove(self, item: PlannedFile) -> None:
        """Remove what is known of the item until now."""
        saved = self._saved.pop(item.sha256, None)
        for known in (item.record, item.returned, saved):
            if known is not None:
                self._writer.remove(known.publication.id)
                self._done_with.add(known.publication.id)
        self.wrote = True

    def _keep(self, item: PlannedFile, record: Record, *problems: Problem) -> None:
        """Keep a record as it is, with problems that are gone with the next run."""
        if not self._extends:
            text = self._last_text(record)
            if text is None:
                self._losses.note_damaged(record)
                return
            self._remove(item)
            self._writer.put(record, text)
            self._withdrawals.keep(record, text)
        self._count(item, replace(record, problems=(*record.problems, *problems)))

    def _last_text(self, record: Record) -> Sequence[Passage] | None:
        """The passages that readers have of a publication; None if they are damaged, and another
        generation is made because of that.
        """
        if self._previous is None:
            return None
        try:
            return self._previous.passages(record.publication.id)
        except IndexUnusable:
            if self._extends:
                raise
            return None

    def _rewrite(self, item: PlannedFile) -> None:
        """Write the same text under a different path, metadata or time."""
        if item.record is None or self._previous is None:
            raise AssertionError(f"{item.paths[0]} is {item.state} without a record")
        record = record_described_anew(item, item.record)
        self._losses.note(item.record, (), record, ())
        self._put(item, record, self._previous.passages(item.record.publication.id))

    def _read(self, items: Sequence[PlannedFile]) -> None:
        waiting = {item.paths[0]: item for item in items}
        jobs = (self._job(item) for item in items)

        def on_step(step: Message) -> None:
            self._on_progress(UpdateProgress(len(items) - len(waiting), len(items), str(step)))
            self._save_if_due(waiting.values())

        outcomes = read_all(jobs, self._settings, on_step, self._problems.append)
        for done, outcome in enumerate(outcomes, 1):
            self._store(waiting.pop(outcome.job.path), outcome)
            self._on_progress(UpdateProgress(done, len(items), outcome.job.path))
            self._save_if_due(waiting.values())

    def _job(self, item: PlannedFile) -> ExtractJob:
        path = item.paths[0]
        source = SourceFile(
            self._settings.corpus, item.place, path, item.size, item.mtimes_ns[0], item.sha256
        )
        return extract_job(source, self._settings, item.staff.languages, item.selectors)

    def _store(self, item: PlannedFile, outcome: ExtractOutcome) -> None:
        """Write what reading a file gave, or keep the last text where it gave none."""
        before = item.record
        earlier = self._last_text(before) if before is not None and before.searchable else None
        if before is None or earlier is None:
            record, text = record_of(item, outcome)
            if before is not None:
                self._losses.note(before, (), record, text)
            self._put(item, record, text)
        elif outcome.problem is not None:
            self._store_failure(item, before, earlier, outcome.problem)
        else:
            self._store_text(item, before, earlier, outcome)

    def _store_failure(
        self, item: PlannedFile, before: Record, earlier: Sequence[Passage], problem: Problem
    ) -> None:
        """Keep the last text of a file that cannot be read any more."""
        if problem.kind.temporary:
            self._keep(replace(item, state=FileState.UNREADABLE), before, problem)
        else:
            record = record_of_last_text(item, before, problem, item.readers.text)
            self._put(replace(item, state=FileState.LOST), record, earlier)

    def _store_text(
        self,
        item: PlannedFile,
        before: Record,
        earlier: Sequence[Passage],
        outcome: ExtractOutcome,
    ) -> None:
        """Write a text in place of an earlier one, unless it is what an accident left of it."""
        record, text = record_of(item, outcome)
        is_same_file = item.sha256 == before.publication.sha256
        temporary = [problem for problem in record.problems if problem.kind.temporary]
        if is_same_file and temporary and text_length(text) < text_length(earlier):
            self._keep(replace(item, state=FileState.UNREADABLE), before, *temporary)
            return
        is_doubted = not is_same_file and self._removals is Removals.DOUBTED
        if is_doubted and is_cut_off(self._settings.corpus, item, earlier, text):
            problem = Problem(ProblemKind.CUT_OFF, item.paths[0])
            self._store_failure(item, before, earlier, problem)
            return
        self._losses.note(before, earlier, record, text)
        self._put(item, record, text)

    def _put(self, item: PlannedFile, record: Record, passages: Iterable[Passage]) -> None:
        """Write a record and its passages, unless this is what is in the index."""
        if self._extends and record == item.record:
            item = replace(item, state=FileState.UNCHANGED)
        else:
            self._remove(item)
            text = tuple(passages)
            self._writer.put(record, text)
            self._withdrawals.keep(record, text)
        self._count(item, record)

    def _count(self, item: PlannedFile, record: Record) -> None:
        self._problems += record.problems
        self._pictures.update(record.pictures)
        self._records.append(record)
        self._counts[reported_state(item, record)] += 1
        self._changes += changes_of(item, record)

    def _remember(self, gone: Iterable[Record | None]) -> None:
        """Keep for a while what is known of removed publications, those of earlier runs too."""
        taken = {record.publication.id for record in self._records}
        for record in self._removed:
            identifier = record.publication.id
            if identifier in taken | self._done_with:
                continue
            if not is_forgotten(record):
                if not self._extends:
                    self._writer.put(record, ())
            elif self._extends:
                self._writer.remove(identifier)
                self.wrote = True
        for record in filter(None, gone):
            if record.publication.id not in taken:
                self._writer.put(record_of_removed(record), ())

    def _save_if_due(self, waiting: Collection[PlannedFile]) -> None:
        """Save what was read, so that a long run that is stopped loses minutes and not hours.

        Not where staff may have to decide: then nothing is published.
        """
        is_due = time.monotonic() - self._saved_at >= self._settings.save_seconds
        if not (is_due and waiting and self.wrote) or self._losses.are_noted:
            return
        unread = [item.record for item in waiting if item.record is not None]
        self._withdrawals.learn([*self._records, *unread])  # as before each commit
        self._writer.save()
        self._saved_at = time.monotonic()

    def finish(self, started: float) -> UpdateReport:
        """Publish what was written; recognised text that nothing has used for long is dropped."""
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
            changed=count[FileState.CHANGED],
            moved=count[FileState.MOVED],
            removed=count[FileState.REMOVED],
            unchanged=count[FileState.UNCHANGED],
            failed=count[FAILED],
            lost=count[FileState.LOST],
            passages=sum(
                record.publication.passage_count for record in self._records if record.searchable
            ),
            seconds=round(time.monotonic() - started, 2),
            generation=generation,
            problems=tuple(sorted(self._problems, key=lambda p: (p.path, p.passage or 0))),
            near_identical=unrelated_copies(self._records),
            changes=tuple(sorted(self._changes, key=lambda change: change.path)),
            held_back=held_back_by_path(self._records),
            idle=not self.wrote,
            glossary=self._glossary,
        )


def _by_sha256(reader: Reader) -> dict[str, Record]:
    """The records of a generation that is not finished, by the digest of their files."""
    return {record.publication.sha256: record for record in reader.records()}

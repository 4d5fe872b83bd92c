"""What one run of the indexer does about withdrawals, before it commits."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.engine.port import Reader
from indexer.file_problems import Problem
from indexer.model import Passage, Record
from indexer.settings import Settings
from indexer.withdrawals.commit_works import CommitWorks
from indexer.withdrawals.matching import match
from indexer.withdrawals.problems import change_problems, withdrawal_problems
from indexer.withdrawals.store import WithdrawalStore


class UpdateWithdrawals:
    """Matches the records of a run with the ledger; `reader` is of the index that is extended."""

    def __init__(self, settings: Settings, reader: Reader | None) -> None:
        """Begin a run.

        Raises:
            WithdrawalsUnreadable: the ledger cannot be read.
        """
        self._store = WithdrawalStore.of(settings)
        self._reader = reader
        ledger = self._store.file.read()
        self._of_passages = [one for one in ledger.withdrawals if one.passage is not None]
        self._kept: dict[str, Sequence[Passage]] = {}
        self._written: set[str] = set()

    def keep(self, record: Record, passages: Sequence[Passage]) -> None:
        """Remember the text of a record that is written, if it may be needed: those of all would
        not fit into memory.
        """
        identifier = record.publication.id
        self._written.add(identifier)
        if not record.signature or self._may_hide_part_of(record):
            self._kept[identifier] = passages

    def _may_hide_part_of(self, record: Record) -> bool:
        if not self._of_passages:
            return False
        alone = CommitWorks([record])
        found = (match(one, alone, lambda _: None) for one in self._of_passages)
        return any(one.meant or one.along or one.lost for one in found)

    def learn(self, records: Sequence[Record]) -> list[Problem]:
        """Write what the ledger learns from the list and from `records`; what staff must know.

        Raises:
            WithdrawalsUnreadable: the ledger cannot be read.
            WithdrawalsUnwritable: it cannot be written.
        """
        if not self._store.is_used:
            return []
        works = CommitWorks(records)
        known = self._store.learn(works, self._passages)
        name = self._store.takedown.name
        return [
            *withdrawal_problems(known, works, self._passages, name),
            *change_problems(known, works, self._passages),
        ]

    def _passages(self, identifier: str) -> Sequence[Passage] | None:
        if identifier in self._kept:
            return self._kept[identifier]
        if identifier in self._written or self._reader is None:
            return None
        return self._reader.passages(identifier)

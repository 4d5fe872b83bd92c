"""The list of withdrawals and the ledger together, as the indexer and its commands use them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from indexer.errors import WithdrawalsUnreadable
from indexer.settings import Settings
from indexer.withdrawals.commit_works import CommitWorks, PassagesOf
from indexer.withdrawals.learning import learned, with_lines
from indexer.withdrawals.ledger import LOCK_SECONDS, Ledger, LedgerFile
from indexer.withdrawals.takedown_list import TakedownList, list_gone, parse_list, read_list


@dataclass(frozen=True, slots=True)
class Learned:
    """The ledger `before` and `after` it learned from the list and a commit; `list_error` says why
    the list could not be read, `lines` are those in it.
    """

    before: Ledger
    after: Ledger
    lines: tuple[str, ...]
    list_error: WithdrawalsUnreadable | None = None


class WithdrawalStore:
    """The list at `takedown` and the ledger at `ledger`."""

    def __init__(self, takedown: Path, ledger: Path) -> None:
        self.takedown: Final = takedown
        self.file: Final = LedgerFile(ledger)

    @classmethod
    def of(cls, settings: Settings) -> WithdrawalStore:
        """That of an index and its corpus."""
        return cls(settings.takedown, settings.withdrawals)

    @property
    def is_used(self) -> bool:
        """Whether there is a list or a ledger."""
        return os.path.lexists(self.takedown) or os.path.lexists(self.file.path)

    def read_list(self, ledger: Ledger) -> TakedownList | None:
        """The list; None if there never was one.

        Raises:
            WithdrawalsUnreadable: it cannot be read, or was there and is gone.
        """
        data = read_list(self.takedown)
        if data is None:
            if ledger.list_seen:
                raise list_gone(self.takedown)
            return None
        return parse_list(data, self.takedown)

    def learn(self, works: CommitWorks, passages: PassagesOf) -> Learned:
        """Write into the ledger what the list says, and what names the works that it hides.

        Raises:
            WithdrawalsUnreadable: the ledger cannot be read.
            WithdrawalsUnwritable: it cannot be written.
        """
        known = self.preview(works, passages)
        return known if known.after == known.before else self.write(works, passages)

    def write(
        self, works: CommitWorks, passages: PassagesOf, wait_seconds: float = LOCK_SECONDS
    ) -> Learned:
        """What `learn` does if there is something to be written.

        Raises:
            WithdrawalsUnreadable: the ledger cannot be read.
            WithdrawalsUnwritable: it cannot be written.
        """
        with self.file.locked(wait_seconds):
            # Read again: a restored line must not come back from what was read before.
            known = self.preview(works, passages)
            if known.after != known.before:
                self.file.write(known.after)
            return known

    def preview(self, works: CommitWorks, passages: PassagesOf) -> Learned:
        """What `learn` would write.

        Raises:
            WithdrawalsUnreadable: the ledger cannot be read.
        """
        before = self.file.read()
        lines: Sequence[str] = ()
        error = None
        try:
            content = self.read_list(before)
            lines = content.entries if content is not None else ()
        except WithdrawalsUnreadable as unreadable:
            error = unreadable
        return replace(known_from(before, lines, works, passages), list_error=error)


def known_from(
    before: Ledger, lines: Sequence[str], works: CommitWorks, passages: PassagesOf
) -> Learned:
    """What the ledger learns from the lines of the list and from a commit."""
    after = learned(with_lines(before, lines, works), works, passages)
    return Learned(before, after, tuple(lines))

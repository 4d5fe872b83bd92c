"""What readers must not see today, for programs that answer from a copy of the index."""

from __future__ import annotations

from indexer.engine.port import Reader
from indexer.settings import Settings
from indexer.withdrawals.commit_works import CommitWorks
from indexer.withdrawals.matching import Restrictions, match, restrictions
from indexer.withdrawals.problems import local_today
from indexer.withdrawals.store import WithdrawalStore


def restrictions_today(settings: Settings, reader: Reader) -> Restrictions:
    """What the list, the ledger and embargoes hide in the commit of `reader`, which hides nothing.

    Raises:
        WithdrawalsUnreadable: the list or the ledger cannot be read, or the list is gone.
    """
    works = CommitWorks(reader.records())
    known = WithdrawalStore.of(settings).preview(works, reader.passages)
    if known.list_error is not None:
        raise known.list_error
    matches = [match(one, works, reader.passages) for one in known.after.withdrawals]
    return restrictions(matches, works, local_today())

"""What was withdrawn: the list that staff write, the ledger that remembers it, what both hide."""

from indexer.withdrawals.commit_works import CommitWorks
from indexer.withdrawals.ledger import EMPTY_LEDGER, Ledger, Withdrawal, WorkNames
from indexer.withdrawals.matching import NO_RESTRICTIONS, Restrictions
from indexer.withdrawals.problems import local_today
from indexer.withdrawals.store import WithdrawalStore

__all__ = [
    "EMPTY_LEDGER",
    "NO_RESTRICTIONS",
    "CommitWorks",
    "Ledger",
    "Restrictions",
    "Withdrawal",
    "WithdrawalStore",
    "WorkNames",
    "local_today",
]

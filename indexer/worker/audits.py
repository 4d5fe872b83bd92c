"""Audits many files, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

from indexer.config import Settings
from indexer.findings import Exposure
from indexer.worker import children
from indexer.worker.jobs import Job, Outcome
from indexer.worker.pool import Pool, outcomes
from indexer.worker.work import AUDITING


def audit_all(jobs: Iterable[Job], settings: Settings) -> Iterator[Outcome[Exposure]]:
    """Audit the files; yields outcomes as they come.

    Closing the generator, or an exception in its caller, ends all children.

    Raises:
        AlunaError: no file can be audited here at all.
    """
    with closing(Pool(settings, AUDITING, children.starter(AUDITING.reader))) as pool:
        yield from outcomes(jobs, pool)

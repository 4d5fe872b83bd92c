"""Audits many files, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

from indexer.audit.findings import AuditResult
from indexer.sandbox import starters
from indexer.sandbox.jobs import Job, Outcome
from indexer.sandbox.pool import Pool, outcomes
from indexer.settings import Settings
from indexer.tasks.work import AUDITING


def audit_all(jobs: Iterable[Job], settings: Settings) -> Iterator[Outcome[AuditResult]]:
    """Audit the files; yields outcomes as they come.

    Closing the generator, or an exception in its caller, ends all children.

    Raises:
        AlunaError: no file can be audited here at all.
    """
    with closing(Pool(settings, AUDITING, starters.starter(AUDITING.reader))) as pool:
        yield from outcomes(jobs, pool)

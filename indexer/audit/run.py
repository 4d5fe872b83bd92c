"""Has files looked into, one process for each, and collects what they give away."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.audit.findings import AuditResult, Severity
from indexer.audit.targets import find
from indexer.model import Problem
from indexer.settings import Settings
from indexer.tasks.audit import audit_all


@dataclass(frozen=True, slots=True)
class Audited:
    """One file, and exactly one of what it gives away and why that is not known."""

    path: str
    exposure: AuditResult | None = None
    problem: Problem | None = None

    def has(self, weight: Severity) -> bool:
        """Whether the file has a finding of this weight."""
        findings = self.exposure.findings if self.exposure else ()
        return any(finding.kind.weight is weight for finding in findings)


@dataclass(frozen=True, slots=True)
class AuditReport:
    """All files, in order of path."""

    files: tuple[Audited, ...]
    seconds: float

    @property
    def is_harmless(self) -> bool:
        """Whether every file was looked into, and nothing was found but notes."""
        return all(file.exposure and file.exposure.is_harmless for file in self.files)


@dataclass(frozen=True, slots=True)
class AuditProgress:
    """How far an audit is: `path` has just been looked into."""

    done: int
    total: int
    path: str


def audit(
    path: Path | None,
    settings: Settings,
    progress: Callable[[AuditProgress], None] = lambda step: None,
) -> AuditReport:
    """Look into the corpus, or into another file or folder.

    Raises:
        UsageError: there is nothing at `path`.
        AlunaError: no file can be looked into here at all.
    """
    started = time.monotonic()
    targets = find(path, settings)
    files = [Audited(problem.path, problem=problem) for problem in targets.problems]
    for done, outcome in enumerate(audit_all(targets.sources, settings), 1):
        files.append(Audited(outcome.job.path, outcome.value, outcome.problem))
        progress(AuditProgress(done, len(targets.sources), outcome.job.path))
    files.sort(key=lambda file: file.path)
    return AuditReport(tuple(files), time.monotonic() - started)

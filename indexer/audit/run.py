"""Audits files, one sandboxed process a file, and collects the findings."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.audit.findings import AuditResult, Severity
from indexer.audit.targets import find_targets
from indexer.file_problems import Problem
from indexer.settings import Settings
from indexer.tasks.audit import audit_all


@dataclass(frozen=True, slots=True)
class AuditedFile:
    """One file: either the `result` of its audit, or the `problem` that prevented it."""

    path: str
    result: AuditResult | None = None
    problem: Problem | None = None

    def has(self, severity: Severity) -> bool:
        """Whether the file has a finding of this weight."""
        findings = self.result.findings if self.result else ()
        return any(finding.kind.severity is severity for finding in findings)


@dataclass(frozen=True, slots=True)
class AuditReport:
    """All files, in order of path."""

    files: tuple[AuditedFile, ...]
    seconds: float

    @property
    def is_harmless(self) -> bool:
        """Whether every file was audited, and nothing was found but notes."""
        return all(file.result and file.result.is_harmless for file in self.files)


@dataclass(frozen=True, slots=True)
class AuditProgress:
    """Progress of an audit: `done` of `total` files; `path` is the last one."""

    done: int
    total: int
    path: str


def audit(
    path: Path | None,
    settings: Settings,
    on_progress: Callable[[AuditProgress], None] = lambda step: None,
) -> AuditReport:
    """Audit the corpus, or the file or folder at `path`.

    Raises:
        UsageError: there is no such file or folder.
        SandboxUnavailable: no file can be audited on this machine.
    """
    started = time.monotonic()
    targets = find_targets(path, settings)
    files = [AuditedFile(problem.path, problem=problem) for problem in targets.problems]
    for done, outcome in enumerate(audit_all(targets.sources, settings), 1):
        files.append(AuditedFile(outcome.job.path, outcome.value, outcome.problem))
        on_progress(AuditProgress(done, len(targets.sources), outcome.job.path))
    files.sort(key=lambda file: file.path)
    return AuditReport(tuple(files), time.monotonic() - started)

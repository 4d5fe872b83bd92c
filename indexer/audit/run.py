"""Has files looked into, one process for each, and collects what they give away."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from indexer.audit.findings import AuditResult, Severity
from indexer.audit.targets import find_targets
from indexer.model import Problem
from indexer.settings import Settings
from indexer.tasks.audit_files import audit_all

_MORE_MEMORY: Final = 3
"""Halves of the memory for reading a file: an audit also draws it, and keeps its earlier versions.
A page of 200,000 operators takes 578 MiB; the largest of 40 real publications took 152."""


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
    targets = find_targets(path, settings)
    files = [Audited(problem.path, problem=problem) for problem in targets.problems]
    memory = settings.memory_mb * _MORE_MEMORY // 2
    outcomes = audit_all(targets.jobs, replace(settings, memory_mb=memory))
    for done, outcome in enumerate(outcomes, 1):
        files.append(Audited(outcome.job.path, outcome.value, outcome.problem))
        progress(AuditProgress(done, len(targets.jobs), outcome.job.path))
    files.sort(key=lambda file: file.path)
    return AuditReport(tuple(files), time.monotonic() - started)

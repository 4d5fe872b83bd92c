"""The auditor that children run: what a file would give away if it were published.

The fork server imports this module once and calls `preload`, so that a child is ready when it is
forked.
"""

from __future__ import annotations

import os
from pathlib import Path

from indexer import wire
from indexer.audit.detectors import detect
from indexer.audit.detectors.limits import Limits
from indexer.audit.findings import AuditResult
from indexer.sandbox.protocol import AuditRequest, Task


def preload() -> None:
    """Load what every child needs."""
    detect.preload()


def audit(task: Task) -> AuditResult:
    """Look into one file.

    Raises:
        ExtractionFailed: it cannot be looked into.
    """
    request = wire.decode(task.request.encode(), AuditRequest)
    limits = Limits(task.cpu_seconds, request.wall_seconds, request.max_pages)
    return detect.inspect(Path(os.fsdecode(task.file)), task.path, limits)

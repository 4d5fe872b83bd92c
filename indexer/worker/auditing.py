"""The auditor that children run: what a file would give away if it were published.

The fork server imports this module once and calls `preload`, so that a child is ready when it is
forked.
"""

from __future__ import annotations

import os
from pathlib import Path

from indexer import wire
from indexer.findings import Exposure
from indexer.inspection import files
from indexer.inspection.limits import Limits
from indexer.worker.protocol import Auditing, Task


def preload() -> None:
    """Load what every child needs."""
    files.preload()


def audit(task: Task) -> Exposure:
    """Look into one file.

    Raises:
        ExtractionFailed: it cannot be looked into.
    """
    request = wire.decode(task.request.encode(), Auditing)
    limits = Limits(task.cpu_seconds, request.wall_seconds, request.max_pages)
    return files.inspect(Path(os.fsdecode(task.file)), task.path, limits)

"""Opens a task's file only if its SHA-256 matches; for work on what readers are about to see."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from indexer.errors import ExtractionFailed
from indexer.model import ProblemKind
from indexer.sandbox.protocol import Task


def verified_file(task: Task, sha256: str) -> Path:
    """The task's file, if this is its digest.

    Raises:
        ExtractionFailed: CHANGING, the file has changed; or UNREADABLE.
    """
    file = Path(os.fsdecode(task.file))
    try:
        with file.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                raise ExtractionFailed(ProblemKind.CHANGING)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, error.strerror or "") from error
    return file

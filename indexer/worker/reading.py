"""The reader that children run: text and structure, then languages.

The fork server imports this module once and calls `preload`, so that a child is ready when it is
forked.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from indexer import language
from indexer.extract import files
from indexer.extract.bounds import Bounds
from indexer.model import Extraction
from indexer.worker.protocol import Task


def preload() -> None:
    """Load what every child needs."""
    language.preload()
    files.preload()


def read(task: Task) -> Extraction:
    """Read one file.

    Raises:
        ExtractionFailed: it cannot be read.
    """
    bounds = Bounds(max_pages=task.max_pages, max_text=task.max_text)
    file = Path(os.fsdecode(task.file))
    extraction = files.extract(file, task.path, bounds, task.selectors)
    passages, languages = language.detect(extraction.passages, task.languages)
    metadata = replace(extraction.metadata, languages=tuple(languages))
    return replace(extraction, passages=tuple(passages), metadata=metadata)

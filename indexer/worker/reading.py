"""The reader that children run: text and structure, then languages.

The fork server imports this module once and calls `preload`, so that a child is ready when it is
forked.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from indexer import language, wire
from indexer.extract import files
from indexer.extract.bounds import Bounds
from indexer.extract.options import Options
from indexer.model import Extraction
from indexer.worker.protocol import Reading, Task


def preload() -> None:
    """Load what every child needs."""
    language.preload()
    files.preload()


def read(task: Task) -> Extraction:
    """Read one file.

    Raises:
        ExtractionFailed: it cannot be read.
    """
    request = wire.decode(task.request.encode(), Reading)
    bounds = Bounds(max_pages=request.max_pages, max_text=request.max_text)
    options = Options(bounds, request.recognition, request.annotations, request.selectors)
    extraction = files.extract(Path(os.fsdecode(task.file)), task.path, options)
    passages, languages = language.detect(extraction.passages, request.languages)
    metadata = replace(extraction.metadata, languages=tuple(languages))
    return replace(extraction, passages=tuple(passages), metadata=metadata)

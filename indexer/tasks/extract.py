"""The reader that children run: text and structure, then languages.

The fork server imports this module once and calls `preload`, so that a child is ready when it is
forked.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from indexer import wire
from indexer.extract import registry
from indexer.extract.bounds import Bounds
from indexer.extract.options import Options
from indexer.extract.text import language_detection
from indexer.model import Extraction
from indexer.sandbox.protocol import ExtractRequest, Task


def preload() -> None:
    """Load what every child needs."""
    language_detection.preload()
    registry.preload()


def read(task: Task) -> Extraction:
    """Read one file.

    Raises:
        ExtractionFailed: it cannot be read.
    """
    request = wire.decode(task.request.encode(), ExtractRequest)
    bounds = Bounds(max_pages=request.max_pages, max_text=request.max_text)
    options = Options(bounds, request.recognition, request.annotations, request.selectors)
    extraction = registry.extract(Path(os.fsdecode(task.file)), task.path, options)
    passages, languages = language_detection.detect(extraction.passages, request.languages)
    metadata = replace(extraction.metadata, languages=tuple(languages))
    return replace(extraction, passages=tuple(passages), metadata=metadata)

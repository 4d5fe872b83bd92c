"""Extracts one file with the extractor for its media type.

Every file is untrusted: an extractor returns an `Extraction` or raises `ExtractionFailed`; lesser
errors become problems in the extraction. The parent process (`indexer.sandbox`) enforces limits of
time and memory; here only the size of the result is limited.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from indexer.errors import ExtractionFailed
from indexer.extract.html import html_extractor
from indexer.extract.options import Options
from indexer.extract.pdf import pdf_extractor
from indexer.model import Extraction, ProblemKind, media_type

Extractor = Callable[[Path, str, Options], Extraction]

# Add an extractor: one row here, one file beside this one, one test; and its endings
# in `model.MEDIA_TYPES`.
EXTRACTORS: Final[dict[str, Extractor]] = {
    "application/pdf": pdf_extractor.extract_pdf,
    "text/html": html_extractor.extract_html,
}


def preload() -> None:
    """Load what extractors load on first use, so that forked children share it."""
    pdf_extractor.preload()
    html_extractor.preload()


def extract(file: Path, path: str, options: Options) -> Extraction:
    """Extract one file; `path` is its path in the corpus, used in problems.

    Raises:
        ExtractionFailed: the file cannot be searched (encrypted, damaged, empty, not a PDF, no
            text).
    """
    kind = media_type(path)
    if kind is None:
        raise ExtractionFailed(ProblemKind.UNSUPPORTED, PurePosixPath(path).suffix)
    try:
        if file.stat().st_size == 0:
            raise ExtractionFailed(ProblemKind.EMPTY_FILE)
        return EXTRACTORS[kind](file, path, options)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, str(error.strerror or error)) from error

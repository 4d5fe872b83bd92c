"""Extracts one file with the extractor for its kind (`indexer.media`).

Every file is untrusted: an extractor returns an `Extraction` or raises `ExtractionFailed`; lesser
errors become problems in the extraction. The parent process (`indexer.sandbox`) enforces limits of
time and memory; here only the size of the result is limited.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable
from functools import cache
from typing import cast

from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.options import Options
from indexer.file_problems import ProblemKind
from indexer.media import MEDIA_KINDS, MediaKind, kind_of_path, suffix
from indexer.messages import verbatim
from indexer.model import Extraction
from indexer.system_reasons import reason_of

Extractor = Callable[[ForeignFile, str, Options], Extraction]
"""Reads a file, which the corpus knows by that path."""


def preload() -> None:
    """Load the extractors, and what they load on first use, so that forked children share it."""
    for kind in MEDIA_KINDS:
        module = sys.modules[extractor(kind).__module__]
        if hasattr(module, "preload"):
            module.preload()


@cache
def extractor(kind: MediaKind) -> Extractor:
    """The function that reads files of this kind."""
    return cast(Extractor, pkgutil.resolve_name(kind.extractor))


def extract(file: ForeignFile, path: str, options: Options) -> Extraction:
    """Extract one file; `path` is its path in the corpus, used in problems.

    Raises:
        ExtractionFailed: the file cannot be searched (encrypted, damaged, empty, not a PDF, no
            text).
    """
    kind = kind_of_path(path)
    if kind is None:
        raise ExtractionFailed(ProblemKind.UNSUPPORTED, verbatim(suffix(path)))
    try:
        if file.stat().st_size == 0:
            raise ExtractionFailed(ProblemKind.EMPTY_FILE)
        return extractor(kind)(file, path, options)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, reason_of(error)) from error

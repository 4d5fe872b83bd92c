"""Reading one file: finds its extractor by its kind (`indexer.media`).

Every file is foreign: an extractor gives an `Extraction` or raises `ExtractionFailed`, and what
goes wrong on the way becomes a problem in the extraction. Limits of time and memory are kept by
the calling process (`indexer.sandbox`); here only what is given back is bounded.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import cast

from indexer.errors import ExtractionFailed
from indexer.extract.options import Options
from indexer.media import MEDIA_KINDS, MediaKind, kind_of_path, suffix
from indexer.model import Extraction, ProblemKind

Extractor = Callable[[Path, str, Options], Extraction]
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


def extract(file: Path, path: str, options: Options) -> Extraction:
    """Read one file; `path` is its name inside the corpus, used in problems.

    Raises:
        ExtractionFailed: nothing of the file can be found (encrypted, damaged, empty, not a PDF,
            no text).
    """
    kind = kind_of_path(path)
    if kind is None:
        raise ExtractionFailed(ProblemKind.UNSUPPORTED, suffix(path))
    try:
        if file.stat().st_size == 0:
            raise ExtractionFailed(ProblemKind.EMPTY_FILE)
        return extractor(kind)(file, path, options)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, str(error.strerror or error)) from error

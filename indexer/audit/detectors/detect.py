"""Inspects one file with the detectors for its kind (`indexer.media`)."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from typing import cast

from indexer.audit.detectors import images, pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits
from indexer.audit.findings import AuditResult
from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile
from indexer.media import MEDIA_KINDS, PICTURE_ENDINGS, MediaKind, kind_of_path, suffix
from indexer.model import ProblemKind

Inspector = Callable[[ForeignFile, FindingCollector, Limits], None]
"""Adds to the collector what a file reveals."""


def preload() -> None:
    """Load what every child needs, so that forked children share it."""
    for kind in MEDIA_KINDS:
        inspector(kind)
    pii.preload()
    images.preload()


@cache
def inspector(kind: MediaKind) -> Inspector:
    """The function that inspects files of this kind."""
    return cast(Inspector, pkgutil.resolve_name(kind.inspector))


def inspect(file: ForeignFile, path: str, limits: Limits) -> AuditResult:
    """Everything that a file reveals; `path` is its name, by which its kind is known.

    Raises:
        ExtractionFailed: it cannot be inspected at all.
    """
    collector = FindingCollector()
    kind = kind_of_path(path)
    try:
        if file.stat().st_size == 0:
            raise ExtractionFailed(ProblemKind.EMPTY_FILE)
        if kind is not None:
            inspector(kind)(file, collector, limits)
        elif suffix(path) in PICTURE_ENDINGS:
            images.inspect_file(file, collector)
        else:
            raise ExtractionFailed(ProblemKind.UNSUPPORTED, suffix(path))
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, str(error.strerror or error)) from error
    return collector.result()

"""Inspects one file with the detectors for its kind."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

from indexer.audit.detectors import endings, html_page, images, pdf_file, pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits
from indexer.audit.findings import AuditResult, FindingKind
from indexer.errors import ExtractionFailed
from indexer.model import ProblemKind, media_type

_MAX_PICTURE_BYTES: Final = 200_000_000  # bytes


def preload() -> None:
    """Load what every child needs, so that forked children share it."""
    pii.preload()
    images.preload()


def inspect(file: Path, path: str, limits: Limits) -> AuditResult:
    """Everything that a file reveals; `path` is its name, by which its kind is known.

    Raises:
        ExtractionFailed: it cannot be inspected at all.
    """
    collector = FindingCollector()
    try:
        size = file.stat().st_size
        if size == 0:
            raise ExtractionFailed(ProblemKind.EMPTY_FILE)
        match media_type(path):
            case "application/pdf":
                pdf_file.inspect(file, collector, limits)
            case "text/html":
                html_page.inspect(file, collector)
            case _ if endings.is_picture(path):
                _picture(file, size, collector)
            case _:
                raise ExtractionFailed(ProblemKind.UNSUPPORTED, PurePosixPath(path).suffix)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, str(error.strerror or error)) from error
    return collector.result()


def _picture(file: Path, size: int, collector: FindingCollector) -> None:
    if size > _MAX_PICTURE_BYTES:
        collector.add(FindingKind.NOT_LOOKED_AT, "the picture: it is too large")
    else:
        images.inspect(file.read_bytes(), collector, "picture")

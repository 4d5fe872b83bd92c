"""Looking into one file: what it is -> who looks into it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

from indexer.errors import ExtractionFailed
from indexer.findings import Exposure, FindingKind
from indexer.inspection import endings, html, pdf, pictures, traces
from indexer.inspection.ledger import Ledger
from indexer.inspection.limits import Limits
from indexer.model import ProblemKind, media_type

_LARGEST_PICTURE: Final = 200_000_000  # bytes


def preload() -> None:
    """Load what every child needs, so that forked children share it."""
    traces.preload()
    pictures.preload()


def inspect(file: Path, path: str, limits: Limits) -> Exposure:
    """All that a file gives away; `path` is its name, which tells what it is.

    Raises:
        ExtractionFailed: it cannot be looked into at all.
    """
    ledger = Ledger()
    try:
        size = file.stat().st_size
        if size == 0:
            raise ExtractionFailed(ProblemKind.EMPTY_FILE)
        match media_type(path):
            case "application/pdf":
                pdf.inspect(file, ledger, limits)
            case "text/html":
                html.inspect(file, ledger)
            case _ if endings.is_picture(path):
                _picture(file, size, ledger)
            case _:
                raise ExtractionFailed(ProblemKind.UNSUPPORTED, PurePosixPath(path).suffix)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, str(error.strerror or error)) from error
    return ledger.exposure()


def _picture(file: Path, size: int, ledger: Ledger) -> None:
    if size > _LARGEST_PICTURE:
        ledger.add(FindingKind.NOT_LOOKED_AT, "the picture: it is too large")
    else:
        pictures.inspect(file.read_bytes(), ledger, "picture")

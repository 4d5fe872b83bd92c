"""Inspects one file with the detectors for its kind (`indexer.media`)."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Final, cast

from indexer.audit.detectors import html_data, html_page, images, pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits
from indexer.audit.detectors.pictures.picture_kinds import kind_of_picture
from indexer.audit.findings import AuditResult, FindingKind
from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.html.charset import decode
from indexer.file_problems import ProblemKind
from indexer.media import MEDIA_KINDS, PICTURE_ENDINGS, MediaKind, kind_of_path, suffix
from indexer.messages import message, verbatim
from indexer.system_reasons import reason_of

_MAX_PICTURE_BYTES: Final = 200_000_000

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
            _inspect_picture(file, collector)
        else:
            raise ExtractionFailed(ProblemKind.UNSUPPORTED, verbatim(suffix(path)))
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, reason_of(error)) from error
    return collector.result()


def _inspect_picture(file: ForeignFile, collector: FindingCollector) -> None:
    if file.stat().st_size > _MAX_PICTURE_BYTES:
        collector.add(FindingKind.NOT_LOOKED_AT, message("a picture that is too large"))
        return
    data = file.read_bytes()
    if not kind_of_picture(data) and html_data.is_markup(data):
        html_page.inspect_source(decode(data), collector, 0)
    else:
        images.inspect(data, collector)

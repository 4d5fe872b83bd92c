"""OCR: recognise the text of a few pages that are pictures; and how that is configured."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer import wire
from indexer.extract.ocr import ocr_cache, tessdata, word_boxes
from indexer.extract.ocr.ocr_cache import OcrCache, OcrConfig, OcrResult
from indexer.sandbox.jobs import Job, Outcome
from indexer.sandbox.protocol import Answer, Task
from indexer.sandbox.task_kind import InvalidAnswer, ProcessLimits, TaskKind
from indexer.settings import Settings

_BYTES_BESIDE_TEXT: Final = 16 * 1024 * 1024
"""Of an answer: its JSON, its metadata, its problems."""


@dataclass(frozen=True, slots=True)
class OcrRequest:
    """Recognise these pages (numbers from 1), except those whose picture is in the cache.

    `max_text` bounds the characters of the answer.
    """

    pages: tuple[int, ...]
    config: OcrConfig
    max_text: int


OcrJob = Job[OcrRequest]
OcrOutcome = Outcome[OcrRequest, tuple[OcrResult, ...]]


def config_for(languages: tuple[str, ...], settings: Settings) -> OcrConfig | None:
    """How pictures are recognised in a file in `languages` (ISO 639-1); None if staff disabled it.

    Without installed data for any of these languages, those of the settings are used. If tesseract
    or its data is missing, the configuration has no languages.
    """
    if not settings.ocr:
        return None
    return config_in(tessdata.installed(languages) or _default_names(settings), settings)


def config_in(names: tuple[str, ...], settings: Settings) -> OcrConfig:
    """How pictures are recognised in languages given by tesseract's names."""
    cache = str(settings.ocr_cache.absolute())
    try:
        engine = tessdata.engine(names)
    except tessdata.NotInstalled:
        return OcrConfig((), "", cache, "")
    return OcrConfig(names, engine, cache, str(tessdata.folder()))


def missing_packages(settings: Settings) -> str:
    """What must be installed before anything can be recognised, and how; empty if nothing."""
    try:
        tessdata.engine(_default_names(settings))
    except tessdata.NotInstalled as error:
        return str(error)
    return ""


def options_digest(settings: Settings) -> str:
    """A short digest of everything that decides how pictures are recognised."""
    try:
        engines = [tessdata.engine((name,)) for name in tessdata.languages()]
    except tessdata.NotInstalled as error:
        engines = [str(error)]
    named = repr((settings.ocr, engines))
    return hashlib.sha256(named.encode()).hexdigest()[:8]


def _default_names(settings: Settings) -> tuple[str, ...]:
    return tuple(name.strip() for name in settings.ocr.split("+") if name.strip())


# The child's side. PDFium and tesseract are imported here only: the indexer imports this module
# too, and must neither load them nor wait for them.


def preload() -> None:
    """Load what every child needs, before the fork."""
    from indexer.extract.ocr import tesseract  # noqa: F401
    from indexer.extract.pdf import pdfium_reader  # noqa: F401


def recognise(task: Task) -> tuple[OcrResult, ...]:
    """Recognise those of the pages whose picture is not in the cache.

    Raises:
        ExtractionFailed: the file cannot be opened, or tesseract cannot be started.
    """
    request = wire.decode(task.request.encode(), OcrRequest)
    return tuple(_recognise(Path(os.fsdecode(task.file)), request))


def _recognise(file: Path, request: OcrRequest) -> Iterator[OcrResult]:
    from indexer.extract.ocr.tesseract import Recogniser
    from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader

    config = request.config
    cache = OcrCache(Path(config.cache))
    recognising = closing(Recogniser(config.languages, Path(config.data)))
    with PdfiumReader(file) as reader, recognising as recogniser:
        for number in request.pages:
            index = number - 1
            picture = reader.picture(index)
            if cache.find(config, picture) is not None:
                continue
            try:
                found = recogniser.read(lambda by: reader.raster(index, by))  # noqa: B023
            except PageUnreadable:
                continue  # the page stays a waiting one, which is reported
            key = config.key(picture)
            yield OcrResult(key, found.text, found.confidence, found.turned, found.boxes)


def limits_for_text(settings: Settings) -> ProcessLimits:
    """The limits of the settings, for a child that returns text of a file."""
    return ProcessLimits(
        settings.memory_mb,
        settings.cpu_seconds,
        settings.wall_seconds,
        max_answer_bytes=4 * settings.max_text + _BYTES_BESIDE_TEXT,  # UTF-8
        cache=settings.ocr_cache,
    )


def _validate(found: tuple[OcrResult, ...], job: OcrJob) -> None:
    if len(found) > len(job.request.pages):
        raise InvalidAnswer("it has more pages than were requested")
    if not all(ocr_cache.is_current_key(picture.key) for picture in found):
        raise InvalidAnswer("a picture's key is invalid")
    if not all(word_boxes.boxes_match(picture.text, picture.boxes) for picture in found):
        raise InvalidAnswer("the boxes of words do not match the text")
    if sum(len(picture.text) for picture in found) > job.request.max_text:
        raise InvalidAnswer("it has more text than the limit")


OCR: Final = TaskKind(
    f"{__name__}:recognise", Answer[tuple[OcrResult, ...]], limits_for_text, _validate
)
"""Recognising the text of a few pages that are pictures."""

"""OCR: recognise the text of one picture of a page; and how that is configured.

A child gets the pixels and nothing else (`tasks.rasterise` makes them), so that nothing but the
picture decides what is recognised on it. Never give one child two pictures: the first could change
what it says about the second.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from indexer import wire
from indexer.extract.ocr import tessdata, word_boxes
from indexer.extract.ocr.ocr_cache import OCR_CACHE_VERSION, OcrConfig, PictureText
from indexer.extract.ocr.raster import Raster
from indexer.messages import NO_MESSAGE, Message
from indexer.sandbox.jobs import Job, MemorySource, Outcome
from indexer.sandbox.protocol import Answer, Task
from indexer.sandbox.task_kind import InvalidAnswer, ProcessLimits, SelfTest, TaskKind
from indexer.settings import Settings
from indexer.tasks.samples import SAMPLE_PICTURE_NAME, recognition_failure, sample_picture

_TURNS: Final = (0, 90, 180, 270)
_BYTES_BESIDE_TEXT: Final = 16 * 1024 * 1024
"""Of an answer: its JSON, its metadata, its problems."""


@dataclass(frozen=True, slots=True)
class OcrRequest:
    """Recognise the picture whose pixels are the file; the rest of it is here.

    `max_text` bounds the characters of the answer. The child has no use for `page` and `picture`,
    the digest: they say what its answer is about.
    """

    page: int
    picture: str
    width: int
    height: int
    stride: int
    dpi: int
    config: OcrConfig
    max_text: int


OcrJob = Job[OcrRequest]
OcrOutcome = Outcome[OcrRequest, PictureText]


def ocr_job(path: str, page: int, picture: Raster, config: OcrConfig, max_text: int) -> OcrJob:
    """The job to recognise the picture that a page of a file is; `path` is of the file."""
    request = OcrRequest(
        page=page,
        picture=picture.digest(),
        width=picture.width,
        height=picture.height,
        stride=picture.stride,
        dpi=picture.dpi,
        config=config,
        max_text=max_text,
    )
    return Job(MemorySource(path, picture.pixels), request)


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
    try:
        engine = tessdata.engine(names)
    except tessdata.NotInstalled:
        return OcrConfig((), "", "")
    return OcrConfig(names, engine, str(tessdata.folder()))


def missing_packages(settings: Settings) -> Message:
    """What must be installed before anything can be recognised, and how; empty if nothing."""
    try:
        tessdata.engine(_default_names(settings))
    except tessdata.NotInstalled as error:
        return error.what
    return NO_MESSAGE


def options_digest(settings: Settings) -> str:
    """A short digest of everything that decides how pictures are recognised."""
    try:
        engines = [tessdata.engine((name,)) for name in tessdata.languages()]
    except tessdata.NotInstalled as error:
        engines = [repr(error.what)]  # in no language
    named = repr((settings.ocr, engines, OCR_CACHE_VERSION))
    return hashlib.sha256(named.encode()).hexdigest()[:8]


def _default_names(settings: Settings) -> tuple[str, ...]:
    return tuple(name.strip() for name in settings.ocr.split("+") if name.strip())


# The child's side. tesseract is imported here only: the indexer imports this module too, and must
# neither load it nor wait for it.


def preload() -> None:
    """Load what every child needs, before the fork."""
    from indexer.extract.ocr import tesseract  # noqa: F401


def recognise(task: Task) -> PictureText:
    """Recognise the picture.

    Raises:
        ExtractionFailed: tesseract cannot be started.
    """
    from indexer.extract.ocr.tesseract import Recogniser

    request = wire.decode(task.request.encode(), OcrRequest)
    pixels = task.file.read_bytes()
    picture = Raster(pixels, request.width, request.height, request.stride, request.dpi)
    config = request.config
    with closing(Recogniser(config.languages, Path(config.data))) as recogniser:
        return recogniser.read(picture)


def limits_for_text(settings: Settings) -> ProcessLimits:
    """The limits of the settings, for a child that returns text of a file."""
    return ProcessLimits(
        settings.memory_mb,
        settings.cpu_seconds,
        settings.wall_seconds,
        max_answer_bytes=4 * settings.max_text + _BYTES_BESIDE_TEXT,  # UTF-8
        cache=settings.ocr_cache,
    )


def _limits(settings: Settings) -> ProcessLimits:
    return replace(limits_for_text(settings), cache=None)


def _validate(found: PictureText, job: OcrJob) -> None:
    if len(found.text) > job.request.max_text:
        raise InvalidAnswer("it has more text than the limit")
    if not word_boxes.boxes_match(found.text, found.boxes):
        raise InvalidAnswer("the boxes of words do not match the text")
    if not (0 <= found.confidence <= 100 and found.turned in _TURNS):
        raise InvalidAnswer("its numbers are outside what is possible")


def _sample_job(job: OcrJob) -> OcrJob:
    request = job.request
    picture = sample_picture()
    return ocr_job(SAMPLE_PICTURE_NAME, 1, picture, request.config, request.max_text)


OCR: Final = TaskKind(
    f"{__name__}:recognise",
    Answer[PictureText],
    _limits,
    _validate,
    SelfTest(_sample_job, lambda found: bool(found.text.strip()), recognition_failure),
)
"""Recognising the text of one picture."""

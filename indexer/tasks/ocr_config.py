"""How pages that are pictures are to be recognised, file by file."""

from __future__ import annotations

import hashlib

from indexer.extract.ocr import tessdata
from indexer.extract.ocr.ocr_cache import OcrConfig
from indexer.sandbox.jobs import Job
from indexer.settings import Settings


def of(job: Job, settings: Settings) -> OcrConfig | None:
    """How the job's pictures are recognised; None where staff do not want it.

    The languages are those known for the file, as far as tesseract's data for them is here, else
    those of the settings. Where something is not installed it is a recognition without languages.
    """
    if not settings.ocr:
        return None
    names = job.ocr_languages or tessdata.installed(job.languages) or _usual(settings)
    data = tessdata.folder()
    cache = str(settings.ocr_cache.absolute())
    try:
        engine = tessdata.engine(names)
    except tessdata.NotInstalled:
        return OcrConfig((), "", cache, "")
    return OcrConfig(names, engine, cache, str(data))


def missing(settings: Settings) -> str:
    """What must be installed before anything can be recognised, and how; empty if nothing."""
    try:
        tessdata.engine(_usual(settings))
    except tessdata.NotInstalled as error:
        return str(error)
    return ""


def options(settings: Settings) -> str:
    """Names all that decides how pictures are read, as `pool.reader_options` does for text."""
    try:
        engines = [tessdata.engine((name,)) for name in tessdata.languages()]
    except tessdata.NotInstalled as error:
        engines = [str(error)]
    named = repr((settings.ocr, engines))
    return hashlib.sha256(named.encode()).hexdigest()[:8]


def _usual(settings: Settings) -> tuple[str, ...]:
    return tuple(name.strip() for name in settings.ocr.split("+") if name.strip())

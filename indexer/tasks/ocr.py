"""What children run to recognise pages that are pictures: the fork server loads it once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from indexer import wire
from indexer.extract.ocr.ocr_cache import OcrCache, OcrResult
from indexer.extract.ocr.tesseract import Recogniser
from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
from indexer.sandbox.protocol import OcrRequest, Task


def recognise(task: Task) -> tuple[OcrResult, ...]:
    """The text of those of the pages whose picture is not in the cache yet.

    Raises:
        ExtractionFailed: the file cannot be opened, or tesseract cannot be started.
    """
    request = wire.decode(task.request.encode(), OcrRequest)
    return tuple(_recognise(Path(os.fsdecode(task.file)), request))


def _recognise(file: Path, request: OcrRequest) -> Iterator[OcrResult]:
    how = request.recognition
    cache = OcrCache(Path(how.cache))
    recognising = closing(Recogniser(how.languages, Path(how.data)))
    with PdfiumReader(file) as reader, recognising as recogniser:
        for number in request.pages:
            index = number - 1
            picture = reader.picture(index)
            if cache.find(how, picture) is not None:
                continue
            try:
                found = recogniser.read(lambda by: reader.raster(index, by))  # noqa: B023
            except PageUnreadable:
                continue  # it stays one that waits, and that is told
            key = how.key(picture)
            yield OcrResult(key, found.text, found.confidence, found.turned, found.boxes)

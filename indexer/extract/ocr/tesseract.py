"""Recognises text on pictures with tesseract.

The only module that imports tesserocr, which is in the extra `ocr`. It runs in a sandboxed child
like all readers of untrusted files; tesserocr is a library, so no program has to be started.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import tesserocr

from indexer.errors import ExtractionFailed
from indexer.extract.ocr import word_boxes
from indexer.extract.ocr.ocr_cache import PictureText
from indexer.extract.ocr.raster import Raster
from indexer.file_problems import ProblemKind
from indexer.messages import quoted

_MAX_SECONDS: Final = 40.0
"""Of processor time, for one page; a dense one takes five."""
_MAX_DELAY: Final = 10.0
"""Times that, on a clock, where other programs keep the processors busy."""


class Recogniser:
    """Reads pictures in some languages (by tesseract's names). Must be closed.

    Raises:
        ExtractionFailed: OCR_INTERRUPTED, the language data cannot be loaded.
    """

    def __init__(self, languages: tuple[str, ...], data: Path) -> None:
        self._started, self._used = time.perf_counter(), time.process_time()
        try:
            self._tesseract = tesserocr.PyTessBaseAPI(
                path=str(data),
                lang="+".join(languages),
                psm=tesserocr.PSM.AUTO_OSD,
                oem=tesserocr.OEM.LSTM_ONLY,
                # Else it opens /dev/null for writing, and crashes where that is forbidden.
                variables={"debug_file": ""},
            )
        except RuntimeError as error:
            raise ExtractionFailed(
                ProblemKind.OCR_INTERRUPTED, quoted("tesseract", str(error))
            ) from error

    def close(self) -> None:
        """Free its memory."""
        self._tesseract.End()

    def read(self, picture: Raster) -> PictureText:
        """The text on a picture.

        tesseract detects the rotation itself, but then loses words of a page that lies on its side
        (a third in a sample); of the same page upright it reads all. So the rotation is detected
        first.
        """
        width, height = self._set_image(picture)
        turned = self._detect_rotation()
        if turned:
            width, height = self._set_image(picture.turned(turned))
        self._recognise()
        text = self._tesseract.GetUTF8Text()
        boxes = word_boxes.pack_boxes(text, self._words(), width, height)
        return PictureText(text, self._tesseract.MeanTextConf(), turned, boxes)

    def _recognise(self) -> None:
        """Recognise the picture that was set, within the limit; tesseract itself knows only clocks.

        Raises:
            ExtractionFailed: READER_DELAYED, the time was over before tesseract could use it.
        """
        clock, used = time.perf_counter() - self._started, time.process_time() - self._used
        delay = min(max(1.0, clock / used if used else 1.0), _MAX_DELAY)
        started = time.process_time()
        is_done = self._tesseract.Recognize(int(1000 * _MAX_SECONDS * delay))
        if not is_done and time.process_time() - started < _MAX_SECONDS / 2:
            raise ExtractionFailed(ProblemKind.READER_DELAYED)

    def _set_image(self, raster: Raster) -> tuple[int, int]:
        """Set the picture to read; returns its width and height."""
        self._tesseract.SetImageBytes(raster.pixels, raster.width, raster.height, 1, raster.stride)
        self._tesseract.SetSourceResolution(raster.dpi)
        return raster.width, raster.height

    def _words(self) -> Iterator[tuple[str, word_boxes.PixelBox]]:
        """The words with their boxes, in the order of the text."""
        level = tesserocr.RIL.WORD
        results = self._tesseract.GetIterator()
        for word in tesserocr.iterate_level(results, level) if results else ():
            box = word.BoundingBox(level)
            if box is not None and not word.Empty(level):
                yield word.GetUTF8Text(level), box

    def _detect_rotation(self) -> int:
        """By how many degrees clockwise the picture must be rotated."""
        layout = self._tesseract.AnalyseLayout()
        if layout is None:
            return 0  # nothing looks like text
        orientation, *_ = layout.Orientation()
        return int(-90 * orientation % 360)

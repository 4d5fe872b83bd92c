"""tesseract, which reads pictures (only here is tesserocr known; it is in the extra `ocr`).

It runs inside a process that can be killed, as all readers of foreign files do: tesserocr is a
library, so no program has to be started.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tesserocr

from indexer.errors import ExtractionFailed
from indexer.extract.ocr import word_boxes
from indexer.extract.pdf.pdfium_pictures import Raster
from indexer.model import ProblemKind

_MILLISECONDS: Final = 40_000  # for one page; a dense one takes five seconds


@dataclass(frozen=True, slots=True)
class PictureText:
    """What tesseract reads on a picture.

    `confidence` is its mean over the words (0-100), `turned` by how many degrees clockwise the
    picture was turned to be read, `boxes` where the words stand on it then (`word_boxes`).
    """

    text: str
    confidence: int
    turned: int
    boxes: bytes


class Recogniser:
    """Reads pictures in some languages (tesseract's names for them). To be closed.

    Raises:
        ExtractionFailed: OCR_FAILED, the language data cannot be loaded.
    """

    def __init__(self, languages: tuple[str, ...], data: Path) -> None:
        try:
            self._tesseract = tesserocr.PyTessBaseAPI(
                path=str(data),
                lang="+".join(languages),
                psm=tesserocr.PSM.AUTO_OSD,
                oem=tesserocr.OEM.LSTM_ONLY,
                # Else it opens /dev/null to write to, and ends in a fault where it must not.
                variables={"debug_file": ""},
            )
        except RuntimeError as error:
            raise ExtractionFailed(ProblemKind.OCR_FAILED, f"tesseract: {error}") from error

    def close(self) -> None:
        """Give back its memory."""
        self._tesseract.End()

    def read(self, picture: Callable[[int], Raster]) -> PictureText:
        """The text on a picture; `picture` gives it turned clockwise by so many degrees.

        tesseract finds out by itself which way a page is turned, but then loses words of one that
        lies on its side (a third of a sample); of the same page set upright it reads them all. So
        it is asked for the way first.
        """
        width, height = self._show(picture(0))
        turned = self._turned()
        if turned:
            width, height = self._show(picture(turned))
        self._tesseract.Recognize(_MILLISECONDS)
        text = self._tesseract.GetUTF8Text()
        boxes = word_boxes.packed(text, self._words(), width, height)
        return PictureText(text, self._tesseract.MeanTextConf(), turned, boxes)

    def _show(self, raster: Raster) -> tuple[int, int]:
        """Have it look at this picture; how wide and high it is."""
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

    def _turned(self) -> int:
        """By how many degrees clockwise the picture is to be turned."""
        layout = self._tesseract.AnalyseLayout()
        if layout is None:
            return 0  # nothing that could be text
        orientation, *_ = layout.Orientation()
        return int(-90 * orientation % 360)

"""tesseract, which reads pictures (only here is tesserocr known; it is in the extra `ocr`).

It runs inside a process that can be killed, as all readers of foreign files do: tesserocr is a
library, so no program has to be started.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import tesserocr

from indexer.errors import ExtractionFailed
from indexer.extract.pdfium_pictures import Raster
from indexer.model import ProblemKind

_MILLISECONDS: Final = 40_000  # for one page; a dense one takes five seconds


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

    def read(self, picture: Callable[[int], Raster]) -> tuple[str, int, int]:
        """The text, its mean confidence (0-100), and by how many degrees the picture was turned.

        `picture` gives it turned clockwise by so many degrees. tesseract finds out by itself which
        way a page is turned, but then loses words of one that lies on its side (a third of a
        sample); of the same page set upright it reads them all. So it is asked for the way first.
        """
        self._show(picture(0))
        turned = self._turned()
        if turned:
            self._show(picture(turned))
        self._tesseract.Recognize(_MILLISECONDS)
        return self._tesseract.GetUTF8Text(), self._tesseract.MeanTextConf(), turned

    def _show(self, raster: Raster) -> None:
        self._tesseract.SetImageBytes(raster.pixels, raster.width, raster.height, 1, raster.stride)
        self._tesseract.SetSourceResolution(raster.dpi)

    def _turned(self) -> int:
        """By how many degrees clockwise the picture is to be turned."""
        layout = self._tesseract.AnalyseLayout()
        if layout is None:
            return 0  # nothing that could be text
        orientation, *_ = layout.Orientation()
        return int(-90 * orientation % 360)

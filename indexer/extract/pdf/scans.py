"""Pages of a PDF that are only a picture: their text is what was recognised on it.

Recognising is not done here but in a process for a few pages (`indexer.sandbox`): a long scan takes
more time than a file may. Here the text is looked up, or the page is named as one that waits.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer.extract.ocr.ocr_cache import OcrCache, OcrConfig
from indexer.extract.options import Allowance
from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
from indexer.extract.text.clean import PageText
from indexer.extract.text.quality import is_unreadable
from indexer.model import ProblemKind

# Measured on real scans: fewer letters than these are a stamp or a page number over a picture;
# below that confidence tesseract's words are rubbish.
_FEW: Final = 30
_SURE: Final = 60
# Fewer unsure words are what tesseract sees in a photograph: nothing that staff could mend.
_WORDS: Final = 20
# Processor time for looking at pages of one file: most take a millisecond, but drawings have to be
# rendered to be told apart.
_SECONDS: Final = 15.0


class Scans:
    """The pages that are pictures, of one file.

    `pictures` are the keys of those whose text is known, `waiting` the numbers of the pages that
    nobody has recognised yet.
    """

    def __init__(self, reader: PdfiumReader, recognition: OcrConfig) -> None:
        self.pictures: list[str] = []
        self.waiting: list[int] = []
        self._reader = reader
        self._recognition = recognition
        self._cache = OcrCache(Path(recognition.cache))
        self._unsure: dict[int, int] = {}
        self._seconds = 0.0

    def page(self, index: int, own: PageText) -> PageText:
        """The page with its recognised text, if it is a picture and better read so."""
        letters = 0 if is_unreadable(own.text) else _letters(own.text)
        if letters >= _FEW or self._seconds > _SECONDS:
            return own
        picture = self._picture(index, glyphs=sum(not c.isspace() for c in own.text) - letters)
        if not picture:
            return own
        known = self._cache.find(self._recognition, picture)
        if known is None:
            self.waiting.append(index + 1)
            return own
        self.pictures.append(known.key)
        if known.confidence < _SURE:
            if len(known.text.split()) >= _WORDS:
                self._unsure[index + 1] = known.confidence
            return own
        if _letters(known.text) <= letters:
            return own
        return replace(own, text=known.text, recognised=True)

    def report(self, allowance: Allowance) -> None:
        """Say which pages were recognised, but not well enough."""
        if self._unsure:
            pages = ", ".join(f"{n} ({sure} %)" for n, sure in self._unsure.items())
            first = next(iter(self._unsure))
            allowance.report(ProblemKind.OCR_UNSURE, f"page {pages}", first)

    def explain(self) -> bool:
        """Whether it is known why pages without text have none: they wait, or were refused."""
        return bool(self.waiting or self._unsure)

    def _picture(self, index: int, glyphs: int) -> str:
        """Names the picture that the page is; empty where it is none, or cannot be drawn."""
        started = time.process_time()
        try:
            if not self._reader.may_show_text(index, glyphs):
                return ""
            return self._reader.picture(index)
        except PageUnreadable:
            return ""
        finally:
            self._seconds += time.process_time() - started


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))

"""Looks up the recognised text of PDF pages that are pictures.

Recognition itself runs in separate processes, a few pages each (`tasks.ocr`): a long scan takes
more time than one file may. Here the text is looked up in the cache, or the page is listed as
waiting for recognition.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from indexer.extract.ocr.ocr_cache import OcrConfig, ScannedFile
from indexer.extract.options import Allowance
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.text.block_marks import strip_marks
from indexer.extract.text.clean import PageText
from indexer.extract.text.quality import is_unreadable
from indexer.file_problems import ProblemKind
from indexer.messages import named_pages

# Measured on real scans: fewer letters are a stamp or a page number over a picture; with less
# confidence (percent), tesseract's words are garbage.
_MIN_LETTERS: Final = 30
_MIN_CONFIDENCE: Final = 60
# Fewer uncertain words are what tesseract sees in a photograph, which staff cannot mend.
_MIN_UNSURE_WORDS: Final = 20
# Seconds for telling which pages of one file are pictures: most take a millisecond.
_MAX_CPU_SECONDS: Final = 15.0


class Scans:
    """The pages of one file that are pictures.

    `pictures` are the cache keys of those whose text is known, `waiting` the numbers of the pages
    that have not been recognised yet.
    """

    def __init__(self, reader: PdfiumReader, config: OcrConfig, scanned: ScannedFile) -> None:
        self.pictures: list[str] = []
        self.waiting: list[int] = []
        self._reader = reader
        self._config_id = config.config_id
        self._is_installed = bool(config.languages)
        self._scanned = scanned
        self._unsure: dict[int, int] = {}
        self._seconds = 0.0

    def page(self, index: int, own: PageText) -> PageText:
        """The page with its recognised text, if it is a picture and that text is better."""
        letters = 0 if is_unreadable(own.text) else _letters(own.text)
        if letters >= _MIN_LETTERS or self._seconds > _MAX_CPU_SECONDS:
            return own
        if not self._may_show_text(index, sum(not c.isspace() for c in own.text) - letters):
            return own
        entry = self._scanned.find(index + 1, self._config_id)
        if entry is None:
            self.waiting.append(index + 1)
            return own
        self.pictures.append(entry.key)
        found = entry.found
        if found.confidence < _MIN_CONFIDENCE:
            if len(found.text.split()) >= _MIN_UNSURE_WORDS:
                self._unsure[index + 1] = found.confidence
            return own
        if _letters(found.text) <= letters:
            return own
        return replace(own, text=strip_marks(found.text), recognised=True)

    def again(self, index: int) -> str:
        """What is recognised on a page whose own text is bad; empty if that is not known yet, or
        too uncertain.
        """
        number = index + 1
        entry = self._scanned.find(number, self._config_id)
        if entry is not None:
            if entry.key not in self.pictures:
                self.pictures.append(entry.key)
            return entry.found.text if entry.found.confidence >= _MIN_CONFIDENCE else ""
        if self._is_installed and number not in self.waiting:
            self.waiting.append(number)
        return ""

    def report(self, allowance: Allowance) -> None:
        """Report the pages whose recognition is too uncertain."""
        if self._unsure:
            numbers = [*self._unsure]
            allowance.report(ProblemKind.OCR_UNSURE, named_pages(numbers), numbers[0])

    def explains_missing_text(self) -> bool:
        """Whether it is known why pages have no text: they wait, or are too uncertain."""
        return bool(self.waiting or self._unsure)

    def _may_show_text(self, index: int, glyphs: int) -> bool:
        started = time.process_time()
        try:
            return self._reader.may_show_text(index, glyphs)
        finally:
            self._seconds += time.process_time() - started


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))

"""The texts in a PDF beside those that its pages show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from indexer.audit.detectors import pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.pdf_content import MarkedText
from indexer.audit.findings import FindingKind
from indexer.extract.pdf.pypdf_objects import ObjectUnreadable, PypdfObjects, as_text
from indexer.messages import message

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_MAX_PAGES: Final = 30  # that are read once more
_MARKED_KEYS: Final = frozenset({"ActualText", "Alt", "E", "Lang", "Contents", "BBox", "Subtype"})


@dataclass(slots=True)
class PdfTexts:
    """Adds texts that stand for pictures or for other text, which may say more than these.

    `shown` are the words on the pages of `document`.
    """

    document: PypdfObjects
    collector: FindingCollector
    shown: frozenset[str]
    _replaced: dict[str, int | None] = field(default_factory=dict)

    def add_marked(self, marked: MarkedText, page: int | None) -> None:
        """Add a text in a content stream."""
        text = as_text(marked.value)
        place = message("content of the page")
        if marked.key in ("Alt", "E", "Contents"):
            self.add_alternative(text, page)
        elif marked.key == "ActualText":
            self.add_replaced(text, page)
        elif _WORD.search(text) and marked.key not in _MARKED_KEYS:
            detail = message("a text under the name {name}: {words}", name=marked.key, words=text)
            self.collector.add(FindingKind.UNKNOWN_PART, detail, page, place)
        pii.search_hidden(self.collector, text, place, page)

    def add_alternative(self, text: str, page: int | None) -> None:
        """Add the description of a picture."""
        if _WORD.search(text):
            self.collector.add(FindingKind.ALTERNATIVE_TEXT, text, page)

    def add_replaced(self, text: str, page: int | None) -> None:
        """Remember a text that is copied and searched instead of what is drawn."""
        if _WORD.search(text):
            self._replaced.setdefault(text, page)

    def report_replaced(self) -> None:
        """Add the texts whose words are not drawn on their page.

        PDFium gives these texts as if they were drawn, so what is drawn comes from pypdf. Letters
        that it cannot read are why such texts exist, so this is no more than unknown.
        """
        pages = list(self.document.pages())
        drawn: dict[int, frozenset[str]] = {}
        for text, page in self._replaced.items():
            words = self.shown
            if page is not None and page <= len(pages) and len(drawn) < _MAX_PAGES:
                if page not in drawn:
                    drawn[page] = self._drawn(pages[page - 1])
                words = drawn[page]
            if words_of([text]) - words:
                detail = message("copied in the place of what the page shows: {words}", words=text)
                self.collector.add(FindingKind.UNKNOWN_PART, detail, page)

    def _drawn(self, number: int) -> frozenset[str]:
        try:
            return words_of([self.document.page_text(number)])
        except ObjectUnreadable:
            return frozenset()


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words in texts, in lower case."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))

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
from indexer.extract.pdf.pypdf_objects import Value

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_MARKED_KEYS: Final = frozenset({"ActualText", "Alt", "E", "Lang", "Contents", "BBox", "Subtype"})


def as_text(value: Value) -> str:
    """A string of a PDF in any encoding; empty for other values."""
    if isinstance(value, bytes):
        if value.startswith((b"\xfe\xff", b"\xff\xfe")):
            return value.decode("utf-16", "replace")
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


@dataclass(slots=True)
class PdfTexts:
    """Adds texts that stand for pictures or for other text, which may say more than these.

    `shown` are the words that the pages show.
    """

    collector: FindingCollector
    shown: frozenset[str]
    _seen: set[str] = field(default_factory=set)

    def add_marked(self, marked: MarkedText, page: int | None) -> None:
        """Add a text in a content stream."""
        text = as_text(marked.value)
        if marked.key in ("Alt", "E", "Contents"):
            self.add_alternative(text, page)
        elif marked.key == "ActualText":
            self.add_replaced(text, page)
        elif _WORD.search(text) and marked.key not in _MARKED_KEYS:
            self.collector.add(
                FindingKind.UNKNOWN_PART, f"a text /{marked.key} in the content: {text}", page
            )
        pii.search_hidden(self.collector, text, f"/{marked.key} in the content", page)

    def add_alternative(self, text: str, page: int | None) -> None:
        """Add the description of a picture."""
        if _WORD.search(text):
            self.collector.add(FindingKind.ALTERNATIVE_TEXT, text, page)

    def add_replaced(self, text: str, page: int | None) -> None:
        """Add a text that stands for what is drawn, if its words are on no page."""
        if text in self._seen:
            return
        self._seen.add(text)
        words = words_of([text])
        if words - self.shown:
            self.collector.add(
                FindingKind.UNSEEN_TEXT, f"in the place of what is shown: {text}", page
            )


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words in texts, in lower case."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))

"""Reads one page of a PDF: PDFium's text, pypdf's if that is better, or recognised text."""

from __future__ import annotations

from dataclasses import replace

from indexer.extract.pdf.pdfium_reader import PageUnchecked, PageUnreadable, PdfiumReader
from indexer.extract.pdf.pypdf_reader import PypdfReader
from indexer.extract.pdf.scans import Scans
from indexer.extract.text import quality
from indexer.extract.text.clean import PageText


class PageReader:
    """Reads pages of one document by index, at most `limit` characters of each."""

    def __init__(
        self, first: PdfiumReader, second: PypdfReader, scans: Scans | None, limit: int
    ) -> None:
        self._first = first
        self._second = second
        self._scans = scans
        self._limit = limit
        self._count = first.page_count

    def page_with_notes(self, index: int) -> PageText:
        """The page's text, and the annotations on it.

        Raises:
            PageUnreadable: neither reader can load it.
        """
        return replace(self.page(index), notes="\n\n".join(self._first.notes(index)))

    def page(self, index: int) -> PageText:
        """The page's text from the best source.

        Raises:
            PageUnreadable: neither reader can load it, or it is not known what is hidden on it.
        """
        try:
            text = self._first.seen_page(index, self._limit)
        except PageUnchecked:
            raise  # pypdf would give the words that are hidden too
        except PageUnreadable as failure:
            try:
                return self._second.page(index, self._count)
            except PageUnreadable as also:
                raise failure from also
        # pypdf cannot tell what is hidden.
        may_ask = not text.hidden_words and quality.is_doubtful(text.text)
        if may_ask and not self._first.is_picture(index):
            text = self._better(index, text)
        return text if self._scans is None else self._scans.page(index, text)

    def _better(self, index: int, text: PageText) -> PageText:
        """The page with pypdf's text, if that is better."""
        try:
            other = self._second.page(index, self._count).text
        except PageUnreadable:
            return text  # PDFium has read the page
        return replace(text, text=other) if quality.is_better(other, text.text) else text

"""Renders the pages of a PDF with and without their text; `text_visibility` says what for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from indexer.extract.foreign_file import ForeignFile
from indexer.extract.pdf.pdfium_page_renderer import PageRenderer
from indexer.extract.pdf.pdfium_reader import PDFIUM_ERRORS, PageUnreadable, explain, open_document
from indexer.extract.pdf.text_visibility import Pixels, TextVisibility


class PdfiumVisibility:
    """An open document. Must be closed."""

    def __init__(self, source: ForeignFile | bytes) -> None:
        """Open it.

        Raises:
            ExtractionFailed: ENCRYPTED or DAMAGED.
        """
        self._document = open_document(source)

    def close(self) -> None:
        """Close the document."""
        self._document.close()

    @property
    def page_count(self) -> int:
        """The number of pages that the document claims."""
        return len(self._document)

    def page(self, index: int) -> TextVisibility:
        """Render a page with and without its text.

        Raises:
            PageUnreadable: the page cannot be loaded or rendered.
        """
        try:
            with closing(self._document.get_page(index)) as page:
                return PageRenderer(page).visibility()
        except PDFIUM_ERRORS as error:
            raise PageUnreadable(explain(error)) from error

    def render_without(self, index: int, places: Sequence[int]) -> Pixels:
        """Render the page without the objects at `places` (indexes of its boxes).

        Raises:
            PageUnreadable: the page cannot be loaded or rendered.
        """
        try:
            with closing(self._document.get_page(index)) as page:
                return PageRenderer(page).picture_without(places)
        except PDFIUM_ERRORS as error:
            raise PageUnreadable(explain(error)) from error

"""Reads the text of a PDF with PDFium.

A page is closed before the next one is loaded. PDFium aborts its process on some hostile files,
which the parent process handles (`indexer.sandbox`).
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from types import TracebackType
from typing import Final, Self

import pypdfium2
import pypdfium2.raw as pdfium_c

from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile, map_file
from indexer.extract.ocr.raster import Raster
from indexer.extract.pdf import pdfium_annotations, pdfium_pictures
from indexer.extract.pdf.cover_lines import MAX_COVER_PAGES, CoverLine, read_cover_lines
from indexer.extract.pdf.page_composition import compose_text
from indexer.extract.pdf.page_lines import PageCharacters
from indexer.extract.pdf.pdfium_hidden_words import HiddenWordFinder, HiddenWords
from indexer.extract.text.clean import PageText
from indexer.file_problems import ProblemKind
from indexer.messages import NO_MESSAGE, Message, message, quoted
from indexer.model import OutlineEntry

# It warns about circular outlines and the like, which are handled here.
logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)

# What pypdfium2 raises on odd strings and counts, besides its own error.
PDFIUM_ERRORS: Final = (
    pypdfium2.PdfiumError,
    ctypes.ArgumentError,
    AssertionError,
    UnicodeDecodeError,
    ValueError,
)
_MAX_OUTLINE_ENTRIES: Final = 5_000
_MAX_ATTACHMENTS: Final = 1_000
_INFO_KEYS: Final = ("Title", "Author", "Subject", "Keywords", "CreationDate")


def open_document(source: ForeignFile | bytes) -> pypdfium2.PdfDocument:
    """Open a file, or the bytes of one.

    Raises:
        ExtractionFailed: ENCRYPTED (the empty password does not open it) or DAMAGED.
    """
    try:
        return pypdfium2.PdfDocument(source if isinstance(source, bytes) else map_file(source))
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
        kind = ProblemKind.ENCRYPTED if locked else ProblemKind.DAMAGED
        raise ExtractionFailed(kind, NO_MESSAGE if locked else explain(error)) from error


def explain(error: Exception) -> Message:
    """What PDFium found wrong with a document or a page."""
    code = error.err_code if isinstance(error, pypdfium2.PdfiumError) else None
    if code == pdfium_c.FPDF_ERR_FORMAT:
        return message("it is not built like a PDF")
    if code == pdfium_c.FPDF_ERR_PAGE or str(error).startswith("Failed to load page"):
        return message("the page is damaged")
    return quoted("PDFium", str(error) or type(error).__name__)


class PageUnreadable(Exception):
    """One page cannot be read; `what` says why."""

    def __init__(self, what: Message) -> None:
        super().__init__(what)
        self.what: Final = what


class PageUnchecked(PageUnreadable):
    """What nobody sees on a page could not be found out, so that none of it may be published."""


class PdfiumReader:
    """An open document, from a file or from its bytes. Use it as a context manager.

    `hidden_layers` are the names of the layers that are switched off, `look_seconds` the processor
    time for finding out what nobody sees. `cover_lines` are those of the first pages, as far as
    `seen_page` has read them.

    Raises:
        ExtractionFailed: ENCRYPTED (the empty password does not open it) or DAMAGED.
    """

    def __init__(
        self,
        source: ForeignFile | bytes,
        hidden_layers: Sequence[str] = (),
        look_seconds: float = 0.0,
    ) -> None:
        self._document = open_document(source)
        self._hidden_words = HiddenWordFinder(hidden_layers, look_seconds)
        self.cover_lines: list[list[CoverLine]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._document.close()

    @property
    def page_count(self) -> int:
        """The number of pages that the document claims; missing ones fail when they are read."""
        return len(self._document)

    def page(self, index: int, limit: int) -> PageText:
        """The page's text, at most `limit` characters of it.

        Raises:
            PageUnreadable: the page cannot be loaded.
        """
        with self._page(index) as page:
            width, height = page.get_size()
            with closing(page.get_textpage()) as text_page:
                # Not get_text_bounded(): it loses most text of some documents (measured).
                text = text_page.get_text_range(0, min(limit, text_page.count_chars()))
        return PageText(text, width > height, self._label(index))

    def seen_page(self, index: int, limit: int) -> PageText:
        """The page's text without the words that nobody sees, which are counted.

        Raises:
            PageUnreadable: the page cannot be loaded.
            PageUnchecked: it can, but not what is hidden on it.
        """
        with self._page(index) as page:
            width, height = page.get_size()
            with closing(page.get_textpage()) as text_page:
                hidden = self._find_hidden_words(page, text_page)
                characters = PageCharacters(text_page, limit, hidden.ranges)
                text = compose_text(characters)
                if index < MAX_COVER_PAGES:
                    self.cover_lines.append(read_cover_lines(characters))
        return PageText(
            text,
            width > height,
            self._label(index),
            hidden_words=hidden.words,
            cut_off_words=hidden.cut_off,
        )

    def _find_hidden_words(
        self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage
    ) -> HiddenWords:
        try:
            return self._hidden_words.find(page, text_page)
        except PDFIUM_ERRORS as error:
            raise PageUnchecked(message("it cannot be found out what is hidden on it")) from error

    def is_picture(self, index: int) -> bool:
        """Whether the page has content, but no text, nor a form that can contain text."""
        try:
            with self._page(index) as page:
                kinds = {item.type for item in page.get_objects(max_depth=1)}
        except PageUnreadable:
            return False  # unknown, so pypdf should look at the page
        return bool(kinds) and not kinds & {pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_FORM}

    def shows_nothing(self, index: int) -> bool:
        """Whether a page without text has no picture: at most rules, small logos, cutting marks."""
        try:
            with self._page(index) as page:
                return not pdfium_pictures.shows_picture(page)
        except PageUnreadable:
            return False

    def notes(self, index: int) -> list[str]:
        """What people wrote on the page, in annotations."""
        try:
            with self._page(index) as page:
                return pdfium_annotations.notes(page)
        except PageUnreadable:
            return []

    def may_show_text(self, index: int, glyphs: int) -> bool:
        """Whether a page with hardly any letters may show text.

        `glyphs` is the number of its characters that the font does not map to letters.
        """
        try:
            with self._page(index) as page:
                return pdfium_pictures.may_show_text(page, glyphs)
        except PageUnreadable:
            return False

    def raster(self, index: int) -> Raster:
        """The page in greyscale, for recognising its text.

        Raises:
            PageUnreadable: the page cannot be rendered.
        """
        with self._page(index) as page:
            return pdfium_pictures.raster(page)

    def outline(self) -> list[OutlineEntry]:
        """The outline, in order; an entry that leads to no page has the number 0."""
        entries = []
        try:
            # get_toc() ends in a circular outline, and goes 15 levels deep at most.
            for bookmark in islice(self._document.get_toc(), _MAX_OUTLINE_ENTRIES):
                target = bookmark.get_dest()
                index = target.get_index() if target else None
                number = 0 if index is None else index + 1
                entries.append(OutlineEntry(bookmark.get_title(), number, bookmark.level))
        except PDFIUM_ERRORS:
            pass  # an outline is a convenience: keep the entries so far
        return entries

    def attachment_names(self) -> list[str]:
        """The names of the files that are attached to the document; unreadable ones are empty."""
        names: list[str] = []
        try:
            for index in range(min(self._document.count_attachments(), _MAX_ATTACHMENTS)):
                names.append(self._document.get_attachment(index).get_name())
        except PDFIUM_ERRORS:
            names.append("")
        return names

    @property
    def is_dynamic_form(self) -> bool:
        """Whether the document has its content as a form that PDFium does not show (XFA)."""
        forms = (pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND)
        return self._document.get_formtype() in forms

    def info(self) -> dict[str, str]:
        """The information dictionary; unreadable values are empty."""
        values = {}
        for key in _INFO_KEYS:
            try:
                values[key] = self._document.get_metadata_value(key)
            except PDFIUM_ERRORS:
                values[key] = ""
        return values

    @contextmanager
    def _page(self, index: int) -> Iterator[pypdfium2.PdfPage]:
        """Open a page; PDFium's errors become PageUnreadable."""
        try:
            with closing(self._document.get_page(index)) as page:
                yield page
        except PDFIUM_ERRORS as error:
            raise PageUnreadable(explain(error)) from error

    def _label(self, index: int) -> str:
        try:
            return str(self._document.get_page_label(index))
        except PDFIUM_ERRORS:
            return ""

"""Extracts a PDF: PDFium reads the text, pypdf if PDFium fails or its text is doubtful.

Pages that are pictures get their recognised text.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Final

from indexer import word_frequencies
from indexer.errors import ExtractionFailed
from indexer.extract import bylines
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.options import Allowance, Options
from indexer.extract.pdf import pdf_metadata
from indexer.extract.pdf.cover_lines import MAX_COVER_PAGES, CoverLine
from indexer.extract.pdf.cover_title import document_title
from indexer.extract.pdf.layers import hidden_layers_of
from indexer.extract.pdf.outline import (
    clean_outline,
    mark_headings,
    page_titles,
    printed_contents,
)
from indexer.extract.pdf.page import PageReader
from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
from indexer.extract.pdf.printed_date import printed_date
from indexer.extract.pdf.pypdf_reader import END_MISSING, PypdfReader
from indexer.extract.pdf.scans import Scans
from indexer.extract.pdf.text_layers import check_text_layers
from indexer.extract.pdf.wrappers import is_notice, name_files, wrapper_kind
from indexer.extract.repairs.lost_letters import repair_texts
from indexer.extract.text.block_marks import separate_blocks
from indexer.extract.text.clean import PageText, clean_line, clean_pages, clean_text
from indexer.extract.text.roles import find_roles
from indexer.extract.withheld import Withheld
from indexer.file_problems import ProblemKind
from indexer.media import PDF, suffix
from indexer.messages import NO_MESSAGE, Message, message, named_pages, plural
from indexer.model import Extraction, Metadata, Origin, OutlineEntry, Passage

# A longer run of missing pages at the end is reported as one problem: a wrong page count would
# otherwise give thousands of problems and empty passages.
_MAX_NAMED_PAGES: Final = 5
_MORE_CHARS: Final = 100
_MAX_LABEL_CHARS: Final = 30
_CREDIT_PAGES: Final = 8  # the first ones, with the title and the credits
_MAX_TITLE_PAGE_CHARS: Final = 700  # a page with more is one of the text


# A page in a standard font that need not be embedded, and a catalog with metadata.
_SAMPLE_PDF: Final = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F
<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>> endobj
4 0 obj <</Length 27>> stream
BT /F 9 Tf (palabra) Tj ET
endstream endobj
5 0 obj <</Type/Metadata/Subtype/XML/Length 7>> stream
<a></a>
endstream endobj
trailer <</Root 1 0 R/Size 6>>
startxref
0
%%EOF
"""
_SAMPLE_SECONDS: Final = 1.0  # of processor time to look for hidden words, of which 2 ms are used


def preload() -> None:
    """Make both readers load what they need for a first file: it costs 50 ms in each process.

    Most of them are for `numpy.ma`, which NumPy loads when it is first asked for a median.
    """
    first = PdfiumReader(_SAMPLE_PDF, look_seconds=_SAMPLE_SECONDS)
    with first, closing(PypdfReader(_SAMPLE_PDF)) as second:
        first.seen_page(0, limit=100)
        first.may_show_text(0, glyphs=0)
        pdf_metadata.read(first.info(), second.xmp(), Withheld())
        first.outline()
        second.page(0)
    word_frequencies.frequency("")


def extract_pdf(file: ForeignFile, path: str, options: Options) -> Extraction:
    """Extract all pages of a PDF, its own metadata, and its problems (NO_TEXT in a scan).

    Raises:
        ExtractionFailed: NOT_A_PDF, ENCRYPTED or DAMAGED.
    """
    pages = _Pages(Allowance(path, options))
    scans: Scans | None = None
    with closing(PypdfReader(file)) as second:
        try:
            first = PdfiumReader(file, hidden_layers_of(file), options.look_seconds)
        except ExtractionFailed as first_failure:
            metadata = _read_with_pypdf(file, second, pages, first_failure)
        else:
            with first:
                if options.ocr and options.scanned:
                    scans = Scans(first, options.ocr, options.scanned)
                metadata = _read_with_both(file, first, second, scans, pages, options)
    passages = pages.passages
    metadata = _described(metadata, passages, pages)
    if not any(passage.text for passage in passages):
        is_explained = scans is not None and scans.explains_missing_text()
        pages.report_no_text(is_explained=is_explained or pages.is_wrapper)
    return Extraction(
        PDF.media_type,
        metadata,
        passages,
        tuple(pages.allowance.problems),
        pictures=tuple(scans.pictures) if scans else (),
        waiting=tuple(scans.waiting) if scans else (),
        held_back=pages.withheld.result(),
        contents=pages.outline or printed_contents(passages),
    )


@dataclass(slots=True)
class _Pages:
    """The pages read so far, and the failures; at the end the outline, the passages, and the lines
    of the first pages as they are drawn.
    """

    allowance: Allowance
    withheld: Withheld = field(default_factory=Withheld)
    read: list[PageText] = field(default_factory=list)
    failures: dict[int, Message] = field(default_factory=dict)
    is_wrapper: bool = False
    outline: tuple[OutlineEntry, ...] = ()
    passages: tuple[Passage, ...] = ()
    covers: Sequence[Sequence[CoverLine]] = ()

    def collect(self, count: int, page: Callable[[int], PageText]) -> None:
        """Read `count` pages with `page` (index -> text), within the limits."""
        count = self.allowance.pages(count)
        for index in range(count):
            text = PageText("")
            if not self.allowance.spent:
                try:
                    text = page(index)
                except PageUnreadable as error:
                    self.failures[index] = error.what
            cut = self.allowance.take(text.text, index + 1)
            notes = self.allowance.take(text.notes, index + 1)
            self.read.append(replace(text, text=cut, notes=notes))
        repaired = repair_texts([page.text for page in self.read])
        self.read = [replace(p, text=t) for p, t in zip(self.read, repaired, strict=True)]
        self._report(count)
        self._report_hidden_words()

    def _report_hidden_words(self) -> None:
        """Count the words that nobody sees; report them unless they are only cut off by a frame."""
        self.withheld.hidden_words = sum(page.hidden_words for page in self.read)
        hidden = {
            number: words
            for number, page in enumerate(self.read, 1)
            if (words := page.hidden_words - page.cut_off_words)
        }
        if hidden:
            detail = message(
                "{words} on {pages}",
                words=plural("{count} word", "{count} words", sum(hidden.values())),
                pages=named_pages([*hidden]),
            )
            self.allowance.report(ProblemKind.HIDDEN_WORDS, detail, next(iter(hidden)))

    def _report(self, count: int) -> None:
        there = count
        while there - 1 in self.failures:
            there -= 1
        if count - there <= _MAX_NAMED_PAGES:
            there = count
        for index, detail in self.failures.items():
            if index < there:
                self.allowance.report(ProblemKind.PAGE_FAILED, detail, index + 1)
        if there < count:
            detail = message(
                "pages {first} to {last}: {reason}",
                first=there + 1,
                last=count,
                reason=self.failures[there],
            )
            self.allowance.report(ProblemKind.PAGE_FAILED, detail, there + 1)
            del self.read[there:]

    def finish(
        self, outline: tuple[OutlineEntry, ...], shows_nothing: Callable[[int], bool]
    ) -> None:
        """Make passages of all pages, including empty ones, so that numbers are page numbers.

        `shows_nothing` says of a page without text whether it has no picture either (by index).
        """
        self.outline = outline
        titles = page_titles(outline, len(self.read))
        cleaned = map(separate_blocks, mark_headings(clean_pages(self.read), outline))
        given = (" ".join(self.withheld.screen([page.label])) for page in self.read)
        labels = (clean_line(label)[:_MAX_LABEL_CHARS] for label in given)
        passages = [
            Passage(
                number=number,
                label=label or str(number),
                text="\n\n".join(filter(None, (text, clean_text(page.notes)))),
                title=titles[number - 1],
                origin=Origin.OCR if page.recognised else Origin.TEXT_LAYER,
                blocks=blocks,
            )
            for number, (label, (text, blocks), page) in enumerate(
                zip(labels, cleaned, self.read, strict=True), 1
            )
        ]
        self.passages = find_roles(passages, lambda number: shows_nothing(number - 1))

    def report_attached(self, first: PdfiumReader, second: PypdfReader) -> None:
        """Report what is not on the pages but in other files inside the document, if anything; the
        pages of a mere wrapper lose Adobe's notices."""
        names = first.attachment_names()
        is_portfolio = bool(names) and second.is_portfolio()
        texts = [page.text for page in self.read]
        kind = wrapper_kind(texts, is_portfolio=is_portfolio, is_dynamic_form=first.is_dynamic_form)
        pdfs = [name for name in names if suffix(name) in PDF.endings]
        if kind is None:
            if pdfs:
                self.allowance.report(ProblemKind.ATTACHED_FILES, name_files(pdfs, self.withheld))
            return
        self.is_wrapper = True
        self.allowance.report(kind, name_files(names, self.withheld))
        self.read = [
            replace(page, text="")
            if is_notice(
                page.text, is_portfolio=is_portfolio, is_dynamic_form=first.is_dynamic_form
            )
            else page
            for page in self.read
        ]

    def report_no_text(self, *, is_explained: bool) -> None:
        """Raise if no page can be read; else report that none has text, unless `is_explained`."""
        if not self.read or (self.failures and len(self.failures) >= len(self.read)):
            raise ExtractionFailed(
                ProblemKind.DAMAGED, next(iter(self.failures.values()), NO_MESSAGE)
            )
        if not is_explained:
            self.allowance.report(
                ProblemKind.NO_TEXT, plural("{count} page", "{count} pages", len(self.read))
            )


def _read_with_both(
    file: ForeignFile,
    first: PdfiumReader,
    second: PypdfReader,
    scans: Scans | None,
    pages: _Pages,
    options: Options,
) -> Metadata:
    """Read with PDFium, and what it cannot read with the others; returns the file's metadata."""
    # Some more than allowed, blanks apart, shows that there is more.
    limit = pages.allowance.options.max_passage_text + _MORE_CHARS
    reader = PageReader(first, second, scans, limit)
    page = reader.page_with_notes if options.annotations else reader.page
    pages.collect(first.page_count, page)
    pages.report_attached(first, second)
    pages.read = check_text_layers(pages.read, scans, pages.allowance)
    if scans is not None:
        scans.report(pages.allowance)
    xmp = second.xmp() if _mentions_metadata(file) else b""
    outline = clean_outline(
        first.outline(), len(pages.read), lambda title: bool(pages.withheld.screen([title]))
    )
    pages.finish(outline, first.shows_nothing)
    pages.covers = first.cover_lines
    return pdf_metadata.read(first.info(), xmp, pages.withheld)


def _read_with_pypdf(
    file: ForeignFile, second: PypdfReader, pages: _Pages, first_failure: ExtractionFailed
) -> Metadata:
    """Read with pypdf after PDFium has failed."""
    try:
        count = second.page_count()
    except ExtractionFailed as second_failure:
        raise _combined_failure(file, first_failure, second_failure) from second_failure
    pages.collect(count, second.page)
    if len(pages.failures) == len(pages.read) or not pages.read:
        # Opened, but no page can be read: PDFium's reason is better.
        raise ExtractionFailed(first_failure.kind, first_failure.detail)
    pages.finish((), lambda index: False)
    return pdf_metadata.read({}, second.xmp(), pages.withheld)


def _described(stated: Metadata, passages: Sequence[Passage], pages: _Pages) -> Metadata:
    """What the properties say, as far as the pages bear it out, and what those state."""
    texts = [passage.text for passage in passages]
    title = document_title(stated.title, pages.covers, texts[:MAX_COVER_PAGES])
    date = stated.date or printed_date(texts)
    found = _without_typists(replace(stated, title=title, date=date), passages, pages.withheld)
    if found.creators:
        return found
    credits = [line for text in texts[:_CREDIT_PAGES] for line in text.splitlines()]
    return replace(found, creators=bylines.labelled_authors(credits))


def _without_typists(found: Metadata, passages: Sequence[Passage], withheld: Withheld) -> Metadata:
    """`found` without the names that the cover and the title page do not state as its authors."""
    if not found.creators:
        return found
    full = [passage.text for passage in passages if passage.text]
    title = clean_line(found.title).casefold()
    title_pages = full[:1] + [
        text
        for text in full[1:MAX_COVER_PAGES]
        if title and title in clean_line(text).casefold() and len(text) < _MAX_TITLE_PAGE_CHARS
    ]
    lines = [line for text in title_pages for line in text.splitlines()[: bylines.FIRST_LINES]]
    return withheld.without_typists(found, lines, "\n".join(full))


def _combined_failure(
    file: ForeignFile, first_failure: ExtractionFailed, second_failure: ExtractionFailed
) -> ExtractionFailed:
    with file.open("rb") as stream:
        is_pdf = b"%PDF" in stream.read(1024)
    if not is_pdf:
        return ExtractionFailed(ProblemKind.NOT_A_PDF)
    if ProblemKind.ENCRYPTED in (first_failure.kind, second_failure.kind):
        return ExtractionFailed(ProblemKind.ENCRYPTED)
    is_cut = second_failure.detail == END_MISSING
    return second_failure if is_cut else ExtractionFailed(ProblemKind.DAMAGED, first_failure.detail)


def _mentions_metadata(file: ForeignFile) -> bool:
    """Whether pypdf may find XMP: the type of that stream is plain text in every file."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(b"/Metadata") >= 0

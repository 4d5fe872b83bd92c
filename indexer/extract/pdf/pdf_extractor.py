"""PDF: PDFium reads the text, pypdf is asked where PDFium fails, or its text is doubtful.

What is only a picture gets the text that was recognised on it.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from indexer.errors import ExtractionFailed
from indexer.extract.bounds import Allowance
from indexer.extract.options import Options
from indexer.extract.pdf import pdf_metadata
from indexer.extract.pdf.page import PageReader
from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
from indexer.extract.pdf.pypdf_reader import PypdfReader
from indexer.extract.pdf.scans import Scans
from indexer.extract.text.clean import PageText, clean_line, clean_pages, clean_text
from indexer.media import PDF
from indexer.model import Extraction, Metadata, Origin, Passage, ProblemKind

# A longer run of missing pages at the end is reported as one: a page count that lies would
# otherwise give thousands of problems and of empty passages.
_MISSING_NAMED: Final = 5
_MAX_LABEL: Final = 30  # characters
_MAX_TITLE: Final = 300


# A page in one of the fonts that no file has to bring along, and a catalog with metadata.
_PAGE: Final = b"""%PDF-1.4
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


def preload() -> None:
    """Have both readers load now what they load for a first file: it costs 7 ms in each process."""
    with PdfiumReader(_PAGE) as first, closing(PypdfReader(_PAGE)) as second:
        first.page(0, limit=100)
        first.may_show_text(0, glyphs=0)
        pdf_metadata.read(first.info(), second.xmp())
        _titles(first.outline(), 1)
        second.page(0)


def extract_pdf(file: Path, path: str, options: Options) -> Extraction:
    """All pages of a PDF, the file's own metadata, and what went wrong (NO_TEXT in a scan).

    Raises:
        ExtractionFailed: NOT_A_PDF, ENCRYPTED or DAMAGED.
    """
    pages = _Pages(Allowance(path, options.bounds))
    scans: Scans | None = None
    with closing(PypdfReader(file)) as second:
        try:
            first = PdfiumReader(file)
        except ExtractionFailed as refused:
            titles, metadata = _read_with_pypdf(file, second, pages, refused)
        else:
            with first:
                scans = Scans(first, options.recognition) if options.recognition else None
                titles, metadata = _read_with_both(file, first, second, scans, pages, options)
    passages = pages.as_passages(titles)
    if not any(passage.text for passage in passages):
        pages.report_nothing_found(explained=scans is not None and scans.explain())
    return Extraction(
        PDF.media_type,
        metadata,
        passages,
        tuple(pages.allowance.problems),
        pictures=tuple(scans.pictures) if scans else (),
        waiting=tuple(scans.waiting) if scans else (),
    )


@dataclass(slots=True)
class _Pages:
    """The pages read so far, and those that could not be read."""

    allowance: Allowance
    read: list[PageText] = field(default_factory=list)
    failures: dict[int, str] = field(default_factory=dict)

    def collect(self, count: int, page: Callable[[int], PageText]) -> None:
        """Read `count` pages by `page` (index -> text), within the bounds."""
        count = self.allowance.pages(count)
        for index in range(count):
            text = PageText("")
            if not self.allowance.spent:
                try:
                    text = page(index)
                except PageUnreadable as error:
                    self.failures[index] = str(error)
            cut = self.allowance.take(text.text, index + 1)
            notes = self.allowance.take(text.notes, index + 1)
            self.read.append(replace(text, text=cut, notes=notes))
        self._report(count)

    def _report(self, count: int) -> None:
        there = count
        while there - 1 in self.failures:
            there -= 1
        if count - there <= _MISSING_NAMED:
            there = count
        for index, detail in self.failures.items():
            if index < there:
                self.allowance.report(ProblemKind.PAGE_FAILED, detail, index + 1)
        if there < count:
            detail = f"pages {there + 1} to {count}: {self.failures[there]}"
            self.allowance.report(ProblemKind.PAGE_FAILED, detail, there + 1)
            del self.read[there:]

    def as_passages(self, titles: Sequence[str]) -> tuple[Passage, ...]:
        """All pages that were read, also empty ones, so that numbers equal page numbers."""
        texts = [
            "\n\n".join(filter(None, (text, clean_text(page.notes))))
            for text, page in zip(clean_pages(self.read), self.read, strict=True)
        ]
        labels = (clean_line(page.label)[:_MAX_LABEL] for page in self.read)
        return tuple(
            Passage(
                number=number,
                label=label or str(number),
                text=text,
                title=titles[number - 1] if number <= len(titles) else "",
                origin=Origin.OCR if self.read[number - 1].recognised else Origin.TEXT_LAYER,
            )
            for number, (label, text) in enumerate(zip(labels, texts, strict=True), 1)
        )

    def report_nothing_found(self, *, explained: bool) -> None:
        """Say why there is no text: no page can be read (then raise it), or none has any.

        With `explained` it is said already.
        """
        if not self.read or (self.failures and len(self.failures) >= len(self.read)):
            raise ExtractionFailed(ProblemKind.DAMAGED, next(iter(self.failures.values()), ""))
        if not explained:
            self.allowance.report(ProblemKind.NO_TEXT, f"{len(self.read)} pages")


def _read_with_both(
    file: Path,
    first: PdfiumReader,
    second: PypdfReader,
    scans: Scans | None,
    pages: _Pages,
    options: Options,
) -> tuple[list[str], Metadata]:
    """Read with PDFium, and with the others what it does not read; the pages' titles, metadata."""
    # One character more than allowed shows that there is more.
    limit = pages.allowance.bounds.max_passage_text + 1
    reader = PageReader(first, second, scans, limit)
    page = reader.page_with_notes if options.annotations else reader.page
    pages.collect(first.page_count, page)
    if scans is not None:
        scans.report(pages.allowance)
    xmp = second.xmp() if _mentions_metadata(file) else b""
    return _titles(first.outline(), len(pages.read)), pdf_metadata.read(first.info(), xmp)


def _read_with_pypdf(
    file: Path, second: PypdfReader, pages: _Pages, refused: ExtractionFailed
) -> tuple[list[str], Metadata]:
    """Read with pypdf what PDFium has `refused`."""
    try:
        count = second.page_count()
    except ExtractionFailed as also:
        raise _why(file, refused, also) from also
    pages.collect(count, second.page)
    if len(pages.failures) == len(pages.read) or not pages.read:
        # Opened, but nothing in it can be read: PDFium's reason is the better one.
        raise ExtractionFailed(refused.kind, refused.detail)
    return [], pdf_metadata.read({}, second.xmp())


def _why(file: Path, refused: ExtractionFailed, also: ExtractionFailed) -> ExtractionFailed:
    with file.open("rb") as stream:
        is_pdf = b"%PDF" in stream.read(1024)
    detail = f"{refused.detail}; {also.detail}"
    if not is_pdf:
        return ExtractionFailed(ProblemKind.NOT_A_PDF)
    if ProblemKind.ENCRYPTED in (refused.kind, also.kind):
        return ExtractionFailed(ProblemKind.ENCRYPTED)
    return ExtractionFailed(ProblemKind.DAMAGED, detail)


def _mentions_metadata(file: Path) -> bool:
    """Whether pypdf is worth asking for XMP: the stream's type is readable in every file."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(b"/Metadata") >= 0


def _titles(entries: Sequence[tuple[int, str]], count: int) -> list[str]:
    """Each page's outline entry: the first that starts on it, else the last that started before."""
    first_on: dict[int, str] = {}
    last_on: dict[int, str] = {}
    for index, raw in entries:
        if entry := clean_line(raw)[:_MAX_TITLE]:
            first_on.setdefault(index, entry)
            last_on[index] = entry
    titles, current = [], ""
    for index in range(count):
        titles.append(first_on.get(index, current))
        current = last_on.get(index, current)
    return titles

"""Earlier versions of a PDF in the same file, and data around the document.

A program that saves a PDF "incrementally" writes what has changed after the old end. The file up to
each earlier end is the earlier version, whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Final

from indexer.audit.detectors import pdf_objects
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits
from indexer.audit.findings import FindingKind, Severity
from indexer.errors import ExtractionFailed
from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
from indexer.extract.pdf.pypdf_objects import PypdfObjects

_END: Final = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF[\r\n]{0,2}")
_TABLE: Final = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)")
_LINEARIZED: Final = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d{1,12})", re.DOTALL)
_MOST: Final = 12  # versions that are read
_PAGE_TEXT: Final = 200_000  # characters
_STRAY: Final = 16  # bytes around the document that are of no consequence


def earlier_ends(data: bytes) -> list[int]:
    """Where each earlier version ends, oldest first.

    A linearized file, made for the web, is written in two parts; the first is no version.
    """
    linearized = _LINEARIZED.search(data, 0, 2048)
    first = int(linearized[1]) - 16 if linearized else 0
    ends = [
        match.end()
        for match in _END.finditer(data)
        if match.end() >= first
        and 0 < int(match[1]) < match.start()
        # An attached PDF has ends of its own, whose tables are counted from its own beginning.
        and _TABLE.match(data, int(match[1]))
    ]
    return ends[:-1]


def inspect(data: bytes, last: list[str], collector: FindingCollector, limits: Limits) -> None:
    """Note what earlier versions have that the last one (the texts of its pages) has not."""
    ends = earlier_ends(data)
    for number, end in enumerate(ends, 1):
        which = f"version {number} of {len(ends) + 1}"
        if number > _MOST or limits.left(0.95) <= 0:
            collector.add(FindingKind.NOT_LOOKED_AT, f"{which} and later ones: no time is left")
            return
        before = Counter(collector.kinds())
        _text_of(data[:end], last, collector, limits, which)
        _content_of(data[:end], collector, limits, which)
        if Counter(collector.kinds()) == before:
            collector.add(FindingKind.EARLIER_VERSION, which)


def outside(data: bytes, collector: FindingCollector) -> None:
    """Note data before the beginning and after the end."""
    before = data[: max(data.find(b"%PDF-", 0, 4096), 0)]
    end = data.rfind(b"%%EOF")
    after = data[end + 5 :] if end >= 0 else b""
    for part, where in ((before, "before the beginning"), (after, "after the end")):
        if len(part.strip(b"\0\r\n\t ")) >= _STRAY:
            collector.add(
                FindingKind.OUTSIDE_DATA, f"{len(part):,} bytes {where}: {_glimpse(part)}"
            )


def page_texts(reader: PdfiumReader, limits: Limits, share: float) -> Iterator[str | None]:
    """The text of each page; None where it cannot be read. Ends early when time is over."""
    for index in range(min(reader.page_count, limits.max_pages)):
        if limits.left(share) <= 0:
            return
        try:
            yield reader.page(index, _PAGE_TEXT).text
        except PageUnreadable:
            yield None


def _text_of(
    data: bytes, last: list[str], collector: FindingCollector, limits: Limits, which: str
) -> None:
    try:
        with PdfiumReader(data) as reader:
            texts = list(page_texts(reader, limits, 0.9))
            if len(texts) < reader.page_count or None in texts:
                collector.add(FindingKind.NOT_LOOKED_AT, f"pages of {which}")
    except ExtractionFailed as error:
        collector.add(FindingKind.NOT_LOOKED_AT, f"{which}: {error.detail}")
        return
    lines = [line for text in texts if text for line in text.splitlines()]
    gone = Counter(_words("\n".join(lines))) - Counter(_words("\n".join(last)))
    kept = set(map(str.strip, "\n".join(last).splitlines()))
    for line in lines:
        if line.strip() not in kept and any(gone[word] for word in _words(line)):
            collector.add(FindingKind.EARLIER_TEXT, f"{line.strip()} ({which})")


def _content_of(data: bytes, collector: FindingCollector, limits: Limits, which: str) -> None:
    then = FindingCollector()
    then.shown = collector.shown
    try:
        with closing(PypdfObjects(data, max(limits.left(0.95), 0.0))) as document:
            pdf_objects.inspect(document, then)
    except ExtractionFailed as error:
        collector.add(FindingKind.NOT_LOOKED_AT, f"{which}: {error.detail}")
        return
    for finding in then.exposure().findings:
        if finding.kind.weight is Severity.DANGER and finding.detail and not collector.has(finding):
            said = f"{finding.detail} ({which}). {finding.kind.explanation}"
            collector.add(FindingKind.EARLIER_CONTENT, said, finding.passage)


def _words(text: str) -> list[str]:
    return re.findall(r"\w{2,}", text)


def _glimpse(data: bytes) -> str:
    """The beginning of data as far as it is plain characters."""
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data.strip()[:40])

"""Inspects earlier versions of a PDF in the same file, and data around the document.

A program that saves a PDF "incrementally" appends what has changed. So the file up to each earlier
end is a complete earlier version.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from indexer.audit.detectors import pdf_objects, pii
from indexer.audit.detectors.attachments import Attachments
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits
from indexer.audit.detectors.pdf_texts import words_of
from indexer.audit.findings import FindingKind, Severity, place_within
from indexer.errors import ExtractionFailed
from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
from indexer.extract.pdf.pypdf_objects import PypdfObjects, as_text
from indexer.messages import Message, message, plural

_END_OF_VERSION: Final = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF[\r\n]{0,2}")
_CROSS_REFERENCES: Final = re.compile(rb"\s{0,64}(?:xref|\d{1,10}\s{1,64}\d{1,5}\s{1,64}obj)")
_LINEARIZED: Final = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d{1,12})", re.DOTALL)
_MAX_VERSIONS: Final = 12
_MAX_PAGE_CHARS: Final = 200_000
_OBJECT_OR_STREAM: Final = re.compile(
    rb"(?:^|[\r\n])(\d{1,10}) \d{1,5} obj\b|endstream|(?<!end)stream\r?\n"
)
_COMMENT_OR_STREAM: Final = re.compile(rb"[\r\n]%([^\r\n]{8,400})|endstream|(?<!end)stream\r?\n")
_COMMENT_WORDS: Final = re.compile(rb"(?<![A-Za-z])[A-Za-z]{3,}+[ ,;:]++[A-Za-z]{2}")
# Of Ghostscript and qpdf, and of PostScript's conventions.
_USUAL_COMMENT: Final = re.compile(
    rb"%?\s*(?:Invocation|QDF|[Cc]reated (?:with|by)|Original object|Contents for page|Page \d"
    rb"|(?:Begin|End|Include)[A-Z])"
)
_MAX_COMMENTS: Final = 200
_MAX_ORPHANS: Final = 50
_MIN_STRAY_BYTES: Final = 16  # fewer around the document are harmless


def earlier_ends(data: bytes) -> list[int]:
    """The offset at which each earlier version ends, oldest first.

    A linearized file (for the web) is written in two parts; the first is not a version.
    """
    linearized = _LINEARIZED.search(data, 0, 2048)
    first = int(linearized[1]) - 16 if linearized else 0
    ends = [
        match.end()
        for match in _END_OF_VERSION.finditer(data)
        if match.end() >= first
        and 0 < int(match[1]) < match.start()
        # An attached PDF has its own ends, with offsets from its own beginning.
        and _CROSS_REFERENCES.match(data, int(match[1]))
    ]
    return ends[:-1]


@dataclass(frozen=True, slots=True)
class LastVersion:
    """What the last version of a file shows: the texts of its pages, where its objects begin."""

    texts: list[str]
    offsets: frozenset[int]


def inspect(data: bytes, last: LastVersion, collector: FindingCollector, limits: Limits) -> None:
    """Add what earlier versions contain that the last one does not, and what is in no version."""
    ends = earlier_ends(data)
    shown = words_of(last.texts)
    known = set(last.offsets)
    for number, end in enumerate(ends, 1):
        which = message("version {number} of {total}", number=str(number), total=str(len(ends) + 1))
        if number > _MAX_VERSIONS or limits.seconds_left(0.95) <= 0:
            left = message("this and later versions, as it took too long")
            collector.add(FindingKind.NOT_LOOKED_AT, left, place=which)
            return
        before = Counter(collector.kinds())
        _compare_text(data[:end], last.texts, collector, limits, which)
        known |= _compare_objects(data[:end], collector, limits, shown, which)
        if Counter(collector.kinds()) == before:
            collector.add(FindingKind.EARLIER_VERSION, which)
    if last.offsets and data.startswith(b"%PDF-"):
        _add_orphans(data, known, collector)
    _add_comments(data, collector)


def _add_comments(data: bytes, collector: FindingCollector) -> None:
    """Add the comments between the objects: programs write there how they were called."""
    found = 0
    inside = False
    place = message("comment in the file")
    for match in _COMMENT_OR_STREAM.finditer(data):
        if match[1] is None:
            inside = match[0].startswith(b"stream")
        elif not inside and _COMMENT_WORDS.search(match[1]):
            found += 1
            if found > _MAX_COMMENTS:
                return
            text = as_text(match[1])
            pii.search_hidden(collector, text, place)
            is_usual = _USUAL_COMMENT.match(match[1]) is not None
            kind = FindingKind.PROGRAM if is_usual else FindingKind.UNKNOWN_PART
            collector.add(kind, text, place=place)


def _add_orphans(data: bytes, known: set[int], collector: FindingCollector) -> None:
    """Add the objects that are in no table of the file: what a program has left behind."""
    found = 0
    inside = False
    for match in _OBJECT_OR_STREAM.finditer(data):
        if match[1] is None:
            inside = match[0].startswith(b"stream")
        elif not inside and match.start(1) not in known:
            found += 1
            if found > _MAX_ORPHANS:
                return
            body = _printable_start(data[match.end() : match.end() + 200])
            detail = message("left over in the file: {words}", words=body)
            place = message("object {number} of the PDF", number=str(int(match[1])))
            collector.add(FindingKind.UNKNOWN_PART, detail, place=place)


def inspect_outside(data: bytes, collector: FindingCollector) -> None:
    """Add data before the beginning and after the end."""
    before = data[: max(data.find(b"%PDF-", 0, 4096), 0)]
    end = data.rfind(b"%%EOF")
    after = data[end + 5 :] if end >= 0 else b""
    places = (
        (before, message("before the beginning of the document")),
        (after, message("after the end of the document")),
    )
    for part, where in places:
        if len(part.strip(b"\0\r\n\t ")) >= _MIN_STRAY_BYTES:
            start = _printable_start(part)
            found = plural(
                "{count} byte: {start}", "{count} bytes: {start}", len(part), start=start
            )
            collector.add(FindingKind.OUTSIDE_DATA, found, place=where)


def page_texts(reader: PdfiumReader, limits: Limits, share: float) -> Iterator[str | None]:
    """The text of each page, None if unreadable; ends early when the time is used up."""
    for index in range(min(reader.page_count, limits.max_pages)):
        if limits.seconds_left(share) <= 0:
            return
        try:
            yield reader.page(index, _MAX_PAGE_CHARS).text
        except PageUnreadable:
            yield None


def _compare_text(
    data: bytes, last: list[str], collector: FindingCollector, limits: Limits, which: Message
) -> None:
    try:
        with PdfiumReader(data) as reader:
            texts = list(page_texts(reader, limits, 0.9))
            if len(texts) < reader.page_count or None in texts:
                collector.add(FindingKind.NOT_LOOKED_AT, message("some pages"), place=which)
    except ExtractionFailed:
        collector.add(FindingKind.NOT_LOOKED_AT, message("an earlier version"), place=which)
        return
    lines = [line for text in texts if text for line in text.splitlines()]
    gone = Counter(_words("\n".join(lines))) - Counter(_words("\n".join(last)))
    kept = set(map(str.strip, "\n".join(last).splitlines()))
    for line in lines:
        if line.strip() not in kept and any(gone[word] for word in _words(line)):
            collector.add(FindingKind.EARLIER_TEXT, line.strip(), place=which)


def _compare_objects(
    data: bytes, collector: FindingCollector, limits: Limits, shown: frozenset[str], which: Message
) -> frozenset[int]:
    """Add what only an earlier version has; returns where its objects begin."""
    earlier = FindingCollector()
    earlier.visible_contacts = collector.visible_contacts
    try:
        with closing(PypdfObjects(data, max(limits.seconds_left(0.95), 0.0))) as document:
            pdf_objects.inspect(document, earlier, shown, Attachments())
            offsets = document.offsets()
    except ExtractionFailed:
        collector.add(FindingKind.NOT_LOOKED_AT, message("an earlier version"), place=which)
        return frozenset()
    for finding in earlier.result().findings:
        if (
            finding.kind.severity is Severity.DANGER
            and finding.detail
            and not collector.has(finding)
        ):
            said = message(
                "{value}. {explanation}", value=finding.detail, explanation=finding.kind.explanation
            )
            place = place_within(which, finding.place)
            collector.add(FindingKind.EARLIER_CONTENT, said, finding.passage, place)
    return offsets


def _words(text: str) -> list[str]:
    return re.findall(r"\w{2,}", text)


def _printable_start(data: bytes) -> str:
    """The beginning of data, with dots for bytes that are not printable."""
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data.strip()[:40])

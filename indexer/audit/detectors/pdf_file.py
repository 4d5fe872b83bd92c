"""Inspects a PDF: its text, its objects, what its pages hide, its earlier versions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from typing import Final

from indexer.audit.detectors import pdf_objects, pdf_revisions, pii
from indexer.audit.detectors.attachments import Attachments
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits
from indexer.audit.detectors.pdf_hidden_text import find_covered_pictures, find_hidden_words
from indexer.audit.detectors.pdf_revisions import LastVersion
from indexer.audit.detectors.pdf_texts import words_of
from indexer.audit.findings import FindingKind
from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.pdf.layers import hidden_layers
from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
from indexer.extract.pdf.pdfium_visibility import PdfiumVisibility
from indexer.extract.pdf.pypdf_objects import PypdfObjects
from indexer.file_problems import ProblemKind
from indexer.messages import message

_MAX_BYTES: Final = 150_000_000  # of a file whose earlier versions are read


def inspect(file: ForeignFile, collector: FindingCollector, limits: Limits) -> None:
    """Add what a PDF reveals.

    Raises:
        ExtractionFailed: neither PDFium nor pypdf can open it: EMPTY_FILE, NOT_A_PDF, ENCRYPTED or
            DAMAGED.
    """
    attached = Attachments(partial(_inspect_attached, limits=limits))
    last = _inspect_document(file, collector, limits, attached)
    if file.stat().st_size > _MAX_BYTES:
        collector.add(
            FindingKind.NOT_LOOKED_AT, message("earlier versions, as the file is too large")
        )
    else:
        _inspect_versions(file.read_bytes(), last, collector, limits)


def _inspect_attached(data: bytes, collector: FindingCollector, limits: Limits) -> None:
    """Add what an attached PDF reveals; its own attachments are not looked at."""
    last = _inspect_document(data, collector, limits, Attachments())
    _inspect_versions(data, last, collector, limits)


def _inspect_document(
    source: ForeignFile | bytes, collector: FindingCollector, limits: Limits, attached: Attachments
) -> LastVersion:
    """Add what the last version of a PDF reveals."""
    texts: list[str] = []
    offsets: frozenset[int] = frozenset()
    failures: list[ExtractionFailed] = []
    try:
        with PdfiumReader(source) as reader:
            texts = _read_visible_text(reader, collector, limits)
    except ExtractionFailed as error:
        failures.append(error)
    layers: list[str] = []
    try:
        with closing(PypdfObjects(source, max(limits.seconds_left(0.4), 0.0))) as document:
            layers = hidden_layers(document)
            offsets = document.offsets()
            pdf_objects.inspect(document, collector, words_of(texts), attached)
    except ExtractionFailed as error:
        failures.append(error)
    if len(failures) == 2:
        raise _combined_failure(source, failures)
    for failure in failures:
        collector.add(FindingKind.NOT_LOOKED_AT, failure.detail or failure.kind.explanation)
    _inspect_visibility(source, layers, collector, limits)
    return LastVersion(texts, offsets)


def _read_visible_text(
    reader: PdfiumReader, collector: FindingCollector, limits: Limits
) -> list[str]:
    texts = list(pdf_revisions.page_texts(reader, limits, 0.2))
    for number, text in enumerate(texts, 1):
        if text is None:
            collector.add(FindingKind.NOT_LOOKED_AT, message("the text of a page"), number)
        else:
            pii.search_visible(collector, text, number)
    if len(texts) < reader.page_count:
        pages = message(
            "the text of pages {first} to {last}",
            first=str(len(texts) + 1),
            last=str(reader.page_count),
        )
        collector.add(FindingKind.NOT_LOOKED_AT, pages)
    return [text or "" for text in texts]


def _inspect_visibility(
    source: ForeignFile | bytes, layers: Sequence[str], collector: FindingCollector, limits: Limits
) -> None:
    for layer in layers:
        collector.add(FindingKind.HIDDEN_LAYER, message("the layer “{name}”", name=layer))
    try:
        visibility = PdfiumVisibility(source)
    except ExtractionFailed:
        return  # already reported
    with closing(visibility):
        for index in range(visibility.page_count):
            if index >= limits.max_pages or limits.seconds_left(0.8) <= 0:
                pages = message(
                    "whether pages {first} to {last} have words that nobody sees",
                    first=str(index + 1),
                    last=str(visibility.page_count),
                )
                collector.add(FindingKind.NOT_LOOKED_AT, pages)
                return
            _inspect_page(visibility, index, layers, collector)


def _inspect_page(
    visibility: PdfiumVisibility, index: int, layers: Sequence[str], collector: FindingCollector
) -> None:
    number = index + 1
    try:
        page = visibility.page(index)
        if not page.is_complete:
            # Objects beyond the limit were not removed either, so the comparison would be wrong.
            too_many = message("how a page looks, as it has too many parts")
            collector.add(FindingKind.NOT_LOOKED_AT, too_many, number)
            return
        render_without = partial(visibility.render_without, index)
        for unseen in find_hidden_words(page, layers, render_without):
            is_scan = unseen.kind is FindingKind.OCR_LAYER
            shown = message("as usual in scans") if is_scan else unseen.text
            collector.add(unseen.kind, shown, number)
        for width, height in find_covered_pictures(page, render_without):
            box = message(
                "a box of {width} x {height} points",
                width=round(width / page.scale),
                height=round(height / page.scale),
            )
            collector.add(FindingKind.COVERED_PICTURE, box, number)
    except PageUnreadable:
        collector.add(FindingKind.NOT_LOOKED_AT, message("how a page looks"), number)


def _inspect_versions(
    data: bytes, last: LastVersion, collector: FindingCollector, limits: Limits
) -> None:
    pdf_revisions.inspect_outside(data, collector)
    pdf_revisions.inspect(data, last, collector, limits)


def _combined_failure(
    source: ForeignFile | bytes, failures: Sequence[ExtractionFailed]
) -> ExtractionFailed:
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        if b"%PDF" not in stream.read(1024):
            return ExtractionFailed(ProblemKind.NOT_A_PDF)
    kinds = [failure.kind for failure in failures]
    if ProblemKind.ENCRYPTED in kinds:
        return ExtractionFailed(ProblemKind.ENCRYPTED)
    return ExtractionFailed(ProblemKind.DAMAGED, failures[0].detail)

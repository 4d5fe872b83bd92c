"""What a PDF gives away: its text, its objects, what its pages hide, its earlier versions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from indexer.audit.detectors import pdf_objects, pdf_revisions, pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits
from indexer.audit.detectors.pdf_hidden_text import covered_pictures, unseen_text
from indexer.audit.findings import FindingKind
from indexer.errors import ExtractionFailed
from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
from indexer.extract.pdf.pdfium_visibility import PdfiumVisibility
from indexer.extract.pdf.pypdf_objects import PypdfObjects
from indexer.model import ProblemKind

_LARGEST: Final = 150_000_000  # bytes of a file whose earlier versions are read


def inspect(file: Path, collector: FindingCollector, limits: Limits) -> None:
    """Note what a PDF gives away.

    Raises:
        ExtractionFailed: neither PDFium nor pypdf can open it: EMPTY_FILE, NOT_A_PDF, ENCRYPTED or
            DAMAGED.
    """
    texts: list[str] = []
    refusals: list[ExtractionFailed] = []
    try:
        with PdfiumReader(file) as reader:
            texts = _visible(reader, collector, limits)
    except ExtractionFailed as error:
        refusals.append(error)
    layers: list[str] = []
    try:
        with closing(PypdfObjects(file, max(limits.left(0.4), 0.0))) as document:
            layers = pdf_objects.hidden_layers(document)
            pdf_objects.inspect(document, collector)
    except ExtractionFailed as error:
        refusals.append(error)
    if len(refusals) == 2:
        raise _worse(file, refusals)
    for refusal in refusals:
        collector.add(FindingKind.NOT_LOOKED_AT, refusal.detail or refusal.kind.explanation)
    _hidden(file, layers, collector, limits)
    _versions(file, texts, collector, limits)


def _visible(reader: PdfiumReader, collector: FindingCollector, limits: Limits) -> list[str]:
    texts = list(pdf_revisions.page_texts(reader, limits, 0.2))
    for number, text in enumerate(texts, 1):
        if text is None:
            collector.add(FindingKind.NOT_LOOKED_AT, "the text of a page", number)
        else:
            pii.search_visible(collector, text, number)
    if len(texts) < reader.page_count:
        collector.add(
            FindingKind.NOT_LOOKED_AT, f"the text of pages {len(texts) + 1} to {reader.page_count}"
        )
    return [text or "" for text in texts]


def _hidden(file: Path, layers: Sequence[str], collector: FindingCollector, limits: Limits) -> None:
    for layer in layers:
        collector.add(FindingKind.HIDDEN_LAYER, f"the layer {layer}")
    try:
        looks = PdfiumVisibility(file)
    except ExtractionFailed:
        return  # said already
    with closing(looks):
        for index in range(looks.page_count):
            if index >= limits.max_pages or limits.left(0.8) <= 0:
                pages = f"how pages {index + 1} to {looks.page_count} look"
                collector.add(FindingKind.NOT_LOOKED_AT, f"{pages}, for words that nobody sees")
                return
            _page(looks, index, layers, collector)


def _page(
    looks: PdfiumVisibility, index: int, layers: Sequence[str], collector: FindingCollector
) -> None:
    number = index + 1
    try:
        page = looks.page(index)
        if not page.is_complete:
            # What was not counted was not taken away either, so nothing can be said of the rest.
            collector.add(FindingKind.NOT_LOOKED_AT, "how a page looks: too many parts", number)
            return
        without = partial(looks.without, index)
        for unseen in unseen_text(page, layers, without):
            shown = "as usual in scans" if unseen.kind is FindingKind.OCR_LAYER else unseen.text
            collector.add(unseen.kind, shown, number)
        for width, height in covered_pictures(page, without):
            size = f"a box of {width / page.scale:.0f} x {height / page.scale:.0f} points"
            collector.add(FindingKind.COVERED_PICTURE, size, number)
    except PageUnreadable as error:
        collector.add(FindingKind.NOT_LOOKED_AT, f"how a page looks: {error}", number)


def _versions(file: Path, texts: list[str], collector: FindingCollector, limits: Limits) -> None:
    if file.stat().st_size > _LARGEST:
        collector.add(FindingKind.NOT_LOOKED_AT, "earlier versions: the file is too large")
        return
    data = file.read_bytes()
    pdf_revisions.outside(data, collector)
    pdf_revisions.inspect(data, texts, collector, limits)


def _worse(file: Path, refusals: Sequence[ExtractionFailed]) -> ExtractionFailed:
    with file.open("rb") as stream:
        if b"%PDF" not in stream.read(1024):
            return ExtractionFailed(ProblemKind.NOT_A_PDF)
    kinds = [refusal.kind for refusal in refusals]
    if ProblemKind.ENCRYPTED in kinds:
        return ExtractionFailed(ProblemKind.ENCRYPTED)
    return ExtractionFailed(ProblemKind.DAMAGED, "; ".join(refusal.detail for refusal in refusals))

"""The kinds of work that children do, one value each, as the indexer's side knows them."""

from __future__ import annotations

import math
from typing import Final

from indexer.audit.findings import AuditResult
from indexer.extract.bounds import Bounds
from indexer.extract.ocr import ocr_cache, word_boxes
from indexer.extract.ocr.ocr_cache import OcrResult
from indexer.extract.render.placed_text import BOX
from indexer.extract.render.rendered import (
    MAX_SECTION_CHARS,
    WIDTHS,
    PageGeometry,
    RenderedPage,
    RenderedSection,
    Thumbnails,
)
from indexer.model import Extraction
from indexer.sandbox.jobs import Job
from indexer.sandbox.protocol import (
    Answer,
    AuditRequest,
    ExtractRequest,
    OcrRequest,
    RenderPageRequest,
    RenderSectionRequest,
)
from indexer.sandbox.work import Work, doubtful_problems
from indexer.settings import Settings
from indexer.tasks import ocr_config

_LONGEST_DETAIL: Final = 300  # characters
_LARGEST_PICTURE: Final = 4 * 1024 * 1024  # bytes
_LARGEST_SIDE: Final = 16_383  # pixels, WebP's limit


def _reading(job: Job, settings: Settings) -> ExtractRequest:
    how = ocr_config.of(job, settings)
    return ExtractRequest(
        job.languages,
        settings.max_pages,
        settings.max_text,
        annotations=settings.annotations,
        recognition=how,
        selectors=job.selectors,
    )


def _doubtful_extraction(extraction: Extraction, job: Job, settings: Settings) -> str:
    numbers = [passage.number for passage in extraction.passages]
    if numbers != list(range(1, len(numbers) + 1)):
        return "the passages are not numbered from 1"
    if sum(len(passage.text) for passage in extraction.passages) > 2 * settings.max_text:
        return "it has more text than was asked for"
    if not all(map(ocr_cache.is_key, extraction.pictures)):
        return "a picture's key is none"
    if not set(extraction.waiting) <= set(numbers):
        return "a page that waits is none of its pages"
    return doubtful_problems(extraction.problems, job)


READING: Final = Work(
    "indexer.tasks.extract:read", Answer[Extraction], _reading, _doubtful_extraction
)
"""Reading a file: its text, structure and languages."""


def _recognising(job: Job, settings: Settings) -> OcrRequest:
    how = ocr_config.of(job, settings)
    if how is None:
        raise AssertionError("nothing is to be recognised")
    return OcrRequest(job.pages, how)


def _doubtful_pictures(found: tuple[OcrResult, ...], job: Job, settings: Settings) -> str:
    if len(found) > len(job.pages):
        return "it has more pages than were asked for"
    if not all(ocr_cache.is_new_key(picture.key) for picture in found):
        return "a picture's key is none"
    if not all(word_boxes.fit(picture.text, picture.boxes) for picture in found):
        return "the places of words are not those of its text"
    if sum(len(picture.text) for picture in found) > settings.max_text:
        return "it has more text than was asked for"
    return ""


RECOGNISING: Final = Work(
    "indexer.tasks.ocr:recognise",
    Answer[tuple[OcrResult, ...]],
    _recognising,
    _doubtful_pictures,
)
"""Recognising the text of a few pages that are pictures."""


def _auditing(job: Job, settings: Settings) -> AuditRequest:
    return AuditRequest(settings.max_pages, settings.wall_seconds)


def _doubtful_exposure(exposure: AuditResult, job: Job, settings: Settings) -> str:
    for finding in exposure.findings:
        if len(finding.detail) > _LONGEST_DETAIL or finding.times < 1:
            return "a finding is longer than was asked for"
        if not finding.detail.isprintable():
            return "a finding could steer a terminal"
    return ""


AUDITING: Final = Work(
    "indexer.tasks.audit:audit", Answer[AuditResult], _auditing, _doubtful_exposure
)
"""Auditing a file: what it would give away if it were published."""


def _viewing(job: Job, settings: Settings) -> RenderPageRequest:
    (number,) = job.pages
    return RenderPageRequest(job.sha256, page=number, ways=job.ways)


def _doubtful_view(view: RenderedPage, job: Job, settings: Settings) -> str:
    if view.sha256 != job.sha256:
        return "it shows another file"
    if len(view.pictures) != len(WIDTHS):
        return "it has other pictures than were asked for"
    if not all(map(_is_picture, view.pictures)):
        return "a picture is none"
    return _doubtful_layout(view.layout)


def _is_picture(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) <= _LARGEST_PICTURE


def _doubtful_layout(layout: PageGeometry) -> str:
    if not (0 < layout.width < math.inf and 0 < layout.height < math.inf):
        return "the page has no size"
    if tuple(size.asked for size in layout.sizes) != WIDTHS:
        return "it has other pictures than were asked for"
    sides = (side for size in layout.sizes for side in (size.width, size.height))
    if not all(0 < side <= _LARGEST_SIDE for side in sides):
        return "a picture has no size"
    if len(layout.text.boxes) != BOX * len(layout.text.text):
        return "not every character has its box"
    return ""


VIEWING: Final = Work(
    "indexer.tasks.render_page:view", Answer[RenderedPage], _viewing, _doubtful_view
)
"""Drawing one page of a file for readers."""


def _thumbnails(job: Job, settings: Settings) -> RenderPageRequest:
    return RenderPageRequest(job.sha256, thumbnails=job.pages)


def _doubtful_thumbnails(found: Thumbnails, job: Job, settings: Settings) -> str:
    if found.sha256 != job.sha256:
        return "it shows another file"
    if found.numbers != job.pages or len(found.pictures) != len(job.pages):
        return "it has other pages than were asked for"
    return "" if all(map(_is_picture, filter(None, found.pictures))) else "a picture is none"


THUMBNAILS: Final = Work(VIEWING.reader, Answer[Thumbnails], _thumbnails, _doubtful_thumbnails)
"""Drawing small pictures of a few pages of a file; of one that cannot be drawn it is empty."""


def sectioning(bounds: Bounds) -> Work[RenderedSection]:
    """Writing one section of an HTML page for readers, which was read within `bounds`."""

    def request(job: Job, settings: Settings) -> RenderSectionRequest:
        (number,) = job.pages
        return RenderSectionRequest(
            job.sha256, number, bounds.max_pages, bounds.max_text, job.selectors
        )

    return Work(
        "indexer.tasks.render_section:section", Answer[RenderedSection], request, _doubtful_section
    )


def _doubtful_section(section: RenderedSection, job: Job, settings: Settings) -> str:
    if section.sha256 != job.sha256:
        return "it shows another file"
    return "it is longer than was asked for" if len(section.html) > MAX_SECTION_CHARS else ""

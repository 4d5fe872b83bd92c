"""Extract: read the text, structure and languages of a file."""

from __future__ import annotations

import os
from dataclasses import astuple, dataclass, replace
from typing import Final

from indexer import wire
from indexer.extract.ocr import ocr_cache
from indexer.extract.ocr.ocr_cache import ScannedFile
from indexer.extract.options import Options
from indexer.model import Extraction, Passage, Selector
from indexer.sandbox.jobs import Job, Outcome, Source
from indexer.sandbox.protocol import Answer, Task
from indexer.sandbox.task_kind import InvalidAnswer, SelfTest, TaskKind, validate_problems
from indexer.settings import Settings
from indexer.tasks import ocr
from indexer.tasks.samples import SAMPLE_WORD, reading_failure, sample_file


@dataclass(frozen=True, slots=True)
class ExtractRequest:
    """How to read the file; `languages` are those that staff declared (ISO 639-1)."""

    languages: tuple[str, ...]
    options: Options


ExtractJob = Job[ExtractRequest]
ExtractOutcome = Outcome[ExtractRequest, Extraction]


def extract_job(
    source: Source,
    settings: Settings,
    languages: tuple[str, ...] = (),
    selectors: tuple[Selector, ...] = (),
) -> ExtractJob:
    """The job to read a file; `languages` and `selectors` are what staff say about it."""
    options = Options(
        settings.max_pages,
        settings.max_text,
        ocr=ocr.config_for(languages, settings),
        annotations=settings.annotations,
        selectors=selectors,
    )
    return Job(source, ExtractRequest(languages, options))


# The child's side. What opens foreign files (PDFium, pypdf, trafilatura) is imported here only: the
# indexer imports this module too, and must neither load it nor wait for it.


def preload() -> None:
    """Load what every child needs, before the fork."""
    from indexer.extract import registry
    from indexer.extract.text import language_detection

    language_detection.preload()
    registry.preload()


def extract(task: Task) -> Extraction:
    """Read one file.

    Raises:
        ExtractionFailed: it cannot be read.
    """
    from indexer.extract import registry
    from indexer.extract.text import language_detection

    request = wire.decode(task.request.encode(), ExtractRequest)
    scanned = ScannedFile(task.sha256, os.fsdecode(task.cache)) if task.sha256 else None
    options = replace(request.options, scanned=scanned)
    extraction = registry.extract(task.file, task.path, options)
    passages, languages = language_detection.detect(extraction.passages, request.languages)
    metadata = replace(extraction.metadata, languages=tuple(languages))
    return replace(extraction, passages=tuple(passages), metadata=metadata)


def _validate(extraction: Extraction, job: ExtractJob) -> None:
    numbers = [passage.number for passage in extraction.passages]
    if numbers != list(range(1, len(numbers) + 1)):
        raise InvalidAnswer("the passages are not numbered from 1")
    # Cleaning comes after the cut, and may lengthen the text: ligatures are spelled out.
    if sum(len(p.text) for p in extraction.passages) > 2 * job.request.options.max_text:
        raise InvalidAnswer("it has more text than the limit")
    if not all(map(ocr_cache.is_key, extraction.pictures)):
        raise InvalidAnswer("a picture's key is invalid")
    if not set(extraction.waiting) <= set(numbers):
        raise InvalidAnswer("a waiting page is not one of its pages")
    if not {entry.number for entry in extraction.contents} <= set(numbers):
        raise InvalidAnswer("an entry of its contents leads to none of its passages")
    if not all(map(_has_valid_blocks, extraction.passages)):
        raise InvalidAnswer("a heading or a footnote is not a part of its passage")
    if min(astuple(extraction.held_back)) < 0:
        raise InvalidAnswer("less than nothing was held back")
    validate_problems(extraction.problems, job.path)


def _has_valid_blocks(passage: Passage) -> bool:
    """Whether the blocks follow each other inside the text."""
    edges = [edge for block in passage.blocks for edge in (block.start, block.end)]
    return edges == sorted(edges) and (not edges or 0 <= edges[0] <= edges[-1] <= len(passage.text))


def _sample_job(job: ExtractJob) -> ExtractJob:
    options = replace(job.request.options, ocr=None, selectors=())
    return Job(sample_file(job.path), replace(job.request, options=options))


def _has_sample_text(extraction: Extraction) -> bool:
    return any(SAMPLE_WORD in passage.text for passage in extraction.passages)


EXTRACT: Final = TaskKind(
    f"{__name__}:extract",
    Answer[Extraction],
    ocr.limits_for_text,
    _validate,
    SelfTest(_sample_job, _has_sample_text, reading_failure),
)
"""Reading a file: its text, structure and languages."""

"""The records that the index keeps of files: read, described anew, lost, removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Final

from indexer.corpus import PlannedFile
from indexer.engine.near_duplicates import signature
from indexer.file_problems import Problem, ProblemKind
from indexer.media import UNKNOWN, kind_of_path
from indexer.model import Extraction, Metadata, Passage, Publication, Record, Replacement
from indexer.tasks.extract import ExtractOutcome

REMEMBERED_DAYS: Final = 30
"""Days for which the record of a removed publication stays."""


def record_of(item: PlannedFile, outcome: ExtractOutcome) -> tuple[Record, tuple[Passage, ...]]:
    """The record of a file, whether it could be read or not, and its passages."""
    kind = kind_of_path(item.paths[0]) or UNKNOWN
    extraction = outcome.value or Extraction(kind.media_type)
    problems = extraction.problems if outcome.problem is None else (outcome.problem,)
    passages = extraction.passages
    content = Publication(
        id=item.id,
        path=item.paths[0],
        copies=item.paths[1:],
        sha256=item.sha256,
        size=item.size,
        media_type=extraction.media_type,
        metadata=Metadata(),
        passage_count=len(passages),
        passages_without_text=tuple(
            p.number for p in passages if not any(map(str.isalnum, p.text))
        ),
    )
    record = Record(
        publication=_publication(item, content, extraction.metadata),
        mtimes_ns=item.mtimes_ns,
        reader=item.readers.of(extraction),
        searchable=outcome.value is not None and _is_searchable(item, content),
        found=extraction.metadata,
        staff=item.staff,
        problems=problems,
        pictures=extraction.pictures,
        signature=signature(passages),
        held_back=extraction.held_back,
        former_ids=item.former_ids,
        remembered=item.remembered,
        described_in=item.described_in,
        row_path=item.row_path,
        contents=extraction.contents,
    )
    return record, passages


def record_described_anew(item: PlannedFile, before: Record) -> Record:
    """The record of the same text under a different path, metadata or time."""
    replacement = before.replacement
    if replacement is None:
        return _described(item, before, before.problems)
    if before.publication.sha256 == item.sha256:  # the file is back
        return _described(item, before, _own_problems(before))
    there = replace(replacement, problems=_at(item.paths[0], replacement.problems))
    return replace(_described(item, before, before.problems), replacement=there)


def record_of_last_text(item: PlannedFile, before: Record, problem: Problem, reader: str) -> Record:
    """The record that keeps the text of `before`, because the file that replaced it has `problem`;
    `reader` is what tried to read it.

    It keeps its identifier too, if that was made of its bytes.
    """
    if not item.staff.identifier:
        item = replace(item, id=before.publication.id, former_ids=before.former_ids)
    found = (problem, Problem(ProblemKind.LAST_TEXT_KEPT, item.paths[0]))
    return replace(
        _described(item, before, (*_own_problems(before), *found)),
        replacement=Replacement(item.sha256, item.size, reader, found),
    )


def _described(item: PlannedFile, before: Record, problems: tuple[Problem, ...]) -> Record:
    return replace(
        before,
        publication=_publication(item, before.publication, before.found),
        mtimes_ns=item.mtimes_ns,
        searchable=_is_searchable(item, before.publication),
        staff=item.staff,
        problems=_at(item.paths[0], problems),
        former_ids=item.former_ids,
        remembered=item.remembered,
        described_in=item.described_in,
        row_path=item.row_path,
        replacement=None,
    )


def _own_problems(record: Record) -> tuple[Problem, ...]:
    """The problems of the file that was read, without those of the one that replaced it."""
    other = record.replacement.problems if record.replacement is not None else ()
    return tuple(problem for problem in record.problems if problem not in other)


def record_of_removed(record: Record) -> Record:
    """What is kept of a publication that is removed today: what names it, and nothing that its file
    said.
    """
    publication = replace(
        record.publication,
        metadata=Metadata(available=record.publication.metadata.available),
        passage_count=0,
        passages_without_text=(),
    )
    return Record(
        publication=publication,
        mtimes_ns=(),
        reader="",
        searchable=False,
        staff=record.staff,
        former_ids=record.former_ids,
        row_path=record.row_path,
        removed=datetime.now(UTC).date().isoformat(),
    )


def is_forgotten(record: Record) -> bool:
    """Whether a publication was removed so long ago that its record goes too."""
    last = datetime.now(UTC).date() - timedelta(days=REMEMBERED_DAYS)
    return record.removed < last.isoformat()


def _at(path: str, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(replace(problem, path=path) for problem in problems)


def _is_searchable(item: PlannedFile, publication: Publication) -> bool:
    """Whether readers can find it: by its text, or by the title that staff gave to a scan."""
    pages, empty = publication.passage_count, len(publication.passages_without_text)
    return pages > empty or (pages > 0 and bool(item.staff.title))


def _publication(item: PlannedFile, known: Publication, found: Metadata) -> Publication:
    """`known` with the item's identifier, paths and metadata; without a title, the file name."""
    metadata = item.staff.over(found)
    if not metadata.title:
        name = PurePosixPath(item.paths[0]).stem
        metadata = replace(
            metadata, title=" ".join(name.replace("_", " ").replace("-", " ").split())
        )
    return replace(known, id=item.id, path=item.paths[0], copies=item.paths[1:], metadata=metadata)

"""Compares the corpus with the records of the index: what is there to do, file by file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import Final

from indexer.config import Settings
from indexer.corpus.staff import Staff
from indexer.corpus.walk import Found, Walk, digest, walk
from indexer.model import Metadata, Problem, ProblemKind, Record

_ID_LENGTHS: Final = (16, 64)
"""Hex digits of the content's hash that make an identifier: 16, and all where 16 are taken."""


class FileState(StrEnum):
    """What has happened to a publication since its record was written."""

    NEW = "new"
    """There is no record of it: read it."""

    CHANGED = "changed"
    """Other bytes, another reader or other declared languages: remove the record, read it."""

    MOVED = "moved"
    """The same bytes at other paths, perhaps with other metadata: nothing to read."""

    REMOVED = "removed"
    """Its files are gone: remove the record."""

    METADATA_CHANGED = "metadata_changed"
    """Staff describe it differently, perhaps with another identifier: nothing to read."""

    RETRY = "retry"
    """It could not be read, but the reader or the declared languages are others now: read it."""

    UNCHANGED = "unchanged"
    """Nothing to do, except to note other times where `Item.touched`."""


@dataclass(frozen=True, slots=True)
class Item:
    """One publication-to-be: the files that hold the same bytes.

    `paths` are sorted; the first is the publication's own, the others its copies; `mtimes_ns`
    belong to them. `id` is the identifier from now on; `record.publication.id`, where there is a
    record, the one until now, which must be removed if it is another. A removed publication has
    its record's paths.
    """

    id: str
    state: FileState
    paths: tuple[str, ...]
    sha256: str
    size: int
    mtimes_ns: tuple[int, ...]
    staff: Metadata
    record: Record | None

    @property
    def touched(self) -> bool:
        """Whether only the files' times are others, so that a new record saves hashing again."""
        return (
            self.state is FileState.UNCHANGED
            and self.record is not None
            and self.record.mtimes_ns != self.mtimes_ns
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """All publications by path, and the problems that are not in any publication's record."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...]


def plan(settings: Settings, records: Iterable[Record], reader: str) -> Plan:
    """Compare the corpus with `records`; `reader` names the version and options that read now.

    A file is hashed only if its path, size or time is not in the records.

    Raises:
        CorpusMissing: the corpus folder cannot be read.
    """
    found = walk(settings.corpus)
    staff = Staff(found)
    past = _Past(records)
    contents = _contents(found, past)
    hidden = [r for r in past.records if r.publication.sha256 not in contents]
    hidden = [r for r in hidden if any(map(found.hides, _paths(r)))]
    items = [_kept(record) for record in hidden]
    past.used.update(record.publication.id for record in hidden)
    identifiers = _Identifiers(contents, {item.id for item in items})
    for sha256, files in contents.items():
        record = past.record_of(sha256, [file.path for file in files], contents)
        items.append(_item(sha256, files, record, identifiers.choose(sha256, files, record, staff)))
    items = [replace(item, state=_state(item, reader)) for item in items]
    items += [_removed(r) for r in past.records if r.publication.id not in past.used]
    items.sort(key=lambda item: (item.paths[0], item.id))
    return Plan(tuple(items), (*found.problems, *staff.problems, *identifiers.problems))

"""The records of the index by what they can be recognised by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from indexer.corpus.planned_file import paths_of
from indexer.corpus.walk import FoundFile, Walk
from indexer.model import Record

Contents = Mapping[str, Sequence[FoundFile]]
"""The files of the corpus by the SHA-256 of what they hold."""


class KnownRecords:
    """Records, each of which is given to at most one publication of the plan."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._remaining = {record.publication.id: record for record in records}
        known = list(self._remaining.values())
        self._by_sha256 = {record.publication.sha256: record for record in reversed(known)}
        self._by_replacement = {
            record.replacement.sha256: record for record in reversed(known) if record.replacement
        }
        self._by_path = {path: record for record in known for path in paths_of(record)}

    def sha256(self, file: FoundFile) -> str | None:
        """The hash of a file whose path, size and time are unchanged."""
        record = self._by_path.get(file.path)
        if record is None:
            return None
        there = record.replacement or record.publication
        same = (file.path, file.mtime_ns) in zip(paths_of(record), record.mtimes_ns, strict=False)
        return there.sha256 if same and there.size == file.size else None

    def is_searchable(self, path: str) -> bool:
        """Whether a publication at `path` can be found by readers."""
        record = self._by_path.get(path)
        return record is not None and record.searchable

    def take_unreadable(self, found: Walk, contents: Contents) -> list[Record]:
        """Take the records of contents that may still be where nothing can be read now."""
        unreadable = [
            record
            for record in self._remaining.values()
            if record.publication.sha256 not in contents
            and any(map(found.is_unreadable, paths_of(record)))
        ]
        for record in unreadable:
            del self._remaining[record.publication.id]
        return unreadable

    def take(self, sha256: str, files: Sequence[FoundFile], contents: Contents) -> Record | None:
        """Take the record of these bytes, else of missing bytes that had one of these paths."""
        replaced = [self._by_replacement.get(sha256), *(self._by_path.get(f.path) for f in files)]
        missing = [one for one in replaced if one and one.publication.sha256 not in contents]
        for record in (self._by_sha256.get(sha256), *missing):
            if record is not None and record.publication.id in self._remaining:
                return self._remaining.pop(record.publication.id)
        return None

    def remaining(self) -> list[Record]:
        """The records that were not taken."""
        return list(self._remaining.values())

"""Gives each publication an identifier of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from indexer.corpus.known_records import Contents
from indexer.corpus.staff_notes import StaffNotes
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import message
from indexer.model import Record

_ID_LENGTHS: Final = (16, 64)
"""Hex digits of the content's hash in an identifier: 16, or all of them if those 16 are taken."""


class Identifiers:
    """Assigns unique identifiers: the one staff chose, else one made from the content's hash."""

    def __init__(self, contents: Contents, kept: Iterable[Record]) -> None:
        """`kept` are the records of publications that stay as they are."""
        self.problems: list[Problem] = []
        kept = list(kept)
        self._paths = {sha256: files[0].path for sha256, files in contents.items()}
        self._paths |= {r.publication.sha256: r.publication.path for r in kept}
        self._owners = {r.publication.id: r.publication.sha256 for r in kept}
        self._hashed: dict[str, str] = {}
        for sha256 in contents:
            short, full = (sha256[:digits] for digits in _ID_LENGTHS)
            self._hashed[sha256] = full if short in self._owners else short
            self._owners[self._hashed[sha256]] = sha256

    def reserve(self, sha256: str, record: Record | None, notes: StaffNotes) -> None:
        """Keep for the publication with these bytes what it claims, before anybody gets one.

        That is the identifier that staff wrote for it; and the one that was made of its earlier
        bytes, under which it stays if those that replaced them cannot be read.
        """
        if record is not None and not record.staff.identifier:
            self._owners.setdefault(record.publication.id, sha256)
        if notes.written.identifier:
            self._owners.setdefault(notes.written.identifier, sha256)

    def choose(
        self, sha256: str, record: Record | None, notes: StaffNotes
    ) -> tuple[str, StaffNotes]:
        """The identifier, and `notes` without an identifier that is taken."""
        wanted = notes.metadata.identifier
        if not wanted:
            return self._unwritten(sha256, record), notes
        owner = self._owners.setdefault(wanted, sha256)
        if owner == sha256:
            return wanted, notes
        if notes.written.identifier:
            detail = message(
                '"{wanted}" is the identifier of "{path}"', wanted=wanted, path=self._paths[owner]
            )
            kind = ProblemKind.DUPLICATE_IDENTIFIER
            self.problems.append(Problem(kind, self._paths[sha256], detail))
        return self._hashed[sha256], notes.without_identifier()

    def _unwritten(self, sha256: str, record: Record | None) -> str:
        """The identifier where staff wrote none: that of the bytes whose text is in the index."""
        replacement = record.replacement if record is not None else None
        if record is not None and replacement is not None and replacement.sha256 == sha256:
            return record.publication.id
        return self._hashed[sha256]

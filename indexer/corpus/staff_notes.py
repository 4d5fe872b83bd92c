"""What staff wrote about a publication, and what is kept of what they wrote before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from indexer.corpus.planned_file import paths_of
from indexer.corpus.staff_metadata import StaffMetadata
from indexer.corpus.walk import FoundFile
from indexer.messages import verbatim
from indexer.model import Metadata, Problem, ProblemKind, Record

_NOTHING: Final = Metadata()


@dataclass(frozen=True, slots=True)
class StaffNotes:
    """What staff have `written` about a publication, and what is `remembered` where that is not
    written any more.
    """

    written: Metadata
    remembered: Metadata

    @property
    def metadata(self) -> Metadata:
        """Both together."""
        return self.written.over(self.remembered)

    def without_identifier(self) -> StaffNotes:
        """The same, without an identifier."""
        return StaffNotes(
            replace(self.written, identifier=""), replace(self.remembered, identifier="")
        )

    def problems(self, path: str) -> list[Problem]:
        """What staff should write again."""
        found = []
        if self.remembered.available > date.today().isoformat():
            day = verbatim(self.remembered.available)
            found.append(Problem(ProblemKind.EMBARGO_KEPT, path, day))
        if replace(self.remembered, identifier="", available="") != _NOTHING:
            found.append(Problem(ProblemKind.METADATA_REMEMBERED, path))
        return found


def staff_notes(
    staff: StaffMetadata, files: Sequence[FoundFile], record: Record | None, past: Record | None
) -> StaffNotes:
    """What staff wrote about the files, which hold the same bytes; `past` is the record of the
    publication if it was removed and is back.

    What was written about a file goes with it when it is renamed without its row, or removed and
    put back. An identifier ends by another one only, and an embargo that is not over by another
    date, not because their cells got lost.
    """
    names = paths_of(record) if record is not None else ()
    stayed = any(file.path in names for file in files)
    before = _written(record) if record is not None and stayed else None
    written = _NOTHING
    for file in files:
        written = written.over(staff.of(file.path, before))
    known = record or past
    if known is None:
        return StaffNotes(written, _NOTHING)
    remembered = _NOTHING
    if written == _NOTHING:
        remembered = known.remembered if stayed else known.staff
    return StaffNotes(written, _with_what_stays(written, remembered, known))


def _written(record: Record) -> Metadata:
    """What was written about a publication at the last run."""
    left = {
        name: type(value)()
        for name in Metadata.__dataclass_fields__
        if (value := getattr(record.remembered, name))
    }
    return replace(record.staff, **left)


def _with_what_stays(written: Metadata, remembered: Metadata, known: Record) -> Metadata:
    """`remembered` with the identifier and the embargo that stay though nobody wrote them."""
    embargo = known.publication.metadata.available
    if not written.identifier:
        remembered = replace(remembered, identifier=known.staff.identifier)
    if not written.available and embargo > date.today().isoformat():
        remembered = replace(remembered, available=embargo)
    return remembered

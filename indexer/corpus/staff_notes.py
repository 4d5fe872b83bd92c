"""What staff wrote about a publication, and what is kept of what they wrote before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from indexer.corpus.doubt import Removals
from indexer.corpus.staff_metadata import StaffMetadata
from indexer.file_problems import Loss, Problem, ProblemKind
from indexer.messages import verbatim
from indexer.model import METADATA_ATTRIBUTES, Metadata, Record

_NOTHING: Final = Metadata()


@dataclass(frozen=True, slots=True)
class StaffNotes:
    """What staff have `written` about a publication, and what is `remembered` where that is not
    written any more.

    `described_in` are the paths of the table and the sidecars in which it is written, `row_path` is
    the path that the table has for it if that is another one. `lost` is what is missing and may
    have been lost by accident.
    """

    written: Metadata
    remembered: Metadata
    described_in: tuple[str, ...]
    row_path: str
    lost: tuple[Loss, ...]

    @property
    def metadata(self) -> Metadata:
        """Both together."""
        return self.written.over(self.remembered)

    def without_identifier(self) -> StaffNotes:
        """The same, without an identifier."""
        return replace(
            self,
            written=replace(self.written, identifier=""),
            remembered=replace(self.remembered, identifier=""),
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
    staff: StaffMetadata,
    paths: Sequence[str],
    known: Record | None,
    removals: Removals,
) -> StaffNotes:
    """What staff wrote about the files at `paths`, which hold the same bytes; `known` is the record
    of the publication, also if it was removed and is back.

    What was written about a file is remembered when it is removed and put back. An identifier ends
    by another one only, and an embargo that is not over by another date, not because their cells
    got lost.
    """
    described = staff.describe(paths, known and _as_written(known))
    written, described_in = described.metadata, described.described_in
    if removals is Removals.DOUBTED:
        written, described_in = described.kept, described.kept_in
    remembered = _NOTHING
    if known is not None:
        if written == _NOTHING:
            remembered = known.staff if known.removed else known.remembered
        remembered = _with_what_stays(written, remembered, known)
    return StaffNotes(written, remembered, described_in, described.row_path, described.lost)


def _as_written(record: Record) -> Record:
    """The record with what was written about the publication at the last run; with nothing if it
    has been removed.
    """
    if record.removed:
        return replace(record, staff=_NOTHING)
    if record.remembered == _NOTHING:
        return record
    names = (name for name in METADATA_ATTRIBUTES if getattr(record.remembered, name))
    empty = {name: getattr(_NOTHING, name) for name in names}
    return replace(record, staff=replace(record.staff, **empty))


def _with_what_stays(written: Metadata, remembered: Metadata, known: Record) -> Metadata:
    """`remembered` with the identifier and the embargo that stay though nobody wrote them."""
    embargo = known.publication.metadata.available
    if written.identifier != known.staff.identifier and not written.identifier:
        remembered = replace(remembered, identifier=known.staff.identifier)
    if not written.available and embargo > date.today().isoformat():
        remembered = replace(remembered, available=embargo)
    return remembered

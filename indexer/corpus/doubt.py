"""What would be lost, and looks like an accident: staff are asked before it goes.

A file that is away may have been deleted, or be on a disk that is not connected; a shorter text may
be a new edition, or what a setting left of the old one. So what goes without a question is what
people do every day and can be told apart from accidents: one file, deleted from a folder in which
others are still there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from indexer.corpus.cut_files import text_length
from indexer.file_problems import Loss
from indexer.messages import Message, message
from indexer.model import Passage, Publication, Record

_MAX_SHARE_LOST: Final = 0.2
"""Share of the text of all publications that may go because files are read differently."""
_MIN_SHRUNK: Final = 2
"""Publications that must have lost so much text before it looks like an accident: one may be
shortened.
"""
_MAX_SHARE_OF_ONE_LOST: Final = 0.8
"""Share of its text that a publication may lose alone. An error page, or a file that a cloud has
only announced, leaves less than a fifth.
"""


class Removals(StrEnum):
    """What staff decided about what would be lost."""

    DOUBTED = "doubted"
    """Nothing yet: they are asked."""

    ACCEPTED = "accepted"
    """The corpus is as it should be."""


def doubted_removals(gone: Iterable[Record], present: Collection[str]) -> list[Loss]:
    """The publications that staff are asked about; `gone` are the records of those whose bytes are
    nowhere in the corpus, `present` the paths of the files that are.
    """
    removed = sorted(
        (record.publication for record in gone if record.searchable), key=lambda one: one.path
    )
    if not removed:
        return []
    folders = {str(folder) for path in present for folder in PurePosixPath(path).parents}
    if len(removed) == 1 and _is_everyday(removed[0], present, folders):
        return []
    return [Loss(one.path, _what_happened(one.path, present, folders)) for one in removed]


def _is_everyday(publication: Publication, present: Collection[str], folders: set[str]) -> bool:
    """Whether a file was deleted alone: its folder still has others, its name nobody has taken."""
    paths = (publication.path, *publication.copies)
    return all(path not in present and str(PurePosixPath(path).parent) in folders for path in paths)


def _what_happened(path: str, present: Collection[str], folders: set[str]) -> Message:
    if path in present:
        return message("Another publication was saved under its name.")
    parent = str(PurePosixPath(path).parent)
    if parent in folders:
        return message("The file is gone.")
    if parent == ".":
        return message("The corpus folder is empty.")
    return message('The folder "{folder}" is gone or empty.', folder=parent)


class TextLosses:
    """Compares what files give now with what they gave before."""

    def __init__(self, records: Iterable[Record]) -> None:
        """`records` are those of the index."""
        self._total = sum(_with_text(one.publication) for one in records if one.searchable)
        self._alone: list[Loss] = []
        self._shrunk: list[Loss] = []
        self._lost = 0.0

    def note(
        self, before: Record, earlier: Sequence[Passage], now: Record, text: Sequence[Passage]
    ) -> None:
        """Compare a record and its passages with those that take their place."""
        if not before.searchable:
            return
        path = now.publication.path
        if not now.searchable:
            self._alone.append(Loss(path, message("Readers could not find it any more.")))
            return
        length = text_length(earlier)
        share = 1 - min(1.0, text_length(text) / length) if length else 0.0
        self._lost += share * _with_text(before.publication)
        what = message("{percent} percent of its text would be gone.", percent=int(100 * share))
        if share > _MAX_SHARE_OF_ONE_LOST:
            self._alone.append(Loss(path, what))
        elif share > _MAX_SHARE_LOST:
            self._shrunk.append(Loss(path, what))

    def note_damaged(self, before: Record) -> None:
        """Note a publication whose file cannot be read now, and whose text in the index is damaged
        too.
        """
        path = before.publication.path
        self._alone.append(Loss(path, message("Neither its file nor its last text can be read.")))

    @property
    def are_noted(self) -> bool:
        """Whether any publication has lost so much text that staff may have to decide."""
        return bool(self._alone or self._shrunk)

    def doubted(self) -> list[Loss]:
        """The publications that staff are asked about: those that nobody could find any more, those
        that lose nearly all of their text, and those that lose much of it, if it is a fifth of all.
        """
        together = [*self._alone, *self._shrunk]
        are_many = self._lost > _MAX_SHARE_LOST * self._total and len(together) >= _MIN_SHRUNK
        return sorted(together if are_many else self._alone, key=lambda loss: loss.path)


def _with_text(publication: Publication) -> int:
    return publication.passage_count - len(publication.passages_without_text)

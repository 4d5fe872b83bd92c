"""What a run of the indexer did, publication by publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from indexer.corpus import FileState, PlannedFile
from indexer.engine.glossary import Concept, Glossary, GlossaryForm
from indexer.file_problems import Loss, Problem
from indexer.model import HeldBack, Record

_REPORTED_STATES: Final = {
    FileState.METADATA_CHANGED: FileState.CHANGED,
    FileState.RETRY: FileState.CHANGED,
    FileState.RESTORED: FileState.CHANGED,
    FileState.UNREADABLE: FileState.LOST,
}
"""How a state is reported where it has no name of its own."""
FAILED: Final = "failed"
"""How a file that cannot be searched is reported."""


@dataclass(frozen=True, slots=True)
class UpdateProgress:
    """Progress of a run: `done` of `total` files; `path` is the last file, or the current step."""

    done: int
    total: int
    path: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a run did about one publication.

    `state` is `new`, `changed` (its text or its metadata), `moved` (`before` is the path that it
    had), `removed`, `lost` (the file can no longer be read; its last text stays) or `failed` (a
    file that cannot be searched).
    """

    path: str
    state: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class GlossaryChange:
    """How many terms the glossary has, a row or concept of it each, and how many of them a run has
    added, changed and removed.
    """

    terms: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def touched(self) -> int:
        """How many are not as they were."""
        return self.new + self.changed + self.removed


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What a run did, in publications; each is in one of the first seven counts.

    `failed` counts the files that cannot be searched: those of unsupported kinds, and unreadable
    ones, also from earlier runs. `lost` counts those that can be searched, but whose file cannot be
    read any more, also from earlier runs. `passages` counts those that can be searched now;
    `problems` are those of the whole index. `changes` name what this run changed, and what is lost,
    in order of path. `near_identical` are groups of paths with almost the same text that nobody has
    related to each other. `held_back` counts, by path, what is not published of the files of the
    whole index. `idle` means that there was nothing to do, with the glossary neither.
    """

    new: int
    changed: int
    moved: int
    removed: int
    unchanged: int
    failed: int
    lost: int
    passages: int
    seconds: float
    generation: str
    problems: tuple[Problem, ...]
    near_identical: tuple[tuple[str, ...], ...]
    changes: tuple[Change, ...]
    held_back: dict[str, HeldBack]
    idle: bool
    glossary: GlossaryChange = GlossaryChange()


@dataclass(frozen=True, slots=True)
class UpdatePreview:
    """What a run would do now, as far as is known without reading what the files say.

    `losses` are what staff would have to decide about first.
    """

    changes: tuple[Change, ...]
    losses: tuple[Loss, ...]
    problems: tuple[Problem, ...]
    glossary: GlossaryChange = GlossaryChange()


def glossary_change(before: Glossary, now: Glossary) -> GlossaryChange:
    """What is new in a glossary, term by term: of those that are not as they were, wherever they
    stand, one that begins as another did is that one, changed. Several may begin with one form.
    """
    gone = Counter(before.concepts) - Counter(now.concepts)
    come = Counter(now.concepts) - Counter(before.concepts)
    changed = (_beginnings(gone) & _beginnings(come)).total()
    return GlossaryChange(
        terms=len(now.concepts),
        new=come.total() - changed,
        changed=changed,
        removed=gone.total() - changed,
    )


def _beginnings(concepts: Counter[Concept]) -> Counter[GlossaryForm]:
    return Counter(one.forms[0] for one in concepts.elements())


def reported_state(item: PlannedFile, record: Record | None) -> str:
    """The count that a publication is in, if the run leaves it with `record` (None: not known)."""
    if record is not None and not record.searchable:
        return FAILED
    if record is not None and record.replacement is not None:
        return FileState.LOST
    return _REPORTED_STATES.get(item.state, item.state)


def changes_of(item: PlannedFile, record: Record | None) -> Iterator[Change]:
    """What is named of a publication that the run leaves with `record` (None: not known)."""
    state, path = reported_state(item, record), item.paths[0]
    before = item.record.publication.path if item.record is not None else path
    if item.state is FileState.UNCHANGED and state != FileState.LOST:
        return
    yield Change(path, state, before if state == FileState.MOVED and before != path else "")


def held_back_by_path(records: Iterable[Record]) -> dict[str, HeldBack]:
    """What was held back of each file, by path; only of those where something was."""
    counted = {record.publication.path: record.held_back for record in records if record.held_back}
    return dict(sorted(counted.items()))

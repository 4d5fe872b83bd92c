"""The commits and generations of an index, and the way back to an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from indexer.engine.port import Reader


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """A commit: its name, as in `Reader.generation`; when it was made, in UTC; how many
    publications readers can find, and how many passages these have.

    A long run saves several times what it has read; `is_complete` says whether it came to its end.
    """

    name: str
    made: datetime
    publications: int
    passages: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """A complete index beside others: its newest commit, and the one that `undo` goes back to.

    `commit` is None if this version cannot read it; `problem` then says why.
    """

    name: str
    is_live: bool
    commit: CommitInfo | None
    undo_to: CommitInfo | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class StepBack:
    """What `undo` or `rollback` did: readers had commit `left` (None if it cannot be read), and now
    have the content of `now`, as commit `name`.

    `returned` are the paths of publications that can be found again, `gone` of those that cannot be
    any more, ascending.
    """

    name: str
    left: CommitInfo | None
    now: CommitInfo
    returned: tuple[str, ...]
    gone: tuple[str, ...]


class History(Protocol):
    """The generations of an index, and the way back to an earlier one, or to an earlier commit.

    Going back holds the lock, and is durable; what is gone back to is verified first, then
    `prepare` is called with a reader of it, and then everybody gets it. If something fails, nothing
    is changed.
    """

    def live_commit(self) -> str:
        """The name of the commit that readers get, as in `Reader.generation`; empty if there is
        none. Cheap.
        """

    def has_saved_part(self) -> bool:
        """Whether a run that was stopped has saved a part of a new generation."""

    def writing_process(self) -> str:
        """The number of the process that is changing the index now; empty if none is."""

    def generations(self) -> Sequence[GenerationInfo]:
        """All of them, the oldest first.

        Raises:
            IndexMissing: nothing was indexed yet.
        """

    def undo(self, prepare: Callable[[Reader], None]) -> StepBack:
        """Take back the last run that changed the live generation; once more takes that back.

        Raises:
            NoWayBack: there is no commit before it.
            IndexUnusable: there is no live generation, or the commit before is damaged.
            IndexLocked, IndexUnwritable
        """

    def rollback(self, name: str, prepare: Callable[[Reader], None]) -> StepBack:
        """Make the generation `name` the live one; without a name the one that was live before this
        one.

        Raises:
            NoWayBack: there is no such generation, or it is live already.
            IndexUnusable: it is damaged, or of another format.
            IndexLocked, IndexUnwritable
        """

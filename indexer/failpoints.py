"""Named places around each durable step, at which tests kill, stop or starve the indexer.

Nothing from outside switches them on: no setting, no variable, no file, only code in the same
process that calls `on_failpoint`. Passing one costs a comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Failpoint(StrEnum):
    """The places, each before the step that it names."""

    MAKE_FOLDER = "make a folder"
    SYNC_FOLDER = "sync a folder"
    WRITE_FILE = "write a file that replaces another"
    SYNC_FILE = "sync a file that replaces another"
    RENAME_FILE = "rename it over the other"
    WRITE_SEGMENT = "write a segment"
    SYNC_SEGMENT = "sync a segment"
    MERGE = "merge segments"
    WRITE_TABLE = "write the table of contents of a commit"
    REMOVE_SUPERSEDED = "remove what a commit does not need"
    BEGIN_GENERATION = "begin a generation"
    VERIFY_GENERATION = "verify a new generation"
    RENAME_GENERATION = "give a generation its name"
    MOVE_POINTER = "point to another generation"
    REMOVE_GENERATION = "remove an old generation"
    CLEAR_UNFINISHED = "clear away what killed indexers left"
    FINISH = "end a run that is committed"


_hook: Callable[[Failpoint], None] | None = None


def failpoint(place: Failpoint) -> None:
    """Mark a place: what the process passes next is the step of this name."""
    if _hook is not None:
        _hook(place)


def on_failpoint(hook: Callable[[Failpoint], None] | None) -> None:
    """Call `hook` at each failpoint from now on; None ends that. For tests only."""
    global _hook  # there is one for the process
    _hook = hook

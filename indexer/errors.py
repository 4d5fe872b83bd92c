"""Everything that can go wrong and ends a command or a request, with what to do about it.

    AlunaError
    ├── UsageError              exit 2: the command or a setting cannot be followed
    │   └── CorpusMissing
    ├── IndexUnusable           exit 3: the index cannot be used
    │   ├── IndexMissing        nothing has been indexed yet
    │   ├── IndexOutdated       written by another version of the format, or with other options
    │   ├── IndexDamaged        a file of the index is not what was written
    │   └── IndexUnwritable     the system refuses to write it (a full disk, a folder of others)
    ├── IndexLocked             exit 4: another indexer is at work
    ├── CursorInvalid           a request's cursor is not one that this service gave out
    └── ExtractionFailed        a file cannot be read; becomes the file's problem, never ends a run

A third-party exception is translated into one of these where that library is used.
"""

from __future__ import annotations

from typing import ClassVar

from indexer.model import ProblemKind


class AlunaError(Exception):
    """Base of all: `str(error)` says what happened, `advice` what to do."""

    exit_code: ClassVar[int] = 1
    advice: ClassVar[str] = ""


class UsageError(AlunaError):
    """The command line or a setting cannot be followed."""

    exit_code = 2
    advice = "Run the command with --help to see what it takes. Settings: docs/settings.md."


class CorpusMissing(UsageError):
    """The corpus folder is not there."""

    advice = "Create the folder and put the publications in it, or name another one with --corpus."


class IndexUnusable(AlunaError):
    """The index cannot be used as it is. It is never deleted for that."""

    exit_code = 3
    advice = "Run `python -m indexer verify` to see what is wrong with it."


class IndexMissing(IndexUnusable):
    """Nothing has been indexed yet."""

    advice = "Run `python -m indexer update` first."


class IndexOutdated(IndexUnusable):
    """The index was written by another version of the format, or with other options."""

    advice = "Run `python -m indexer update`; it builds a new index beside the old one."


class IndexDamaged(IndexUnusable):
    """A file of the index is not what was written."""

    advice = (
        "Nothing was deleted. Run `python -m indexer rebuild` to build a new index from the corpus."
    )


class IndexUnwritable(IndexUnusable):
    """The system refuses to write the index."""

    advice = (
        "Check that the disk is not full and that you may write in this folder. What was in the "
        "index before is still there."
    )


class IndexLocked(AlunaError):
    """Another indexer is at work on the same index."""

    exit_code = 4
    advice = "Wait until it has finished, then run the command again."


class CursorInvalid(AlunaError):
    """A request's cursor is not one that this service gave out."""

    advice = "Start again from the first page, without `cursor`."


class ExtractionFailed(AlunaError):
    """A file cannot be read: `kind` says why, `detail` quotes what the reader said."""

    def __init__(self, kind: ProblemKind, detail: str = "") -> None:
        super().__init__(f"{kind.explanation} {detail}".strip())
        self.kind = kind
        self.detail = detail

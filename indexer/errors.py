"""Everything that ends a command or a request, with advice on what to do about it.

    AlunaError
    ├── UsageError              exit 2: invalid command or setting
    │   ├── ZimMissing          the library for copies for Kiwix is not installed
    │   ├── CorpusMissing       the corpus folder cannot be read
    │   ├── BackupUnusable      a file is no backup, or is damaged
    │   ├── NoWayBack           there is no earlier commit or generation to go back to
    │   ├── SettingTooLow       no file can be read with this setting
    │   └── IndexReadOnly       one of Whoosh's writers was told to change an index
    ├── IndexUnusable           exit 3: the index cannot be used
    │   ├── IndexMissing        nothing has been indexed yet
    │   ├── IndexOutdated       written by another version of the format, or with other options
    │   ├── IndexDamaged        a file of the index is not what was written
    │   └── WithdrawalsUnreadable  it is not known what was withdrawn
    ├── IndexLocked             exit 4: another indexer is running
    ├── StaffMustDecide         exit 5: publishing would lose something
    │   └── RemovalsDoubted     publications, their text or their metadata
    ├── MachineError            exit 6: the machine refuses something the indexer needs
    │   ├── OutOfMemory         there is no memory left
    │   ├── OutOfOpenFiles      this program may open no further file
    │   ├── OutOfProcesses      this user may start no further process or thread
    │   ├── DiskFull            there is no space left on the disk
    │   ├── AccessRefused       this user may not read or write what is named
    │   ├── ProgramIncomplete   a part of the program is not installed
    │   ├── IndexUnwritable     the index cannot be written (full disk, no permission)
    │   ├── WithdrawalsUnwritable  what was withdrawn cannot be remembered
    │   ├── BundleUnwritable    an offline copy cannot be written
    │   ├── WheelsMissing       libraries for an offline copy cannot be downloaded
    │   ├── RunHistoryUnusable  what the last runs did cannot be read or remembered
    │   ├── ReportUnwritable    the report for staff cannot be written
    │   └── SandboxUnavailable  the processes that read files cannot be started, or read nothing
    ├── CursorInvalid           a request's cursor was not issued by this service
    └── ExtractionFailed        a file cannot be read; becomes its problem, never ends a run

docs/api.md lists the exit codes. An error without a code of its own is a fault of the program and
exits with 6 as well: Python's own 1 would be taken for "done, with problems". A third-party
exception is translated into one of these in the module that uses the library.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import ClassVar, Final

from indexer.file_problems import Loss, ProblemKind
from indexer.messages import NO_MESSAGE, Message, message, plural


class ExitCode(IntEnum):
    """How a command ends; scripts and other tools rely on these numbers."""

    DONE = 0
    """Done."""

    PROBLEMS = 1
    """Done, but some files have problems (they are listed)."""

    USAGE = 2
    """Invalid command or setting."""

    INDEX_UNUSABLE = 3
    """The index cannot be used."""

    LOCKED = 4
    """Another indexer is running."""

    UNDECIDED = 5
    """Nothing was published: staff must decide."""

    FAILED = 6
    """The machine (disk, memory, nothing could be read), or a fault of the program."""

    INTERRUPTED = 130
    """Stopped with Ctrl-C."""

    TERMINATED = 143
    """Stopped by the system, or because its terminal was closed."""


class AlunaError(Exception):
    """Base class: `what` (as a text, `str(error)`) says what happened, `advice` what to do."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
    advice: ClassVar[Message] = NO_MESSAGE

    def __init__(self, what: Message) -> None:
        super().__init__(what)
        self.what: Final = what


class UsageError(AlunaError):
    """Invalid command or setting."""

    exit_code = ExitCode.USAGE
    advice = message("Run the command with --help to see its options. Settings: docs/settings.md.")


class CorpusMissing(UsageError):
    """The corpus folder does not exist or cannot be read."""

    advice = message(
        "Create the folder and put the publications in it, or name another one with --corpus."
    )


class BackupUnusable(UsageError):
    """A file is no backup, or is not what was written."""

    advice = message("Nothing was changed. Use another backup.")


class ZimMissing(UsageError):
    """The library that writes copies for Kiwix is not installed."""

    advice = message(
        "Install it with `pip install libzim`, or make a copy whose name ends in .zip."
    )


class NoWayBack(UsageError):
    """There is no earlier commit, or no such generation, to go back to."""

    advice = message("Nothing was changed. `python -m indexer generations` lists what there is.")


class SettingTooLow(UsageError):
    """With this setting no file can be read, however good it is."""

    advice = message(
        "Raise the setting, or remove it, then run the command again. No file was judged by it, "
        "and nothing that was in the index is lost."
    )


class IndexReadOnly(UsageError):
    """One of Whoosh's writers was told to change an index, which only the indexer writes."""

    advice = message("Change the corpus and run `python -m indexer update`.")

    def __init__(self) -> None:
        super().__init__(
            message(
                "Whoosh's writers cannot change this index. Use the indexer: "
                "`python -m indexer update`."
            )
        )


class IndexUnusable(AlunaError):
    """The index cannot be used as it is. It is never deleted because of that."""

    exit_code = ExitCode.INDEX_UNUSABLE
    advice = message("Run `python -m indexer verify` to see what is wrong with it.")


class IndexMissing(IndexUnusable):
    """Nothing has been indexed yet."""

    advice = message("Run `python -m indexer update` first.")


class IndexOutdated(IndexUnusable):
    """The index was written by another version of the format, or with other options."""

    advice = message("Run `python -m indexer update`; it builds a new index beside the old one.")


class IndexDamaged(IndexUnusable):
    """A file of the index is not what was written."""

    advice = message(
        "Nothing was deleted. Run `python -m indexer rebuild` to build a new index from the corpus."
    )


class WithdrawalsUnreadable(IndexUnusable):
    """It is not known what was withdrawn, so nothing may be shown."""

    advice = message(
        "Put the file back as it was, from a copy if need be. A list of withdrawals that was lost "
        "is written again by `python -m indexer takedown`."
    )


class IndexLocked(AlunaError):
    """Another indexer is working on the same index."""

    exit_code = ExitCode.LOCKED
    advice = message("Wait until it has finished, then run the command again.")


class StaffMustDecide(AlunaError):
    """Publishing would drop what may be missing by accident; nothing was published."""

    exit_code = ExitCode.UNDECIDED
    losses: tuple[Loss, ...] = ()
    """What would be lost, where that is known."""
    advice = message(
        "Put back what is missing and run the command again. If it really should go, run "
        "`python -m indexer update --accept-removals`."
    )


class RemovalsDoubted(StaffMustDecide):
    """What is missing looks like an accident: `losses` name all that would be lost.

    `reason` says why everything would be, where that is known.
    """

    def __init__(self, losses: Sequence[Loss], reason: Message = NO_MESSAGE) -> None:
        count = len({loss.path for loss in losses})
        happened = plural(
            "Nothing was published, because {count} publication would lose something.",
            "Nothing was published, because {count} publications would lose something.",
            count=count,
        )
        both = message("{reason} {happened}", reason=reason, happened=happened)
        super().__init__(both if reason else happened)
        self.losses = tuple(losses)


class MachineError(AlunaError):
    """The machine refuses something that the indexer needs: disk, memory, processes."""

    exit_code = ExitCode.FAILED
    advice = message(
        "Check that there is free disk space and memory, then run the command again. Nothing "
        "that was in the index is lost."
    )


class OutOfMemory(MachineError):
    """There is no memory left, or no more than this program is permitted."""

    advice = message(
        "Close other programs, then run the command again; with the setting workers = 1 it needs "
        "less memory. Nothing that was in the index is lost."
    )


class OutOfOpenFiles(MachineError):
    """This program may open no further file."""

    advice = message(
        "Close other programs, then run the command again. If that does not help, have this "
        "program permitted to open more files (ulimit -n 256). Nothing that was in the index is "
        "lost."
    )


class OutOfProcesses(MachineError):
    """This user may start no further process or thread."""

    advice = message(
        "Close other programs, then run the command again. If that does not help, have this user "
        "permitted more processes (ulimit -u). Nothing that was in the index is lost."
    )


class DiskFull(MachineError):
    """There is no space left on the disk, or no more for this user."""

    advice = message(
        "Delete what is no longer needed, or move it to another disk, then run the command again. "
        "Nothing that was in the index is lost."
    )


class AccessRefused(MachineError):
    """This user may not read or write a file or folder."""

    advice = message(
        "Check that the folder belongs to the user who runs the command, and that the disk can be "
        "written to, then run the command again. Nothing that was in the index is lost."
    )


class ProgramIncomplete(MachineError):
    """A part of the program, or a library that it uses, is not installed."""

    advice = message("Run `make setup`, then run the command again.")


class IndexUnwritable(MachineError):
    """The system refuses to write the index."""

    advice = message(
        "Check that the disk is not full and that you may write in this folder. What was in the "
        "index before is still there."
    )


class WithdrawalsUnwritable(MachineError):
    """What was withdrawn, or restored, cannot be written down."""

    advice = message(
        "Check that the disk is not full and that you may write in this folder. To withdraw "
        "something at once, write it into takedown.txt in the corpus folder."
    )


class BundleUnwritable(MachineError):
    """An offline copy cannot be written."""

    advice = message(
        "Check that the disk is not full and that you may write in this folder, or name another "
        "one. The index is as it was before."
    )


class WheelsMissing(MachineError):
    """Libraries for an offline copy cannot be downloaded."""

    advice = message(
        "Check the connection to the internet and run the command again, or make the copy without "
        "--wheels: it then runs where the program is installed already."
    )


class RunHistoryUnusable(MachineError):
    """What the last runs did cannot be read or remembered; the index is not affected."""

    advice = message(
        "The index is not affected. Check that the disk is not full and that you may read and "
        "write in this folder."
    )

    def __init__(self, path: Path, reason: Message) -> None:
        super().__init__(
            message(
                "The history of runs {path} cannot be used: {reason}.",
                path=str(path),
                reason=reason,
            )
        )


class ReportUnwritable(MachineError):
    """The report for staff cannot be written; nothing else is affected."""

    advice = message("Name a file in a folder that exists and in which you may write.")

    def __init__(self, file: Path, reason: Message) -> None:
        what = message(
            "The report {file} cannot be written: {reason}.", file=str(file), reason=reason
        )
        if not file.parent.is_dir():
            what = message("There is no folder {folder}.", folder=str(file.parent))
        super().__init__(what)


class SandboxUnavailable(MachineError):
    """The processes that read files cannot be started, or read nothing on this machine."""

    advice = message(
        "No file was judged by it, and nothing that was in the index is lost. Run "
        "`python -m indexer doctor`, which shows what is wrong with this computer, then run the "
        "command again."
    )


class CursorInvalid(AlunaError):
    """A request's cursor was not issued by this service."""

    advice = message("Start again from the first page, without `cursor`.")


class ExtractionFailed(AlunaError):
    """A file cannot be read: `kind` says why, `detail` says more, if there is more to say."""

    def __init__(self, kind: ProblemKind, detail: Message = NO_MESSAGE) -> None:
        super().__init__(
            message("{what} ({detail})", what=kind.explanation, detail=detail)
            if detail
            else kind.explanation
        )
        self.kind = kind
        self.detail = detail

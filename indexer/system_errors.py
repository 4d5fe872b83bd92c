"""What the operating system refuses -> an error that says which of its resources is short."""

from __future__ import annotations

import errno
import re
from typing import Final

from indexer.errors import (
    AccessRefused,
    AlunaError,
    DiskFull,
    MachineError,
    OutOfMemory,
    OutOfOpenFiles,
    OutOfProcesses,
    ProgramIncomplete,
)
from indexer.messages import message
from indexer.system_reasons import reason_of

_OPEN_FILES: Final = (errno.EMFILE, errno.ENFILE)
_NO_MEMORY: Final = (errno.ENOMEM,)
_NO_PROCESS: Final = (errno.EAGAIN,)
"""What starting a process answers when the user has as many as he may."""

_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_NO_RIGHTS: Final = (errno.EACCES, errno.EPERM, errno.EROFS)

SHORTAGES: Final = frozenset((*_OPEN_FILES, *_NO_MEMORY, *_NO_PROCESS, errno.ENOBUFS))
"""Numbers of errors that say nothing about the file on which they occurred."""

_MEMORY_WORDS: Final = re.compile(
    r"MemoryError|Cannot allocate memory|failed to map segment|out of memory", re.I
)
"""How Python, the C library and its loader say that there is no memory."""
_OPEN_FILES_WORDS: Final = re.compile(r"Too many open files")
_PROCESS_WORDS: Final = re.compile(
    r"Resource temporarily unavailable|start new thread|BlockingIOError"
)
_MISSING_WORDS: Final = re.compile(
    r"No module named '?([\w.]+)|(?<!\S)(\S{1,200}): cannot open shared object file"
)


def shortage_in(error: BaseException) -> MachineError | None:
    """The resource that is short, if that is what `error` or one of its causes says."""
    seen: BaseException | None = error
    while seen is not None:
        if found := _shortage(seen):
            return found
        seen = seen.__cause__ or seen.__context__
    return None


def _shortage(error: BaseException) -> MachineError | None:
    match error:
        case MemoryError():
            return _out_of_memory()
        case OSError(errno=number) if number in _OPEN_FILES:
            return _out_of_open_files()
        case OSError(errno=number) if number in _NO_MEMORY:
            return _out_of_memory()
        case BlockingIOError() if error.errno in _NO_PROCESS:
            return _out_of_processes()
        case ImportError() | RuntimeError():
            return shortage_in_words(str(error))
    return None


def shortage_behind(error: AlunaError) -> MachineError | None:
    """The resource whose shortage the system reported, and which led to `error`."""
    cause = error.__cause__
    while cause is not None:
        if isinstance(cause, OSError | MemoryError) and (found := _shortage(cause)):
            return found
        cause = cause.__cause__
    return None


def refusal(error: OSError) -> MachineError:
    """The error that says what the system refused, and what to do about it."""
    reason = reason_of(error)
    if isinstance(error.filename, str):
        what = message("{file}: {reason}.", file=error.filename, reason=reason)
    else:
        what = message("The computer refuses something: {reason}.", reason=reason)
    if error.errno in _DISK_FULL:
        return DiskFull(what)
    return AccessRefused(what) if error.errno in _NO_RIGHTS else MachineError(what)


def shortage_in_words(text: str) -> MachineError | None:
    """The resource that is short according to the last words of a program of ours."""
    if _MEMORY_WORDS.search(text):
        return _out_of_memory()
    if _OPEN_FILES_WORDS.search(text):
        return _out_of_open_files()
    if _PROCESS_WORDS.search(text):
        return _out_of_processes()
    if found := _MISSING_WORDS.search(text):
        name = found[1] or found[2]
        return ProgramIncomplete(
            message("The program is not fully installed: {name} is missing.", name=name)
        )
    return None


def _out_of_memory() -> MachineError:
    return OutOfMemory(message("There is not enough memory."))


def _out_of_open_files() -> MachineError:
    return OutOfOpenFiles(message("This program may not open any more files."))


def _out_of_processes() -> MachineError:
    return OutOfProcesses(message("The computer starts no more processes for this user."))

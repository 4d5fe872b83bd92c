"""The folders of the corpus, of the index and of what is kept beside it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from indexer.corpus.walk import walk
from indexer.doctor.check_result import CheckResult, CheckState
from indexer.engine import index_history, open_engine
from indexer.errors import AlunaError, CorpusMissing, IndexMissing, IndexOutdated
from indexer.file_problems import ProblemKind
from indexer.messages import NO_MESSAGE, Message, message, verbatim
from indexer.settings import Settings
from indexer.system_reasons import reason_of

_MIN_FREE_MB: Final = 200
_COMFORTABLE_MB: Final = 2_000
_MIN_FREE_FILES: Final = 1_000
_MEGABYTE: Final = 1024 * 1024


def corpus(settings: Settings) -> Iterator[CheckResult]:
    """Whether the publications can be read."""
    try:
        found = walk(settings.corpus)
    except CorpusMissing as error:
        yield _of_error("corpus", error)
        return
    refused = sum(p.kind is ProblemKind.UNREADABLE for p in found.problems)
    text = message(
        "{number} files that can be indexed are in {folder}.",
        number=len(found.files),
        folder=str(settings.corpus),
    )
    if refused:
        advice = message(
            "{count} more may not be read by this user: change their rights.", count=refused
        )
        yield CheckResult("corpus", CheckState.BAD, text, advice)
    elif not found.files:
        advice = message("Put publications into the folder, or name another one with --corpus.")
        yield CheckResult("corpus", CheckState.REDUCED, text, advice)
    else:
        yield CheckResult("corpus", CheckState.GOOD, text)


def index(settings: Settings) -> Iterator[CheckResult]:
    """Whether the index can be used."""
    try:
        engine = open_engine(settings)
    except (IndexMissing, IndexOutdated) as error:
        yield _of_error("index", error, CheckState.REDUCED)
        return
    except AlunaError as error:
        yield _of_error("index", error)
        return
    try:
        reader = engine.acquire()
        text = message(
            "The index in {folder} can be used: {number} files, generation {generation}.",
            folder=str(settings.index),
            number=len(list(reader.records())),
            generation=reader.generation,
        )
        yield CheckResult("index", CheckState.GOOD, text)
    except AlunaError as error:
        yield _of_error("index", error)
    finally:
        engine.close()


def lock(settings: Settings) -> Iterator[CheckResult]:
    """Whether an indexer is at work."""
    if process := index_history(settings).writing_process():
        text = message("An indexer is at work (process {process}).", process=process)
        advice = message("Wait until it has finished before you run `update`.")
        yield CheckResult("lock", CheckState.REDUCED, text, advice)
    else:
        yield CheckResult("lock", CheckState.GOOD, message("No indexer is at work now."))


def writable(settings: Settings) -> Iterator[CheckResult]:
    """Whether the index, and what is kept beside it, can be written."""
    folders = dict.fromkeys(
        map(_nearest_existing, (settings.index, settings.ocr_cache, settings.view_cache))
    )
    refused = [(folder, error) for folder in folders if (error := _refusal(folder))]
    for folder, error in refused:
        yield CheckResult(
            "write permission",
            CheckState.BAD,
            message(
                "Nothing can be written in {folder}: {error}.", folder=str(folder), error=error
            ),
            message(
                "Make it a folder of the user who runs the indexer, on a disk that can be written "
                "to."
            ),
        )
    if not refused:
        text = message("The index can be written, and what is kept beside it.")
        yield CheckResult("write permission", CheckState.GOOD, text)


def disk(settings: Settings) -> Iterator[CheckResult]:
    """Whether there is space for the index."""
    folder = _nearest_existing(settings.index)
    free = shutil.disk_usage(folder).free // _MEGABYTE
    text = message("{free} MB are free on the disk of the index.", free=free)
    advice = message("Delete what is no longer needed: a full disk stops every update.")
    if free < _MIN_FREE_MB or _lacks_names(folder):
        yield CheckResult("disk", CheckState.BAD, text, advice)
    elif free < _COMFORTABLE_MB:
        yield CheckResult("disk", CheckState.REDUCED, text, advice)
    else:
        yield CheckResult("disk", CheckState.GOOD, text)


def _lacks_names(folder: Path) -> bool:
    """Whether the file system can hold hardly any more files, however small."""
    if not hasattr(os, "statvfs"):
        return False
    found = os.statvfs(folder)
    return found.f_files > 0 and found.f_favail < _MIN_FREE_FILES


def _nearest_existing(path: Path) -> Path:
    """The path, or where it will be made."""
    path = path.absolute()
    while not os.path.lexists(path) and path != path.parent:
        path = path.parent
    return path


def _refusal(folder: Path) -> Message:
    """Why the system refuses a new file in the folder; empty if it permits it."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return NO_MESSAGE
    except OSError as error:
        return reason_of(error)


def _of_error(name: str, error: AlunaError, state: CheckState = CheckState.BAD) -> CheckResult:
    return CheckResult(name, state, verbatim(str(error)), verbatim(str(error.advice)))

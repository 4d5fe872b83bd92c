"""What is in the corpus folder at a moment, as far as an update would notice."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from indexer.corpus.ignored_files import is_ignored_file, is_ignored_folder
from indexer.errors import CorpusMissing
from indexer.messages import message
from indexer.system_reasons import reason_of

Snapshot = Mapping[str, tuple[int, ...]]
"""Path -> what changes whenever the file does; of a folder that cannot be listed, the error."""


def take_snapshot(corpus: Path, takedown: Path) -> Snapshot:
    """Look at every file in the corpus folder, and at the list of withdrawals, which may be
    elsewhere, without opening any.

    Raises:
        CorpusMissing: the folder does not exist or cannot be listed.
    """
    found = {str(takedown): _stamp(str(takedown))}
    waiting = [str(corpus)]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                for entry in listing:
                    if entry.is_dir(follow_symlinks=False):
                        if not is_ignored_folder(entry.name):
                            waiting.append(entry.path)
                    elif not is_ignored_file(entry.name):
                        found[entry.path] = _stamp(entry.path)
        except OSError as error:
            if folder == str(corpus):
                raise CorpusMissing(
                    message(
                        "The corpus folder {folder} cannot be read: {reason}.",
                        folder=folder,
                        reason=reason_of(error),
                    )
                ) from error
            found[folder] = (error.errno or 0,)
    return found


def _stamp(path: str) -> tuple[int, ...]:
    try:
        status = Path(path).stat()
    except OSError as error:
        return (error.errno or 0,)
    if not stat.S_ISREG(status.st_mode):  # a link to a folder changes with everything in it
        return (stat.S_IFMT(status.st_mode),)
    # What changes its rights changes whether it can be read.
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns

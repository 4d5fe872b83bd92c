"""Files replaced in one step: after a power cut they hold the old content or the new one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

UNFINISHED: Final = ".new"
"""What follows the name of a file that is still being written."""


def replace_file(path: Path, data: bytes) -> None:
    """Make `data` the content of `path`, durably. OSError of the system passes through."""
    unfinished = path.with_name(path.name + UNFINISHED)
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the system write the names in `folder` to the disk.

    Windows opens no folder as a file, and its file system keeps a journal of names.
    """
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

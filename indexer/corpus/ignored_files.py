"""Names of files and folders that programs leave behind: nobody means them as publications."""

from __future__ import annotations

from typing import Final

_HIDDEN: Final = (".", "_", "~$")
"""Drafts that staff hide, systems' own files (.DS_Store, ._x, .~lock.x#), and what Office keeps
while a file is open."""
_SYSTEM_FILES: Final = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
_TEMPORARY_ENDINGS: Final = (
    # Files that are being downloaded or copied: they come again under their own names.
    *(".part", ".partial", ".filepart", ".crdownload", ".download", ".opdownload", ".!ut"),
    *(".tmp", ".temp"),
    # Copies that editors keep.
    "~",
)
_SYSTEM_FOLDERS: Final = frozenset(
    {"@eadir", "@tmp", "#recycle", "@recycle", "$recycle.bin", "lost+found"}
    | {"system volume information"}
)
"""What network disks and Windows put beside one's own folders."""


def is_ignored_file(name: str) -> bool:
    """Whether a file of this name is hidden, unfinished, or a system's."""
    plain = name.lower()
    return plain.startswith(_HIDDEN) or plain in _SYSTEM_FILES or plain.endswith(_TEMPORARY_ENDINGS)


def is_ignored_folder(name: str) -> bool:
    """Whether a folder of this name is hidden, or a system's; Safari downloads into folders."""
    plain = name.lower()
    return plain.startswith(_HIDDEN) or plain in _SYSTEM_FOLDERS or plain.endswith(".download")

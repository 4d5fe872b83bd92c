"""What is in the corpus folder: publications, sidecars, and things that cannot be read.

Nothing is opened here but for hashing, and only regular files: a pipe or a device that somebody
left in the folder would block or worse.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from indexer.errors import CorpusMissing
from indexer.languages import LANGUAGES
from indexer.media import PAGE_ASSET_ENDINGS, PAGE_PICTURE_ENDINGS, kind_of_path, suffix
from indexer.model import Problem, ProblemKind

TABLE: Final = "metadata.csv"
"""The table of metadata in the corpus folder itself."""

SIDECAR: Final = ".yaml"
"""Ending of a sidecar, after the whole name of the file that it describes."""

SELECTORS: Final = "html.yaml"
"""What staff say of how the pages of a folder are made."""

_OURS: Final = frozenset({"glossary.csv", "takedown.txt"})
_LITTER: Final = frozenset({"thumbs.db", "desktop.ini"})
# Browsers save a page as NAME.html with its pictures and frames in a folder named like this.
_COMPANION_ENDINGS: Final = tuple(end for row in LANGUAGES for end in row.companion_endings)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file that is to be a publication: `path` in the corpus, `file` where its bytes are."""

    path: str
    file: Path
    size: int
    mtime_ns: int


@dataclass(slots=True)
class Walk:
    """What one look at the corpus found, each list in order of path.

    `hidden` are the paths of files and folders that are there but cannot be looked into; what is
    known of them from before stays true until they can.
    """

    root: Path
    files: list[FoundFile] = field(default_factory=list)
    sidecars: list[str] = field(default_factory=list)
    selectors: list[str] = field(default_factory=list)
    table: Path | None = None
    hidden: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def report(self, kind: ProblemKind, path: str, detail: str = "") -> None:
        """Add a problem."""
        self.problems.append(Problem(kind, path, detail))

    def hide(self, path: str, error: OSError) -> None:
        """Say that something is there but cannot be looked into."""
        self.hidden.add(path)
        self.report(ProblemKind.UNREADABLE, path, error.strerror or str(error))

    def hides(self, path: str) -> bool:
        """Whether `path`, or a folder that it is in, cannot be looked into."""
        parts = path.split("/")
        return any("/".join(parts[:end]) in self.hidden for end in range(1, len(parts) + 1))


def walk(root: Path) -> Walk:
    """Look through the corpus folder, without following links to folders.

    Raises:
        CorpusMissing: it is not there, is not a folder, or cannot be listed.
    """
    try:
        found = Walk(root.resolve(strict=True))
        _folder(found, found.root, "", beside_html=False)
    except OSError as error:
        raise CorpusMissing(
            f"The corpus folder {root} cannot be read: {error.strerror}."
        ) from error
    found.files.sort(key=lambda file: file.path)
    found.problems.sort(key=lambda problem: (problem.path, problem.kind))
    return found


def open_regular(file: Path) -> io.BufferedReader:
    """Open a file for reading bytes, if it is a regular one.

    Raises:
        OSError: it cannot be opened, or is a folder, pipe, socket or device.
    """
    # Opening a pipe would wait for its writer; O_NONBLOCK does nothing to regular files.
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{file} is not a regular file")
    return os.fdopen(descriptor, "rb")


def digest(found: FoundFile) -> str | None:
    """SHA-256 of the file in hex; None when it is not the one that was found any more.

    Raises:
        OSError: the file cannot be read.
    """
    with open_regular(found.file) as stream:
        value = hashlib.file_digest(stream, "sha256").hexdigest()
        after = os.fstat(stream.fileno())
    unchanged = (after.st_size, after.st_mtime_ns) == (found.size, found.mtime_ns)
    return value if unchanged else None


def _folder(found: Walk, folder: Path, prefix: str, *, beside_html: bool) -> None:
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    pages = {Path(e.name).stem for e in entries if _is_web_page(e.name)}
    beside_html = beside_html or bool(pages)
    for entry in entries:
        path = prefix + entry.name
        if entry.name.startswith((".", "_", "~$")):
            continue
        if not _is_text(entry.name):
            printable = os.fsencode(path).decode("utf-8", "backslashreplace")
            found.report(
                ProblemKind.UNREADABLE, printable, "the name has characters that are not UTF-8"
            )
        elif entry.is_symlink():
            _link(found, entry, path, beside_html=beside_html)
        elif entry.is_dir(follow_symlinks=False):
            if not _is_companion(entry.name, pages):
                _subfolder(found, entry, path, beside_html=beside_html)
        else:
            _file(found, Path(entry.path), path, beside_html=beside_html)


def _subfolder(found: Walk, entry: os.DirEntry[str], path: str, *, beside_html: bool) -> None:
    try:
        _folder(found, Path(entry.path), f"{path}/", beside_html=beside_html)
    except OSError as error:
        found.hide(path, error)


def _link(found: Walk, entry: os.DirEntry[str], path: str, *, beside_html: bool) -> None:
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop, before Python 3.13
        found.report(ProblemKind.UNREADABLE, path, f"the link leads nowhere: {error}")
        return
    if not target.is_relative_to(found.root):
        found.report(ProblemKind.OUTSIDE, path)
    elif not target.is_dir():  # a folder in the corpus is looked through where it is
        _file(found, target, path, beside_html=beside_html)


def _file(found: Walk, file: Path, path: str, *, beside_html: bool) -> None:
    name = path.rpartition("/")[2].lower()
    if name == TABLE:
        _table(found, file, path)
    elif name == SELECTORS:
        found.selectors.append(path)
    elif name.endswith((SIDECAR, ".yml")):
        found.sidecars.append(path)
    elif kind_of_path(name):
        _publication(found, file, path)
    elif not _is_ignored(name, beside_html=beside_html):
        found.report(ProblemKind.UNSUPPORTED, path)


def _publication(found: Walk, file: Path, path: str) -> None:
    try:
        status = file.stat()
    except OSError as error:
        found.hide(path, error)
        return
    if stat.S_ISREG(status.st_mode):
        found.files.append(FoundFile(path, file, status.st_size, status.st_mtime_ns))
    else:
        found.report(ProblemKind.UNSUPPORTED, path, "it is not a file but a pipe or a device")


def _table(found: Walk, file: Path, path: str) -> None:
    if "/" not in path and found.table is None:
        found.table = file
    else:
        detail = f"it is not used: only the {TABLE} in the corpus folder itself is"
        found.report(ProblemKind.METADATA_INVALID, path, detail)


def _is_ignored(name: str, *, beside_html: bool) -> bool:
    if name in _OURS or name in _LITTER or name.startswith("readme"):
        return True
    if suffix(name) in PAGE_ASSET_ENDINGS:
        return True
    return beside_html and suffix(name) in PAGE_PICTURE_ENDINGS


def _is_companion(name: str, pages: set[str]) -> bool:
    return any(
        name.endswith(ending) and name.removesuffix(ending) in pages
        for ending in _COMPANION_ENDINGS
    )


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_web_page(name: str) -> bool:
    kind = kind_of_path(name)
    return kind is not None and kind.web_page

"""Walks the corpus folder: publications, sidecars, and what cannot be read.

Files are opened only to be hashed, and where they were found: a link inside the folder is resolved
once, here, and nothing that is put in its place afterwards is followed.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from indexer.corpus.ignored_files import is_ignored_file, is_ignored_folder
from indexer.corpus.table_names import (
    GLOSSARY_NAMES,
    SPREADSHEET_ENDINGS,
    TABLE_NAMES,
    looks_like_glossary,
    looks_like_table,
)
from indexer.corpus_files import open_corpus_file
from indexer.errors import CorpusMissing
from indexer.file_problems import Problem, ProblemKind
from indexer.languages import LANGUAGES
from indexer.media import (
    PAGE_ASSET_ENDINGS,
    PAGE_PICTURE_ENDINGS,
    SHORTCUT_ENDINGS,
    kind_of_path,
    suffix,
)
from indexer.messages import NO_MESSAGE, Message, message, verbatim
from indexer.system_reasons import reason_of

SIDECAR_SUFFIXES: Final = (".yaml", ".yml", ".yaml.txt", ".yml.txt")
"""Suffixes of a sidecar, appended to the whole name of the file that it describes. Notepad adds
.txt, which Windows does not show."""

SELECTORS_NAMES: Final = frozenset(f"html{suffix}" for suffix in SIDECAR_SUFFIXES)
"""CSS selectors that staff write for the HTML pages of a folder."""

_OWN_FILES: Final = frozenset({"takedown.txt"})
# Browsers save a page as NAME.html and its pictures and frames in a folder NAME + one of these.
_COMPANION_ENDINGS: Final = tuple(end for row in LANGUAGES for end in row.companion_endings)

_BROKEN_LINK: Final = message("it is a link that leads nowhere")
_NAME_NOT_UNICODE: Final = message("its name is written in an old encoding; rename it")
_NOT_A_FILE: Final = message("it is a pipe or a device, not a file")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that can become a publication, at `path` in the corpus folder `root`.

    `place` is its path below `root` with links resolved; `size` is in bytes, `mtime_ns` the
    modification time in nanoseconds.
    """

    root: Path
    path: str
    place: str
    size: int
    mtime_ns: int


@dataclass(slots=True)
class Walk:
    """The result of one walk, each list in order of path; links among `files` come last.

    `tables` are the paths of the tables of metadata in the corpus folder itself, of which the first
    is used; `other_tables` those of files that look like one, but have another name or are in
    another folder; `glossaries` and `other_glossaries` are the same of the glossary; `spreadsheets`
    any others in the corpus folder itself. `places` are where the files lead that are links, below
    `root`. `unreadable_paths` are files and folders that exist but cannot be read now: what the
    index knows of them and of what is below them stays valid until they can.
    """

    root: Path
    files: list[FoundFile] = field(default_factory=list)
    sidecars: list[str] = field(default_factory=list)
    selectors: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    other_tables: list[str] = field(default_factory=list)
    glossaries: list[str] = field(default_factory=list)
    other_glossaries: list[str] = field(default_factory=list)
    spreadsheets: list[str] = field(default_factory=list)
    unreadable_paths: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> io.BufferedReader:
        """Open a file that was found, where it was found.

        Raises:
            OSError: it cannot be opened, or is no regular file any more.
        """
        return open_corpus_file(self.root, self.places.get(path, path))

    def report(self, kind: ProblemKind, path: str, detail: Message = NO_MESSAGE) -> None:
        """Add a problem."""
        self.problems.append(Problem(kind, path, detail))

    def add_unreadable(self, path: str, error: OSError) -> None:
        """Record a file or folder that exists but cannot be read."""
        self.unreadable_paths.add(path)
        self.report(ProblemKind.UNREADABLE, path, reason_of(error))

    def is_unreadable(self, path: str) -> bool:
        """Whether `path`, or a folder above it, cannot be read."""
        return bool(self.unreadable_part(path))

    def unreadable_part(self, path: str) -> str:
        """What cannot be read of `path`: itself or a folder above it; empty if it all can."""
        ends = [at for at, character in enumerate(path) if character == "/"]
        parts = (path[:end] for end in (*ends, len(path)))
        return next((part for part in parts if part in self.unreadable_paths), "")

    def sort(self) -> None:
        """Put everything in order of path."""
        self.files.sort(key=lambda file: (file.path != file.place, file.path))
        self.sidecars.sort()
        self.selectors.sort()
        self.tables.sort(key=lambda path: (TABLE_NAMES.index(path.lower()), path))
        self.other_tables.sort()
        self.glossaries.sort(key=lambda path: (GLOSSARY_NAMES.index(path.lower()), path))
        self.other_glossaries.sort()
        self.problems.sort(key=lambda problem: (problem.path, problem.kind))


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to be listed: `path` is empty for the corpus itself.

    `beside_html` says that it or a folder above it holds HTML pages, so that pictures in it are
    theirs.
    """

    path: str
    folder: Path
    beside_html: bool


def walk(root: Path) -> Walk:
    """Walk the corpus folder, without following links to folders.

    Raises:
        CorpusMissing: it does not exist, is not a folder, or cannot be listed.
    """
    try:
        found = Walk(root.resolve(strict=True))
        waiting = _list(found, _Folder("", found.root, beside_html=False))
    except OSError as error:
        raise CorpusMissing(
            message(
                "The corpus folder {folder} cannot be read: {reason}.",
                folder=str(root),
                reason=reason_of(error),
            )
        ) from error
    # No recursion: folders can be nested deeper than Python's stack.
    while waiting:
        folder = waiting.pop()
        try:
            waiting += _list(found, folder)
        except OSError as error:
            found.add_unreadable(folder.path, error)
    if found.tables:
        for path in found.spreadsheets:
            found.report(ProblemKind.UNSUPPORTED, path)
    else:  # one of them may be the table, under the name of a download
        found.other_tables += found.spreadsheets
    _report_links_to_files(found)
    found.sort()
    return found


def _report_links_to_files(found: Walk) -> None:
    """Name the links to files that are publications at their own path; the link is a copy."""
    paths = {file.path for file in found.files}
    for file in found.files:
        if file.path != file.place and file.place in paths:
            found.report(ProblemKind.LINK_IN_CORPUS, file.path, verbatim(file.place))


def digest(found: FoundFile) -> str | None:
    """SHA-256 of the file in hex; None if it has changed since it was found.

    Raises:
        OSError: the file cannot be read.
    """
    with open_corpus_file(found.root, found.place) as stream:
        value = hashlib.file_digest(stream, "sha256").hexdigest()
        after = os.fstat(stream.fileno())
    unchanged = (after.st_size, after.st_mtime_ns) == (found.size, found.mtime_ns)
    return value if unchanged else None


def _list(found: Walk, folder: _Folder) -> list[_Folder]:
    """Add what is in a folder; returns the folders in it.

    Raises:
        OSError: it cannot be listed.
    """
    with os.scandir(folder.folder) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    pages = {Path(e.name).stem for e in entries if _is_web_page(e.name)}
    beside_html = folder.beside_html or bool(pages)
    subfolders = []
    for entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_ignored_folder(entry.name) if is_folder else is_ignored_file(entry.name):
            continue
        path = f"{folder.path}/{entry.name}" if folder.path else entry.name
        if not _is_unicode(entry.name):
            printable = os.fsencode(path).decode("utf-8", "backslashreplace")
            found.report(ProblemKind.UNREADABLE, printable, _NAME_NOT_UNICODE)
        elif entry.is_symlink():
            _add_link(found, entry, path, beside_html=beside_html)
        elif is_folder:
            if not _is_companion(entry.name, pages):
                subfolders.append(_Folder(path, Path(entry.path), beside_html))
        else:
            _add_file(found, path, beside_html=beside_html)
    return subfolders


def _add_link(found: Walk, entry: os.DirEntry[str], path: str, *, beside_html: bool) -> None:
    try:
        target = Path(entry.path).resolve(strict=True)
    except (FileNotFoundError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
        found.report(ProblemKind.UNREADABLE, path, _BROKEN_LINK)
        return
    except OSError as error:
        is_loop = error.errno == errno.ELOOP
        found.report(ProblemKind.UNREADABLE, path, _BROKEN_LINK if is_loop else reason_of(error))
        return
    if not target.is_relative_to(found.root):
        found.report(ProblemKind.OUTSIDE, path)
    elif not target.is_dir():  # a folder in the corpus is walked at its own path
        found.places[path] = target.relative_to(found.root).as_posix()
        _add_file(found, path, beside_html=beside_html)


def _add_file(found: Walk, path: str, *, beside_html: bool) -> None:
    folder, _, name = path.rpartition("/")
    name = name.lower()
    if name in TABLE_NAMES and not folder:
        found.tables.append(path)
    elif looks_like_table(name):
        found.other_tables.append(path)
    elif name in GLOSSARY_NAMES and not folder:
        found.glossaries.append(path)
    elif looks_like_glossary(name):
        found.other_glossaries.append(path)
    elif name in SELECTORS_NAMES:
        found.selectors.append(path)
    elif name.endswith(SIDECAR_SUFFIXES):
        found.sidecars.append(path)
    elif kind_of_path(name):
        _add_publication(found, path)
    elif not folder and name.endswith(SPREADSHEET_ENDINGS):
        found.spreadsheets.append(path)
    elif suffix(name) in SHORTCUT_ENDINGS:
        found.report(ProblemKind.LINK_ONLY, path)
    elif not _is_ignored(name, beside_html=beside_html):
        found.report(ProblemKind.UNSUPPORTED, path)


def _add_publication(found: Walk, path: str) -> None:
    place = found.places.get(path, path)
    try:
        status = (found.root / place).lstat()
    except OSError as error:
        found.add_unreadable(path, error)
        return
    if stat.S_ISREG(status.st_mode):
        size, mtime_ns = status.st_size, status.st_mtime_ns
        found.files.append(FoundFile(found.root, path, place, size, mtime_ns))
    else:
        found.report(ProblemKind.UNSUPPORTED, path, _NOT_A_FILE)


def _is_ignored(name: str, *, beside_html: bool) -> bool:
    if name in _OWN_FILES or name.startswith("readme"):
        return True
    if suffix(name) in PAGE_ASSET_ENDINGS:
        return True
    return beside_html and suffix(name) in PAGE_PICTURE_ENDINGS


def _is_companion(name: str, pages: set[str]) -> bool:
    return any(
        name.endswith(ending) and name.removesuffix(ending) in pages
        for ending in _COMPANION_ENDINGS
    )


def _is_unicode(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_web_page(name: str) -> bool:
    kind = kind_of_path(name)
    return kind is not None and kind.web_page

"""Finds the files to audit: the corpus, or another folder or file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.corpus.walk import walk
from indexer.errors import UsageError
from indexer.file_problems import Problem, ProblemKind
from indexer.media import PICTURE_ENDINGS, suffix
from indexer.messages import message
from indexer.sandbox.jobs import SourceFile
from indexer.settings import Settings
from indexer.system_reasons import reason_of


@dataclass(frozen=True, slots=True)
class Targets:
    """The files to audit, and the problems of those that cannot be."""

    sources: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]


def find_targets(path: Path | None, settings: Settings) -> Targets:
    """The files at `path`, by default those of the corpus.

    Raises:
        UsageError: there is no such file or folder.
    """
    if path is None:
        return _folder(settings.corpus)
    # Problems name files by their path inside the corpus, so such a path is accepted too.
    for candidate in (path, settings.corpus / path):
        if candidate.is_dir():
            return _folder(candidate)
        if candidate.is_file():
            return Targets((SourceFile.from_disk(candidate, _printable_path(Path(path.name))),), ())
    raise UsageError(message("There is no file or folder {path}.", path=str(path)))


def _folder(folder: Path) -> Targets:
    """The publications in a folder, and pictures, which are not published but may be copied."""
    found = walk(folder)
    sources = {f.path: SourceFile(f.root, f.place, f.path, f.size, f.mtime_ns) for f in found.files}
    problems = []
    for picture in _pictures(found.root):
        place = picture.relative_to(found.root)
        path = _printable_path(place)
        try:
            sources[path] = SourceFile.below(found.root, place.as_posix(), path)
        except OSError as error:  # it was deleted meanwhile
            problems.append(Problem(ProblemKind.UNREADABLE, path, reason_of(error)))
    problems += [
        problem
        for problem in found.problems
        if problem.kind is not ProblemKind.UNSUPPORTED or problem.path not in sources
    ]
    return Targets(tuple(sources[path] for path in sorted(sources)), tuple(problems))


def _pictures(folder: Path) -> Iterator[Path]:
    """The pictures in a folder and below it, also those that saved pages bring along.

    Folders that cannot be listed are problems of the corpus walk. No recursion: `os.walk` is
    recursive before Python 3.12, and folders can be nested deeper than its stack.
    """
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as listing:
                entries = [entry for entry in listing if not entry.name.startswith(("_", "."))]
        except OSError:
            continue
        waiting += [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
        for entry in entries:
            if suffix(entry.name) in PICTURE_ENDINGS and entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _printable_path(path: Path) -> str:
    """A path as text; bytes that are not UTF-8 are escaped."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")

"""What an audit looks into: the corpus, or another folder or file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.corpus.walk import walk
from indexer.errors import UsageError
from indexer.media import PICTURE_ENDINGS, suffix
from indexer.model import Problem, ProblemKind
from indexer.sandbox.jobs import Job
from indexer.settings import Settings


@dataclass(frozen=True, slots=True)
class Targets:
    """The files to look into, and what is wrong with others."""

    jobs: tuple[Job, ...]
    problems: tuple[Problem, ...]


def find(path: Path | None, settings: Settings) -> Targets:
    """The files at `path`; without one, the corpus.

    Raises:
        UsageError: there is nothing.
    """
    if path is None:
        return _folder(settings.corpus)
    # Problems name files by their path inside the corpus, so that is understood too.
    for place in (path, settings.corpus / path):
        if place.is_dir():
            return _folder(place)
        if place.is_file():
            return Targets((_job(place, _spelt(Path(path.name))),), ())
    raise UsageError(f"There is no file or folder {path}.")


def _folder(folder: Path) -> Targets:
    """The publications in a folder, and pictures, which are not published but may be copied."""
    found = walk(folder)
    jobs = {f.path: Job(f.file, f.path, (), f.size, f.mtime_ns) for f in found.files}
    problems = []
    for picture in _pictures(found.root):
        path = _spelt(picture.relative_to(found.root))
        try:
            jobs[path] = _job(picture, path)
        except OSError as error:  # it has gone in between
            problems.append(Problem(ProblemKind.UNREADABLE, path, error.strerror or str(error)))
    problems += [
        problem
        for problem in found.problems
        if problem.kind is not ProblemKind.UNSUPPORTED or problem.path not in jobs
    ]
    return Targets(tuple(jobs[path] for path in sorted(jobs)), tuple(problems))


def _pictures(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(("_", "."))]
        for name in names:
            file = Path(root, name)
            is_ours = suffix(name) in PICTURE_ENDINGS and not name.startswith(("_", "."))
            if is_ours and file.is_file() and not file.is_symlink():
                yield file


def _spelt(path: Path) -> str:
    """A path as text; names that are no UTF-8 get escapes."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _job(file: Path, path: str) -> Job:
    status = file.stat()
    return Job(file, path, (), status.st_size, status.st_mtime_ns)

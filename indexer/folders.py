"""Which folders the corpus and the index may be, checked before anything is written.

An index inside the corpus would be read as publications, a corpus inside the index or its caches
would be cleared away with them, and a home folder would be published.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import indexer
from indexer.errors import UsageError
from indexer.messages import message

_OF_AN_INDEX: Final = frozenset({"current", "lock"})
"""Of these a folder has at least one as soon as it is an index."""
_OF_THE_SYSTEM: Final = frozenset({"lost+found", "desktop.ini", "thumbs.db"})


def check_folders(corpus: Path, index: Path) -> None:
    """Refuse folders that would be in each other's way; links are followed.

    What the index needs beside it (its caches, what was withdrawn) is in the same folder as itself.

    Raises:
        UsageError: which folders, and why.
    """
    if index.name in ("", ".."):
        raise UsageError(
            message(
                "The index needs a folder of its own with a name, such as var/index, and not "
                '"{path}".',
                path=str(index),
            )
        )
    _refuse_private_corpus(corpus)
    _refuse_folders_in_each_other(corpus, index)
    if foreign := _foreign_file(index):
        raise UsageError(
            message(
                "The folder {index} is no index: it holds {name}. Name an empty folder, or one "
                "that does not exist yet, with --index, or the setting index.",
                index=str(index),
                name=foreign,
            )
        )


def _refuse_folders_in_each_other(corpus: Path, index: Path) -> None:
    if _is_inside(index, corpus):
        raise UsageError(
            message(
                "The index {index} is in the folder of the publications, {corpus}: its files would "
                "be taken for publications. Name another folder with --index, or the setting "
                "index.",
                index=str(index),
                corpus=str(corpus),
            )
        )
    for taken in (index, *_beside(index)):
        if _is_inside(corpus, taken):
            raise UsageError(
                message(
                    "The folder of the publications, {corpus}, is in a folder of the index, "
                    "{index}, where files are deleted. Name another folder with --index, or the "
                    "setting index.",
                    corpus=str(corpus),
                    index=str(taken),
                )
            )


def _refuse_private_corpus(corpus: Path) -> None:
    """Refuse a folder in which much more lies than publications."""
    private = [Path(indexer.__file__).parent]
    with contextlib.suppress(RuntimeError):  # this user has no home
        private.append(Path.home())
    if corpus.is_dir() and any(_is_inside(one, corpus) for one in private):
        raise UsageError(
            message(
                "The folder {corpus} holds more than publications, and all of its PDF and HTML "
                "files would be published. Put the publications into a folder of their own.",
                corpus=str(corpus),
            )
        )


def _beside(index: Path) -> Iterator[Path]:
    """What the index has beside it, by the names that `Settings` gives them."""
    for suffix in ("-ocr", "-views"):
        yield index.with_name(index.name + suffix)


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether `path` is `folder` or below it, by whatever names; neither need exist."""
    resolved, target = _resolved(path), _resolved(folder)
    if resolved.is_relative_to(target):
        return True
    # The same folder by another name: another case, or mounted twice.
    return any(_is_same(one, target) for one in (resolved, *resolved.parents))


def _resolved(path: Path) -> Path:
    return Path(os.path.normcase(os.path.realpath(path)))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _foreign_file(index: Path) -> str:
    """A file that does not belong to an index; empty if the folder is one or can become one."""
    try:
        names = sorted(one.name for one in index.iterdir())
    except OSError:  # it does not exist, or opening it will say that it is unreadable
        return ""
    if _OF_AN_INDEX & set(names):
        return ""
    return next((name for name in names if not _can_be_in_an_index(index / name)), "")


def _can_be_in_an_index(path: Path) -> bool:
    """Whether it is of the system, or left from an index that was not completed."""
    name = path.name.lower()
    is_hidden = name.startswith(".") or name in _OF_THE_SYSTEM
    return is_hidden or name.endswith(".building") or (path / "generation.json").exists()

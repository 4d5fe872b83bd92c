"""Finds the file that staff mean by what they typed in the column `file`."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from indexer.corpus.walk import Walk
from indexer.folding import fold_word

_MAX_PATH_CHARS: Final = 4096
_ESCAPED: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_QUOTES: Final = "\"'“”«»‘’ \u200b\u200e\u202a\u202c\ufeff"
"""What people put around a name, and what Windows puts before a path that is copied."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """What a typed name stands for.

    `typed` is the name without what does not matter (slashes, the corpus folder before it);
    `path` the file in the corpus (empty if there is none); `is_exact` says that it is named just
    so. `candidates` are files that are named like it.
    """

    typed: str
    path: str = ""
    is_exact: bool = False
    candidates: tuple[str, ...] = ()


def path_key(path: str) -> str:
    """The path for comparison: spreadsheets and file systems compose accents differently."""
    return unicodedata.normalize("NFC", path)


class TypedPaths:
    """Looks up what staff typed among the files of a walk."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._root = walk.root.name.casefold()
        self._found: dict[str, NamedFile] = {}
        self._present = {path_key(file.path): file.path for file in walk.files}

    def find(self, text: str) -> NamedFile:
        """The file that `text` names exactly; else the only one that it names approximately:
        without its ending or its folders, or with other capitals or accents.
        """
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def exact(self, path: str) -> str:
        """The path of the file that is there under this name, or cannot be read; else empty."""
        found = self._present.get(path_key(path), "")
        return found or (path if self._walk.is_unreadable(path) else "")

    def _find(self, text: str) -> NamedFile:
        forms = list(dict.fromkeys(self._forms(text[:_MAX_PATH_CHARS])))
        for typed in forms:
            if found := self.exact(typed):
                return NamedFile(typed, found, is_exact=True)
        for typed in forms:
            for names in self._approximate(typed):
                if len(names) == 1:
                    return NamedFile(typed, names[0], candidates=tuple(names))
                if names:
                    return NamedFile(typed, candidates=tuple(names))
        typed = forms[0] if forms else ""
        return NamedFile(typed, candidates=tuple(self._by_name[fold_word(_name(typed))]))

    def _forms(self, text: str) -> Iterator[str]:
        """The ways to understand what was typed, the most literal one first."""
        path = text.strip().replace("\\", "/")
        for form in (path, path.strip(_QUOTES)):
            yield from self._below_corpus(form)
            if _ESCAPED.search(form):
                yield from self._below_corpus(unquote(form))

    def _below_corpus(self, path: str) -> Iterator[str]:
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if parts:
            yield "/".join(parts)
            at = next((n for n, part in enumerate(parts) if part.casefold() == self._root), None)
            if at is not None and parts[at + 1 :]:
                yield "/".join(parts[at + 1 :])

    def _approximate(self, typed: str) -> Iterator[Sequence[str]]:
        folded = fold_word(typed)
        yield self._by_path[folded]
        yield self._by_stem[folded]
        if "/" not in typed:
            yield self._by_name[folded]
            yield self._by_name_stem[folded]

    @cached_property
    def _by_path(self) -> defaultdict[str, list[str]]:
        return self._index(fold_word)

    @cached_property
    def _by_stem(self) -> defaultdict[str, list[str]]:
        return self._index(lambda path: fold_word(_stem(path)))

    @cached_property
    def _by_name(self) -> defaultdict[str, list[str]]:
        return self._index(lambda path: fold_word(_name(path)))

    @cached_property
    def _by_name_stem(self) -> defaultdict[str, list[str]]:
        return self._index(lambda path: fold_word(_stem(_name(path))))

    def _index(self, name: Callable[[str], str]) -> defaultdict[str, list[str]]:
        return _grouped((name(path), path) for path in self._present.values())


def _grouped(pairs: Iterable[tuple[str, str]]) -> defaultdict[str, list[str]]:
    groups = defaultdict[str, list[str]](list)
    for name, path in pairs:
        groups[name].append(path)
    return groups


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _stem(path: str) -> str:
    return str(PurePosixPath(path).with_suffix("")) if path else ""

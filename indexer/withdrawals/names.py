"""The names that staff can give a publication, compared as people type them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

_SAME: Final = str.maketrans(
    {
        "\\": "/",
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    }
)
_INVISIBLE: Final = frozenset({"Mn", "Me", "Cf", "Cs"})
_WORD: Final = re.compile(r"[^\W_]+")
MIN_STEM_CHARS: Final = 4
"""Characters of a file's name without its ending that stand for the file."""
_ROUTES: Final = ("/passages", "/file", "/cite")
"""What can follow an identifier in an address of the service."""


class NameKind(IntEnum):
    """How surely a name means its publication when it stands in the middle of other words."""

    TITLE = 0
    WORD = 1
    """An identifier that can be a word of a sentence."""
    IDENTIFIER = 2
    PATH = 3
    """A path, the name of a file, a digest, or an address."""


@lru_cache(maxsize=1 << 16)  # a commit's names are folded again whenever the list changes
def fold_name(text: str) -> str:
    """`text` for comparison: without case, accents, invisible characters, and differences between
    slashes, hyphens, quotation marks and blanks.
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_SAME))
        text = "".join(c for c in decomposed if unicodedata.category(c) not in _INVISIBLE)
        text = text.casefold()
    return " ".join(text.translate(_SAME).lower().split())


def kind_of_identifier(identifier: str) -> NameKind:
    """Whether an identifier can be a word of a sentence."""
    return NameKind.WORD if identifier.isalpha() else NameKind.IDENTIFIER


def path_names(path: str) -> Iterator[str]:
    """The names of the file at `path` in the corpus: the path, and the name of the file alone, also
    without its ending, unless it is a word or a number then.
    """
    folded = fold_name(path)
    yield folded
    name = folded.rpartition("/")[2]
    yield name
    stem = name.rpartition(".")[0]
    if len(stem) >= MIN_STEM_CHARS and not stem.isalpha() and not stem.isdigit():
        yield stem


class NameTable:
    """Finds known names in a text; all of them are folded."""

    def __init__(self, named: Iterable[tuple[str, NameKind]]) -> None:
        self._kinds: dict[str, NameKind] = {}
        for name, kind in named:
            if name:
                self._kinds[name] = max(kind, self._kinds.get(name, kind))
        self._starts = {_start(name, 0) for name in self._kinds}
        self._longest = max(map(len, self._kinds), default=0)

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def kind(self, name: str) -> NameKind:
        """The kind of a known name."""
        return self._kinds[name]

    def longest_at(self, text: str, place: int, least: NameKind) -> str | None:
        """The longest name in the folded `text` that begins at `place`, is at least of the kind
        `least`, and does not end inside a word.
        """
        if _start(text, place) not in self._starts:
            return None
        for end in range(min(len(text), place + self._longest), place, -1):
            if _ends(text, end):
                name = text[place:end]
                if self._kinds.get(name, NameKind.TITLE - 1) >= least:
                    return name
        return None


def decoded(text: str) -> str:
    """`text` without percent-encoding; the same where it has none that is valid."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text


def _start(text: str, place: int) -> str:
    """The word that begins at `place`; the character there if it is not a letter."""
    match = _WORD.match(text, place)
    return match.group() if match else text[place : place + 1]


def _ends(text: str, end: int) -> bool:
    if end >= len(text):
        return True
    following, further = text[end], text[end + 1 : end + 2]
    if following.isalnum():
        return False
    if following == "/":
        return not further.isalnum() or text.startswith(_ROUTES, end)
    return following not in "-_." or not further.isalnum()

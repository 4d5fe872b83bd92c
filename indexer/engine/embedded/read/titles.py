"""Which publications are titled as a query: a reader who types a title wants that publication.

Titles are compared by their letters and digits, without case, accents, signs and blanks, so that
"Psico-social" is "psicosocial" and "C.I.D.H." is "CIDH"; function words at their ends do not count
("The Body Keeps the Score"). A title is also what stands before its subtitle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.analysis import fold
from indexer.engine.ast import And, Exact, FieldQuery, Node, Not, Phrase, RangeQuery, Word
from indexer.engine.cleaning import clean
from indexer.engine.embedded.format.segment import Ids
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.pacing import paced
from indexer.engine.wildcards import is_pattern
from indexer.languages import INDEXED_LANGUAGES

_SIGNS: Final = re.compile(r"[\W_]+")
# The dot of an abbreviation ("Dr. ", "Vol. ") ends no title.
_SUBTITLE: Final = re.compile(r"[:;?!]\s|(?<=\w{4})\.\s|(?<!\.)\.{2,}\s|\s[-–/|]\s|—")
_FUNCTION_WORDS: Final = frozenset(
    fold(word) for language in INDEXED_LANGUAGES for word in language.function_words
)


@dataclass(frozen=True, slots=True)
class TitleTable:
    """Hashes of titles, ascending, and the publication that has each: 12 bytes a title."""

    hashes: Ids
    publications: NDArray[np.int32]

    def titled(self, title: str) -> NDArray[np.int32]:
        """The publications with this title, a result of `_key`."""
        wanted = np.int64(hash(title))
        start, stop = (self.hashes.searchsorted(wanted, side) for side in ("left", "right"))
        return self.publications[start:stop]


def titled(snapshot: Snapshot, tree: Node) -> NDArray[np.int32]:
    """The publications, deleted and hidden ones among them, whose title is what `tree` asks for:
    words or phrases in this order, with any filters.
    """
    words = _words(tree)
    title = "" if words is None else _key(words)
    return table(snapshot).titled(title) if title else np.zeros(0, np.int32)


def table(snapshot: Snapshot) -> TitleTable:
    """The titles of a commit; what is hidden makes no difference."""
    whole = snapshot.whole
    return whole.tables.get("title_table", lambda: _table(whole))


def _table(snapshot: Snapshot) -> TitleTable:
    titles = (title for live in snapshot.segments for title in live.segment.titles)
    pairs = [
        (hash(key), publication)
        for publication, title in enumerate(paced(titles))
        for key in _keys(title)
    ]
    hashes = np.fromiter((own for own, _ in pairs), np.int64, len(pairs))
    publications = np.fromiter((number for _, number in pairs), np.int32, len(pairs))
    order = np.argsort(hashes, kind="stable")
    return TitleTable(hashes[order], publications[order])


def _keys(title: str) -> Iterable[str]:
    """The whole title and, where it has a subtitle, the main one."""
    main, *others = _SUBTITLE.split(title, maxsplit=1)
    written = (title, main) if others else (title,)
    return filter(None, {_key([part]) for part in written})


def _key(texts: Iterable[str]) -> str:
    """The letters and digits of the words, without function words at the ends."""
    written = fold(clean(" ".join(texts))).split()
    words = [word for piece in written if (word := _SIGNS.sub("", piece))]
    start, stop = 0, len(words)
    while start < stop and words[start] in _FUNCTION_WORDS:
        start += 1
    while start < stop and words[stop - 1] in _FUNCTION_WORDS:
        stop -= 1
    return "".join(words[start:stop] or words)


def _words(tree: Node) -> list[str] | None:
    """The words that the title has to be, in order; None if it can be in several ways."""
    found = list(_sought(tree))
    return None if None in found else [word for word in found if word is not None]


def _sought(node: Node) -> Iterator[str | None]:
    match node:
        case And(nodes):
            for inner in nodes:
                yield from _sought(inner)
        case FieldQuery("title", inner):
            yield from _sought(inner)
        case Word(text):
            yield text
        case Phrase(words, 0) if not any(map(is_pattern, words)):
            yield from words
        case Not() | Exact() | RangeQuery():
            return
        case _:
            yield None

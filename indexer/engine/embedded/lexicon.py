"""The words of a commit by publication: which publications have a word, and how often.

Only words that two publications have are here: one that is in a single publication may be a name.
What is in several fields, or with other accents, is one word (its folded form). The parts of a
compound are words; the compound itself is not. See `wordlist` for what else is none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Final

import numpy as np

from indexer.engine.embedded.arrays import Array, ranges
from indexer.engine.embedded.segment import Ids, Mask
from indexer.engine.embedded.snapshot import Leaf, Snapshot
from indexer.engine.embedded.source import between

FEWEST: Final = 2
"""Publications that must have a word before it is shown to anybody."""


@dataclass(frozen=True)
class Lexicon:
    """Folded words in order; word i is in `publications[starts[i]:starts[i + 1]]` (ascending),
    `counts` times each, title, subjects and description included.
    """

    words: list[str]
    starts: Ids
    publications: Array
    counts: Array

    @cached_property
    def by_length(self) -> dict[int, list[str]]:
        """The words of each number of characters, in order."""
        found: dict[int, list[str]] = {}
        for word in self.words:
            found.setdefault(len(word), []).append(word)
        return found

    def row(self, word: str) -> int:
        """The row of the first word that is not before `word`."""
        return bisect_left(self.words, word)

    def spread(self, words: Ids, visible: Mask | None = None) -> Ids:
        """In how many publications each of `words` is; of the `visible` ones, where given."""
        starts, sizes = self.starts[words], self.starts[words + 1] - self.starts[words]
        if visible is None:
            return sizes
        seen = visible[self.publications[ranges(starts, sizes)]]
        behind = np.append(0, np.cumsum(seen))
        ends = np.cumsum(sizes)
        found: Ids = behind[ends] - behind[ends - sizes]
        return found


def lexicon(snapshot: Snapshot) -> Lexicon:
    """All words of `snapshot`, put together when first asked for."""
    return snapshot.derived("lexicon", lambda: beginning(snapshot, ""))


def beginning(snapshot: Snapshot, base: str) -> Lexicon:
    """The words that begin so; nothing is remembered."""
    start = base.encode("utf-8", "replace")  # half a character begins no word
    parts = [_part(snapshot, leaf, start) for leaf in snapshot.leaves]
    merged = parts[0] if len(parts) == 1 else _merged(parts)
    worth = merged.sizes >= FEWEST
    kept = np.repeat(worth, merged.sizes)
    return Lexicon(
        [word.decode() for word in compress(merged.words, worth.tolist())],
        np.append(0, np.cumsum(merged.sizes[worth])),
        merged.publications[kept],
        merged.counts[kept],
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """Some words, in how many publications each is, and for each of these pairs its count."""

    words: list[bytes]
    sizes: Ids
    publications: Array
    counts: Array


def _part(snapshot: Snapshot, leaf: Leaf, base: bytes) -> _Part:
    """The words of one segment that begin so, and the publications that readers may find."""
    segment = leaf.segment
    rows = segment.words.rows(base)
    starts = segment.word_starts[rows.start : rows.stop + 1].astype(np.int64)
    first, last = int(starts[0]), int(starts[-1])
    publications = segment.word_publications.part(first, last)
    before = int(snapshot.publication_of[leaf.offset])
    if before:
        publications = publications.astype(np.uint32) + np.uint32(before)
    counts = segment.word_counts.part(first, last)
    words, sizes = segment.words.part(rows), between(starts)
    if leaf.alive is None:
        return _Part(words, sizes, publications, counts)
    kept = snapshot.live[publications]
    sizes = between(np.append(0, np.cumsum(kept))[starts - first])
    return _Part(words, sizes, publications[kept], counts[kept])


def _merged(parts: Sequence[_Part]) -> _Part:
    """The words of consecutive segments, whose publications follow each other too."""
    words = sorted(set().union(*(part.words for part in parts)))
    number = {word: row for row, word in enumerate(words)}
    owners = [
        np.repeat(np.fromiter(map(number.__getitem__, p.words), np.int64, len(p.words)), p.sizes)
        for p in parts
    ]
    of_word = np.concatenate([np.zeros(0, np.int64), *owners])
    order = np.argsort(of_word, kind="stable")
    return _Part(
        words,
        np.bincount(of_word, minlength=len(words)),
        np.concatenate([np.zeros(0, np.uint32), *(part.publications for part in parts)])[order],
        np.concatenate([np.zeros(0, np.uint16), *(part.counts for part in parts)])[order],
    )

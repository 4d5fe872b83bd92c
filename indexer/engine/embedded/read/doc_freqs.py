"""The vocabulary of a commit by publication: which publications have a word, and how often.

Only words in `MIN_PUBLICATIONS` publications are included: a word in a single one may be a name.
A word is a folded form, in whichever fields and with whichever accents. The parts of a compound are
words; the compound itself is not.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Final

import numpy as np

from indexer.engine.embedded.format.array_file import Array, concat_ranges
from indexer.engine.embedded.format.merge_source import chunk_rows, row_sizes
from indexer.engine.embedded.format.schema import SEPARATOR
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read.snapshot import LiveSegment, Snapshot
from indexer.engine.pacing import paced
from indexer.engine.port import MIN_PUBLICATIONS

_SEPARATOR: Final = SEPARATOR.encode()
_HAS_THREE_LETTERS: Final = re.compile(r"(?:[\d_]*[^\W\d_]){3}")
"""Words with fewer letters are initials and function words."""
_NO_ROWS: Final = np.zeros(0, np.int64)
_TERMS_AT_ONCE: Final = 1 << 14


@dataclass(frozen=True)
class DocFreqs:
    """Folded words in order. Word i is in `publications[starts[i]:starts[i + 1]]` (ascending), as
    often as the same part of `counts` says, title, subjects and description included.
    """

    words: list[str]
    starts: Ids
    publications: Array
    counts: Array

    @property
    def nbytes(self) -> int:
        """Size of the arrays in memory."""
        return self.starts.nbytes + self.publications.nbytes + self.counts.nbytes

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

    def frequencies(self, rows: Ids, visible: Mask | None = None) -> Ids:
        """The document frequency of the word in each row (among `visible`, if given)."""
        starts, sizes = self.starts[rows], self.starts[rows + 1] - self.starts[rows]
        if visible is None:
            return sizes
        seen = visible[self.publications[concat_ranges(starts, sizes)]]
        behind = np.append(0, np.cumsum(seen))
        ends = np.cumsum(sizes)
        found: Ids = behind[ends] - behind[ends - sizes]
        return found


def doc_freqs(snapshot: Snapshot) -> DocFreqs:
    """The vocabulary of `snapshot`, computed on first use."""
    return snapshot.tables.get("doc_freqs", lambda: _doc_freqs(snapshot))


@dataclass(frozen=True, slots=True)
class _Part:
    """The words of one segment, and the count of each pair of a word and a publication."""

    words: list[bytes]
    sizes: Ids
    publications: Array
    counts: Array


def _doc_freqs(snapshot: Snapshot) -> DocFreqs:
    # Other threads search meanwhile. So there is no call that holds the interpreter for long: no
    # sorting of all words, no conversion of all of them at once.
    parts = [_part(snapshot, live) for live in snapshot.segments]
    words, places = _merge_words([part.words for part in parts])
    sizes = np.zeros(len(words), np.int64)
    for part, place in zip(parts, places, strict=True):
        sizes[place] += part.sizes
    shown = [
        size >= MIN_PUBLICATIONS and _HAS_THREE_LETTERS.match(word.decode()) is not None
        for word, size in paced(zip(words, sizes.tolist(), strict=True))
    ]
    is_shown = np.array(shown, bool)
    kept = [
        np.flatnonzero(_repeat(is_shown[place], part.sizes))
        for part, place in zip(parts, places, strict=True)
    ]
    publications = [part.publications[own] for part, own in zip(parts, kept, strict=True)]
    counts = [part.counts[own] for part, own in zip(parts, kept, strict=True)]
    if len(parts) != 1:  # the publications of one segment come after those of the one before
        owners = [
            _repeat(place, part.sizes)[own]
            for part, place, own in zip(parts, places, kept, strict=True)
        ]
        order = np.argsort(np.concatenate([_NO_ROWS, *owners]), kind="stable")
        publications = [np.concatenate([np.zeros(0, np.uint32), *publications])[order]]
        counts = [np.concatenate([np.zeros(0, np.uint32), *counts])[order]]
    return DocFreqs(
        [word.decode() for word, is_one in paced(zip(words, shown, strict=True)) if is_one],
        np.append(0, np.cumsum(sizes[is_shown])),
        publications[0],
        counts[0],
    )


def _repeat(values: Array, sizes: Ids) -> Array:
    """`np.repeat` in pieces: it holds the interpreter (70 ms for all of 75,000 passages)."""
    pieces = [
        np.repeat(values[rows.start : rows.stop], sizes[rows.start : rows.stop])
        for rows in chunk_rows(sizes)
    ]
    return np.concatenate([values[:0], *pieces])


def _merge_words(parts: Sequence[list[bytes]]) -> tuple[list[bytes], list[Ids]]:
    """All words of sorted lists, and where those of each list are among them."""
    if len(parts) == 1:
        return parts[0], [np.arange(len(parts[0]))]
    words = [word for word, _ in groupby(paced(heapq.merge(*parts)))]
    number = {word: place for place, word in paced(enumerate(words))}
    return words, [np.array([number[word] for word in paced(part)], np.int64) for part in parts]


def _part(snapshot: Snapshot, live: LiveSegment) -> _Part:
    segment = live.segment
    bases: list[bytes] = []
    for start in range(0, len(segment.terms), _TERMS_AT_ONCE):
        rows = range(start, min(start + _TERMS_AT_ONCE, len(segment.terms)))
        bases += [key.split(_SEPARATOR, 1)[0] for key in paced(segment.terms.part(rows))]
    first = (
        np.flatnonzero([True, *(a != b for a, b in paced(pairwise(bases)))]) if bases else _NO_ROWS
    )
    bounds = segment.posting_starts[np.append(first, len(bases))].astype(np.int64)
    found = [_pairs(snapshot, live, bounds, words) for words in chunk_rows(row_sizes(bounds))]
    sizes = np.concatenate([_NO_ROWS, *(pairs.sizes for pairs in found)])
    there = np.flatnonzero(sizes)
    return _Part(
        [bases[row] for row in paced(first[there].tolist())],
        sizes[there],
        np.concatenate([np.zeros(0, np.uint32), *(pairs.publications for pairs in found)]),
        np.concatenate([np.zeros(0, np.uint32), *(pairs.counts for pairs in found)]),
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    sizes: Ids
    publications: Array
    counts: Array


def _pairs(snapshot: Snapshot, live: LiveSegment, bounds: Ids, words: range) -> _Pairs:
    """The publications of consecutive words, whose postings begin at `bounds`."""
    segment = live.segment
    starts = bounds[words.start : words.stop + 1]
    documents = segment.posting_documents.part(int(starts[0]), int(starts[-1]))
    counts = segment.posting_counts.part(int(starts[0]), int(starts[-1])).astype(np.int64)
    owners = snapshot.publication_of[documents + np.int64(live.offset)]
    of_word = np.repeat(np.arange(len(words)), row_sizes(starts))
    keys = of_word * snapshot.publication_count + owners
    keys, counts = _summed(keys, counts)
    order = np.argsort(keys, kind="stable")  # a word has several terms
    keys, counts = _summed(keys[order], counts[order])
    kept = snapshot.live[keys % snapshot.publication_count]
    keys, counts = keys[kept], counts[kept]
    sizes = np.bincount(keys // snapshot.publication_count, minlength=len(words))
    return _Pairs(
        sizes, (keys % snapshot.publication_count).astype(np.uint32), counts.astype(np.uint32)
    )


def _summed(keys: Ids, counts: Ids) -> tuple[Ids, Ids]:
    """Each run of equal keys once, with the sum of its counts."""
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    return keys[first], np.add.reduceat(counts, first) if len(first) else counts

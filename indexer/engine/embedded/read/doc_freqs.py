"""The vocabulary of a commit by publication: which publications have a word, and how often.

Only words in `MIN_PUBLICATIONS` publications are included: a word in a single one may be a name.
A word is a folded form, in whichever fields and with whichever accents. The parts of "psico-social"
are words; what it reads is not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.embedded.format.array_file import Array, concat_ranges, contains
from indexer.engine.embedded.format.merge_source import chunk_rows, row_sizes
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read.letter_sets import LetterSets, letter_sets
from indexer.engine.embedded.read.lexicon import lexicon
from indexer.engine.embedded.read.snapshot import LiveSegment, Snapshot
from indexer.engine.pacing import paced
from indexer.engine.port import MIN_PUBLICATIONS

_HAS_THREE_LETTERS: Final = re.compile(r"(?:[\d_]*[^\W\d_]){3}")
"""Words with fewer letters are initials and function words."""
_NO_ROWS: Final = np.zeros(0, np.int64)


@dataclass(frozen=True)
class DocFreqs:
    """Folded words in order. Word i is in `publications[starts[i]:starts[i + 1]]` (ascending), as
    often as the same part of `counts` says, title, subjects and description included. `numbers` are
    the words' rows in the lexicon.
    """

    words: list[str]
    numbers: Ids
    starts: Ids
    publications: Array
    counts: Array

    @property
    def nbytes(self) -> int:
        """Size of the arrays in memory."""
        return (
            self.numbers.nbytes + self.starts.nbytes + self.publications.nbytes + self.counts.nbytes
        )

    @cached_property
    def characters(self) -> Ids:
        """The number of characters of each word."""
        return np.fromiter(map(len, self.words), np.int64, len(self.words))

    @cached_property
    def letters(self) -> LetterSets:
        """The letters of each word."""
        return letter_sets(self.words)

    def row(self, word: str) -> int:
        """The row of the first word that is not before `word`."""
        return bisect_left(self.words, word)

    def has(self, row: int, word: str) -> bool:
        """Whether `word` is in the row that `row` gave for it."""
        return row < len(self.words) and self.words[row] == word

    def pair_count(self, rows: Ids) -> int:
        """The number of pairs of a word and a publication in these rows."""
        return int((self.starts[rows + 1] - self.starts[rows]).sum())

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

    def all_frequencies(self, visible: Mask) -> NDArray[np.int32]:
        """The document frequencies of all words among `visible`."""
        found = np.zeros(len(self.words), np.int32)
        for rows in chunk_rows(row_sizes(self.starts)):
            bounds = self.starts[rows.start : rows.stop + 1]
            seen = visible[self.publications[bounds[0] : bounds[-1]]]
            behind = np.append(0, np.cumsum(seen))
            found[rows.start : rows.stop] = row_sizes(behind[bounds - bounds[0]])
        return found


def doc_freqs(snapshot: Snapshot) -> DocFreqs:
    """The vocabulary of `snapshot`, computed on first use."""
    whole = snapshot.whole
    known = whole.tables.get("doc_freqs", lambda: _doc_freqs(whole))
    if snapshot is whole:
        return known
    return snapshot.tables.get("doc_freqs", lambda: _without_hidden(known, snapshot))


@dataclass(frozen=True, slots=True)
class _Part:
    """The words of one segment, as rows of the lexicon, and the count of each pair of a word and a
    publication.
    """

    words: Ids
    sizes: Ids
    publications: Array
    counts: Array


def _doc_freqs(snapshot: Snapshot) -> DocFreqs:
    # Other threads search meanwhile. So there is no call that holds the interpreter for long: no
    # sorting of all words, no conversion of all of them at once.
    known = lexicon(snapshot)
    parts = [
        _part(snapshot, live, own)
        for live, own in zip(snapshot.segments, known.numbers, strict=True)
    ]
    sizes = np.zeros(len(known), np.int64)
    for part in parts:
        sizes[part.words] += part.sizes
    rows = np.flatnonzero(sizes >= MIN_PUBLICATIONS).tolist()
    shown = [
        (row, word) for row in paced(rows) if _HAS_THREE_LETTERS.match(word := known.form(row))
    ]
    is_shown = np.zeros(len(known), bool)
    is_shown[[row for row, _ in shown]] = True
    kept = [np.flatnonzero(_repeat(is_shown[part.words], part.sizes)) for part in parts]
    publications = [part.publications[own] for part, own in zip(parts, kept, strict=True)]
    counts = [part.counts[own] for part, own in zip(parts, kept, strict=True)]
    if len(parts) != 1:  # the publications of one segment come after those of the one before
        owners = [
            _repeat(part.words, part.sizes)[own] for part, own in zip(parts, kept, strict=True)
        ]
        order = np.argsort(np.concatenate([_NO_ROWS, *owners]), kind="stable")
        publications = [np.concatenate([np.zeros(0, np.uint32), *publications])[order]]
        counts = [np.concatenate([np.zeros(0, np.uint32), *counts])[order]]
    return DocFreqs(
        [word for _, word in shown],
        np.flatnonzero(is_shown),
        np.append(0, np.cumsum(sizes[is_shown])),
        publications[0],
        counts[0],
    )


def _without_hidden(known: DocFreqs, snapshot: Snapshot) -> DocFreqs:
    """The vocabulary that is left when what `snapshot` hides is taken away."""
    counts = known.counts
    places, often = _in_hidden_passages(known, snapshot)
    if len(places):
        counts = counts.copy()
        counts[places] -= often.astype(counts.dtype)
    kept = snapshot.live[known.publications] & (counts > 0)
    behind = np.append(0, np.cumsum(kept))[known.starts]
    shown = np.diff(behind) >= MIN_PUBLICATIONS
    kept &= _repeat(shown, row_sizes(known.starts))
    return DocFreqs(
        list(compress(known.words, shown.tolist())),
        known.numbers[shown],
        np.append(0, np.cumsum(np.diff(behind)[shown])),
        known.publications[kept],
        counts[kept],
    )


def _in_hidden_passages(known: DocFreqs, snapshot: Snapshot) -> tuple[Ids, Ids]:
    """The pairs of a word and a publication that stand in hidden passages of publications which are
    not hidden themselves, by their places, and how often.
    """
    hidden = snapshot.whole.alive & ~snapshot.alive & snapshot.live[snapshot.publication_of]
    if not hidden.any():
        return _NO_ROWS, _NO_ROWS
    found = [
        _hidden_pairs(live, numbers, hidden)
        for live, numbers in zip(snapshot.segments, lexicon(snapshot).numbers, strict=True)
    ]
    numbers = np.concatenate([numbers for numbers, _, _ in found])
    documents = np.concatenate([documents for _, documents, _ in found])
    counts = np.concatenate([counts for _, _, counts in found])
    kept = contains(known.numbers, numbers)
    rows = np.searchsorted(known.numbers, numbers[kept])
    wanted = rows * snapshot.publication_count + snapshot.publication_of[documents[kept]]
    owners = _repeat(np.arange(len(known.words)), row_sizes(known.starts))
    places = np.searchsorted(owners * snapshot.publication_count + known.publications, wanted)
    unique, back = np.unique(places, return_inverse=True)
    return unique, np.bincount(back, counts[kept], len(unique)).astype(np.int64)


def _hidden_pairs(live: LiveSegment, numbers: Array, hidden: Mask) -> tuple[Ids, Ids, Ids]:
    """The words (rows of the lexicon), documents and counts of hidden documents of one segment."""
    segment = live.segment
    own = hidden[live.offset : live.offset + segment.document_count]
    starts = segment.posting_starts.astype(np.int64)
    words, documents, counts = [_NO_ROWS], [_NO_ROWS], [_NO_ROWS]
    for terms in chunk_rows(row_sizes(starts)) if own.any() else ():
        start, stop = starts[[terms.start, terms.stop]].tolist()
        every = segment.posting_documents.part(start, stop)
        at = np.flatnonzero(own[every])
        term = np.searchsorted(starts, at + start, "right") - 1
        words.append(numbers[term].astype(np.int64))
        documents.append(every[at].astype(np.int64) + live.offset)
        counts.append(segment.posting_counts.part(start, stop)[at].astype(np.int64))
    return np.concatenate(words), np.concatenate(documents), np.concatenate(counts)


def _repeat(values: Array, sizes: Ids) -> Array:
    """`np.repeat` in pieces: it holds the interpreter (70 ms for all of 75,000 passages)."""
    pieces = [
        np.repeat(values[rows.start : rows.stop], sizes[rows.start : rows.stop])
        for rows in chunk_rows(sizes)
    ]
    return np.concatenate([values[:0], *pieces])


def _part(snapshot: Snapshot, live: LiveSegment, numbers: Array) -> _Part:
    segment = live.segment
    first = np.flatnonzero(np.diff(numbers, prepend=-1))
    bounds = segment.posting_starts[np.append(first, len(numbers))].astype(np.int64)
    found = [_pairs(snapshot, live, bounds, words) for words in chunk_rows(row_sizes(bounds))]
    sizes = np.concatenate([_NO_ROWS, *(pairs.sizes for pairs in found)])
    there = np.flatnonzero(sizes)
    return _Part(
        numbers[first[there]].astype(np.int64),
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

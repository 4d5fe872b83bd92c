"""All folded forms of a commit as one sorted text, and what its terms cost to evaluate.

Patterns are matched against this text at once, and the vocabulary is counted by its rows. It does
not depend on what is hidden; how many postings a term has left does (`term_sizes`).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.embedded.format.array_file import Array
from indexer.engine.embedded.format.merge_source import chunk_rows, row_sizes
from indexer.engine.embedded.format.schema import SEPARATOR
from indexer.engine.embedded.format.segment import Ids, Mask, Segment
from indexer.engine.embedded.format.string_table import END
from indexer.engine.embedded.read.snapshot import LiveSegment, Snapshot
from indexer.engine.pacing import paced

_SEPARATOR: Final = SEPARATOR.encode()
_TERMS_AT_ONCE: Final = 1 << 14
_LAST: Final = END  # sorts after every form with the same prefix


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Folded form i is text[starts[i]:ends[i]], in ascending order; each is followed by `END`.

    `characters` is the length of each form; `numbers` has for each segment the form of each term.
    """

    text: NDArray[np.uint8]
    starts: Ids
    ends: Ids
    characters: Ids
    numbers: list[NDArray[np.int32]]

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def nbytes(self) -> int:
        """Size of the arrays in memory."""
        return self.text.nbytes + self.starts.nbytes * 3 + sum(own.nbytes for own in self.numbers)

    def form(self, number: int) -> str:
        """One folded form."""
        return self.text[self.starts[number] : self.ends[number]].tobytes().decode()

    def forms(self, numbers: Ids) -> list[str]:
        """Some folded forms."""
        pairs = zip(self.starts[numbers].tolist(), self.ends[numbers].tolist(), strict=True)
        text = self.text
        return [text[start:end].tobytes().decode() for start, end in pairs]

    def with_prefix(self, prefix: bytes) -> range:
        """The numbers of all forms that begin with `prefix`."""
        if not prefix:
            return range(len(self))
        return range(self._first_from(prefix), self._first_from(prefix + _LAST))

    def _first_from(self, wanted: bytes) -> int:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.text[self.starts[middle] : self.ends[middle]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        return low


def lexicon(snapshot: Snapshot) -> Lexicon:
    """The folded forms of a commit."""
    whole = snapshot.whole
    return whole.tables.get("lexicon", lambda: _lexicon(whole.segments))


def _lexicon(segments: Sequence[LiveSegment]) -> Lexicon:
    # Other threads search meanwhile. So there is no call that holds the interpreter for long: no
    # sorting of all words, no conversion of all of them at once.
    parts = [_distinct(live.segment) for live in segments]
    words, places = _merge_words([words for words, _ in parts])
    text = np.frombuffer(b"".join(word + END for word in paced(words)), np.uint8)
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    ends = np.cumsum(sizes + 1) - 1
    starts = ends - sizes
    # All bytes but those that continue a character (UTF-8).
    before = np.append(0, np.cumsum((text & 0xC0) != 0x80, dtype=np.int64))
    numbers = [place[own].astype(np.int32) for place, (_, own) in zip(places, parts, strict=True)]
    return Lexicon(text, starts, ends, before[ends] - before[starts], numbers)


def _distinct(segment: Segment) -> tuple[list[bytes], Ids]:
    """The folded forms of a segment, each once, and which of them each term has."""
    words: list[bytes] = []
    own = np.zeros(len(segment.terms), np.int64)
    for start in range(0, len(segment.terms), _TERMS_AT_ONCE):
        rows = range(start, min(start + _TERMS_AT_ONCE, len(segment.terms)))
        for row, key in paced(zip(rows, segment.terms.part(rows), strict=True)):
            word = key.split(_SEPARATOR, 1)[0]
            if not words or words[-1] != word:
                words.append(word)
            own[row] = len(words) - 1
    return words, own


def _merge_words(parts: Sequence[list[bytes]]) -> tuple[list[bytes], list[Ids]]:
    """All words of sorted lists, and where those of each list are among them."""
    if len(parts) == 1:
        return parts[0], [np.arange(len(parts[0]))]
    words = [word for word, _ in groupby(paced(heapq.merge(*parts)))]
    number = {word: place for place, word in paced(enumerate(words))}
    return words, [np.array([number[word] for word in paced(part)], np.int64) for part in parts]


@dataclass(frozen=True, slots=True)
class TermSizes:
    """How many postings and positions each term has in the documents of a snapshot, by segment."""

    postings: list[Ids]
    positions: list[Ids]


def term_sizes(snapshot: Snapshot) -> TermSizes:
    """The sizes of all terms, without deleted and hidden documents.

    What a query may cost is measured by them: with other sizes, what is hidden could be noticed by
    what is left out of an answer.
    """
    return snapshot.tables.get("term_sizes", lambda: _term_sizes(snapshot))


def _term_sizes(snapshot: Snapshot) -> TermSizes:
    found = [_sizes(live) for live in snapshot.segments]
    return TermSizes([postings for postings, _ in found], [positions for _, positions in found])


def _sizes(live: LiveSegment) -> tuple[Ids, Ids]:
    segment = live.segment
    postings, positions = row_sizes(segment.posting_starts), row_sizes(segment.position_starts)
    if live.alive is None:
        return postings, positions
    starts = segment.posting_starts.astype(np.int64)
    for terms in chunk_rows(postings):
        bounds = starts[terms.start : terms.stop + 1]
        documents = segment.posting_documents.part(int(bounds[0]), int(bounds[-1]))
        counts = segment.posting_counts.part(int(bounds[0]), int(bounds[-1]))
        kept = live.alive[documents]
        own = bounds - bounds[0]
        postings[terms.start : terms.stop] = _sums(kept, own)
        positions[terms.start : terms.stop] = _sums(np.where(kept, counts, 0), own)
    return postings, positions


def _sums(values: Array, bounds: Ids) -> Ids:
    """The sum of the values between each two of `bounds`."""
    behind = np.append(0, np.cumsum(values, dtype=np.int64))
    return row_sizes(behind[bounds])


def visible_forms(snapshot: Snapshot) -> Mask:
    """Which forms of the lexicon occur in a document that is neither deleted nor hidden."""

    def make() -> Mask:
        known = lexicon(snapshot)
        found = np.zeros(len(known), bool)
        for numbers, sizes in zip(known.numbers, term_sizes(snapshot).postings, strict=True):
            found[numbers[sizes > 0]] = True
        return found

    return snapshot.tables.get("visible_forms", make)

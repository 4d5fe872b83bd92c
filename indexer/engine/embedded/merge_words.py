"""Words by publication (`wordlist`) of several segments -> those of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engine.embedded.arrays import Array, ArrayFileWriter, smallest, write_starts
from indexer.engine.embedded.interleave import interleaved, own_rows, spread
from indexer.engine.embedded.segment import Ids
from indexer.engine.embedded.source import Source, between, chunks
from indexer.engine.embedded.strings import merged, write_strings


def merge_words(file: ArrayFileWriter, sources: Sequence[Source]) -> None:
    """Write the words that are left in the sources."""
    parts = [_Words(source, _sizes(source), before) for source, before in _with_offsets(sources)]
    table = merged([source.segment.words for source in sources], [p.sizes > 0 for p in parts])
    total = np.zeros(len(table.strings), np.int64)
    for rows, part in zip(table.rows, parts, strict=True):
        total += spread(rows, part.sizes, range(len(total)))
    write_strings(file, "word", table.strings)
    write_starts(file, "word.start", total)
    count, pairs = sum(map(_count, sources)), int(total.sum())
    counted = np.result_type(*(source.segment.word_counts.part(0, 0) for source in sources))
    publications = file.reserve("word.publication", smallest(count), pairs)
    counts = file.reserve("word.frequency", counted, pairs)
    merged_rows = list(chunks(total))
    own = [own_rows(rows, merged_rows) for rows in table.rows]
    for chunk, *ranges in zip(merged_rows, *own, strict=True):
        found = [part.pairs(rows) for part, rows in zip(parts, ranges, strict=True)]
        sizes = [
            spread(new[rows.start : rows.stop], part.sizes[rows.start : rows.stop], chunk)
            for new, part, rows in zip(table.rows, parts, ranges, strict=True)
        ]
        joined = interleaved([pair.publications for pair in found], sizes)
        publications.append(joined.astype(smallest(count)))
        counts.append(interleaved([pair.counts for pair in found], sizes).astype(counted))


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Publications as numbered in the merged segment, and how often a word is in each."""

    publications: Ids
    counts: Array


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a source: in how many publications that go in each is, and how many of those
    come before the source's.
    """

    source: Source
    sizes: Ids
    before: int

    def pairs(self, rows: range) -> _Pairs:
        """The pairs of consecutive words that go in."""
        segment = self.source.segment
        start, stop = segment.word_starts[[rows.start, rows.stop]].tolist()
        publications = segment.word_publications.part(start, stop)
        counts = segment.word_counts.part(start, stop)
        kept = self.source.publications
        numbers = np.cumsum(kept) - 1 + self.before
        there = kept[publications]
        return _Pairs(numbers[publications[there]], counts[there])


def _sizes(source: Source) -> Ids:
    """In how many publications that go in each word is."""
    segment = source.segment
    if source.untouched:
        return between(segment.word_starts)
    kept = source.publications[segment.word_publications.whole()]
    return between(np.append(0, np.cumsum(kept))[segment.word_starts])


def _count(source: Source) -> int:
    return int(np.count_nonzero(source.publications))


def _with_offsets(sources: Sequence[Source]) -> list[tuple[Source, int]]:
    """Each source with the number of publications before its own."""
    before = np.cumsum([0, *map(_count, sources)])
    return list(zip(sources, before.tolist(), strict=False))

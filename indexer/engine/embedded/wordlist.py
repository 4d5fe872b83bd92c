"""A segment's words by publication, as they are written: which publications have a word, how often.

Everything follows from the postings, but would take a second for a large index: so it is written
when they are, and read where words are told to readers (`lexicon`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from indexer.engine.embedded.arrays import Array, ArrayFileWriter, narrowed, write_starts
from indexer.engine.embedded.schema import SEPARATOR
from indexer.engine.embedded.segment import Ids
from indexer.engine.embedded.source import between, chunks
from indexer.engine.embedded.strings import write_strings

# Words with fewer letters than three are initials, function words and numbers.
_LETTERS: Final = re.compile(r"(?:\d*[^\W\d_]){3}")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Of consecutive words the publications of each (ascending), and how often it is there (65,535
    stands for more).
    """

    sizes: Ids
    publications: Array
    counts: Array


@dataclass(frozen=True, slots=True)
class TermPostings:
    """The postings of all terms in order: of each term its key and how many it has."""

    keys: Sequence[str]
    sizes: Ids
    documents: Array
    counts: Array


def write_words(file: ArrayFileWriter, postings: TermPostings, owners: Ids) -> None:
    """Write the words of a segment; `owners` is the publication of each document."""
    bases = [key.partition(SEPARATOR)[0] for key in postings.keys]
    first = np.flatnonzero([True, *(a != b for a, b in pairwise(bases))][: len(bases)])
    bounds = np.append(0, np.cumsum(postings.sizes))[np.append(first, len(bases))]
    words = [bases[row] for row in first.tolist()]
    listed = np.array([_LETTERS.match(word) is not None for word in words], bool)
    parts = [_listed(_pairs(postings, bounds, part, owners), listed, part)
             for part in chunks(between(bounds))]  # fmt: skip
    sizes = np.concatenate([np.zeros(0, np.int64), *(part.sizes for part in parts)])
    publications = np.concatenate([np.zeros(0, np.uint32), *(part.publications for part in parts)])
    counts = np.concatenate([np.zeros(0, np.uint16), *(part.counts for part in parts)])
    kept = [word.encode() for word, good in zip(words, listed.tolist(), strict=True) if good]
    write_strings(file, "word", kept)
    write_starts(file, "word.start", sizes)
    file.add("word.publication", narrowed(publications))
    file.add("word.frequency", narrowed(counts))


def _listed(pairs: Pairs, listed: Array, words: range) -> Pairs:
    """Those of the listed ones of consecutive words."""
    wanted = listed[words.start : words.stop]
    kept = np.repeat(wanted, pairs.sizes)
    counts = np.minimum(pairs.counts[kept], 0xFFFF).astype(np.uint16)
    return Pairs(pairs.sizes[wanted], pairs.publications[kept].astype(np.uint32), counts)


def _pairs(postings: TermPostings, bounds: Ids, words: range, owners: Ids) -> Pairs:
    """The publications of consecutive words, whose postings begin at `bounds`."""
    starts = bounds[words.start : words.stop + 1]
    part = slice(int(starts[0]), int(starts[-1]))
    count = int(owners[-1]) + 1 if len(owners) else 1
    of_word = np.repeat(np.arange(len(words)), between(starts))
    keys = of_word * count + owners[postings.documents[part]]
    keys, counts = _summed(keys, postings.counts[part].astype(np.int64))
    order = np.argsort(keys, kind="stable")  # a word has several terms
    keys, counts = _summed(keys[order], counts[order])
    return Pairs(np.bincount(keys // count, minlength=len(words)), keys % count, counts)


def _summed(keys: Ids, counts: Ids) -> tuple[Ids, Ids]:
    """Each run of equal keys once, with the sum of its counts."""
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    return keys[first], np.add.reduceat(counts, first) if len(first) else counts

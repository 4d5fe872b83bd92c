"""Words that somebody may have meant who typed another: words that sound alike, or are similar."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice
from string import ascii_lowercase
from typing import Final

import numpy as np

from indexer.engine.analysis import edit_distances, fold, lowercase
from indexer.engine.embedded.format.array_file import contains
from indexer.engine.embedded.format.segment import Ids
from indexer.engine.embedded.read.doc_freqs import doc_freqs
from indexer.engine.embedded.read.sound_index import sound_index
from indexer.engine.embedded.read.vocabulary import Vocabulary
from indexer.engine.port import Spelling
from indexer.engine.sounds import alike_in

TWO_EDITS_FROM: Final = 6
"""Letters from which on two edits are a slip of the hand, and not another word."""


def sounding_like(
    vocabulary: Vocabulary, word: str, limit: int, languages: Collection[str]
) -> list[Spelling]:
    """The words that sound alike (see `port.Reader.words_that_sound_like`)."""
    return list(islice(_alike(vocabulary, lowercase(word), languages), limit)) if word else []


def written_like(vocabulary: Vocabulary, word: str, limit: int) -> list[Spelling]:
    """The words that are written alike (see `port.Reader.words_written_like`)."""
    base = fold(word)
    if not base:
        return []
    edits = 2 if len(base) >= TWO_EDITS_FROM else 1
    near = vocabulary.near(base, vocabulary.with_first_letter(base, edits), edits)
    rows = np.append(near, vocabulary.near(base, _with_other_first_letter(vocabulary, base), 1))
    return list(islice(_spelled(vocabulary, rows), limit))


def _with_other_first_letter(vocabulary: Vocabulary, base: str) -> Ids:
    """The rows of the words that differ by an edit of the first letter; all behind it is equal."""
    rest, letters = base[1:], ascii_lowercase.replace(base[0], "")
    swapped = f"{rest[:1]}{base[0]}{rest[1:]}"
    words = {rest, swapped, *(a + rest for a in letters), *(a + base for a in letters)}
    known = doc_freqs(vocabulary.snapshot)
    rows = ((known.row(word), word) for word in sorted(words))
    return np.array([row for row, word in rows if known.has(row, word)], np.int64)


def _alike(vocabulary: Vocabulary, form: str, languages: Collection[str]) -> Iterator[Spelling]:
    known = doc_freqs(vocabulary.snapshot)
    numbers = sound_index(vocabulary.snapshot).alike(form, languages)
    numbers = numbers[contains(known.numbers, numbers)]
    if not len(numbers):
        return
    rows = np.searchsorted(known.numbers, numbers)
    far = 1 + len(form) // 2
    distances = edit_distances(fold(form), [known.words[row] for row in rows.tolist()], far)
    counts = vocabulary.frequencies(rows)
    order = np.lexsort((rows, -counts, distances))
    rows = rows[order[(distances[order] > 0) & (distances[order] <= far)]]
    budget = vocabulary.budget
    for row in rows.tolist():
        if budget.is_used_up:
            return
        before = budget.left
        one = vocabulary.spelled_row(row)
        if one and (alike := alike_in(form, one.word, _own_among(languages, one))):
            yield replace(one, alike_in=alike)
        else:  # perhaps alike only in what is hidden, so that its cost must not show
            budget.left = before


def _own_among(languages: Collection[str], one: Spelling) -> Collection[str]:
    return one.own_languages.intersection(languages) if one.own_languages else languages


def _spelled(vocabulary: Vocabulary, rows: Ids) -> Iterator[Spelling]:
    """The words in these rows that may be shown to readers, as far as the budget goes."""
    for row in rows.tolist():
        if vocabulary.budget.is_used_up:
            return
        if (one := vocabulary.spelled_row(row)) is not None:
            yield one

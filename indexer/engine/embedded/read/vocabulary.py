"""Vocabulary that is safe to expose: completions of a prefix, and words with a similar spelling.

`visible` is the mask of the publications whose words count: what readers may find, with copies of
one text counted once. What takes more work than the budget allows is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.analysis import edit_distances, fold, lowercase
from indexer.engine.ast import Fuzzy
from indexer.engine.cleaning import HYPHEN
from indexer.engine.embedded.format.schema import form_of, searched_as, stem_languages
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read.doc_freqs import doc_freqs
from indexer.engine.embedded.read.letter_sets import least_edits, letter_sets
from indexer.engine.embedded.read.matching.leaf_costs import terms_units
from indexer.engine.embedded.read.matching.term_matching import form_terms
from indexer.engine.embedded.read.snapshot import LiveSegment, Snapshot
from indexer.engine.embedded.read.word_forms import vocabulary_mask
from indexer.engine.embedded.read.work import (
    CANDIDATE_UNITS,
    POSTING_UNITS,
    SPELLING_UNITS,
    WorkBudget,
)
from indexer.engine.port import MIN_PUBLICATIONS, Spelling, WordCount
from indexer.languages import FUNCTION_WORDS, INDEXED_LANGUAGES

_LAST: Final = "\U0010ffff"
_FUNCTION_WORDS: Final = {one.code: one.function_words for one in INDEXED_LANGUAGES}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the publications `visible` in `snapshot`."""

    snapshot: Snapshot
    visible: Mask
    budget: WorkBudget

    def frequencies(self, rows: Ids) -> Ids:
        """In how many of the visible publications the word in each row of `doc_freqs` is."""
        if self.visible is not vocabulary_mask(self.snapshot):
            return doc_freqs(self.snapshot).frequencies(rows, self.visible)
        return vocabulary_counts(self.snapshot)[rows].astype(np.int64)

    def with_prefix(self, prefix: str, limit: int) -> list[WordCount]:
        """At most `limit` words with this prefix, accents ignored, the most frequent first."""
        base = fold(prefix.replace(HYPHEN, ""))
        if not base:
            return []
        known = doc_freqs(self.snapshot)
        rows = np.arange(known.row(base), known.row(base + _LAST))
        if not self.budget.take(POSTING_UNITS * known.pair_count(rows)):
            return []
        counts = self.frequencies(rows)
        order = np.argsort(-counts, kind="stable")
        return list(islice(self._exposable(rows[order], counts[order]), limit))

    def similar_to(self, word: str, limit: int) -> list[WordCount]:
        """At most `limit` other words that `word~` finds, the nearest first."""
        base = fold(word.replace(HYPHEN, ""))
        if not base:
            return []
        distance = Fuzzy(base).distance
        rows = self.near(base, self.with_first_letter(base, distance), distance)
        counts = self.frequencies(rows)
        return list(islice(self._exposable(rows, counts), limit))

    def with_first_letter(self, base: str, limit: int) -> Ids:
        """The rows of the words that begin as a folded word does, and are at most so many letters
        shorter or longer.
        """
        known = doc_freqs(self.snapshot)
        first, behind = known.row(base[0]), known.row(base[0] + _LAST)
        lengths = known.characters[first:behind]
        similar = (lengths >= len(base) - limit) & (lengths <= len(base) + limit)
        return np.flatnonzero(similar) + first

    def near(self, base: str, rows: Ids, limit: int) -> Ids:
        """Those of the words in these rows within `limit` edits of a folded word, but not the word
        itself: the nearest first, then the most frequent. None if that is too much work.
        """
        known = doc_freqs(self.snapshot)
        rows = rows[least_edits(letter_sets([base]), known.letters[rows]) <= limit]
        if not len(rows) or not self.budget.take(CANDIDATE_UNITS * len(rows)):
            return rows[:0]
        distances = edit_distances(base, [known.words[row] for row in rows.tolist()], limit)
        near = (distances > 0) & (distances <= limit)
        rows, distances = rows[near], distances[near]
        counts = self.frequencies(rows)
        return rows[np.lexsort((rows, -counts, distances))]

    def count_spelling(self, word: str) -> int:
        """The number of publications that spell the word exactly so, in any case."""
        form = self._forms(fold(word)).get(lowercase(word))
        return form.count if form else 0

    def count_folded(self, words: Sequence[str]) -> list[int]:
        """The number of publications with each word, accents ignored; 0 below the minimum."""
        known = doc_freqs(self.snapshot)
        bases = list(map(fold, words))
        rows = np.array([known.row(base) for base in bases], np.int64)
        there = np.array([*map(known.has, rows.tolist(), bases)], bool)
        counts = np.zeros(len(rows), np.int64)
        if there.any():
            counts[there] = self._counted(rows[there])
        return [count if count >= MIN_PUBLICATIONS else 0 for count in counts.tolist()]

    def _counted(self, rows: Ids) -> Ids:
        """The `frequencies`; 0 where that is too much work."""
        units = POSTING_UNITS * doc_freqs(self.snapshot).pair_count(rows)
        return self.frequencies(rows) if self.budget.take(units) else np.zeros(len(rows), np.int64)

    def spelled(self, word: str) -> Spelling | None:
        """How most publications spell a word, accents ignored, and how many have the word.

        None if no spelling is in `MIN_PUBLICATIONS` publications.
        """
        base = fold(word)
        known = doc_freqs(self.snapshot)
        row = known.row(base)
        return self.spelled_row(row) if known.has(row, base) else None

    def spelled_row(self, row: int) -> Spelling | None:
        """The same for the word in a row of `doc_freqs`."""
        known = doc_freqs(self.snapshot)
        (count,) = self._counted(np.array([row])).tolist()
        forms = self._forms(known.words[row]) if count >= MIN_PUBLICATIONS else {}
        best = max(sorted(forms), key=lambda form: forms[form].count, default="")
        if not best or forms[best].count < MIN_PUBLICATIONS:
            return None
        return Spelling(best, count, forms[best].languages)

    def most_frequent_spelling(self, base: str) -> str | None:
        """How most publications spell a folded word.

        None if no spelling is in `MIN_PUBLICATIONS` publications, or if it is a function word of
        the language that it occurs in most.
        """
        best = self.spelled(base)
        if best is None:
            return None
        mostly = max(best.languages, key=best.languages.__getitem__, default="")
        return None if best.word in _FUNCTION_WORDS.get(mostly, FUNCTION_WORDS) else best.word

    def _exposable(self, rows: Ids, counts: Ids) -> Iterator[WordCount]:
        """The words that may be shown to readers, in the same order, as far as the budget goes."""
        words = doc_freqs(self.snapshot).words
        for row, count in zip(rows.tolist(), counts.tolist(), strict=True):
            if count < MIN_PUBLICATIONS:
                continue
            if self.budget.is_used_up:
                return
            word = self.most_frequent_spelling(words[row])
            if word is not None:
                yield WordCount(word, count)

    def _forms(self, base: str) -> dict[str, _Form]:
        """The forms of a folded word; none where that is too much work."""
        snapshot = self.snapshot
        if not self.budget.take(SPELLING_UNITS):
            return {}
        terms = [form_terms(live.segment, base) for live in snapshot.segments]
        if not self.budget.take(terms_units(snapshot, terms)):
            return {}
        owners: dict[str, dict[str, list[Ids]]] = {}
        for live, own in zip(snapshot.segments, terms, strict=True):
            if len(own.rows):
                rows = range(int(own.rows[0]), int(own.rows[-1]) + 1)
                for form, name, found in self._owners(live, rows):
                    owners.setdefault(form, {}).setdefault(name, []).append(found)
        return {form: _form(by_field, len(self.visible)) for form, by_field in owners.items()}

    def _owners(self, live: LiveSegment, rows: range) -> Iterator[tuple[str, str, Ids]]:
        """Of each of a segment's consecutive terms the form, the field, and the visible
        publications that have it.
        """
        segment = live.segment
        bounds = segment.posting_starts[rows.start : rows.stop + 1].astype(np.int64)
        documents = segment.posting_documents.part(int(bounds[0]), int(bounds[-1]))
        owners = self.snapshot.publication_of[documents + np.int64(live.offset)]
        places = bounds - bounds[0]
        kept = self.visible[owners]
        if live.alive is not None:
            kept &= live.alive[documents]
        if not kept.all():
            owners, places = owners[kept], _behind(kept)[places]
        is_first = np.ones(len(owners), bool)  # a publication's documents are side by side
        np.not_equal(owners[1:], owners[:-1], out=is_first[1:])
        is_first[places[:-1][places[:-1] < len(owners)]] = True
        owners, ends = owners[is_first], _behind(is_first)[places].tolist()
        keys, fields = segment.terms.part(rows), segment.term_fields[rows.start : rows.stop]
        for key, field, start, stop in zip(keys, fields.tolist(), ends, ends[1:], strict=False):
            yield form_of(key), segment.fields[field], owners[start:stop]


def _behind(mask: Mask) -> Ids:
    """How many places are set before each, and before the end."""
    found = np.zeros(len(mask) + 1, np.int64)
    np.cumsum(mask, out=found[1:])
    return found


@dataclass(frozen=True, slots=True)
class _Form:
    """How many publications have a form, and how many in passages of each language."""

    count: int
    languages: dict[str, int]


def _form(by_field: dict[str, list[Ids]], publications: int) -> _Form:
    languages = {
        code: count
        for name, found in sorted(by_field.items())
        if searched_as(name) == "text" and (count := sum(map(len, found)))
        for code in stem_languages(name)
    }
    every = [part for found in by_field.values() for part in found]
    if len(every) == 1:
        return _Form(len(every[0]), languages)
    having = np.zeros(publications, bool)
    for part in every:
        having[part] = True
    return _Form(int(np.count_nonzero(having)), languages)


def vocabulary_counts(snapshot: Snapshot) -> NDArray[np.int32]:
    """In how many publications of `vocabulary_mask` each word of `doc_freqs` is."""
    return snapshot.tables.get(
        "vocabulary_counts",
        lambda: doc_freqs(snapshot).all_frequencies(vocabulary_mask(snapshot)),
    )

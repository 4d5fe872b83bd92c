"""Vocabulary that is safe to expose: completions of a prefix, and words with a similar spelling.

`visible` is the mask of the publications whose words count: what readers may find, with copies of
one text counted once. What takes more work than the budget allows is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from indexer.engine.analysis import edit_distances, fold, lowercase
from indexer.engine.ast import Fuzzy
from indexer.engine.cleaning import HYPHEN
from indexer.engine.embedded.format.schema import form_of, searched_as, text_field
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read.doc_freqs import doc_freqs
from indexer.engine.embedded.read.matching.leaf_costs import terms_units
from indexer.engine.embedded.read.matching.postings import gathered
from indexer.engine.embedded.read.matching.term_matching import form_terms
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.embedded.read.work import (
    CANDIDATE_UNITS,
    POSTING_UNITS,
    SPELLING_UNITS,
    WorkBudget,
)
from indexer.engine.port import MIN_PUBLICATIONS, WordCount
from indexer.languages import FUNCTION_WORDS, INDEXED_LANGUAGES

_LAST: Final = "\U0010ffff"
_FUNCTION_WORDS: Final = {text_field(one.code): one.function_words for one in INDEXED_LANGUAGES}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the publications `visible` in `snapshot`."""

    snapshot: Snapshot
    visible: Mask
    budget: WorkBudget

    def with_prefix(self, prefix: str, limit: int) -> list[WordCount]:
        """At most `limit` words with this prefix, accents ignored, the most frequent first."""
        base = fold(prefix.replace(HYPHEN, ""))
        if not base:
            return []
        known = doc_freqs(self.snapshot)
        rows = np.arange(known.row(base), known.row(base + _LAST))
        if not self.budget.take(POSTING_UNITS * known.pair_count(rows)):
            return []
        counts = known.frequencies(rows, self.visible)
        order = np.argsort(-counts, kind="stable")
        return list(islice(self._exposable(rows[order], counts[order]), limit))

    def similar_to(self, word: str, limit: int) -> list[WordCount]:
        """At most `limit` other words within the edit distance of `word~`, the nearest first.

        Words with another first letter are returned only if none with the same one is.
        """
        base = fold(word.replace(HYPHEN, ""))
        if not base:
            return []
        known = doc_freqs(self.snapshot)
        distance = Fuzzy(base).distance
        about = range(len(base) - distance, len(base) + distance + 1)
        own = range(known.row(base[0]), known.row(base[0] + _LAST))
        same_letter = [word for word in known.words[own.start : own.stop] if len(word) in about]
        nearest = list(islice(self._nearest(base, same_letter), limit))
        if nearest:
            return nearest
        others = [word for length in about for word in known.by_length.get(length, ())]
        return list(islice(self._nearest(base, others), limit))

    def count_spelling(self, word: str) -> int:
        """The number of publications that spell the word exactly so, in any case."""
        form = self._forms(fold(word)).get(lowercase(word))
        return form.count if form else 0

    def most_frequent_spelling(self, base: str) -> str | None:
        """How most publications spell a folded word.

        None if no spelling is in `MIN_PUBLICATIONS` publications, or if it is a function word of
        the language that it occurs in most.
        """
        forms = self._forms(base)
        best = max(sorted(forms), key=lambda form: forms[form].count, default=None)
        if best is None or forms[best].count < MIN_PUBLICATIONS:
            return None
        function_words = _FUNCTION_WORDS.get(forms[best].field, FUNCTION_WORDS)
        return None if best in function_words else best

    def _nearest(self, base: str, candidates: list[str]) -> Iterator[WordCount]:
        if not self.budget.take(CANDIDATE_UNITS * len(candidates)):
            return iter(())
        known = doc_freqs(self.snapshot)
        limit = Fuzzy(base).distance
        distances = edit_distances(base, candidates, limit)
        near = np.flatnonzero((distances > 0) & (distances <= limit))
        rows = np.array([known.row(candidates[place]) for place in near.tolist()], np.int64)
        counts = known.frequencies(rows, self.visible)
        order = np.lexsort((rows, -counts, distances[near]))
        return self._exposable(rows[order], counts[order])

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
            segment = live.segment
            for row in own.rows.tolist():
                name = segment.fields[segment.term_fields[row]]
                bounds = segment.posting_bounds(np.array([row]))
                documents = gathered(segment.posting_documents, *bounds).astype(np.int64)
                if live.alive is not None:
                    documents = documents[live.alive[documents]]
                found = snapshot.publication_of[documents + live.offset]
                form = form_of(segment.terms[row])
                owners.setdefault(form, {}).setdefault(name, []).append(found)
        return {form: _form(by_field, self.visible) for form, by_field in owners.items()}


@dataclass(frozen=True, slots=True)
class _Form:
    """How many publications have a form, and the text field (of a language) most have it in."""

    count: int
    field: str


def _form(by_field: dict[str, list[Ids]], visible: Mask) -> _Form:
    counts = {
        name: _count_publications(found, visible)
        for name, found in by_field.items()
        if searched_as(name) == "text"
    }
    every = (part for found in by_field.values() for part in found)
    field = max(counts, key=lambda name: counts[name], default="")
    return _Form(_count_publications(every, visible), field)


def _count_publications(owners: Iterable[Ids], visible: Mask) -> int:
    """The number of distinct visible publications."""
    having = np.zeros(len(visible), bool)
    for found in owners:
        having[found] = True
    return int(np.count_nonzero(having & visible))

"""The terms of a segment that a leaf of a query matches, and the weight of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.analysis import edit_distances, fold, one_word_forms, stem
from indexer.engine.ast import Fuzzy, Member, Phrase, Wildcard, WordGroup
from indexer.engine.embedded.format.schema import (
    base_prefix,
    form_of,
    indexed_form,
    searched_as,
    stem_key,
)
from indexer.engine.embedded.format.segment import Ids, Segment
from indexer.engine.embedded.read.lexicon import Lexicon, lexicon, term_sizes, visible_forms
from indexer.engine.embedded.read.matching.term_patterns import fitting_forms
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.embedded.read.weights import EXACT, FOLDED, STEMMED
from indexer.engine.wildcards import fits_as_typed
from indexer.languages import INDEXED_LANGUAGES

MAX_EXPANSIONS: Final = 1000
STEMMED_IN: Final = tuple(language.code for language in INDEXED_LANGUAGES)


@dataclass(frozen=True, slots=True)
class Terms:
    """Rows of a segment's table of terms, ascending, and the weight of each."""

    rows: Ids
    weights: NDArray[np.float64]

    def where(self, kept: NDArray[np.bool_]) -> Terms:
        """Those of the terms that are `kept`."""
        return Terms(self.rows[kept], self.weights[kept])

    def by_field(self, segment: Segment) -> dict[str, Terms]:
        """The terms by text field."""
        names = [searched_as(name) for name in segment.fields]
        first = {name: names.index(name) for name in names}
        numbers = np.array([first[name] for name in names])[segment.term_fields[self.rows]]
        return {names[n]: self.where(numbers == n) for n in dict.fromkeys(numbers.tolist())}


def word_terms(segment: Segment, text: str) -> Terms:
    """The terms of a word: as typed, with other accents, and with the same stem; a word that has
    readings is matched as each of them.
    """
    return _terms(_word_rows(segment, text, STEMMED_IN))


def group_terms(segment: Segment, group: WordGroup) -> Terms:
    """The terms of all words of a group, each with the most that it counts as one of them."""
    weights: dict[int, float] = {}
    for member in group.members:
        if member.word is not None:
            for row, weight in _word_rows(segment, member.word, _languages(member)).items():
                weights[row] = max(weight * member.weight, weights.get(row, 0))
    return _terms(weights)


def _languages(member: Member) -> Sequence[str]:
    """The languages in whose stems a member is matched."""
    if isinstance(member.node, Phrase):
        return ()
    return (member.language,) if member.language in STEMMED_IN else STEMMED_IN


def _word_rows(segment: Segment, text: str, languages: Sequence[str]) -> dict[int, float]:
    """The rows of a word's terms, with the weight of each.

    A passage's terms have stems of its own language only, so the word's stems in all `languages`
    can be matched at once.
    """
    forms = list(map(indexed_form, one_word_forms(text)))
    typed = indexed_form(text)
    weights: dict[int, float] = {}
    for form in forms:
        for key, row in segment.terms.starting(base_prefix(form)).items():
            weights[row] = EXACT if form_of(key) == typed else FOLDED
    for form in forms:
        for language in languages:
            key = stem_key(language, stem(form, language)).encode()
            for row in segment.stem_terms(key).tolist():
                weights.setdefault(row, STEMMED)
    return weights


def _terms(weights: Mapping[int, float]) -> Terms:
    rows = sorted(weights)
    return Terms(np.array(rows, np.int64), np.array([weights[row] for row in rows], np.float64))


def form_terms(segment: Segment, text: str) -> Terms:
    """The terms of a word form, whatever its accents."""
    own = segment.terms.rows(base_prefix(text))
    return Terms(np.arange(own.start, own.stop), np.ones(len(own)))


def terms_as_typed(segment: Segment, terms: Terms, node: Wildcard) -> Terms:
    """Those of the terms of a pattern that fit it with their accents."""
    forms = (form_of(segment.terms[row]) for row in terms.rows.tolist())
    fits = (fits_as_typed(form, node.pattern) for form in forms)
    return terms.where(np.fromiter(fits, bool, len(terms.rows)))


@dataclass(frozen=True, slots=True)
class Expansion:
    """The terms of a pattern in each segment; `limited` if there are more than are searched."""

    terms: list[Terms]
    limited: bool


def expanded(
    snapshot: Snapshot, node: Wildcard | Fuzzy, fields: Sequence[str], limit: int = MAX_EXPANSIONS
) -> Expansion:
    """The terms in the text fields that match a pattern, or are within an edit distance.

    Of more than `limit` folded forms the nearest are used, and of equally near ones those in most
    documents. Forms that are only in deleted or hidden documents do not count.
    """
    known = lexicon(snapshot)
    near = _near_forms(snapshot, node) if isinstance(node, Fuzzy) else _fitting_forms(known, node)
    weights = np.zeros(len(known))
    weights[near.numbers] = near.weights
    found, sizes = [], np.zeros(len(known))
    for place, live in enumerate(snapshot.segments):
        own, count = known.numbers[place], term_sizes(snapshot).postings[place]
        in_fields = np.array([searched_as(name) in fields for name in live.segment.fields], bool)
        start, stop = np.searchsorted(own, near.bounds).tolist()
        fits = (weights[own[start:stop]] > 0) & (count[start:stop] > 0)
        fits &= in_fields[live.segment.term_fields[start:stop]]
        rows = np.flatnonzero(fits) + start
        sizes += np.bincount(own[rows], count[rows], len(known))
        found.append(rows)
    different = np.flatnonzero(sizes)
    if len(different) > limit:
        order = np.lexsort((-sizes[different], -weights[different]))
        weights[different[order[limit:]]] = 0
    terms = [
        Terms(rows, weights[own[rows]]).where(weights[own[rows]] > 0)
        for rows, own in zip(found, known.numbers, strict=True)
    ]
    return Expansion(terms, limited=len(different) > limit)


@dataclass(frozen=True, slots=True)
class _Forms:
    """Rows of the lexicon, ascending, and the weight of each."""

    numbers: Ids
    weights: NDArray[np.float64]

    @property
    def bounds(self) -> tuple[int, int]:
        """The first row, and the one behind the last."""
        return (int(self.numbers[0]), int(self.numbers[-1]) + 1) if len(self.numbers) else (0, 0)


def _fitting_forms(known: Lexicon, node: Wildcard) -> _Forms:
    numbers = fitting_forms(known, node.pattern)
    return _Forms(numbers, np.ones(len(numbers)))


def _near_forms(snapshot: Snapshot, node: Fuzzy) -> _Forms:
    word = fold(node.text)
    candidates = fuzzy_candidates(snapshot, node)
    distances = edit_distances(word, lexicon(snapshot).forms(candidates), node.distance)
    near = distances <= node.distance
    return _Forms(candidates[near], 1 / (1 + distances[near].astype(np.float64)))


def fuzzy_candidates(snapshot: Snapshot, node: Fuzzy) -> Ids:
    """The forms that are compared with a word: with the same first letter and a similar length.

    Misspellings seldom begin with the wrong letter, and short words would have too many neighbours.
    """
    known, word = lexicon(snapshot), fold(node.text)
    within = known.with_prefix(word[:1].encode())
    lengths = known.characters[within.start : within.stop]
    similar = np.abs(lengths - len(word)) <= node.distance
    similar &= visible_forms(snapshot)[within.start : within.stop]
    return np.flatnonzero(similar) + within.start

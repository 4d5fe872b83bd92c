"""The terms of a segment that a leaf of a query matches, and the weight of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.analysis import fold, stem, unhyphenate, within_distance
from indexer.engine.ast import Fuzzy, Wildcard
from indexer.engine.embedded.format.schema import (
    base_prefix,
    form_of,
    indexed_form,
    searched_as,
    stem_key,
)
from indexer.engine.embedded.format.segment import Ids, Segment
from indexer.engine.embedded.read.matching.term_patterns import Bases, fitting_rows
from indexer.engine.embedded.read.weights import EXACT, FOLDED, STEMMED
from indexer.languages import INDEXED_LANGUAGES

MAX_EXPANSIONS: Final = 1000


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
        numbers = segment.term_fields[self.rows].tolist()
        places = [searched_as(segment.fields[number]) for number in numbers]
        return {
            name: self.where(np.array([place == name for place in places]))
            for name in dict.fromkeys(places)
        }


def word_terms(segment: Segment, text: str) -> Terms:
    """The terms of a word: as typed, with other accents, and with the same stem; a compound is
    matched as one word.

    A passage's terms have stems of its own language only, so the word's stems in all languages can
    be matched at once.
    """
    whole = unhyphenate(text)
    form = indexed_form(whole)
    own = segment.terms.rows(base_prefix(whole))
    weights = {
        row: EXACT if form_of(key) == form and whole == text else FOLDED
        for row, key in zip(own, segment.terms.part(own), strict=True)
    }
    for language in INDEXED_LANGUAGES:
        key = stem_key(language.code, stem(form, language.code)).encode()
        for row in segment.stem_terms(key).tolist():
            weights.setdefault(row, STEMMED)
    rows = sorted(weights)
    return Terms(np.array(rows, np.int64), np.array([weights[row] for row in rows], np.float64))


def form_terms(segment: Segment, text: str) -> Terms:
    """The terms of a word form, whatever its accents."""
    own = segment.terms.rows(base_prefix(text))
    return Terms(np.arange(own.start, own.stop), np.ones(len(own)))


@dataclass(frozen=True, slots=True)
class Expansion:
    """The terms of a pattern in each segment; `limited` if there are more than are searched."""

    terms: list[Terms]
    limited: bool


def expanded(
    segments: Sequence[Segment], node: Wildcard | Fuzzy, fields: Sequence[str]
) -> Expansion:
    """The terms in the text fields that match a pattern, or are within an edit distance.

    Of more than `MAX_EXPANSIONS` folded forms the nearest are used, and of equally near ones those
    in most documents.
    """
    found = []
    for segment in segments:
        terms = _fuzzy(segment, node) if isinstance(node, Fuzzy) else _wild(segment, node)
        places = np.array([searched_as(name) in fields for name in segment.fields])
        found.append(terms.where(places[segment.term_fields[terms.rows]]))
    if sum(len(terms.rows) for terms in found) <= MAX_EXPANSIONS:
        return Expansion(found, limited=False)
    return _limited(segments, found)


def _limited(segments: Sequence[Segment], found: Sequence[Terms]) -> Expansion:
    forms = [
        Bases.of(segment, terms.rows).texts for segment, terms in zip(segments, found, strict=True)
    ]
    different = sorted(set().union(*forms))
    number = {form: place for place, form in enumerate(different)}
    places = [np.fromiter(map(number.__getitem__, own), np.int64, len(own)) for own in forms]
    weights, sizes = np.zeros(len(different)), np.zeros(len(different))
    for segment, terms, own in zip(segments, found, places, strict=True):
        weights[own] = terms.weights
        starts, stops = segment.posting_bounds(terms.rows)
        sizes += np.bincount(own, stops - starts, len(different))
    taken = np.zeros(len(different), bool)
    taken[np.lexsort((-sizes, -weights))[:MAX_EXPANSIONS]] = True
    return Expansion(
        [terms.where(taken[own]) for terms, own in zip(found, places, strict=True)],
        limited=len(different) > MAX_EXPANSIONS,
    )


def _wild(segment: Segment, node: Wildcard) -> Terms:
    rows = fitting_rows(segment, [fold(piece) for piece in node.pattern.split("*")])
    return Terms(rows, np.ones(len(rows)))


def _fuzzy(segment: Segment, node: Fuzzy) -> Terms:
    word = fold(node.text)
    rows = segment.terms.rows(word[:1].encode())
    bases = Bases.of_length(segment, rows, len(word) - node.distance, len(word) + node.distance)
    near = within_distance(word, dict.fromkeys(bases.texts), node.distance)
    kept = np.array([base in near for base in bases.texts], bool)
    weights = [1 / (1 + near[base]) for base in bases.texts if base in near]
    return Terms(bases.rows[kept], np.array(weights, np.float64))

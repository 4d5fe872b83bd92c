"""Where the leaves of a query tree occur in one text field: documents, and how often in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engine.analysis import LANGUAGES, fitting, folded, within_distance
from indexer.engine.embedded.schema import form_term, stem_term, stems_field, variants_prefix
from indexer.engine.embedded.snapshot import Ids, Positions, Postings, Snapshot
from indexer.engine.tree import Fuzzy, Wildcard

MAX_EXPANSIONS: Final = 1000
MAX_VARIANTS: Final = 100
"""Written forms of one folded word: real words have a handful."""
# What an occurrence counts: as typed, with other accents, with the same stem. Between .3 and .9 for
# stems, MRR changes by .003 on XQuAD and .007 on Cranfield, best at .5 to .6 (tests/relevance).
EXACT: Final = 1.0
FOLDED: Final = 0.6
STEMMED: Final = 0.5

_ROW: Final = 32
"""Bits of a position in a key: (document << 32) + position orders occurrences in one array."""


def word(snapshot: Snapshot, name: str, text: str) -> Postings:
    """Occurrences of a word: as typed, with other accents, and through its stems.

    A passage has stems of its own language only, so that the word's stems in all languages can be
    looked for at once.
    """
    variants = [snapshot.postings(name, term) for term in _forms(snapshot, name, folded(text))]
    stemmed = [
        snapshot.postings(stems_field(name), stem_term(language.code, text))
        for language in LANGUAGES
    ]
    exact = snapshot.postings(name, form_term(text))
    ids = _union(snapshot, [exact, *variants, *stemmed])
    by_form, by_stem = np.zeros(len(ids), np.float32), np.zeros(len(ids), np.float32)
    for postings in variants:
        by_form[np.searchsorted(ids, postings.ids)] += postings.counts
    for postings in stemmed:  # metadata has stems of several languages: one word counts once
        at = np.searchsorted(ids, postings.ids)
        by_stem[at] = np.maximum(by_stem[at], postings.counts)
    counts = FOLDED * by_form + STEMMED * np.maximum(by_stem - by_form, 0)
    counts[np.searchsorted(ids, exact.ids)] += (EXACT - FOLDED) * exact.counts
    return Postings(ids, counts.astype(np.float32))


def phrase(snapshot: Snapshot, name: str, words: Sequence[str]) -> Postings:
    """Occurrences of exact word forms side by side."""
    found: list[Ids] = []
    for distance, text in enumerate(words):
        places = _places(snapshot, name, text)
        found.append((places.ids << _ROW) + places.positions - distance)
    keys = min(found, key=len)
    for others in found:
        keys = keys[np.isin(keys, others, assume_unique=True)]
    return _counted(np.sort(keys) >> _ROW)


def proximity(snapshot: Snapshot, name: str, words: Sequence[str], slop: int) -> Postings:
    """Stretches with all words in any order and at most `slop` others between them."""
    different = list(dict.fromkeys(words))
    keys = []
    for text in different:
        places = _places(snapshot, name, text)
        keys.append(np.sort((places.ids << _ROW) + places.positions))
    if any(len(k) == 0 for k in keys):
        return _counted(np.zeros(0, np.int64))
    span = len(different) - 1 + slop
    starts = []
    for first in keys:
        last = first
        for others in keys:
            following = np.searchsorted(others, first)
            reached = others[np.minimum(following, len(others) - 1)]
            last = np.maximum(last, np.where(following < len(others), reached, np.iinfo("i8").max))
        starts.append(first[last - first <= span])
    return _counted(np.sort(np.concatenate(starts)) >> _ROW)


@dataclass(frozen=True, slots=True)
class Expansion:
    """The occurrences of all words that fit; `limited` where there were too many to take all."""

    postings: Postings
    limited: bool


def expanded(snapshot: Snapshot, name: str, node: Wildcard | Fuzzy) -> Expansion:
    """Occurrences of the words that fit a pattern, or that are within an edit distance."""
    vocabulary = snapshot.vocabulary(name)
    if isinstance(node, Fuzzy):
        near = within_distance(folded(node.text), vocabulary, node.distance)
        weights = {base: 1 / (1 + distance) for base, distance in near.items()}
    else:
        weights = dict.fromkeys(fitting(node.pattern, vocabulary), 1.0)
    bases = sorted(weights, key=lambda base: (-weights[base], len(base), base))
    found = [
        Postings(p.ids, p.counts * np.float32(weights[base]))
        for base in bases[:MAX_EXPANSIONS]
        for p in (snapshot.postings(name, term) for term in vocabulary[base])
    ]
    ids = _union(snapshot, found)
    counts = np.zeros(len(ids), np.float32)
    for postings in found:
        counts[np.searchsorted(ids, postings.ids)] += postings.counts
    return Expansion(Postings(ids, counts), len(bases) > MAX_EXPANSIONS)


def _forms(snapshot: Snapshot, name: str, base: str) -> list[bytes]:
    """The terms of all written forms of the folded form `base`."""
    variants = snapshot.terms_with_prefix(name, variants_prefix(base), MAX_VARIANTS)
    return [form_term(base), *variants]


def _places(snapshot: Snapshot, name: str, text: str) -> Positions:
    """Every occurrence of a word, whatever its accents."""
    found = [snapshot.positions(name, term) for term in _forms(snapshot, name, folded(text))]
    return Positions(
        np.concatenate([p.ids for p in found]), np.concatenate([p.positions for p in found])
    )


def _union(snapshot: Snapshot, found: Sequence[Postings]) -> Ids:
    """The documents that are in at least one of `found`, ascending."""
    if not found:
        return np.zeros(0, np.int64)
    if sum(len(p.ids) for p in found) < snapshot.document_count // 16:
        return np.unique(np.concatenate([p.ids for p in found]))
    seen = np.zeros(snapshot.document_count, bool)
    for postings in found:
        seen[postings.ids] = True
    return np.flatnonzero(seen)


def _counted(documents: Ids) -> Postings:
    ids, counts = np.unique(documents, return_counts=True)
    return Postings(ids, counts.astype(np.float32))

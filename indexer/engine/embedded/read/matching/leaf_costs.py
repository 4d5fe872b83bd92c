"""What it costs to evaluate the leaves of a query, in units of `work`.

Only what readers may see is counted: what is hidden must not show in what is left out of an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from indexer.engine.analysis import fold, one_word_forms, parts_of
from indexer.engine.ast import Fuzzy, Phrase, Wildcard
from indexer.engine.embedded.format.schema import base_prefix
from indexer.engine.embedded.read.lexicon import lexicon, term_sizes, visible_forms
from indexer.engine.embedded.read.matching.reading_matching import Row, is_reading_row
from indexer.engine.embedded.read.matching.term_matching import Terms, fuzzy_candidates
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.embedded.read.work import (
    BYTE_UNITS,
    CANDIDATE_UNITS,
    POSITION_UNITS,
    POSTING_UNITS,
)
from indexer.engine.wildcards import ONE_LETTER, is_pattern, pattern_pieces

_NEAR_UNITS: Final = 5
"""A proximity query takes 2.5 times as long as its positions, and half as much again for each word
(measured with two to eight function words).
"""


def terms_units(snapshot: Snapshot, terms: Sequence[Terms]) -> int:
    """For the postings of the terms found in each segment."""
    sizes = zip(term_sizes(snapshot).postings, terms, strict=True)
    return POSTING_UNITS * sum(int(own[found.rows].sum()) for own, found in sizes)


def readings_units(snapshot: Snapshot, rows: Sequence[Iterable[Row]]) -> int:
    """For the words of all readings among the rows of each segment."""
    return sum(
        _form_units(snapshot, place, form)
        for place, own in enumerate(rows)
        for row in filter(is_reading_row, own)
        for _, form in row
    )


def phrase_units(snapshot: Snapshot, phrase: Phrase) -> int:
    """For the words of a phrase as they were typed; patterns and readings in the text come on top.

    Each word of a proximity query is looked for around each other one; those of a phrase follow
    each other, beginning with the rarest.
    """
    different = dict.fromkeys(
        fold(part)
        for word in phrase.words
        if not is_pattern(word)
        for part in {*one_word_forms(word), *parts_of(word)}
    )
    units = [
        sum(_form_units(snapshot, place, form) for place in range(len(snapshot.segments)))
        for form in different
    ]
    if phrase.slop:
        return sum(units) * (_NEAR_UNITS + len(different)) // 2
    return sum(units) + min(units, default=0) * len(phrase.words)


def form_units(snapshot: Snapshot, place: int, forms: Iterable[str]) -> int:
    """For the occurrences of folded forms in one segment."""
    return sum(_form_units(snapshot, place, form) for form in forms)


def _form_units(snapshot: Snapshot, place: int, form: str) -> int:
    rows = snapshot.segments[place].segment.terms.rows(base_prefix(form))
    sizes = term_sizes(snapshot)
    postings = int(sizes.postings[place][rows.start : rows.stop].sum())
    positions = int(sizes.positions[place][rows.start : rows.stop].sum())
    return POSTING_UNITS * postings + POSITION_UNITS * positions


def vocabulary_units(snapshot: Snapshot, node: Wildcard | Fuzzy) -> int:
    """For finding the words that match a pattern, or are similar to a word."""
    if isinstance(node, Fuzzy):
        return CANDIDATE_UNITS * len(fuzzy_candidates(snapshot, node))
    first, *others = pattern_pieces(node.pattern)
    known = lexicon(snapshot)
    within = known.with_prefix(first.encode())
    sizes = (known.ends - known.starts)[within.start : within.stop]
    visible = visible_forms(snapshot)[within.start : within.stop]
    searched = int(np.sum(sizes, where=visible))
    compared = int(np.count_nonzero(visible)) if ONE_LETTER in node.pattern else 0
    return BYTE_UNITS * searched * len(list(filter(None, others))) + CANDIDATE_UNITS * compared

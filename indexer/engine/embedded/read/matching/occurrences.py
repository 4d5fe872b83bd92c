"""The postings of the leaves of a query tree in the text fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engine.analysis import one_word_forms
from indexer.engine.ast import Fuzzy, Group, Phrase, TextNode, Wildcard, Word
from indexer.engine.embedded.format.segment import Mask
from indexer.engine.embedded.read.matching.leaf_costs import (
    form_units,
    phrase_units,
    readings_units,
    terms_units,
    vocabulary_units,
)
from indexer.engine.embedded.read.matching.phrase_patterns import PatternForms, pattern_forms
from indexer.engine.embedded.read.matching.phrases import as_readings, near, occurs, side_by_side
from indexer.engine.embedded.read.matching.postings import (
    Postings,
    highest,
    holding,
    of_terms,
    summed,
)
from indexer.engine.embedded.read.matching.reading_matching import (
    Row,
    exact_rows,
    is_reading_row,
    reading_rows,
)
from indexer.engine.embedded.read.matching.term_matching import expanded, word_terms
from indexer.engine.embedded.read.snapshot import LiveSegment, Snapshot
from indexer.engine.embedded.read.weights import EXACT, FOLDED
from indexer.engine.embedded.read.work import LEAF_UNITS, PUBLICATION_UNITS, WorkBudget
from indexer.engine.wildcards import folded_forms, is_pattern

_RowsByWord = dict[str, list[list[Row]]]
"""What each word of a phrase may match, in each segment."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The postings in each text field that has any; `limited` if a pattern has more expansions
    than are searched. `typed` are the publications that have it as typed; None if all have.
    """

    fields: dict[str, Postings]
    limited: bool = False
    typed: Mask | None = None


def occurrences(
    snapshot: Snapshot,
    node: TextNode,
    fields: Sequence[str],
    budget: WorkBudget,
) -> Occurrences | None:
    """The postings of `node` in the text fields `fields`; None if the budget is too small."""
    if not budget.take(LEAF_UNITS + PUBLICATION_UNITS * int(np.count_nonzero(snapshot.live))):
        return None
    match node:
        case Word(text):
            return _of_word(snapshot, text, fields, budget)
        case Phrase():
            return _of_phrase(snapshot, node, fields, budget)
        case Wildcard() | Fuzzy():
            return _of_pattern(snapshot, node, fields, budget)
        case Group():
            return _of_group(snapshot, node, fields, budget)


def _of_word(
    snapshot: Snapshot, text: str, fields: Sequence[str], budget: WorkBudget
) -> Occurrences | None:
    terms = [word_terms(live.segment, text) for live in snapshot.segments]
    if not budget.take(terms_units(snapshot, terms)):
        return None
    weights = [reading_rows(live.segment, text) for live in snapshot.segments]
    rows = [
        _occurring(live, own, fields) for live, own in zip(snapshot.segments, weights, strict=True)
    ]
    if not budget.take(readings_units(snapshot, rows)):
        return None
    found = of_terms(snapshot, terms, fields)
    # A word with signs is the word as typed in any of its writings: CIDH is C.I.D.H.
    least = EXACT if one_word_forms(text) == [text] else FOLDED
    typed = holding(snapshot, [own.where(own.weights >= least) for own in terms], fields)
    for same in (True, False):
        weighted = [
            {row: own[row] for row in there if (own[row] >= FOLDED) == same}
            for own, there in zip(weights, rows, strict=True)
        ]
        for name, more in as_readings(snapshot, weighted, fields).items():
            found[name] = summed([found[name], more]) if name in found else more
            if same:
                typed[snapshot.publication_of[more.documents]] = True
    return Occurrences(found, typed=typed)


def _of_phrase(
    snapshot: Snapshot, phrase: Phrase, fields: Sequence[str], budget: WorkBudget
) -> Occurrences | None:
    if not budget.take(phrase_units(snapshot, phrase)):
        return None
    rows: _RowsByWord = {}
    limited = False
    for word in dict.fromkeys(phrase.words):
        if is_pattern(word):
            forms = _pattern_in_phrase(snapshot, word, fields, budget)
            if forms is None:
                return None
            limited |= forms.limited
            rows[word] = [forms.rows(place) for place in range(len(snapshot.segments))]
            continue
        rows[word] = [
            _occurring(live, exact_rows(live.segment, word), fields) for live in snapshot.segments
        ]
        if not budget.take(readings_units(snapshot, rows[word])):
            return None
    if phrase.slop:
        different = {folded_forms(word): word for word in phrase.words}
        wanted = _by_segment(snapshot, rows, tuple(different.values()))
        return Occurrences(near(snapshot, wanted, phrase.slop, fields), limited)
    wanted = _by_segment(snapshot, rows, phrase.words)
    return Occurrences(side_by_side(snapshot, wanted, fields), limited)


def _of_group(
    snapshot: Snapshot, group: Group, fields: Sequence[str], budget: WorkBudget
) -> Occurrences | None:
    by_field: dict[str, list[Postings]] = {}
    for member in group.members:
        match member.node:
            case Word(text):
                found = _of_word(snapshot, text, fields, budget)
            case Phrase():
                found = _of_phrase(snapshot, member.node, fields, budget)
        if found is None:
            return None
        for name, own in found.fields.items():
            by_field.setdefault(name, []).append(own.times(member.weight))
    return Occurrences(
        {name: highest(several, snapshot.document_count) for name, several in by_field.items()}
    )


def _pattern_in_phrase(
    snapshot: Snapshot, pattern: str, fields: Sequence[str], budget: WorkBudget
) -> PatternForms | None:
    if not budget.take(vocabulary_units(snapshot, Wildcard(pattern))):
        return None
    found = pattern_forms(snapshot, pattern, fields)
    units = sum(form_units(snapshot, place, own) for place, own in enumerate(found.by_segment))
    return found if budget.take(units) else None


def _by_segment(
    snapshot: Snapshot, rows: _RowsByWord, words: Sequence[str]
) -> list[list[list[Row]]]:
    return [[rows[word][place] for word in words] for place in range(len(snapshot.segments))]


def _occurring(live: LiveSegment, rows: Iterable[Row], fields: Sequence[str]) -> list[Row]:
    """The rows without readings that are only in what is deleted or hidden."""
    return [row for row in rows if not is_reading_row(row) or occurs(live, row, fields)]


def _of_pattern(
    snapshot: Snapshot, node: Wildcard | Fuzzy, fields: Sequence[str], budget: WorkBudget
) -> Occurrences | None:
    if not budget.take(vocabulary_units(snapshot, node)):
        return None
    expansion = expanded(snapshot, node, fields)
    if not budget.take(terms_units(snapshot, expansion.terms)):
        return None
    found = of_terms(snapshot, expansion.terms, fields)
    if isinstance(node, Wildcard):
        return Occurrences(found, expansion.limited)
    nearest = [own.where(own.weights == EXACT) for own in expansion.terms]
    return Occurrences(found, expansion.limited, holding(snapshot, nearest, fields))

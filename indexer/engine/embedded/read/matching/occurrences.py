"""The postings of the leaves of a query tree in the text fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import filterfalse

import numpy as np

from indexer.engine.analysis import one_word_forms
from indexer.engine.ast import Fuzzy, Phrase, TextNode, Wildcard, Word, WordGroup
from indexer.engine.embedded.format.segment import Mask
from indexer.engine.embedded.read.matching.leaf_costs import (
    form_units,
    phrase_units,
    readings_units,
    terms_units,
    vocabulary_units,
)
from indexer.engine.embedded.read.matching.phrase_patterns import PatternForms, pattern_forms
from indexer.engine.embedded.read.matching.phrases import (
    RowPlaces,
    as_readings,
    both,
    near,
    side_by_side,
    standing,
)
from indexer.engine.embedded.read.matching.postings import (
    Postings,
    holding,
    of_terms,
    summed,
)
from indexer.engine.embedded.read.matching.reading_matching import (
    Row,
    exact_rows,
    group_readings,
    is_reading_row,
    reading_rows,
)
from indexer.engine.embedded.read.matching.term_matching import (
    expanded,
    group_terms,
    terms_as_typed,
    word_terms,
)
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.embedded.read.weights import EXACT, FOLDED
from indexer.engine.embedded.read.work import LEAF_UNITS, PUBLICATION_UNITS, TERM_UNITS, WorkBudget
from indexer.engine.wildcards import folded_forms, has_marks, is_pattern

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
        case WordGroup():
            return _of_group(snapshot, node, fields, budget)


def _of_word(
    snapshot: Snapshot, text: str, fields: Sequence[str], budget: WorkBudget
) -> Occurrences | None:
    terms = [word_terms(live.segment, text) for live in snapshot.segments]
    if not budget.take(terms_units(snapshot, terms)):
        return None
    readings = [reading_rows(live.segment, text) for live in snapshot.segments]
    weighted = _read(snapshot, readings, fields, budget)
    if weighted is None:
        return None
    # A word with signs is the word as typed in any of its writings: CIDH is C.I.D.H.
    least = EXACT if one_word_forms(text) == [text] else FOLDED
    typed = holding(snapshot, [own.where(own.weights >= least) for own in terms], fields)
    parts = [of_terms(snapshot, terms, fields)]
    for same in (True, False):
        rows = [{r: w for r, w in own.items() if (w >= FOLDED) == same} for own in weighted.rows]
        parts.append(as_readings(snapshot, rows, weighted.places))
        if same:
            for found in parts[-1].values():
                typed[snapshot.publication_of[found.documents]] = True
    return Occurrences(_summed_up(parts), typed=typed)


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
        rows[word] = []
        for live in snapshot.segments:
            exact = exact_rows(live.segment, word)
            read = standing(live, list(filter(is_reading_row, exact)), fields)
            rows[word].append(_occurring(exact, read))
        if not budget.take(readings_units(snapshot, rows[word])):
            return None
    if phrase.slop:
        different = {folded_forms(word): word for word in phrase.words}
        wanted = _by_segment(snapshot, rows, tuple(different.values()))
        return Occurrences(near(snapshot, wanted, phrase.slop, fields), limited)
    wanted = _by_segment(snapshot, rows, phrase.words)
    return Occurrences(side_by_side(snapshot, wanted, fields), limited)


def _of_group(
    snapshot: Snapshot, group: WordGroup, fields: Sequence[str], budget: WorkBudget
) -> Occurrences | None:
    terms = [group_terms(live.segment, group) for live in snapshot.segments]
    if not budget.take(terms_units(snapshot, terms)):
        return None
    readings = [group_readings(live.segment, group) for live in snapshot.segments]
    weighted = _read(snapshot, readings, fields, budget)
    if weighted is None:
        return None
    parts = [
        of_terms(snapshot, terms, fields),
        as_readings(snapshot, weighted.rows, weighted.places),
    ]
    for member in group.members:
        if isinstance(member.node, Phrase) and member.word is None:
            found = _of_phrase(snapshot, member.node, fields, budget)
            if found is None:
                return None
            parts.append({name: one.times(member.weight) for name, one in found.fields.items()})
    return Occurrences(_summed_up(parts))


@dataclass(frozen=True, slots=True)
class _Read:
    """The weighted rows of each segment that occur there, and where."""

    rows: list[dict[Row, float]]
    places: list[RowPlaces]


def _read(
    snapshot: Snapshot,
    readings: Sequence[Mapping[Row, float]],
    fields: Sequence[str],
    budget: WorkBudget,
) -> _Read | None:
    """What occurs of the weighted rows of each segment; None if the budget is too small."""
    pairs = list(zip(snapshot.segments, readings, strict=True))
    read = [standing(live, list(filter(is_reading_row, own)), fields) for live, own in pairs]
    rows = [_occurring(own, places) for own, places in zip(readings, read, strict=True)]
    if not budget.take(readings_units(snapshot, rows)):
        return None
    typed = [standing(live, list(filterfalse(is_reading_row, own)), fields) for live, own in pairs]
    weighted = [{row: own[row] for row in there} for own, there in zip(readings, rows, strict=True)]
    return _Read(weighted, list(map(both, read, typed)))


def _summed_up(parts: Sequence[Mapping[str, Postings]]) -> dict[str, Postings]:
    """The postings of several parts by field."""
    by_field: dict[str, list[Postings]] = {}
    for part in parts:
        for name, own in part.items():
            by_field.setdefault(name, []).append(own)
    return {
        name: several[0] if len(several) == 1 else summed(several)
        for name, several in by_field.items()
    }


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


def _occurring(rows: Iterable[Row], read: RowPlaces) -> list[Row]:
    """The rows without those of readings that stand nowhere: only in what is deleted or hidden."""
    there = {row for of_rows in read.values() for row in of_rows}
    return [row for row in rows if not is_reading_row(row) or row in there]


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
        if not has_marks(node.pattern):
            return Occurrences(found, expansion.limited)
        if not budget.take(TERM_UNITS * sum(len(own.rows) for own in expansion.terms)):
            return None
        parts = zip(snapshot.segments, expansion.terms, strict=True)
        typed = [terms_as_typed(live.segment, own, node) for live, own in parts]
    else:
        typed = [own.where(own.weights == EXACT) for own in expansion.terms]
    return Occurrences(found, expansion.limited, holding(snapshot, typed, fields))

"""Phrases and proximity: words that are adjacent or near each other in one document of a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Final

import numpy as np

from indexer.engine.embedded.format.array_file import concat_ranges, contains
from indexer.engine.embedded.format.segment import Ids, Mask, Segment
from indexer.engine.embedded.read.matching.postings import Postings, concatenated, gathered, summed
from indexer.engine.embedded.read.matching.reading_matching import Row, row_width
from indexer.engine.embedded.read.matching.term_matching import Terms, form_terms
from indexer.engine.embedded.read.snapshot import LiveSegment, Snapshot

_ROW: Final = 32
"""Bits of a position in a key: (document << 32) + position orders occurrences in one array."""

_FEW: Final = 16
"""Documents are looked for among a word's postings if these are so many times as many."""
_FEW_TERMS: Final = 16
"""A word has one term for each of its spellings in each field."""

RowsOfWords = Sequence[Sequence[Sequence[Row]]]
"""The rows that each word of a phrase may match, in each segment."""
RowPlaces = Mapping[str, Mapping[Row, Ids]]
"""By text field, the keys (`_ROW`) of the places where rows stand, ascending."""
_Spans = Mapping[int, Ids]
"""The keys (`_ROW`) of a word's occurrences, ascending, by their length in words of the text."""
_Standing = Callable[[Sequence[_Spans]], Ids]
"""Selects from the occurrences of several words one key for each match."""


def side_by_side(
    snapshot: Snapshot, rows: RowsOfWords, fields: Sequence[str]
) -> dict[str, Postings]:
    """Matches of an exact phrase: each word directly follows the one before it."""
    return _together(snapshot, rows, fields, _chained)


def near(
    snapshot: Snapshot, rows: RowsOfWords, slop: int, fields: Sequence[str]
) -> dict[str, Postings]:
    """Matches of a proximity query: all words, in any order, with at most `slop` others between."""

    def standing(spans: Sequence[_Spans]) -> Ids:
        return _within(list(map(_starts, spans)), len(spans) - 1 + slop)

    return _together(snapshot, rows, fields, standing)


def standing(live: LiveSegment, rows: Sequence[Row], fields: Sequence[str]) -> RowPlaces:
    """Where rows stand in the documents of a segment that are neither deleted nor hidden."""
    places: dict[str, dict[Row, Ids]] = {}
    for name, own in _by_field(live.segment, [rows], fields):
        there = [row for row in rows if all(form in own for _, form in row)]
        if there:
            keys = _keys_of_forms(live, [there], own)
            found = {row: _row([(at, keys[form]) for at, form in row]) for row in there}
            places[name] = {row: own for row, own in found.items() if len(own)}
    return places


def both(places: RowPlaces, others: RowPlaces) -> RowPlaces:
    """The places of both, which are of different rows."""
    names = dict.fromkeys((*places, *others))
    return {name: {**places.get(name, {}), **others.get(name, {})} for name in names}


def as_readings(
    snapshot: Snapshot, rows: Sequence[Mapping[Row, float]], places: Sequence[RowPlaces]
) -> dict[str, Postings]:
    """Matches of a word of the query that is several words in the text: of the weighted rows of
    each segment, which stand at these places.
    """
    found: dict[str, list[Postings]] = {}
    for live, weights, own in zip(snapshot.segments, rows, places, strict=True):
        for name, of_rows in own.items():
            by_weight: dict[float, list[Ids]] = {}
            for row, weight in weights.items():
                if row in of_rows:
                    by_weight.setdefault(weight, []).append(of_rows[row])
            for weight, alike in by_weight.items():
                documents, counts = _runs(_united(alike) >> _ROW)
                weighted = counts.astype(np.float32) * np.float32(weight)
                found.setdefault(name, []).append(Postings(documents + live.offset, weighted))
    return {name: summed(several) for name, several in found.items()}


def _together(
    snapshot: Snapshot, rows: RowsOfWords, fields: Sequence[str], standing: _Standing
) -> dict[str, Postings]:
    found: dict[str, list[Postings]] = {}
    for live, wanted in zip(snapshot.segments, rows, strict=True):
        for name, own in _in_segment(live, wanted, fields, standing):
            found.setdefault(name, []).append(own)
    return {name: concatenated(several) for name, several in found.items()}


def _in_segment(
    live: LiveSegment, wanted: Sequence[Sequence[Row]], fields: Sequence[str], standing: _Standing
) -> Iterator[tuple[str, Postings]]:
    """The postings in each field that has all words; each word matches any of its rows."""
    for name, own in _by_field(live.segment, wanted, fields):
        there = [[row for row in rows if all(form in own for _, form in row)] for rows in wanted]
        if all(there):
            keys = standing(_occurring(live, there, own))
            documents, counts = _runs(keys >> _ROW)
            yield name, Postings(documents + live.offset, counts.astype(np.float32))


def _by_field(
    segment: Segment, wanted: Sequence[Sequence[Row]], fields: Sequence[str]
) -> Iterator[tuple[str, dict[str, Terms]]]:
    """The terms of the forms in some rows that each field has."""
    forms = dict.fromkeys(form for rows in wanted for row in rows for _, form in row)
    terms = {form: form_terms(segment, form).by_field(segment) for form in forms}
    for name in fields:
        yield name, {form: found[name] for form, found in terms.items() if name in found}


def _runs(documents: Ids) -> tuple[Ids, Ids]:
    """The unique numbers in ascending order, and how often each occurs."""
    first = np.flatnonzero(np.diff(documents, prepend=-1))
    return documents[first], np.diff(first, append=len(documents))


# --- occurrences


def _occurring(
    live: LiveSegment, wanted: Sequence[Sequence[Row]], own: Mapping[str, Terms]
) -> list[_Spans]:
    """The occurrences of each word in the documents that have all."""
    keys = _keys_of_forms(live, wanted, own)
    return [_spans(rows, keys) for rows in wanted]


def _keys_of_forms(
    live: LiveSegment, wanted: Sequence[Sequence[Row]], own: Mapping[str, Terms]
) -> dict[str, Ids]:
    """The keys of each form in the documents that have one of each word's rows."""
    segment = live.segment
    used = dict.fromkeys(form for rows in wanted for row in rows for _, form in row)
    masks = {form: _documents(segment, own[form]) for form in used}
    having = np.ones(segment.document_count, bool) if live.alive is None else live.alive
    for rows in wanted:
        of_rows = (reduce(np.logical_and, [masks[form] for _, form in row]) for row in rows)
        having = having & reduce(np.logical_or, of_rows)
    documents = np.flatnonzero(having)
    return {form: _keys(segment, own[form], having, documents) for form in used}


def _documents(segment: Segment, terms: Terms) -> Mask:
    starts, stops = segment.posting_bounds(terms.rows)
    mask = np.zeros(segment.document_count, bool)
    mask[gathered(segment.posting_documents, starts, stops)] = True
    return mask


def _spans(rows: Sequence[Row], keys: Mapping[str, Ids]) -> _Spans:
    found: dict[int, list[Ids]] = {}
    for row in rows:
        places = _row([(distance, keys[form]) for distance, form in row])
        found.setdefault(row_width(row), []).append(places)
    return {width: _united(places) for width, places in found.items()}


def _united(places: Sequence[Ids]) -> Ids:
    """All of the ascending keys, each once: a pattern has as many rows as words that fit it."""
    return places[0] if len(places) == 1 else np.unique(np.concatenate(places))


def _row(places: Sequence[tuple[int, Ids]]) -> Ids:
    """The positions at which words occur at these distances from the first."""
    (behind, rarest), *others = sorted(places, key=lambda word: len(word[1]))
    found = rarest - behind
    for distance, keys in others:
        found = found[contains(keys, found + distance)]
    return found


def _keys(segment: Segment, terms: Terms, having: Mask, documents: Ids) -> Ids:
    """The keys of the terms' occurrences in some documents, of which `having` is the mask."""
    starts, stops = segment.posting_bounds(terms.rows)
    is_few = len(documents) * _FEW < int((stops - starts).sum()) and len(terms.rows) <= _FEW_TERMS
    if is_few:
        begins, _ = segment.position_bounds(terms.rows)
        bounds = zip(starts.tolist(), stops.tolist(), begins.tolist(), strict=True)
        found = np.concatenate([_keys_in_few(segment, *own, documents) for own in bounds])
    else:
        found = _keys_in_many(segment, terms, having)
    # Each term has its keys in order, so that a sort that looks for runs only merges them.
    return found if len(terms.rows) == 1 else np.sort(found, kind="stable")


def _keys_in_few(segment: Segment, start: int, stop: int, begin: int, documents: Ids) -> Ids:
    """The keys of one term, whose postings are from `start` to `stop` and whose positions begin at
    `begin`: each document is looked for among its postings.
    """
    held = segment.posting_documents.part(start, stop)
    wanted = documents.astype(held.dtype)
    at = np.searchsorted(held, wanted)
    at[at == len(held)] = 0
    at = at[held[at] == wanted]
    if not len(at):
        return np.zeros(0, np.int64)
    counts = segment.posting_counts.part(start, start + int(at[-1]) + 1)
    ends, own = np.cumsum(counts, dtype=np.int64)[at], counts[at].astype(np.int64)
    positions = segment.positions.part(begin, begin + int(ends[-1]))
    keys: Ids = np.repeat(held[at].astype(np.int64) << _ROW, own)
    return keys + positions[concat_ranges(ends - own, own)]


def _keys_in_many(segment: Segment, terms: Terms, having: Mask) -> Ids:
    """The keys of all terms, one term after the other."""
    starts, stops = segment.posting_bounds(terms.rows)
    documents = gathered(segment.posting_documents, starts, stops)
    counts = gathered(segment.posting_counts, starts, stops)
    positions = gathered(segment.positions, *segment.position_bounds(terms.rows))
    kept: Mask = having[documents]
    if not kept.all():
        ends = np.cumsum(counts, dtype=np.int64)[kept]
        counts, documents = counts[kept], documents[kept]
        positions = positions[concat_ranges(ends - counts, counts)]
    keys: Ids = np.repeat(documents.astype(np.int64) << _ROW, counts) + positions
    return keys


# --- matches


def _starts(spans: _Spans) -> Ids:
    """Where a word begins, whatever its length."""
    return _united(list(spans.values()))


def _chained(spans: Sequence[_Spans]) -> Ids:
    """Each word begins where the one before it ends."""
    *before, last = spans
    if all(width == 1 for word in before for width in word):
        return _row(list(enumerate([*(word[1] for word in before), _starts(last)])))
    ends: Ids | None = None
    for word in before:
        found = [
            (keys if ends is None else keys[contains(ends, keys)]) + width
            for width, keys in word.items()
        ]
        ends = np.sort(np.concatenate(found), kind="stable")
    keys = _starts(last)
    return keys if ends is None else keys[contains(ends, keys)]


def _within(places: Sequence[Ids], span: int) -> Ids:
    """The starts of all windows of at most `span` positions that contain every word."""
    if not all(map(len, places)):
        return np.zeros(0, np.int64)
    starts = []
    for first in places:
        last = first
        for others in places:
            following = np.searchsorted(others, first)
            reached = others[np.minimum(following, len(others) - 1)]
            last = np.maximum(last, np.where(following < len(others), reached, np.iinfo("i8").max))
        starts.append(first[last - first <= span])
    return np.sort(np.concatenate(starts), kind="stable")

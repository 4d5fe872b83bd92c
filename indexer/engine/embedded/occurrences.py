"""Where the leaves of a query tree occur in the text fields: documents, and how often in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engine.analysis import folded
from indexer.engine.embedded.arrays import Array, Column, held
from indexer.engine.embedded.segment import Ids, Mask, Segment
from indexer.engine.embedded.snapshot import Floats, Leaf, Snapshot
from indexer.engine.embedded.terms import Terms, expanded, form_terms, word_terms
from indexer.engine.tree import Fuzzy, Phrase, Wildcard, Word

_ROW: Final = 32
"""Bits of a position in a key: (document << 32) + position orders occurrences in one array."""
_DENSE: Final = 16
"""Postings are added up in an array of all documents where they are more than one in so many."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents (global numbers, ascending, each once) and the weight of what occurs in each."""

    documents: Ids
    counts: Floats


NOWHERE: Final = Postings(np.zeros(0, np.int64), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The postings in each text field that has some; `limited`: not all words that fit a pattern
    were looked for.
    """

    fields: dict[str, Postings]
    limited: bool = False


def occurrences(
    snapshot: Snapshot, node: Word | Phrase | Wildcard | Fuzzy, fields: Sequence[str]
) -> Occurrences:
    """Where `node` occurs in the text fields `fields`."""
    match node:
        case Word(text):
            found = [word_terms(leaf.segment, text) for leaf in snapshot.leaves]
            return Occurrences(_of_terms(snapshot, found, fields))
        case Phrase(words, 0):
            return Occurrences(_together(snapshot, words, fields, _side_by_side))
        case Phrase(words, slop):
            different = tuple({folded(word): word for word in words}.values())
            span = len(different) - 1 + slop

            def near(places: Sequence[Ids]) -> Ids:
                return _within(places, span)

            return Occurrences(_together(snapshot, different, fields, near))
        case Wildcard() | Fuzzy():
            expansion = expanded([leaf.segment for leaf in snapshot.leaves], node, fields)
            return Occurrences(_of_terms(snapshot, expansion.terms, fields), expansion.limited)


# --- postings of terms


def _of_terms(
    snapshot: Snapshot, found: Sequence[Terms], fields: Sequence[str]
) -> dict[str, Postings]:
    parts: dict[str, list[Postings]] = {}
    for leaf, terms in zip(snapshot.leaves, found, strict=True):
        for name, own in terms.by_field(leaf.segment).items():
            if name in fields:
                parts.setdefault(name, []).append(_postings(leaf, own))
    return {name: _joined(found) for name, found in parts.items()}


def _postings(leaf: Leaf, terms: Terms) -> Postings:
    """The postings of some terms of one segment; a document with several of them stands once."""
    segment = leaf.segment
    starts, stops = segment.posting_bounds(terms.rows)
    documents = _gathered(segment.posting_documents, starts, stops).astype(np.int64)
    counts = _gathered(segment.posting_counts, starts, stops).astype(np.float32)
    if (terms.weights != 1.0).any():
        counts *= np.repeat(terms.weights.astype(np.float32), stops - starts)
    if leaf.alive is not None:
        kept = leaf.alive[documents]
        documents, counts = documents[kept], counts[kept]
    if len(terms.rows) > 1:
        documents, counts = _added_up(documents, counts, segment.document_count)
    return Postings(documents + leaf.offset, counts)


def _gathered(column: Column, starts: Ids, stops: Ids) -> Array:
    """The items of several stretches; a view where they are neighbours."""
    if not len(starts):
        return column.part(0, 0)
    breaks = np.flatnonzero(starts[1:] != stops[:-1])
    first = starts[np.append(0, breaks + 1)].tolist()
    last = stops[np.append(breaks, len(stops) - 1)].tolist()
    parts = [column.part(start, stop) for start, stop in zip(first, last, strict=True)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _added_up(documents: Ids, counts: Floats, document_count: int) -> tuple[Ids, Floats]:
    """Each document once, ascending, with the sum of its counts."""
    if len(documents) * _DENSE < document_count:
        found, places = np.unique(documents, return_inverse=True)
        return found, np.bincount(places, counts, len(found)).astype(np.float32)
    sums = np.bincount(documents, counts, document_count)
    found = np.flatnonzero(sums > 0)
    return found, sums[found].astype(np.float32)


def _joined(parts: Sequence[Postings]) -> Postings:
    if len(parts) == 1:
        return parts[0]
    return Postings(
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )


# --- phrases


def _together(
    snapshot: Snapshot,
    words: Sequence[str],
    fields: Sequence[str],
    occurring: Callable[[Sequence[Ids]], Ids],
) -> dict[str, Postings]:
    """Where all words occur in one document of a field, as `occurring` wants them to stand."""
    forms = [folded(word) for word in words]
    parts: dict[str, list[Postings]] = {}
    for leaf in snapshot.leaves:
        terms = {
            form: form_terms(leaf.segment, form).by_field(leaf.segment)
            for form in dict.fromkeys(forms)
        }
        for name in fields:
            own = {form: found[name] for form, found in terms.items() if name in found}
            if len(own) == len(terms):
                places = _places(leaf, own)
                keys = occurring([places[form] for form in forms])
                documents, counts = _runs(keys >> _ROW)
                parts.setdefault(name, []).append(
                    Postings(documents + leaf.offset, counts.astype(np.float32))
                )
    return {name: _joined(found) for name, found in parts.items()}


def _runs(documents: Ids) -> tuple[Ids, Ids]:
    """The different numbers in ascending order, and how often each stands there."""
    first = np.flatnonzero(np.diff(documents, prepend=-1))
    return documents[first], np.diff(first, append=len(documents))


def _places(leaf: Leaf, words: Mapping[str, Terms]) -> dict[str, Ids]:
    """The keys (`_ROW`) of each word's occurrences, ascending, in the documents that have all."""
    having = np.ones(leaf.segment.document_count, bool) if leaf.alive is None else leaf.alive
    for terms in words.values():
        starts, stops = leaf.segment.posting_bounds(terms.rows)
        own = np.zeros(leaf.segment.document_count, bool)
        own[_gathered(leaf.segment.posting_documents, starts, stops)] = True
        having = having & own
    return {form: _keys(leaf.segment, terms, having) for form, terms in words.items()}


def _keys(segment: Segment, terms: Terms, having: Mask) -> Ids:
    starts, stops = segment.posting_bounds(terms.rows)
    documents = _gathered(segment.posting_documents, starts, stops)
    counts = _gathered(segment.posting_counts, starts, stops)
    positions = _gathered(segment.positions, *segment.position_bounds(terms.rows))
    kept: Mask = having[documents]
    if not kept.all():
        ends = np.cumsum(counts, dtype=np.int64)[kept]
        counts, documents = counts[kept], documents[kept]
        positions = positions[_ranges(ends - counts, counts)]
    keys: Ids = np.repeat(documents.astype(np.int64) << _ROW, counts) + positions
    # Each term has its keys in order, so that a sort that looks for runs only merges them.
    return keys if len(terms.rows) == 1 else np.sort(keys, kind="stable")


def _ranges(starts: Ids, sizes: Array) -> Ids:
    """The numbers from each start on, as many as its size, one range after the other."""
    wide = sizes.astype(np.int64)
    behind = np.cumsum(wide)
    count = int(behind[-1]) if len(behind) else 0
    return np.arange(count, dtype=np.int64) + np.repeat(starts - behind + wide, wide)


def _side_by_side(places: Sequence[Ids]) -> Ids:
    """The places where each word stands right behind the one before it."""
    (behind, rarest), *others = sorted(enumerate(places), key=lambda word: len(word[1]))
    found = rarest - behind
    for distance, keys in others:
        found = found[held(keys, found + distance)]
    return found


def _within(places: Sequence[Ids], span: int) -> Ids:
    """The first words of all stretches of at most `span` steps that have every word."""
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

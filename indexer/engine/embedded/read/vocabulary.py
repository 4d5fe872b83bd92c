"""Vocabulary that is safe to expose: completions of a prefix, and words with a similar spelling.

`visible` is the mask of the publications whose words count: what readers may find, with copies of
one text counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from indexer.engine.analysis import edit_distances, fold, lowercase, unhyphenate
from indexer.engine.ast import Fuzzy
from indexer.engine.embedded.format.schema import base_prefix, form_of, searched_as, text_field
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read.doc_freqs import doc_freqs
from indexer.engine.embedded.read.matching.postings import gathered
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.port import MIN_PUBLICATIONS, WordCount
from indexer.languages import FUNCTION_WORDS, INDEXED_LANGUAGES

_LAST: Final = "\U0010ffff"
_FUNCTION_WORDS: Final = {text_field(one.code): one.function_words for one in INDEXED_LANGUAGES}


def words_with_prefix(
    snapshot: Snapshot, visible: Mask, prefix: str, limit: int
) -> list[WordCount]:
    """At most `limit` words with this prefix, accents ignored, the most frequent first."""
    base = fold(unhyphenate(prefix))
    if not base:
        return []
    known = doc_freqs(snapshot)
    rows = np.arange(known.row(base), known.row(base + _LAST))
    counts = known.frequencies(rows, visible)
    order = np.argsort(-counts, kind="stable")
    return list(islice(_exposable(snapshot, visible, rows[order], counts[order]), limit))


def similar_words(snapshot: Snapshot, visible: Mask, word: str, limit: int) -> list[WordCount]:
    """At most `limit` other words within the edit distance of `word~`, the nearest first.

    Words with another first letter are returned only if none with the same one is.
    """
    base = fold(unhyphenate(word))
    if not base:
        return []
    known = doc_freqs(snapshot)
    distance = Fuzzy(base).distance
    about = range(len(base) - distance, len(base) + distance + 1)
    own = range(known.row(base[0]), known.row(base[0] + _LAST))
    same_letter = [word for word in known.words[own.start : own.stop] if len(word) in about]
    nearest = list(islice(_nearest(snapshot, visible, base, same_letter), limit))
    if nearest:
        return nearest
    others = [word for length in about for word in known.by_length.get(length, ())]
    return list(islice(_nearest(snapshot, visible, base, others), limit))


def _nearest(
    snapshot: Snapshot, visible: Mask, base: str, candidates: list[str]
) -> Iterator[WordCount]:
    known = doc_freqs(snapshot)
    limit = Fuzzy(base).distance
    distances = edit_distances(base, candidates, limit)
    near = np.flatnonzero((distances > 0) & (distances <= limit))
    rows = np.array([known.row(candidates[place]) for place in near.tolist()], np.int64)
    counts = known.frequencies(rows, visible)
    order = np.lexsort((rows, -counts, distances[near]))
    return _exposable(snapshot, visible, rows[order], counts[order])


def _exposable(snapshot: Snapshot, visible: Mask, rows: Ids, counts: Ids) -> Iterator[WordCount]:
    """The words that may be shown to readers, in the same order."""
    words = doc_freqs(snapshot).words
    for row, count in zip(rows.tolist(), counts.tolist(), strict=True):
        if count < MIN_PUBLICATIONS:
            continue
        word = most_frequent_spelling(snapshot, visible, words[row])
        if word is not None:
            yield WordCount(word, count)


def most_frequent_spelling(snapshot: Snapshot, visible: Mask, base: str) -> str | None:
    """How most publications spell a folded word.

    None if no spelling is in `MIN_PUBLICATIONS` publications, or if it is a function word of the
    language that it occurs in most.
    """
    forms = _forms(snapshot, visible, base)
    best = max(sorted(forms), key=lambda form: forms[form].count, default=None)
    if best is None or forms[best].count < MIN_PUBLICATIONS:
        return None
    function_words = _FUNCTION_WORDS.get(forms[best].field, FUNCTION_WORDS)
    return None if best in function_words else best


def count_spelling(snapshot: Snapshot, visible: Mask, word: str) -> int:
    """The number of publications that spell the word exactly so, in any case."""
    form = _forms(snapshot, visible, fold(word)).get(lowercase(word))
    return form.count if form else 0


@dataclass(frozen=True, slots=True)
class _Form:
    """How many publications have a form, and the text field (of a language) most have it in."""

    count: int
    field: str


def _forms(snapshot: Snapshot, visible: Mask, base: str) -> dict[str, _Form]:
    owners: dict[str, dict[str, list[Ids]]] = {}
    for live in snapshot.segments:
        segment = live.segment
        rows = segment.terms.rows(base_prefix(base))
        for row, key in zip(rows, segment.terms.part(rows), strict=True):
            name = segment.fields[segment.term_fields[row]]
            bounds = segment.posting_bounds(np.array([row]))
            documents = gathered(segment.posting_documents, *bounds).astype(np.int64)
            if live.alive is not None:
                documents = documents[live.alive[documents]]
            found = snapshot.publication_of[documents + live.offset]
            owners.setdefault(form_of(key), {}).setdefault(name, []).append(found)
    return {form: _form(by_field, visible) for form, by_field in owners.items()}


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

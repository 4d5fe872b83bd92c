"""Words of the index that may be told to anybody: by how they begin, and by what they resemble."""

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
from indexer.engine.embedded.read.doc_freqs import FEWEST, lexicon
from indexer.engine.embedded.read.postings import gathered
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.port import WordCount
from indexer.languages import FUNCTION_WORDS, INDEXED_LANGUAGES

_LAST: Final = "\U0010ffff"
_FUNCTION_WORDS: Final = {text_field(one.code): one.function_words for one in INDEXED_LANGUAGES}


def beginning(snapshot: Snapshot, visible: Mask, text: str, most: int) -> list[WordCount]:
    """See `port.Engine.words_beginning`; `visible` are the publications that readers may find."""
    base = fold(unhyphenate(text))
    if not base:
        return []
    known = lexicon(snapshot)
    rows = np.arange(known.row(base), known.row(base + _LAST))
    counts = known.spread(rows, visible)
    order = np.argsort(-counts, kind="stable")
    return list(islice(_told(snapshot, visible, rows[order], counts[order]), most))


def near(snapshot: Snapshot, visible: Mask, text: str, most: int) -> list[WordCount]:
    """See `port.Engine.words_near`; `visible` are the publications that readers may find."""
    base = fold(unhyphenate(text))
    if not base:
        return []
    known = lexicon(snapshot)
    distance = Fuzzy(base).distance
    about = range(len(base) - distance, len(base) + distance + 1)
    own = range(known.row(base[0]), known.row(base[0] + _LAST))
    same_letter = [word for word in known.words[own.start : own.stop] if len(word) in about]
    told = _nearest(snapshot, visible, base, same_letter)
    first = list(islice(told, most))
    if first:
        return first
    others = [word for length in about for word in known.by_length.get(length, ())]
    return list(islice(_nearest(snapshot, visible, base, others), most))


def _nearest(
    snapshot: Snapshot, visible: Mask, base: str, candidates: list[str]
) -> Iterator[WordCount]:
    known = lexicon(snapshot)
    distance = Fuzzy(base).distance
    found = edit_distances(base, candidates, distance)
    places = np.flatnonzero((found > 0) & (found <= distance))
    rows = np.array([known.row(candidates[place]) for place in places.tolist()], np.int64)
    counts = known.spread(rows, visible)
    order = np.lexsort((rows, -counts, found[places]))
    return _told(snapshot, visible, rows[order], counts[order])


def _told(snapshot: Snapshot, visible: Mask, rows: Ids, counts: Ids) -> Iterator[WordCount]:
    """Those of the words that may be told, in the same order."""
    words = lexicon(snapshot).words
    for row, count in zip(rows.tolist(), counts.tolist(), strict=True):
        if count >= FEWEST and (word := spelling(snapshot, visible, words[row])) is not None:
            yield WordCount(word, count)


def spelling(snapshot: Snapshot, visible: Mask, base: str) -> str | None:
    """How most publications spell a folded word; None where it is not to be told: each spelling is
    in a single publication, or it is a function word of the language it is mostly used in.
    """
    forms = _forms(snapshot, visible, base)
    best = max(sorted(forms), key=lambda form: forms[form].count, default=None)
    if best is None or forms[best].count < FEWEST:
        return None
    functional = _FUNCTION_WORDS.get(forms[best].field, FUNCTION_WORDS)
    return None if best in functional else best


def publications_spelling(snapshot: Snapshot, visible: Mask, word: str) -> int:
    """See `port.Engine.publications_spelling`; `visible` are those that readers may find."""
    form = _forms(snapshot, visible, fold(word)).get(lowercase(word))
    return form.count if form else 0


@dataclass(frozen=True, slots=True)
class _Form:
    """In how many publications a form is, and the text field (of a language) most have it in."""

    count: int
    field: str


def _forms(snapshot: Snapshot, visible: Mask, base: str) -> dict[str, _Form]:
    owners: dict[str, dict[str, list[Ids]]] = {}
    for leaf in snapshot.leaves:
        segment = leaf.segment
        rows = segment.terms.rows(base_prefix(base))
        for row, key in zip(rows, segment.terms.part(rows), strict=True):
            name = segment.fields[segment.term_fields[row]]
            bounds = segment.posting_bounds(np.array([row]))
            documents = gathered(segment.posting_documents, *bounds).astype(np.int64)
            found = snapshot.publication_of[documents + leaf.offset]
            owners.setdefault(form_of(key), {}).setdefault(name, []).append(found)
    return {form: _form(by_field, visible) for form, by_field in owners.items()}


def _form(by_field: dict[str, list[Ids]], visible: Mask) -> _Form:
    counts = {
        name: _count(found, visible)
        for name, found in by_field.items()
        if searched_as(name) == "text"
    }
    every = (part for found in by_field.values() for part in found)
    return _Form(_count(every, visible), max(counts, key=lambda name: counts[name], default=""))


def _count(owners: Iterable[Ids], visible: Mask) -> int:
    """How many different publications there are among those that are visible."""
    having = np.zeros(len(visible), bool)
    for found in owners:
        having[found] = True
    return int(np.count_nonzero(having & visible))

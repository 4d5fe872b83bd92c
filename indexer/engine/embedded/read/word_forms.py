"""Which publications of a commit have a word form, and in which language.

A form is a word as it is written, in small letters with its accents. The forms in question are
numbered by whoever asks; each segment has the number of each of its terms (-1: none of them).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.embedded.format.array_file import concat_ranges
from indexer.engine.embedded.format.merge_source import chunk_rows, row_sizes
from indexer.engine.embedded.format.schema import form_of, searched_as, text_field
from indexer.engine.embedded.format.segment import Ids, Mask, Segment
from indexer.engine.embedded.read import records
from indexer.engine.embedded.read.lexicon import term_sizes
from indexer.engine.embedded.read.snapshot import LiveSegment, Snapshot
from indexer.engine.pacing import paced
from indexer.languages import FUNCTION_WORDS, INDEXED_LANGUAGES

Numbers = NDArray[np.int32]

_TERMS_AT_ONCE: Final = 1 << 14
_MIN_LETTERS: Final = 3
_FUNCTION_WORDS: Final = {one.code: one.function_words for one in INDEXED_LANGUAGES}
_LATIN_ONLY: Final = re.compile(r"[a-z\xdf-\u024f\u02bc\u1e00-\u1eff]+").fullmatch


@dataclass(frozen=True, slots=True)
class FormTerms:
    """So many forms, and the number of each term's form, by segment."""

    count: int
    numbers: list[Numbers]


def numbered_terms(snapshot: Snapshot, number: Callable[[str], int]) -> list[Numbers]:
    """What `number` gives to the form of each term, by segment; -1: none."""
    return [_numbered(live.segment, number) for live in snapshot.whole.segments]


def _numbered(segment: Segment, number: Callable[[str], int]) -> Numbers:
    found = np.empty(len(segment.terms), np.int32)
    for start in range(0, len(found), _TERMS_AT_ONCE):
        rows = range(start, min(start + _TERMS_AT_ONCE, len(found)))
        for row, key in paced(zip(rows, segment.terms.part(rows), strict=True)):
            found[row] = number(form_of(key))
    return found


def vocabulary_mask(snapshot: Snapshot) -> Mask:
    """The publications whose words count: those that readers may find, copies of a text once."""
    return snapshot.tables.get(
        "vocabulary", lambda: snapshot.without(snapshot.live, records.editions(snapshot).copies)
    )


def publication_counts(snapshot: Snapshot, terms: FormTerms) -> Ids:
    """In how many publications of `vocabulary_mask` each form is."""
    found = np.zeros(terms.count, np.int64)
    counted = _counted(snapshot)
    for live, numbers in zip(snapshot.segments, terms.numbers, strict=True):
        found += _counts(snapshot, live, counted, numbers, terms.count)
    return found


def recounted(snapshot: Snapshot, terms: FormTerms, before: Ids) -> Ids:
    """The `publication_counts` of a commit of which something is hidden; `before` are those of the
    whole commit.
    """
    counted = _counted(snapshot)
    changed = counted != _counted(snapshot.whole)
    touched = np.zeros(terms.count + 1, bool)  # the last one is for -1
    for live, numbers in zip(snapshot.segments, terms.numbers, strict=True):
        own = changed[live.offset : live.offset + live.segment.document_count]
        touched[numbers[_terms_in(live.segment, own)]] = True
    touched[-1] = False
    fewer = [np.where(touched[numbers], numbers, -1) for numbers in terms.numbers]
    again = publication_counts(snapshot, FormTerms(terms.count, fewer))
    return np.where(touched[:-1], again, before)


def _counted(snapshot: Snapshot) -> Mask:
    """The documents whose words count."""
    mask: Mask = snapshot.alive & vocabulary_mask(snapshot)[snapshot.publication_of]
    return mask


def _terms_in(segment: Segment, documents: Mask) -> Ids:
    """The terms that occur in some documents."""
    starts = segment.posting_starts.astype(np.int64)
    found = [np.zeros(0, np.int64)]
    for terms in chunk_rows(row_sizes(starts)) if documents.any() else ():
        start, stop = starts[[terms.start, terms.stop]].tolist()
        at = np.flatnonzero(documents[segment.posting_documents.part(start, stop)])
        found.append(np.unique(np.searchsorted(starts, at + start, "right") - 1))
    return np.concatenate(found)


def _counts(
    snapshot: Snapshot, live: LiveSegment, counted: Mask, numbers: Numbers, count: int
) -> Ids:
    segment = live.segment
    terms = np.flatnonzero(numbers >= 0)
    terms = terms[np.argsort(numbers[terms], kind="stable")]
    starts, stops = segment.posting_bounds(terms)
    sizes = stops - starts
    documents = segment.posting_documents.whole()
    found = np.zeros(count, np.int64)
    for part in _whole_forms(numbers[terms], sizes):
        own = slice(part.start, part.stop)
        places = documents[concat_ranges(starts[own], sizes[own])].astype(np.int64) + live.offset
        forms = np.repeat(numbers[terms[own]].astype(np.int64), sizes[own])
        kept = counted[places]
        pairs = forms[kept] * snapshot.publication_count + snapshot.publication_of[places[kept]]
        pairs.sort(kind="stable")  # almost in order: most forms have one term
        different = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]
        found += np.bincount(different // max(snapshot.publication_count, 1), minlength=count)
    return found


def _whole_forms(numbers: Numbers, sizes: Ids) -> list[range]:
    """Parts of a list of terms, so that those of one form (in a row) are in one part."""
    bounds = [part.stop for part in chunk_rows(sizes)]
    stops = sorted({int(np.searchsorted(numbers, numbers[stop - 1], "right")) for stop in bounds})
    return [range(start, stop) for start, stop in zip([0, *stops], stops, strict=False)]


@dataclass(frozen=True, slots=True)
class MainLanguages:
    """The language whose passages have most of each form, as place in `codes`: "" if none has."""

    codes: list[str]
    places: NDArray[np.uint8]

    def of(self, form: int) -> str:
        """The code of a form's language."""
        return self.codes[int(self.places[form])]


def main_languages(snapshot: Snapshot, terms: FormTerms) -> MainLanguages:
    """The languages of forms, by what readers may see."""
    names = sorted({n for live in snapshot.segments for n in live.segment.fields if _is_text(n)})
    often = np.zeros((len(names) + 1, terms.count), np.int64)
    sizes = term_sizes(snapshot).postings
    for live, numbers, postings in zip(snapshot.segments, terms.numbers, sizes, strict=True):
        for place, name in enumerate(names):
            if name in live.segment.fields:
                own = live.segment.term_fields == live.segment.fields.index(name)
                own &= numbers >= 0
                counts = np.bincount(numbers[own], postings[own], terms.count)
                often[place] += counts.astype(np.int64)
    often[-1] = often[:-1].max(axis=0, initial=0) == 0
    codes = [*(name.removeprefix(text_field("")) for name in names), ""]
    return MainLanguages(codes, often.argmax(axis=0).astype(np.uint8))


def _is_text(index_field: str) -> bool:
    return searched_as(index_field) == "text"


def is_word(form: str) -> bool:
    """Whether a form is a word that others can stand for: of three Latin letters at least, and of
    letters only. Shorter ones are function words and initials.
    """
    return len(form) >= _MIN_LETTERS and form.isalpha() and _LATIN_ONLY(form) is not None


def function_words(language: str) -> frozenset[str]:
    """The function words of a language; those of all languages if it is not an indexed one."""
    return _FUNCTION_WORDS.get(language, FUNCTION_WORDS)


def is_function_word(form: str, language: str) -> bool:
    """Whether a form is a function word of its language ("": of any)."""
    return form in function_words(language)

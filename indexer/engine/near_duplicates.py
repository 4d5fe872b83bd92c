"""Publications with almost the same text: their signatures, and which ones match.

A signature is a MinHash of word shingles; the only module that imports rensa. What another export
of a text changes must not change a word: accents, ligatures and some letters get lost, lines and
pages break elsewhere, quotation marks and apostrophes differ. So a word counts by the letters that
every export keeps, and a word that has none of them does not count.

Candidate pairs come from locality-sensitive hashing: publications that share a band of three
values. Of these, the share of equal values estimates the share of equal shingles (Jaccard).
Similarity holds between two publications and is not transitive, so that no chain of small changes
joins strangers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from string import ascii_lowercase, digits
from typing import Final

import numpy as np
import rensa
from numpy.typing import NDArray

from indexer.model import UNDETERMINED, Passage, Record

SHINGLE: Final = 3
"""Words of a shingle. Three tell re-exports of real texts from all other texts best: where every
twentieth word is another, three quarters of the sketch stay the same; with five it is two thirds.
"""
MIN_SIGNATURE_WORDS: Final = 60
"""Words below which a text has no signature: of a short note, what all notes share is too much."""
SIGNATURE_VALUES: Final = 128
_SEED: Final = 1

THRESHOLD: Final = 0.5
"""Share of equal values from which texts are almost the same. Of 322 real texts, 99 % reach it when
exported otherwise or with a tenth rewritten (in stretches of 12 words), and 93 % when a quarter is
left out; different texts in one language stay below .3, except pages of a manual whose navigation
is longer than their text."""
_BAND: Final = 3
"""Values of a band: 42 bands lead to 99.6 % of the pairs at the threshold, and to 4 % at .1."""
MAX_BAND_SHARERS: Final = 50
"""Publications that may share a band: where more do it is a form that they share, not a text."""
_PAIRS_AT_ONCE: Final = 1 << 16
"""Pairs that are compared at the same time: 16 MB."""

_LOST: Final = b"aeioucnfil'"
"""What exports lose: letters with accents (ç and ñ too), ligatures (fi, fl, ff), apostrophes."""
_KEPT: Final = (ascii_lowercase + digits).encode()
_TABLE: Final = bytes(byte if byte in _KEPT else ord(" ") for byte in range(256))
_HYPHENATED: Final = re.compile(r"-[ \t]*\n\s*")

_Pairs = NDArray[np.int64]


def signature(passages: Iterable[Passage]) -> bytes:
    """The signature of a publication's text; empty if it has fewer than `MIN_SIGNATURE_WORDS`.

    Two bytes of each of the sketch's values: by chance one in 65,536 is the same.
    """
    sketch = rensa.RMinHash(num_perm=SIGNATURE_VALUES, seed=_SEED)
    count, last = 0, list[bytes]()
    for passage in passages:  # a shingle may begin on one page and end on the next
        found = _robust_words(passage.text)
        words = last + found
        sketch.update(list(map(b" ".join, zip(*(words[n:] for n in range(SHINGLE)), strict=False))))
        count, last = count + len(found), words[1 - SHINGLE :]
    if count < MIN_SIGNATURE_WORDS:
        return b""
    return np.array(sketch.digest(), np.uint32).astype("<u2").tobytes()


def equal_share(one: bytes, other: bytes) -> float:
    """The share of equal values of two signatures, which estimates how much of the texts is."""
    return float(np.mean(np.frombuffer(one, "<u2") == np.frombuffer(other, "<u2")))


def _robust_words(text: str) -> list[bytes]:
    """The words of `text`, reduced to the letters that every export keeps."""
    folded = _HYPHENATED.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return folded.encode("ascii", "ignore").translate(_TABLE, _LOST).split()


def near_identical(records: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    """Identifier -> the identifiers of publications with almost the same text, the nearest first.

    Publications without near-duplicates are left out.
    """
    signed = [record for record in records if record.searchable and record.signature]
    if not signed:
        return {}
    values = np.frombuffer(b"".join(record.signature for record in signed), "<u2")
    values = values.reshape(len(signed), -1)
    found: dict[str, list[tuple[float, str]]] = {}
    for first, second, share in _similar_rows(values):
        one, other = signed[first], signed[second]
        if _may_be_one_text(one, other):
            found.setdefault(one.publication.id, []).append((-share, other.publication.id))
            found.setdefault(other.publication.id, []).append((-share, one.publication.id))
    return {
        identifier: tuple(other for _, other in sorted(found[identifier])) for identifier in found
    }


def _similar_rows(values: NDArray[np.uint16]) -> Iterator[tuple[int, int, float]]:
    """Pairs of rows of `values` that reach the threshold, with their share of equal values."""
    pairs = np.unique(np.concatenate([_pairs_in(band) for band in _bands(values)]))
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        first, second = np.divmod(pairs[start : start + _PAIRS_AT_ONCE], len(values))
        shares = (values[first] == values[second]).mean(axis=1)
        for at in np.flatnonzero(shares >= THRESHOLD).tolist():
            yield int(first[at]), int(second[at]), float(shares[at])


def _bands(values: NDArray[np.uint16]) -> Iterator[NDArray[np.uint64]]:
    """For each band one number a row, the same where all its values are."""
    wide = values.astype(np.uint64)
    for start in range(0, values.shape[1] - _BAND + 1, _BAND):
        band = wide[:, start]
        for place in range(1, _BAND):
            band = band << np.uint64(16) | wide[:, start + place]
        yield band


def _pairs_in(band: NDArray[np.uint64]) -> _Pairs:
    """Pairs of rows with the same number, the lower row first, as `lower * rows + higher`."""
    order = np.argsort(band, kind="stable")
    starts = np.flatnonzero(np.diff(band[order], prepend=~band[order[:1]]))
    sizes = np.diff(starts, append=len(band))
    pairs = [np.zeros(0, np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= MAX_BAND_SHARERS)]).tolist():
        rows = order[starts[sizes == size][:, None] + np.arange(size)]
        first, second = np.triu_indices(size, 1)
        pairs.append((rows[:, first] * len(band) + rows[:, second]).ravel())
    return np.concatenate(pairs)


def _may_be_one_text(one: Record, other: Record) -> bool:
    """Whether the languages allow it: a translation is another text."""
    spoken, others = (
        {code for code in r.publication.metadata.languages if code != UNDETERMINED}
        for r in (one, other)
    )
    return not spoken or not others or bool(spoken & others)

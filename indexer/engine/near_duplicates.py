"""Which publications hold almost the same text, by the signatures in their records.

Candidates come from locality-sensitive hashing: publications that share a band of three values.
Of these, the share of equal values estimates the share of equal shingles (Jaccard). Likeness is
between two publications and is not handed on, so that no chain of small changes joins strangers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.model import UNDETERMINED, Record

THRESHOLD: Final = 0.5
"""Share of equal values from which texts are almost the same. Of 322 real texts, 99 % reach it when
exported otherwise or with a tenth rewritten (in stretches of 12 words), and 93 % when a quarter is
left out; different texts in one language stay below .3, but for pages of a manual whose navigation
is longer than their text."""
_BAND: Final = 3
"""Values of a band: 42 bands lead to 99.6 % of the pairs at the threshold, and to 4 % at .1."""
MOST: Final = 50
"""Publications that may share a band: where more do it is a form that they share, not a text."""
_AT_ONCE: Final = 1 << 16
"""Pairs that are compared at the same time: 16 MB."""

_Ids = NDArray[np.int64]


def near_identical(records: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    """Identifier -> the identifiers of publications with almost the same text, the nearest first.

    Publications that have none are left out.
    """
    signed = [record for record in records if record.searchable and record.signature]
    if not signed:
        return {}
    values = np.frombuffer(b"".join(record.signature for record in signed), "<u2")
    values = values.reshape(len(signed), -1)
    found: dict[str, list[tuple[float, str]]] = {}
    for first, second, share in _alike(values):
        one, other = signed[first], signed[second]
        if _may_be_one_text(one, other):
            found.setdefault(one.publication.id, []).append((-share, other.publication.id))
            found.setdefault(other.publication.id, []).append((-share, one.publication.id))
    return {
        identifier: tuple(other for _, other in sorted(found[identifier])) for identifier in found
    }


def _alike(values: NDArray[np.uint16]) -> Iterator[tuple[int, int, float]]:
    """Rows of `values` that are alike, and the share of values that are equal."""
    pairs = np.unique(np.concatenate([_sharing(band) for band in _bands(values)]))
    for start in range(0, len(pairs), _AT_ONCE):
        first, second = np.divmod(pairs[start : start + _AT_ONCE], len(values))
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


def _sharing(band: NDArray[np.uint64]) -> _Ids:
    """Pairs of rows with the same number, the lower row first, as `lower * rows + higher`."""
    order = np.argsort(band, kind="stable")
    starts = np.flatnonzero(np.diff(band[order], prepend=~band[order[:1]]))
    sizes = np.diff(starts, append=len(band))
    pairs = [np.zeros(0, np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= MOST)]).tolist():
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
